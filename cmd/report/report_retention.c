/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who comes back after the sale. */
#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* Of all sales, how many have been served, and how many still wait. */
static void
say_served(const struct report *report, struct sentences *out)
{
	const struct retain_settings *retain =
	    report->retention->run.settings;
	const struct section *s = report->funnel;
	size_t row = 1;

	while (row < section_rows(s) && strcmp(section_text(s, row,
	    CONVERT_STAGE), retain->returns) != 0)
		row++;
	if (row >= section_rows(s))
		return;
	size_t sold = report_step(report, row, -1);
	uint64_t open = section_count(s, sold, CONVERT_OPEN);
	say(out, words_n("Of %1$s that reached %2$s, %3$s has come to %4$s: "
	    "%5$s; %6$s are still waiting for it.", "Of %1$s that "
	    "reached %2$s, %3$s have come to %4$s: %5$s; %6$s are still "
	    "waiting for it.", section_count(s, row, CONVERT_ENTERED)),
	    report_count(report, section_count(s, sold, CONVERT_ENTERED)),
	    report_name(report, section_text(s, sold, CONVERT_STAGE)),
	    report_count(report, section_count(s, row, CONVERT_ENTERED)),
	    report_name(report, retain->returns), report_share(report,
	    section_number(s, row, CONVERT_RATE), section_number(s, row,
	    CONVERT_RATE_LOW), section_number(s, row, CONVERT_RATE_HIGH)),
	    report_count(report, open));
}

static const char *
best_words(const struct report *report, bool same_period)
{
	if (is_service(report))
		return same_period ? _("Of those who reached %1$s, %2$s are "
		    "looked after in %3$s, more than in any later one.") :
		    _("Of those who reached %1$s, %2$s are looked after in "
		    "%3$s %4$s after the sale, more than in any other.");
	return same_period ? _("Of those who reached %1$s, %2$s come back in "
	    "%3$s, more than in any later one.") : _("Of those who reached "
	    "%1$s, %2$s come back in %3$s %4$s after it, more than in any "
	    "other.");
}

/* The best period of the pooled rows, which is where they come back. */
static void
sum_up(const struct report *report, struct sentences *out)
{
	const struct section *s = report->retention;
	size_t best = (size_t)-1;

	for (size_t r = 0; r < section_rows(s); r++) {
		double rate = section_number(s, r, RETAIN_RATE);

		if (is_pooled(s, r) && !isnan(rate) && (best == (size_t)-1 ||
		    rate > section_number(s, best, RETAIN_RATE)))
			best = r;
	}
	if (is_service(report))
		say_served(report, out);
	if (best == (size_t)-1)
		return;
	const struct retain_settings *retain = s->run.settings;
	uint64_t period = section_count(s, best, RETAIN_PERIOD);
	say(out, best_words(report, period == 0), report_name(report,
	    retain->start), report_share(report, section_number(s, best,
	    RETAIN_RATE), section_number(s, best, RETAIN_RATE_LOW),
	    section_number(s, best, RETAIN_RATE_HIGH)), period == 0 ?
	    same_unit(report->every) : report_unit(report->every),
	    report_count(report, period));
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
		table_text(t, RETAIN_WIDE_COHORT, name, strlen(name));
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

	section_figure(report, &report->retention->picture, _("Cells of the "
	    "share that came back, a row a cohort, a column a period; the "
	    "table below has its numbers."), document);
	section_table(report, &report->retention->picture, table, document);
	table_free(table);
	document_note(document, note.items[0]);
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
