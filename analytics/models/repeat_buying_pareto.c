/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The integral of Pareto/NBD over the times at which a customer may have
   left. */
#include "analytics/models/repeat_buying_private.h"

#define TAIL 50			/* of e: nothing is left behind it */

void
pareto_range(const struct parameters *p, double x, double last, double age,
    struct pareto_range *out)
{
	*out = (struct pareto_range){ p->alpha + last, p->b + last,
		p->r + x - 1, 0, 0 };
	out->width = log1p((age - last) / out->alpha);
	if (out->k > 0 && out->width > TAIL / out->k)
		out->width = TAIL / out->k;
	out->outside = -out->k * log(out->alpha) - (p->a + 1) *
	    log(out->beta);
}

/*
 * Sixteen nodes miss 1e-13 of exp(-12 t), if the other factor is smooth: it
 * has no bounds where alpha and beta are such that beta + y is 0, which has
 * to be a third of the range away, or to be complex.
 */
struct gauss
pareto_rule(const struct pareto_range *range, const struct buying *b)
{
	double ratio = range->beta / range->alpha;
	bool smooth = range->width < 4 && (ratio >= 1 || -log1p(-ratio) >
	    range->width / 3);

	if (smooth && fabs(range->k) * range->width < 12)
		return (struct gauss){ b->few_nodes, b->few_weights,
		    BUYING_FEW };
	return (struct gauss){ b->nodes, b->weights, BUYING_NODES };
}

double
pareto_integral(const struct parameters *p, double x, double last,
    double age, const struct buying *b)
{
	struct pareto_range range;
	struct gauss rule;
	double sum = 0;

	pareto_range(p, x, last, age, &range);
	if (!(range.width > 0))
		return -INFINITY;
	rule = pareto_rule(&range, b);
	for (size_t i = 0; i < rule.n; i++) {
		double w = range.width * rule.nodes[i];

		sum += rule.weights[i] * exp(-range.k * w - (p->a + 1) *
		    log1p(range.alpha / range.beta * expm1(w)));
	}
	return log(sum * range.width) + range.outside;
}
