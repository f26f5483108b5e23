/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nearly every entity of nearly every run, counted as it is read: the same
 * as count_steps, conversion_count_moves and count_fate say of its attempt.
 * What comes next is not foreseeable, so that there are few branches: a
 * time that may count is always written down, and kept by where the next
 * one goes.
 */
#include <string.h>

#include "analytics/base/always_inline.h"
#include "analytics/fold/conversion_private.h"
#include "analytics/match/plain_attempts.h"

/* An entity on its way, without arrays, so that it stays in registers. */
struct walk {
	struct duration_queue *queue;
	size_t n;		/* of the queue, with its own */
	struct cell *cell;
	int64_t entry, deadline;
	int64_t reached;	/* when: the last step */
	struct plain_course course;
};

static inline ALWAYS_INLINE void
put(struct walk *w, bool counts, size_t stage, unsigned time, int64_t passed)
{
	w->queue->passed[w->n] = passed;
	w->queue->cells[w->n] = w->cell;
	w->queue->which[w->n] = which_time(stage, time);
	w->n += counts;
}

/* On the way: an event at a time later than that before it. */
static inline ALWAYS_INLINE void
take_event(struct walk *w, struct plain_class class, int64_t time)
{
	size_t stage = w->course.reached - 1;

	plain_take(&w->course, class);
	put(w, w->course.advances, stage, MOVE_ADVANCED, time - w->entry);
	put(w, w->course.advances & (stage > 0), stage, TIME_STEP_NEXT,
	    time - w->reached);
	w->reached = w->course.advances ? time : w->reached;
}

/* What became of it, on both clocks, at its last step. */
static inline ALWAYS_INLINE unsigned
put_loss(struct walk *w, int64_t time, int64_t as_of)
{
	size_t last = w->course.reached - 1;
	bool over = w->deadline <= as_of;

	put(w, true, last, TIME_STEP_ENDED, time - w->reached);
	put(w, true, last, MOVE_OFF, time - w->entry);
	put(w, !over, last, MOVE_CENSORED_OFF, as_of - w->entry);
	return END_LOST | (over ? END_OVER : 0);
}

/* It is nowhere any more. */
static inline ALWAYS_INLINE unsigned
at_goal(const struct walk *w, int64_t as_of)
{
	return w->deadline <= as_of ? END_OVER : 0;
}

static inline ALWAYS_INLINE unsigned
put_rest(struct walk *w, int64_t as_of)
{
	size_t last = w->course.reached - 1;
	bool over = w->deadline <= as_of;

	put(w, over | (last > 0), last, over ? TIME_STEP_ENDED :
	    TIME_STEP_OPEN, (over ? w->deadline : as_of) - w->reached);
	put(w, !over, last, MOVE_CENSORED, as_of - w->entry);
	return over ? END_OVER : 0;
}

/* From behind the entry on.  Answers enum end. */
static inline ALWAYS_INLINE unsigned
take_events(struct walk *w, const struct conversion *f,
    const struct timeline *t, size_t i)
{
	const struct match_rules *r = &f->definition->rules;
	const struct event *e = t->events;
	size_t n = t->n, steps = r->nstages;

	for (; i < n && e[i].time <= w->deadline; i++) {
		struct plain_class class = f->plain[e[i].class];
		int64_t time = e[i].time;

		w->course.odd |= time == e[i - 1].time;
		if (class.outcome) {
			plain_lose(&w->course, f->plain, t, i, w->deadline);
			return put_loss(w, time, r->as_of);
		}
		take_event(w, class, time);
		if (w->course.reached == steps) {
			w->course.odd |= i + 1 < n && e[i + 1].time == time;
			return at_goal(w, r->as_of);
		}
	}
	return put_rest(w, r->as_of);
}

