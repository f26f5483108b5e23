/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates: a p chart, as uneven as its baseline is. */
#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/control_chart_private.h"
#include "analytics/rates/control_limits.h"

static double
value(const struct control_point *p)
{
	return p->n ? (double)p->k / (double)p->n : NAN;
}

static double
deviation(const struct control_point *p, double center)
{
	return sqrt(center * (1 - center) / (double)p->n);
}

static void
find_center(const struct control_point *points, size_t n,
    struct control_baseline *out)
{
	uint64_t all = 0, reached = 0;

	for (size_t i = 0; i < n; i++)
		if (points[i].part == CONTROL_BASELINE) {
			all += points[i].n;
			reached += points[i].k;
		}
	out->center = all ? (double)reached / (double)all : NAN;
}

static enum status
learn(const struct control_point *points, size_t n,
    const struct control_rules *rules, struct control_model *model)
{
	struct control_baseline *out = &model->baseline;
	double before = NAN, sum = 0;

	(void)rules;
	find_center(points, n, out);
	if (!(out->center > 0 && out->center < 1))
		return STATUS_TOO_FEW;
	for (size_t i = 0; i < n; i++) {
		if (points[i].part != CONTROL_BASELINE)
			continue;
		double z = (points[i].value - out->center) /
		    deviation(&points[i], out->center);

		if (!isnan(before))
			sum += fabs(z - before);
		before = z;
	}
	out->sigma_z = sum / (double)(out->periods - 1) * sqrt(M_PI) / 2;
	model->stretch = fmax(1, out->sigma_z);
	return STATUS_OK;
}

static void
place(const struct control_model *model, const struct control_rules *rules,
    struct control_point *p)
{
	double limit = rules->limits[CONTROL_BEYOND];
	double center = model->baseline.center;
	double below = limit * deviation(p, center), above = below;
	struct control_limits exact;

	if (!rules->normal && control_quantiles(center, p->n, pnorm(-limit,
	    0, 1, 1, 0), &exact) == STATUS_OK) {
		below = center - exact.low;
		/* To keep a promise: the line ends a step early. */
		above = exact.high + (rules->points > 0) / (double)p->n -
		    center;
	}
	p->center = center;
	p->z = p->score = (p->value - center) / deviation(p, center) /
	    model->stretch;
	p->central = p->value >= center && p->value <= center;
	p->low = fmax(0, center - model->stretch * below);
	p->high = fmin(1, center + model->stretch * above);
}

const struct control_kind_of control_rates = { value, learn, place };
