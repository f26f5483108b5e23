/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which options go together, and what they say. */
#include <inttypes.h>
#include <string.h>

#include "analytics/models/rfm.h"
#include "cmd/value/value.h"

/* As far as --horizon goes: a century. */
#define HORIZON_MOST 36525

/* A number in [0, most]; `missing` where there is none. */
static int
read_share(const char *option, const char *text, double missing,
    double most, double *out, struct fault *fault)
{
	decimal number;

	*out = missing;
	if (!text)
		return 0;
	if (decimal_parse(text, strlen(text), '.', &number) != DECIMAL_OK ||
	    number < 0 || decimal_double(number) > most)
		return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": expected "
		    "a number from 0 to %g, such as %g", option, text, most,
		    missing);
	*out = decimal_double(number);
	return 0;
}

int
value_shares(const struct value_settings *s, double *discount,
    double *margin, struct fault *fault)
{
	if (read_share("discount", s->discount, .1, 10, discount, fault) != 0)
		return -1;
	return read_share("margin", s->margin, 1, 1, margin, fault);
}

static int
check_rfm(const struct value_settings *s, struct fault *fault)
{
	if (s->summary && s->rfm != RFM_SEGMENT_LEVELS)
		return fault_set(fault, FAULT_USAGE, "--summary is of "
		    "segments, which --rfm %d has", RFM_SEGMENT_LEVELS);
	if (s->rfm && (s->rfm < 2 || s->rfm > RFM_MAX_LEVELS))
		return fault_set(fault, FAULT_USAGE, "--rfm: \"%" PRIu64
		    "\": expected 2 to %d", s->rfm, RFM_MAX_LEVELS);
	return 0;
}

/* One question a run; "" if none of them is asked. */
static int
check_views(const struct value_settings *s, const char **view,
    struct fault *fault)
{
	const struct {
		const char *name;
		bool asked;
	} views[] = {
		{ "--fit", s->fit }, { "--holdout", s->holdout },
		{ "--rfm", s->rfm }, { "--every", s->shared.every },
		{ "--length", s->length.given },
	};

	bool rows;

	*view = "";
	for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
		if (!views[i].asked)
			continue;
		if (**view)
			return fault_set(fault, FAULT_USAGE, "%s does not go "
			    "with %s: each is a table of its own", *view,
			    views[i].name);
		*view = views[i].name;
	}
	rows = !**view || (s->rfm && !s->summary);
	if (s->shared.chart && rows)
		return fault_set(fault, FAULT_USAGE, "--chart draws groups or "
		    "periods, not a row for each customer: --rfm 5 --summary, "
		    "--every, --length or --holdout");
	if (s->shared.partial && rows)
		return fault_set(fault, FAULT_USAGE, "rows of customers need "
		    "their ids, which no part holds: --partial goes with "
		    "--fit, --holdout, --every, --length and --summary");
	return 0;
}

/* What the views that are about amounts want, and what only they take. */
static int
check_amounts(const struct value_settings *s, const char *view,
    struct fault *fault)
{
	if (!s->shared.value && (s->rfm || s->shared.every ||
	    s->length.given))
		return fault_set(fault, FAULT_USAGE, "%s wants --value COL: "
		    "what a row comes to", view);
	if (s->cost && !s->length.given)
		return fault_set(fault, FAULT_USAGE, "--cost wants --length: "
		    "elsewhere nothing is taken off but by --margin");
	if (s->period.given && !s->shared.every)
		return fault_set(fault, FAULT_USAGE, "--period wants --every, "
		    "whose ages it counts");
	if (s->shared.every == EVERY_HOUR)
		return fault_set(fault, FAULT_USAGE, "--every hour: purchases "
		    "are counted by days");
	return 0;
}

/* Whole days of a span that is given; -1 with FAULT_USAGE. */
static int
check_days(const char *option, const struct optional_span *span,
    struct fault *fault)
{
	int64_t days = span->given ? span_end_day(span->span, 0) : 1;

	if (days > 0 && days <= HORIZON_MOST)
		return 0;
	return fault_set(fault, FAULT_USAGE, "--%s: expected a day at "
	    "least, and a century at most", option);
}

int
value_profit(const struct value_settings *s, decimal *margin, decimal *cost,
    struct fault *fault)
{
	*margin = 1000000000;
	*cost = 0;
	/* That it is a number from 0 to 1 was checked. */
	if (s->margin)
		decimal_parse(s->margin, strlen(s->margin), '.', margin);
	if (s->cost && (decimal_parse(s->cost, strlen(s->cost), '.', cost) !=
	    DECIMAL_OK || *cost < 0))
		return fault_set(fault, FAULT_USAGE, "--cost: \"%s\": "
		    "expected an amount from 0 on, such as 2.50", s->cost);
	return 0;
}

int
value_check(struct run *run, struct fault *fault)
{
	struct value_settings *s = run->settings;
	double discount, share;
	decimal margin, cost;
	const char *view;

	if (check_views(s, &view, fault) != 0 ||
	    check_rfm(s, fault) != 0 ||
	    check_amounts(s, view, fault) != 0 ||
	    check_days("horizon", &s->horizon, fault) != 0 ||
	    check_days("period", &s->period, fault) != 0 ||
	    check_days("length", &s->length, fault) != 0 ||
	    value_shares(s, &discount, &share, fault) != 0 ||
	    value_profit(s, &margin, &cost, fault) != 0)
		return -1;
	s->shared.lost = "";
	if (s->purchase)
		funnel_name_stages(&s->shared, s->purchase, s->purchase,
		    &run->arena);
	return 0;
}
