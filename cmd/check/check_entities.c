/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults that only all rows of an entity show. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/check/check.h"
#include "io/base/utf8.h"

enum { ENTITY_FIRST = CHECK_REPEAT, ENTITY_LAST = CHECK_NEAR_KEY };

/* Of a kind: the entity that comes first in the input shows it. */
struct sight {
	uint64_t rows, entities;
	uint64_t entity;	/* place at which that entity begins */
	uint64_t place;
	char value[64];
};

/* Ids that are spelled alike, the two that come first. */
struct spelling {
	uint64_t hash;
	uint32_t ids;		/* 0: free */
	uint64_t first, second;	/* places */
	char first_id[24], second_id[24];
};

/* All of one partition of the store. */
struct spellings {
	struct spelling *slots;
	size_t n, mask;
	uint8_t partition;
};

struct worker {
	const struct scope *scope;
	bool known;		/* other stages take no part */
	int64_t to;
	struct sight sights[CHECK_KINDS];
	struct day_counts days;
	struct spellings spellings;
	int64_t future;		/* for check_future: days after this */
};

static void
see(struct worker *w, enum check_kind kind, const struct timeline *t,
    uint64_t entity, size_t event, bool *before)
{
	struct sight *s = &w->sights[kind];

	s->rows++;
	if (*before)
		return;
	*before = true;
	if (s->entities++ > 0 && s->entity < entity)
		return;
	s->entity = entity;
	s->place = t->places[event];
	utf8_copy(s->value, sizeof s->value, t->id, t->id_len);
}

/* What the partition showed; then it is empty for the next. */
static void
end_partition(struct worker *w)
{
	struct spellings *all = &w->spellings;
	struct sight *s = &w->sights[CHECK_NEAR_KEY];

	for (size_t i = 0; all->n && i <= all->mask; i++) {
		const struct spelling *x = &all->slots[i];

		if (x->ids < 2)
			continue;
		s->entities += x->ids;
		if (s->rows++ > 0 && s->place <= x->second)
			continue;
		s->place = x->second;
		snprintf(s->value, sizeof s->value, "%s, %s", x->first_id,
		    x->second_id);
	}
	if (all->n)
		memset(all->slots, 0, (all->mask + 1) * sizeof *all->slots);
	all->n = 0;
}

static struct spelling *
find_spelling(struct spellings *all, uint64_t hash)
{
	size_t at = (hash >> 8) & all->mask;

	while (all->slots[at].ids && all->slots[at].hash != hash)
		at = (at + 1) & all->mask;
	return &all->slots[at];
}

static void
grow_spellings(struct spellings *all)
{
	struct spellings old = *all;

	all->mask = old.slots ? 2 * old.mask + 1 : 1023;
	all->slots = memory_zeroed(all->mask + 1, sizeof *all->slots);
	for (size_t i = 0; old.slots && i <= old.mask; i++)
		if (old.slots[i].ids)
			*find_spelling(all, old.slots[i].hash) =
			    old.slots[i];
	free(old.slots);
}

static void
note_spelling(struct worker *w, const struct timeline *t, uint64_t place)
{
	struct spellings *all = &w->spellings;
	uint64_t hash = spelling_hash(t->id, t->id_len);
	struct spelling *x;

	if ((uint8_t)hash != all->partition)
		end_partition(w);
	all->partition = (uint8_t)hash;
	if (!all->slots || all->n * 2 > all->mask)
		grow_spellings(all);
	x = find_spelling(all, hash);
	if (x->ids++ == 0) {
		x->hash = hash;
		x->first = place;
		utf8_copy(x->first_id, sizeof x->first_id, t->id,
		    t->id_len);
		all->n++;
	} else if (place < x->first) {
		x->second = x->first;
		memcpy(x->second_id, x->first_id, sizeof x->second_id);
		x->first = place;
		utf8_copy(x->first_id, sizeof x->first_id, t->id,
		    t->id_len);
	} else if (x->ids == 2 || place < x->second) {
		x->second = place;
		utf8_copy(x->second_id, sizeof x->second_id, t->id,
		    t->id_len);
	}
}

static void
count_day(struct worker *w, int64_t day)
{
	if (day < DAY_FIRST || day >= DAY_FIRST + DAYS_COUNTED)
		return;
	w->days.rows[day - DAY_FIRST]++;
	w->days.n++;
}

static bool
is_repeat(const struct event *a, const struct event *b)
{
	return a->time == b->time && a->class == b->class &&
	    a->group == b->group && a->value == b->value;
}

static bool
is_stage(const struct funnel *f, const struct event *e, uint32_t stages)
{
	return e->class < f->nclasses && f->classes[e->class].stages & stages;
}

/* When it entered, and was first at an outcome; INT64_MAX: never. */
static void
find_bounds(const struct funnel *f, const struct timeline *t,
    int64_t *entry, int64_t *outcome)
{
	*entry = *outcome = INT64_MAX;
	for (size_t i = t->n; i-- > 0;) {
		const struct event *e = &t->events[i];

		if (is_stage(f, e, 1))
			*entry = e->time;
		if (e->class < f->nclasses && f->classes[e->class].outcome)
			*outcome = e->time;
	}
}

static uint64_t
first_place(const struct timeline *t)
{
	uint64_t place = t->places[0];

	for (size_t i = 1; i < t->n; i++)
		if (t->places[i] < place)
			place = t->places[i];
	return place;
}

