/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/input_columns.h"

#include <string.h>

#include "cmd/run/conditions.h"
#include "cmd/run/statistic.h"
#include "cmd/run/wide.h"

/* Says which column was taken where none was named. */
static int
find_column(struct input *in, const char *name, enum role role, size_t *out,
    struct fault *fault)
{
	if (name)
		return column_find(in->reader, name, out, fault);
	return column_guess(in->reader, role, out, fault);
}

/* The columns of --by, and behind them that of --currency, or another. */
static int
find_groups(struct input *in, const struct input_needs *needs,
    struct arena *arena, struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct log_options *o = &in->options;
	const char *last = needs->currency && s->currency ? s->currency :
	    needs->beside;
	size_t n = needs->groups ? s->by.n : 0;

	if (n > 16)
		return fault_set(fault, FAULT_USAGE,
		    "--by: more than 16 columns");
	if (n == 0 && !last)
		return 0;
	size_t *groups = arena_alloc(arena, (n + 1) * sizeof *groups);
	const char **names = arena_alloc(arena, (n + 1) * sizeof *names);
	for (size_t i = 0; i < n; i++) {
		if (column_find(in->reader, s->by.items[i], &groups[i],
		    fault) != 0)
			return -1;
		names[i] = reader_column(in->reader, groups[i]);
		for (size_t j = 0; j < i; j++)
			if (groups[j] == groups[i])
				return fault_set(fault, FAULT_USAGE, "--by: "
				    "\"%s\" is there twice", names[i]);
	}
	if (last && column_find(in->reader, last, &groups[n], fault) != 0)
		return -1;
	o->groups = groups;
	o->ngroups = n + (last != NULL);
	o->none_group = s->attribute != NULL;
	in->scope.by = names;
	in->scope.nby = n;
	return 0;
}

/* The column of amounts, and what tells two of them apart. */
static int
find_values(struct input *in, const struct input_needs *needs,
    struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct log_options *o = &in->options;

	o->adds = s->value && !s->attribute_value;
	o->units = o->adds && needs->currency && s->currency;
	if (s->value &&
	    column_find(in->reader, s->value, &o->value, fault) != 0)
		return -1;
	if (s->quantity && !s->value)
		return fault_set(fault, FAULT_USAGE, "--quantity goes with "
		    "--value, the amount of one piece");
	if (s->quantity && column_find(in->reader, s->quantity, &o->quantity,
	    fault) != 0)
		return -1;
	if (!s->key)
		return 0;
	if (!o->adds)
		return fault_set(fault, FAULT_USAGE, "--key tells apart rows "
		    "whose amounts are added: it goes with an amount alone");
	return column_find(in->reader, s->key, &o->key, fault);
}

/* One column, by a name that may hold commas, or the parts of an id. */
static int
find_entity(struct input *in, struct arena *arena, struct fault *fault)
{
	const char *name = in->scope.settings->entity;
	struct log_options *o = &in->options;
	struct text_list names;
	struct fault none;
	size_t *also;

	if (!name || column_find(in->reader, name, &o->entity, &none) == 0)
		return find_column(in, name, ROLE_ENTITY, &o->entity, fault);
	names = text_split(name, ',', true, arena);
	also = arena_alloc(arena, names.n * sizeof *also);
	for (size_t i = 0; i < names.n; i++)
		if (column_find(in->reader, names.items[i], i ? &also[i - 1] :
		    &o->entity, fault) != 0)
			return -1;
	o->also = also;
	o->nalso = names.n - 1;
	return 0;
}

/* What an id consists of, as lists call it. */
static void
name_entity(struct input *in, struct arena *arena)
{
	const struct log_options *o = &in->options;
	struct scope *s = &in->scope;
	const char **names = arena_alloc(arena,
	    (o->nalso + 2) * sizeof *names);

	s->entity = names;
	names[s->nentity++] = o->nalso ? reader_column(in->reader, o->entity) :
	    "entity";
	for (size_t i = 0; i < o->nalso; i++)
		names[s->nentity++] = reader_column(in->reader, o->also[i]);
	if (o->sessions.are)
		names[s->nentity++] = "session";
}

