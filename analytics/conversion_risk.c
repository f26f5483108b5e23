/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Risk tables from the histograms of a fold, and curves from them. */
#include <stdlib.h>

#include "analytics/conversion_private.h"

void
maker_gather(struct table_maker *m, const struct histogram *h,
    enum risk_part part)
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

struct risk_table
maker_join(struct table_maker *m)
{
	size_t kept = 0;
	if (m->n && (m->n < SORT_MANY || !sort_many(m)))
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

void
maker_reset(struct table_maker *m)
{
	m->n = 0;
	m->entered = 0;
	m->fine = true;
}

/* Reaching a step, of all cells together. */
static struct risk_table
whole_table(const struct conversion *f, size_t step, struct table_maker *m)
{
	maker_reset(m);
	for (size_t i = 0; i < f->n; i++) {
		struct stage_counts *stages = f->cells[i].stages;
		maker_gather(m, &stages[matcher_stage(f->matcher, step)].
		    reached, RISK_EVENTS);
		for (size_t j = 0; j < step; j++) {
			struct stage_counts *s = &stages[matcher_stage(
			    f->matcher, j)];
			maker_gather(m, &s->lost, RISK_COMPETING);
			maker_gather(m, &s->expired, RISK_COMPETING);
			maker_gather(m, &s->open, RISK_CENSORED);
		}
	}
	return maker_join(m);
}

static uint32_t
cell_of_days(const struct match_rules *r, double days)
{
	if (rules_clock(r) == RISK_SECONDS)
		return risk_cell_of_seconds((int64_t)(days * 86400));
	return days < RISK_CELLS_MAX ? (uint32_t)days : RISK_CELLS_MAX - 1;
}

/* What happened behind the point before, up to and with this one. */
static size_t
fill_point(const struct risk_table *t, size_t row, uint32_t cell,
    uint64_t *left, struct conversion_point *p)
{
	p->at_risk = *left;
	for (; row < t->n && t->rows[row].cell <= cell; row++) {
		p->events += t->rows[row].events;
		p->competing += t->rows[row].competing;
		p->censored += t->rows[row].censored;
	}
	*left -= p->events + p->competing + p->censored;
	return row;
}

enum status
conversion_curve(const struct conversion *f, size_t step, double level,
    const double *days, size_t n, struct conversion_point *out)
{
	const struct match_rules *r = &f->definition->rules;
	struct table_maker m = { 0 };
	enum status status = STATUS_OK;
	if (step == 0 || step >= matcher_steps(f->matcher) || r->attempts ||
	    r->entry != ENTRY_FIRST || r->order == MATCH_TOUCH)
		return STATUS_DOMAIN;
	if (!conversion_settle(f))
		return STATUS_NO_MEMORY;
	struct risk_table t = whole_table(f, step, &m);
	uint64_t left = t.entered;
	size_t row = 0;
	for (size_t i = 0; i < n && m.fine && status == STATUS_OK; i++) {
		uint32_t cell = cell_of_days(r, days[i]);
		out[i] = (struct conversion_point){ .days = days[i] };
		row = fill_point(&t, row, cell, &left, &out[i]);
		status = incidence_at(&t, cell, level, BAND_LOG_LOG,
		    &out[i].incidence);
	}
	if (!m.fine)
		status = STATUS_NO_MEMORY;
	free(m.rows);
	return status;
}
