/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --events and --close-dates: a row a change of an entity. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "cmd/run/result.h"
#include "cmd/snapshot/snapshot.h"
#include "io/base/sorter.h"
#include "io/text/words.h"

enum { ENTITY, STAGE, TIME, AFTER, FROM, VALUE, AT, BEFORE_CLOSE, AFTER_CLOSE,
	DAYS };

static const struct column all[] = {
	[ENTITY] = { "entity", N_("entity"), LOOK_TEXT },
	[STAGE] = { "stage", N_("stage"), LOOK_TEXT },
	[TIME] = { "time", N_("time"), LOOK_TIME },
	[AFTER] = { "time_after", N_("after"), LOOK_TIME },
	[FROM] = { "from", N_("from"), LOOK_TEXT },
	[VALUE] = { "value", N_("value"), LOOK_NUMBER },
	[AT] = { "at", N_("at"), LOOK_TEXT },
	[BEFORE_CLOSE] = { "close_before", N_("close before"), LOOK_TIME },
	[AFTER_CLOSE] = { "close_after", N_("close after"), LOOK_TIME },
	[DAYS] = { "days", N_("days"), LOOK_NUMBER },
};
static const struct columns columns = COLUMNS_OF(all);

/* Stages of a change beside those of a class. */
enum { NO_STAGE = 0xff, DELETED = 0xfe };

/* A row on its way through the sorter: this, then the id. */
struct change {
	int64_t time, after;	/* after: NO_CLOSE_DATE where not known */
	int64_t close_before, close_after;
	unsigned char value[sizeof(decimal)];
	uint32_t id_len;
	uint8_t stage, from;
};

struct worker {
	const struct snapshots *snapshots;
	bool close_dates;
	enum snapshot_state states[CLASSES_MAX];	/* by class */
	size_t number;
	struct sorter *rows;
	char *bytes;		/* of one row */
	size_t room;
};

static int
compare_changes(const void *x, size_t x_len, const void *y, size_t y_len)
{
	const struct change *a = x, *b = y;
	int order = compare_bytes(a + 1, a->id_len, b + 1, b->id_len);

	(void)x_len;
	(void)y_len;
	return order ? order : (a->time > b->time) - (a->time < b->time);
}

static int
add_change(struct worker *w, const struct timeline *t,
    struct change change, decimal value, struct fault *fault)
{
	size_t len = sizeof change + t->id_len;

	change.id_len = (uint32_t)t->id_len;
	memcpy(change.value, &value, sizeof value);
	w->bytes = memory_reserve(w->bytes, &w->room, len, 1);
	memcpy(w->bytes, &change, sizeof change);
	memcpy(w->bytes + sizeof change, t->id, t->id_len);
	return sorter_add(w->rows, w->number, w->bytes, len, fault);
}

