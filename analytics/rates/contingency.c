/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/contingency.h"

#include <stdbool.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/rates/deviance.h"

#define ASSOCIATION_NONE \
	((struct association){ TEST_NONE, TEST_NONE, NAN, NAN })

/* A table with its sums. */
struct margins {
	const uint64_t *cells;
	size_t rows, columns;
	uint64_t *of_row, *of_column;
	uint64_t total;
};

static bool
add_up(struct margins *m)
{
	for (size_t i = 0; i < m->rows; i++)
		for (size_t j = 0; j < m->columns; j++) {
			uint64_t cell = m->cells[i * m->columns + j];

			if (cell > COUNT_MAX || m->total > COUNT_MAX - cell)
				return false;
			m->of_row[i] += cell;
			m->of_column[j] += cell;
			m->total += cell;
		}
	return true;
}

static size_t
occupied(const uint64_t *sums, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += sums[i] > 0;
	return count;
}

static void
add_cell(const struct margins *m, size_t i, size_t j,
    struct association *out)
{
	struct count cell = { m->cells[i * m->columns + j], m->of_row[i] };
	struct count column = { m->of_column[j], m->total };
	double expected = (double)cell.n * ((double)column.k / m->total);
	double off;

	if (cell.n == 0 || column.k == 0)
		return;
	off = count_excess(cell, column);
	out->pearson.statistic += off * off / expected;
	out->g.statistic += 2 * deviance_part(cell.k, expected, off);
	out->least_expected = fmin(out->least_expected, expected);
}

static void
test_association(const struct margins *m, size_t rows, size_t columns,
    struct association *out)
{
	double df = (double)(rows - 1) * (double)(columns - 1);
	size_t least = rows < columns ? rows : columns;

	*out = (struct association){ .least_expected = INFINITY };
	for (size_t i = 0; i < m->rows; i++)
		for (size_t j = 0; j < m->columns; j++)
			add_cell(m, i, j, out);
	out->pearson.df = out->g.df = df;
	out->pearson.p = pchisq(out->pearson.statistic, df, 0, 0);
	out->g.p = pchisq(out->g.statistic, df, 0, 0);
	out->cramer_v = fmin(1, sqrt(out->pearson.statistic / m->total /
	    (double)(least - 1)));
}

enum status
contingency(const uint64_t *cells, size_t rows, size_t columns,
    struct association *out)
{
	struct margins m = { cells, rows, columns, NULL, NULL, 0 };
	enum status status = STATUS_OK;

	*out = ASSOCIATION_NONE;
	m.of_row = memory_zeroed(rows + columns + 1, sizeof *m.of_row);
	m.of_column = m.of_row + rows;
	if (add_up(&m)) {
		size_t r = occupied(m.of_row, rows);
		size_t c = occupied(m.of_column, columns);

		if (r < 2 || c < 2)
			status = STATUS_TOO_FEW;
		else
			test_association(&m, r, c, out);
	} else {
		status = STATUS_LIMIT;
	}
	free(m.of_row);
	return status;
}

/* The table of groups, a row each: those counted, those not. */
static enum status
cells_of(const struct count *groups, size_t n, uint64_t **cells)
{
	*cells = NULL;
	for (size_t i = 0; i < n; i++)
		if (groups[i].k > groups[i].n)
			return STATUS_DOMAIN;
	*cells = memory_array((n + 1) * 2, sizeof **cells);
	for (size_t i = 0; i < n; i++) {
		(*cells)[2 * i] = groups[i].k;
		(*cells)[2 * i + 1] = groups[i].n - groups[i].k;
	}
	return STATUS_OK;
}

enum status
contingency_of_rates(const struct count *groups, size_t n,
    struct association *out)
{
	uint64_t *cells;
	enum status status = cells_of(groups, n, &cells);

	*out = ASSOCIATION_NONE;
	if (status == STATUS_OK)
		status = contingency(cells, n, 2, out);
	free(cells);
	return status;
}
