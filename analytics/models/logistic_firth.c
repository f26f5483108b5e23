/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firth's penalised likelihood, its profile and its tests. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/models/logistic_private.h"

#define STEPS_MOST 200
#define HALVES_MOST 30
#define STEP_LONGEST 5.0
/* Log odds of odds that no data would tell from none, or from all. */
#define LOG_ODDS_MOST 50.0

/* A fitting some of whose terms are held where they are. */
struct penalised {
	struct fitting f;
	bool *held;		/* and what is not estimated at all */
	double *inverse;	/* of the information */
	double penalised;	/* deviance less the log of its determinant */
};

static void
penalised_new(struct penalised *p, const struct logistic_data *d,
    const bool *out)
{
	fitting_new(&p->f, d);
	size_t n = p->f.nterms;
	p->held = memory_array(n, sizeof *p->held);
	p->inverse = memory_array(n * n, sizeof *p->inverse);
	if (out)
		memcpy(p->f.out, out, n * sizeof *out);
	memcpy(p->held, p->f.out, n * sizeof *p->held);
}

static void
penalised_free(struct penalised *p)
{
	fitting_free(&p->f);
	free(p->held);
	free(p->inverse);
}

/* x' I^-1 x of a cell: what the entities in it weigh of the estimates. */
static double
leverage(const struct penalised *p, size_t cell)
{
	const struct design *d = &p->f.data->design;
	const size_t *terms = p->f.terms;
	size_t n = p->f.nterms;
	double sum = p->inverse[0];

	design_terms(d, p->f.first, cell, p->f.terms);
	for (size_t a = 0; a < d->nattributes; a++) {
		const double *row = p->inverse + terms[a] * n;
		double x = design_number(d, cell, a);

		sum += 2 * x * row[0];
		for (size_t b = 0; b < d->nattributes; b++)
			sum += x * row[terms[b]] * design_number(d, cell, b);
	}
	return sum;
}

/* The score of the penalty: h (1/2 - chance), h the leverage. */
static void
add_penalty(struct penalised *p)
{
	const struct logistic_data *d = p->f.data;

	for (size_t i = 0; i < d->design.ncells; i++) {
		double chance = logistic_chance(p->f.eta[i]);
		double weight = (double)d->counts[i].n * chance *
		    (1 - chance);
		double score = weight * leverage(p, i) * (0.5 - chance);

		p->f.gradient[0] += score;
		for (size_t a = 0; a < d->design.nattributes; a++)
			p->f.gradient[p->f.terms[a]] += score *
			    design_number(&d->design, i, a);
	}
}

/* false: the information is singular where the coefficients are. */
static bool
evaluate(struct penalised *p, bool decides)
{
	struct fitting *f = &p->f;
	size_t n = f->nterms;

	fitting_evaluate(f);
	if (!design_factor(f->information, n, decides, f->out, f->factor))
		return false;
	p->penalised = f->deviance;
	for (size_t j = 0; j < n; j++)
		if (!f->out[j])
			p->penalised -= 2 * log(f->factor[j * n + j]);
	design_invert(f->factor, n, f->out, p->inverse);
	add_penalty(p);
	return true;
}

/* Newton's with the information alone, of the terms that are free. */
static double
find_step(struct penalised *p)
{
	struct fitting *f = &p->f;
	double most = 0;

	design_factor(f->information, f->nterms, false, p->held, f->factor);
	memcpy(f->step, f->gradient, f->nterms * sizeof *f->step);
	design_solve(f->factor, f->nterms, p->held, f->step);
	for (size_t j = 0; j < f->nterms; j++)
		most = fmax(most, fabs(f->step[j]));
	for (size_t j = 0; j < f->nterms && most > STEP_LONGEST; j++)
		f->step[j] *= STEP_LONGEST / most;
	return most;
}

static bool
take_step(struct penalised *p)
{
	double before = p->penalised, share = 1;

	for (size_t j = 0; j < p->f.nterms; j++)
		p->f.coef[j] += p->f.step[j];
	for (int i = 0; i < HALVES_MOST; i++) {
		if (evaluate(p, false) && p->penalised <= before + 1e-12 *
		    fabs(before))
			return true;
		share /= 2;
		for (size_t j = 0; j < p->f.nterms; j++)
			p->f.coef[j] -= share * p->f.step[j];
	}
	return evaluate(p, false);
}

static enum status
iterate(struct penalised *p)
{
	for (int i = 0; i < STEPS_MOST; i++) {
		double longest = find_step(p);

		if (!take_step(p))
			return STATUS_NO_CONVERGENCE;
		if (longest < 1e-10)
			return STATUS_OK;
	}
	return STATUS_NO_CONVERGENCE;
}

static void
keep(struct penalised *p, struct logistic *out)
{
	size_t n = p->f.nterms;

	logistic_keep(&p->f, out);
	out->deviance = p->penalised;
	memcpy(out->covariance, p->inverse, n * n * sizeof *p->inverse);
	for (size_t i = 0; i < p->f.data->design.ncells; i++)
		out->nclusters += p->f.data->counts[i].n;
}

