/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How covariances move on in a funnel to which nobody returns, as nearly
 * all are: the same as in multistate_covariance.c, of half of the states.
 * Being off adds to no other chance, so that nothing asks what varies with
 * it, but having reached the stage before, whose covariance is kept itself.
 */
#include "analytics/survival/multistate_private.h"

/* Of having reached the stage that they go to; before the others move. */
static void
arrive(struct forward *c, size_t goal, size_t from, const struct shares *q)
{
	double *u = c->reached[from + 1], ff = c->of[from][from];
	double with_from = u[from] + q->on * ff;
	double own = q->on * (u[from] + with_from) +
	    q->scale * q->on * (1 - q->on);

	c->own[from + 1] += own;
	c->before[from + 1] += q->on * c->reached[from][from];
	if (from + 2 <= goal)
		c->before[from + 2] += q->on * c->reached[from + 2][from];
	c->reached[from][from] *= q->stay;
	u[from + 1] += own + q->on * (c->of[from + 1][from] - u[from]);
	u[from] = q->stay * (with_from - q->scale * q->on);
}

void
forward_leave(struct forward *c, size_t goal, size_t from, double p,
    const struct shares *q)
{
	double *f = c->of[from], *a = c->of[from + 1];
	double *u = c->reached[from + 1];
	double ff = f[from], af = a[from];

	c->chance[from + 1] += p * q->on;
	arrive(c, goal, from, q);
	for (size_t s = 0; s < from; s++) {
		double moved = q->on * f[s];

		u[s] += moved;
		a[s] += moved;
		f[s] *= q->stay;
	}
	for (size_t k = from + 2; k <= goal; k++) {
		double *own = &c->reached[k][from], *row = &c->of[k][from];

		own[1] += q->on * own[0];
		own[0] *= q->stay;
		row[1] += q->on * row[0];
		row[0] *= q->stay;
	}
	f[from] = q->stay * (q->stay * ff + q->scale * (1 - q->stay));
	a[from] = q->stay * (af + q->on * (ff - q->scale));
	a[from + 1] += q->on * (2 * af + q->on * ff +
	    q->scale * (1 - q->on));
}
