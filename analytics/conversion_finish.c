/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counts to rates, incidences and times. */
#include <math.h>
#include <stdlib.h>

#include "analytics/conversion_private.h"

/* A growing risk table; rows of equal cells are joined when it is made. */
struct table_maker {
	struct risk_row *rows;
	size_t n, room;
	uint64_t entered;
	bool fine;
};

enum risk_part { RISK_EVENTS, RISK_COMPETING, RISK_CENSORED };

static void
gather(struct table_maker *m, const struct histogram *h, enum risk_part part)
{
	struct histogram_cursor c = { 0 };
	while (m->fine && histogram_next(h, &c)) {
		if (m->n == m->room) {
			size_t room = m->room ? m->room * 2 : 256;
			struct risk_row *rows = realloc(m->rows,
			    room * sizeof *rows);
			m->fine = rows != NULL;
			if (!rows)
				return;
			m->rows = rows;
			m->room = room;
		}
		struct risk_row row = { .cell = c.cell };
		if (part == RISK_EVENTS)
			row.events = c.count;
		else if (part == RISK_COMPETING)
			row.competing = c.count;
		else
			row.censored = c.count;
		m->rows[m->n++] = row;
		m->entered += c.count;
	}
}

static int
by_cell(const void *a, const void *b)
{
	uint32_t x = ((const struct risk_row *)a)->cell;
	uint32_t y = ((const struct risk_row *)b)->cell;
	return (x > y) - (x < y);
}

/* Cells are small numbers: many rows are counted into their places. */
#define SORT_MANY 2048

static bool
sort_many(struct table_maker *m)
{
	struct risk_row *sorted = malloc(m->room * sizeof *sorted);
	size_t *places = calloc(RISK_CELLS_MAX + 1, sizeof *places);
	bool fine = sorted && places;
	for (size_t i = 0; fine && i < m->n; i++)
		places[m->rows[i].cell + 1]++;
	for (size_t c = 0; fine && c < RISK_CELLS_MAX; c++)
		places[c + 1] += places[c];
	for (size_t i = 0; fine && i < m->n; i++)
		sorted[places[m->rows[i].cell]++] = m->rows[i];
	free(places);
	if (fine) {
		free(m->rows);
		m->rows = sorted;
	} else {
		free(sorted);
	}
	return fine;
}

static struct risk_table
join(struct table_maker *m)
{
	size_t kept = 0;
	if (m->n < SORT_MANY || !sort_many(m))
		qsort(m->rows, m->n, sizeof *m->rows, by_cell);
	for (size_t i = 0; i < m->n; i++) {
		struct risk_row *last = kept ? &m->rows[kept - 1] : NULL;
		if (!last || last->cell != m->rows[i].cell) {
			m->rows[kept++] = m->rows[i];
			continue;
		}
		last->events += m->rows[i].events;
		last->competing += m->rows[i].competing;
		last->censored += m->rows[i].censored;
	}
	m->n = kept;
	return (struct risk_table){ m->rows, m->n, m->entered };
}

static void
reset(struct table_maker *m)
{
	m->n = 0;
	m->entered = 0;
	m->fine = true;
}

/* Reaching stage k from the entry, on the entry's clock. */
static struct risk_table
entry_table(struct table_maker *m, struct stage_counts *stages, size_t k)
{
	reset(m);
	gather(m, &stages[k].reached, RISK_EVENTS);
	for (size_t j = 0; j < k; j++) {
		gather(m, &stages[j].lost, RISK_COMPETING);
		gather(m, &stages[j].expired, RISK_COMPETING);
		gather(m, &stages[j].open, RISK_CENSORED);
	}
	return join(m);
}

/* Going on from stage k, on the step's own clock. */
static struct risk_table
step_table(struct table_maker *m, struct stage_counts *stages, size_t k)
{
	reset(m);
	gather(m, &stages[k].step_next, RISK_EVENTS);
	gather(m, &stages[k].step_lost, RISK_COMPETING);
	gather(m, &stages[k].step_expired, RISK_COMPETING);
	gather(m, &stages[k].step_open, RISK_CENSORED);
	return join(m);
}

