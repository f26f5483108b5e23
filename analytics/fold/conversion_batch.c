/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain attempts, many at once (match/plain_attempts.h). */
#include "analytics/fold/conversion_private.h"
#include "analytics/match/plain_attempts.h"

/* Values are of events. */
bool
conversion_takes_plain(const void *fold, const struct match_rules **rules)
{
	const struct conversion *f = fold;
	const struct conversion_definition *d = f->definition;

	*rules = &d->rules;
	return !d->values && !d->nunits && d->every != EVERY_HOUR &&
	    d->attribute.of == ATTRIBUTE_ENTRY;
}

static struct cell *
cell_of(struct conversion *f, const struct plain_attempt *a, uint32_t group)
{
	return fold_cell(&f->cells, group,
	    f->definition->every == EVERY_NONE ? 0 :
	    every_memo_of_day(f->cohorts, a->day[0]));
}

static void
count_window(struct conversion *f, struct cell *cell,
    const struct plain_attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	int64_t *horizon = &f->horizon[r->nstages - 1];

	if (a->deadline - a->time[0] > *horizon)
		*horizon = a->deadline - a->time[0];
	if (a->deadline > r->as_of)
		return;
	for (size_t k = 0; k <= a->reached && k < r->nstages; k++) {
		cell->stages[k].mature += k < a->reached;
		cell->stages[k].mature_before += k > 0;
	}
}

/* What became of it at its last step, on both clocks. */
static void
count_end(struct conversion *f, struct cell *cell,
    const struct plain_attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	size_t last = a->reached - 1u;
	bool lost = a->fate == FATE_LOST, open = a->fate == FATE_OPEN;

	if (!open || last > 0)
		conversion_count_duration(f, cell, last, open ?
		    TIME_STEP_OPEN : TIME_STEP_ENDED,
		    a->fate_time - a->time[last]);
	if (lost)
		conversion_count_duration(f, cell, last, MOVE_OFF,
		    a->fate_time - a->time[0]);
	if (a->deadline > r->as_of)
		conversion_count_duration(f, cell, last, lost ?
		    MOVE_CENSORED_OFF : MOVE_CENSORED, r->as_of - a->time[0]);
}

static void
count_attempt(struct conversion *f, struct cell *cell,
    const struct plain_attempt *a)
{
	size_t last = a->reached - 1u;
	int64_t watched = f->definition->rules.as_of - a->time[0];

	if (watched > cell->watched)
		cell->watched = watched;
	cell->stages[last].fates[a->fate]++;
	cell->stages[last].ended++;
	for (size_t k = 0; k < last; k++)
		conversion_count_duration(f, cell, k, MOVE_ADVANCED,
		    a->time[k + 1] - a->time[0]);
	for (size_t k = 1; k < last; k++)
		conversion_count_duration(f, cell, k, TIME_STEP_NEXT,
		    a->time[k + 1] - a->time[k]);
	if (a->fate != FATE_COMPLETED)
		count_end(f, cell, a);
}

void
conversion_add_batch(void *fold, const struct plain_batch *batch)
{
	struct conversion *f = fold;

	f->entities += batch->n;
	f->entered += batch->n;
	f->waits |= batch->n > 0;
	for (size_t i = 0; i < batch->n; i++) {
		const struct plain_attempt *a = batch->attempts[i];
		struct cell *cell = cell_of(f, a, batch->groups[i]);

		if (f->definition->rules.windowed)
			count_window(f, cell, a);
		count_attempt(f, cell, a);
	}
}
