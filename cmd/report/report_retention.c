/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who comes back after the sale. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analytics/rates/proportion.h"
#include "cmd/report/report.h"
#include "cmd/results/convert_columns.h"
#include "cmd/results/retain_columns.h"
#include "cmd/retain/retain.h"
#include "io/text/words.h"

/* Of the built-in funnel: won, served. */
static const char *const built_in[][2] = {
	{ "won", "served" }, { "交易达成", "售后服务" },
};

static bool
has_stage(const struct funnel *f, const char *name, size_t len)
{
	for (size_t k = 0; k < f->nstages; k++)
		if (strlen(f->stages[k].name) == len &&
		    memcmp(f->stages[k].name, name, len) == 0)
			return true;
	return false;
}

static bool
find_built_in(const struct funnel *f, const char **start,
    const char **back)
{
	for (size_t i = 0; i < 2; i++) {
		*start = built_in[i][0];
		*back = built_in[i][1];
		if (has_stage(f, *start, strlen(*start)) &&
		    has_stage(f, *back, strlen(*back)))
			return true;
	}
	return false;
}

/* "won:served", or "won" alone where a further win is the return. */
static int
split(struct report *report, const char **start, const char **back,
    struct fault *fault)
{
	const char *text = report->settings->retention;
	const char *colon = strchr(text, ':');
	size_t len = colon ? (size_t)(colon - text) : strlen(text);

	*start = arena_copy(report->arena, text, len);
	*back = colon ? colon + 1 : *start;
	size_t stage;

	return funnel_find_stage(&report->input.scope.funnel, "retention",
	    *start, &stage, fault) != 0 ||
	    funnel_find_stage(&report->input.scope.funnel, "retention",
	    *back, &stage, fault) != 0 ? -1 : 0;
}

/* From the sale to the service: nobody comes back, but is looked after. */
static bool
is_service(const struct report *report)
{
	return !report->settings->retention;
}

static int
plan(struct report *report, struct fault *fault)
{
	const char *start, *back;

	if (report->settings->retention) {
		if (split(report, &start, &back, fault) != 0)
			return -1;
	} else if (!find_built_in(&report->input.scope.funnel, &start,
	    &back)) {
		return 0;
	}
	const char *const options[] = { "start", start, "return", back,
	    "every", report_every_name(report->every), NULL };
	const char *const wide[] = { "start", start, "return", back,
	    "every", report_every_name(report->every), "wide", NULL, NULL };
	report->retention = report_add(report, &command_retain, -1, options,
	    fault);
	if (!report->retention)
		return -1;
	report->retention->picture.title = is_service(report) ?
	    _("Who is served after the sale") : _("Who comes back");
	if (is_service(report))
		report->retention->picture.subtitle = _("Share that was "
		    "looked after in each period after the sale. Empty cells "
		    "lie in the future.");
	report->triangle = report_again(report, report->retention,
	    false, wide, fault);
	return report->triangle ? 0 : -1;
}

static bool
is_pooled(const struct section *s, size_t row)
{
	return is_marker(s->table, row, RETAIN_COHORT, "(all)");
}

const char *
report_unit(enum every every)
{
	static const char *const names[] = { [EVERY_HOUR] = N_("hour"),
		[EVERY_DAY] = N_("day"),
		[EVERY_WEEK] = N_("week"), [EVERY_MONTH] = N_("month"),
		[EVERY_QUARTER] = N_("quarter"), [EVERY_YEAR] = N_("year") };

	return _(names[every]);
}

/* That of the start, which is period 0. */
static const char *
same_unit(enum every every)
{
	static const char *const names[] = { [EVERY_HOUR] = N_("the same hour"),
		[EVERY_DAY] = N_("the same day"),
		[EVERY_WEEK] = N_("the same week"),
		[EVERY_MONTH] = N_("the same month"),
		[EVERY_QUARTER] = N_("the same quarter"),
		[EVERY_YEAR] = N_("the same year") };

	return _(names[every]);
}

