/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/control_chart.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/control_limits.h"

static void
clear(struct control_point *p)
{
	*p = (struct control_point){ .n = p->n, .k = p->k, .part = p->part,
		.rate = p->n && p->part != CONTROL_INCOMPLETE ?
		    (double)p->k / (double)p->n : NAN,
		.low = NAN, .high = NAN, .z = NAN, .ewma = NAN,
		.ewma_limit = NAN, .cusum_up = NAN, .cusum_down = NAN };
}

/* In deviations of a binomial. */
static double
plain_z(const struct control_point *p, double center)
{
	return (p->rate - center) / sqrt(center * (1 - center) /
	    (double)p->n);
}

static void
find_center(const struct control_point *points, size_t n,
    struct control_baseline *out)
{
	uint64_t all = 0, reached = 0;

	for (size_t i = 0; i < n; i++)
		if (points[i].part == CONTROL_BASELINE) {
			all += points[i].n;
			reached += points[i].k;
			out->periods++;
		}
	out->center = all ? (double)reached / (double)all : NAN;
}

static void
find_sigma(const struct control_point *points, size_t n,
    struct control_baseline *out)
{
	double before = NAN, sum = 0;

	for (size_t i = 0; i < n; i++) {
		if (points[i].part != CONTROL_BASELINE)
			continue;
		double z = plain_z(&points[i], out->center);

		if (!isnan(before))
			sum += fabs(z - before);
		before = z;
	}
	out->sigma_z = sum / (double)(out->periods - 1) * sqrt(M_PI) / 2;
}

static void
put_limits(struct control_point *p, const struct control_rules *rules,
    const struct control_baseline *b, double stretch)
{
	double limit = rules->limits[CONTROL_BEYOND], center = b->center;
	double below = limit * sqrt(center * (1 - center) / (double)p->n);
	double above = below;
	struct control_limits exact;

	if (!rules->normal && control_quantiles(center, p->n, pnorm(-limit,
	    0, 1, 1, 0), &exact) == STATUS_OK) {
		below = center - exact.low;
		above = exact.high - center;
	}
	p->low = fmax(0, center - stretch * below);
	p->high = fmin(1, center + stretch * above);
}

/* What goes from a point to the next. */
struct watching {
	double ewma, up, down;
	double spread;	/* of the EWMA: (1 - λ) to the power 2 i */
	bool low;	/* the side that the run is on */
	size_t run;
};

static void
put_run(struct control_point *p, struct watching *w, double center)
{
	bool on_it = p->rate >= center && p->rate <= center;

	if (on_it || (p->rate < center) != w->low)
		w->run = 0;
	w->low = p->rate < center;
	w->run += !on_it;
	p->run = w->run;
}

static void
put_sums(struct control_point *p, struct watching *w, double limit)
{
	double weight = EWMA_WEIGHT;

	w->ewma = weight * p->z + (1 - weight) * w->ewma;
	w->spread *= (1 - weight) * (1 - weight);
	w->up = fmax(0, w->up + p->z - CUSUM_REFERENCE);
	w->down = fmax(0, w->down - p->z - CUSUM_REFERENCE);
	p->ewma = w->ewma;
	p->ewma_limit = limit * sqrt(weight / (2 - weight) *
	    (1 - w->spread));
	p->cusum_up = w->up;
	p->cusum_down = w->down;
}

/* The rule that looks furthest back says the direction. */
static void
put_signals(struct control_point *p, const struct control_rules *rules)
{
	double cusum = rules->limits[CONTROL_CUSUM];
	bool beyond = p->rate < p->low || p->rate > p->high;
	bool ewma = fabs(p->ewma) > p->ewma_limit;
	bool shift = (double)p->run >= rules->limits[CONTROL_SHIFT];
	bool sums = p->cusum_up > cusum || p->cusum_down > cusum;

	p->signals = ((unsigned)beyond << CONTROL_BEYOND |
	    (unsigned)ewma << CONTROL_EWMA |
	    (unsigned)shift << CONTROL_SHIFT |
	    (unsigned)sums << CONTROL_CUSUM) & rules->used;
	if (p->signals >> CONTROL_CUSUM & 1)
		p->is_low = p->cusum_down > p->cusum_up;
	else if (p->signals >> CONTROL_EWMA & 1)
		p->is_low = p->ewma < 0;
	else if (p->signals >> CONTROL_BEYOND & 1)
		p->is_low = p->rate < p->low;
	else
		p->is_low = p->z < 0;
}

static void
watch(struct control_point *p, struct watching *w,
    const struct control_rules *rules, const struct control_baseline *b)
{
	put_run(p, w, b->center);
	put_sums(p, w, rules->limits[CONTROL_EWMA]);
	put_signals(p, rules);
}

/* As wide as a baseline of so few periods wants them. */
static struct control_rules
widen(const struct control_rules *rules, size_t periods)
{
	struct control_rules wide = *rules;

	for (size_t r = 0; rules->points > 0 && r < CONTROL_RULES; r++)
		wide.limits[r] = run_length_widen((enum control_rule)r,
		    rules->limits[r], rules->points, (double)periods);
	return wide;
}

enum status
control_chart(struct control_point *points, size_t n,
    const struct control_rules *rules, struct control_baseline *out)
{
	struct watching w = { .spread = 1 };

	*out = (struct control_baseline){ 0, NAN, NAN };
	for (size_t i = 0; i < n; i++)
		clear(&points[i]);
	find_center(points, n, out);
	if (out->periods < 2 || !(out->center > 0 && out->center < 1)) {
		out->center = NAN;
		return STATUS_TOO_FEW;
	}
	find_sigma(points, n, out);
	double stretch = out->sigma_z > 1 ? out->sigma_z : 1;
	struct control_rules wide = widen(rules, out->periods);

	for (size_t i = 0; i < n; i++) {
		if (isnan(points[i].rate))
			continue;
		points[i].z = plain_z(&points[i], out->center) / stretch;
		put_limits(&points[i], &wide, out, stretch);
		if (points[i].part == CONTROL_AFTER)
			watch(&points[i], &w, &wide, out);
	}
	return STATUS_OK;
}
