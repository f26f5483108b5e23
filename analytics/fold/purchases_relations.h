/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PURCHASES_RELATIONS_H
#define ANALYTICS_PURCHASES_RELATIONS_H

#include "analytics/fold/purchases_facts.h"

/*
 * Whether long relations are the profitable ones: customers of one age, by
 * how long they went on buying and what that brought, each above the
 * median or not.
 *
 * Source: Reinartz and Kumar, Harvard Business Review 80, 7 (2002) 86-94.
 * Oracle: tests/reference/value_relationship.csv,
 * value_relationship_summary.csv.
 */
enum relation_quadrant {
	RELATION_TRUE_FRIENDS,	/* long and profitable */
	RELATION_BUTTERFLIES,	/* short and profitable */
	RELATION_BARNACLES,	/* long and not profitable */
	RELATION_STRANGERS,
};
#define RELATION_QUADRANTS 4

struct relations_quadrant {
	uint64_t n;
	decimal profit;
	double share;		/* of all customers */
	double profit_share;	/* of all profit; NaN where that is 0 */
	double mean_profit, mean_length_days;	/* NaN of nobody */
};

struct relations {
	uint64_t n;
	struct relations_quadrant quadrants[RELATION_QUADRANTS];
	double median_length_days, median_profit;	/* high is over it */
	/* Of length and profit; NaN where all of one are equal. */
	double pearson, spearman, kendall;
};

/*
 * Of a fold with PURCHASES_RELATIONS; profit is margin * amount - cost *
 * purchases, exactly.
 *
 * STATUS_TOO_FEW where nobody is old enough, STATUS_LIMIT where a profit
 * has more than nine decimals or leaves its range.
 */
enum status purchases_relations(const struct purchases *fold, decimal margin,
    decimal cost, struct relations *out);

#endif
