/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups that differ from all others beyond chance. */
#include <math.h>

#include "cmd/report/report_segments.h"
#include "cmd/results/segment_columns.h"
#include "io/text/words.h"

static bool
is_significant(const struct report *report, const struct section *s,
    size_t row)
{
	double q = section_number(s, row, SEGMENT_Q);

	return q < 1 - scope_level(&report->input.scope);
}

static const char *
group(const struct report *report, const struct section *s, size_t row)
{
	return report_name(report, cell_label(cell_at(s->table, row,
	    SEGMENT_GROUP), report->arena));
}

static const char *
estimate(const struct report *report, const struct section *s, size_t row)
{
	return report_share(report, section_number(s, row, SEGMENT_RATE),
	    section_number(s, row, SEGMENT_RATE_LOW),
	    section_number(s, row, SEGMENT_RATE_HIGH));
}

/* Entities that it has more or fewer than if it were like the others. */
static double
stake(const struct section *s, size_t row)
{
	return fabs(section_number(s, row, SEGMENT_DIFF)) *
	    (double)section_count(s, row, SEGMENT_N);
}

/* A group that differs. */
struct different {
	const struct section *of;
	size_t row;
};

#define NAMED 6

/* Those of all columns that differ in one direction beyond chance. */
struct differing {
	struct different items[NAMED];	/* the largest stake first */
	size_t n;	/* also those for whom there is no room */
};

static void
add_different(struct differing *d, const struct section *s, size_t row)
{
	size_t at = d->n < NAMED ? d->n : NAMED;

	for (; at > 0 && stake(d->items[at - 1].of, d->items[at - 1].row) <
	    stake(s, row); at--)
		if (at < NAMED)
			d->items[at] = d->items[at - 1];
	if (at < NAMED)
		d->items[at] = (struct different){ s, row };
	d->n++;
}

/* What has no value is no group. */
static void
find_different(const struct report *report, const struct section *s, int sign,
    struct differing *out)
{
	for (size_t r = 0; r < section_rows(s); r++)
		if (sign * section_number(s, r, SEGMENT_DIFF) > 0 &&
		    is_significant(report, s, r) &&
		    !run_is_marker(s->table, r, SEGMENT_GROUP, "(none)"))
			add_different(out, s, r);
}

bool
segments_differ(const struct report *report, const struct section *s)
{
	struct differing d = { .n = 0 };

	find_different(report, s, 1, &d);
	find_different(report, s, -1, &d);
	return d.n > 0;
}

/* "66.7% (59.4–73.2) of 174 reach won, q = 0.0002" */
static const char *
tell_group(const struct report *report, const struct section *s, size_t row)
{
	return report_text(report, _("%1$s of %2$s reach %3$s, q %4$s"),
	    estimate(report, s, row), report_count(report, section_count(s,
	    row, SEGMENT_N)), report_goal(report), report_p(report,
	    section_number(s, row, SEGMENT_Q)));
}

/* "…; so do Donn Cantrell (61.0%), Garret Kinder (65.2%) and 2 more." */
static const char *
tell_others(const struct report *report, const struct differing *d,
    const char *text)
{
	for (size_t i = 1; i < d->n && i < NAMED; i++) {
		const struct section *s = d->items[i].of;
		size_t row = d->items[i].row;

		text = report_text(report, i == 1 ? _("%s; so do %s (%s of "
		    "%s, q %s)") : _("%s, %s (%s of %s, q %s)"), text,
		    group(report, s, row), report_share(report,
		    section_number(s, row, SEGMENT_RATE), NAN, NAN),
		    report_count(report, section_count(s, row, SEGMENT_N)),
		    report_p(report, section_number(s, row, SEGMENT_Q)));
	}
	return d->n > NAMED ? report_text(report, _("%s and %zu more."),
	    text, d->n - NAMED) : report_text(report, _("%s."), text);
}

static void
find_sign(const struct report *report, int sign, struct findings *out)
{
	struct differing d = { .n = 0 };
	struct finding f = { 0 };

	for (size_t i = 0; i < report->nsegments; i++)
		find_different(report, report->segments[i], sign, &d);
	if (d.n == 0)
		return;
	const struct section *s = d.items[0].of;
	size_t row = d.items[0].row;
	struct effect diff = { section_number(s, row, SEGMENT_DIFF),
	    section_number(s, row, SEGMENT_DIFF_LOW),
	    section_number(s, row, SEGMENT_DIFF_HIGH) };
	f.stake = stake(s, row);
	f.headline = report_text(report, sign > 0 ? _("%s reaches %s more "
	    "often: %s") : _("%s reaches %s less often: %s"),
	    group(report, s, row), report_goal(report),
	    report_share(report, section_number(s, row, SEGMENT_RATE), NAN,
	    NAN));
	f.is = (struct document_finding){
		.figure = report_text(report, _("%s points"),
		    report_points(report, diff.estimate)),
		.interval = report_stake(report, report_points_interval(
		    report, diff), f.stake),
		.lead = report_text(report, sign > 0 ? _("%s (%s) reaches "
		    "%s more often") : _("%s (%s) reaches %s less often"),
		    group(report, s, row), segments_column(report, s),
		    report_goal(report)),
		.text = tell_others(report, &d, tell_group(report, s, row)),
		.tone = sign > 0 ? TONE_BETTER : TONE_WORSE,
	};
	find(out, &f);
}

void
segments_find(const struct report *report, struct findings *out)
{
	find_sign(report, 1, out);
	find_sign(report, -1, out);
}
