/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gradient of a weighted sum of chances, in one pass through the
 * stages: what leaves one stage on a day enters the next with the days
 * that are left.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/models/pipeline_private.h"

struct pass {
	const struct pipeline *pipeline;
	size_t h;
	double *entering[STAGES_MAX];	/* by days left: weight */
	double *gradient[STAGES_MAX + 1];	/* of one stage: by exit, age */
	double *worth;	/* of being in the stage, by days of the stretch */
};

/*
 * Weight that is in a stage from the morning of age `first` on, with r
 * days left behind that day.
 */
static void
follow(struct pass *p, size_t k, size_t first, size_t r, double weight)
{
	const struct pipeline *all = p->pipeline;
	const struct pipeline_stage *s = &all->stages[k];

	/* Backwards: what is it worth to be still there? */
	p->worth[r + 1] = 0;
	for (size_t t = r + 1; t-- > 0;) {
		struct pipeline_day day = pipeline_day(all, s, first + t,
		    r - t);
		double worth = day.stays * p->worth[t + 1];

		for (size_t e = 0; e < s->nexits; e++)
			worth += pipeline_leaves(all, s, e, first + t, day) *
			    all->entering[s->exits[e].to][r - t];
		p->worth[t] = worth;
	}
	for (size_t t = 0; t <= r && weight != 0; t++) {
		size_t age = first + t;
		struct pipeline_day day = pipeline_day(all, s, age, r - t);

		for (size_t e = 0; e < s->nexits; e++) {
			size_t to = s->exits[e].to;

			p->gradient[e][age] += weight *
			    (to > all->goal ? day.lost : day.on) *
			    (all->entering[to][r - t] - p->worth[t + 1]);
			if (to < all->goal)
				p->entering[to][r - t] += weight *
				    pipeline_leaves(all, s, e, age, day);
		}
		weight *= day.stays;
	}
}

/* The hazard beyond the last age is made of those of the ages pooled. */
static void
share_out(const struct pipeline_stage *s, double *gradient)
{
	double beyond = 0;

	for (size_t u = s->last_age + 1; u < s->ages; u++)
		beyond += gradient[u];
	for (size_t u = s->half + 1; u <= s->last_age && s->pooled > 0; u++)
		gradient[u] += beyond * s->at_risk[u] / s->pooled;
}

/* Multinomial, day by day: Σ q g² - (Σ q g)², over those at risk. */
static double
variance_of(const struct pass *p, const struct pipeline_stage *s)
{
	double sum = 0;

	for (size_t e = 0; e < s->nexits; e++)
		share_out(s, p->gradient[e]);
	for (size_t u = 0; u <= s->last_age; u++) {
		double mean = 0, square = 0;

		for (size_t e = 0; e < s->nexits; e++) {
			double g = p->gradient[e][u];

			mean += s->exits[e].hazard[u] * g;
			square += s->exits[e].hazard[u] * g * g;
		}
		if (s->at_risk[u] > 0)
			sum += (square - mean * mean) / s->at_risk[u];
	}
	return sum;
}

static double
pass_stage(struct pass *p, size_t k, const struct pipeline_weight *weights,
    size_t n)
{
	const struct pipeline_stage *s = &p->pipeline->stages[k];
	double variance;

	for (size_t e = 0; e < s->nexits; e++)
		p->gradient[e] = memory_zeroed(s->ages, sizeof(double));
	for (size_t i = 0; i < n; i++)
		if (weights[i].stage == k && p->h > 0)
			follow(p, k, weights[i].age + 1, p->h - 1,
			    weights[i].weight);
	for (size_t r = 0; r <= p->h; r++)
		if (p->entering[k][r] != 0)
			follow(p, k, 0, r, p->entering[k][r]);
	variance = variance_of(p, s);
	for (size_t e = 0; e < s->nexits; e++)
		free(p->gradient[e]);
	return variance;
}

double
pipeline_variance(const struct pipeline *pipeline,
    const struct pipeline_weight *weights, size_t n, size_t h,
    const double *entering)
{
	struct pass p = { .pipeline = pipeline, .h = h };
	size_t goal = pipeline->goal;
	double variance = 0;

	p.worth = memory_array(h + 2, sizeof *p.worth);
	for (size_t k = 0; k < goal; k++)
		p.entering[k] = memory_zeroed(h + 1, sizeof(double));
	if (entering)
		memcpy(p.entering[0], entering, (h + 1) * sizeof *entering);
	for (size_t k = 0; k < goal; k++)
		variance += pass_stage(&p, k, weights, n);
	for (size_t k = 0; k < goal; k++)
		free(p.entering[k]);
	free(p.worth);
	return variance;
}
