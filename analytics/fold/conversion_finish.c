/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counts to rates, incidences and times. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/fold/conversion_private.h"
#include "analytics/survival/table_maker.h"

/* What all blocks of a result share. */
struct finish {
	const struct conversion *fold;
	const struct match_rules *rules;
	double level;
	size_t nsteps;
	uint32_t horizon;	/* without a window */
	bool horizon_known;
	bool anyone_open;
	struct table_maker maker;
};

static struct stage_counts *
of_step(const struct finish *f, struct stage_counts *stages, size_t step)
{
	return &stages[matcher_stage(f->fold->matcher, step)];
}

/* Reaching step k from the entry, on the entry's clock. */
static struct risk_table
entry_table(struct finish *f, struct stage_counts *stages, size_t k)
{
	struct table_maker *m = &f->maker;
	table_maker_add(m, &of_step(f, stages, k)->reached, RISK_EVENTS);
	for (size_t j = 0; j < k; j++) {
		const struct stage_counts *s = of_step(f, stages, j);
		table_maker_add(m, &s->lost, RISK_COMPETING);
		table_maker_add(m, &s->expired, RISK_COMPETING);
		table_maker_add(m, &s->open, RISK_CENSORED);
	}
	return table_maker_finish(m);
}

/* Going on from a step, on its own clock. */
static struct risk_table
step_table(struct finish *f, struct stage_counts *stages, size_t k)
{
	const struct stage_counts *s = of_step(f, stages, k);
	struct table_maker *m = &f->maker;
	if (k == 0 && first_is_entry(f->rules))
		return entry_table(f, stages, 1);
	table_maker_add(m, &s->step_next, RISK_EVENTS);
	table_maker_add(m, &s->step_lost, RISK_COMPETING);
	table_maker_add(m, &s->step_expired, RISK_COMPETING);
	table_maker_add(m, &s->step_open, RISK_CENSORED);
	return table_maker_finish(m);
}

#define AT_RISK_LEAST 10

/* The last cell at which at least ten of a table are at risk. */
static bool
last_well_observed(const struct risk_table *t, uint32_t *out)
{
	uint64_t at_risk = t->entered;
	if (at_risk < AT_RISK_LEAST)
		return false;
	*out = UINT32_MAX;
	for (size_t i = 0; i < t->n; i++) {
		const struct risk_row *r = &t->rows[i];
		at_risk -= r->events + r->competing + r->censored;
		if (at_risk < AT_RISK_LEAST) {
			*out = r->cell;
			return true;
		}
	}
	return true;
}

static uint64_t
open_in(const struct stage_counts *stages, size_t nstages)
{
	uint64_t open = 0;
	for (size_t k = 0; k < nstages; k++)
		open += stages[k].fates[FATE_OPEN];
	return open;
}

/* How far all groups that are shown can be followed. */
static uint32_t
find_bound(struct finish *f)
{
	uint32_t bound = UINT32_MAX, cell;
	for (size_t i = 0; i < f->fold->cells.index.n && f->nsteps > 1; i++) {
		struct stage_counts *stages = conversion_stages(f->fold, i);
		f->anyone_open |= open_in(stages, f->rules->nstages) > 0;
		if (has_window(f->rules))
			continue;
		struct risk_table t = entry_table(f, stages, f->nsteps - 1);
		if (last_well_observed(&t, &cell) && cell < bound)
			bound = cell;
	}
	return f->anyone_open ? bound : UINT32_MAX;
}

/* The last event up to the bound, where no window says how far to look. */
static void
find_horizon(struct finish *f)
{
	uint32_t bound = find_bound(f);
	f->horizon_known = has_window(f->rules);
	for (size_t i = 0; i < f->fold->cells.index.n &&
	    !has_window(f->rules); i++)
		for (size_t k = 1; k < f->nsteps; k++) {
			struct histogram_cursor c = { 0 };
			while (histogram_next(&of_step(f,
			    conversion_stages(f->fold, i), k)->reached, &c)) {
				if (c.cell > bound)
					continue;
				f->horizon_known = true;
				if (c.cell > f->horizon)
					f->horizon = c.cell;
			}
		}
}

