/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counts to rates, incidences and times. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion_private.h"

/* What all blocks of a result share. */
struct finish {
	const struct conversion *fold;
	const struct match_rules *rules;
	double level;
	size_t nsteps;
	bool alone;		/* reach is read from the one block's curve */
	bool reach_known;
	uint32_t reach;		/* conversion_result.reach_days, as a cell:
				   who was watched for less is too young */
};

static struct stage_counts *
of_step(const struct finish *f, struct stage_counts *stages, size_t step)
{
	return &stages[matcher_stage(f->fold->matcher, step)];
}

static const struct proportion no_proportion = { NAN, NAN, NAN };

/* k out of n attempts; clusters where every attempt counts. */
static void
finish_rate(const struct finish *f, uint64_t k, uint64_t n,
    const struct clusters *c, struct proportion *out)
{
	if (k > n) {
		/* Seen at a later stage alone: a ratio, not a share. */
		*out = (struct proportion){ n ? (double)k / (double)n : NAN,
		    NAN, NAN };
		return;
	}
	if (f->rules->attempts)
		proportion_clustered(k, c, f->level, out);
	else
		proportion_wilson(k, n, f->level, out);
}

/* What the rules leave undefined: choosing by outcome, mere touching. */
static bool
has_fates(const struct match_rules *r)
{
	return r->order != MATCH_TOUCH;
}

static bool
has_eventual(const struct match_rules *r)
{
	return has_fates(r) && r->entry == ENTRY_FIRST;
}

static void
finish_balance(const struct finish *f, struct stage_counts *stages,
    size_t k, struct conversion_row *row)
{
	const struct stage_counts *s = of_step(f, stages, k);

	row->balanced = k + 1 < f->nsteps && has_fates(f->rules);
	if (!row->balanced)
		return;
	row->advanced = of_step(f, stages, k + 1)->entered;
	row->lost = s->fates[FATE_LOST];
	row->skipped = s->fates[FATE_SKIPPED];
	row->expired = s->fates[FATE_EXPIRED];
	row->open = s->fates[FATE_OPEN];
	row->ties = s->ties;
}

static void
finish_rates(const struct finish *f, struct stage_counts *stages,
    size_t k, struct conversion_row *row)
{
	const struct match_rules *r = f->rules;
	const struct stage_counts *s = of_step(f, stages, k);
	bool windowed = has_window(r) && r->entry == ENTRY_FIRST;

	finish_balance(f, stages, k, row);
	if (k == 0) {
		/* Everybody has entered: that is no estimate. */
		row->overall = (struct proportion){ 1, 1, 1 };
		return;
	}
	finish_rate(f, s->entered, of_step(f, stages, k - 1)->entered,
	    &s->step, &row->rate);
	finish_rate(f, s->entered, stages[0].entered, &s->overall,
	    &row->overall);
	row->aged = windowed;
	row->mature_before = windowed ? s->mature_before : 0;
	if (windowed)
		finish_rate(f, s->mature, s->mature_before, &s->of_mature,
		    &row->mature);
}

/* How many times as large a variance is where attempts are alike. */
static const double *
effects_of(const struct finish *f, const struct cell *cell,
    double out[STAGES_MAX])
{
	for (size_t k = 0; k < f->nsteps; k++) {
		const struct stage_counts *s =
		    &cell->stages[f->fold->stage_of[k]];

		out[k] = clusters_design_effect(&s->overall, s->entered);
	}
	return f->rules->attempts ? out : NULL;
}

static bool
is_too_young(const struct finish *f, const struct cell *cell)
{
	return !has_window(f->rules) && f->reach_known &&
	    (cell->watched < 0 ||
	    conversion_last_cell(f->fold, cell->watched) < f->reach);
}

/*
 * Where nobody was censored both are the same counts.  The rate's interval
 * has the degrees of freedom too; at 0 and 1 it would count who is open.
 */
static struct proportion
counts_or_curve(const struct finish *f, struct proportion rate,
    struct proportion eventual)
{
	return f->rules->attempts && eventual.rate == rate.rate &&
	    rate.rate > 0 && rate.rate < 1 ? rate : eventual;
}

/*
 * No window, and the goal was reached by nobody at all: of a stage that
 * nobody has come to, while some may still, a share of 0 is no estimate.
 */
static bool
is_unknown(const struct finish *f, const struct conversion_row *rows, size_t k)
{
	bool open = false;

	if (has_window(f->rules) || f->reach_known ||
	    rows[f->fold->stage_of[k]].entered > 0)
		return false;
	for (size_t j = 0; j < k; j++)
		open |= rows[f->fold->stage_of[j]].open > 0;
	return open;
}

