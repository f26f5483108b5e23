/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long it took, of those who got there. */
#include <math.h>

#include "analytics/fold/conversion_private.h"

const struct conversion_days conversion_no_days = { NAN, NAN, NAN, NAN, NAN,
    NAN };

static double
days(const struct conversion *f, const struct multistate_time *t)
{
	if (t->cell == UINT32_MAX)
		return NAN;
	return (conversion_days_of(f, t->cell) +
	    conversion_days_of(f, t->until)) / 2;
}

static void
put_times(const struct conversion *f, const struct multistate_times *t,
    struct conversion_days *out)
{
	*out = (struct conversion_days){ .median = days(f, &t->median),
	    .p25 = days(f, &t->p25), .p75 = days(f, &t->p75),
	    .p90 = days(f, &t->p90), .low = days(f, &t->low),
	    .high = days(f, &t->high) };
}

void
conversion_entry_days(const struct conversion *f,
    const struct multistate_times *times, struct conversion_days *out)
{
	put_times(f, times, out);
}

/*
 * What a step counted of itself, and what is on its entry's clock alone:
 * nearly always one of them is empty, and the other is looked at where it
 * is.  Whether out is a sum, to be freed.
 */
static bool
join_clocks(const struct histogram *step, const struct histogram *entry,
    struct histogram *out)
{
	if (!entry || histogram_is_empty(entry)) {
		*out = *step;
		return false;
	}
	if (histogram_is_empty(step)) {
		*out = *entry;
		return false;
	}
	*out = (struct histogram){ 0 };
	histogram_merge(out, step);
	histogram_merge(out, entry);
	return true;
}

/* A step alone is the way from its first stage to its second. */
void
conversion_step_days(const struct conversion *f, const struct cell *cell,
    size_t step, double level, struct conversion_days *out)
{
	const struct match_rules *r = &f->definition->rules;
	const struct stage_counts *s = conversion_step(f, cell, step);
	const struct stage_counts *next = conversion_step(f, cell, step + 1);
	const struct histogram *by = step == 0 && first_is_entry(r) ?
	    s->moves.by : NULL;
	struct multistate_moves moves = { .by = { [MOVE_OFF] =
	    s->step_ended } };

	bool next_is_sum = join_clocks(&s->step_next,
	    by ? &by[MOVE_ADVANCED] : NULL, &moves.by[MOVE_ADVANCED]);
	bool open_is_sum = join_clocks(&s->step_open,
	    by ? &by[MOVE_CENSORED] : NULL, &moves.by[MOVE_CENSORED]);
	const struct multistate_table t = { .stages = { &moves },
	    .nstages = 2, .entered =
	    histogram_total(&moves.by[MOVE_ADVANCED]) +
	    histogram_total(&s->step_ended) +
	    histogram_total(&moves.by[MOVE_CENSORED]) };
	double effect = r->attempts ?
	    clusters_design_effect(&next->step, next->entered) : 1;
	struct multistate_times times;

	if (multistate_all_times(&t, level, effect, &times) == STATUS_OK)
		put_times(f, &times, out);
	if (next_is_sum)
		histogram_free(&moves.by[MOVE_ADVANCED]);
	if (open_is_sum)
		histogram_free(&moves.by[MOVE_CENSORED]);
}

bool
conversion_horizon(const struct conversion *f,
    const struct multistate_table *t, struct multistate_horizon *out)
{
	const struct match_rules *r = &f->definition->rules;
	const int64_t *windows = f->horizon;
	size_t steps = matcher_steps(f->matcher);
	uint32_t last = 0;

	out->windowed = has_window(r);
	out->untimed = false;
	if (!out->windowed && !multistate_last_move(t, &last))
		return false;
	for (size_t k = 0; k < steps; k++) {
		int64_t window = windows[r->windowed ?
		    steps - 1 : k];

		out->cell[k] = !out->windowed ? last :
		    conversion_last_cell(f, window > 0 ? window : 0);
	}
	return true;
}

double
conversion_horizon_days(const struct conversion *f,
    const struct multistate_horizon *h, size_t step)
{
	const struct match_rules *r = &f->definition->rules;
	struct span span = r->windowed ? r->within : r->step_within;

	if (!has_window(r))
		return conversion_days_of(f, h->cell[step]);
	int64_t end = span.unit >= UNIT_MONTH || r->working ?
	    f->horizon[r->windowed ? matcher_steps(f->matcher) - 1 : step] :
	    rules_window(r, 0, step);
	return r->dates ? (double)end : (double)end / (double)DAY_MICROS;
}