/* The row of a step of the funnel; that of another stage is beyond all. */
static size_t
find_step(const struct report *report, const char *stage)
{
	const struct section *s = report->funnel;
	uint64_t optional = report->input.scope.funnel.optional;
	size_t row = 0;

	while (row < section_rows(s) && (optional >> row & 1 ||
	    strcmp(section_text(s, row, CONVERT_STAGE), stage) != 0))
		row++;
	return row;
}

/* Stages may lie between the sale and the service; several attempts of one
   deal are not independent. */
static struct proportion
rate_of(const struct report *report, size_t sale, size_t service)
{
	const struct section *s = report->funnel;
	struct proportion p;

	if (report_step(report, service, -1) == sale)
		return (struct proportion){ section_number(s, service,
		    CONVERT_RATE), section_number(s, service,
		    CONVERT_RATE_LOW), section_number(s, service,
		    CONVERT_RATE_HIGH) };
	proportion_wilson(section_count(s, service, CONVERT_ENTERED),
	    section_count(s, sale, CONVERT_ENTERED),
	    scope_level(&report->input.scope), &p);
	if (report->input.scope.settings->count == 2)
		p.low = p.high = NAN;
	return p;
}

static uint64_t
count_waiting(const struct report *report, size_t sale, size_t service)
{
	uint64_t n = 0;

	for (size_t row = sale; row < service; row++)
		n += section_count(report->funnel, row, CONVERT_OPEN);
	return n;
}

/* Of all sales, how many have been served, and how many still wait: of
   stages that are passed one after another. */
static void
say_served(const struct report *report, struct sentences *out)
{
	const struct retain_settings *retain =
	    report->retention->run.settings;
	const struct section *s = report->funnel;
	size_t sale = find_step(report, retain->start);
	size_t service = find_step(report, retain->returns);
	int order = retain->shared.order;

	if (service >= section_rows(s) || sale >= service ||
	    order == 1 + MATCH_TOUCH || order == 1 + MATCH_ANY)
		return;
	struct proportion p = rate_of(report, sale, service);
	uint64_t waiting = count_waiting(report, sale, service);
	say(out, words_n("Of %1$s that reached %2$s, %3$s has come to %4$s: "
	    "%5$s; %6$s.", "Of %1$s that reached %2$s, %3$s have come to "
	    "%4$s: %5$s; %6$s.", section_count(s, service, CONVERT_ENTERED)),
	    report_count(report, section_count(s, sale, CONVERT_ENTERED)),
	    report_name(report, retain->start),
	    report_count(report, section_count(s, service, CONVERT_ENTERED)),
	    report_name(report, retain->returns), report_share(report,
	    p.rate, p.low, p.high), report_text(report,
	    words_n("%s is still waiting for it", "%s are still waiting for "
	    "it", waiting), report_count(report, waiting)));
}

/* That of a pooled period; "" where it is not known. */
static const char *
share_in(const struct report *report, uint64_t period, uint64_t least)
{
	const struct section *s = report->retention;

	for (size_t r = 0; r < section_rows(s); r++)
		if (is_pooled(s, r) && section_count(s, r, RETAIN_PERIOD) ==
		    period && section_count(s, r, RETAIN_SIZE) >= least)
			return report_share(report, section_number(s, r,
			    RETAIN_RATE), section_number(s, r,
			    RETAIN_RATE_LOW), section_number(s, r,
			    RETAIN_RATE_HIGH));
	return "";
}

#define ENOUGH 10	/* of whom the share of a late period is told */

/* The last period of which enough have been watched. */
static uint64_t
last_known(const struct section *s)
{
	uint64_t last = 0;

	for (size_t r = 0; r < section_rows(s); r++)
		if (is_pooled(s, r) && section_count(s, r, RETAIN_SIZE) >=
		    ENOUGH && section_count(s, r, RETAIN_PERIOD) > last)
			last = section_count(s, r, RETAIN_PERIOD);
	return last;
}

