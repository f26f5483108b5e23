/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/outcomes.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/match/duration.h"

struct outcomes *
outcomes_new(const struct outcomes_definition *definition)
{
	struct outcomes *f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	f->definition = definition;
	for (size_t p = 0; p < OUTCOME_PERIODS_MAX; p++)
		f->last[p] = INT64_MIN;
	f->matcher = matcher_new(&definition->rules);
	f->pending = calloc(1, sizeof *f->pending);
	if (!f->matcher || !f->pending) {
		outcomes_free(f);
		return NULL;
	}
	f->nsteps = matcher_steps(f->matcher);
	return f;
}

static void
free_cell(struct outcome_cell *cell, size_t nsteps)
{
	for (size_t k = 0; cell->ages && k < nsteps; k++)
		histogram_free(&cell->ages[k]);
	free(cell->ages);
	free(cell->steps);
	free(cell->records);
	*cell = (struct outcome_cell){ 0 };
}

void
outcomes_free(struct outcomes *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->index.n; i++)
		free_cell(&f->cells[i], f->nsteps);
	free(f->cells);
	cohort_index_free(&f->index);
	matcher_free(f->matcher);
	free(f->pending);
	free(f);
}

bool
outcomes_settle(const struct outcomes *f)
{
	return histogram_flush(f->pending);
}

static bool
new_cell(struct outcomes *f, struct outcome_cell *cell)
{
	*cell = (struct outcome_cell){
		.steps = calloc(f->nsteps, sizeof *cell->steps),
	};
	if (f->definition->ages)
		cell->ages = calloc(f->nsteps, sizeof *cell->ages);
	if (cell->steps && (cell->ages || !f->definition->ages))
		return true;
	free_cell(cell, f->nsteps);
	return false;
}

struct outcome_cell *
outcomes_cell(struct outcomes *f, uint32_t group, size_t period)
{
	if (f->index.n == f->room) {
		size_t room = f->room ? f->room * 2 : 8;
		struct outcome_cell *cells = realloc(f->cells,
		    room * sizeof *cells);
		if (!cells)
			return NULL;
		f->cells = cells;
		f->room = room;
	}
	size_t before = f->index.n;
	size_t i = cohort_index_number(&f->index, group, (int64_t)period);
	if (i == SIZE_MAX || i < before)
		return i == SIZE_MAX ? NULL : &f->cells[i];
	if (new_cell(f, &f->cells[i]))
		return &f->cells[i];
	return NULL;
}

struct outcome_record *
outcomes_record(struct outcome_cell *c)
{
	if (c->nrecords == c->room) {
		size_t room = c->room ? c->room * 2 : 16;
		struct outcome_record *records = realloc(c->records,
		    room * sizeof *records);
		if (!records)
			return NULL;
		c->records = records;
		c->room = room;
	}
	struct outcome_record *r = &c->records[c->nrecords++];
	memset(r, 0, sizeof *r);
	return r;
}

/* OUTCOME_PERIODS_MAX: in none. */
static size_t
period_of(const struct outcomes_definition *d, int64_t entry)
{
	for (size_t i = 0; i < d->nperiods; i++)
		if (entry >= d->periods[i].from && entry < d->periods[i].to)
			return i;
	return d->nperiods ? OUTCOME_PERIODS_MAX : d->period;
}

static bool
has_reached(const struct match_rules *r, const struct attempt *a, size_t k)
{
	return r->order == MATCH_TOUCH ? a->touched >> k & 1 :
	    k < a->reached;
}

/* Still may get to a step: with touch nothing ever ends, but a window. */
static bool
is_open(const struct match_rules *r, const struct attempt *a, size_t k)
{
	if (has_reached(r, a, k))
		return false;
	if (r->order == MATCH_TOUCH)
		return !r->windowed || a->deadline > r->as_of;
	return a->fate == FATE_OPEN;
}

static void
add_purchases(struct outcomes *f, const struct timeline *t,
    struct outcome_record *record)
{
	const struct match_rules *r = &f->definition->rules;
	size_t purchase = f->definition->purchase;
	record->key = 0;
	for (size_t i = 0; i < t->n; i++) {
		const struct event *e = &t->events[i];
		if (!(r->stages[e->class] >> purchase & 1))
			continue;
		record->purchases++;
		record->last = e->time;
		if (e->value != DECIMAL_NONE &&
		    !decimal_add(&record->key, e->value))
			f->overflowed = true;
	}
}

static enum status
add_record(struct outcomes *f, struct outcome_cell *cell,
    const struct timeline *t, const struct attempt *a, size_t of_group)
{
	const struct outcomes_definition *d = f->definition;
	struct outcome_record *record = outcomes_record(cell);
	if (!record)
		return STATUS_NO_MEMORY;
	bool reached = has_reached(&d->rules, a, d->goal);
	record->key = t->events[of_group].value;
	record->measured = reached ? t->events[a->event[d->goal]].value :
	    DECIMAL_NONE;
	if (reached)
		record->flags |= RECORD_REACHED;
	if (d->rules.windowed && a->deadline <= d->rules.as_of)
		record->flags |= RECORD_MATURE;
	if (is_open(&d->rules, a, d->goal))
		record->flags |= RECORD_OPEN;
	if (d->purchases)
		add_purchases(f, t, record);
	return STATUS_OK;
}