/* What all blocks of a result share. */
struct finish {
	const struct conversion *fold;
	const struct conversion_definition *definition;
	double level;
	uint32_t horizon;
	bool horizon_known;
	bool anyone_open;
	struct table_maker maker;
};

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

/* Without a window: how far all groups that are shown can be followed. */
static void
find_horizon(struct finish *f)
{
	size_t nstages = f->definition->nstages;
	uint32_t bound = UINT32_MAX, last = 0, cell;
	bool any = false;
	for (size_t i = 0; i < f->fold->n && nstages > 1; i++) {
		struct stage_counts *stages = f->fold->cells[i].stages;
		f->anyone_open |= open_in(stages, nstages) > 0;
		struct risk_table t = entry_table(&f->maker, stages,
		    nstages - 1);
		if (last_well_observed(&t, &cell) && cell < bound)
			bound = cell;
	}
	if (f->definition->windowed) {
		f->horizon = f->fold->horizon;
		f->horizon_known = true;
		return;
	}
	if (!f->anyone_open)
		bound = UINT32_MAX;
	for (size_t i = 0; i < f->fold->n; i++)
		for (size_t k = 1; k < nstages; k++) {
			struct histogram_cursor c = { 0 };
			while (histogram_next(
			    &f->fold->cells[i].stages[k].reached, &c)) {
				any |= c.cell <= bound;
				if (c.cell <= bound && c.cell > last)
					last = c.cell;
			}
		}
	f->horizon = last;
	f->horizon_known = any;
}

static const struct proportion no_proportion = { NAN, NAN, NAN };

static void
finish_rates(const struct finish *f, const struct stage_counts *stages,
    size_t k, struct conversion_row *row)
{
	const struct stage_counts *s = &stages[k];
	bool windowed = f->definition->windowed;
	row->entered = s->entered;
	row->ties = s->ties;
	row->value = s->value;
	row->rate = row->mature = no_proportion;
	if (k + 1 < f->definition->nstages) {
		row->advanced = stages[k + 1].entered;
		row->lost = s->fates[FATE_LOST];
		row->expired = s->fates[FATE_EXPIRED];
		row->open = s->fates[FATE_OPEN];
	}
	if (k == 0) {
		/* Everybody has entered: that is no estimate. */
		row->overall = (struct proportion){ 1, 1, 1 };
		return;
	}
	proportion_wilson(s->entered, stages[k - 1].entered, f->level,
	    &row->rate);
	proportion_wilson(s->entered, stages[0].entered, f->level,
	    &row->overall);
	row->mature_before = windowed ? stages[k - 1].mature : 0;
	if (windowed)
		proportion_wilson(s->mature, stages[k - 1].mature, f->level,
		    &row->mature);
}

/* The incidence of stage k, and its share of the one before. */
static void
finish_eventual(struct finish *f, struct stage_counts *stages, size_t k,
    double before, struct conversion_row *row)
{
	struct incidence incidence;
	row->eventual = row->eventual_overall = no_proportion;
	row->eventual_known = false;
	struct risk_table t = entry_table(&f->maker, stages, k);
	bool enough = f->definition->windowed || !f->anyone_open ||
	    t.entered >= AT_RISK_LEAST;
	if (!f->horizon_known || !enough || incidence_at(&t, f->horizon,
	    f->level, BAND_LOG_LOG, &incidence) != STATUS_OK ||
	    !incidence.known)
		return;
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
	if (k + 1 < f->definition->nstages) {
		struct risk_table t = step_table(&f->maker, stages, k);
		incidence_quantiles(&t, definition_clock(f->definition),
		    probs, 4, days);
	}
	row->median_days = days[0];
	row->p25_days = days[1];
	row->p75_days = days[2];
	row->p90_days = days[3];
}

