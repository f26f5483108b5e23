/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A forecast against a quota. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "analytics/fold/forecast_finish.h"

double
forecast_won(const struct forecast *f, int64_t from)
{
	int64_t view = f->definition->views[0];
	decimal amount = 0;
	uint64_t n = 0;

	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct forecast_cell *c = forecast_at(f, i);
		const struct forecast_win *wins = c->amounts.items;
		struct histogram_cursor at = { 0 };

		if (f->cells.index.keys[i].cohort != 0)
			continue;
		while (histogram_next(&c->wins, &at))
			n += view - at.cell >= from ? at.count : 0;
		for (size_t k = 0; k < c->amounts.n; k++)
			if (view - wins[k].days >= from &&
			    wins[k].amount != DECIMAL_NONE &&
			    !decimal_add(&amount, wins[k].amount))
				return NAN;
	}
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
