/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/incidence.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "analytics/rates/proportion.h"

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

/* What the rows up to the horizon add up to. */
struct course {
	uint64_t events;	/* of the cause, up to the horizon */
	uint64_t censored_before;	/* in cells before the horizon */
	uint64_t unseen;	/* left before the horizon without an end */
	bool emptied;		/* by censoring, before the horizon */
};

static struct course
run_through(const struct risk_table *t, uint32_t horizon)
{
	struct course c = { 0 };
	uint64_t at_risk = t->entered;
	for (size_t i = 0; i < t->n && t->rows[i].cell <= horizon; i++) {
		const struct risk_row *r = &t->rows[i];
		c.events += r->events;
		at_risk -= r->events + r->competing + r->censored;
		if (r->cell == horizon)
			break;
		c.censored_before += r->censored;
		if (at_risk == 0 && r->censored)
			c.emptied = true;
	}
	c.unseen = c.censored_before;
	return c;
}

/* F at the horizon; with F known, its variance in a second pass. */
static double
estimate_at(const struct risk_table *t, uint32_t horizon)
{
	double survival = 1, estimate = 0;
	uint64_t at_risk = t->entered;
	for (size_t i = 0; i < t->n && t->rows[i].cell <= horizon; i++) {
		const struct risk_row *r = &t->rows[i];
		uint64_t ends = r->events + r->competing;
		estimate += survival * ((double)r->events / (double)at_risk);
		survival *= (double)(at_risk - ends) / (double)at_risk;
		at_risk -= ends + r->censored;
	}
	return fmin(1, estimate);
}

static double
variance_at(const struct risk_table *t, uint32_t horizon, double end)
{
	double survival = 1, estimate = 0, variance = 0;
	uint64_t at_risk = t->entered;
	for (size_t i = 0; i < t->n && t->rows[i].cell <= horizon; i++) {
		const struct risk_row *r = &t->rows[i];
		uint64_t ends = r->events + r->competing;
		double n = (double)at_risk;
		double p1 = (double)r->events / n;
		double p2 = (double)r->competing / n;
		double before = survival;
		estimate += before * p1;
		survival *= (double)(at_risk - ends) / n;
		/* The chance of getting there after this time, from it. */
		double later = survival > 0 ? (end - estimate) / survival : 0;
		double mean = p1 * (1 - later) - p2 * later;
		variance += before * before / n * (p1 * (1 - later) *
		    (1 - later) + p2 * later * later - mean * mean);
		at_risk -= ends + r->censored;
	}
	return variance;
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

/* A curve at 0 or 1 has no variance: Wilson of those observed instead. */
static enum status
put_interval(double level, enum band band, struct incidence *out)
{
	if (out->variance > 0) {
		incidence_interval(out->estimate, sqrt(out->variance), level,
		    band, &out->low, &out->high);
		return STATUS_OK;
	}
	struct proportion p;
	enum status status = proportion_wilson_effective(out->estimate,
	    out->effective_n, level, &p);
	out->low = p.low;
	out->high = p.high;
	return status;
}

enum status
incidence_at(const struct risk_table *t, uint32_t horizon, double level,
    enum band band, struct incidence *out)
{
	*out = (struct incidence){ NAN, NAN, NAN, NAN, NAN, 0, false };
	if (!(level > 0 && level < 1) || !is_sound(t))
		return STATUS_DOMAIN;
	if (t->entered == 0)
		return STATUS_TOO_FEW;

	struct course c = run_through(t, horizon);
	out->observed = t->entered - c.unseen;
	if (c.emptied)
		return STATUS_OK;
	out->known = true;
	/* Exactly the ratio of counts, as the plain rate is. */
	if (c.censored_before == 0) {
		out->estimate = (double)c.events / (double)t->entered;
		out->variance = out->estimate * (1 - out->estimate) /
		    (double)t->entered;
		out->effective_n = (double)t->entered;
	} else {
		out->estimate = estimate_at(t, horizon);
		out->variance = variance_at(t, horizon, out->estimate);
		out->effective_n = out->estimate * (1 - out->estimate) /
		    out->variance;
	}
	if (!(out->estimate > 0 && out->estimate < 1 && out->variance > 0)) {
		out->variance = 0;
		out->effective_n = (double)out->observed;
	}
	return put_interval(level, band, out);
}

enum status
incidence_widen(struct incidence *out, double effect, double level,
    enum band band)
{
	if (!out->known || !(effect >= 1))
		return STATUS_DOMAIN;
	out->variance *= effect;
	out->effective_n /= effect;
	return put_interval(level, band, out);
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
	double end = estimate_at(t, UINT32_MAX);
	for (size_t i = 0; i < n && end > 0; i++)
		days[i] = probs[i] > 0 && probs[i] < 1 ?
		    quantile(t, clock, days_of, probs[i], end) : NAN;
	return STATUS_OK;
}
