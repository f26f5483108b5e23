/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How covariances move on where some of a state leave it: V becomes M'VM,
 * M the identity but in the row of that state, and to it comes what the
 * shares themselves vary, multinomial of n at risk.  Only the few entries
 * that this changes are touched: a cell of a funnel of five stages would
 * cost thousands of operations otherwise.
 */
#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

void
covariances_begin(struct covariances *c, size_t nstages)
{
	size_t nstates = 2 * nstages - 1;

	c->of = memory_zeroed(nstates + nstages, sizeof *c->of);
	c->reached = c->of + nstates;
}

/* Who reached stage k, by who comes from the stage before; before V moves. */
static void
arrive(double *u, const double *f, const double *o, size_t from,
    const struct shares *q)
{
	double *own = &u[from + 2], ff = f[from];
	double with_from = u[from] + q->on * ff;

	*own += 2 * q->on * u[from] + q->on * q->on * ff +
	    q->scale * q->on * (1 - q->on);
	for (size_t s = 0; s < from; s++)
		u[s] += q->on * f[s];
	u[from + 1] += q->on * o[from] + q->off * with_from -
	    q->scale * q->on * q->off;
	u[from] = q->stay * with_from - q->scale * q->on * q->stay;
}

/* Of the state that is left, and the two that they go to. */
static void
carry_corner(double *f, double *o, double *a, size_t from,
    const struct shares *q)
{
	double ff = f[from], of = o[from], af = a[from];

	f[from] = q->stay * q->stay * ff +
	    q->scale * q->stay * (1 - q->stay);
	o[from] = q->stay * (of + q->off * ff - q->scale * q->off);
	a[from] = q->stay * (af + q->on * ff - q->scale * q->on);
	o[from + 1] += q->off * (2 * of + q->off * ff) +
	    q->scale * q->off * (1 - q->off);
	a[from + 1] += q->off * af + q->on * of +
	    q->off * q->on * (ff - q->scale);
	a[from + 2] += q->on * (2 * af + q->on * ff) +
	    q->scale * q->on * (1 - q->on);
}

void
covariances_leave(struct covariances *c, size_t nstages, size_t stage,
    const struct shares *q)
{
	size_t from = 2 * stage, nstates = 2 * nstages - 1;
	double *f = c->of[from], *o = c->of[from + 1], *a = c->of[from + 2];

	arrive(c->reached[stage + 1], f, o, from, q);
	for (size_t k = stage + 2; k < nstages; k++) {
		double *u = &c->reached[k][from];

		u[1] += q->off * u[0];
		u[2] += q->on * u[0];
		u[0] *= q->stay;
	}
	for (size_t s = 0; s < from; s++) {
		o[s] += q->off * f[s];
		a[s] += q->on * f[s];
		f[s] *= q->stay;
	}
	carry_corner(f, o, a, from, q);
	for (size_t s = from + 3; s < nstates; s++) {
		double *row = &c->of[s][from];

		row[1] += q->off * row[0];
		row[2] += q->on * row[0];
		row[0] *= q->stay;
	}
}

void
covariances_return(struct covariances *c, size_t nstages, size_t stage,
    const struct shares *q)
{
	size_t to = 2 * stage, nstates = 2 * nstages - 1;
	double *t = c->of[to], *f = c->of[to + 1];
	double ft = f[to], ff = f[to + 1];

	for (size_t k = stage + 1; k < nstages; k++) {
		double *u = &c->reached[k][to];

		u[0] += q->on * u[1];
		u[1] *= q->stay;
	}
	for (size_t s = 0; s < to; s++) {
		t[s] += q->on * f[s];
		f[s] *= q->stay;
	}
	t[to] += q->on * (2 * ft + q->on * ff) +
	    q->scale * q->on * (1 - q->on);
	f[to] = q->stay * (ft + q->on * ff - q->scale * q->on);
	f[to + 1] = q->stay * q->stay * ff +
	    q->scale * q->stay * (1 - q->stay);
	for (size_t s = to + 2; s < nstates; s++) {
		double *row = &c->of[s][to];

		row[0] += q->on * row[1];
		row[1] *= q->stay;
	}
}
