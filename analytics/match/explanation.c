/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/match/explanation.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/match/matching_private.h"

/* One event, and the attempt that it is told by. */
struct asked {
	const struct matcher *m;
	const struct timeline *t;
	const struct attempt *a;
	size_t i;
	const struct event *e;
	uint32_t steps;		/* that it can fill */
	const struct around *around;
};

/* What all events of a timeline are asked about, found once. */
struct around {
	size_t first_entry;	/* the first event that could be one */
	int64_t *later;		/* by event: when one of the funnel follows at
				   a later time; INT64_MAX: never */
};

static struct reason
say(enum why why, size_t step, int64_t time)
{
	return (struct reason){ .why = why, .first = (uint8_t)step,
	    .last = (uint8_t)step, .time = time };
}

/* Steps, or an optional stage, that this very event shows. */
static bool
is_taken(const struct asked *q, struct reason *out)
{
	const struct attempt *a = q->a;
	bool touch = q->m->rules->order == MATCH_TOUCH, any = false;

	for (size_t k = 0; k < a->reached; k++) {
		if (a->event[k] != q->i || (touch && !(a->touched >> k & 1)))
			continue;
		if (!any)
			*out = say(WHY_STEP, k, k > 0 ? a->time[k - 1] :
			    a->time[k]);
		any = true;
		out->last = (uint8_t)k;
	}
	for (uint32_t left = a->optional; left && !any; left &= left - 1) {
		size_t k = (size_t)__builtin_ctz(left);

		any = a->optional_event[k] == q->i;
		if (any)
			*out = say(WHY_OPTIONAL, k, q->e->time);
	}
	return any;
}

/* Outside of the attempt, or on one of its ends. */
static bool
is_outside(const struct asked *q, struct reason *out)
{
	const struct match_rules *r = q->m->rules;
	const struct attempt *a = q->a;
	uint32_t entries = of_steps(q->m->rules->order) ? 1 : ~(uint32_t)0;
	int64_t now = q->e->time;

	if (q->i < a->entry_event)
		*out = say(q->i < q->around->first_entry ? WHY_BEFORE_ENTRY :
		    q->steps & entries ? WHY_OTHER_ENTRY : WHY_OTHER_ATTEMPT,
		    0, a->entry);
	else if (q->i == a->entry_event)
		*out = say(WHY_ENTRY, 0, now);
	else if (of_steps(r->order) && (q->steps & 1) &&
	    r->entry != ENTRY_FIRST)
		*out = say(WHY_OTHER_ENTRY, 0, a->entry);
	else if (a->fate == FATE_COMPLETED && (now > a->fate_time ||
	    (now == a->fate_time && r->outcome[q->e->class])))
		*out = say(WHY_COMPLETED, 0, a->fate_time);
	else if (a->fate == FATE_LOST && a->excluded && now > a->fate_time)
		*out = say(WHY_ENDED, 0, a->fate_time);
	else if (a->fate == FATE_EXPIRED && now > a->fate_time)
		*out = say(WHY_AFTER_WINDOW, 0, a->fate_time);
	else if (now > a->deadline)
		*out = say(WHY_AFTER_WINDOW, 0, a->deadline);
	else if (a->fate == FATE_LOST && now > a->fate_time)
		*out = say(WHY_LOST_BEFORE, 0, a->fate_time);
	else
		return false;
	return true;
}

/* An outcome, an exclusion, an optional stage: what fills no step. */
static bool
is_no_step(const struct asked *q, struct reason *out)
{
	const struct match_rules *r = q->m->rules;
	const struct attempt *a = q->a;
	bool lost = a->fate == FATE_LOST;

	if (lost && q->i == a->fate_event)
		*out = say(a->excluded ? WHY_EXCLUDES : WHY_LOST, 0,
		    a->fate_time);
	else if (r->outcome[q->e->class] && lost && q->e->time ==
	    a->fate_time)
		*out = say(WHY_LOST_BEFORE, 0, a->fate_time);
	else if (r->outcome[q->e->class])
		*out = say(WHY_REOPENED, 0, q->around->later[q->i]);
	else if (!r->stages[q->e->class])
		*out = say(WHY_EXCLUDES_NOT, 0, q->e->time);
	else if (!q->steps)
		*out = say(WHY_OPTIONAL_NOT, (size_t)__builtin_ctz(
		    r->stages[q->e->class] & r->optional), q->e->time);
	else
		return false;
	return true;
}

