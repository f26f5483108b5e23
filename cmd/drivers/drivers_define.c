/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is folded, and what it is called. */
#include <stdio.h>
#include <string.h>

#include "cmd/drivers/drivers.h"

static int
set_done(const struct scope *scope, struct drivers_definition *d,
    struct fault *fault)
{
	const struct drivers_settings *s = drivers_settings(scope);
	size_t goal;

	if (funnel_goal(&scope->funnel, "goal", s->shared.goal, &goal,
	    fault) != 0)
		return -1;
	d->landmarked = s->landmark.given;
	d->landmark = s->landmark.span;
	for (size_t i = 0; i < s->did.n; i++) {
		size_t *stage = &d->done[d->ndone++];

		if (funnel_find_stage(&scope->funnel, "did", s->did.items[i],
		    stage, fault) != 0)
			return -1;
		if (*stage == 0 || *stage == goal)
			return fault_set(fault, FAULT_USAGE, "--did: \"%s\" "
			    "is %s", s->did.items[i], *stage ? message("the "
			    "goal") :
			    message("the entry, which all have"));
	}
	return 0;
}

const void *
drivers_define(const struct scope *scope, struct fault *fault)
{
	struct drivers_definition *d = arena_alloc(&scope->run->arena,
	    sizeof *d);

	*d = (struct drivers_definition){ .attribute = scope->attribute };
	d->timed = drivers_model(drivers_settings(scope)) == DRIVERS_COX;
	d->repeats = scope->names.values && !scope->settings->partial;
	scope_rules(scope, &d->rules);
	if (scope_goal_step(scope, &d->goal, fault) != 0 ||
	    set_done(scope, d, fault) != 0)
		return NULL;
	if (d->landmarked && d->rules.windowed && rules_end(&d->rules,
	    d->landmark, d->rules.as_of) >= rules_end(&d->rules,
	    d->rules.within, d->rules.as_of)) {
		fault_set(fault, FAULT_USAGE, "--landmark is not before the "
		    "end of --within: nothing could come after it");
		return NULL;
	}
	return d;
}

const char *
drivers_goal(const struct scope *scope)
{
	const struct drivers_settings *s = drivers_settings(scope);
	size_t goal;
	struct fault fault;

	if (drivers_of_table(s)) {
		char text[256];
		int len = snprintf(text, sizeof text, "%s%s%s", s->status,
		    s->event_value ? " " : "", s->event_value ?
		    s->event_value : "");

		return arena_copy(&scope->run->arena, text, len < 255 ?
		    (size_t)len : 255);
	}
	return funnel_goal(&scope->funnel, "goal", scope->settings->goal,
	    &goal, &fault) == 0 ? scope->funnel.stages[goal].name : "";
}

const char *
drivers_name(const struct scope *scope, size_t attribute)
{
	const struct drivers_settings *s = drivers_settings(scope);
	size_t columns = drivers_nattributes(scope);
	char span[24], text[256];

	if (attribute < columns)
		return scope->by[attribute];
	span_format(s->landmark.span, span);
	int len = snprintf(text, sizeof text, "%s by %s",
	    s->did.items[attribute - columns], span);
	return arena_copy(&scope->run->arena, text, len < 255 ?
	    (size_t)len : 255);
}

void
drivers_label(const struct scope *scope, size_t attribute,
    const struct driver *driver, const struct driver_level *level,
    struct buffer *out)
{
	static const char *const names[] = {
		[DRIVER_OTHER] = "(other)", [DRIVER_NO_NUMBER] = "(none)",
		[DRIVER_NOT_DONE] = "not done", [DRIVER_DONE] = "done",
		[DRIVER_ONE_MORE] = "+1",
	};
	char bin[BINS_MAX_LABEL];
	const char *value = bin;
	size_t len;

	if (level->name == DRIVER_VALUE) {
		value = scope_group(scope, level->tuple, attribute, &len);
		buffer_add(out, len ? value : "(none)", len ? len : 6);
		return;
	}
	if (driver->log)
		buffer_add(out, "log ", 4);
	if (level->name == DRIVER_BIN)
		bins_label(&driver->bins, level->tuple, bin);
	else
		value = names[level->name];
	buffer_add(out, value, strlen(value));
}