/* The place of a day among the snapshots. */
static size_t
place_of(const struct snapshots *s, int64_t day)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->dates[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* It was in the snapshot before, and is in the next no longer. */
static int
add_deleted(struct worker *w, const struct timeline *t,
    const struct event *last, size_t place, struct fault *fault)
{
	const struct change change = { .time = w->snapshots->dates[place + 1],
	    .after = last->time, .stage = DELETED, .from = last->class };

	return add_change(w, t, change, DECIMAL_NONE, fault);
}

static int
add_events(struct worker *w, const struct timeline *t, struct fault *fault)
{
	const struct snapshots *s = w->snapshots;
	const struct event *last = NULL;
	size_t before = 0;
	int failed = 0;

	for (size_t i = 0; i < t->n && !failed; i++) {
		const struct event *e = &t->events[i];
		size_t place = place_of(s, e->time);
		bool gap = last && before + 1 < place;
		struct change change = { .time = e->time,
		    .after = place ? s->dates[place - 1] : NO_CLOSE_DATE,
		    .stage = e->class, .from = !last ? NO_STAGE :
		    gap ? DELETED : last->class };

		if (gap)
			failed = add_deleted(w, t, last, before, fault);
		if (!failed && (!last || gap || last->class != e->class))
			failed = add_change(w, t, change, e->value, fault);
		last = e;
		before = place;
	}
	if (!failed && last && before + 1 < s->n)
		failed = add_deleted(w, t, last, before, fault);
	return failed;
}

/* Of what is closed the date is no longer what is expected. */
static int
add_closes(struct worker *w, const struct timeline *t, struct fault *fault)
{
	const int64_t *closes = w->snapshots->closes;
	int failed = 0;

	for (size_t i = 1; i < t->n && !failed; i++) {
		const struct event *e = &t->events[i];
		const struct change change = { .time = e->time,
		    .close_before = closes[e[-1].group],
		    .close_after = closes[e->group] };

		if (change.close_before != change.close_after &&
		    w->states[e[-1].class] == SNAPSHOT_OPEN &&
		    w->states[e->class] == SNAPSHOT_OPEN)
			failed = add_change(w, t, change, DECIMAL_NONE,
			    fault);
	}
	return failed;
}

static int
visit(void *context, const struct timeline *t, struct fault *fault)
{
	struct worker *w = context;

	return w->close_dates ? add_closes(w, t, fault) :
	    add_events(w, t, fault);
}

static int
collect(struct input *in, const struct snapshots *snapshots,
    struct sorter *rows, struct fault *fault)
{
	const struct snapshot_settings *s = in->scope.run->settings;
	size_t n = in->options.threads;
	struct worker *workers = memory_zeroed(n, sizeof *workers);
	void **contexts = memory_array(n, sizeof *contexts);
	int failed = 0;

	for (size_t i = 0; i < n && !failed; i++) {
		workers[i] = (struct worker){ .snapshots = snapshots,
		    .close_dates = s->close_dates, .number = i,
		    .rows = rows };
		contexts[i] = &workers[i];
		failed = snapshot_states(&in->scope, workers[i].states,
		    fault);
	}
	if (!failed)
		failed = event_log_visit(in->log, in->scope.as_of, visit,
		    contexts, fault);
	in->scope.facts = *event_log_facts(in->log);
	for (size_t i = 0; i < n; i++)
		free(workers[i].bytes);
	free(workers);
	free(contexts);
	return failed;
}

struct writer {
	const struct scope *scope;
	struct table *table;
};

static void
put_day(struct table *t, size_t column, int64_t day)
{
	char text[16];

	if (day == NO_CLOSE_DATE)
		return;
	day_format(day, text);
	table_word(t, column, text);
}

static void
put_stage(const struct writer *w, size_t column, uint8_t class)
{
	const struct funnel *f = &w->scope->funnel;
	const char *name;

	if (class == NO_STAGE)
		return;
	if (class == DELETED)
		name = "deleted";
	else if (f->classes[class].stages)
		name = f->stages[__builtin_ctz(f->classes[class].stages)].name;
	else
		name = f->classes[class].value;
	table_text(w->table, column, name, strlen(name));
}

/* When between two snapshots it happened. */
static int64_t
time_at(const struct change *c, enum change_end end)
{
	if (end == CHANGE_LAST || c->after == NO_CLOSE_DATE)
		return c->time;
	return end == CHANGE_FIRST ? c->after :
	    c->after + (c->time - c->after) / 2;
}

static void
put_row(const struct writer *w, const struct change *c, int64_t time)
{
	table_add_row(w->table);
	table_text(w->table, ENTITY, (const char *)(c + 1), c->id_len);
	put_day(w->table, TIME, time);
}

static void
put_close(const struct writer *w, const struct change *c)
{
	struct table *t = w->table;

	put_row(w, c, c->time);
	put_day(t, BEFORE_CLOSE, c->close_before);
	put_day(t, AFTER_CLOSE, c->close_after);
	if (c->close_before != NO_CLOSE_DATE &&
	    c->close_after != NO_CLOSE_DATE)
		table_number(t, DAYS, (double)(c->close_after -
		    c->close_before));
}

static void
put_event(const struct writer *w, const struct change *c, enum change_end end)
{
	struct table *t = w->table;
	decimal value;

	put_row(w, c, time_at(c, end));
	memcpy(&value, c->value, sizeof value);
	put_day(t, AFTER, c->after);
	put_stage(w, STAGE, c->stage);
	put_stage(w, FROM, c->from);
	if (value != DECIMAL_NONE)
		table_decimal(t, VALUE, value);
	if (table_has(t, AT))
		table_word(t, AT, change_ends[end]);
}

static void
put_change(void *context, const void *record)
{
	const struct writer *w = context;
	const struct snapshot_settings *s = w->scope->run->settings;

	if (s->close_dates)
		put_close(w, record);
	else if (!s->sensitivity)
		put_event(w, record, s->at ? (enum change_end)(s->at - 1) :
		    CHANGE_LAST);
	else {
		put_event(w, record, CHANGE_FIRST);
		put_event(w, record, CHANGE_LAST);
	}
}

static struct table *
empty_table(const struct scope *scope)
{
	const struct snapshot_settings *s = scope->run->settings;
	struct table *t = table_new(&columns);

	table_has_column(t, ENTITY);
	if (s->close_dates) {
		table_has_column(t, TIME);
		table_has_columns(t, BEFORE_CLOSE, DAYS);
	} else {
		table_has_columns(t, STAGE, FROM);
		if (scope->values)
			table_has_column(t, VALUE);
		if (s->sensitivity)
			table_has_column(t, AT);
	}
	scope_define(scope, t);
	return t;
}

int
snapshot_changes(struct input *in, const struct snapshots *snapshots,
    struct fault *fault)
{
	/* Events have three quarters of --max-memory: see input.c. */
	struct sorter *rows = sorter_new(in->options.threads,
	    in->options.budget / 4, in->options.folder, compare_changes,
	    NULL);
	struct writer w = { .scope = &in->scope };
	int failed = collect(in, snapshots, rows, fault);

	if (!failed)
		failed = input_finish(in, fault);
	if (!failed) {
		w.table = empty_table(&in->scope);
		failed = result_write_sorted(&(struct sorted_result){
		    in->scope.run, rows, w.table, put_change, &w, 0, NULL,
		    0 },
		    fault);
	}
	table_free(w.table);
	sorter_free(rows);
	return failed;
}