/* Of a curve that was followed, unless its end is not known. */
static enum status
set_reach(struct finish *f, const struct multistate_table *t, uint32_t reach)
{
	enum status status = STATUS_OK;

	f->reach = reach;
	if (reach == UINT32_MAX)
		status = multistate_reach(t, MULTISTATE_REACH, &f->reach);
	f->alone = false;
	f->reach_known = status == STATUS_OK;
	/* Nobody got there: nobody is too young. */
	return status == STATUS_TOO_FEW ? STATUS_OK : status;
}

static enum status
finish_eventual(struct finish *f, const struct cell *cell,
    struct conversion_row *rows)
{
	struct multistate_table t = conversion_moves(f->fold, cell);
	struct multistate_stage stages[STAGES_MAX];
	struct multistate_horizon h;
	double effects[STAGES_MAX];
	bool told = conversion_horizon(f->fold, &t, &h);
	bool known = told && (f->alone || !is_too_young(f, cell));
	enum status status = !known ? STATUS_OK : multistate_estimate(&t, &h,
	    f->level, effects_of(f, cell, effects), stages);

	if (known && f->alone && status == STATUS_OK) {
		status = set_reach(f, &t, stages[t.nstages - 1].times.reach);
		known = !is_too_young(f, cell);
	}
	for (size_t k = 0; k < f->nsteps; k++) {
		struct conversion_row *row = &rows[f->fold->stage_of[k]];
		const struct multistate_stage *s = &stages[k];

		row->eventual_days = told ?
		    conversion_horizon_days(f->fold, &h, k) : NAN;
		row->eventual_known = k == 0 || (known && s->known &&
		    !is_unknown(f, rows, k));
		if (k == 0)
			row->eventual_overall = row->overall;
		else if (row->eventual_known && status == STATUS_OK)
			row->eventual_overall = counts_or_curve(f,
			    row->overall, (struct proportion){
			    s->estimate, s->low, s->high });
		if (k > 0 && row->eventual_known && status == STATUS_OK)
			row->eventual = counts_or_curve(f, row->rate,
			    s->eventual);
		if (k > 0 && row->eventual_known && status == STATUS_OK &&
		    f->rules->order != MATCH_REACH)
			conversion_entry_days(f->fold, &s->times,
			    &row->from_entry);
	}
	return status;
}

/*
 * With reach: what a later step proves has the time of the proof, so that
 * times are of a second estimate, without whoever was not seen at a step.
 */
static enum status
finish_seen_days(const struct finish *f, const struct cell *cell,
    struct conversion_row *rows)
{
	struct multistate_table t = conversion_seen_moves(f->fold, cell);
	struct multistate_stage stages[STAGES_MAX];
	struct multistate_horizon h;
	double effects[STAGES_MAX];
	enum status status;

	if (t.entered == 0 || !conversion_horizon(f->fold, &t, &h))
		return STATUS_OK;
	status = multistate_estimate(&t, &h, f->level, effects_of(f, cell,
	    effects), stages);
	for (size_t k = 1; k < f->nsteps && status == STATUS_OK; k++) {
		struct conversion_row *row = &rows[f->fold->stage_of[k]];

		if (row->eventual_known && stages[k].known)
			conversion_entry_days(f->fold, &stages[k].times,
			    &row->from_entry);
	}
	return status;
}

static void
start_row(const struct stage_counts *s, struct conversion_row *row)
{
	*row = (struct conversion_row){ .entered = s->entered,
	    .value = s->value, .rate = no_proportion,
	    .overall = no_proportion, .mature = no_proportion,
	    .eventual = no_proportion, .eventual_overall = no_proportion,
	    .eventual_known = true, .eventual_days = NAN,
	    .from_entry = conversion_no_days, .next = conversion_no_days,
	    .rate_min = NAN, .rate_max = NAN, .overall_min = NAN,
	    .overall_max = NAN };
}

static enum status
finish_rows(struct finish *f, const struct cell *cell,
    struct conversion_row *rows)
{
	const struct match_rules *r = f->rules;
	struct stage_counts *stages = cell->stages;

