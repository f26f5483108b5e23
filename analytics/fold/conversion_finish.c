/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counts to rates, incidences and times. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion_finish.h"
#include "analytics/rates/weighted.h"

static struct stage_counts *
of_step(const struct conversion_finish *f, struct stage_counts *stages,
    size_t step)
{
	return &stages[matcher_stage(f->fold->matcher, step)];
}

static const struct proportion no_proportion = { NAN, NAN, NAN };

/* k out of n attempts; clusters where every attempt counts. */
static void
finish_rate(const struct conversion_finish *f, uint64_t k, uint64_t n,
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

static void
finish_balance(const struct conversion_finish *f, struct stage_counts *stages,
    size_t k, struct conversion_row *row)
{
	const struct stage_counts *s = of_step(f, stages, k);

	row->balanced = k + 1 < f->nsteps && conversion_has_fates(f->rules);
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
finish_rates(const struct conversion_finish *f, struct stage_counts *stages,
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

static struct weights
weights_of(const struct stage_counts *s)
{
	return (struct weights){ s->weighed, decimal_double(s->weight),
	    (double)s->weight_squares / 1e4 };
}

/* Several attempts of one entity are not independent. */
static void
finish_value_rate(const struct conversion_finish *f,
    const struct stage_counts *all, const struct stage_counts *s,
    struct proportion *out)
{
	if (all->unweighed || f->rules->order == MATCH_TOUCH)
		return;
	if (s == all && all->weight > 0)
		*out = (struct proportion){ 1, 1, 1 };
	else
		proportion_weighted(weights_of(all), weights_of(s), f->level,
		    out);
	if (f->rules->attempts)
		out->low = out->high = NAN;
}

static void
start_row(const struct stage_counts *s, struct conversion_row *row)
{
	*row = (struct conversion_row){ .entered = s->entered,
	    .value = s->value, .rate = no_proportion,
	    .overall = no_proportion, .value_rate = no_proportion,
	    .mature = no_proportion,
	    .eventual = no_proportion, .eventual_overall = no_proportion,
	    .eventual_known = true, .eventual_days = NAN,
	    .from_entry = conversion_no_days, .next = conversion_no_days,
	    .rate_min = NAN, .rate_max = NAN, .overall_min = NAN,
	    .overall_max = NAN };
}

static enum status
finish_rows(struct conversion_finish *f, const struct cell *cell,
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
		finish_value_rate(f, of_step(f, stages, 0),
		    of_step(f, stages, k), &row->value_rate);
		if (k + 1 < f->nsteps && conversion_has_fates(r) &&
		    !f->untimed)
			conversion_step_days(f->fold, cell, k, f->level,
			    &row->next);
	}
	return conversion_has_eventual(r) ?
	    conversion_eventual(f, cell, rows) : STATUS_OK;
}

/* The end of a cohort: all of it is mature. */
static bool
is_complete(const struct conversion_definition *d, int64_t cohort)
{
	const struct match_rules *r = &d->rules;

	if (!has_window(r) || d->every == EVERY_NONE)
		return false;
	int64_t last = every_begins(d->every, r->dates ? NULL : r->zone,
	    every_add(d->every, cohort, 1)) - 1;

	return rules_window(r, last, r->nstages - 1) <= r->as_of;
}

/* A result does not depend on the fold that it is of. */
static void
copy_values(const struct conversion_finish *f,
    const struct stage_counts *stages, struct conversion_row *rows)
{
	size_t size = f->fold->definition->nunits * sizeof(decimal);

	for (size_t k = 0; k < f->rules->nstages; k++) {
		if (!stages[k].values)
			continue;
		rows[k].values = memory_array(1, size);
		memcpy(rows[k].values, stages[k].values, size);
	}
}

static void
undefine(struct conversion_row *row, bool before, bool up_to)
{
	row->eventual = row->eventual_overall = no_proportion;
	row->eventual_days = NAN;
	row->eventual_known = true;
	row->from_entry = conversion_no_days;
	if (before)
		row->next = conversion_no_days;
	if (!up_to)
		return;
	row->rate = row->overall = row->mature = no_proportion;
	row->value_rate = no_proportion;
	row->aged = false;
}

/* Who is in a group by what came of attempts got to its stage, and none of
   (none) did: that is no rate. */
static void
undefine_rows(const struct conversion_definition *d,
    const struct conversion_block *b)
{
	size_t stage = d->attribute.stage;

	if (b->total || !attribute_by_outcome(&d->attribute))
		return;
	for (size_t k = 0; k < d->rules.nstages; k++)
		undefine(&b->rows[k], k < stage, k <= stage);
}

static enum status
finish_block(struct conversion_finish *f, const struct conversion *fold,
    size_t i, struct conversion_block *out)
{
	const struct cohort_key *key = &fold->cells.index.keys[i];
	const struct cell *cell = conversion_cell_at(fold, i);

	*out = (struct conversion_block){ key->group, fold != f->fold,
	    key->cohort, is_complete(fold->definition, key->cohort),
	    memory_zeroed(f->rules->nstages, sizeof *out->rows) };
	enum status status = finish_rows(f, cell, out->rows);
	copy_values(f, cell->stages, out->rows);
	undefine_rows(fold->definition, out);
	return status;
}

/* The blocks of a fold: of the one that is finished, or of its totals. */
struct finishing {
	struct conversion_finish *finish;
	const struct conversion *of;
	struct conversion_block *blocks;
	enum status *statuses;		/* of each */
};

static void
finish_one(void *context, size_t i)
{
	struct finishing *to = context;

	to->statuses[i] = finish_block(to->finish, to->of, i,
	    &to->blocks[i]);
}

/* What became of the first that failed, as if none were made behind it. */
static enum status
finish_all(struct conversion_finish *f, const struct conversion *of,
    const struct lent_threads *lent, struct conversion_block *blocks)
{
	size_t n = of->cells.index.n;
	struct finishing to = { f, of, blocks, memory_zeroed(n,
	    sizeof *to.statuses) };
	enum status status = STATUS_OK;

	lent_threads_run(lent, n, finish_one, &to);
	for (size_t i = 0; i < n && status == STATUS_OK; i++)
		status = to.statuses[i];
	free(to.statuses);
	return status;
}

/* Totals come last: a fold's one block says how far all reach. */
static enum status
finish_blocks(struct conversion_finish *f, bool totals,
    const struct lent_threads *lent, struct conversion_result *out)
{
	struct conversion *total = totals ? conversion_total(f->fold) :
	    NULL;
	size_t own = f->fold->cells.index.n;
	bool overflowed = f->fold->fold.overflowed ||
	    (total && total->fold.overflowed);

	out->n = own + (total ? total->cells.index.n : 0);
	out->blocks = memory_zeroed(out->n, sizeof *out->blocks);
	enum status status = finish_all(f, f->fold, lent, out->blocks);
	if (total && status == STATUS_OK)
		status = finish_all(f, total, lent, out->blocks + own);
	for (size_t i = 0; i < own; i++)
		out->entered += conversion_stages(f->fold, i)[0].entered;
	fold_free(total);
	return status == STATUS_OK && overflowed ? STATUS_LIMIT : status;
}

static enum status
finish(const struct conversion *fold, double level, bool totals,
    bool untimed, const struct lent_threads *lent,
    struct conversion_result *out)
{
	struct conversion_finish f = { .fold = fold,
	    .rules = &fold->definition->rules, .level = level,
	    .nsteps = matcher_steps(fold->matcher), .untimed = untimed };

	conversion_flush(fold);
	*out = (struct conversion_result){ .nstages = f.rules->nstages,
	    .empty_values = fold->empty_values, .dropped = fold->dropped,
	    .rounded = fold->coarse, .reach_days = NAN };
	conversion_put_entities(fold, out);
	if (fold->cells.index.n == 0)
		return STATUS_TOO_FEW;
	enum status status = STATUS_OK;
	if (!has_window(f.rules) && conversion_has_eventual(f.rules) &&
	    f.nsteps > 1)
		status = conversion_reach(&f);
	if (status == STATUS_OK)
		status = finish_blocks(&f, totals, lent, out);
	if (f.reach_known)
		out->reach_days = conversion_days_of(fold, f.reach);
	if (status != STATUS_OK)
		conversion_result_free(out);
	return status;
}

enum status
conversion_finish(const struct conversion *fold, double level, bool totals,
    const struct lent_threads *lent, struct conversion_result *out)
{
	return finish(fold, level, totals, false, lent, out);
}

enum status
conversion_finish_rates(const struct conversion *fold, double level,
    bool totals, struct conversion_result *out)
{
	return finish(fold, level, totals, true, NULL, out);
}