enum status
logistic_firth(const struct logistic_data *d, struct logistic *out)
{
	enum status status = logistic_check(d);
	struct penalised p;

	logistic_empty(d, out);
	if (status != STATUS_OK)
		return status;
	penalised_new(&p, d, NULL);
	fitting_start(&p.f);
	status = evaluate(&p, true) ? STATUS_OK : STATUS_NO_CONVERGENCE;
	memcpy(p.held, p.f.out, p.f.nterms * sizeof *p.held);
	if (status == STATUS_OK)
		status = iterate(&p);
	if (status == STATUS_OK) {
		keep(&p, out);
		logistic_judge(d, out);
	}
	penalised_free(&p);
	return status;
}

/* How far the penalised likelihood falls where a term is held; the other
   terms begin where they are. */
static enum status
fall_at(struct penalised *p, const struct logistic *fit, size_t term,
    double at, double *fall)
{
	p->f.coef[term] = at;
	if (!evaluate(p, false))
		return STATUS_NO_CONVERGENCE;
	enum status status = iterate(p);
	*fall = p->penalised - fit->deviance;
	return status;
}

/* An end of a term's interval, between what is too near and too far. */
struct bracket {
	double near, far;	/* log odds */
	double near_root, far_root;	/* roots of how far it falls, less that
					   of what is wanted: straight where it
					   is a parabola */
};

/* Outward until it has fallen enough; false: it never does. */
static bool
find_bracket(struct penalised *p, const struct logistic *fit, size_t term,
    double step, double wanted, struct bracket *b)
{
	*b = (struct bracket){ fit->coef[term], fit->coef[term],
		-sqrt(wanted), -sqrt(wanted) };
	while (b->far_root < 0) {
		double fall;

		b->near = b->far;
		b->near_root = b->far_root;
		b->far += step;
		if (fabs(b->far) > LOG_ODDS_MOST || fall_at(p, fit, term,
		    b->far, &fall) != STATUS_OK)
			return false;
		b->far_root = sqrt(fmax(fall, 0)) - sqrt(wanted);
	}
	return true;
}

/* False position; an end that stays is taken for half as far (Illinois). */
static enum status
narrow(struct penalised *p, const struct logistic *fit, size_t term,
    double wanted, struct bracket *b, double *out)
{
	int stayed = 0;

	for (int i = 0; i < STEPS_MOST; i++) {
		double share = b->near_root / (b->near_root - b->far_root);
		double fall, root, at = b->near + share * (b->far - b->near);

		if (fall_at(p, fit, term, at, &fall) != STATUS_OK)
			return STATUS_NO_CONVERGENCE;
		root = sqrt(fmax(fall, 0)) - sqrt(wanted);
		*out = at;
		if (fabs(root) < 1e-10)
			return STATUS_OK;
		if (root < 0) {
			b->near = at;
			b->near_root = root;
			b->far_root /= stayed > 0 ? 2 : 1;
			stayed = stayed > 0 ? stayed + 1 : 1;
		} else {
			b->far = at;
			b->far_root = root;
			b->near_root /= stayed < 0 ? 2 : 1;
			stayed = stayed < 0 ? stayed - 1 : -1;
		}
	}
	return STATUS_NO_CONVERGENCE;
}

enum status
logistic_profile(const struct logistic_data *d, const struct logistic *fit,
    size_t term, double fall, double *low, double *high)
{
	double se = sqrt(fit->covariance[term * fit->nterms + term]);
	double *const ends[] = { low, high };
	enum status status = STATUS_OK;

	*low = *high = NAN;
	for (int end = 0; end < 2 && !fit->out[term] && status == STATUS_OK;
	    end++) {
		struct penalised p;
		struct bracket b;

		penalised_new(&p, d, fit->out);
		memcpy(p.f.coef, fit->coef, fit->nterms * sizeof *fit->coef);
		p.held[term] = true;
		*ends[end] = end ? INFINITY : -INFINITY;
		if (find_bracket(&p, fit, term, end ? se : -se, fall, &b))
			status = narrow(&p, fit, term, fall, &b, ends[end]);
		penalised_free(&p);
	}
	return status;
}

enum status
logistic_firth_test(const struct logistic_data *d,
    const struct logistic *fit, size_t from, size_t to, struct test *out)
{
	const struct design *design = &d->design;
	struct penalised p;

	*out = TEST_NONE;
	penalised_new(&p, d, fit->out);
	memcpy(p.f.coef, fit->coef, fit->nterms * sizeof *fit->coef);
	out->df = 0;
	for (size_t term = design_term(design, from, 0);
	    term < design_term(design, to, 0); term++) {
		out->df += !fit->out[term];
		p.held[term] = true;
		p.f.coef[term] = 0;
	}
	enum status status = evaluate(&p, false) ? iterate(&p) :
	    STATUS_NO_CONVERGENCE;
	if (status == STATUS_OK && out->df > 0) {
		out->statistic = fmax(p.penalised - fit->deviance, 0);
		out->p = pchisq(out->statistic, out->df, 0, 0);
	}
	penalised_free(&p);
	return status;
}