static enum status
count_attempt(struct outcomes *f, struct outcome_cell *cell,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	bool mature = r->windowed && a->deadline <= r->as_of, fine = true;
	for (size_t k = 0; k < f->nsteps; k++) {
		struct outcome_counts *c = &cell->steps[k];
		if (!has_reached(r, a, k))
			continue;
		c->reached++;
		c->mature += mature;
		if (cell->ages && k > 0)
			fine &= histogram_later(f->pending,
			    &cell->ages[k], duration_cell(r, a->entry,
			    a->time[k]));
	}
	/* Touch knows no step after which it is open: the goal's. */
	bool touch = r->order == MATCH_TOUCH;
	size_t at = touch ? f->definition->goal : a->reached;
	if (at > 0 && is_open(r, a, touch ? at : f->nsteps - 1))
		cell->steps[at - 1].open++;
	return fine ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status
outcomes_add(struct outcomes *f, const struct timeline *t)
{
	const struct outcomes_definition *d = f->definition;
	const struct attempt *a;
	size_t n;
	enum status status = matcher_match(f->matcher, t, &a, &n, NULL);
	if (status != STATUS_OK || n == 0 ||
	    !has_reached(&d->rules, a, 0))
		return status;
	size_t period = period_of(d, a->entry);
	if (period == OUTCOME_PERIODS_MAX)
		return STATUS_OK;
	size_t i = d->attribute == ATTRIBUTE_ENTRY ? a->entry_event :
	    d->attribute == ATTRIBUTE_FIRST ? 0 : t->n - 1;
	struct outcome_cell *cell = outcomes_cell(f, t->events[i].group,
	    period);
	if (!cell)
		return STATUS_NO_MEMORY;
	if (a->entry > f->last[period])
		f->last[period] = a->entry;
	status = count_attempt(f, cell, a);
	return status == STATUS_OK && d->records ?
	    add_record(f, cell, t, a, i) : status;
}

static bool
merge_cell(struct outcomes *f, struct outcome_cell *into,
    struct outcome_cell *from)
{
	bool fine = true;
	for (size_t k = 0; k < f->nsteps; k++) {
		into->steps[k].reached += from->steps[k].reached;
		into->steps[k].mature += from->steps[k].mature;
		into->steps[k].open += from->steps[k].open;
		if (into->ages)
			fine &= histogram_merge(&into->ages[k],
			    &from->ages[k]);
	}
	if (from->nrecords == 0)
		return fine;
	size_t n = into->nrecords + from->nrecords;
	struct outcome_record *all = realloc(into->records,
	    n * sizeof *all);
	if (!all)
		return false;
	memcpy(all + into->nrecords, from->records,
	    from->nrecords * sizeof *all);
	into->records = all;
	into->nrecords = into->room = n;
	return fine;
}

enum status
outcomes_merge(struct outcomes *into, struct outcomes *from)
{
	if (!outcomes_settle(into) || !outcomes_settle(from))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < from->index.n; i++) {
		const struct cohort_key *key = &from->index.keys[i];
		struct outcome_cell *cell = outcomes_cell(into, key->group,
		    (size_t)key->cohort);
		if (!cell || !merge_cell(into, cell, &from->cells[i]))
			return STATUS_NO_MEMORY;
	}
	for (size_t i = 0; i < from->index.n; i++)
		free_cell(&from->cells[i], from->nsteps);
	cohort_index_free(&from->index);
	for (size_t p = 0; p < OUTCOME_PERIODS_MAX; p++) {
		if (from->last[p] > into->last[p])
			into->last[p] = from->last[p];
		from->last[p] = INT64_MIN;
	}
	into->overflowed |= from->overflowed;
	return STATUS_OK;
}

static void *
class_new(const void *definition)
{
	return outcomes_new(definition);
}

static enum status
class_add(void *fold, const struct timeline *timeline)
{
	return outcomes_add(fold, timeline);
}

static enum status
class_merge(void *into, void *from)
{
	return outcomes_merge(into, from);
}

static enum status
class_save(const void *fold, const struct group_names *names,
    struct buffer *out)
{
	return outcomes_save(fold, names, out);
}

static enum status
class_load(void *fold, const struct group_names *names, const char *bytes,
    size_t len)
{
	return outcomes_load(fold, names, bytes, len);
}

static void
class_free(void *fold)
{
	outcomes_free(fold);
}

const struct fold_class outcomes_class = {
	"outcomes", class_new, class_add, class_merge, class_save,
	class_load, class_free,
};
