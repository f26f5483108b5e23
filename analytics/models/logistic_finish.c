/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fit says: errors of clusters, effects, how well it tells. */
#include "analytics/models/logistic_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

/* Below this share of its own a term has nothing that is not in others. */
#define ALIASED 1e-10

/*
 * In the order of the terms, not by the largest pivot, so that of terms
 * that say the same the first is kept, as glm does.
 */
bool
logistic_factor(const double *m, size_t n, bool decides, bool *out, double *l)
{
	memset(l, 0, n * n * sizeof *l);
	for (size_t j = 0; j < n; j++) {
		double *row = l + j * n;
		double rest = m[j * n + j];

		for (size_t k = 0; k < j && !out[j]; k++) {
			double sum = m[j * n + k];

			if (out[k])
				continue;
			for (size_t i = 0; i < k; i++)
				sum -= row[i] * l[k * n + i];
			row[k] = sum / l[k * n + k];
			rest -= row[k] * row[k];
		}
		if (decides && !(rest > ALIASED * m[j * n + j]))
			out[j] = true;
		if (!out[j] && !(rest > 0))
			return false;
		row[j] = sqrt(fmax(rest, 0));
	}
	return true;
}

void
logistic_solve(const double *l, size_t n, const bool *out, double *x)
{
	for (size_t j = 0; j < n; j++) {
		for (size_t k = 0; k < j && !out[j]; k++)
			x[j] -= out[k] ? 0 : l[j * n + k] * x[k];
		x[j] = out[j] ? 0 : x[j] / l[j * n + j];
	}
	for (size_t j = n; j-- > 0;) {
		for (size_t k = j + 1; k < n && !out[j]; k++)
			x[j] -= out[k] ? 0 : l[k * n + j] * x[k];
		x[j] = out[j] ? 0 : x[j] / l[j * n + j];
	}
}

/* While scores are added up. */
struct scoring {
	const struct logistic_data *data;
	const struct logistic *fit;
	size_t *terms;		/* of one cell */
	double *meat;		/* sum of the products of scores */
	double *score;		/* of the cluster at hand */
	uint64_t nclusters;
};

/* Every entity a cluster: those of a cell have one of two scores. */
static void
add_entities(struct scoring *s, size_t cell)
{
	struct count c = s->data->counts[cell];
	double chance = logistic_chance(s->fit->eta[cell]);
	double other = logistic_chance(-s->fit->eta[cell]);
	double square = (double)c.k * other * other +
	    (double)(c.n - c.k) * chance * chance;
	size_t n = s->fit->nterms, na = s->data->nattributes;

	for (size_t a = 0; a <= na; a++)
		for (size_t b = 0; b <= na; b++)
			s->meat[(a == na ? 0 : s->terms[a]) * n +
			    (b == na ? 0 : s->terms[b])] += square;
	s->nclusters += c.n;
}

static void
end_cluster(struct scoring *s)
{
	size_t n = s->fit->nterms;

	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k < n && s->score[j] != 0; k++)
			s->meat[j * n + k] += s->score[j] * s->score[k];
	memset(s->score, 0, n * sizeof *s->score);
	s->nclusters++;
}

static void
add_to_cluster(struct scoring *s, size_t cell)
{
	const struct logistic_data *d = s->data;
	struct count c = d->counts[cell];
	double excess = (double)c.k - (double)c.n *
	    logistic_chance(s->fit->eta[cell]);

	s->score[0] += excess;
	for (size_t a = 0; a < d->nattributes; a++)
		s->score[s->terms[a]] += excess;
	if (cell + 1 == d->ncells ||
	    d->clusters[cell + 1] != d->clusters[cell])
		end_cluster(s);
}

static void
add_scores(struct scoring *s)
{
	for (size_t i = 0; i < s->data->ncells; i++) {
		logistic_terms(s->data, i, s->terms);
		if (s->data->clusters)
			add_to_cluster(s, i);
		else
			add_entities(s, i);
	}
}

/* m becomes the inverse of LL' times m, column by column. */
static void
solve_columns(const double *l, size_t n, const bool *out, double *m)
{
	double *x = memory_array(n, sizeof *x);

	for (size_t k = 0; k < n; k++) {
		for (size_t j = 0; j < n; j++)
			x[j] = m[j * n + k];
		logistic_solve(l, n, out, x);
		for (size_t j = 0; j < n; j++)
			m[j * n + k] = x[j];
	}
	free(x);
}

