/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/incidence.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

/* R's survfit takes a curve to be level within this. */
#define LEVEL_TOLERANCE 1e-10

static bool
is_sound(const struct risk_table *t)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (i && t->rows[i].cell <= t->rows[i - 1].cell)
			return false;
		sum += t->rows[i].events + t->rows[i].competing +
		    t->rows[i].censored;
	}
	return sum == t->entered;
}

/* F at the end of all rows. */
static double
end_of(const struct risk_table *t)
{
	double survival = 1, estimate = 0;
	uint64_t at_risk = t->entered;

	for (size_t i = 0; i < t->n; i++) {
		const struct risk_row *r = &t->rows[i];
		uint64_t ends = r->events + r->competing;

		estimate += survival * ((double)r->events / (double)at_risk);
		survival *= (double)(at_risk - ends) / (double)at_risk;
		at_risk -= ends + r->censored;
	}
	return fmin(1, estimate);
}

void
incidence_interval(double f, double se, double level, enum band band,
    double *low, double *high)
{
	double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
	double a, b;

	switch (band) {
	case BAND_LOG_LOG:
		a = pow(f, exp(-z * se / (f * log(f))));
		b = pow(f, exp(z * se / (f * log(f))));
		*low = fmin(a, b);
		*high = fmax(a, b);
		return;
	case BAND_LOG:
		*low = f * exp(-z * se / f);
		*high = fmin(1, f * exp(z * se / f));
		return;
	case BAND_PLAIN:
		*low = fmax(0, f - z * se);
		*high = fmin(1, f + z * se);
		return;
	}
}

/* The cell where the curve first is at or above a share of its end. */
static double
quantile(const struct risk_table *t, enum risk_clock clock,
    const double *days_of, double prob, double end)
{
	double survival = 1, estimate = 0, stretch = NAN;
	uint64_t at_risk = t->entered;

	for (size_t i = 0; i < t->n; i++) {
		const struct risk_row *r = &t->rows[i];
		double n = (double)at_risk;
		double days = days_of ? days_of[r->cell] :
		    risk_days(clock, r->cell);

		if (r->events) {
			estimate += survival * ((double)r->events / n);
			/* The stretch on the level ends where it rises. */
			if (!isnan(stretch))
				return (stretch + days) / 2;
			if (fabs(estimate / end - prob) <= LEVEL_TOLERANCE)
				stretch = days;
			else if (estimate / end > prob)
				return days;
		}
		survival *= (double)(at_risk - r->events - r->competing) / n;
		at_risk -= r->events + r->competing + r->censored;
	}
	return stretch;
}

enum status
incidence_quantiles(const struct risk_table *t, enum risk_clock clock,
    const double *days_of, const double *probs, size_t n, double *days)
{
	for (size_t i = 0; i < n; i++)
		days[i] = NAN;
	if (!is_sound(t))
		return STATUS_DOMAIN;
	if (t->entered == 0)
		return STATUS_TOO_FEW;
	double end = end_of(t);
	for (size_t i = 0; i < n && end > 0; i++)
		days[i] = probs[i] > 0 && probs[i] < 1 ?
		    quantile(t, clock, days_of, probs[i], end) : NAN;
	return STATUS_OK;
}
