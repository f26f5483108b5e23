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

/* Of the errors of a cell's entities. */
static double
squares_of(const struct logistic_data *d, const struct logistic *fit,
    size_t cell)
{
	struct count c = d->counts[cell];
	double chance = logistic_chance(fit->eta[cell]), other = 1 - chance;

	return (double)c.k * other * other + (double)(c.n - c.k) * chance *
	    chance;
}

/* Every entity a cluster: those of a cell have one of two scores. */
static void
add_entities(struct scoring *s, size_t cell)
{
	const struct design *d = &s->data->design;

	s->nclusters += s->data->counts[cell].n;
	/* Of many cells the squares came along with the effects. */
	if (s->fit->effects)
		return;
	design_terms(d, s->first, cell, s->terms);
	sums_add_products(d, s->terms, s->fit->nterms, cell,
	    squares_of(s->data, s->fit, cell), s->meat);
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

/* Cells with the outcome, by log odds; with is that of all before them. */
struct ranked {
	double eta, with;
};

static int
by_eta(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->eta > y->eta) - (x->eta < y->eta);
}

/* Few are put in their places one by one. */
#define FEW 24

static void
sort_stretch(struct ranked *cells, size_t n)
{
	if (n > FEW) {
		qsort(cells, n, sizeof *cells, by_eta);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct ranked one = cells[i];
		size_t to = i;

		for (; to > 0 && cells[to - 1].eta > one.eta; to--)
			cells[to] = cells[to - 1];
		cells[to] = one;
	}
}

/* Of log odds, if these are spread evenly: most have none or one. */
#define STRETCHES_OF_CELL 2

struct ranking {
	struct ranked *cells;
	size_t n, nstretches;
	uint32_t *at;		/* by stretch: its first; and where they end */
	double low, per_unit;
};

static size_t
stretch_of(const struct ranking *r, double eta)
{
	double stretch = (eta - r->low) * r->per_unit;

	return stretch < 0 ? 0 : stretch < (double)(r->nstretches - 1) ?
	    (size_t)stretch : r->nstretches - 1;
}

/* Those with the outcome, one behind the other.  Which these are follows no
   pattern: each is written, and stays where it has it. */
static struct ranked *
take_outcomes(const struct logistic_data *d, const double *eta, size_t *n)
{
	struct ranked *cells = memory_array(d->design.ncells + 1,
	    sizeof *cells);

	*n = 0;
	for (size_t i = 0; i < d->design.ncells; i++) {
		cells[*n] = (struct ranked){ eta[i],
			count_double(d->counts[i].k) };
		*n += d->counts[i].k > 0;
	}
	return cells;
}

/* By counting into stretches, so that only the few of one are compared. */
static void
place_cells(struct ranking *r, const struct ranked *given)
{
	/* Counted two ahead, so that where one ends stands behind it. */
	r->at = memory_zeroed(r->nstretches + 2, sizeof *r->at);
	for (size_t i = 0; i < r->n; i++)
		r->at[stretch_of(r, given[i].eta) + 2]++;
	for (size_t s = 2; s < r->nstretches + 2; s++)
		r->at[s] += r->at[s - 1];
	for (size_t i = 0; i < r->n; i++)
		r->cells[r->at[stretch_of(r, given[i].eta) + 1]++] = given[i];
	for (size_t s = 0; s < r->nstretches; s++)
		sort_stretch(r->cells + r->at[s], r->at[s + 1] - r->at[s]);
}

static void
rank_cells(struct ranking *r, const struct logistic_data *d,
    const double *eta)
{
	double high = -INFINITY, with = 0;

	*r = (struct ranking){ .low = INFINITY };
	struct ranked *given = take_outcomes(d, eta, &r->n);
	for (size_t i = 0; i < r->n; i++) {
		r->low = given[i].eta < r->low ? given[i].eta : r->low;
		high = given[i].eta > high ? given[i].eta : high;
	}
	r->nstretches = r->n * STRETCHES_OF_CELL + 1;
	r->per_unit = high > r->low ? (double)(r->nstretches - 1) /
	    (high - r->low) : 0;
	r->cells = memory_array(r->n + 1, sizeof *r->cells);
	place_cells(r, given);
	free(given);
	for (size_t i = 0; i < r->n; i++) {
		double own = r->cells[i].with;

		r->cells[i].with = with;
		with += own;
	}
	r->cells[r->n] = (struct ranked){ INFINITY, with };
}

/* Taken together: where each belongs is far away, and fetched beforehand. */
#define BLOCK 256

/* The pairs of a cell's entities without the outcome that are told rightly;
   of equal estimates half count. */
static double
pairs_of(const struct ranking *r, size_t below, double eta)
{
	size_t equal;

	while (r->cells[below].eta < eta)
		below++;
	for (equal = below; r->cells[equal].eta == eta; equal++)
		;
	return r->cells[r->n].with - (r->cells[below].with +
	    r->cells[equal].with) / 2;
}

static double
auc_of(const struct logistic_data *d, const double *eta)
{
	double pairs = 0, rest = 0;
	size_t n = d->design.ncells, below[BLOCK];
	struct ranking r;

	rank_cells(&r, d, eta);
	for (size_t from = 0; from < n; from += BLOCK) {
		size_t to = n - from < BLOCK ? n : from + BLOCK;

		for (size_t i = from; i < to; i++) {
			below[i - from] = r.at[stretch_of(&r, eta[i])];
			__builtin_prefetch(&r.cells[below[i - from]]);
		}
		for (size_t i = from; i < to; i++) {
			double without = count_double(d->counts[i].n -
			    d->counts[i].k);

			rest += without;
			if (without > 0)
				pairs += without * pairs_of(&r, below[i -
				    from], eta[i]);
		}
	}
	double with = r.cells[r.n].with;
	free(r.cells);
	free(r.at);
	return pairs / with / rest;
}

void
logistic_judge(const struct logistic_data *d, struct logistic *fit)
{
	double squares = fit->effects ? *fit->effects->squares : 0;
	struct count whole;

	for (size_t i = 0; i < d->design.ncells && !fit->effects; i++)
		squares += squares_of(d, fit, i);
	count_sum(d->counts, d->design.ncells, &whole);
	fit->auc = auc_of(d, fit->eta);
	fit->brier = squares / (double)whole.n;
}
