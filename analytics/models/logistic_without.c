/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fits without an attribute, of which only the deviance is wanted: as
 * many beside each other as there are lanes, so that cells are walked over
 * once for all of them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/models/logistic_private.h"

#define STEPS_MOST 12
/* Cells whose logarithms are added up by themselves: little is lost. */
#define BLOCK 4096
/* So many factors up to exp(40) leave a product below this a number. */
#define FACTORS 4
#define PRODUCT_MOST 1e200

_Static_assert(LOGISTIC_TESTS == LANES, "a test a lane");

/* A lane is a fit. */
struct without {
	const struct logistic_data *data;
	const struct logistic *fit;	/* with all attributes */
	struct fitting fits[LANES];
	bool found[LANES], lost[LANES];	/* its deviance; it has to be made
					   from afar */
	double falls[LANES];		/* of the deviance, by the last step */
	size_t n;
	lanes *coef, *odds, *gradient;	/* by term; odds: exp(coef) */
	lanes *pair_odds, *pair_gradient;	/* by entry of the fit's
						   pairs */
	lanes logarithms;		/* of 1 + odds, over entities */
};

static void
without_new(struct without *w, const struct logistic_data *data,
    const struct logistic *fit, size_t from, size_t n)
{
	const struct design *d = &data->design;

	*w = (struct without){ .data = data, .fit = fit, .n = n,
		.coef = memory_zeroed(fit->nterms, sizeof(lanes)),
		.odds = memory_array(fit->nterms, sizeof(lanes)),
		.gradient = memory_array(fit->nterms, sizeof(lanes)),
		.pair_odds = memory_array(fit->pairs.nentries, sizeof(lanes)),
		.pair_gradient = memory_array(fit->pairs.nentries,
		    sizeof(lanes)) };
	for (size_t i = 0; i < n; i++) {
		fitting_new(&w->fits[i], data);
		for (size_t l = 0; l < d->nlevels[from + i]; l++)
			w->fits[i].out[design_term(d, from + i, l)] = true;
		w->falls[i] = INFINITY;
	}
}

static void
without_free(struct without *w)
{
	for (size_t i = 0; i < w->n; i++)
		fitting_free(&w->fits[i]);
	free(w->coef);
	free(w->odds);
	free(w->gradient);
	free(w->pair_odds);
	free(w->pair_gradient);
}

/*
 * As if the terms that are out were 0 and the likelihood a parabola: near
 * the estimates without them.
 */
static void
start(struct fitting *f, const struct logistic *fit)
{
	size_t n = f->nterms;

	memset(f->step, 0, n * sizeof *f->step);
	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k < n; k++)
			if (!f->out[j] && f->out[k] && !fit->out[k])
				f->step[j] += fit->coef[k] * fit->information[
				    j > k ? j * n + k : k * n + j];
	design_factor(fit->information, n, false, f->out, f->factor);
	design_solve(f->factor, n, f->out, f->step);
	for (size_t j = 0; j < n; j++)
		f->coef[j] = f->out[j] ? 0 : fit->coef[j] + f->step[j];
}

/* Of 1 + odds, over entities: a sum, and the product of those whose logarithm
   is not taken yet. */
struct products {
	lanes sum, product;
	size_t factors;
};

static inline void
add_logarithms(lanes *sum, const lanes *x, double n)
{
	for (size_t i = 0; i < LANES; i++)
		(*sum)[i] += n * log((*x)[i]);
}

static inline void
multiply_out(struct products *l)
{
	add_logarithms(&l->sum, &l->product, 1);
	l->product = 1 - (lanes){ 0 };
}

/* Each is at least 1. */
static inline bool
is_large(const lanes *x)
{
	return !(((*x)[0] + (*x)[1]) + ((*x)[2] + (*x)[3]) < PRODUCT_MOST);
}

/* The excess of outcomes in a cell; what leaves the range of a number makes
   the sums none. */
static inline void
find_excess(const struct count *count, const lanes *odds,
    struct products *l, lanes *excess)
{
	double n = count_double(count->n);
	lanes against = 1 + *odds;

