/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/survival.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "analytics/survival/survival_private.h"

void
survival_band(double p, double se, double z, enum band band, double *low,
    double *high)
{
	*low = *high = NAN;
	if (isnan(se) || !(p > 0))
		return;
	if (band == BAND_PLAIN) {
		*low = fmax(0, p - z * se);
		*high = fmin(1, p + z * se);
	} else if (band == BAND_LOG) {
		*low = p * exp(-z * se / p);
		*high = fmin(1, p * exp(z * se / p));
	} else if (p < 1) {
		double width = z * se / (p * log(p));

		*low = pow(p, exp(-width));
		*high = pow(p, exp(width));
	}
}

enum status
survival_check(const struct life_table *t, double level)
{
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	enum status status = life_table_check(t);
	return status == STATUS_OK && t->n == 0 ? STATUS_TOO_FEW : status;
}

static void
step(const struct life_row *r, struct survival_point *p, double *greenwood,
    double *hazard_variance)
{
	double n = (double)r->at_risk;
	double d = (double)(r->events + r->competing);

	if (d > 0) {
		p->survival *= (n - d) / n;
		p->hazard += d / n;
		*greenwood += d / (n * (n - d));
		*hazard_variance += d / (n * n);
	}
}

enum status
survival_curve(const struct life_table *t, double level, enum band band,
    struct survival_point *points)
{
	enum status status = survival_check(t, level);
	double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
	double greenwood = 0, hazard_variance = 0;
	struct survival_point p = { .survival = 1 };

	for (size_t i = 0; i < t->n; i++) {
		if (status != STATUS_OK) {
			points[i] = (struct survival_point){ t->rows[i].time,
			    0, NAN, NAN, NAN, NAN, NAN, NAN };
			continue;
		}
		p.time = t->rows[i].time;
		p.at_risk = t->rows[i].at_risk;
		step(&t->rows[i], &p, &greenwood, &hazard_variance);
		p.se = p.survival > 0 ? p.survival * sqrt(greenwood) : NAN;
		p.hazard_se = sqrt(hazard_variance);
		survival_band(p.survival, p.se, z, band, &p.low, &p.high);
		points[i] = p;
	}
	return status;
}

struct survival_point
survival_at(const struct survival_point *points, size_t n, enum band band,
    double time)
{
	struct survival_point p = { time, 0, NAN, NAN, NAN, NAN, NAN, NAN };
	size_t after = 0;	/* rows at or before the time */

	while (after < n && points[after].time <= time)
		after++;
	if (n == 0 || !(time >= 0))
		return p;
	bool on_row = after && points[after - 1].time == time;
	if (after == 0) {
		p.survival = 1;
		p.se = p.hazard = p.hazard_se = 0;
		survival_band(1, 0, 0, band, &p.low, &p.high);
	} else if (after < n || on_row || points[n - 1].survival == 0) {
		p = points[after - 1];
	}
	p.at_risk = on_row ? points[after - 1].at_risk :
	    after < n ? points[after].at_risk : 0;
	p.time = time;
	return p;
}

/* The area under S up to the horizon; *survival is S there. */
static double
area(const struct life_table *t, double horizon, double *survival)
{
	double sum = 0, last = 0;

	*survival = 1;
	for (size_t i = 0; i < t->n && t->rows[i].time <= horizon; i++) {
		const struct life_row *r = &t->rows[i];
		double n = (double)r->at_risk;
		double d = (double)(r->events + r->competing);

		sum += *survival * (r->time - last);
		last = r->time;
		*survival *= d > 0 ? (n - d) / n : 1;
	}
	return sum + *survival * (horizon - last);
}

/* mean is the whole area: what is behind a row is what is not before. */
static double
mean_variance(const struct life_table *t, double horizon, double mean)
{
	double survival = 1, before = 0, last = 0, variance = 0;

	for (size_t i = 0; i < t->n && t->rows[i].time <= horizon; i++) {
		const struct life_row *r = &t->rows[i];
		double n = (double)r->at_risk;
		double d = (double)(r->events + r->competing);

		before += survival * (r->time - last);
		last = r->time;
		/* Once S is 0 no area is left behind. */
		if (d == n)
			break;
		survival *= d > 0 ? (n - d) / n : 1;
		variance += (mean - before) * (mean - before) *
		    (d / (n * (n - d)));
	}
	return variance;
}

enum status
survival_mean(const struct life_table *t, double horizon, double level,
    struct survival_mean *out)
{
	*out = (struct survival_mean){ NAN, NAN, NAN, NAN, NAN, false };
	enum status status = survival_check(t, level);
	if (status != STATUS_OK)
		return status;
	double last = t->rows[t->n - 1].time;
	if (horizon == INFINITY)
		horizon = last;
	if (!(horizon > 0))
		return STATUS_DOMAIN;
	double survival;
	out->horizon = horizon;
	out->mean = area(t, horizon, &survival);
	out->extended = horizon > last && survival > 0;
	out->se = sqrt(mean_variance(t, horizon, out->mean));
	double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
	out->low = fmax(0, out->mean - z * out->se);
	out->high = fmin(horizon, out->mean + z * out->se);
	return STATUS_OK;
}
