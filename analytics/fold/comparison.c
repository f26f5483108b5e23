/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/comparison.h"

#include <math.h>

#include "analytics/rates/difference.h"
#include "analytics/rates/power.h"
#include "analytics/rates/ratio.h"
#include "analytics/rates/two_rates.h"

static uint8_t
side_of(const struct comparison_sides *s, const struct cohort_key *key)
{
	return s->of_group ? s->of_group[key->group] :
	    s->of_period[key->cohort];
}

/* Of each period, whatever side its entities are on. */
static int64_t
least_age(const struct outcomes *f, const struct comparison_sides *s)
{
	int64_t least = INT64_MAX;

	for (size_t p = 0; p < OUTCOME_PERIODS_MAX; p++) {
		uint8_t side = s->of_group ? 0 : s->of_period[p];

		if (f->last[p] == INT64_MIN || side == SIDE_NONE)
			continue;
		int64_t age = rules_elapsed(&f->definition->rules,
		    f->last[p], s->as_of[side]);
		least = age < least ? age : least;
	}
	return least == INT64_MAX ? 0 : least;
}

enum status
comparison_age(const struct outcomes *f, const struct comparison_sides *s,
    struct comparison_age *out)
{
	const struct match_rules *r = &f->definition->rules;

	*out = (struct comparison_age){ .all = outcomes_aged(r) };
	if (out->all)
		return STATUS_OK;
	out->age = least_age(f, s);
	if (out->age <= 0)
		return STATUS_TOO_FEW;
	outcomes_flush(f);
	/* The first cell that is not over when the age is. */
	if (r->dates)
		out->cells = out->age < RISK_CELLS_MAX ?
		    (uint32_t)out->age + 1 : RISK_CELLS_MAX;
	else
		out->cells = risk_cell_of_seconds(out->age / MICROS + 1);
	return STATUS_OK;
}

void
comparison_open(const struct outcomes *f, const struct comparison_sides *s,
    uint64_t open[2])
{
	open[0] = open[1] = 0;
	for (size_t i = 0; i < f->cells.index.n; i++) {
		uint8_t side = side_of(s, &f->cells.index.keys[i]);

		for (size_t k = 0; side != SIDE_NONE && k < f->nsteps; k++)
			open[side] += outcomes_at(f, i)->steps[k].open;
	}
}

void
comparison_entered(const struct outcomes *f,
    const struct comparison_sides *s, uint64_t entered[2], uint64_t *crossed)
{
	entered[0] = entered[1] = *crossed = 0;
	for (size_t i = 0; i < f->cells.index.n; i++) {
		uint8_t side = side_of(s, &f->cells.index.keys[i]);

		if (side == SIDE_NONE)
			continue;
		entered[side] += outcomes_at(f, i)->steps[0].reached;
		*crossed += outcomes_at(f, i)->crossed;
	}
}

static uint64_t
count_within(const struct histogram *h, uint32_t cells)
{
	struct histogram_cursor c = { 0 };
	uint64_t n = 0;

	while (histogram_next(h, &c))
		n += c.cell < cells ? c.count : 0;
	return n;
}

void
comparison_count(const struct outcomes *f, const struct comparison_sides *s,
    const struct comparison_age *age, size_t step, struct aged_pair *groups)
{
	for (size_t g = 0; g < s->ngroups; g++)
		groups[g] = (struct aged_pair){ { 0 }, { 0 } };
	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct outcome_cell *cell = outcomes_at(f, i);
		const struct cohort_key *key = &f->cells.index.keys[i];
		uint8_t side = side_of(s, key);

		if (side == SIDE_NONE)
			continue;
		struct aged_pair *g = &groups[s->groups ?
		    s->groups[key->group] : 0];
		struct aged_count *c = side ? &g->after : &g->before;
		uint64_t reached = outcomes_count(f, cell, step);
		c->n += outcomes_count(f, cell, 0);
		c->reached += reached;
		c->within += age->all || step == 0 ? reached :
		    count_within(&cell->ages[step], age->cells);
	}
}

enum status
comparison(struct count before, struct count after, double level,
    struct comparison *out)
{
	struct detectable least;
	bool exact;
	enum status status = count_pair_status(before, after, level);

	*out = (struct comparison){ EFFECT_NONE, EFFECT_NONE, NAN, NAN };
	if (status != STATUS_OK)
		return status == STATUS_TOO_FEW ? STATUS_OK : status;
	/* 0/0 has no ratio, and some n can show no difference: NaN. */
	difference_newcombe(after, before, level, &out->difference);
	ratio_of_rates(after, before, level, &out->ratio);
	rates_differ(after, before, &out->p, &exact);
	power_detectable(count_rate(before), after.n, before.n, level,
	    COMPARISON_POWER, &least);
	out->detectable = least.difference;
	return STATUS_OK;
}