	if (n == 1)
		l->product *= against;
	else
		add_logarithms(&l->sum, &against, n);
	if (++l->factors == FACTORS) {
		if (is_large(&l->product))
			multiply_out(l);
		l->factors = 0;
	}
	*excess = count_double(count->k) - n * (*odds / against);
}

/* A number is a power. */
static inline void
multiply(const struct without *w, size_t cell, size_t attribute, size_t term,
    lanes *odds)
{
	if (!design_is_number(&w->data->design, attribute)) {
		*odds *= w->odds[term];
		return;
	}
	double x = design_number(&w->data->design, cell, attribute);
	lanes power = w->coef[term] * x;
	for (size_t i = 0; i < LANES; i++)
		power[i] = exp(power[i]);
	*odds *= power;
}

WIDEST static void
add_numbers(struct without *w, size_t from, size_t to, struct products *l)
{
	const struct design *d = &w->data->design;
	const size_t *first = w->fits[0].first;

	for (size_t i = from; i < to; i++) {
		const uint8_t *levels = d->levels + i * d->nattributes;
		lanes odds = w->odds[0], excess;

		for (size_t a = 0; a < d->nattributes; a++)
			multiply(w, i, a, first[a] + levels[a], &odds);
		find_excess(&w->data->counts[i], &odds, l, &excess);
		w->gradient[0] += excess;
		for (size_t a = 0; a < d->nattributes; a++)
			w->gradient[first[a] + levels[a]] += excess *
			    design_number(d, i, a);
	}
}

/* Odds are products, which takes one exponential an entry, not one a cell.
   What is added up is at hand, where no other write can be to it. */
WIDEST static void
add_levels(struct without *w, size_t from, size_t to, struct products *l)
{
	const struct design_pairs *pairs = &w->fit->pairs;
	size_t n = pairs->n;
	const uint16_t *entries = pairs->entries + from * n;
	const struct count *counts = w->data->counts;
	const lanes *odds_of = w->pair_odds;
	lanes *gradient = w->pair_gradient, base = w->odds[0], sum = { 0 };
	struct products products = *l;

	for (size_t i = from; i < to; i++, entries += n) {
		lanes odds = base, excess;

		for (size_t p = 0; p < n; p++)
			odds *= odds_of[entries[p]];
		find_excess(&counts[i], &odds, &products, &excess);
		sum += excess;
		for (size_t p = 0; p < n; p++)
			gradient[entries[p]] += excess;
	}
	w->gradient[0] += sum;
	*l = products;
}

static void
add_cells(struct without *w)
{
	size_t n = w->data->design.ncells;

	for (size_t i = 0; i < n; i += BLOCK) {
		size_t end = n - i < BLOCK ? n : i + BLOCK;
		struct products l = { { 0 }, 1 - (lanes){ 0 }, 0 };

		if (w->data->design.numbers)
			add_numbers(w, i, end, &l);
		else
			add_levels(w, i, end, &l);
		multiply_out(&l);
		w->logarithms += l.sum;
	}
}

static void
spread(struct without *w)
{
	const struct design_pairs *pairs = &w->fit->pairs;

	design_pairs_spread(pairs, LANES, (const double *)w->coef,
	    (double *)w->pair_odds);
	for (size_t e = 0; e < pairs->nentries; e++)
		for (size_t i = 0; i < LANES; i++)
			w->pair_odds[e][i] = exp(w->pair_odds[e][i]);
	memset(w->pair_gradient, 0, pairs->nentries *
	    sizeof *w->pair_gradient);
}