static uint32_t
horizon_of(const struct finish *f, size_t step)
{
	if (f->rules->windowed)
		return (uint32_t)f->fold->horizon[f->nsteps - 1];
	return f->rules->stepped ? (uint32_t)f->fold->horizon[step] :
	    f->horizon;
}

static const struct proportion no_proportion = { NAN, NAN, NAN };

/*
 * The variance of a rate over attempts in units of that of independent
 * ones; NaN where it cannot be told (one entity, a rate of 0 or 1).
 */
static double
design_effect(const struct clusters *c, double rate, double n)
{
	double m = (double)c->entities;
	double simple = rate * (1 - rate) / n;
	if (c->entities < 2 || !(simple > 0))
		return NAN;
	double squares = (double)c->yy - 2 * rate * (double)c->yn +
	    rate * rate * (double)c->nn;
	return m / (m - 1) * squares / (n * n) / simple;
}

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
	if (!f->rules->attempts || n == 0) {
		proportion_wilson(k, n, f->level, out);
		return;
	}
	double rate = (double)k / (double)n;
	double effect = design_effect(c, rate, (double)n);
	/* Where attempts tell nothing of it, entities are the least. */
	double effective = effect > 0 ? (double)n / effect :
	    (double)c->entities;
	proportion_wilson_effective(rate, effective, f->level, out);
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

/* The incidence of step k, and its share of the one before. */
static void
finish_eventual(struct finish *f, struct stage_counts *stages, size_t k,
    double before, struct conversion_row *row)
{
	const struct stage_counts *s = of_step(f, stages, k);
	struct incidence incidence;
	row->eventual_known = false;
	struct risk_table t = entry_table(f, stages, k);
	bool enough = has_window(f->rules) || !f->anyone_open ||
	    t.entered >= AT_RISK_LEAST;
	if (!f->horizon_known || !enough || incidence_at(&t,
	    horizon_of(f, k), f->level, BAND_LOG_LOG, &incidence) !=
	    STATUS_OK || !incidence.known)
		return;
	if (f->rules->attempts)
		incidence_widen(&incidence, fmax(1, design_effect(&s->overall,
		    row->overall.rate, (double)stages[0].entered)), f->level,
		    BAND_LOG_LOG);
	row->eventual_known = true;
	row->eventual_overall = (struct proportion){ incidence.estimate,
	    incidence.low, incidence.high };
	if (!(before > 0))
		return;
	/* Two curves, each with its own risk set, may cross by a hair. */
	double share = fmin(1, incidence.estimate / before);
	proportion_wilson_effective(share, before * incidence.effective_n,
	    f->level, &row->eventual);
}

static void
finish_days(struct finish *f, struct stage_counts *stages, size_t k,
    struct conversion_row *row)
{
	static const double probs[] = { 0.5, 0.25, 0.75, 0.9 };
	double days[4] = { NAN, NAN, NAN, NAN };
	if (k + 1 < f->nsteps && has_fates(f->rules)) {
		struct risk_table t = step_table(f, stages, k);
		incidence_quantiles(&t, rules_clock(f->rules), probs, 4,
		    days);
	}
	row->median_days = days[0];
	row->p25_days = days[1];
	row->p75_days = days[2];
	row->p90_days = days[3];
}

/* The window as it was asked for; the cell of a time begins before it. */
static double
horizon_days(const struct finish *f, size_t step)
{
	const struct match_rules *r = f->rules;
	struct span span = r->windowed ? r->within : r->step_within;
	if (!f->horizon_known)
		return NAN;
	if (!has_window(r) || span.unit >= UNIT_MONTH || r->working)
		return risk_days(rules_clock(r), horizon_of(f, step));
	int64_t end = rules_window(r, 0, step);
	return r->dates ? (double)end : (double)end / (double)DAY_MICROS;
}

static void
start_row(const struct stage_counts *s, struct conversion_row *row)
{
	*row = (struct conversion_row){ .entered = s->entered,
	    .value = s->value, .rate = no_proportion,
	    .overall = no_proportion, .mature = no_proportion,
	    .eventual = no_proportion, .eventual_overall = no_proportion,
	    .eventual_known = true, .eventual_days = NAN,
	    .median_days = NAN, .p25_days = NAN, .p75_days = NAN,
	    .p90_days = NAN, .rate_min = NAN, .rate_max = NAN,
	    .overall_min = NAN, .overall_max = NAN };
}

