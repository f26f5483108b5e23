/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SURVIVAL_H
#define ANALYTICS_SURVIVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/survival/life_table.h"

/*
 * Curves of life tables: survival (Kaplan-Meier), its quantiles and its
 * restricted mean, and the cumulative incidence of one cause.
 *
 * Times and means are in the unit of the table.  The caller owns all
 * arrays.  Undefined numbers are NaN.  Late entry is in at_risk, so every
 * function here allows for it.
 */
enum band {
	BAND_LOG_LOG,	/* p^exp(±z·se/(p ln p)), as R's survfit log-log */
	BAND_LOG,
	BAND_PLAIN,
};

struct survival_point {
	double time;
	uint64_t at_risk;	/* just before the time */
	double survival;	/* S: chance that nothing has happened yet */
	double se;		/* Greenwood's, of S; NaN where S is 0 */
	double low, high;	/* band, in [0, 1]; NaN where S is 0, and with
				   BAND_LOG_LOG where S is 1 */
	double hazard;		/* Nelson-Aalen: Σ d/n */
	double hazard_se;	/* √Σ d/n² */
};

/*
 * Kaplan-Meier: one point for each row of the table, in O(n).
 *
 * A competing event ends survival as an event does: taking it for a
 * censoring would give the chance in a world without the other cause,
 * which one minus it is so often mistaken for.  A point holds from its
 * time on; before the first, S is 1.
 *
 * STATUS_TOO_FEW for a table without rows; STATUS_DOMAIN for a level
 * outside (0, 1) or rows that are none (life_table_check).
 *
 * Source: Kaplan & Meier, JASA 53 (1958) 457-481; Greenwood 1926.
 * Oracle: R 4.2.2 survival 3.5-3, summary(survfit(Surv(time, status)));
 * reference/survival_km_tables.csv.
 */
enum status survival_curve(const struct life_table *table, double level,
    enum band band, struct survival_point *points);

/*
 * The curve at one time.  at_risk is of the first row at or after it, as
 * in R's summary(fit, times); 0 behind the last.  Behind the last row S
 * is unknown (NaN) unless it is 0.  band: the one of the points.
 */
struct survival_point survival_at(const struct survival_point *points,
    size_t n, enum band band, double time);

/*
 * When S has fallen by prob: low and high are inverted from the curve's
 * bands (Brookmeyer & Crowley, Biometrics 38 (1982) 29-41); NaN where
 * curve or band never gets there.
 *
 * R's rule: the first time with S <= 1 - prob, or the middle of a stretch
 * within 1e-10 of 1 - prob.  A stretch that no fall ends counts from its
 * beginning, as in R's print(survfit); quantile() would go half the way
 * to the last time, which only says how long was waited.
 */
struct survival_quantile {
	double time, low, high;
};

struct survival_quantile survival_quantile(
    const struct survival_point *points, size_t n, double prob);

/*
 * Several of a table whose points nobody wants, bands log-log: the same for
 * much less, since a band is found only where it comes down.  probs: n, in
 * (0, 1); out: n of them, all NaN unless STATUS_OK.
 *
 * Answers as survival_curve.
 * Oracle: survival_quantile of its points.
 */
enum status survival_quantiles(const struct life_table *table, double level,
    const double *probs, size_t n, struct survival_quantile *out);

/* The mean time without an end, up to a horizon: the area under S. */
struct survival_mean {
	double horizon;
	double mean, se;
	double low, high;	/* mean ± z·se, not beyond 0 and horizon */
	bool extended;		/* S > 0 was held on behind the last row */
};

/*
 * horizon > 0, or INFINITY for the last time of the table.
 * STATUS_TOO_FEW, STATUS_DOMAIN as survival_curve, and for the horizon.
 *
 * se: √Σ A²·d/(n(n-d)), A the area behind each event, up to the horizon.
 * Oracle: R print(survfit, rmean = horizon).
 */
enum status survival_mean(const struct life_table *table, double horizon,
    double level, struct survival_mean *out);

struct incidence_point {
	double time;
	uint64_t at_risk;
	double incidence;	/* F: chance of the event by then */
	double se;
	double low, high;
	double survival;	/* chance that neither has happened yet */
};

/*
 * Aalen-Johansen: the cumulative incidence of table's events at each of
 * its rows, competing events among them.
 *
 * In O(n): the covariance of (S, F) is carried along from row to row, to
 * which a row adds its multinomial variance.  Where F is 0 or 1: Wilson
 * with n = those seen to an end or to that time.
 *
 * Answers as survival_curve.
 * Source: Aalen & Johansen, Scand. J. Stat. 5 (1978) 141-150; Andersen,
 * Borgan, Gill & Keiding (1993) IV.4.
 * Oracle: R survfit with states; reference/maven_crm_competing_risks.csv.
 */
enum status incidence_curve(const struct life_table *table, double level,
    enum band band, struct incidence_point *points);

/* The curve at one time, as survival_at. */
struct incidence_point incidence_curve_at(
    const struct incidence_point *points, size_t n, double time);

#endif
