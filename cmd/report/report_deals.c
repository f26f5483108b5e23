/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open deals one by one: which stand still, and what their owners have. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/match/plain_attempts.h"
#include "cmd/forecast/forecast.h"
#include "cmd/report/report_deals.h"
#include "cmd/report/report_stuck.h"
#include "cmd/results/bookings_columns.h"
#include "io/text/words.h"

/* What a worker found: a fold beside those of the sections, whose
   definition is the report. */
struct finder {
	struct fold fold;
	const struct report *report;
	struct forecast *forecast;	/* for its matcher */
	struct forecast_standing *standings;
	size_t standings_room;
	struct heaviest heaviest;
	struct deal *deals;	/* all of them, where there are owners */
	size_t n, room;
};

/* Where there are owners, all of them are kept. */
static void
add_deal(struct finder *f, const struct forecast_standing *standing)
{
	if (f->report->owner < 0)
		return;
	f->deals = memory_reserve(f->deals, &f->room, f->n + 1,
	    sizeof *f->deals);
	f->deals[f->n++] = (struct deal){ *standing, NAN, "", 0 };
}

static enum status
add(void *fold, const struct timeline *t)
{
	struct finder *f = fold;
	size_t n;

	f->standings = memory_reserve(f->standings, &f->standings_room, t->n,
	    sizeof *f->standings);
	n = forecast_open(f->forecast, t, f->standings);
	for (size_t i = 0; i < n; i++) {
		heaviest_add(&f->heaviest, &f->standings[i], t->id,
		    t->id_len);
		add_deal(f, &f->standings[i]);
	}
	return STATUS_OK;
}

static bool
takes_plain(const void *fold, const struct match_rules **rules)
{
	const struct finder *f = fold;

	return forecast_class.takes_plain(f->forecast, rules);
}

static void
add_plain(void *fold, const struct plain_batch *b)
{
	struct finder *f = fold;
	struct forecast_standing standings[PLAIN_BATCH];
	size_t n = forecast_open_plain(f->forecast, b, standings);

	heaviest_add_batch(&f->heaviest, b, standings, n);
	for (size_t i = 0; i < n; i++)
		add_deal(f, &standings[i]);
}

static void
join(void *into, void *from)
{
	struct finder *all = into, *f = from;

	all->deals = memory_reserve(all->deals, &all->room, all->n + f->n,
	    sizeof *all->deals);
	if (f->n)
		memcpy(all->deals + all->n, f->deals, f->n *
		    sizeof *all->deals);
	all->n += f->n;
	heaviest_join(&all->heaviest, &f->heaviest);
	f->n = 0;
}

static void
start(void *fold)
{
	struct finder *f = fold;

	f->report = f->fold.definition;
	f->forecast = fold_new(&forecast_class,
	    f->report->forecast->projection.definition);
}

static void
stop(void *fold)
{
	struct finder *f = fold;

	fold_free(f->forecast);
	free(f->standings);
	free(f->deals);
	heaviest_free(&f->heaviest);
}

static const struct fold_member no_members[] = { { 0 } };

static const struct fold_class finder_class = {
	.name = "open deals",
	.size = sizeof(struct finder),
	.members = no_members,
	.add = add,
	.takes_plain = takes_plain,
	.add_plain = add_plain,
	.start = start,
	.stop = stop,
	.join = join,
};

bool
report_gathers_deals(const struct report *report, struct folding *out)
{
	*out = (struct folding){ &finder_class, report, NULL };
	return report->forecast != NULL;
}