static void
say_taken(const struct input *in)
{
	const struct log_options *o = &in->options;
	const struct { const char *as; size_t column; } taken[] = {
		{ N_(", stage \"%s\""), o->stage },
		{ N_(", time \"%s\""), o->time },
	};
	struct buffer list = { 0 };

	buffer_format(&list, message("entity \"%s\""),

	    reader_column(in->reader, o->entity));
	for (size_t i = 0; i < o->nalso; i++)
		buffer_format(&list, message(", \"%s\""),
		    reader_column(in->reader, o->also[i]));
	for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
		if (taken[i].column != COLUMN_NONE)
			buffer_format(&list, message(taken[i].as),
			    reader_column(in->reader, taken[i].column));
	run_say(in->scope.run, "taken as %s", list.bytes);
	buffer_free(&list);
}

/* Who has stages may think that they count. */
static void
say_stageless(const struct input *in)
{
	const struct settings *s = in->scope.settings;
	const struct statistic *statistic = in->scope.command->statistic;
	const char *name = s->stage;
	struct fault none;
	size_t column;

	if (!in->stageless || !statistic || !statistic->stage_option)
		return;
	if (!name && column_guess(in->reader, ROLE_STAGE, &column,
	    &none) == 0)
		name = reader_column(in->reader, column);
	if (!name && s->stages)
		name = "stage";
	if (name)
		run_say(in->scope.run, "without --%s every row counts, "
		    "whatever its \"%s\"", statistic->stage_option, name);
}

/* A log without times is no log, unless that is said. */
static int
find_time(struct input *in, const struct input_needs *needs,
    struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct log_options *o = &in->options;
	const struct run *run = in->scope.run;

	o->file_times = needs->file_times;
	if (s->no_time)
		o->file_times = arena_alloc(&in->scope.run->arena,
		    (run->nfiles + 1) * sizeof *o->file_times);
	if (o->file_times || find_column(in, s->time, ROLE_TIME, &o->time,
	    fault) == 0)
		return 0;
	if (!s->time && run->command->timeless)
		fault_advise(fault, "  --no-time: there is none, and stages "
		    "were passed in their order\n");
	return -1;
}

/* Of a wide table its own fault says more. */
int
input_say_wide(const struct input *in, struct fault *fault)
{
	if (in->wide.kind != FAULT_NONE)
		*fault = in->wide;
	return -1;
}

/* Before any row is read: later the first of them are gone. */
static void
look_at_head(struct input *in, const struct input_needs *needs)
{
	const struct settings *s = in->scope.settings;
	bool log = !s->time && !s->no_time && !needs->stageless &&
	    !needs->file_times;

	if (!log && !s->dry_run && !s->where.n)
		return;
	head_take(in->reader, &in->head);
	if (log)
		wide_find(in, &in->head, &in->wide);
	if (!s->dry_run && !s->where.n)
		head_free(&in->head);
}

/* What import writes is known by its name. */
static int
find_undated(struct input *in, struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct log_options *o = &in->options;

	if (o->time == COLUMN_NONE || (s->undated && !*s->undated))
		return 0;
	return s->undated ? column_find(in->reader, s->undated, &o->undated,
	    fault) : column_if_there(in->reader, "undated", &o->undated,
	    fault);
}

int
input_columns(struct input *in, const struct input_needs *needs,
    struct arena *arena, struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct log_options *o = &in->options;

	look_at_head(in, needs);
	o->value = o->quantity = o->stage = o->time = o->key = o->undated =
	    COLUMN_NONE;
	in->stageless = needs->stageless || (needs->orders &&
	    input_is_of_orders(in));
	o->each_row = needs->each_row || (needs->orders && in->stageless);
	if (find_entity(in, arena, fault) || (!in->stageless &&
	    find_column(in, s->stage, ROLE_STAGE, &o->stage, fault)) ||
	    find_time(in, needs, fault) || find_undated(in, fault))
		return input_say_wide(in, fault);
	name_entity(in, arena);
	if (!s->quiet && !needs->examine && (!s->entity ||
	    (!s->stage && !in->stageless) || (!s->time && !o->file_times)))
		say_taken(in);
	if (!s->quiet)
		say_stageless(in);
	if (needs->values && find_values(in, needs, fault) != 0)
		return -1;
	if (conditions_read(&s->where, "where", s, &in->scope.zone,
	    in->reader, arena, &o->where, fault) ||
	    conditions_read(&s->having, "having", s, &in->scope.zone,
	    in->reader, arena, &o->having, fault) ||
	    funnel_ask(&in->scope.funnel, s, &in->scope.zone, in->reader,
	    arena, fault))
		return -1;
	return find_groups(in, needs, arena, fault);
}