/* Deviance and gradient where the coefficients of each fit now are. */
static void
evaluate(struct without *w)
{
	size_t nterms = w->fit->nterms;

	for (size_t j = 0; j < nterms; j++)
		for (size_t i = 0; i < LANES; i++) {
			w->coef[j][i] = i < w->n ? w->fits[i].coef[j] : 0;
			w->odds[j][i] = exp(w->coef[j][i]);
		}
	memset(w->gradient, 0, nterms * sizeof *w->gradient);
	w->logarithms = (lanes){ 0 };
	spread(w);
	add_cells(w);
	design_pairs_gather(&w->fit->pairs, LANES,
	    (const double *)w->pair_gradient, (double *)w->gradient);
	for (size_t i = 0; i < w->n; i++) {
		struct fitting *f = &w->fits[i];

		/* As it was found, whoever is beside it. */
		if (w->found[i])
			continue;
		f->deviance = w->logarithms[i];
		for (size_t j = 0; j < nterms; j++) {
			f->deviance -= f->coef[j] * w->fit->sufficient[j];
			f->gradient[j] = w->gradient[j][i];
		}
		f->deviance *= 2;
	}
}

/*
 * A step with the information of the whole fit, which needs no pass over
 * all pairs of terms.  It tells how much the deviance still falls, up to a
 * share that shrinks as the steps do.
 */
static void
take_step(struct without *w, size_t lane)
{
	struct fitting *f = &w->fits[lane];
	double fall = 0, before = w->falls[lane];

	memcpy(f->step, f->gradient, f->nterms * sizeof *f->step);
	design_solve(f->factor, f->nterms, f->out, f->step);
	for (size_t j = 0; j < f->nterms; j++) {
		fall += f->step[j] * f->gradient[j];
		f->coef[j] += f->step[j];
	}
	w->falls[lane] = fall;
	w->lost[lane] = !(fall < before) || !isfinite(f->deviance);
	w->found[lane] = before < INFINITY && fall * sqrt(fall / before) <
	    1e-10 * (1 + f->deviance - w->fit->deviance);
	if (w->found[lane])
		f->deviance -= fall;
}

static void
descend(struct without *w)
{
	bool goes_on = true;

	for (size_t i = 0; i < w->n; i++)
		start(&w->fits[i], w->fit);
	for (int step = 0; step < STEPS_MOST && goes_on; step++) {
		goes_on = false;
		evaluate(w);
		for (size_t i = 0; i < w->n; i++) {
			if (!w->found[i] && !w->lost[i])
				take_step(w, i);
			goes_on |= !w->found[i] && !w->lost[i];
		}
	}
}

static bool
has_aliased(const struct logistic_data *d, const struct logistic *fit)
{
	return fit->rank + d->design.nattributes < fit->nterms;
}

/* From afar; and a term may be aliased no longer. */
static enum status
fit_anew(struct fitting *f)
{
	memset(f->coef, 0, f->nterms * sizeof *f->coef);
	fitting_start(f);
	return fitting_iterate(f, true, STEP_SHORT);
}

static void
compare(const struct fitting *f, const struct logistic *fit,
    struct test *out)
{
	size_t rank = 0;

	for (size_t j = 0; j < f->nterms; j++)
		rank += !f->out[j];
	out->df = (double)(fit->rank - rank);
	if (out->df > 0) {
		out->statistic = fmax(f->deviance - fit->deviance, 0);
		out->p = pchisq(out->statistic, out->df, 0, 0);
	}
}

static enum status
test_some(const struct logistic_data *d, const struct logistic *fit,
    size_t from, size_t n, struct test *out)
{
	enum status status = STATUS_OK;
	struct without w;

	without_new(&w, d, fit, from, n);
	if (!has_aliased(d, fit))
		descend(&w);
	for (size_t i = 0; i < n && status == STATUS_OK; i++) {
		if (!w.found[i])
			status = fit_anew(&w.fits[i]);
		if (status == STATUS_OK)
			compare(&w.fits[i], fit, &out[i]);
	}
	without_free(&w);
	return status;
}

enum status
logistic_test(const struct logistic_data *d, const struct logistic *fit,
    size_t from, size_t to, struct test *out)
{
	enum status status = STATUS_OK;

	for (size_t a = from; a < to; a++)
		out[a - from] = TEST_NONE;
	for (size_t a = from; a < to && status == STATUS_OK; a += LANES)
		status = test_some(d, fit, a, to - a < LANES ? to - a : LANES,
		    out + a - from);
	return status;
}
