/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <gsl/gsl_cdf.h>

#include "analytics/rates/proportion.h"
#include "analytics/survival/survival_private.h"

/* S and F with their covariance, carried from row to row. */
struct course {
	double survival, incidence;
	double ss, sf, ff;	/* variances and covariance of the two */
};

/*
 * S' = S(1 - p) and F' = F + S·p1, where p1 and p = p1 + p2 are shares of
 * n: what is known moves on linearly, and the row adds its own variance.
 */
static void
step(const struct life_row *r, struct course *c)
{
	double n = (double)r->at_risk;
	double p1 = (double)r->events / n;
	double stay = (double)(r->at_risk - r->events - r->competing) / n;
	double p = (double)(r->events + r->competing) / n;
	double own = c->survival * c->survival / n;

	c->ff += 2 * p1 * c->sf + p1 * p1 * c->ss + own * p1 * (1 - p1);
	c->sf = stay * (c->sf + p1 * c->ss - own * p1);
	c->ss = stay * stay * c->ss + own * p * stay;
	c->incidence = fmin(1, c->incidence + c->survival * p1);
	c->survival *= stay;
}

/* At the ends no variance is left to make a band of: Wilson has one. */
static void
put_band(double level, enum band band, uint64_t observed,
    struct incidence_point *p)
{
	struct proportion wilson;
	double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);

	if (p->incidence > 0 && p->incidence < 1 && p->se > 0) {
		survival_band(p->incidence, p->se, z, band, &p->low,
		    &p->high);
		return;
	}
	proportion_wilson_effective(p->incidence, (double)observed, level,
	    &wilson);
	p->low = wilson.low;
	p->high = wilson.high;
}

enum status
incidence_curve(const struct life_table *t, double level, enum band band,
    struct incidence_point *points)
{
	enum status status = survival_check(t, level);
	struct course c = { .survival = 1 };
	uint64_t ended = 0;	/* in the rows before */

	for (size_t i = 0; i < t->n; i++) {
		const struct life_row *r = &t->rows[i];

		points[i] = (struct incidence_point){ r->time, 0, NAN, NAN,
		    NAN, NAN, NAN };
		if (status != STATUS_OK)
			continue;
		if (r->events + r->competing)
			step(r, &c);
		points[i] = (struct incidence_point){ r->time, r->at_risk,
		    c.incidence, sqrt(fmax(0, c.ff)), NAN, NAN, c.survival };
		put_band(level, band, r->at_risk + ended, &points[i]);
		ended += r->events + r->competing;
	}
	return status;
}

struct incidence_point
incidence_curve_at(const struct incidence_point *points, size_t n,
    double time)
{
	struct incidence_point p = { time, 0, NAN, NAN, NAN, NAN, NAN };
	size_t after = 0;	/* rows at or before the time */

	while (after < n && points[after].time <= time)
		after++;
	if (n == 0 || !(time >= 0))
		return p;
	bool on_row = after && points[after - 1].time == time;
	if (after == 0) {
		p.incidence = p.se = 0;
		p.survival = 1;
	} else if (after < n || on_row || points[n - 1].survival == 0) {
		p = points[after - 1];
	}
	p.at_risk = on_row ? points[after - 1].at_risk :
	    after < n ? points[after].at_risk : 0;
	p.time = time;
	return p;
}
