/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The likelihoods of all customers, with their derivatives. */
#include <math.h>

#include "analytics/models/repeat_buying_private.h"

/* Of Pareto/NBD a is s, and b is beta. */
enum { R, ALPHA, A, B };

static inline double *
pair(struct expansion *e, size_t i, size_t j)
{
	return &e->second[expansion_pair(i, j)];
}

/* ln(c + own) of a parameter among others: by its own logarithm. */
static void
add_log(struct expansion *e, size_t i, double own, double others,
    double times)
{
	double share = own / (own + others);

	e->value += times * log(own + others);
	e->first[i] += times * share;
	*pair(e, i, i) += times * share * (1 - share);
}

/* The beta models' chance to stay at a purchase: (b + j) / (a + b + j). */
static void
add_stay(struct expansion *e, const struct parameters *p, double j)
{
	double all = p->a + p->b + j;

	add_log(e, B, p->b, j, 1);
	add_log(e, A, p->a, p->b + j, -1);
	e->first[B] -= p->b / all;
	*pair(e, B, B) -= p->b * (p->a + j) / (all * all);
	*pair(e, B, A) += p->a * p->b / (all * all);
}

/* To leave at one: a / (b + j). */
static void
put_left(struct expansion *e, const struct parameters *p, double j)
{
	*e = (struct expansion){ .value = log(p->a), .first[A] = 1 };
	add_log(e, B, p->b, j, -1);
}

/* own * ln(scale), both parameters: r ln(alpha). */
static void
add_power(struct expansion *e, size_t own, double power, size_t scale,
    double base)
{
	e->value += power * log(base);
	e->first[own] += power * log(base);
	*pair(e, own, own) += power * log(base);
	e->first[scale] += power;
	*pair(e, scale, own) += power;
}

/* Gamma and beta functions of whole steps are sums of logs: they need no
   lgamma, and lose nothing. */
static void
put_repeats(struct likelihood *l, const struct parameters *p)
{
	enum buying_model model = l->fit->model;
	bool beta = model == BUYING_MBG_NBD || model == BUYING_BG_NBD;
	/* The first purchase is one to leave at, too. */
	double later = model == BUYING_MBG_NBD ? 1 : 0;
	struct expansion sum = { 0 };

	add_power(&sum, R, p->r, ALPHA, p->alpha);
	if (model == BUYING_MBG_NBD)
		add_stay(&sum, p, 0);
	if (model == BUYING_PARETO_NBD)
		add_power(&sum, A, p->a, B, p->b);
	for (uint32_t x = 0; x <= l->most; x++) {
		l->still[x] = sum;
		if (beta)
			put_left(&l->left[x], p, later + x - 1);
		add_log(&sum, R, p->r, x, 1);
		if (beta)
			add_stay(&sum, p, later + x);
	}
}

static void
put_days(struct likelihood *l, const struct parameters *p)
{
	for (uint32_t day = 0; day <= l->longest; day++) {
		double time = day / l->unit;

		l->alphas[day] = (struct day_log){ log(p->alpha + time),
			p->alpha / (p->alpha + time) };
		if (l->fit->model == BUYING_PARETO_NBD)
			l->betas[day] = (struct day_log){ log(p->b + time),
				p->b / (p->b + time) };
	}
}

/* -(own + more) ln(scale + time): own and scale are parameters. */
static void
add_decay(struct expansion *e, size_t own, double power, double more,
    size_t scale, const struct day_log *at)
{
	double k = power + more, q = at->share;

	e->value -= k * at->log;
	e->first[own] -= power * at->log;
	*pair(e, own, own) -= power * at->log;
	e->first[scale] -= k * q;
	*pair(e, scale, scale) -= k * q * (1 - q);
	*pair(e, scale, own) -= power * q;
}

static void
add_all(struct expansion *e, const struct expansion *more, double times,
    size_t n)
{
	e->value += times * more->value;
	for (size_t i = 0; i < n; i++)
		e->first[i] += times * more->first[i];
	for (size_t i = 0; i < expansion_pair(n, 0); i++)
		e->second[i] += times * more->second[i];
}

/* ln(exp(a) + exp(b)), into a. */
static void
add_other_way(struct expansion *a, const struct expansion *b, size_t n)
{
	double high = fmax(a->value, b->value);
	double u = exp(a->value - high), v = exp(b->value - high);
	double share = v / (u + v), apart[MAXIMUM_PARAMETERS];

	for (size_t i = 0; i < n; i++)
		apart[i] = b->first[i] - a->first[i];
	for (size_t i = 0; i < n; i++) {
		a->first[i] += share * apart[i];
		for (size_t j = 0; j <= i; j++) {
			double *h = pair(a, i, j);

			*h += share * (b->second[expansion_pair(i, j)] - *h) +
			    share * (1 - share) * apart[i] * apart[j];
		}
	}
	a->value = high + log(u + v);
}

