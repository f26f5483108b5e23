/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open deals one by one: which stand still, and what their owners have. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "analytics/match/plain_attempts.h"
#include "cmd/forecast/forecast.h"
#include "cmd/report/report_deals.h"
#include "cmd/results/bookings_columns.h"
#include "io/text/words.h"

#define STUCK_SHOWN 10

/* What a worker found: a fold beside those of the sections, whose
   definition is the report. */
struct finder {
	struct fold fold;
	const struct report *report;
	struct forecast *forecast;	/* for its matcher */
	struct forecast_standing *standings;
	size_t standings_room;
	struct deal *deals;
	size_t n, room;
	struct buffer ids;
};

static void
add_deal(struct finder *f, const struct forecast_standing *standing,
    const char *id, size_t id_len)
{
	f->deals = memory_reserve(f->deals, &f->room, f->n + 1,
	    sizeof *f->deals);
	f->deals[f->n++] = (struct deal){ *standing, NAN, f->ids.len,
	    id_len, "", 0 };
	buffer_add(&f->ids, id, id_len);
}

static enum status
add(void *fold, const struct timeline *t)
{
	struct finder *f = fold;
	size_t n;

	f->standings = memory_reserve(f->standings, &f->standings_room, t->n,
	    sizeof *f->standings);
	n = forecast_open(f->forecast, t, f->standings);
	for (size_t i = 0; i < n; i++)
		add_deal(f, &f->standings[i], t->id, t->id_len);
	return STATUS_OK;
}

static bool
takes_plain(const void *fold, const struct match_rules **rules)
{
	const struct finder *f = fold;

	return forecast_class.takes_plain(f->forecast, rules);
}

static void
add_plain(void *fold, const struct plain_batch *batch)
{
	struct finder *f = fold;
	struct forecast_standing standing;

	for (size_t i = 0; i < batch->n; i++) {
		const struct plain_attempt *a = batch->attempts[i];

		if (forecast_open_plain(f->forecast, a, batch->groups[i],
		    &standing))
			add_deal(f, &standing, batch->ids + a->id, a->id_len);
	}
}

static void
join(void *into, void *from)
{
	struct finder *all = into, *f = from;

	all->deals = memory_reserve(all->deals, &all->room, all->n + f->n,
	    sizeof *all->deals);
	for (size_t i = 0; i < f->n; i++) {
		all->deals[all->n] = f->deals[i];
		all->deals[all->n++].id += all->ids.len;
	}
	buffer_add(&all->ids, f->ids.bytes, f->ids.len);
	f->n = f->ids.len = 0;
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
	buffer_free(&f->ids);
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
	size_t ages = 1;
	double *chances;	/* by stage and age; below 0: not asked yet */

	for (size_t i = 0; i < f->n; i++)
		if (f->deals[i].standing.age >= ages)
			ages = f->deals[i].standing.age + 1;
	chances = memory_array(STAGES_MAX * ages, sizeof *chances);
	for (size_t i = 0; i < STAGES_MAX * ages; i++)
		chances[i] = -1;
	for (size_t i = 0; i < f->n; i++) {
		const struct forecast_standing *at = &f->deals[i].standing;
		double *chance = &chances[at->stage * ages + at->age];

		if (*chance < 0)
			*chance = forecaster_estimate(forecaster, date,
			    at->stage, at->age);
		f->deals[i].chance = *chance;
	}
	free(chances);
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

/* Amount times age; without an amount it comes behind all others. */
static double
weight(const struct deal *d)
{
	return d->standing.amount == DECIMAL_NONE ? 0 :
	    decimal_double(d->standing.amount) * (double)d->standing.age;
}

/* The heaviest first, the oldest; then by their ids. */
static int
compare_weights(const struct deal *x, const struct deal *y, const char *ids)
{
	if (weight(x) > weight(y) || weight(x) < weight(y))
		return weight(x) > weight(y) ? -1 : 1;
	if (x->standing.age != y->standing.age)
		return x->standing.age > y->standing.age ? -1 : 1;
	return compare_bytes(ids + x->id, x->id_len, ids + y->id, y->id_len);
}

static const char *
stage_of(const struct report *report, const struct deal *d)
{
	const struct funnel *f = &report->input.scope.funnel;
	size_t stage = 0;

	while (funnel_step(f, stage) < d->standing.stage ||
	    f->optional >> stage & 1)
		stage++;
	return f->stages[stage].name;
}

/* Those that are shown, in their order; how many. */
static size_t
find_heaviest(const struct finder *f, const struct deal *out[STUCK_SHOWN])
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct deal *d = &f->deals[i];
		size_t at = n;

		if (!deal_is_stuck(d))
			continue;
		while (at > 0 && compare_weights(d, out[at - 1],
		    f->ids.bytes) < 0)
			at--;
		if (at == STUCK_SHOWN)
			continue;
		n += n < STUCK_SHOWN;
		memmove(&out[at + 1], &out[at], (n - at - 1) * sizeof *out);
		out[at] = d;
	}
	return n;
}

static void
put_stuck(struct report *report, const struct finder *f)
{
	struct table *t = table_new(&stuck_columns);
	const struct deal *shown[STUCK_SHOWN];
	size_t n = find_heaviest(f, shown);

	table_has_column(t, STUCK_ENTITY);
	if (report->owner >= 0)
		table_has_column(t, STUCK_OWNER);
	table_has_columns(t, STUCK_STAGE, STUCK_DAYS);
	if (deals_have_amounts(f->deals, f->n))
		table_has_column(t, STUCK_AMOUNT);
	for (size_t i = 0; i < n; i++) {
		const struct deal *d = shown[i];
		const char *stage = stage_of(report, d);

		table_add_row(t);
		table_text(t, STUCK_ENTITY, f->ids.bytes + d->id, d->id_len);
		deal_put_owner(t, STUCK_OWNER, d);
		table_word(t, STUCK_STAGE, stage);
		table_number(t, STUCK_DAYS, d->standing.age);
		if (d->standing.amount != DECIMAL_NONE)
			table_number(t, STUCK_AMOUNT,
			    decimal_double(d->standing.amount));
	}
	report->stuck = t;
}

static void
put_names(struct report *report, struct finder *f)
{
	for (size_t i = 0; i < f->n && report->owner >= 0; i++)
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

	put_names(report, f);
	if (forecast_ask(&s->scope, &ask, fault) != 0)
		return -1;
	forecaster = forecaster_new(section_fold(s), &ask, GROUP_NONE, true);
	put_chances(f, forecaster, ask.n - 1);
	put_stuck(report, f);
	if (report->owner >= 0) {
		struct deal_dates dates = dates_of(report, &ask);

		deals_put_pipeline(report, f->deals, f->n, forecaster,
		    &dates);
	}
	forecaster_free(forecaster);
	return 0;
}
