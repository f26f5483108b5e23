/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart_words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void
words_count(char *out, uint64_t count)
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%" PRIu64, count);

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*out++ = ',';
		*out++ = digits[i];
	}
	*out = '\0';
}

void
words_percent(char *out, double fraction)
{
	static const double half = 0.0005;	/* of the last digit shown */

	if (isnan(fraction))
		*out = '\0';
	else if (fraction == 0)
		strcpy(out, "0%");
	else if (fraction == 1)
		strcpy(out, "100%");
	else if (fraction < half)
		strcpy(out, "<0.1%");
	else if (fraction < 1 && fraction >= 1 - half)
		strcpy(out, ">99.9%");
	else
		snprintf(out, WORDS_SIZE, "%.1f%%", 100 * fraction);
}

void
words_rate(char *out, const struct funnel_stage *stage)
{
	char rate[WORDS_SIZE];

	words_percent(rate, stage->rate);
	if (isnan(stage->rate))
		strcpy(out, "nobody to go on");
	else if (isnan(stage->rate_low) || isnan(stage->rate_high))
		strcpy(out, rate);
	else
		snprintf(out, WORDS_SIZE, "%.32s (%.1f–%.1f)", rate,
		    100 * stage->rate_low, 100 * stage->rate_high);
}

void
words_fate(char *out, const struct funnel_stage *stage)
{
	char lost[32], open[32];
	bool say_lost = stage->weakest && stage->lost > 0;
	bool say_open = stage->open > 0;

	words_count(lost, stage->lost);
	words_count(open, stage->open);
	snprintf(out, WORDS_SIZE, "%s%s%s%s%s", say_lost ? lost : "",
	    say_lost ? " did not go on" : "", say_lost && say_open ? ", " : "",
	    say_open ? open : "", say_open ? " still open" : "");
}

void
words_step(char *out, const struct funnel_stage *stage)
{
	char fate[WORDS_SIZE];

	words_fate(fate, stage);
	snprintf(out, WORDS_SIZE, "%s%s%.128s",
	    stage->weakest ? "weakest step" : "",
	    stage->weakest && *fate != '\0' ? " · " : "", fate);
}