/*
 * The moments of what an integrand's derivatives consist of, at n nodes:
 * ln and share of both parameters, as in struct day_log.
 */
struct moments {
	double all, first[4], second[MAXIMUM_PAIRS];
};

static void
add_moments(struct moments *m, double weight, const double u[4])
{
	m->all += weight;
	for (size_t i = 0; i < 4; i++) {
		double one = weight * u[i];

		m->first[i] += one;
		for (size_t j = 0; j <= i; j++)
			m->second[expansion_pair(i, j)] += one * u[j];
	}
}

/* As pareto_integral(), and the same substitution. */
static void
put_moments(const struct likelihood *l, const struct parameters *p,
    const struct pareto_range *range, struct moments *m)
{
	double alpha = log(range->alpha), beta = log(range->beta);
	struct gauss rule = pareto_rule(range, l->fit);

	*m = (struct moments){ 0 };
	for (size_t i = 0; i < rule.n; i++) {
		double w = range->width * rule.nodes[i], e = expm1(w);
		double grown = range->alpha / range->beta * e;
		double log_beta = log1p(grown);

		add_moments(m, rule.weights[i] * range->width *
		    exp(-range->k * w - (p->a + 1) * log_beta),
		    (double[]){ alpha + w, p->alpha / (range->alpha *
		    (1 + e)), beta + log_beta, p->b / (range->beta *
		    (1 + grown)) });
	}
	for (size_t i = 0; i < 4; i++)
		m->first[i] /= m->all;
	for (size_t i = 0; i < MAXIMUM_PAIRS; i++)
		m->second[i] /= m->all;
}

/* ln s and the integral: its derivatives are the integrand's, in the mean,
   and how they vary. */
static void
put_pareto_left(const struct likelihood *l, const struct parameters *p,
    const struct buying_history *h, struct expansion *out)
{
	const double power[] = { p->r, p->r + h->repeats, p->a, p->a + 1 };
	struct pareto_range range;
	struct moments m;

	*out = (struct expansion){ .value = -INFINITY };
	pareto_range(p, h->repeats, h->last / l->unit, h->age / l->unit,
	    &range);
	if (!(range.width > 0))
		return;
	put_moments(l, p, &range, &m);
	out->value = log(p->a) + log(m.all) + range.outside;
	for (size_t i = 0; i < 4; i++) {
		out->first[i] = -power[i] * m.first[i];
		for (size_t j = 0; j <= i; j++)
			*pair(out, i, j) = power[i] * power[j] *
			    (m.second[expansion_pair(i, j)] - m.first[i] *
			    m.first[j]);
	}
	*pair(out, R, R) -= p->r * m.first[R];
	*pair(out, ALPHA, R) -= p->r * m.first[ALPHA];
	*pair(out, ALPHA, ALPHA) -= power[ALPHA] * (m.first[ALPHA] -
	    m.second[expansion_pair(ALPHA, ALPHA)]);
	*pair(out, A, A) -= p->a * m.first[A];
	*pair(out, B, A) -= p->a * m.first[B];
	*pair(out, B, B) -= power[B] * (m.first[B] -
	    m.second[expansion_pair(B, B)]);
	out->first[A] += 1;
}

/* What it is to have left behind the last purchase. */
static void
put_gone(const struct likelihood *l, const struct parameters *p,
    const struct buying_history *h, struct expansion *out)
{
	if (l->fit->model == BUYING_PARETO_NBD) {
		put_pareto_left(l, p, h, out);
		return;
	}
	*out = l->left[h->repeats];
	add_decay(out, R, p->r, h->repeats, ALPHA, &l->alphas[h->last]);
}

static void
put_history(const struct likelihood *l, const struct parameters *p,
    const struct buying_history *h, struct expansion *out)
{
	size_t n = buying_parameters(l->fit->model);
	struct expansion gone;

	*out = (struct expansion){ 0 };
	add_decay(out, R, p->r, h->repeats, ALPHA, &l->alphas[h->age]);
	if (l->fit->model == BUYING_PARETO_NBD)
		add_decay(out, A, p->a, 0, B, &l->betas[h->age]);
	if (l->fit->model != BUYING_NBD && (l->fit->model != BUYING_BG_NBD ||
	    h->repeats > 0)) {
		put_gone(l, p, h, &gone);
		if (gone.value > -INFINITY)
			add_other_way(out, &gone, n);
	}
	add_all(out, &l->still[h->repeats], 1, n);
}

void
buying_likelihood(const double *logs, void *context, struct expansion *out)
{
	struct likelihood *l = context;
	size_t n = buying_parameters(l->fit->model);
	struct parameters p = parameters_at(logs, n);

	put_repeats(l, &p);
	put_days(l, &p);
	for (size_t i = 0; i < l->n; i++) {
		struct expansion one;

		put_history(l, &p, &l->counts[i].history, &one);
		add_all(out, &one, (double)l->counts[i].n, n);
	}
}