/* Why it was not the next step, which it could be. */
static struct reason
not_next(const struct asked *q, size_t reached)
{
	const struct match_rules *r = q->m->rules;
	int64_t now = q->e->time, before;

	if (reached == 0)
		return say(WHY_APART, 0, now);
	before = q->a->time[reached - 1];
	if (r->ties_against && before == now)
		return say(WHY_TIE, reached - 1, before);
	if (r->gapped && rules_end(r, r->min_gap, before) > now)
		return say(WHY_TOO_SOON, reached - 1, before);
	if (r->stepped && (now > rules_end(r, r->step_within, before) ||
	    now > rules_window(r, q->a->entry, reached)))
		return say(WHY_TOO_LATE, reached - 1, before);
	return say(r->order == MATCH_STRICT ? WHY_APART : WHY_OTHER_CHAIN,
	    reached, now);
}

/* Few events are the first of a stage, and none after so many. */
#define FIRSTS_MAX 1000

/* How many stages the events of the attempt fill, up to one of them. */
static int
filled_before(const struct asked *q, size_t end)
{
	struct moment all = { q->a->entry_event, end, 0 };
	uint32_t filled = 0, event[STAGES_MAX];

	for (size_t s = 0; s < q->m->nsteps; s++) {
		uint32_t visited = 0;

		if (augment(q->m, q->t, &all, s, filled, &visited, event))
			filled |= (uint32_t)1 << s;
	}
	return __builtin_popcount(filled);
}

/* An event of steps, inside the attempt, that shows none. */
static struct reason
not_taken(const struct asked *q)
{
	const struct attempt *a = q->a;
	bool strict = q->m->rules->order == MATCH_STRICT;
	size_t reached = 0, earlier = 0;

	while (reached < a->reached && a->time[reached] <= q->e->time)
		earlier += a->time[reached++] < q->e->time;
	if (q->m->rules->order == MATCH_ANY && reached == 0 &&
	    q->i - a->entry_event < FIRSTS_MAX &&
	    filled_before(q, q->i + 1) > filled_before(q, q->i))
		return say(WHY_WAITS, 0, a->reached ? a->time[0] : INT64_MAX);
	if (!of_steps(q->m->rules->order)) {
		size_t last = (size_t)(31 - __builtin_clz(q->steps));
		/* In any order times are of levels, not of stages. */
		bool known = q->m->rules->order == MATCH_TOUCH ?
		    a->touched >> last & 1 : last < a->reached &&
		    q->m->rules->order == MATCH_REACH;

		return say(WHY_AGAIN, last, known ? a->time[last] :
		    q->e->time);
	}
	uint32_t before = q->steps & (((uint32_t)1 << reached) - 1);
	size_t last = before ? (size_t)(31 - __builtin_clz(before)) : 0;
	/* At the very time of the next steps it comes before them. */
	if (before && (!strict || last + 1 >= earlier))
		return say(WHY_AGAIN, last, a->time[last]);
	if (q->steps >> reached & 1)
		return not_next(q, reached);
	return say(strict ? WHY_APART : WHY_AHEAD, reached, q->e->time);
}

/* Any event of the funnel inside the attempt opens a lost one again. */
static bool
reopens(const struct asked *q)
{
	const struct match_rules *r = q->m->rules;

	if (!r->stages[q->e->class])
		return false;
	for (size_t i = q->i; i-- > q->a->entry_event;) {
		const struct event *e = &q->t->events[i];

		if (e->time == q->e->time)
			continue;
		if (r->outcome[e->class])
			return true;
		if (r->stages[e->class])
			return false;
	}
	return false;
}

