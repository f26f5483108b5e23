/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One timeline into the counts of a conversion fold. */
#include "analytics/base/memory.h"
#include "analytics/fold/conversion_private.h"

static void
add_value(struct conversion *f, struct stage_counts *s,
    const struct event *e)
{
	const struct conversion_definition *d = f->definition;
	decimal *sum = &s->value;

	if (e->value == DECIMAL_NONE) {
		f->empty_values++;
		return;
	}
	if (d->nunits) {
		if (!s->values)
			s->values = memory_zeroed(d->nunits,
			    sizeof *s->values);
		sum = &s->values[d->units[e->group]];
	}
	if (!decimal_add(sum, e->value))
		f->fold.overflowed = true;
}

/* Both ends of a step were seen themselves, not proved by a later one. */
static bool
both_seen(const struct attempt *a, size_t k)
{
	return (a->seen >> k & 3) == 3;
}

/* Who is at the first step is counted on the entry's clock alone. */
static bool
on_entry_clock(const struct match_rules *r, const struct attempt *a)
{
	return first_is_entry(r) && !a->undated;
}

/* Whether the window of a step is over for an attempt. */
static bool
is_mature(const struct match_rules *r, const struct attempt *a, size_t step)
{
	if (r->windowed)
		return a->deadline <= r->as_of;
	return r->stepped && rules_window(r, a->entry, step) <= r->as_of;
}

static void
count_mature(struct conversion *f, struct cell *cell,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	size_t steps = matcher_steps(f->matcher);

	for (size_t k = 0; k <= a->reached && k < steps; k++) {
		if (!is_mature(r, a, k))
			return;
		struct stage_counts *s = conversion_step(f, cell, k);
		s->mature += k < a->reached;
		s->mature_before += k > 0;
	}
}

/* Of the nine decimals.  Below the most, the squares of as many amounts as
   there can be have room. */
#define HUNDREDTH ((decimal)10000000)
#define WEIGHT_MOST (HUNDREDTH * 1000000000000000)

/* What a deal is worth where it enters, in each stage that it gets to. */
static void
add_weight(struct conversion *f, struct stage_counts *s, decimal weight)
{
	__int128 hundredths = weight / HUNDREDTH;

	if (weight < 0 || weight >= WEIGHT_MOST) {
		s->unweighed = true;
		return;
	}
	s->weighed++;
	s->weight_squares += hundredths * hundredths;
	if (!decimal_add(&s->weight, weight))
		f->fold.overflowed = true;
}

void
conversion_count_values(struct conversion *f, struct cell *cell,
    const struct timeline *t, const uint32_t *event, size_t reached)
{
	const struct conversion_definition *d = f->definition;
	decimal weight = t->events[event[0]].value;

	for (size_t k = 0; k < reached; k++) {
		struct stage_counts *s = conversion_step(f, cell, k);

		add_value(f, s, &t->events[event[k]]);
		if (weight != DECIMAL_NONE && !d->nunits)
			add_weight(f, s, weight);
	}
}

static void
count_steps(struct conversion *f, struct cell *cell,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	bool ordered = r->order <= MATCH_STRICT;

	for (size_t k = 0; k < a->reached; k++) {
		struct stage_counts *s = conversion_step(f, cell, k);

		s->entered++;
		if (k + 1 == a->reached)
			break;
		s->ties += ordered && a->time[k + 1] == a->time[k];
		if (both_seen(a, k) && !(k == 0 && on_entry_clock(r, a)))
			conversion_count_duration(f, cell, f->stage_of[k],
			    TIME_STEP_NEXT, duration_between(r, a->time[k],
			    a->time[k + 1]));
	}
}

/* Each stage for itself. */
static void
count_touched(struct conversion *f, struct cell *cell,
    const struct timeline *t, const struct attempt *a)
{
	bool mature = is_mature(&f->definition->rules, a, 0);
	size_t steps = matcher_steps(f->matcher);

	for (size_t k = 0; k < steps; k++) {
		struct stage_counts *s = conversion_step(f, cell, k);

		if (k > 0 && (a->touched >> (k - 1) & 1))
			s->mature_before += mature;
		if (!(a->touched >> k & 1))
			continue;
		s->entered++;
		s->mature += mature;
		if (f->definition->values)
			add_value(f, s, &t->events[a->event[k]]);
	}
}

static void
count_optional(struct conversion *f, struct cell *cell,
    const struct timeline *t, const struct attempt *a)
{
	for (uint32_t left = a->optional; left; left &= left - 1) {
		size_t k = (size_t)__builtin_ctz(left);

		cell->stages[k].entered++;
		if (f->definition->values)
			add_value(f, &cell->stages[k],
			    &t->events[a->optional_event[k]]);
	}
}

/* From where to where it went without the next stage. */
static void
count_skip(struct conversion *f, const struct timeline *t,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	size_t from = f->stage_of[a->reached - 1];
	uint32_t to = r->stages[t->events[a->fate_event].class];

	f->skips[from * r->nstages + (size_t)__builtin_ctz(to)]++;
}

static void
count_fate(struct conversion *f, struct cell *cell,
    const struct timeline *t, const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	struct stage_counts *s = conversion_step(f, cell, a->reached - 1);

	s->fates[a->fate]++;
	if (a->fate == FATE_COMPLETED)
		return;
	if (a->fate == FATE_SKIPPED)
		count_skip(f, t, a);
	if (a->fate == FATE_OPEN && a->reached == 1 && on_entry_clock(r, a))
		return;
	/* How long it stood there is not known. */
	if (a->undated && (a->fate_undated ||
	    !(a->seen >> (a->reached - 1) & 1)))
		return;
	conversion_count_duration(f, cell, f->stage_of[a->reached - 1],
	    a->fate == FATE_OPEN ? TIME_STEP_OPEN : TIME_STEP_ENDED,
	    duration_between(r, a->time[a->reached - 1],
	    a->fate_time));
}

