/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to do: deals that stand still, the weakest step, groups apart. */
#include <math.h>
#include <string.h>

#include "cmd/report/report.h"
#include "cmd/results/bookings_columns.h"
#include "cmd/results/forecast_columns.h"
#include "cmd/results/segment_columns.h"
#include "io/text/words.h"

#define OWNERS_SHOWN 5

/* Each answers whether there was anything to say. */
static bool
write_stuck(const struct report *report, struct document *document)
{
	size_t n = report->stuck ? table_rows(report->stuck) : 0;
	uint64_t all = report_stale(report);

	if (n == 0)
		return false;
	document_subheading(document, n < all ? report_text(report,
	    _("Close or revive: the first %s of %s stuck deals"),
	    report_count(report, n), report_count(report, all)) :
	    _("Close or revive: the stuck deals"));
	document_table(document, report->stuck);
	document_note(document, table_has(report->stuck, STUCK_AMOUNT) ?
	    _("For so long in their stage that none of that age was won; by "
	    "amount times days.") : _("For so long in their stage that none "
	    "of that age was won; the oldest first, as open deals have no "
	    "amounts."));
	return true;
}

/* The first rows of a table. */
static struct table *
head_of(const struct table *all, size_t rows)
{
	struct table *t = table_new(&pipeline_columns);

	for (size_t c = 0; c < table_of(all)->n; c++)
		if (table_has(all, c))
			table_has_column(t, c);
	for (size_t r = 0; r < rows && r < table_rows(all); r++) {
		table_add_row(t);
		for (size_t c = 0; c < table_of(all)->n; c++)
			if (table_has(all, c))
				table_copy(t, c, cell_at(all, r, c));
	}
	return t;
}

static bool
write_pipeline(const struct report *report, struct document *document)
{
	const struct section *s = report->forecast;
	struct table *head;

	/* The first expects most; where it is not known what, none does. */
	if (!report->pipeline || table_rows(report->pipeline) == 0 ||
	    !is_filled(report->pipeline, 0, PIPELINE_EXPECTED))
		return false;
	head = head_of(report->pipeline, OWNERS_SHOWN);
	document_subheading(document, report_text(report, _("Still to be "
	    "won by %s, by owner"), section_text(s, section_rows(s) - 1,
	    FORECAST_UNTIL)));
	document_table(document, head);
	table_free(head);
	report_note_foreseen(report, document);
	if (table_rows(report->pipeline) > OWNERS_SHOWN)
		document_note(document, report_text(report, _("The %d who "
		    "expect most, of %s; all stand at “%s”."), OWNERS_SHOWN,
		    report_count(report, table_rows(report->pipeline)),
		    _("Pipeline and forecast")));
	return true;
}

static bool
write_weakest(const struct report *report, struct document *document)
{
	const struct section *s = report->funnel;
	struct convert_step w = report->weakest.step;
	size_t before = report_step(report, w.row, -1);
	uint64_t open = section_count(s, before, CONVERT_OPEN);
	const char *from, *to;

	if (!extreme_is_sure(report, &report->weakest) || open == 0)
		return false;
	from = report_stage(report, before);
	to = report_stage(report, w.row);
	document_paragraph(document, report_text(report, words_n("%1$s open "
	    "deal stands before the weakest step, from %2$s to %3$s: funnel "
	    "list --outcome open --reached %2$s --not-reached %3$s names "
	    "it.", "%1$s open deals stand before the weakest step, from %2$s "
	    "to %3$s: funnel list --outcome open --reached %2$s "
	    "--not-reached %3$s names them.", open), report_count(report,
	    open), from, to));
	return true;
}

/* Clearly: by its own q, and also once it is drawn towards the others. */
static bool
is_apart(const struct report *report, const struct section *s, size_t row,
    double usual)
{
	return report_is_sure(report, section_number(s, row, SEGMENT_Q)) &&
	    (section_number(s, row, SEGMENT_SHRUNK_LOW) > usual ||
	    section_number(s, row, SEGMENT_SHRUNK_HIGH) < usual);
}

/* Of all groups of a column together. */
static double
usual_rate(const struct section *s)
{
	uint64_t n = 0, k = 0;

	for (size_t r = 0; r < section_rows(s); r++) {
		n += section_count(s, r, SEGMENT_N);
		k += section_count(s, r, SEGMENT_K);
	}
	return n ? (double)k / (double)n : NAN;
}

static void
put_apart(const struct report *report, const struct section *s,
    struct table *t)
{
	double usual = usual_rate(s);

	for (size_t r = 0; r < section_rows(s); r++) {
		bool over = section_number(s, r, SEGMENT_SHRUNK) > usual;
		const char *side = over ? _("over") : _("under");

		if (!is_apart(report, s, r, usual))
			continue;
		table_add_row(t);
		table_word(t, APART_COLUMN, s->scope.by[0]);
		table_copy(t, APART_GROUP, cell_at(s->table, r,
		    SEGMENT_GROUP));
		for (size_t i = 0; i < 3; i++)
			table_copy(t, APART_RATE + i, cell_at(s->table, r,
			    SEGMENT_SHRUNK + i));
		table_number(t, APART_USUAL, usual);
		table_word(t, APART_SIDE, side);
	}
}

static bool
write_apart(const struct report *report, struct document *document)
{
	struct table *t = table_new(&apart_columns);
	bool any;

	table_has_all(t);
	for (size_t i = 0; i < report->nsegments; i++)
		put_apart(report, report->segments[i], t);
	any = table_rows(t) > 0;
	if (any) {
		document_subheading(document, _("Talk to: groups clearly "
		    "over or under the usual"));
		document_table(document, t);
		document_note(document, _("Shrunk: drawn towards the others "
		    "as far as small numbers make them uncertain. Ask how "
		    "they do it; the data do not say why."));
	}
	table_free(t);
	return any;
}

/* A part that is empty would look as if it had failed. */
static void
write_nothing(const struct report *report, struct document *document)
{
	const char *stuck = report->stuck ? _("no open deal is stuck") :
	    _("which deals are stuck is not known");

	document_paragraph(document, report_text(report, _("Nothing stands "
	    "out of %1$s that entered: %2$s, no step is clearly the weakest, "
	    "no group clearly over or under the usual."), report_count(report,
	    section_count(report->funnel, 0, CONVERT_ENTERED)), stuck));
}

static void
write(const struct report *report, struct document *document)
{
	bool any = write_stuck(report, document);

	any |= write_weakest(report, document);
	any |= write_pipeline(report, document);
	any |= write_apart(report, document);
	if (!any)
		write_nothing(report, document);
}

static bool
has(const struct report *report)
{
	return section_rows(report->funnel) > 0;
}

const struct part part_actions = {
	.name = "actions", .first = true,
	.heading = N_("What to do"),
	.gathers = report_gathers_deals, .gathered = report_judge_deals,
	.write = write, .has = has,
};