static struct reason
reason_of(const struct matcher *m, const struct timeline *t,
    const struct attempt *a, size_t i, const struct around *around)
{
	const struct event *e = &t->events[i];
	struct asked q = { m, t, a, i, e, m->steps[e->class], around };
	struct reason reason;

	if (a->outcome_only && i == a->fate_event)
		return say(WHY_ONLY_LOST, 0, e->time);
	bool taken = is_taken(&q, &reason);
	if (!taken && is_outside(&q, &reason))
		return reason;
	if (!taken && !is_no_step(&q, &reason))
		reason = not_taken(&q);
	reason.reopens = reopens(&q);
	reason.skips = a->fate == FATE_SKIPPED && i == a->fate_event;
	return reason;
}

static struct reason
without_attempt(const struct matcher *m, const struct timeline *t, size_t i,
    enum match_verdict verdict)
{
	bool drops = m->rules->drops[t->events[i].class];

	if (verdict == MATCH_DROPPED)
		return say(drops ? WHY_DROPS : WHY_DROPPED, 0, INT64_MAX);
	return say(WHY_BEFORE_ENTRY, 0, INT64_MAX);
}

static void
look_around(const struct matcher *m, const struct timeline *t,
    struct around *out)
{
	uint32_t entries = of_steps(m->rules->order) ? 1 : ~(uint32_t)0;
	int64_t here = INT64_MAX, next = INT64_MAX;

	out->first_entry = 0;
	while (out->first_entry < t->n &&
	    !(steps_of(m, t, out->first_entry) & entries))
		out->first_entry++;
	out->later = memory_array(t->n + 1, sizeof *out->later);
	for (size_t i = t->n; i-- > 0;) {
		const struct event *e = &t->events[i];

		/* Events of one time have the same that is later. */
		if (i + 1 == t->n || t->events[i + 1].time != e->time)
			next = here;
		out->later[i] = next;
		if (m->rules->stages[e->class])
			here = e->time;
	}
}

static void
keep(struct explanation *x, const struct attempt *a, size_t n,
    const struct matcher *m, const struct timeline *t)
{
	x->attempts = memory_array(n + 1, sizeof *x->attempts);
	x->verdicts = memory_array(n + 1, sizeof *x->verdicts);
	x->reasons = memory_array(t->n + 1, sizeof *x->reasons);
	memcpy(x->attempts, a, n * sizeof *a);
	for (size_t i = 0; i < n; i++)
		x->verdicts[i] = attempt_verdict(m, t, &a[i]);
	x->n = n;
}

/*
 * The attempts of which events are told.  The matcher keeps those that
 * count; of one that does not, it leaves the first.
 */
static enum status
find_attempts(struct matcher *m, const struct timeline *t,
    struct explanation *x)
{
	const struct attempt *a;
	size_t n;
	enum status status = m->rules->attempts ?
	    matcher_all(m, t, &a, &n, &x->verdict) :
	    matcher_match(m, t, &a, &n, &x->verdict);

	if (status != STATUS_OK)
		return status;
	if (n == 0 && x->verdict != MATCH_DROPPED && a->reached > 0)
		n = 1;
	keep(x, a, n, m, t);
	return STATUS_OK;
}

enum status
explain(struct matcher *m, const struct timeline *t,
    struct explanation *out)
{
	struct around around;

	*out = (struct explanation){ 0 };
	enum status status = find_attempts(m, t, out);

	if (status != STATUS_OK)
		return status;
	look_around(m, t, &around);
	for (size_t i = 0, at = 0; i < t->n; i++) {
		while (at + 1 < out->n &&
		    out->attempts[at + 1].entry_event <= i)
			at++;
		out->reasons[i] = out->n == 0 ?
		    without_attempt(m, t, i, out->verdict) :
		    reason_of(m, t, &out->attempts[at], i, &around);
		out->reasons[i].attempt = at;
	}
	free(around.later);
	return STATUS_OK;
}

void
explanation_free(struct explanation *x)
{
	free(x->attempts);
	free(x->verdicts);
	free(x->reasons);
	*x = (struct explanation){ 0 };
}