static int
visit(void *context, const struct timeline *t, struct fault *fault)
{
	struct worker *w = context;
	const struct funnel *f = &w->scope->funnel;
	uint64_t entity = first_place(t);
	bool before[CHECK_KINDS] = { false };
	const struct event *last = NULL;
	int64_t entry, outcome;

	(void)fault;
	note_spelling(w, t, entity);
	find_bounds(f, t, &entry, &outcome);
	for (size_t i = 0; i < t->n; i++) {
		const struct event *e = &t->events[i];
		int64_t day = scope_day(w->scope, e->time);

		if (e->class == CLASS_UNFIT || day > w->to ||
		    (w->known && e->class == CLASS_OTHER_STAGE))
			continue;
		count_day(w, day);
		if (last && is_repeat(last, e))
			see(w, CHECK_REPEAT, t, entity, i,
			    &before[CHECK_REPEAT]);
		else if (last && last->time == e->time &&
		    (last->class != e->class || last->group != e->group))
			see(w, CHECK_EQUAL_TIME, t, entity, i,
			    &before[CHECK_EQUAL_TIME]);
		if (entry != INT64_MAX && e->time < entry)
			see(w, CHECK_BEFORE_ENTRY, t, entity, i,
			    &before[CHECK_BEFORE_ENTRY]);
		if (e->time > outcome && is_stage(f, e, UINT32_MAX))
			see(w, CHECK_AFTER_OUTCOME, t, entity, i,
			    &before[CHECK_AFTER_OUTCOME]);
		last = e;
	}
	return 0;
}

static int
visit_future(void *context, const struct timeline *t, struct fault *fault)
{
	struct worker *w = context;
	bool before = false;

	(void)fault;
	for (size_t i = 0; i < t->n; i++)
		if (t->events[i].class != CLASS_UNFIT &&
		    scope_day(w->scope, t->events[i].time) > w->future)
			see(w, (enum check_kind)ROW_TIME_FUTURE, t,
			    t->places[i], i, &before);
	return 0;
}

static void
add_sight(struct sight *into, const struct sight *from)
{
	bool earlier = into->entities == 0 || (from->entities > 0 &&
	    (from->entity ? from->entity < into->entity :
	    from->place < into->place));

	if (from->entities == 0)
		return;
	if (earlier) {
		into->entity = from->entity;
		into->place = from->place;
		memcpy(into->value, from->value, sizeof into->value);
	}
	into->rows += from->rows;
	into->entities += from->entities;
}

static void
end_workers(struct worker *workers, size_t n, struct sight *sights,
    struct day_counts *days)
{
	for (size_t i = 0; i < n; i++) {
		struct worker *w = &workers[i];

		end_partition(w);
		for (int k = 0; k < CHECK_KINDS; k++)
			add_sight(&sights[k], &w->sights[k]);
		for (size_t d = 0; days && d < DAYS_COUNTED; d++)
			days->rows[d] += w->days.rows[d];
		if (days)
			days->n += w->days.n;
		free(w->days.rows);
		free(w->spellings.slots);
	}
	free(workers);
}

static int
visit_all(struct input *in, const struct worker *as, visit_timeline *visitor,
    struct sight *sights, struct day_counts *days, struct fault *fault)
{
	size_t n = in->options.threads;
	struct worker *workers = memory_zeroed(n, sizeof *workers);
	void **contexts = memory_array(n, sizeof *contexts);
	int failed;

	for (size_t i = 0; i < n; i++) {
		workers[i] = *as;
		workers[i].days.rows = memory_zeroed(DAYS_COUNTED,
		    sizeof *workers[i].days.rows);
		contexts[i] = &workers[i];
	}
	failed = event_log_visit(in->log, INT64_MAX, visitor, contexts,
	    fault);
	in->scope.facts = *event_log_facts(in->log);
	end_workers(workers, n, sights, days);
	free(contexts);
	return failed;
}

static void
put_finding(const struct input *in, const struct sight *s,
    struct finding *to)
{
	to->rows = s->rows;
	to->entities = s->entities;
	to->placed = s->rows > 0;
	if (!to->placed)
		return;
	event_log_place(in->log, s->place, &to->file, &to->line);
	memcpy(to->value, s->value, sizeof to->value);
}

int
check_entities(struct input *in, int64_t to,
    struct finding findings[CHECK_KINDS], struct day_counts *days,
    struct fault *fault)
{
	const struct worker as = { .scope = &in->scope, .to = to,
	    .known = check_knows_stages(in) };
	struct sight sights[CHECK_KINDS] = { 0 };

	if (visit_all(in, &as, visit, sights, days, fault) != 0)
		return -1;
	for (int k = ENTITY_FIRST; k <= ENTITY_LAST; k++)
		put_finding(in, &sights[k], &findings[k]);
	/* Dates alone cannot tell two events of a day apart. */
	findings[CHECK_REPEAT].note = in->scope.dates;
	findings[CHECK_EQUAL_TIME].note = true;
	return 0;
}

int
check_future(struct input *in, int64_t to, struct finding *finding,
    struct fault *fault)
{
	const struct worker as = { .scope = &in->scope, .future = to };
	struct sight sights[CHECK_KINDS] = { 0 };

	if (visit_all(in, &as, visit_future, sights, NULL, fault) != 0)
		return -1;
	put_finding(in, &sights[ROW_TIME_FUTURE], finding);
	return 0;
}
