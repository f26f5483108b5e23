/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of which nothing else is known: an XmR chart, by their steps. */
#include <math.h>

#include "analytics/rates/control_chart_private.h"

static double
value(const struct control_point *p)
{
	return p->value;
}

static enum status
learn(const struct control_point *points, size_t n,
    struct control_model *model)
{
	struct control_baseline *out = &model->baseline;
	double before = NAN, sum = 0, steps = 0;

	for (size_t i = 0; i < n; i++) {
		if (points[i].part != CONTROL_BASELINE)
			continue;
		sum += points[i].value;
		if (!isnan(before))
			steps += fabs(points[i].value - before);
		before = points[i].value;
	}
	out->center = sum / (double)out->periods;
	out->sigma_z = NAN;
	model->stretch = steps / (double)(out->periods - 1) * sqrt(M_PI) / 2;
	return model->stretch > 0 ? STATUS_OK : STATUS_TOO_FEW;
}

static void
place(const struct control_model *model, const struct control_rules *rules,
    struct control_point *p)
{
	double center = model->baseline.center;
	double far = rules->limits[CONTROL_BEYOND] * model->stretch;

	p->center = center;
	p->z = p->score = (p->value - center) / model->stretch;
	p->central = p->value >= center && p->value <= center;
	p->low = fmax(0, center - far);
	p->high = center + far;
}

const struct control_kind_of control_measures = { value, learn, place };
