/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The step that fewest take, and the one that takes longest: whether each is
 * so beyond chance is one test of the report's family.  Its hypothesis is
 * that some other step is no better, so its p is the largest of those
 * against each of them (Berger 1982), and that it was picked as the extreme
 * needs no correction.
 */
#include <math.h>

#include "analytics/rates/difference.h"
#include "cmd/report/report.h"

/* Times in logs, where the ends of their intervals are about as far. */
static struct proportion
estimate_of(const struct report *report, size_t row, size_t by)
{
	const struct section *s = report->funnel;
	struct proportion p = { section_number(s, row, by),
	    section_number(s, row, by + 1), section_number(s, row, by + 2) };

	if (by != CONVERT_MEDIAN_DAYS)
		return p;
	return p.low > 0 ? (struct proportion){ log(p.rate), log(p.low),
	    log(p.high) } : (struct proportion){ log(p.rate), NAN, NAN };
}

/* Against one other step; one that cannot be compared leaves no test. */
static void
compare_step(const struct report *report, size_t row, struct extreme *e)
{
	size_t by = e->step.by;
	bool longest = by == CONVERT_MEDIAN_DAYS;
	struct proportion one = estimate_of(report, e->step.row, by);
	struct proportion other = estimate_of(report, row, by);
	struct effect lead;
	double p, detectable;

	if (isnan(other.rate))
		return;
	difference_of_estimates(longest ? one : other, longest ? other : one,
	    scope_level(&report->input.scope), &lead, &p, &detectable);
	if (isnan(p) || isnan(e->p) || p > e->p)
		e->p = isnan(e->p) ? NAN : p;
	double off = fabs(other.rate - one.rate);
	if (isnan(e->off) || off < e->off) {
		e->off = off;
		e->next = row;
		e->seen = detectable;
	}
}

static void
test(struct report *report, struct convert_step step, struct extreme *out,
    struct family *family, const char *name)
{
	*out = (struct extreme){ .step = step, .p = NAN, .q = NAN,
	    .off = NAN };
	if (!step.several)
		return;
	out->p = 0;
	for (size_t r = 0; r < section_rows(report->funnel); r++)
		if (r != step.row)
			compare_step(report, r, out);
	family_begin(family, name);
	family_add(family, out->p, &out->q);
}

void
extreme_weakest(struct report *report, struct family *family,
    const char *name)
{
	const struct section *s = report->funnel;

	test(report, convert_weakest(s->table, 0, section_rows(s)),
	    &report->weakest, family, name);
}

void
extreme_slowest(struct report *report, struct family *family,
    const char *name)
{
	const struct section *s = report->funnel;

	test(report, convert_slowest(s->table, 0, section_rows(s)),
	    &report->slowest, family, name);
}

bool
extreme_is_sure(const struct report *report, const struct extreme *e)
{
	return report_is_sure(report, e->q);
}

static enum chart_verdict
verdict(const struct report *report, const struct extreme *e)
{
	return extreme_is_sure(report, e) ? VERDICT_SURE : VERDICT_CHANCE;
}

void
extremes_mark(struct report *report)
{
	if (!report->funnel)
		return;
	report->funnel->picture.verdict = verdict(report, &report->weakest);
	report->funnel->second.verdict = verdict(report, &report->slowest);
}