static void
count_values(struct conversion *f, const struct walk *w,
    const struct timeline *t, size_t entry)
{
	struct plain_course course = { 0 };
	uint32_t event[STAGES_MAX];

	for (size_t i = entry; course.reached < w->course.reached; i++) {
		event[course.reached] = (uint32_t)i;
		plain_take(&course, f->plain[t->events[i].class]);
	}
	conversion_count_values(f, w->cell, t, event, course.reached);
}

static inline ALWAYS_INLINE void
note_times(struct conversion *f, const struct walk *w)
{
	const struct match_rules *r = &f->definition->rules;
	int64_t *horizon = &f->horizon[r->nstages - 1];
	int64_t watched = r->as_of - w->entry;
	int64_t window = w->deadline - w->entry;

	w->cell->watched = watched > w->cell->watched ? watched :
	    w->cell->watched;
	if (r->windowed)
		*horizon = window > *horizon ? window : *horizon;
}

/* Without optional stages, steps are stages. */
static inline ALWAYS_INLINE void
end_walk(struct conversion *f, const struct walk *w, unsigned end)
{
	w->cell->stages[w->course.reached - 1].ends[end]++;
	f->ends = true;
	note_times(f, w);
	w->queue->n = w->n;
	if (w->n > DURATION_QUEUE - DURATIONS_OF_ONE)
		conversion_count_queue(f);
}

static inline ALWAYS_INLINE bool
walk(struct conversion *f, const struct timeline *t, size_t entry)
{
	const struct match_rules *r = &f->definition->rules;
	int64_t time = t->events[entry].time;
	struct walk w = { .queue = f->queue, .n = f->queue->n,
	    .cell = conversion_cell(f, t->events[entry].group, time),
	    .entry = time, .reached = time, .course = { .reached = 1 },
	    .deadline = r->windowed ? rules_window(r, time, 0) : INT64_MAX };
	unsigned end = take_events(&w, f, t, entry + 1);

	if (w.course.odd)
		return false;
	end_walk(f, &w, end);
	if (f->definition->values)
		count_values(f, &w, t, entry);
	return true;
}

bool
conversion_add_plain(struct conversion *f, const struct timeline *t)
{
	const struct match_rules *r = &f->definition->rules;
	const struct event *e = t->events;
	size_t i = 0;

	if (!f->plain || t->undated)
		return false;
	while (i < t->n && !(f->plain[e[i].class].steps & 1))
		i++;
	return i < t->n && e[i].time >= r->from && e[i].time < r->to &&
	    e[i].having && walk(f, t, i);
}

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

/* Where the attempts of a batch are counted. */
static void
find_cells(struct conversion *f, const struct plain_batch *b,
    struct cell *cells[PLAIN_BATCH])
{
	const int32_t *days = plain_days(b, 0);
	bool every = f->definition->every != EVERY_NONE;

	for (size_t i = 0; i < b->n; i++)
		cells[i] = fold_cell(&f->cells, b->groups[i], every ?
		    every_memo_of_day(f->cohorts, days[i]) : 0);
}

/* How they ended, and for how long they were watched. */
static void
count_ends(struct conversion *f, const struct plain_batch *b,
    struct cell *const *cells)
{
	const struct match_rules *r = &f->definition->rules;
	int64_t *horizon = &f->horizon[r->nstages - 1];
	unsigned end = (b->fate == FATE_LOST ? END_LOST : 0) |
	    (b->over ? END_OVER : 0);

	for (size_t i = 0; i < b->n; i++) {
		int64_t watched = r->as_of - b->time[0][i];

		cells[i]->stages[b->reached - 1].ends[end]++;
		if (watched > cells[i]->watched)
			cells[i]->watched = watched;
	}
	for (size_t i = 0; i < b->n && r->windowed; i++)
		if (b->deadline[i] - b->time[0][i] > *horizon)
			*horizon = b->deadline[i] - b->time[0][i];
	f->ends = true;
}

/* A time that is counted of each attempt of a batch. */
struct counted {
	enum plain_since since;
	size_t until;
	uint32_t which;		/* which_time */
};

