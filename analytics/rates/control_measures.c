/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of which nothing else is known: an XmR chart, by their steps. */
#include <math.h>

#include "analytics/rates/control_chart_private.h"

static double
value(const struct control_point *p)
{
	return p->value;
}

/* Medians of few are skewed, as durations are; their logarithms are not. */
static double
scaled(const struct control_model *model, double x)
{
	return model->logarithms ? log(x) : x;
}

static double
unscaled(const struct control_model *model, double x)
{
	return model->logarithms ? exp(x) : fmax(0, x);
}

static enum status
learn(const struct control_point *points, size_t n,
    const struct control_rules *rules, struct control_model *model)
{
	struct control_baseline *out = &model->baseline;
	double before = NAN, sum = 0, steps = 0;

	model->logarithms = rules->points > 0 && !rules->normal;
	for (size_t i = 0; i < n; i++)
		model->logarithms &= !(points[i].value <= 0);
	for (size_t i = 0; i < n; i++) {
		double x = scaled(model, points[i].value);

		if (points[i].part != CONTROL_BASELINE)
			continue;
		sum += x;
		if (!isnan(before))
			steps += fabs(x - before);
		before = x;
	}
	model->middle = sum / (double)out->periods;
	model->stretch = steps / (double)(out->periods - 1) * sqrt(M_PI) / 2;
	out->center = unscaled(model, model->middle);
	out->sigma_z = NAN;
	return model->stretch > 0 ? STATUS_OK : STATUS_TOO_FEW;
}

static void
place(const struct control_model *model, const struct control_rules *rules,
    struct control_point *p)
{
	double far = rules->limits[CONTROL_BEYOND] * model->stretch;

	p->center = model->baseline.center;
	p->z = p->score = (scaled(model, p->value) - model->middle) /
	    model->stretch;
	p->central = p->value >= p->center && p->value <= p->center;
	p->low = unscaled(model, model->middle - far);
	p->high = unscaled(model, model->middle + far);
}

const struct control_kind_of control_measures = { value, learn, place };