/* Deals of a stage and an age have one chance, which is made once. */
static void
put_chances(struct finder *f, const struct forecaster *forecaster,
    size_t date)
{
	size_t ages[STAGES_MAX] = { 0 };
	double *chances[STAGES_MAX] = { NULL };

	for (size_t i = 0; i < f->n; i++) {
		const struct forecast_standing *at = &f->deals[i].standing;

		if (at->age >= ages[at->stage])
			ages[at->stage] = at->age + 1;
	}
	for (size_t k = 0; k < STAGES_MAX; k++)
		if (ages[k] > 0)
			chances[k] = forecaster_estimates(forecaster, date, k,
			    ages[k]);
	for (size_t i = 0; i < f->n; i++) {
		const struct forecast_standing *at = &f->deals[i].standing;

		f->deals[i].chance = chances[at->stage][at->age];
	}
	for (size_t k = 0; k < STAGES_MAX; k++)
		free(chances[k]);
}

static struct deal_dates
dates_of(const struct report *report, const struct forecast_ask *ask)
{
	struct deal_dates dates = { .last = ask->n - 1 };
	struct pair p;

	if (!report_quota_period(report, &p))
		return dates;
	for (size_t i = 0; i < ask->n; i++)
		if (ask->until[i] == report_quota_end(&p)) {
			dates.due = i;
			dates.has_due = true;
		}
	return dates;
}

static const char *
stage_of(const struct report *report, const struct stuck *s)
{
	const struct funnel *f = &report->input.scope.funnel;
	size_t stage = 0;

	while (funnel_step(f, stage) < s->standing.stage ||
	    f->optional >> stage & 1)
		stage++;
	return f->stages[stage].name;
}

static void
put_owner(const struct report *report, struct table *t, uint32_t group)
{
	size_t len;
	const char *name = event_log_tuple(report->input.log, group,
	    (size_t)report->owner, &len);

	deal_put_owner(t, STUCK_OWNER, name, len);
}

static void
put_stuck(struct report *report, const struct finder *f,
    const struct forecaster *forecaster, size_t date)
{
	struct table *t = table_new(&stuck_columns);
	const struct stuck *shown[STUCK_SHOWN];
	size_t n = heaviest_stuck(&f->heaviest, forecaster, date, shown);

	table_has_column(t, STUCK_ENTITY);
	if (report->owner >= 0)
		table_has_column(t, STUCK_OWNER);
	table_has_columns(t, STUCK_STAGE, STUCK_DAYS);
	if (f->heaviest.amounts)
		table_has_column(t, STUCK_AMOUNT);
	for (size_t i = 0; i < n; i++) {
		const struct stuck *s = shown[i];

		table_add_row(t);
		table_text(t, STUCK_ENTITY, s->id, s->id_len);
		if (report->owner >= 0)
			put_owner(report, t, s->standing.group);
		table_word(t, STUCK_STAGE, stage_of(report, s));
		table_number(t, STUCK_DAYS, s->standing.age);
		if (s->standing.amount != DECIMAL_NONE)
			table_number(t, STUCK_AMOUNT,
			    decimal_double(s->standing.amount));
	}
	report->stuck = t;
}

static void
put_names(struct report *report, struct finder *f)
{
	for (size_t i = 0; i < f->n; i++)
		f->deals[i].name = event_log_tuple(report->input.log,
		    f->deals[i].standing.group, (size_t)report->owner,
		    &f->deals[i].name_len);
}

/*
 * Of what was found in the one walk, now that the chances are known: under
 * the curves of all deals together, as an owner alone has too few.
 */
int
report_judge_deals(struct report *report, void *fold, struct fault *fault)
{
	const struct section *s = report->forecast;
	struct finder *f = fold;
	struct forecaster *forecaster;
	struct forecast_ask ask;

	if (forecast_ask(&s->scope, &ask, fault) != 0)
		return -1;
	forecaster = forecaster_new(section_fold(s), &ask, GROUP_NONE, true);
	put_stuck(report, f, forecaster, ask.n - 1);
	if (report->owner >= 0) {
		struct deal_dates dates = dates_of(report, &ask);

		put_names(report, f);
		put_chances(f, forecaster, ask.n - 1);
		deals_put_pipeline(report, f->deals, f->n, forecaster,
		    &dates);
	}
	forecaster_free(forecaster);
	return 0;
}