	for (size_t i = 0; i < r->nstages; i++) {
		start_row(&stages[i], &rows[i]);
		if (r->optional >> i & 1)
			finish_rate(f, stages[i].entered, stages[0].entered,
			    &stages[i].overall, &rows[i].overall);
	}
	for (size_t k = 0; k < f->nsteps; k++) {
		struct conversion_row *row =
		    &rows[matcher_stage(f->fold->matcher, k)];

		finish_rates(f, stages, k, row);
		if (k + 1 < f->nsteps && has_fates(r))
			conversion_step_days(f->fold, cell, k, f->level,
			    &row->next);
	}
	enum status status = has_eventual(r) ? finish_eventual(f, cell, rows)
	    : STATUS_OK;

	return status == STATUS_OK && has_eventual(r) &&
	    r->order == MATCH_REACH ? finish_seen_days(f, cell, rows) :
	    status;
}

/* The end of a cohort: all of it is mature. */
static bool
is_complete(const struct conversion_definition *d, int64_t cohort)
{
	const struct match_rules *r = &d->rules;

	if (!has_window(r) || d->every == EVERY_NONE)
		return false;
	int64_t next = every_add(d->every, cohort, 1);
	int64_t last = r->dates ? next - 1 :
	    zone_day_start(r->zone, next) - 1;
	return rules_window(r, last, r->nstages - 1) <= r->as_of;
}

/* A result does not depend on the fold that it is of. */
static void
copy_values(const struct finish *f, const struct stage_counts *stages,
    struct conversion_row *rows)
{
	size_t size = f->fold->definition->nunits * sizeof(decimal);

	for (size_t k = 0; k < f->rules->nstages; k++) {
		if (!stages[k].values)
			continue;
		rows[k].values = memory_array(1, size);
		memcpy(rows[k].values, stages[k].values, size);
	}
}

static enum status
finish_block(struct finish *f, const struct conversion *fold, size_t i,
    struct conversion_block *out)
{
	const struct cohort_key *key = &fold->cells.index.keys[i];
	const struct cell *cell = conversion_cell_at(fold, i);

	*out = (struct conversion_block){ key->group, fold != f->fold,
	    key->cohort, is_complete(fold->definition, key->cohort),
	    memory_zeroed(f->rules->nstages, sizeof *out->rows) };
	enum status status = finish_rows(f, cell, out->rows);
	copy_values(f, cell->stages, out->rows);
	return status;
}

static enum status
finish_blocks(struct finish *f, bool totals, struct conversion_result *out)
{
	struct conversion *total = totals ? conversion_total(f->fold) :
	    NULL;
	size_t own = f->fold->cells.index.n;
	size_t n = own + (total ? total->cells.index.n : 0);
	enum status status = STATUS_OK;

	out->blocks = memory_zeroed(n, sizeof *out->blocks);
	bool overflowed = f->fold->fold.overflowed ||
	    (total && total->fold.overflowed);
	for (size_t i = 0; status == STATUS_OK && i < n; i++) {
		status = i < own ? finish_block(f, f->fold, i,
		    &out->blocks[i]) : finish_block(f, total, i - own,
		    &out->blocks[i]);
		out->n++;
		out->entered += i < own ?
		    conversion_stages(f->fold, i)[0].entered : 0;
	}
	fold_free(total);
	return status == STATUS_OK && overflowed ? STATUS_LIMIT : status;
}

/* The time by which the goal's curve of all has come near its end. */
static enum status
find_reach(struct finish *f)
{
	f->alone = f->fold->cells.index.n == 1;
	if (f->alone)
		return STATUS_OK;
	struct conversion *whole = conversion_whole(f->fold);
	struct multistate_table t = conversion_moves(f->fold,
	    conversion_cell_at(whole, 0));
	enum status status = set_reach(f, &t, UINT32_MAX);

	fold_free(whole);
	return status;
}

enum status
conversion_finish(const struct conversion *fold, double level, bool totals,
    struct conversion_result *out)
{
	struct finish f = { .fold = fold, .rules = &fold->definition->rules,
	    .level = level, .nsteps = matcher_steps(fold->matcher) };

	*out = (struct conversion_result){ .nstages = f.rules->nstages,
	    .empty_values = fold->empty_values, .dropped = fold->dropped,
	    .rounded = fold->coarse, .reach_days = NAN };
	conversion_flush(fold);
	conversion_put_entities(fold, out);
	if (fold->cells.index.n == 0)
		return STATUS_TOO_FEW;
	enum status status = STATUS_OK;
	if (!has_window(f.rules) && has_eventual(f.rules) && f.nsteps > 1)
		status = find_reach(&f);
	if (status == STATUS_OK)
		status = finish_blocks(&f, totals, out);
	if (f.reach_known)
		out->reach_days = conversion_days_of(fold, f.reach);
	if (status != STATUS_OK)
		conversion_result_free(out);
	return status;
}
