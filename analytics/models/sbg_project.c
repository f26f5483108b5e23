/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The curve of a fit, and which curves the data do not rule out. */
#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/root.h"
#include "analytics/models/sbg_private.h"

#define SIZES 33		/* at which the border is looked at */
#define SECTIONS 50		/* of the golden search between them */
#define GOLDEN 0.6180339887498949

/*
 * The parameters whose log-likelihood is at least `least`.  For each size
 * they are an interval of θ, and S(t) falls in θ: the least and the most
 * S(t) lie on its ends, at some size.
 */
struct region {
	struct sbg_data data;
	double least;
	double low, high;	/* of the log of the size */
	double size;		/* of the question under way */
};

static double
height(double logit, const void *context)
{
	const struct region *r = context;

	return sbg_likelihood(&r->data, r->size, logit) - r->least;
}

static double
height_of_size(double log_size, const void *context)
{
	struct region r = *(const struct region *)context;

	r.size = exp(log_size);
	return height(sbg_best_theta(&r.data, r.size), &r);
}

/* From the best size on, in steps, to where the region ends. */
static double
border(const struct region *r, double best, double end)
{
	double step = end < best ? -1 / 8. : 1 / 8., at = best;

	while (fabs(end - at) > fabs(step)) {
		if (height_of_size(at + step, r) < 0)
			return step < 0 ? root_between(height_of_size, r,
			    at + step, at, 1e-12) : root_between(
			    height_of_size, r, at, at + step, 1e-12);
		at += step;
	}
	return end;
}

/* The end of θ at a size: the largest (sign 1) or the least (-1). */
static double
end_of_theta(struct region *r, double log_size, int sign)
{
	r->size = exp(log_size);
	double best = sbg_best_theta(&r->data, r->size);

	/* At the borders of sizes only the best is left. */
	if (!(height(best, r) > 0) ||
	    height(sign * SBG_LOGIT_MOST, r) > 0)
		return best;
	return sign > 0 ? root_between(height, r, best, SBG_LOGIT_MOST, 0) :
	    root_between(height, r, -SBG_LOGIT_MOST, best, 0);
}

/* ln S(t) on the border of the region; of sign 1, its negative. */
static double
on_border(struct region *r, double log_size, size_t t, int sign)
{
	double logit = end_of_theta(r, log_size, sign), sum = 0;
	double stay = sbg_share(-logit), s = r->size;

	for (size_t i = 0; i < t; i++)
		sum += log((stay * s + (double)i) / (s + (double)i));
	return -sign * sum;
}

/* The most of on_border over all sizes: the best of some, then between. */
static double
extreme(struct region *r, size_t t, int sign)
{
	double width = (r->high - r->low) / (SIZES - 1), most = -INFINITY;
	double at = r->low;

	for (int i = 0; i < SIZES; i++) {
		double here = on_border(r, r->low + i * width, t, sign);

		if (here > most) {
			most = here;
			at = r->low + i * width;
		}
	}
	double low = fmax(r->low, at - width), high = fmin(r->high,
	    at + width);
	for (int i = 0; i < SECTIONS && high > low; i++) {
		double x = high - GOLDEN * (high - low);
		double y = low + GOLDEN * (high - low);
		double left = on_border(r, x, t, sign);
		double right = on_border(r, y, t, sign);

		most = fmax(most, fmax(left, right));
		if (left > right)
			high = y;
		else
			low = x;
	}
	return exp(-sign * most);
}

static double
best_log_size(const struct sbg *f)
{
	return log(f->limit == SBG_INSIDE ? f->alpha + f->beta :
	    f->limit == SBG_SPLIT ? SBG_SIZE_LEAST : SBG_SIZE_MOST);
}

static enum status
find_region(const struct sbg_period *periods, size_t nperiods,
    const struct sbg *f, double level, struct region *r)
{
	double z = qnorm((1 - level) / 2, 0, 1, 0, 0);

	if (!(level > 0 && level < 1 && f->theta > 0 && f->theta < 1) ||
	    sbg_gather(periods, nperiods, &r->data) != STATUS_OK)
		return STATUS_DOMAIN;
	r->least = f->log_likelihood - z * z / 2;
	r->low = border(r, best_log_size(f), log(SBG_SIZE_LEAST));
	r->high = border(r, best_log_size(f), log(SBG_SIZE_MOST));
	return STATUS_OK;
}

static void
put_interval(struct region *r, size_t t, struct sbg_point *p)
{
	p->low = fmin(p->survival, extreme(r, t, 1));
	p->high = fmax(p->survival, extreme(r, t, -1));
}

/* Of the curve, without intervals. */
static void
put_curve(const struct sbg *f, size_t n, struct sbg_point *points)
{
	points[0] = (struct sbg_point){ 1, 1, 1, NAN };
	for (size_t t = 1; t <= n; t++) {
		double retention = 1 - sbg_leaving_chance(f, t);

		points[t] = (struct sbg_point){ points[t - 1].survival *
			retention, NAN, NAN, retention };
	}
}

enum status
sbg_project(const struct sbg_period *periods, size_t nperiods,
    const struct sbg *f, size_t n, double level, struct sbg_point *points)
{
	struct region r;
	enum status status = find_region(periods, nperiods, f, level, &r);

	for (size_t t = 0; t <= n; t++)
		points[t] = (struct sbg_point){ NAN, NAN, NAN, NAN };
	if (status != STATUS_OK)
		return status;
	put_curve(f, n, points);
	for (size_t t = 1; t <= n; t++)
		put_interval(&r, t, &points[t]);
	return STATUS_OK;
}

enum status
sbg_project_last(const struct sbg_period *periods, size_t nperiods,
    const struct sbg *f, size_t n, double level, struct sbg_point *points)
{
	struct region r;
	enum status status = find_region(periods, nperiods, f, level, &r);

	if (status != STATUS_OK)
		return status;
	put_curve(f, n, points);
	put_interval(&r, n, &points[n]);
	return STATUS_OK;
}
