/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/control_chart_private.h"

#include <math.h>

static const struct control_kind_of *const kinds[] = {
	[CONTROL_RATE] = &control_rates,
	[CONTROL_COUNT] = &control_counts,
	[CONTROL_MEASURE] = &control_measures,
};

static void
clear(const struct control_kind_of *kind, struct control_point *p)
{
	p->value = p->part == CONTROL_INCOMPLETE ? NAN : kind->value(p);
	p->center = p->low = p->high = p->z = p->score = p->ewma =
	    p->ewma_limit = p->cusum_up = p->cusum_down = NAN;
	p->signals = 0;
	p->is_low = p->central = false;
	p->run = 0;
}

/* What goes from a point to the next. */
struct watching {
	double ewma, up, down;
	double spread;	/* of the EWMA: (1 - λ) to the power 2 i */
	bool low;	/* the side that the run is on */
	size_t run;
};

static void
put_run(struct control_point *p, struct watching *w)
{
	bool low = p->score < 0;

	if (p->central || low != w->low)
		w->run = 0;
	w->low = low;
	w->run += !p->central;
	p->run = w->run;
}

static void
put_sums(struct control_point *p, struct watching *w, double limit)
{
	double weight = EWMA_WEIGHT;

	w->ewma = weight * p->score + (1 - weight) * w->ewma;
	w->spread *= (1 - weight) * (1 - weight);
	w->up = fmax(0, w->up + p->score - CUSUM_REFERENCE);
	w->down = fmax(0, w->down - p->score - CUSUM_REFERENCE);
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
	bool beyond = p->value < p->low || p->value > p->high;
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
		p->is_low = p->value < p->low;
	else
		p->is_low = p->score < 0;
}

static void
watch(struct control_point *p, struct watching *w,
    const struct control_rules *rules)
{
	put_run(p, w);
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

static size_t
count_baseline(const struct control_point *points, size_t n)
{
	size_t periods = 0;

	for (size_t i = 0; i < n; i++)
		periods += points[i].part == CONTROL_BASELINE;
	return periods;
}

enum status
control_groups(struct control_point *points, size_t n,
    const struct control_rules *rules, struct control_baseline *out)
{
	struct control_model model = { .stretch = 1 };
	uint64_t all = 0, reached = 0;

	for (size_t i = 0; i < n; i++) {
		clear(&control_rates, &points[i]);
		all += points[i].n;
		reached += points[i].k;
	}
	*out = (struct control_baseline){ n, NAN, NAN };
	if (reached == 0 || reached == all)
		return STATUS_TOO_FEW;
	model.baseline.center = out->center = (double)reached / (double)all;
	for (size_t i = 0; i < n; i++) {
		struct control_point *p = &points[i];

		if (isnan(p->value))
			continue;
		control_rates.place(&model, rules, p);
		if (p->part == CONTROL_AFTER)
			put_signals(p, rules);
	}
	return STATUS_OK;
}

enum status
control_chart(enum control_kind kind, struct control_point *points, size_t n,
    const struct control_rules *rules, struct control_baseline *out)
{
	struct control_model model = { .baseline.periods =
	    count_baseline(points, n) };
	struct watching w = { .spread = 1 };

	*out = (struct control_baseline){ model.baseline.periods, NAN, NAN };
	for (size_t i = 0; i < n; i++)
		clear(kinds[kind], &points[i]);
	if (out->periods < 2 || kinds[kind]->learn(points, n, rules,
	    &model) != STATUS_OK)
		return STATUS_TOO_FEW;
	*out = model.baseline;
	struct control_rules wide = widen(rules, out->periods);

	for (size_t i = 0; i < n; i++) {
		if (isnan(points[i].value))
			continue;
		kinds[kind]->place(&model, &wide, &points[i]);
		if (points[i].part == CONTROL_AFTER && !isnan(points[i].score))
			watch(&points[i], &w, &wide);
	}
	return STATUS_OK;
}
