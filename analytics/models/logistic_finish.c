/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fit says: errors of clusters, and how well it tells. */
#include "analytics/models/logistic_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

/* While scores are added up. */
struct scoring {
	const struct logistic_data *data;
	const struct logistic *fit;
	size_t *first, *terms;	/* terms: of one cell */
	double *meat;		/* sum of the products of scores; without
				   clusters its lower half */
	double *score;		/* of the cluster at hand */
	uint64_t nclusters;
};

/* Of the errors of a cell's entities; where squares of chances came along
   with the effects, what is still to be added to them. */
static double
squares_of(const struct logistic_data *d, const struct logistic *fit,
    size_t cell)
{
	struct count c = d->counts[cell];

	if (fit->effects && c.k == 0)
		return 0;
	double chance = logistic_chance(fit->eta[cell]), other = 1 - chance;
	double none = fit->effects ? -(double)c.k : (double)(c.n - c.k);
	return (double)c.k * other * other + none * chance * chance;
}

/* Every entity a cluster: those of a cell have one of two scores. */
static void
add_entities(struct scoring *s, size_t cell)
{
	const struct design *d = &s->data->design;
	double square = squares_of(s->data, s->fit, cell);

	s->nclusters += s->data->counts[cell].n;
	if (square == 0)
		return;
	design_terms(d, s->first, cell, s->terms);
	sums_add_products(d, s->terms, s->fit->nterms, cell, square, s->meat);
}

static void
end_cluster(struct scoring *s)
{
	size_t n = s->fit->nterms;

	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k <= j && s->score[j] != 0; k++)
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

	design_terms(&d->design, s->first, cell, s->terms);
	sums_add_terms(&d->design, s->terms, cell, excess, s->score);
	if (cell + 1 == d->design.ncells ||
	    d->clusters[cell + 1] != d->clusters[cell])
		end_cluster(s);
}

static void
add_scores(struct scoring *s)
{
	for (size_t i = 0; i < s->data->design.ncells; i++)
		if (s->data->clusters)
			add_to_cluster(s, i);
		else
			add_entities(s, i);
}

enum status
logistic_robust(const struct logistic_data *d, const double *l,
    struct logistic *fit)
{
	size_t n = fit->nterms;
	struct scoring s = { .data = d, .fit = fit,
		.first = design_first(&d->design),
		.terms = memory_array(d->design.nattributes + 1,
		    sizeof(size_t)),
		.meat = memory_zeroed(n * n, sizeof(double)),
		.score = memory_zeroed(n, sizeof(double)) };

	if (fit->effects)
		memcpy(s.meat, fit->effects->squares, n * n *
		    sizeof *s.meat);
	add_scores(&s);
	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k < j; k++)
			s.meat[k * n + j] = s.meat[j * n + k];
	design_enclose(l, n, fit->out, s.meat);
	double groups = (double)s.nclusters;
	for (size_t j = 0; j < n * n; j++)
		fit->covariance[j] = s.meat[j] * groups / (groups - 1);
	fit->nclusters = s.nclusters;
	free(s.first);
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

/* So many cells a stretch of log odds, if these are spread evenly. */
#define CELLS_OF_STRETCH 8

static size_t
stretch_of(double eta, double low, double per_unit)
{
	return (size_t)((eta - low) * per_unit);
}

/* By counting into stretches, so that only the few of one are compared. */
static struct ranked *
rank_cells(const struct logistic_data *d, const struct logistic *fit)
{
	size_t n = d->design.ncells, nstretches = n / CELLS_OF_STRETCH + 1;
	size_t *at = memory_zeroed(nstretches + 2, sizeof *at);
	struct ranked *cells = memory_array(n + 1, sizeof *cells);
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < n; i++) {
		low = fmin(low, fit->eta[i]);
		high = fmax(high, fit->eta[i]);
	}
	double per_unit = high > low ? (double)(nstretches - 1) /
	    (high - low) : 0;
	for (size_t i = 0; i < n; i++)
		at[stretch_of(fit->eta[i], low, per_unit) + 2]++;
	for (size_t s = 2; s < nstretches + 2; s++)
		at[s] += at[s - 1];
	/* Counted two ahead, so that where one ends stands behind it. */
	for (size_t i = 0; i < n; i++)
		cells[at[stretch_of(fit->eta[i], low, per_unit) + 1]++] =
		    (struct ranked){ fit->eta[i], d->counts[i] };
	for (size_t s = 0; s < nstretches; s++)
		qsort(cells + at[s], at[s + 1] - at[s], sizeof *cells,
		    by_eta);
	free(at);
	return cells;
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

void
logistic_judge(const struct logistic_data *d, struct logistic *fit)
{
	size_t ncells = d->design.ncells;
	struct ranked *cells = rank_cells(d, fit);
	double squares = fit->effects ? *fit->effects->squares : 0, n = 0;

	for (size_t i = 0; i < ncells; i++) {
		squares += squares_of(d, fit, i);
		n += (double)d->counts[i].n;
	}
	fit->auc = auc_of(cells, ncells);
	fit->brier = squares / n;
	free(cells);
}