static void
finish_rows(struct finish *f, struct stage_counts *stages,
    struct conversion_row *rows)
{
	const struct match_rules *r = f->rules;
	double before = 1;
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
		if (has_eventual(r))
			row->eventual_days = horizon_days(f, k);
		if (k == 0 && has_eventual(r)) {
			row->eventual_overall = row->overall;
		} else if (has_eventual(r)) {
			finish_eventual(f, stages, k, before, row);
			before = row->eventual_overall.rate;
		}
		finish_days(f, stages, k, row);
	}
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
static bool
copy_values(const struct finish *f, const struct stage_counts *stages,
    struct conversion_row *rows)
{
	size_t size = f->fold->definition->nunits * sizeof(decimal);
	for (size_t k = 0; k < f->rules->nstages; k++) {
		if (!stages[k].values)
			continue;
		rows[k].values = malloc(size);
		if (!rows[k].values)
			return false;
		memcpy(rows[k].values, stages[k].values, size);
	}
	return true;
}

static bool
finish_block(struct finish *f, const struct conversion *fold, size_t i,
    struct conversion_block *out)
{
	const struct cohort_key *key = &fold->cells.index.keys[i];
	struct stage_counts *stages = conversion_stages(fold, i);
	*out = (struct conversion_block){ key->group, fold != f->fold,
	    key->cohort, is_complete(fold->definition, key->cohort),
	    calloc(f->rules->nstages, sizeof *out->rows) };
	if (!out->rows)
		return false;
	finish_rows(f, stages, out->rows);
	return f->maker.fine && copy_values(f, stages, out->rows);
}

/* All groups of a cohort in one: a fold whose groups are forgotten. */
static struct conversion *
total_of(const struct conversion *fold)
{
	struct conversion *total = fold_new(&conversion_class,
	    fold->definition);
	for (size_t i = 0; i < fold->cells.index.n; i++)
		conversion_add_cell(total, fold, i, GROUP_NONE,
		    fold->cells.index.keys[i].cohort);
	return total;
}

static enum status
finish_blocks(struct finish *f, bool totals, struct conversion_result *out)
{
	struct conversion *total = totals ? total_of(f->fold) : NULL;
	size_t own = f->fold->cells.index.n;
	size_t n = own + (total ? total->cells.index.n : 0);
	bool fine = (out->blocks = calloc(n, sizeof *out->blocks));
	bool overflowed = f->fold->fold.overflowed ||
	    (total && total->fold.overflowed);
	for (size_t i = 0; fine && i < n; i++) {
		fine = i < own ? finish_block(f, f->fold, i,
		    &out->blocks[i]) : finish_block(f, total, i - own,
		    &out->blocks[i]);
		out->n++;
		out->entered += i < own ?
		    conversion_stages(f->fold, i)[0].entered : 0;
	}
	fold_free(total);
	return !fine ? STATUS_NO_MEMORY :
	    overflowed ? STATUS_LIMIT : STATUS_OK;
}

enum status
conversion_finish(const struct conversion *fold, double level, bool totals,
    struct conversion_result *out)
{
	struct finish f = { .fold = fold, .rules = &fold->definition->rules,
	    .level = level, .nsteps = matcher_steps(fold->matcher) };
	*out = (struct conversion_result){ .nstages = f.rules->nstages,
	    .empty_values = fold->empty_values, .dropped = fold->dropped };
	conversion_flush(fold);
	if (fold->cells.index.n == 0)
		return STATUS_TOO_FEW;
	f.maker = (struct table_maker){ .fine = true };
	find_horizon(&f);
	enum status status = finish_blocks(&f, totals, out);
	table_maker_free(&f.maker);
	if (status != STATUS_OK)
		conversion_result_free(out);
	return status;
}

void
conversion_result_free(struct conversion_result *r)
{
	for (size_t i = 0; i < r->n; i++) {
		for (size_t k = 0; r->blocks[i].rows && k < r->nstages; k++)
			free(r->blocks[i].rows[k].values);
		free(r->blocks[i].rows);
	}
	free(r->blocks);
	*r = (struct conversion_result){ 0 };
}
