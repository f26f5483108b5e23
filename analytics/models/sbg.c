/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/sbg.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>

#define SIZE_LEAST 1e-6		/* of α + β */
#define SIZE_MOST 1e6
#define GRID 240		/* steps between them: 20 a decade */
#define HALVINGS 80		/* beyond the last bit of a double */
#define LOGIT_MOST 60

/* What the likelihood is made of. */
struct data {
	const struct sbg_period *periods;
	size_t n;		/* periods with anyone at risk */
	double lost;		/* over all periods */
	double at_risk;
};

static double
lost_in(const struct sbg_period *p)
{
	return (double)(p->at_risk - p->kept);
}

static enum status
gather(const struct sbg_period *periods, size_t n, struct data *out)
{
	*out = (struct data){ .periods = periods };
	for (size_t i = 0; i < n; i++)
		if (periods[i].kept > periods[i].at_risk || (i > 0 &&
		    periods[i].at_risk > periods[i - 1].kept))
			return STATUS_DOMAIN;
	for (size_t i = 0; i < n && periods[i].at_risk; i++) {
		out->n++;
		out->lost += lost_in(&periods[i]);
		out->at_risk += (double)periods[i].at_risk;
	}
	return out->n < 2 || out->lost == 0 ? STATUS_TOO_FEW : STATUS_OK;
}

static double
inverse_logit(double x)
{
	return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x));
}

/*
 * The best θ for a given size s = α + β: the likelihood is concave in θ,
 * and its slope falls.
 */
static double
best_theta(const struct data *d, double s)
{
	double low = -LOGIT_MOST, high = LOGIT_MOST;
	for (int i = 0; i < HALVINGS; i++) {
		double logit = (low + high) / 2, slope = d->lost;
		double theta = inverse_logit(logit);
		double stay = inverse_logit(-logit);
		for (size_t t = 0; t < d->n; t++)
			slope -= (double)d->periods[t].kept * theta * s /
			    (stay * s + (double)t);
		if (slope > 0)
			low = logit;
		else
			high = logit;
	}
	return (low + high) / 2;
}

/* The profile's slope in ln s, times s: it keeps its size for large s. */
static double
profile_slope(const struct data *d, double s)
{
	double logit = best_theta(d, s), sum = 0;
	double theta = inverse_logit(logit), stay = inverse_logit(-logit);
	for (size_t t = 1; t < d->n; t++)
		sum += (double)t * s / (s + (double)t) *
		    (lost_in(&d->periods[t]) -
		    (double)d->periods[t].kept * theta * s /
		    (stay * s + (double)t));
	return sum;
}

static double
term(double count, double chance)
{
	return count > 0 ? count * log(chance) : 0;
}

static double
likelihood(const struct data *d, double s)
{
	double logit = best_theta(d, s), sum = 0;
	double theta = inverse_logit(logit), stay = inverse_logit(-logit);
	for (size_t t = 0; t < d->n; t++)
		sum += term(lost_in(&d->periods[t]), theta * s /
		    (s + (double)t)) + term((double)d->periods[t].kept,
		    (stay * s + (double)t) / (s + (double)t));
	return sum;
}

static double
root_between(const struct data *d, double low, double high)
{
	for (int i = 0; i < HALVINGS; i++) {
		double middle = (low + high) / 2;
		if (profile_slope(d, exp(middle)) > 0)
			low = middle;
		else
			high = middle;
	}
	return exp((low + high) / 2);
}

/* The best size; INFINITY where the likelihood rises to the very end. */
static double
best_size(const struct data *d)
{
	double first = log(SIZE_LEAST), step = (log(SIZE_MOST) - first) / GRID;
	double best = NAN, highest = -INFINITY;
	double slope = profile_slope(d, SIZE_LEAST);
	for (int i = 1; i <= GRID; i++) {
		double next = profile_slope(d, exp(first + i * step));
		if (slope > 0 && next <= 0) {
			double root = root_between(d, first + (i - 1) * step,
			    first + i * step);
			double height = likelihood(d, root);
			if (height > highest) {
				highest = height;
				best = root;
			}
		}
		slope = next;
	}
	if (slope > 0 && likelihood(d, SIZE_MOST) > highest)
		return INFINITY;
	return best;
}

/* The curvature at the top, turned into variances. */
static void
put_covariance(const struct data *d, struct sbg *out)
{
	double a = out->alpha, b = out->beta;
	double all = 0, kept = 0, first = 0, kept_first = 0;
	for (size_t t = 0; t < d->n; t++) {
		double n = (double)d->periods[t].at_risk;
		double k = (double)d->periods[t].kept;
		double s = a + b + (double)t, own = b + (double)t;
		first += n / s;
		all += n / (s * s);
		kept_first += k / own;
		kept += k / (own * own);
	}
	/* In logarithms the slopes, 0 but for rounding, come in as well. */
	double aa = d->lost - a * a * all - (d->lost - a * first);
	double bb = b * b * (kept - all) - b * (kept_first - first);
	double ab = -a * b * all;
	double determinant = aa * bb - ab * ab;
	if (!(aa > 0 && determinant > 0))
		return;
	out->var_alpha = bb / determinant;
	out->var_beta = aa / determinant;
	out->cov = -ab / determinant;
}

