/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/sbg.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "analytics/models/sbg_private.h"

#define GRID 240		/* steps between sizes: 20 a decade */
#define HALVINGS 80		/* beyond the last bit of a double */

static double
lost_in(const struct sbg_period *p)
{
	return (double)(p->at_risk - p->kept);
}

enum status
sbg_gather(const struct sbg_period *periods, size_t n, struct sbg_data *out)
{
	*out = (struct sbg_data){ .periods = periods };
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

/*
 * The best θ for a given size s = α + β: the likelihood is concave in θ,
 * and its slope falls.
 */
double
sbg_best_theta(const struct sbg_data *d, double s)
{
	double low = -SBG_LOGIT_MOST, high = SBG_LOGIT_MOST;

	for (int i = 0; i < HALVINGS; i++) {
		double logit = (low + high) / 2, slope = d->lost;
		double theta = sbg_share(logit);
		double stay = sbg_share(-logit);

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
profile_slope(const struct sbg_data *d, double s)
{
	double logit = sbg_best_theta(d, s), sum = 0;
	double theta = sbg_share(logit), stay = sbg_share(-logit);

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

double
sbg_likelihood(const struct sbg_data *d, double s, double logit)
{
	double sum = 0;
	double theta = sbg_share(logit), stay = sbg_share(-logit);

	for (size_t t = 0; t < d->n; t++)
		sum += term(lost_in(&d->periods[t]), theta * s /
		    (s + (double)t)) + term((double)d->periods[t].kept,
		    (stay * s + (double)t) / (s + (double)t));
	return sum;
}

static double
profile(const struct sbg_data *d, double s)
{
	return sbg_likelihood(d, s, sbg_best_theta(d, s));
}

static double
root_between(const struct sbg_data *d, double low, double high)
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
best_size(const struct sbg_data *d)
{
	double first = log(SBG_SIZE_LEAST);
	double step = (log(SBG_SIZE_MOST) - first) / GRID;
	double best = NAN, highest = -INFINITY;
	double slope = profile_slope(d, SBG_SIZE_LEAST);

	for (int i = 1; i <= GRID; i++) {
		double next = profile_slope(d, exp(first + i * step));

		if (slope > 0 && next <= 0) {
			double root = root_between(d, first + (i - 1) * step,
			    first + i * step);
			double height = profile(d, root);

			if (height > highest) {
				highest = height;
				best = root;
			}
		}
		slope = next;
	}
	if (slope > 0 && profile(d, SBG_SIZE_MOST) > highest)
		return INFINITY;
	return best;
}

double
sbg_leaving_chance(const struct sbg *fit, size_t t)
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
put_fit(const struct sbg_data *d, struct sbg *out)
{
	size_t parameters = out->limit == SBG_INSIDE ? 2 : 1, cells = 0;

	out->log_likelihood = out->chi_square = 0;
	for (size_t t = 0; t < d->n; t++) {
		double h = sbg_leaving_chance(out, t + 1);
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
}

enum status
sbg_fit(const struct sbg_period *periods, size_t n, struct sbg *out)
{
	struct sbg_data d;

	*out = (struct sbg){ NAN, NAN, NAN, SBG_INSIDE, NAN, NAN, 0, NAN };
	enum status status = sbg_gather(periods, n, &d);
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
		double logit = sbg_best_theta(&d, size);

		out->theta = sbg_share(logit);
		out->alpha = size * out->theta;
		out->beta = size * sbg_share(-logit);
	}
	put_fit(&d, out);
	return STATUS_OK;
}