/* The window as it was asked for; the cell of a time begins before it. */
static double
horizon_days(const struct finish *f)
{
	const struct conversion_definition *d = f->definition;
	if (!f->horizon_known)
		return NAN;
	if (!d->windowed || d->within.unit >= UNIT_MONTH)
		return risk_days(definition_clock(d), f->horizon);
	if (d->dates)
		return (double)span_end_day(d->within, 0);
	return (double)span_end_instant(d->within, 0, d->zone) /
	    (double)DAY_MICROS;
}

static void
finish_rows(struct finish *f, struct stage_counts *stages,
    struct conversion_row *rows)
{
	double before = 1;
	for (size_t k = 0; k < f->definition->nstages; k++) {
		struct conversion_row *row = &rows[k];
		*row = (struct conversion_row){ 0 };
		finish_rates(f, stages, k, row);
		row->eventual_days = horizon_days(f);
		if (k == 0) {
			row->eventual = no_proportion;
			row->eventual_overall = row->overall;
			row->eventual_known = true;
		} else {
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
	if (!d->windowed || d->every == EVERY_NONE)
		return false;
	int64_t next = every_add(d->every, cohort, 1);
	if (d->dates)
		return span_end_day(d->within, next - 1) <= d->as_of;
	return span_end_instant(d->within, zone_day_start(d->zone, next) - 1,
	    d->zone) <= d->as_of;
}

static bool
finish_block(struct finish *f, const struct cell *cell, bool total,
    struct conversion_block *out)
{
	*out = (struct conversion_block){ cell->group, total, cell->cohort,
	    is_complete(f->definition, cell->cohort),
	    calloc(f->definition->nstages, sizeof *out->rows) };
	if (!out->rows)
		return false;
	finish_rows(f, cell->stages, out->rows);
	return f->maker.fine;
}

/* All groups of a cohort in one: a fold whose groups are forgotten. */
static struct conversion *
total_of(const struct conversion *fold)
{
	struct conversion *total = conversion_new(fold->definition);
	for (size_t i = 0; total && i < fold->n; i++) {
		struct cell *into = conversion_cell(total, GROUP_NONE,
		    fold->cells[i].cohort);
		if (into && conversion_add_cell(total, into, &fold->cells[i]))
			continue;
		conversion_free(total);
		return NULL;
	}
	return total;
}

static enum status
finish_blocks(struct finish *f, bool totals, struct conversion_result *out)
{
	struct conversion *total = totals ? total_of(f->fold) : NULL;
	if (totals && !total)
		return STATUS_NO_MEMORY;
	size_t n = f->fold->n + (total ? total->n : 0);
	bool fine = (out->blocks = calloc(n, sizeof *out->blocks));
	bool overflowed = f->fold->overflowed || (total && total->overflowed);
	for (size_t i = 0; fine && i < n; i++) {
		bool own = i < f->fold->n;
		const struct cell *cell = own ? &f->fold->cells[i] :
		    &total->cells[i - f->fold->n];
		fine = finish_block(f, cell, !own, &out->blocks[i]);
		out->n++;
		out->entered += own ? cell->stages[0].entered : 0;
	}
	conversion_free(total);
	return !fine ? STATUS_NO_MEMORY :
	    overflowed ? STATUS_LIMIT : STATUS_OK;
}

enum status
conversion_finish(const struct conversion *fold, double level, bool totals,
    struct conversion_result *out)
{
	struct finish f = { .fold = fold, .definition = fold->definition,
	    .level = level };
	*out = (struct conversion_result){ .nstages =
	    fold->definition->nstages, .empty_values = fold->empty_values };
	if (fold->n == 0)
		return STATUS_TOO_FEW;
	reset(&f.maker);
	find_horizon(&f);
	enum status status = finish_blocks(&f, totals, out);
	free(f.maker.rows);
	if (status != STATUS_OK)
		conversion_result_free(out);
	return status;
}

void
conversion_result_free(struct conversion_result *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->blocks[i].rows);
	free(r->blocks);
	*r = (struct conversion_result){ 0 };
}