static double
leaving_chance(const struct sbg *fit, size_t t)
{
	switch (fit->limit) {
	case SBG_INSIDE:
		return fit->alpha / (fit->alpha + fit->beta + (double)t - 1);
	case SBG_GEOMETRIC:
		return fit->theta;
	case SBG_SPLIT:
		return t == 1 ? fit->theta : 0;
	}
	return NAN;
}

static void
put_fit(const struct data *d, struct sbg *out)
{
	size_t parameters = out->limit == SBG_INSIDE ? 2 : 1, cells = 0;
	out->log_likelihood = out->chi_square = 0;
	for (size_t t = 0; t < d->n; t++) {
		double h = leaving_chance(out, t + 1);
		double n = (double)d->periods[t].at_risk;
		double lost = lost_in(&d->periods[t]);
		out->log_likelihood += term(lost, h) + term(n - lost, 1 - h);
		/* Where nobody can leave nothing is compared. */
		if (!(h > 0))
			continue;
		out->chi_square += (lost - n * h) * (lost - n * h) /
		    (n * h * (1 - h));
		cells++;
	}
	out->df = cells - parameters;
	if (out->df > 0)
		out->p = gsl_cdf_chisq_Q(out->chi_square, (double)out->df);
}

static void
put_limit(enum sbg_limit limit, double lost, double at_risk, struct sbg *out)
{
	out->limit = limit;
	out->theta = lost / at_risk;
	out->var_theta = 1 / (at_risk * out->theta * (1 - out->theta));
}

enum status
sbg_fit(const struct sbg_period *periods, size_t n, struct sbg *out)
{
	struct data d;
	*out = (struct sbg){ NAN, NAN, NAN, SBG_INSIDE, NAN, NAN, NAN, NAN,
	    NAN, NAN, 0, NAN };
	enum status status = gather(periods, n, &d);
	if (status != STATUS_OK)
		return status;
	double first = lost_in(&periods[0]);
	if (d.lost == first) {
		put_limit(SBG_SPLIT, first, (double)periods[0].at_risk, out);
		put_fit(&d, out);
		return STATUS_OK;
	}
	double size = best_size(&d);
	if (isnan(size))
		return STATUS_NO_CONVERGENCE;
	if (size == INFINITY) {
		put_limit(SBG_GEOMETRIC, d.lost, d.at_risk, out);
	} else {
		double logit = best_theta(&d, size);
		out->theta = inverse_logit(logit);
		out->alpha = size * out->theta;
		out->beta = size * inverse_logit(-logit);
		put_covariance(&d, out);
	}
	put_fit(&d, out);
	return STATUS_OK;
}

/* ln S(t) and its slopes, carried from period to period. */
struct course {
	double log_survival;
	double by_alpha, by_beta;	/* in ln α and ln β */
};

static void
step(const struct sbg *f, size_t t, struct course *c)
{
	double before = (double)t - 1;
	c->log_survival += log1p(-leaving_chance(f, t));
	if (f->limit == SBG_INSIDE) {
		double s = f->alpha + f->beta + before;
		c->by_alpha -= f->alpha / s;
		c->by_beta += f->beta * (1 / (f->beta + before) - 1 / s);
	}
}

/* The variance of logit S(t). */
static double
logit_variance(const struct sbg *f, size_t t, const struct course *c)
{
	double gone = -expm1(c->log_survival);
	double slope = f->theta * (f->limit == SBG_SPLIT ? 1 : (double)t);
	double sum = f->limit == SBG_INSIDE ?
	    c->by_alpha * c->by_alpha * f->var_alpha +
	    2 * c->by_alpha * c->by_beta * f->cov +
	    c->by_beta * c->by_beta * f->var_beta :
	    slope * slope * f->var_theta;
	return fmax(0, sum) / (gone * gone);
}

enum status
sbg_project(const struct sbg *f, size_t n, double level,
    struct sbg_point *points)
{
	struct course c = { 0 };
	bool fine = level > 0 && level < 1 && f->theta > 0 && f->theta < 1;
	double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
	points[0] = (struct sbg_point){ 1, 1, 1, NAN };
	if (!fine)
		points[0] = (struct sbg_point){ NAN, NAN, NAN, NAN };
	for (size_t t = 1; t <= n; t++) {
		points[t] = (struct sbg_point){ NAN, NAN, NAN, NAN };
		if (!fine)
			continue;
		step(f, t, &c);
		double variance = logit_variance(f, t, &c);
		double width = z * sqrt(variance);
		double logit = c.log_survival - log(-expm1(c.log_survival));
		points[t].survival = exp(c.log_survival);
		points[t].retention = 1 - leaving_chance(f, t);
		/* fmax() would hide that the variance is not known. */
		if (isnan(f->limit == SBG_INSIDE ? f->var_alpha :
		    f->var_theta))
			continue;
		points[t].low = inverse_logit(logit - width);
		points[t].high = inverse_logit(logit + width);
	}
	return fine ? STATUS_OK : STATUS_DOMAIN;
}
