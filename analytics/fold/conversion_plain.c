/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nearly every attempt of nearly every run, counted with few words: the
 * same as count_steps, conversion_count_moves and count_fate would.
 */
#include "analytics/fold/conversion_private.h"

#define ALWAYS_INLINE __attribute__((always_inline))

/* quick: the usual way of conversion_count_duration is known to be right. */
static inline ALWAYS_INLINE void
count(struct conversion *f, struct cell *cell, size_t stage, unsigned time,
    int64_t from, int64_t to, bool quick)
{
	if (quick)
		histogram_later(f->queue, &cell->stages[stage].times[time],
		    risk_cell_of_seconds((to - from) / MICROS));
	else
		conversion_count_duration(f, cell, stage, time,
		    duration_between(&f->definition->rules, from, to));
}

/* What became of it at its last step, on both clocks. */
static inline ALWAYS_INLINE void
count_end(struct conversion *f, struct cell *cell, const struct attempt *a,
    bool quick)
{
	const struct match_rules *r = &f->definition->rules;
	size_t last = a->reached - 1;
	bool lost = a->fate == FATE_LOST;

	if (a->fate != FATE_OPEN || last > 0)
		count(f, cell, last, a->fate == FATE_OPEN ? TIME_STEP_OPEN :
		    TIME_STEP_ENDED, a->time[last], a->fate_time, quick);
	if (lost)
		count(f, cell, last, MOVE_OFF, a->entry, a->fate_time, quick);
	if (a->fate != FATE_EXPIRED && a->until > r->as_of)
		count(f, cell, last, lost ? MOVE_CENSORED_OFF :
		    MOVE_CENSORED, a->entry, r->as_of, quick);
}

static inline ALWAYS_INLINE void
count_times(struct conversion *f, struct cell *cell, const struct attempt *a,
    bool quick)
{
	size_t last = a->reached - 1;

	for (size_t k = 0; k < last; k++)
		count(f, cell, k, MOVE_ADVANCED, a->entry, a->time[k + 1],
		    quick);
	for (size_t k = 1; k < last; k++)
		count(f, cell, k, TIME_STEP_NEXT, a->time[k],
		    a->time[k + 1], quick);
	if (a->fate != FATE_COMPLETED)
		count_end(f, cell, a, quick);
}

void
conversion_count_plain(struct conversion *f, struct cell *cell,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	/* Without optional stages, steps are stages. */
	struct stage_counts *s = &cell->stages[a->reached - 1];

	s->fates[a->fate]++;
	s->ended++;
	f->waits = true;
	if (cell->direct && f->coarse && !r->dates && !r->working)
		count_times(f, cell, a, true);
	else
		count_times(f, cell, a, false);
}

void
conversion_flush_plain(struct conversion *f)
{
	/* What does not wait may be read by several threads. */
	if (!f->waits)
		return;
	for (size_t i = 0; i < f->cells.index.n; i++) {
		struct stage_counts *s = conversion_stages(f, i);
		uint64_t sum = 0;

		for (size_t k = f->definition->rules.nstages; k-- > 0;) {
			sum += s[k].ended;
			s[k].entered += sum;
			s[k].ended = 0;
		}
	}
	f->waits = false;
}
