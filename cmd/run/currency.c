/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/currency.h"

#include <stdlib.h>
#include <string.h>

#include "io/base/lookup.h"

int
currency_check(const struct settings *s, struct fault *fault)
{
	if (!s->currency)
		return 0;
	if (!s->value)
		return fault_set(fault, FAULT_USAGE, "--currency wants the "
		    "column of the amounts: --value");
	return 0;
}

static int
compare_names(const void *x, const void *y)
{
	const char *a = *(const char *const *)x, *b = *(const char *const *)y;

	if (!a[0] != !b[0])
		return a[0] ? -1 : 1;
	return strcmp(a, b);
}

void
currency_sort(const char **names, size_t n)
{
	qsort(names, n, sizeof *names, compare_names);
}

const char *
currency_text(void *scope, uint32_t unit, size_t *len)
{
	const char *name = ((struct scope *)scope)->currencies.names[unit];

	*len = strlen(name);
	return name;
}

/* All currencies of the tuples, sorted; -1 with a fault. */
static int
name_currencies(struct scope *s, const struct event_log *log,
    struct fault *fault)
{
	struct arena *arena = &s->run->arena;
	struct currencies *c = &s->currencies;

	c->names = arena_alloc(arena, CURRENCIES_MAX * sizeof *c->names);
	for (uint32_t t = 0; t < event_log_tuples(log); t++) {
		size_t len, i = 0;
		const char *text = event_log_tuple(log, t, s->nby, &len);

		while (i < c->n && (strlen(c->names[i]) != len ||
		    memcmp(c->names[i], text, len) != 0))
			i++;
		if (i < c->n)
			continue;
		if (c->n == CURRENCIES_MAX)
			return fault_set(fault, FAULT_INPUT, "--currency: "
			    "\"%s\" has more than %d values: is it a "
			    "currency?", s->settings->currency,
			    CURRENCIES_MAX);
		c->names[c->n++] = arena_copy(arena, text, len);
	}
	currency_sort(c->names, c->n);
	return 0;
}

static uint32_t
number_of(const struct currencies *c, const char *text, size_t len)
{
	uint32_t i = 0;

	while (strlen(c->names[i]) != len ||
	    memcmp(c->names[i], text, len) != 0)
		i++;
	return i;
}

/* The first tuple with the same groups stands for all of them. */
static void
tell_apart(struct scope *s, const struct event_log *log, uint32_t *of,
    uint32_t *groups, uint32_t *first)
{
	struct lookup *prefixes = lookup_new();

	for (uint32_t t = 0; t < event_log_tuples(log); t++) {
		size_t len, all, known = lookup_size(prefixes);
		const char *text = event_log_tuple(log, t, s->nby, &len);
		const char *tuple = event_log_tuple_bytes(log, t, &all);

		of[t] = number_of(&s->currencies, text, len);
		groups[t] = GROUP_NONE;
		if (s->nby == 0)
			continue;
		uint32_t number = lookup_add(prefixes, tuple, all - len);

		if (lookup_size(prefixes) > known)
			first[number] = t;
		groups[t] = first[number];
	}
	lookup_free(prefixes);
}

int
currency_resolve(struct scope *s, const struct event_log *log,
    struct fault *fault)
{
	struct arena *arena = &s->run->arena;
	size_t n = event_log_tuples(log) + 1;
	uint32_t *of = arena_alloc(arena, n * sizeof *of);
	uint32_t *groups = arena_alloc(arena, n * sizeof *groups);
	uint32_t *first = arena_alloc(arena, n * sizeof *first);

	if (name_currencies(s, log, fault) != 0)
		return -1;
	tell_apart(s, log, of, groups, first);
	s->currencies.of = of;
	s->currencies.groups = groups;
	return 0;
}
