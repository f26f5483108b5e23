/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the steps take, and the whole way. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/report/report.h"
#include "cmd/results/convert_steps.h"
#include "cmd/results/survive_columns.h"
#include "io/text/words.h"

static const char *
goal(const struct report *report)
{
	return report->input.scope.funnel.stages[report->goal].name;
}

#define POINTS 120

/* One row a point; where it is no longer known the curve ends. */
static void
fill_curve(struct table *t, const double *days,
    const struct multistate_point *points, size_t n)
{
	for (size_t i = 0; i < n && points[i].stage.known; i++) {
		const struct multistate_point *p = &points[i];

		table_add_row(t);
		table_number(t, CURVE_TIME_DAYS, days[i]);
		table_count(t, CURVE_AT_RISK, p->at_risk);
		table_count(t, CURVE_EVENTS, p->reached);
		table_count(t, CURVE_COMPETING, p->off);
		table_count(t, CURVE_CENSORED, p->censored);
		table_range(t, CURVE_INCIDENCE, p->stage.estimate,
		    p->stage.low, p->stage.high);
	}
}

/* As survive has its curves, so that its charts draw them; people see of
   it when how many got there. */
static struct table *
empty_curve(void)
{
	struct table *t = table_new(&curve_columns);

	table_has_column(t, CURVE_TIME_DAYS);
	table_has_columns(t, CURVE_AT_RISK, CURVE_CENSORED);
	table_has_columns(t, CURVE_INCIDENCE, CURVE_INCIDENCE_HIGH);
	for (size_t c = CURVE_AT_RISK; c <= CURVE_CENSORED; c++)
		table_column(t, c)->head = NULL;
	table_column(t, CURVE_TIME_DAYS)->head = N_("within");
	table_column(t, CURVE_INCIDENCE)->head = N_("got there");
	return t;
}

/* Days of two lists, ascending and each once; how many. */
static size_t
join_days(const double *one, size_t n, const double *other, size_t nother,
    double *out)
{
	size_t i = 0, k = 0, all = 0;

	while (i < n || k < nother) {
		double day = k == nother || (i < n && one[i] <= other[k]) ?
		    one[i] : other[k];

		i += i < n && one[i] == day;
		k += k < nother && other[k] == day;
		out[all++] = day;
	}
	return all;
}

/* A curve at many days. */
struct whole_curve {
	double days[2 * POINTS];
	struct multistate_point points[2 * POINTS];
	size_t n;
};

/* What a curve says at some of its days: between two all that happened
   since. */
static void
choose_points(const struct whole_curve *c, const double *days, size_t n,
    struct multistate_point *out)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		struct multistate_point sum = { .at_risk =
		    c->points[at].at_risk };

		do {
			sum.reached += c->points[at].reached;
			sum.off += c->points[at].off;
			sum.censored += c->points[at].censored;
		} while (c->days[at++] < days[i]);
		sum.stage = c->points[at - 1].stage;
		out[i] = sum;
	}
}

static struct table *
curve_of(const struct report *report, const struct whole_curve *c,
    const double *days, size_t n)
{
	struct multistate_point points[POINTS];
	struct table *t = empty_curve();

	choose_points(c, days, n, points);
	scope_define(&report->funnel->scope, t);
	table_define(t, "start", report->input.scope.funnel.stages[0].name);
	table_define(t, "end", goal(report));
	fill_curve(t, days, points, n);
	return t;
}

/* Days at which people ask, up to the horizon: the last five of them. */
static size_t
usual_days(double horizon, double out[POINTS])
{
	static const double days[] = { 0.5, 1, 3, 7, 14, 30, 60, 90, 180,
		365, 730 };
	size_t n = 0, last = sizeof days / sizeof days[0];

	while (last > 0 && days[last - 1] >= horizon)
		last--;
	for (size_t i = last > 4 ? last - 4 : 0; i < last; i++)
		out[n++] = days[i];
	out[n++] = horizon;
	return n;
}

static size_t
even_days(double horizon, bool dates, double out[POINTS])
{
	size_t n = dates && horizon < POINTS ? (size_t)horizon : POINTS;

	for (size_t i = 0; i < n; i++)
		out[i] = dates ? floor(horizon * (double)(i + 1) / (double)n) :
		    horizon * (double)(i + 1) / (double)n;
	return n;
}

/* The curves of the way to the close, from the funnel's fold: it is followed
   once.  None where there is no such curve. */
static void
add_curves(struct report *report, const void *fold)
{
	const struct section *funnel = report->funnel;
	double even[POINTS], usual[POINTS], horizon = section_number(funnel,
	    section_rows(funnel) - 1, CONVERT_EVENTUAL_DAYS);
	size_t step = funnel_step(&report->input.scope.funnel, report->goal);
	struct whole_curve c;

	if (!report->closing || !(horizon > 0) || step == 0)
		return;

	size_t neven = even_days(horizon, report->input.scope.dates, even);
	size_t nusual = usual_days(horizon, usual);

	c.n = join_days(even, neven, usual, nusual, c.days);
	if (conversion_curve(fold, step, scope_level(&report->input.scope),
	    c.days, c.n, c.points) != STATUS_OK)
		return;
	report->closing->table = curve_of(report, &c, even, neven);
	report->closed = curve_of(report, &c, usual, nusual);
}

