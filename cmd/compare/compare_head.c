/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tables of compare begin with: definition, names of rows. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/compare/compare.h"

void
compare_put_stage(const struct compared *c, struct table *t, size_t column,
    size_t row)
{
	const char *name;

	if (row + 1 == c->of.fold->nsteps) {
		table_marker(t, column, "(overall)");
		return;
	}
	name = c->scope->funnel.stages[matcher_stage(c->of.fold->matcher,
	    row + 1)].name;
	table_word(t, column, name);
}

double
compare_age_days(const struct compared *c)
{
	return c->scope->dates ? (double)c->of.age.age :
	    (double)c->of.age.age / DAY_MICROS;
}

struct scope
compare_groups_scope(const struct compared *c)
{
	struct scope scope = *c->scope;

	scope.nby -= c->settings->variant != NULL;
	return scope;
}

void
compare_define(const struct compared *c, struct table *t)
{
	const struct compare_settings *s = c->settings;
	const struct scope scope = compare_groups_scope(c);
	char text[80] = "the window", key[16];

	if (!c->of.age.all)
		snprintf(text, sizeof text, "%.12g d", compare_age_days(c));
	else if (!outcomes_aged(&c->of.fold->definition->rules))
		snprintf(text, sizeof text, "none: rates at as-of, %" PRIu64
		    " and %" PRIu64 " open", c->open[0], c->open[1]);
	scope_define(&scope, t);
	table_define(t, "equal_age", text);
	for (int i = 0; i < 2 && s->file_names[0]; i++) {
		table_define(t, i ? "after" : "before", s->file_names[i]);
		scope_time_text(c->scope, s->file_as_of[i], text);
		snprintf(key, sizeof key, "%s_to", i ? "after" : "before");
		table_define(t, key, text);
	}
}

struct table *
compare_table_new(const struct compared *c, const struct columns *columns)
{
	struct table *t = table_new(columns);

	table_has_all(t);
	compare_define(c, t);
	return t;
}