static void
note_watched(struct conversion *f, struct cell *cell,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	int64_t watched = duration_between(r, a->entry, r->as_of);

	if (watched > cell->watched)
		cell->watched = watched;
}

static void
note_horizon(struct conversion *f, const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;

	if (!has_window(r))
		return;
	size_t steps = matcher_steps(f->matcher);
	/* Of a window from the entry, all steps have the same. */
	for (size_t k = r->windowed ? steps - 1 : 0; k < steps; k++) {
		int64_t end = r->windowed ? a->deadline :
		    rules_window(r, a->entry, k);
		int64_t window = duration_between(r, a->entry, end);

		if (window > f->horizon[k])
			f->horizon[k] = window;
	}
}

static struct cell *
cell_of(struct conversion *f, const struct timeline *t,
    const struct attempt *a)
{
	return conversion_cell(f, attribute_group(&f->definition->attribute,
	    t, a), a->entry);
}

static void
count_attempt(struct conversion *f, const struct timeline *t,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	struct cell *cell = cell_of(f, t, a);

	cell->undated += a->undated;
	note_horizon(f, a);
	note_watched(f, cell, a);
	if (r->order == MATCH_TOUCH) {
		count_touched(f, cell, t, a);
		return;
	}
	if (has_window(r))
		count_mature(f, cell, a);
	if (f->definition->values)
		conversion_count_values(f, cell, t, a->event, a->reached);
	count_optional(f, cell, t, a);
	count_steps(f, cell, a);
	conversion_count_moves(f, cell, a);
	count_fate(f, cell, t, a);
}

/* The attempts of one entity that fell into one cell, as a cluster. */
static void
count_cluster(struct conversion *f, struct cell *cell,
    const struct timeline *t, const struct attempt *all, size_t n)
{
	const struct match_rules *r = &f->definition->rules;
	uint64_t reached[STAGES_MAX] = { 0 }, mature[STAGES_MAX] = { 0 };
	uint64_t before[STAGES_MAX] = { 0 }, optional[STAGES_MAX] = { 0 };
	size_t steps = matcher_steps(f->matcher);

	for (size_t i = 0; i < n; i++) {
		const struct attempt *a = &all[i];

		if (cell_of(f, t, a) != cell)
			continue;
		for (size_t k = 0; k < a->reached; k++)
			reached[k]++;
		for (size_t k = 1; k <= a->reached && k < steps; k++)
			if (is_mature(r, a, k)) {
				mature[k] += k < a->reached;
				before[k]++;
			}
		for (uint32_t left = a->optional; left; left &= left - 1)
			optional[__builtin_ctz(left)]++;
	}
	bool fits = true;
	for (size_t k = 1; k < steps; k++) {
		struct stage_counts *s = conversion_step(f, cell, k);

		fits &= clusters_add(&s->step, reached[k], reached[k - 1]) &&
		    clusters_add(&s->overall, reached[k], reached[0]) &&
		    clusters_add(&s->of_mature, mature[k], before[k]);
	}
	for (uint32_t left = r->optional; left; left &= left - 1) {
		size_t k = (size_t)__builtin_ctz(left);

		fits &= clusters_add(&cell->stages[k].overall, optional[k],
		    reached[0]);
	}
	f->fold.overflowed |= !fits;
}

/* Each cell once: that of the first attempt which fell into it. */
static void
count_clusters(struct conversion *f, const struct timeline *t,
    const struct attempt *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct cell *cell = cell_of(f, t, &all[i]);
		size_t first = 0;

		while (cell_of(f, t, &all[first]) != cell)
			first++;
		if (first == i)
			count_cluster(f, cell, t, all, n);
	}
}

/* An entity is tested by the date of its first event where it has no
   entry. */
static bool
is_outside(const struct match_rules *r, const struct timeline *t,
    enum match_verdict verdict)
{
	int64_t first = t->events[0].time;

	return verdict != MATCH_NO_ENTRY || first < r->from || first >= r->to;
}

static void
count_entity(struct conversion *f, const struct timeline *t, bool entered,
    bool unknown, enum match_verdict verdict)
{
	f->dropped += verdict == MATCH_DROPPED;
	if (verdict == MATCH_DROPPED)
		return;
	f->entities++;
	if (unknown)
		f->entry_unknown++;
	else if (entered)
		f->entered++;
	else if (is_outside(&f->definition->rules, t, verdict))
		f->outside++;
	else
		f->never_entered[t->events[0].class]++;
}

/* On its own: who needs it is rare. */
static __attribute__((noinline)) enum status
add_matched(struct conversion *f, const struct timeline *t)
{
	const struct attempt *attempts;
	enum match_verdict verdict;
	size_t n;
	enum status status = matcher_match(f->matcher, t, &attempts, &n,
	    &verdict);
	/* Who was seen at an outcome alone has no cohort. */
	bool unknown = n > 0 && attempts[0].outcome_only &&
	    f->definition->every != EVERY_NONE;

	if (status != STATUS_OK)
		return status;
	count_entity(f, t, n > 0, unknown, verdict);
	if (unknown)
		return STATUS_OK;
	for (size_t i = 0; i < n; i++)
		count_attempt(f, t, &attempts[i]);
	if (f->definition->rules.attempts)
		count_clusters(f, t, attempts, n);
	return STATUS_OK;
}

enum status
conversion_add(void *fold, const struct timeline *t)
{
	return conversion_add_plain(fold, t) ? STATUS_OK :
	    add_matched(fold, t);
}
