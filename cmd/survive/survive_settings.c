/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What settings mean, and what is said where that fails. */
#include <string.h>

#include "cmd/survive/survive_table.h"

static int
bad_time(const char *option, const char *text, const char *expected,
    struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": expected %s",
	    option, text, message(expected));
}

int
survive_time(const struct survive_settings *s, const char *option,
    const char *text, double *out, struct fault *fault)
{
	static const double seconds[] = { [UNIT_SECOND] = 1,
	    [UNIT_MINUTE] = 60, [UNIT_HOUR] = 3600, [UNIT_DAY] = 86400,
	    [UNIT_WEEK] = 7 * 86400 };
	struct span span;
	decimal number;

	if (survive_of_durations(s)) {
		if (decimal_parse(text, strlen(text), '.', &number) !=
		    DECIMAL_OK || number < 0)
			return bad_time(option, text, "a number in the unit "
			    "of --duration, such as 90", fault);
		*out = decimal_double(number);
		return 0;
	}
	if (!span_parse(text, strlen(text), &span) ||
	    span.unit >= UNIT_MONTH)
		return bad_time(option, text, "a span in w, d, h, m or s, "
		    "such as 90d (months have no one length)", fault);
	*out = (double)span.count * seconds[span.unit] / 86400;
	return 0;
}

int
survive_status_fault(enum status status, struct fault *fault)
{
	if (status == STATUS_TOO_FEW)
		return fault_set(fault, FAULT_NO_DATA,
		    "nobody started: no curve, not one of zero");
	return fault_set(fault, FAULT_INPUT, "%s",
	    message(status_sentence(status)));
}
