/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the steps take, and the whole way. */
#include <stdio.h>
#include <string.h>

#include "cmd/report.h"
#include "cmd/survive.h"
#include "io/words.h"

/* What closes a deal: of the built-in funnel won, else the last stage. */
static const char *
closing_stage(const struct funnel *f)
{
	static const char *const won[] = { "won", "交易达成" };
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 1; k < f->nstages; k++)
			if (strcmp(f->stages[k].name, won[i]) == 0)
				return won[i];
	return f->stages[f->nstages - 1].name;
}

/* Days at which people ask, as far as the data can answer. */
static const char *
times(struct report *report)
{
	static const int days[] = { 1, 3, 7, 14, 30, 60, 90, 180, 365, 730 };
	const struct scope *s = &report->input.scope;
	const struct log_facts *f = &s->facts;
	int64_t span = (f->dates ? f->last - f->first :
	    (f->last - f->first) / DAY_MICROS) / 2;
	if (s->settings->within.given)
		span = span_end_day(s->settings->within.span, 0);
	size_t n = 0, last = sizeof days / sizeof days[0];
	while (last > 1 && days[last - 1] > span)
		last--;
	char text[80] = "";
	for (size_t i = last > 5 ? last - 5 : 0; i < last; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%dd",
		    n ? "," : "", days[i]);
	return arena_copy(report->arena, text, n);
}

static int
plan(struct report *report, struct fault *fault)
{
	const struct funnel *f = &report->input.scope.funnel;
	if (f->nstages < 2)
		return 0;
	const char *start = f->stages[0].name, *end = closing_stage(f);
	const char *at = times(report);
	const char *const curve[] = { "start", start, "end", end, NULL };
	const char *const table[] = { "start", start, "end", end, "at", at,
	    NULL };
	if (!at)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	report->funnel->second = (struct section_picture){
	    .title = _("How long each step takes"), .kind = "time" };
	report->closing = report_add(report, &command_survive, -1, curve,
	    fault);
	if (!report->closing)
		return -1;
	report->closing->picture = (struct section_picture){
	    .title = _("From the entry to the close"), .kind = "survival" };
	report->closed = report_again(report, report->closing, table, fault);
	return report->closed ? 0 : -1;
}

/* The funnel's table, other columns. */
static const struct view time_view[] = {
	{ N_("from stage"), "stage", 0, 0, LOOK_TEXT, 0 },
	{ N_("went on"), "advanced", 0, 0, LOOK_COUNT, 0 },
	{ N_("25% within"), "p25_days", 0, 0, LOOK_DAYS, 0 },
	{ N_("50% within"), "median_days", 0, 0, LOOK_DAYS, 0 },
	{ N_("75% within"), "p75_days", 0, 0, LOOK_DAYS, 0 },
	{ N_("90% within"), "p90_days", 0, 0, LOOK_DAYS, 0 },
	{ 0 }
};

static const char *
stage(const struct report *report, size_t row)
{
	return report_name(report, section_text(report->funnel, row,
	    "stage"));
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	const struct section *s = report->funnel;
	size_t slowest = 0;
	double most = -1;
	for (size_t r = 0; r + 1 < section_rows(s); r++)
		if (section_number(s, r, "median_days") > most) {
			most = section_number(s, r, "median_days");
			slowest = r;
		}
	if (most >= 0)
		say(out, _("It takes longest from %s to %s: half of those who "
		    "go on need more than %s."), stage(report, slowest),
		    stage(report, slowest + 1), report_days(report, most));
}

/* Without the last stage, from which nobody goes on. */
static struct table *
time_table(const struct table *all)
{
	const char *names[sizeof time_view / sizeof time_view[0]];
	size_t n = 0;
	for (; time_view[n].head; n++)
		names[n] = time_view[n].column;
	struct table *t = table_new(names, n);
	for (size_t r = 0; t && r + 1 < table_rows(all); r++) {
		if (table_add_row(t) != 0) {
			table_free(t);
			return NULL;
		}
		for (size_t c = 0; c < n; c++)
			table_copy(t, c, table_cell(all, r, table_find(all,
			    names[c])));
	}
	return t;
}

static int
write_steps(const struct report *report, struct document *document)
{
	struct table *table = time_table(report->funnel->table);
	int failed = !table || section_figure(report, &report->funnel->second,
	    _("A bar for each step from the quarter that is fastest to the "
	    "quarter that is slowest; the table below has the numbers."),
	    document) != 0 ||
	    document_table(document, table, time_view, 0, NULL) != 0;
	table_free(table);
	if (failed)
		return -1;
	document_note(document, _("Of those who go on to the next stage in "
	    "the end; whoever is still open is taken into account. No "
	    "averages: a few very long times would rule them."));
	return 0;
}

static int
write_whole(const struct report *report, struct document *document)
{
	const struct section *s = report->closed;
	const struct survive_settings *settings = s->run.settings;
	struct sentences heading = { .arena = report->arena };
	say(&heading, _("From %s to %s"), report_name(report,
	    settings->start), report_name(report, settings->end));
	if (heading.failed)
		return -1;
	document_subheading(document, heading.items[0]);
	return section_figure(report, &report->closing->picture, _("Curve of "
	    "the share that got there by each day after the entry, with its "
	    "interval; the table below has numbers."), document) != 0 ||
	    document_table(document, s->table, survive_view(&s->scope,
	    s->table), 0, NULL) != 0 ? -1 : 0;
}

static int
write(const struct report *report, struct document *document)
{
	if (write_steps(report, document) != 0)
		return -1;
	return section_rows(report->closed) == 0 ? 0 :
	    write_whole(report, document);
}

static bool
has(const struct report *report)
{
	return section_rows(report->funnel) > 1;
}

const struct part part_time = {
	"time", N_("How long it takes"), plan, sum_up, NULL, write, has,
};