static int
plan(struct report *report, struct fault *fault)
{
	if (report->input.scope.funnel.nstages < 2)
		return 0;
	report->funnel->more = add_curves;
	report->funnel->second = (struct section_picture){
	    .part = &part_time,
	    .title = _("How long each step takes"), .finding = true,
	    .kind = "time" };
	report->closing = report_made(report, fault);
	if (!report->closing)
		return -1;
	report->closing->picture = (struct section_picture){
	    .part = &part_time,
	    .title = _("From the entry to the close"), .kind = "survival" };
	return 0;
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	const struct section *s = report->funnel;
	struct convert_step slowest = report->slowest.step;
	const char *from = report_stage(report, slowest.row);
	const char *to = report_stage(report, report_step(report,
	    slowest.row, 1));
	const char *days = report_days(report, section_number(s, slowest.row,
	    CONVERT_MEDIAN_DAYS));

	if (!slowest.found)
		return;
	say(out, !slowest.several ?
	    _("From %s to %s half of those who go on need more than %s.") :
	    extreme_is_sure(report, &report->slowest) ? _("It takes longest "
	    "from %s to %s: half of those who go on need more than %s.") :
	    _("No step clearly takes longest; the longest median is from %s "
	    "to %s: half of those who go on need more than %s."), from, to,
	    days);
}

static void
test(struct report *report, struct family *family)
{
	extreme_slowest(report, family, _("the longest step"));
}

static void
missed(const struct report *report, struct sentences *out)
{
	const struct extreme *e = &report->slowest;

	if (isnan(e->q) || extreme_is_sure(report, e))
		return;
	say(out, _("No step clearly takes longest (q %1$s; one of %2$.1f "
	    "times the next would have been seen)."), report_p(report, e->q),
	    exp(e->seen));
}

/* The funnel's table, other columns. */
static const struct {
	enum convert_column column;
	const char *head;
} steps[] = {
	{ CONVERT_STAGE, N_("from stage") },
	{ CONVERT_ADVANCED, N_("went on") },
	{ CONVERT_P25_DAYS, N_("25% within") },
	{ CONVERT_MEDIAN_DAYS, N_("50% within") },
	{ CONVERT_P75_DAYS, N_("75% within") },
	{ CONVERT_P90_DAYS, N_("90% within") },
};
#define STEPS (sizeof steps / sizeof steps[0])

/* Without stages from which nobody goes on: the last, optional ones. */
static struct table *
time_table(const struct table *all)
{
	struct table *t = table_new(&convert_columns);

	for (size_t c = 0; c < STEPS; c++) {
		struct column *column;

		table_has_column(t, steps[c].column);
		column = table_column(t, steps[c].column);
		column->head = steps[c].head;
		column->place = column->drop = 0;
	}
	for (size_t r = 0; r + 1 < table_rows(all); r++) {
		if (!is_filled(all, r, CONVERT_ADVANCED))
			continue;
		table_add_row(t);
		for (size_t c = 0; c < STEPS; c++)
			table_copy(t, steps[c].column, cell_at(all, r,
			    steps[c].column));
	}
	return t;
}

static void
write_steps(const struct report *report, struct document *document)
{
	struct table *table = time_table(report->funnel->table);

	section_figure(report, &report->funnel->second, _("A bar for each "
	    "step from the quarter that is fastest to the quarter that is "
	    "slowest; the table below has the numbers."), document);
	section_table(&report->funnel->second, table, document);
	table_free(table);
	document_note(document, _("Of those who go on to the next stage in "
	    "the end; whoever is still open is taken into account. No "
	    "averages: a few very long times would rule them."));
}

static void
write_whole(const struct report *report, struct document *document)
{
	struct sentences heading = { .arena = report->arena };

	say(&heading, _("From %s to %s"), report_name(report,
	    report->input.scope.funnel.stages[0].name),
	    report_name(report, goal(report)));
	document_subheading(document, heading.items[0]);
	section_figure(report, &report->closing->picture, _("Curve of the "
	    "share that got there by each day after the entry, with its "
	    "interval; the table below has numbers."), document);
	section_table(&report->closing->picture, report->closed,
	    document);
}

static void
write(const struct report *report, struct document *document)
{
	write_steps(report, document);
	if (report->closed && table_rows(report->closed))
		write_whole(report, document);
}

static bool
has(const struct report *report)
{
	const struct section *s = report->funnel;

	for (size_t r = 0; r < section_rows(s); r++)
		if (!isnan(section_number(s, r, CONVERT_MEDIAN_DAYS)))
			return true;
	return false;
}

const struct part part_time = {
	.name = "time", .heading = N_("How long it takes"), .plan = plan,
	.test = test, .missed = missed, .sum_up = sum_up, .write = write,
	.has = has,
};
