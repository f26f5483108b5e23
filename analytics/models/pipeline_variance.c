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

/* So many successive ages are followed at once, at most. */
#define WIDTH 64
#define STRIDE (WIDTH + LANES)

struct pass {
	const struct pipeline *pipeline;
	size_t h;
	double *entering[STAGES_MAX];	/* by days left: weight */
	double *gradient[STAGES_MAX + 1];	/* of one stage: by exit, age */
	double *worth;	/* of being in the stage: rows of STRIDE, the first
			   behind the last day, then by days left */
};

/* What weights of n successive ages do on a day: next is the worth of still
   being there on the day behind. */
WIDEST static void
leave(const struct pass *p, const struct pipeline_stage *s, size_t age,
    size_t left, size_t n, double *weights, const double *next, lanes *flow)
{
	const struct pipeline *all = p->pipeline;

	for (size_t i = 0; i < n; i += LANES) {
		lanes *w = (lanes *)(weights + i), on, lost;
		const lanes *later = (const lanes *)(next + i);
		struct pipeline_day day;

		pipeline_day(all, s, age + i, left, &day);
		on = *w * day.on;
		lost = *w * day.lost;
		for (size_t e = 0; e < s->nforward; e++) {
			const struct pipeline_exit *x = &s->exits[e];

			*(lanes *)(p->gradient[e] + age + i) += on *
			    (all->entering[x->to][left] - *later);
			flow[e] += on * *(const lanes *)(x->hazard + age + i);
		}
		for (size_t e = s->nforward; e < s->nexits; e++)
			*(lanes *)(p->gradient[e] + age + i) -= lost * *later;
		*w *= day.stays;
	}
}

/* One day of a stage; who goes on enters the next. */
static void
pass_day(struct pass *p, const struct pipeline_stage *s, size_t age,
    size_t left, size_t n, double *weights, const double *next)
{
	lanes flow[STAGES_MAX + 1];

	memset(flow, 0, s->nforward * sizeof *flow);
	leave(p, s, age, left, n, weights, next, flow);
	for (size_t e = 0; e < s->nforward; e++)
		if (s->exits[e].to < p->pipeline->goal)
			p->entering[s->exits[e].to][left] += (flow[e][0] +
			    flow[e][1]) + (flow[e][2] + flow[e][3]);
}

/*
 * n weights that are in a stage from a day with so many behind it on, or
 * enter it later: each has an age whose sum with the days left is `end`
 * for the first and one more for each behind it.  There is room for whole
 * lanes of them, and these are 0.
 */
static void
follow(struct pass *p, const struct pipeline_stage *s, size_t end, size_t n,
    size_t left, double *weights)
{
	/* Backwards: what is it worth to be still there? */
	for (size_t r = 0; r <= left; r++) {
		size_t later = r > end ? r - end : 0;
		double *worth = p->worth + r * STRIDE + later;

		pipeline_worth(p->pipeline, s, end + later - r, r, n - later,
		    worth, worth + STRIDE);
	}
	for (size_t r = left + 1; r-- > 0;) {
		size_t later = r > end ? r - end : 0;

		pass_day(p, s, end + later - r, r, n - later, weights +
		    later, p->worth + r * STRIDE + later);
	}
}

/* The same of n weights in a row, WIDTH by WIDTH, where there is any. */
static void
follow_all(struct pass *p, const struct pipeline_stage *s, size_t end,
    size_t n, size_t left, const double *weights)
{
	for (size_t from = 0; from < n; from += WIDTH) {
		double own[STRIDE] = { 0 };
		size_t to = from + WIDTH < n ? from + WIDTH : n, first = from;

		while (first < to && weights[first] == 0)
			first++;
		while (to > first && weights[to - 1] == 0)
			to--;
		if (first == to)
			continue;
		memcpy(own, weights + first, (to - first) * sizeof *own);
		/* The last is the first to enter. */
		follow(p, s, end + first, to - first, end + to - 1 < left ?
		    end + to - 1 : left, own);
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
	double *of_age = memory_zeroed(s->ages, sizeof *of_age), variance;

	for (size_t e = 0; e < s->nexits; e++)
		p->gradient[e] = memory_zeroed(s->ages + LANES,
		    sizeof(double));
	for (size_t i = 0; i < n; i++)
		if (weights[i].stage == k)
			of_age[weights[i].age] += weights[i].weight;
	if (p->h > 0)
		follow_all(p, s, p->h, s->ages, p->h - 1, of_age);
	follow_all(p, s, 0, p->h + 1, p->h, p->entering[k]);
	variance = variance_of(p, s);
	for (size_t e = 0; e < s->nexits; e++)
		free(p->gradient[e]);
	free(of_age);
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

	p.worth = memory_zeroed((h + 2) * STRIDE, sizeof *p.worth);
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
