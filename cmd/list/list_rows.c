/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From timelines to sorted rows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "analytics/match/stay.h"
#include "cmd/list/list.h"

struct worker {
	const struct list_plan *plan;
	size_t number;
	struct matcher *matcher;
	struct sorter *rows;
	struct list_counts counts;
	decimal amount;		/* of the timeline, for all its attempts */
	unsigned char *bytes;	/* of one row */
	size_t room;
};

static int
compare_ids(const struct list_row *a, const struct list_row *b)
{
	const char *x = (const char *)(a + 1) + sizeof(int64_t) *
	    (size_t)__builtin_popcount(a->stages);
	const char *y = (const char *)(b + 1) + sizeof(int64_t) *
	    (size_t)__builtin_popcount(b->stages);

	return compare_bytes(x, a->id_len, y, b->id_len);
}

static int
compare_rows(const void *x, size_t x_len, const void *y, size_t y_len)
{
	const struct list_row *a = x, *b = y;

	(void)x_len;
	(void)y_len;
	int ids = 0;
	if (a->by_id && (ids = compare_ids(a, b)) != 0)
		return a->by_id == 2 ? -ids : ids;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->entry != b->entry)
		return a->entry < b->entry ? -1 : 1;
	if (!a->by_id && (ids = compare_ids(a, b)) != 0)
		return ids;
	return (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

/* By which rows come in order first, unless that is by ids. */
static int64_t
rank_of_row(const void *record, size_t len)
{
	const struct list_row *row = record;

	(void)len;
	return row->by_id ? 0 : row->rank;
}

/* An amount times something, as a number that is ordered alike: so are the
   bits of doubles of one sign. */
static int64_t
rank_of_amount(const struct list_row *row, double times)
{
	double product = decimal_double(list_amount(row)) * times;
	double size = fabs(product);
	int64_t bits;

	memcpy(&bits, &size, sizeof bits);
	return product < 0 ? -bits : bits;
}

/* What a row is sorted by; what is not defined comes last. */
static int64_t
rank_of(const struct list_plan *p, const struct list_row *row)
{
	int64_t rank = row->entry;
	bool known = row->counts;

	switch (p->sort) {
	case SORT_ENTRY:
		break;
	case SORT_ENTITY:
		return 0;
	case SORT_STAGE:
		rank = row->stage;
		break;
	case SORT_OUTCOME:
		rank = row->fate;
		known &= row->balanced;
		break;
	case SORT_IN_STAGE:
		rank = row->in_stage;
		known &= row->stay_known && row->fate != FATE_COMPLETED;
		break;
	case SORT_TOTAL:
		rank = row->total;
		known &= row->total_known;
		break;
	case SORT_LAST:
		rank = row->last;
		known = true;
		break;
	case SORT_AMOUNT:
		rank = rank_of_amount(row, 1);
		known = list_amount(row) != DECIMAL_NONE;
		break;
	case SORT_AMOUNT_DAYS:
		rank = rank_of_amount(row, (double)row->in_stage);
		known &= row->stay_known && row->fate != FATE_COMPLETED &&
		    list_amount(row) != DECIMAL_NONE;
		break;
	}
	return !known ? INT64_MAX : p->down ? -rank : rank;
}

/* The times of its stages, and which they are. */
static uint32_t
take_times(const struct worker *w, const struct timeline *t,
    const struct attempt *a, int64_t times[STAGES_MAX])
{
	const struct match_rules *r = &w->plan->rules;
	size_t steps = matcher_steps(w->matcher);
	uint32_t stages = 0;

	for (size_t k = 0; k < steps; k++) {
		bool there = r->order == MATCH_TOUCH ? a->touched >> k & 1 :
		    k < a->reached;
		size_t stage = matcher_stage(w->matcher, k);

		times[stage] = a->time[k];
		stages |= (uint32_t)there << stage;
	}
	for (uint32_t left = a->optional; left; left &= left - 1) {
		size_t stage = (size_t)__builtin_ctz(left);

		times[stage] = t->events[a->optional_event[stage]].time;
		stages |= (uint32_t)1 << stage;
	}
	return stages;
}

/* Whether it is open and has stood still for too long. */
static bool
is_stuck(const struct list_plan *p, const struct attempt *a,
    const struct stay *stay)
{
	return a->fate == FATE_OPEN && rules_end(&p->rules, p->stuck_over,
	    stay->since) < p->rules.as_of;
}

static bool
is_listed(const struct list_plan *p, const struct list_row *row,
    const struct attempt *a, const struct stay *stay)
{
	if (p->reached && !(row->stages & p->reached))
		return false;
	if (p->not_reached && (row->stages & p->not_reached))
		return false;
	if (p->fates && !(row->counts && (p->fates >> row->fate & 1)))
		return false;
	return !p->stuck || (a && is_stuck(p, a, stay));
}

/* Of the last event that has one. */
static decimal
amount_of(const struct timeline *t)
{
	decimal amount = DECIMAL_NONE;

	for (size_t i = t->n; i > 0 && amount == DECIMAL_NONE; i--)
		amount = t->events[i - 1].value;
	return amount;
}

static int
add_row(struct worker *w, struct list_row *row, const struct timeline *t,
    const int64_t times[STAGES_MAX], struct fault *fault)
{
	const struct list_plan *p = w->plan;
	size_t n = (size_t)__builtin_popcount(row->stages);
	size_t len = sizeof *row + n * sizeof *times + t->id_len;

	w->bytes = memory_reserve(w->bytes, &w->room, len, 1);
	row->id_len = (uint32_t)t->id_len;
	memcpy(row->amount, &w->amount, sizeof w->amount);
	row->rank = rank_of(p, row);
	row->by_id = p->sort == SORT_ENTITY ? 1 + p->down : 0;
	memcpy(w->bytes, row, sizeof *row);
	unsigned char *to = w->bytes + sizeof *row;
	for (uint32_t left = row->stages; left; left &= left - 1) {
		memcpy(to, &times[__builtin_ctz(left)], sizeof *times);
		to += sizeof *times;
	}
	memcpy(to, t->id, t->id_len);
	w->counts.listed += row->counts;
	return sorter_add(w->rows, w->number, w->bytes, len, fault);
}

/* A span is known if both of its ends are dated. */
static void
take_undated(const struct list_plan *p, const struct attempt *a,
    struct list_row *row)
{
	bool entry = !a->undated || (a->seen & 1);
	bool latest = !a->undated || (a->seen >> (a->reached - 1) & 1);

	row->stay_known = !a->fate_undated &&
	    (p->cumulative ? !a->undated : latest);
	row->total_known = !a->fate_undated && entry &&
	    (a->fate != FATE_COMPLETED || latest);
}

static int
list_attempt(struct worker *w, const struct timeline *t,
    const struct attempt *a, size_t ordinal, struct fault *fault)
{
	const struct list_plan *p = w->plan;
	int64_t times[STAGES_MAX];
	struct stay stay = { 0 };
	struct list_row row = { .entry = a->entry, .counts = true,
	    .ordinal = (uint32_t)ordinal, .fate = (uint8_t)a->fate,
	    .stage = (uint8_t)matcher_stage(w->matcher, a->reached - 1),
	    .balanced = p->rules.order != MATCH_TOUCH,
	    .group = attribute_group(&p->scope->attribute, t, a),
	    .last = t->events[t->n - 1].time };

	row.stages = take_times(w, t, a, times);
	if (row.balanced) {
		attempt_stay(w->matcher, t, a, &stay);
		row.in_stage = p->cumulative ? stay.cumulative : stay.latest;
		row.total = rules_elapsed(&p->rules, a->entry, a->fate_time);
		take_undated(p, a, &row);
	}
	if (!is_listed(p, &row, a, &stay))
		return 0;
	return add_row(w, &row, t, times, fault);
}

static int
list_other(struct worker *w, const struct timeline *t, struct fault *fault)
{
	struct list_row row = { .entry = INT64_MAX,
	    .group = attribute_group(&w->plan->scope->attribute, t, NULL),
	    .last = t->events[t->n - 1].time };

	if (!is_listed(w->plan, &row, NULL, NULL))
		return 0;
	return add_row(w, &row, t, NULL, fault);
}

static int
visit(void *context, const struct timeline *t, struct fault *fault)
{
	struct worker *w = context;
	const struct attempt *attempts;
	size_t n;
	enum status status = matcher_match(w->matcher, t, &attempts, &n,
	    NULL);

	if (status != STATUS_OK)
		return fault_set(fault, FAULT_INPUT, "%s",
		    message(status_sentence(status)));
	w->counts.attempts += n;
	w->amount = amount_of(t);
	for (size_t i = 0; i < n; i++)
		if (list_attempt(w, t, &attempts[i], i, fault) != 0)
			return -1;
	return n == 0 && w->plan->all ? list_other(w, t, fault) : 0;
}

/* A worker each; contexts point to them. */
static struct worker *
new_workers(const struct list_plan *p, struct sorter *rows, size_t n,
    void **contexts)
{
	struct worker *workers = memory_zeroed(n, sizeof *workers);

	for (size_t i = 0; i < n; i++) {
		workers[i] = (struct worker){ .plan = p, .number = i,
		    .matcher = matcher_new(&p->rules), .rows = rows };
		contexts[i] = &workers[i];
	}
	return workers;
}

static void
free_workers(struct worker *workers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		matcher_free(workers[i].matcher);
		free(workers[i].bytes);
	}
	free(workers);
}

int
list_rows(struct input *in, const struct list_plan *p, struct sorter **out,
    struct list_counts *counts, struct fault *fault)
{
	size_t n = in->options.threads;
	void **contexts = memory_zeroed(n, sizeof *contexts);
	/* Events have three quarters of --max-memory: see input.c. */
	struct sorter *rows = sorter_new(n, in->options.budget / 4,
	    in->options.folder, compare_rows, rank_of_row);
	struct worker *workers = new_workers(p, rows, n, contexts);

	event_log_last_visit(in->log);
	int failed = event_log_visit(in->log, p->rules.as_of, visit,
	    contexts, fault);

	in->scope.facts = *event_log_facts(in->log);
	for (size_t i = 0; i < n; i++) {
		counts->attempts += workers[i].counts.attempts;
		counts->listed += workers[i].counts.listed;
	}
	free_workers(workers, n);
	free(contexts);
	*out = rows;
	return failed;
}