static void
transpose(double *m, size_t n)
{
	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k < j; k++) {
			double other = m[j * n + k];

			m[j * n + k] = m[k * n + j];
			m[k * n + j] = other;
		}
}

static enum status
make_covariance(const struct logistic_data *d, const double *l,
    struct logistic *fit)
{
	size_t n = fit->nterms;
	struct scoring s = { .data = d, .fit = fit,
		.terms = memory_array(d->nattributes + 1, sizeof(size_t)),
		.meat = memory_zeroed(n * n, sizeof(double)),
		.score = memory_zeroed(n, sizeof(double)) };

	add_scores(&s);
	solve_columns(l, n, fit->out, s.meat);
	transpose(s.meat, n);
	solve_columns(l, n, fit->out, s.meat);
	double groups = (double)s.nclusters;
	for (size_t j = 0; j < n * n; j++)
		fit->covariance[j] = s.meat[j] * groups / (groups - 1);
	fit->nclusters = s.nclusters;
	free(s.terms);
	free(s.meat);
	free(s.score);
	return fit->nclusters > 1 ? STATUS_OK : STATUS_TOO_FEW;
}

struct ranked {
	double eta;
	struct count count;
};

static int
by_eta(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->eta > y->eta) - (x->eta < y->eta);
}

/* How often a pair is told rightly; of equal estimates half count. */
static double
auc_of(const struct ranked *cells, size_t n)
{
	double below = 0, pairs = 0, with = 0;

	for (size_t i = 0, end; i < n; i = end) {
		double k = 0, rest = 0;

		for (end = i; end < n && cells[end].eta == cells[i].eta;
		    end++) {
			k += (double)cells[end].count.k;
			rest += (double)(cells[end].count.n -
			    cells[end].count.k);
		}
		pairs += k * (below + rest / 2);
		below += rest;
		with += k;
	}
	return pairs / with / below;
}

static void
judge(const struct logistic_data *d, struct logistic *fit)
{
	struct ranked *cells = memory_array(d->ncells + 1, sizeof *cells);
	double squares = 0, n = 0;

	for (size_t i = 0; i < d->ncells; i++) {
		struct count c = d->counts[i];
		double chance = logistic_chance(fit->eta[i]);
		double other = logistic_chance(-fit->eta[i]);

		squares += (double)c.k * other * other +
		    (double)(c.n - c.k) * chance * chance;
		n += (double)c.n;
		cells[i] = (struct ranked){ fit->eta[i], c };
	}
	qsort(cells, d->ncells, sizeof *cells, by_eta);
	fit->auc = auc_of(cells, d->ncells);
	fit->brier = squares / n;
	free(cells);
}

enum status
logistic_finish(const struct logistic_data *d, const double *l,
    struct logistic *fit)
{
	judge(d, fit);
	return make_covariance(d, l, fit);
}

/* The effect, and how it moves with each term. */
static double
differentiate_effect(const struct logistic_data *d,
    const struct logistic *fit, size_t attribute, size_t level,
    double *gradient)
{
	size_t *terms = memory_array(d->nattributes + 1, sizeof *terms);
	size_t term = logistic_term(d, attribute, level);
	double sum = 0, n = 0;

	for (size_t i = 0; i < d->ncells; i++) {
		double size = (double)d->counts[i].n;

		logistic_terms(d, i, terms);
		double base = fit->eta[i] - fit->coef[terms[attribute]];
		double with = logistic_chance(base + fit->coef[term]);
		double without = logistic_chance(base);
		double slope = size * with * (1 - with);
		double change = slope - size * without * (1 - without);

		sum += size * (with - without);
		n += size;
		gradient[0] += change;
		for (size_t a = 0; a < d->nattributes; a++)
			gradient[a == attribute ? term : terms[a]] +=
			    a == attribute ? slope : change;
	}
	for (size_t j = 0; j < fit->nterms; j++)
		gradient[j] /= n;
	free(terms);
	return sum / n;
}

void
logistic_effect(const struct logistic_data *d, const struct logistic *fit,
    size_t attribute, size_t level, double *effect, double *se)
{
	size_t n = fit->nterms;
	double variance = 0;

	*effect = *se = NAN;
	if (fit->out[logistic_term(d, attribute, level)])
		return;
	double *gradient = memory_zeroed(n, sizeof *gradient);
	*effect = differentiate_effect(d, fit, attribute, level, gradient);
	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k < n; k++)
			variance += gradient[j] * gradient[k] *
			    fit->covariance[j * n + k];
	*se = sqrt(variance);
	free(gradient);
}
