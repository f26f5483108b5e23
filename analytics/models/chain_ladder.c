/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/chain_ladder.h"

#include <math.h>

/* Cohorts that are known at an age and the one before, and stood for
   something there. */
static void
put_factor(const double *totals, size_t cohorts, size_t ages, size_t age,
    struct chain_ladder *out)
{
	double after = 0, spread = 0;
	size_t n = 0;

	*out = (struct chain_ladder){ NAN, NAN, 0 };
	for (size_t c = 0; c < cohorts; c++) {
		const double *at = &totals[c * ages + age];

		if (isnan(at[0]) || !(at[-1] > 0))
			continue;
		n++;
		after += at[0];
		out->before += at[-1];
	}
	if (n == 0)
		return;
	out->factor = after / out->before;
	for (size_t c = 0; c < cohorts; c++) {
		const double *at = &totals[c * ages + age];
		double off;

		if (isnan(at[0]) || !(at[-1] > 0))
			continue;
		off = at[0] / at[-1] - out->factor;
		spread += at[-1] * off * off;
	}
	if (n > 1)
		out->variance = spread / (double)(n - 1);
}

/* Of one cohort no spread is known: no more than that of the two ages
   before, and in their ratio. */
static void
put_last(struct chain_ladder *ladder, size_t age)
{
	double before = age > 1 ? ladder[age - 1].variance : NAN;
	double two = age > 2 ? ladder[age - 2].variance : NAN;

	if (two > 0)
		ladder[age].variance = fmin(before * before / two,
		    fmin(two, before));
}

void
chain_ladder(const double *totals, size_t cohorts, size_t ages,
    struct chain_ladder *out)
{
	if (ages > 0)
		out[0] = (struct chain_ladder){ NAN, NAN, 0 };
	for (size_t age = 1; age < ages; age++) {
		put_factor(totals, cohorts, ages, age, &out[age]);
		if (isnan(out[age].variance) && !isnan(out[age].factor))
			put_last(out, age);
	}
}

void
chain_ladder_project(const struct chain_ladder *ladder, size_t ages,
    size_t known, double total, struct projected_total *out)
{
	double relative = 0;	/* variance, by the square of the total */

	for (size_t age = known + 1; age < ages; age++) {
		const struct chain_ladder *l = &ladder[age];

		relative += l->variance / (l->factor * l->factor) *
		    (1 / total + 1 / l->before);
		total *= l->factor;
		out[age] = (struct projected_total){ total, total *
		    sqrt(relative) };
	}
}