/*
 * How it begins and what is left.  Which period has most is not said:
 * those of one deal depend on each other, and no test compares them.
 */
static const char *
shares_of(const struct report *report)
{
	const char *same = share_in(report, 0, 1);
	const char *next = share_in(report, 1, 1);
	uint64_t late = last_known(report->retention);
	const char *out = report_text(report, _("%1$s in %2$s"), same,
	    same_unit(report->every));

	if (next[0])
		out = report_text(report, _("%1$s, %2$s in the next"), out,
		    next);
	if (late > 1)
		out = report_text(report, _("%1$s, %2$s in %3$s %4$s after "
		    "it"), out, share_in(report, late, ENOUGH),
		    report_unit(report->every), report_count(report, late));
	return same[0] ? out : NULL;
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	const struct retain_settings *retain =
	    report->retention->run.settings;
	const char *shares = shares_of(report);

	if (is_service(report))
		say_served(report, out);
	if (shares)
		say(out, is_service(report) ? _("Of those who reached %1$s, "
		    "so many are looked after: %2$s.") : _("Of those who "
		    "reached %1$s, so many come back: %2$s."),
		    report_name(report, retain->start), shares);
}

static void
caveats(const struct report *report, struct sentences *out)
{
	const struct section *s = report->retention;

	for (size_t r = 0; r < section_rows(s); r++)
		if (is_pooled(s, r) && !section_count(s, r, RETAIN_SIZE)) {
			say(out, _("Nobody is known for a whole period of "
			    "retention yet."));
			return;
		}
}

struct table *
report_triangle(const struct report *report, const struct table *from)
{
	struct table *t = table_new(&retain_wide_columns);
	size_t first = RETAIN_WIDE_SIZE, n = table_columns(from);

	table_has_columns(t, RETAIN_WIDE_COHORT, RETAIN_WIDE_SIZE);
	for (size_t c = first; c < n; c++)
		table_has_named(t, RETAIN_WIDE_RATES, table_name(from, c),
		    NULL);
	for (size_t r = 0; r < table_rows(from); r++) {
		const char *day = text_at(from, r, RETAIN_WIDE_COHORT);
		const char *name = day[0] == '(' ? _("all together") :
		    report_period(report, report->every, day);

		table_add_row(t);
		table_word(t, RETAIN_WIDE_COHORT, name);
		table_copy(t, RETAIN_WIDE_SIZE, cell_at(from, r,
		    RETAIN_WIDE_SIZE));
		for (size_t k = 0; k + first < n; k++)
			table_copy(t, NTH(RETAIN_WIDE_RATES, k),
			    cell_at(from, r, NTH(RETAIN_WIDE_RATES, k)));
	}
	return t;
}

static void
write(const struct report *report, struct document *document)
{
	const struct section *s = report->triangle;
	const struct retain_settings *retain = s->run.settings;
	struct sentences note = { .arena = report->arena };

	say(&note, _("Of those who reached %s in a period, the share that "
	    "came to %s in the same period (0) and in those after it. A "
	    "period that is not over for a whole cohort is not yet known: it "
	    "does not count as 0%%."), report_name(report, retain->start),
	    report_name(report, retain->returns));
	struct table *table = report_triangle(report, s->table);

	section_figure(report, &report->retention->picture,
	    is_service(report) ? _("Cells of the share that was looked after, "
	    "a row a cohort, a column a period; the table below has its "
	    "numbers.") : _("Cells of the share that came back, a row a "
	    "cohort, a column a period; the table below has its numbers."),
	    document);
	section_table(&report->retention->picture, table, document);
	table_free(table);
	document_note(document, note.items[0]);
	report_note_no_window(report, document);
}

static bool
has(const struct report *report)
{
	return section_rows(report->triangle) > 0;
}

const struct part part_retention = {
	.name = "retention", .heading = N_("Retention"), .plan = plan,
	.sum_up = sum_up, .caveats = caveats, .write = write, .has = has,
};
