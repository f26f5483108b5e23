/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/table_maker.h"

#include <stdlib.h>

#include "analytics/base/memory.h"

static struct risk_row *
new_row(struct table_maker *m, uint32_t cell)
{
	m->rows = memory_reserve(m->rows, &m->room, m->n + 1,
	    sizeof *m->rows);
	m->rows[m->n] = (struct risk_row){ .cell = cell };
	return &m->rows[m->n++];
}

static uint64_t *
part_of(struct risk_row *row, enum risk_part part)
{
	return part == RISK_EVENTS ? &row->events :
	    part == RISK_COMPETING ? &row->competing : &row->censored;
}

#define MANY 2048

void
table_maker_add(struct table_maker *m, const struct histogram *h,
    enum risk_part part)
{
	struct histogram_cursor c = { 0 };

	/* Of many cells each has its place, so that nothing is sorted. */
	m->many |= h->low || m->n >= MANY;
	if (m->many && !m->counts)
		m->counts = memory_zeroed(RISK_CELLS_MAX, sizeof *m->counts);
	while (histogram_next(h, &c)) {
		m->entered += c.count;
		if (m->many)
			m->counts[c.cell][part] += c.count;
		else
			*part_of(new_row(m, c.cell), part) = c.count;
	}
}

static int
by_cell(const void *a, const void *b)
{
	uint32_t x = ((const struct risk_row *)a)->cell;
	uint32_t y = ((const struct risk_row *)b)->cell;

	return (x > y) - (x < y);
}

/* Rows of equal cells are joined. */
static void
sort_rows(struct table_maker *m)
{
	size_t kept = 0;

	if (m->n)
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
}

/* The rows that came before there were many, and the places, in order. */
static void
collect_rows(struct table_maker *m)
{
	for (size_t i = 0; i < m->n; i++) {
		uint64_t *counts = m->counts[m->rows[i].cell];

		counts[RISK_EVENTS] += m->rows[i].events;
		counts[RISK_COMPETING] += m->rows[i].competing;
		counts[RISK_CENSORED] += m->rows[i].censored;
	}
	m->n = 0;
	for (uint32_t cell = 0; cell < RISK_CELLS_MAX; cell++) {
		uint64_t *counts = m->counts[cell];

		if (!(counts[0] | counts[1] | counts[2]))
			continue;
		struct risk_row *row = new_row(m, cell);
		for (int part = 0; part < 3; part++) {
			*part_of(row, part) = counts[part];
			counts[part] = 0;
		}
	}
}

struct risk_table
table_maker_finish(struct table_maker *m)
{
	if (m->many)
		collect_rows(m);
	else
		sort_rows(m);
	struct risk_table table = { m->rows, m->n, m->entered };
	m->n = 0;
	m->entered = 0;
	m->many = false;
	return table;
}

void
table_maker_free(struct table_maker *m)
{
	free(m->rows);
	free(m->counts);
	*m = (struct table_maker){ 0 };
}
