/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/survival/survival_private.h"

/* R's survfit takes a curve to be level within this. */
#define LEVEL_TOLERANCE 1e-10

/* When a curve that is walked along comes down to a level. */
struct fall {
	double level;
	double time;		/* what is known of it so far; NaN */
	double height;		/* of the stretch on the level since then */
};

/* True once no point behind matters. */
static bool
falls(struct fall *f, double time, double y)
{
	if (isnan(y))
		return false;
	if (!isnan(f->time)) {
		/* The stretch on the level ends where it falls. */
		if (y < f->height)
			f->time = (f->time + time) / 2;
		return y < f->height;
	}
	if (fabs(y - f->level) <= LEVEL_TOLERANCE) {
		f->time = time;
		f->height = y;
		return false;
	}
	if (y < f->level)
		f->time = time;
	return y < f->level;
}

/* The field of a point that lies at an offset: curve or band. */
static double
field(const struct survival_point *p, size_t offset)
{
	return *(const double *)(const void *)((const char *)p + offset);
}

static double
first_at_or_below(const struct survival_point *points, size_t n,
    size_t offset, double level)
{
	struct fall fall = { level, NAN, NAN };
	size_t i = 0;

	while (i < n && !falls(&fall, points[i].time, field(&points[i],
	    offset)))
		i++;
	return fall.time;
}

struct survival_quantile
survival_quantile(const struct survival_point *points, size_t n, double prob)
{
	if (!(prob > 0 && prob < 1))
		return (struct survival_quantile){ NAN, NAN, NAN };
	return (struct survival_quantile){
		first_at_or_below(points, n,
		    offsetof(struct survival_point, survival), 1 - prob),
		first_at_or_below(points, n,
		    offsetof(struct survival_point, low), 1 - prob),
		first_at_or_below(points, n,
		    offsetof(struct survival_point, high), 1 - prob),
	};
}

/* Rows that are passed over together where the last is still above. */
#define BLOCK 64
/* What rounding cannot bridge. */
#define ABOVE 1e-6

/* A curve without its points: the band is found where it is asked for. */
struct curve {
	const struct life_table *table;
	double *survival, *greenwood;	/* by row */
	double z;
};

enum height { HEIGHT_SURVIVAL, HEIGHT_LOW, HEIGHT_HIGH };

static double
height_at(const struct curve *c, enum height which, size_t i)
{
	double s = c->survival[i], low, high;

	if (which == HEIGHT_SURVIVAL)
		return s;
	survival_band(s, s > 0 ? s * sqrt(c->greenwood[i]) : NAN, c->z,
	    BAND_LOG_LOG, &low, &high);
	return which == HEIGHT_LOW ? low : high;
}

/* Nothing of the rows from one to another lies below: S and Greenwood's sum
   do not turn back, and the high end is not below S. */
static double
lowest(const struct curve *c, enum height which, size_t from, size_t to)
{
	double s = c->survival[to];

	return which == HEIGHT_LOW ? pow(s, exp(c->z *
	    sqrt(c->greenwood[to]) / fabs(log(c->survival[from])))) : s;
}

static double
find_fall(const struct curve *c, enum height which, double level)
{
	struct fall fall = { level, NAN, NAN };
	size_t n = c->table->n, end;

	for (size_t i = 0; i < n; i = end) {
		end = i + BLOCK < n ? i + BLOCK : n;
		if (isnan(fall.time) && lowest(c, which, i, end - 1) > level +
		    ABOVE)
			continue;
		for (; i < end; i++)
			if (falls(&fall, c->table->rows[i].time, height_at(c,
			    which, i)))
				return fall.time;
	}
	return fall.time;
}

static void
walk(struct curve *c)
{
	double survival = 1, greenwood = 0;

	for (size_t i = 0; i < c->table->n; i++) {
		const struct life_row *r = &c->table->rows[i];
		double n = (double)r->at_risk;
		double d = (double)(r->events + r->competing);

		if (d > 0) {
			survival *= (n - d) / n;
			greenwood += d / (n * (n - d));
		}
		c->survival[i] = survival;
		c->greenwood[i] = greenwood;
	}
}

enum status
survival_quantiles(const struct life_table *t, double level,
    const double *probs, size_t n, struct survival_quantile *out)
{
	enum status status = survival_check(t, level);
	double *room = memory_array(2 * t->n + 1, sizeof *room);
	struct curve c = { t, room, room + t->n, gsl_cdf_ugaussian_Qinv((1 -
	    level) / 2) };

	if (status == STATUS_OK)
		walk(&c);
	for (size_t i = 0; i < n; i++) {
		double height = 1 - probs[i];

		out[i] = (struct survival_quantile){ NAN, NAN, NAN };
		if (status == STATUS_OK)
			out[i] = (struct survival_quantile){
			    find_fall(&c, HEIGHT_SURVIVAL, height),
			    find_fall(&c, HEIGHT_LOW, height),
			    find_fall(&c, HEIGHT_HIGH, height) };
	}
	free(room);
	return status;
}
