/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A forecast against a quota. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_finish.h"

/* False where the sum of amounts left its range. */
static bool
add_wins(const struct forecast *f, const struct forecast_seen *seen,
    int64_t from, uint64_t *n, decimal *amount)
{
	int64_t day = f->definition->views[0];
	const struct fold_list *amounts = &seen->cell->amounts;
	const struct forecast_win *wins = amounts->items;
	struct histogram_cursor at = { 0 };

	while (histogram_next(&seen->cell->wins, &at))
		if (day - forecast_later(at.cell, seen->passed) >= from)
			*n += at.count;
	for (size_t k = 0; k < amounts->n; k++)
		if (day - forecast_later(wins[k].days, seen->passed) >= from &&
		    wins[k].amount != DECIMAL_NONE &&
		    !decimal_add(amount, wins[k].amount))
			return false;
	return true;
}

double
forecast_won(const struct forecast *f, int64_t from)
{
	struct forecast_seen *seen = memory_array(f->cells.index.n,
	    sizeof *seen);
	size_t ncells = forecast_seen(f, 0, NULL, seen);
	decimal amount = 0;
	uint64_t n = 0;
	bool fits = true;

	for (size_t i = 0; i < ncells; i++)
		fits &= add_wins(f, &seen[i], from, &n, &amount);
	free(seen);
	if (!fits)
		return NAN;
	return f->definition->values ? decimal_double(amount) : (double)n;
}

struct forecast_target
forecast_against(const struct forecast_part parts[3], bool values,
    double won, double target)
{
	const struct forecast_part *open = &parts[FORECAST_OPEN];
	const struct forecast_part *all = isnan(
	    parts[FORECAST_ALL].wins.value) ? open : &parts[FORECAST_ALL];
	const struct forecast_sum *sum = values ? &all->amount : &all->wins;
	double whole = values ? open->open_amount : (double)open->n;
	double comes = values ? open->amount.value : open->wins.value;
	struct forecast_target t = { won, fmax(0, target - won), 1, NAN,
	    0 };

	if (!(t.gap > 0))
		return t;
	t.coverage = whole / t.gap;
	t.needed = comes > 0 ? t.gap * whole / comes : NAN;
	t.chance = sum->variance > 0 ? gsl_cdf_ugaussian_Q((t.gap -
	    sum->value) / sqrt(sum->variance)) : sum->value >= t.gap;
	return t;
}
