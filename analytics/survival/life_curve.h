/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LIFE_CURVE_H
#define ANALYTICS_LIFE_CURVE_H

#include <stdbool.h>

#include "analytics/rates/poisson.h"
#include "analytics/survival/survival.h"

/*
 * The curve of a life table, and what is said of it in one row.  The
 * chance is survival or, where something else may end a lifetime first,
 * the incidence of the table's events.
 *
 * life_curve_free wants what life_curve_make has left, whatever it
 * answered; the table must live as long.  Status as survival_curve and
 * incidence_curve; their oracles.
 */
struct life_curve {
	const struct life_table *life;
	enum band band;
	/* One of them is there, the other NULL. */
	struct survival_point *survival;
	struct incidence_point *incidence;
};

enum status life_curve_make(const struct life_table *life, bool competing,
    enum band band, double level, struct life_curve *curve);
void life_curve_free(struct life_curve *curve);

struct life_chance {
	uint64_t at_risk;		/* just before the time */
	double estimate, low, high;
};

/* At row i of the table; or at any time, as survival_at. */
struct life_chance life_curve_row(const struct life_curve *curve, size_t i);
struct life_chance life_curve_at(const struct life_curve *curve,
    double time);

/*
 * When a quarter, half, three quarters had their event (of all, where
 * events compete); the mean without any end up to a horizon (as
 * survival_mean); events per unit of time, which late entry makes
 * meaningless.  What is not defined is NaN.
 */
struct life_summary {
	uint64_t entered;
	struct exposed seen;
	struct survival_quantile quartiles[3];
	struct survival_mean mean;
	struct effect rate;
};

void life_summary(const struct life_curve *curve, double horizon,
    double level, struct life_summary *out);

/* The table's events, and the time that they are counted over. */
struct exposed life_exposed(const struct life_table *life);

#endif
