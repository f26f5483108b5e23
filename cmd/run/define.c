/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The definition that travels with a result. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/run/balance.h"
#include "cmd/run/scope.h"

static const char *const orders[] = { "ordered", "strict", "any", "reach",
	"touch" };
static const char *const entries[] = { "first", "best", "latest" };

static void
define_list(struct table *t, const char *key, const char *const *items,
    size_t n, struct arena *arena)
{
	size_t len = 1;

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		len += strlen(items[i]) + 3;
	char *text = arena_alloc(arena, len);
	for (size_t i = 0; i < n; i++) {
		strcat(text, i ? ", " : "");
		strcat(text, items[i]);
	}
	table_define(t, key, text);
}

/* "step-within" as a key: step_within. */
static void
define_option(struct table *t, const char *name, const char *value)
{
	char key[40];

	snprintf(key, sizeof key, "%s", name);
	for (char *c = key; *c; c++)
		if (*c == '-')
			*c = '_';
	table_define(t, key, value);
}

/* Options that are told elsewhere, or in other words. */
static bool
is_defined_elsewhere(const char *name)
{
	static const char *const names[] = { "stages", "lost", "tz", "order",
	    "entry", "ties", "as-of", "value", "total", "level", "by",
	    "week-start", "goal", "wide", "summary", "tests", NULL };

	for (size_t i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Everything that was asked for, each by the name of its option. */
static void
define_given(const struct scope *in, struct table *t)
{
	struct option_walk w = { .groups = in->command->groups };

	while (option_next(&w)) {
		const char *name = w.spec->name, *value;

		if (!w.groups[w.group]->defines || is_defined_elsewhere(name))
			continue;
		for (size_t i = 0; (value = option_value(w.spec, in->settings,
		    i, &in->run->arena)); i++)
			define_option(t, name, value);
	}
}

/* The stage that counts, asked for or not, where one does. */
static void
define_goal(const struct scope *in, struct table *t)
{
	const struct funnel *f = &in->funnel;
	struct fault fault;
	size_t stage;

	if (f->nstages > 0 && option_by_name(in->command->groups, "goal") &&
	    funnel_goal(f, "goal", in->settings->goal, &stage, &fault) == 0)
		table_define(t, "goal", f->stages[stage].name);
}

/* What was asked for: the policy. */
static void
define_policy(const struct scope *in, struct table *t)
{
	const struct settings *s = in->settings;
	char level[40];

	/* A table of entities has no stages to match. */
	if (in->funnel.nstages > 0 && option_by_name(in->command->groups,
	    "order")) {
		table_define(t, "order", orders[s->order ? s->order - 1 : 0]);
		table_define(t, "entry",
		    entries[s->entry ? s->entry - 1 : 0]);
		table_define(t, "ties", s->ties == 2 ? "against" : "for");
	}
	define_list(t, "by", in->by, in->nby, &in->run->arena);
	define_list(t, "join", s->join.items, s->join.n, &in->run->arena);
	if (s->session)
		table_define(t, "session", s->session);
	define_given(in, t);
	if (s->every == EVERY_WEEK)
		table_define(t, "week_start",
		    weekday_names[s->week_start ? s->week_start - 1 : 0]);
	if (!option_by_name(in->command->groups, "level"))
		return;
	snprintf(level, sizeof level, "%.12g", scope_level(in));
	table_define(t, "level", level);
}

/* The times that the data speak of. */
static void
define_times(const struct scope *in, struct table *t)
{
	const struct log_facts *f = &in->facts;
	char first[40], last[40], text[1024];

	if (in->as_of_given)
		snprintf(text, sizeof text, "%s", in->settings->as_of);
	else
		scope_time_text(in, in->as_of, text);
	table_define(t, "as_of", text);
	table_define(t, "tz", in->zone.name);
	scope_time_forms(in, untranslated, text, sizeof text);
	if (*text)
		table_define(t, "times", text);
	scope_time_text(in, f->first, first);
	scope_time_text(in, f->last, last);
	snprintf(text, sizeof text, "%s to %s", first, last);
	table_define(t, "span", text);
}

/* What was found: the span and the balance. */
static void
define_facts(const struct scope *in, struct table *t)
{
	const struct log_facts *f = &in->facts;
	char text[1024];

	/* A table of durations has no times. */
	if (in->settings->no_time)
		table_define(t, "times", "none");
	else if (in->zone.name[0])
		define_times(in, t);
	if (in->settings->session)
		snprintf(text, sizeof text, "%" PRIu64 " sessions of %" PRIu64,
		    f->entities, f->cut);
	else
		snprintf(text, sizeof text, "%" PRIu64, f->entities);
	table_define(t, "entities", text);
	balance_text(in, untranslated, text, sizeof text);
	table_define(t, "rows", text);
	if (!in->run->guess)
		return;
	snprintf(text, sizeof text, "%s, a guess", in->run->guess);
	table_define(t, "encoding", text);
}

/* Where names of stages do not say it: what their rows are asked. */
static void
define_outcomes(const struct scope *in, struct table *t)
{
	const struct funnel *f = &in->funnel;
	struct buffer text = { 0 };

	if (funnel_asks(f))
		table_define(t, "values", funnel_stages_value(f,
		    &in->run->arena));
	for (size_t i = 0; i < f->noutcomes; i++) {
		buffer_add(&text, ", ", i ? 2 : 0);
		stage_value_text(&f->outcomes[i], false, &text);
	}
	if (text.len)
		table_define(t, "outcomes", text.bytes);
	buffer_free(&text);
}

void
scope_define(const struct scope *in, struct table *t)
{
	struct arena *arena = &in->run->arena;
	char program[64];

	snprintf(program, sizeof program, "%s %s", in->command->name,
	    FUNNEL_VERSION);
	table_define(t, "funnel", program);
	if (in->funnel.nstages)
		table_define(t, "stages", funnel_text(&in->funnel, arena));
	define_outcomes(in, t);
	define_goal(in, t);
	define_policy(in, t);
	define_facts(in, t);
}