/* As the walk has them; answers how many. */
static size_t
list_times(const struct plain_batch *b, struct counted out[DURATIONS_OF_ONE])
{
	size_t last = b->reached - 1, n = 0;

	for (size_t k = 1; k <= last; k++)
		out[n++] = (struct counted){ PLAIN_ENTRY, k, which_time(k - 1,
		    MOVE_ADVANCED) };
	for (size_t k = 2; k <= last; k++)
		out[n++] = (struct counted){ PLAIN_BEFORE, k, which_time(
		    k - 1, TIME_STEP_NEXT) };
	if (b->fate == FATE_COMPLETED)
		return n;
	bool lost = b->fate == FATE_LOST;
	if (lost)
		out[n++] = (struct counted){ PLAIN_ENTRY, b->reached,
		    which_time(last, MOVE_OFF) };
	if (lost || b->over)
		out[n++] = (struct counted){ PLAIN_BEFORE, lost ? b->reached :
		    PLAIN_DEADLINE, which_time(last, TIME_STEP_ENDED) };
	else if (last > 0)
		out[n++] = (struct counted){ PLAIN_BEFORE, PLAIN_AS_OF,
		    which_time(last, TIME_STEP_OPEN) };
	if (!b->over)
		out[n++] = (struct counted){ PLAIN_ENTRY, PLAIN_AS_OF,
		    which_time(last, lost ? MOVE_CENSORED_OFF :
		    MOVE_CENSORED) };
	return n;
}

void
conversion_add_batch(void *fold, const struct plain_batch *b)
{
	struct conversion *f = fold;
	struct cell *cells[PLAIN_BATCH];
	struct counted times[DURATIONS_OF_ONE];
	size_t n = list_times(b, times);

	find_cells(f, b, cells);
	count_ends(f, b, cells);
	for (size_t k = 0; k < n; k++) {
		const struct counted *t = &times[k];

		if (f->coarse || f->definition->rules.dates)
			conversion_count_cells(f, cells, t->which, plain_span(
			    b, t->since, t->until)->cell, b->n);
		else
			for (size_t i = 0; i < b->n; i++)
				conversion_queue(f, cells[i], t->which,
				    plain_passed(b, t->since, t->until, i));
	}
}

/* Those who ended at a stage, and how many of them are mature. */
static uint64_t
flush_ends(const struct match_rules *r, struct stage_counts *s, bool last,
    uint64_t *mature)
{
	uint64_t open = s->ends[0], lost = s->ends[END_LOST];
	uint64_t over = s->ends[END_OVER];
	uint64_t lost_over = s->ends[END_LOST | END_OVER];

	memset(s->ends, 0, sizeof s->ends);
	s->fates[last ? FATE_COMPLETED : FATE_OPEN] += open;
	s->fates[last ? FATE_COMPLETED : FATE_EXPIRED] += over;
	s->fates[FATE_LOST] += lost + lost_over;
	*mature += r->windowed ? over + lost_over : 0;
	return open + lost + over + lost_over;
}

/* Who ended at a stage came by those before it. */
static uint64_t
flush_cell(const struct match_rules *r, struct stage_counts *stages)
{
	uint64_t entered = 0, mature = 0;

	for (size_t k = r->nstages; k-- > 0;) {
		bool last = k + 1 == r->nstages;

		entered += flush_ends(r, &stages[k], last, &mature);
		stages[k].entered += entered;
		stages[k].mature += mature;
		if (!last)
			stages[k + 1].mature_before += mature;
	}
	return entered;
}

void
conversion_flush_plain(struct conversion *f)
{
	/* What does not wait may be read by several threads. */
	if (!f->ends)
		return;
	for (size_t i = 0; i < f->cells.index.n; i++) {
		uint64_t entered = flush_cell(&f->definition->rules,
		    conversion_stages(f, i));

		f->entities += entered;
		f->entered += entered;
	}
	f->ends = false;
}
