/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What entities do to the estimates, and how well these tell. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "analytics/models/cox_private.h"

/* While residuals of scores are added up. */
struct scoring {
	const struct cox_fitting *f;
	double hazard;		/* of its stratum up to a time: sum of a0 */
	double *means;		/* the same of means, by term */
	double *score;		/* of one entity */
	double *meat;
	double *clusters;	/* scores by cluster; NULL: none */
	size_t nclusters;
};

/*
 * The score of an entity of a cell: less what it was expected to have at
 * all times that it was at risk; with an event, what that was more than the
 * mean, and of its own time less is expected of it, for of those who die
 * together each is at risk with a share of the others only.
 */
static void
find_score(struct scoring *s, size_t cell, const struct cox_block *b,
    bool event)
{
	const struct cox_fitting *f = s->f;
	const struct design *d = &f->data->design;
	double hazard = exp(f->eta[cell]);
	double own = -hazard * s->hazard;

	if (event)
		own += 1 + hazard * b->a1;
	for (size_t j = 0; j < f->nterms; j++) {
		s->score[j] = hazard * s->means[j];
		if (event)
			s->score[j] += hazard * (b->b2 * b->dying[j] -
			    b->b1 * b->at_risk[j]) - (b->a0 * b->at_risk[j] -
			    b->a1 * b->dying[j]) / (double)b->events;
	}
	design_terms(d, f->first, cell, f->terms);
	for (size_t a = 0; a < d->nattributes; a++)
		s->score[f->terms[a]] += own * design_number(d, cell, a);
}

static void
add_square(const double *score, size_t n, const bool *out, double weight,
    double *meat)
{
	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k < n && !out[j]; k++)
			meat[j * n + k] += weight * score[j] * score[k];
}

static void
add_entities(struct scoring *s, size_t cell, const struct cox_block *b,
    bool event, uint64_t count)
{
	const struct cox_fitting *f = s->f;

	if (count == 0)
		return;
	find_score(s, cell, b, event);
	if (!s->clusters) {
		add_square(s->score, f->nterms, f->out, (double)count,
		    s->meat);
		s->nclusters += count;
		return;
	}
	double *sum = s->clusters + f->data->clusters[cell] * f->nterms;
	for (size_t j = 0; j < f->nterms; j++)
		sum[j] += (double)count * s->score[j];
}

static void
add_block(struct scoring *s, const struct cox_block *b)
{
	const struct cox_fitting *f = s->f;

	if (b->begins) {
		s->hazard = 0;
		memset(s->means, 0, f->nterms * sizeof *s->means);
	}
	if (b->events) {
		s->hazard += b->a0;
		for (size_t j = 0; j < f->nterms; j++)
			s->means[j] += b->b0 * b->at_risk[j] - b->b1 *
			    b->dying[j];
	}
	for (size_t c = b->first; c < b->end; c++) {
		struct count count = f->data->counts[c];

		add_entities(s, c, b, true, count.k);
		add_entities(s, c, b, false, count.n - count.k);
	}
}

/* Clusters need not be in a row: numbers up to the largest. */
static size_t
count_clusters(const struct cox_data *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->design.ncells && d->clusters; i++)
		if (d->clusters[i] >= n)
			n = (size_t)d->clusters[i] + 1;
	return n;
}

static void
square_clusters(struct scoring *s, size_t room)
{
	const struct cox_fitting *f = s->f;
	bool *used = memory_zeroed(room + 1, sizeof *used);

	for (size_t i = 0; i < f->data->design.ncells; i++)
		used[f->data->clusters[i]] = true;
	for (size_t g = 0; g < room; g++) {
		s->nclusters += used[g];
		add_square(s->clusters + g * f->nterms, f->nterms, f->out, 1,
		    s->meat);
	}
	free(used);
}

enum status
cox_robust(const struct cox_fitting *f, struct cox *fit)
{
	size_t n = f->nterms, room = count_clusters(f->data);
	struct scoring s = { .f = f,
		.means = memory_zeroed(n, sizeof(double)),
		.score = memory_array(n, sizeof(double)),
		.meat = memory_zeroed(n * n, sizeof(double)),
		.clusters = room ? memory_zeroed(room * n, sizeof(double)) :
		    NULL };

	for (size_t b = 0; b < f->nblocks; b++)
		add_block(&s, &f->blocks[b]);
	if (room)
		square_clusters(&s, room);
	design_enclose(f->factor, n, f->out, s.meat);
	memcpy(fit->covariance, s.meat, n * n * sizeof *s.meat);
	fit->nclusters = s.nclusters;
	free(s.means);
	free(s.score);
	free(s.meat);
	free(s.clusters);
	return fit->nclusters > 1 ? STATUS_OK : STATUS_TOO_FEW;
}

/* Counts of those at risk by the rank of their estimate, whose sums up to
   a rank are found and changed in as many steps as it has bits (Fenwick). */
struct ranks {
	double *sums, *etas;
	size_t n;
};

static void
rank_etas(const struct cox_fitting *f, struct ranks *r)
{
	size_t n = f->data->design.ncells, kept = 0;

	r->etas = memory_array(n + 1, sizeof *r->etas);
	memcpy(r->etas, f->eta, n * sizeof *r->etas);
	qsort(r->etas, n, sizeof *r->etas, compare_double);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || r->etas[i] != r->etas[kept - 1])
			r->etas[kept++] = r->etas[i];
	r->n = kept;
	r->sums = memory_zeroed(kept + 1, sizeof *r->sums);
}

static size_t
rank_of(const struct ranks *r, double eta)
{
	const double *at = bsearch(&eta, r->etas, r->n, sizeof eta,
	    compare_double);

	return (size_t)(at - r->etas) + 1;
}

static void
add_at(struct ranks *r, size_t rank, double count)
{
	for (; rank <= r->n; rank += rank & -rank)
		r->sums[rank] += count;
}

static double
sum_up_to(const struct ranks *r, size_t rank)
{
	double sum = 0;

	for (; rank > 0; rank -= rank & -rank)
		sum += r->sums[rank];
	return sum;
}

double
cox_concordance(const struct cox_fitting *f)
{
	const struct count *counts = f->data->counts;
	struct ranks r;
	double right = 0, pairs = 0;

	rank_etas(f, &r);
	for (size_t i = f->nblocks; i-- > 0;) {
		const struct cox_block *b = &f->blocks[i];

		/* Censored at the time of an event is behind it. */
		for (size_t c = b->first; c < b->end; c++)
			add_at(&r, rank_of(&r, f->eta[c]),
			    (double)(counts[c].n - counts[c].k));
		for (size_t c = b->first; c < b->end; c++) {
			size_t rank = rank_of(&r, f->eta[c]);
			double k = (double)counts[c].k;

			right += k * (sum_up_to(&r, rank - 1) +
			    sum_up_to(&r, rank)) / 2;
			pairs += k * sum_up_to(&r, r.n);
		}
		for (size_t c = b->first; c < b->end; c++)
			add_at(&r, rank_of(&r, f->eta[c]),
			    (double)counts[c].k);
		if (b->begins)
			memset(r.sums, 0, (r.n + 1) * sizeof *r.sums);
	}
	free(r.sums);
	free(r.etas);
	return pairs > 0 ? right / pairs : NAN;
}
