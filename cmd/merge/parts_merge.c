/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding saved folds up. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/merge/merge.h"
#include "cmd/run/currency.h"

/* The first line in which two texts of lines differ, each to be shown. */
static void
first_difference(const char *a, const char *b, char *a_line, char *b_line,
    size_t size)
{
	for (;;) {
		size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");

		if (n != m || memcmp(a, b, n) != 0 || !*a) {
			snprintf(a_line, size, "%.*s", (int)n, a);
			snprintf(b_line, size, "%.*s", (int)m, b);
			return;
		}
		a += n + (a[n] == '\n');
		b += m + (b[m] == '\n');
	}
}

/* "with within 90d" as it was asked for: "--within 90d". */
static const char *
asked(char *line)
{
	if (strncmp(line, "with ", 5) != 0)
		return *line ? line : message("nothing there");
	text_unescape(line);
	memcpy(line + 3, "--", 2);
	return line + 3;
}

static int
other_definition(const struct part *first, const struct part *part,
    const char *of_first, const char *of_part, struct fault *fault)
{
	char a[200], b[200];

	first_difference(of_first, of_part, a, b, sizeof a);
	fault_set(fault, FAULT_INPUT, "another definition than %s: %s here, "
	    "%s there; results under different definitions do not merge",
	    first->name, asked(b), asked(a));
	return fault_at(fault, part->name, 0, NULL);
}

static const char *
text_of(const char *text)
{
	return text ? text : "";
}

static int
check_like(const struct part *first, const struct part *part,
    struct fault *fault)
{
	if (part->command != first->command) {
		fault_set(fault, FAULT_INPUT, "a fold of %s, where %s has one "
		    "of %s", part->command->name, first->name,
		    first->command->name);
		return fault_at(fault, part->name, 0, NULL);
	}
	if (strcmp(text_of(first->with), text_of(part->with)) != 0 ||
	    first->seed != part->seed)
		return other_definition(first, part, text_of(first->with),
		    text_of(part->with), fault);
	return 0;
}

/* Of parts that know: the names of groups. */
static int
check_by(const struct part *known, const struct part *part,
    struct fault *fault)
{
	if (known->by && part->by && strcmp(known->by, part->by) != 0)
		return other_definition(known, part, known->by, part->by,
		    fault);
	return 0;
}

/* Amounts of two currencies are no sum, nor in two files. */
static int
check_currency(const struct part *known, const struct part *part,
    struct fault *fault)
{
	uint32_t mark = known->facts.currency, other = part->facts.currency;

	if (mark == 0 || other == 0 || mark == other)
		return 0;
	fault_set(fault, FAULT_INPUT, "its currency mark is not that of %s, "
	    "and amounts of two currencies are not added; --currency COL "
	    "adds each apart", known->name);
	return fault_at(fault, part->name, 0, NULL);
}

struct known_rows {
	struct part_rows rows;
	const char *name;
};

static int
by_rows(const void *a, const void *b)
{
	const struct part_rows *x = a, *y = b;

	if (x->fingerprint != y->fingerprint)
		return x->fingerprint < y->fingerprint ? -1 : 1;
	return (x->rows > y->rows) - (x->rows < y->rows);
}

/* The same rows twice would count everybody in them twice. */
static int
check_twice(const struct parts *parts, struct fault *fault)
{
	struct known_rows *all = NULL;
	size_t n = 0, room = 0;
	int failed = 0;

	for (size_t i = 0; i < parts->n; i++)
		for (size_t k = 0; k < parts->all[i].origin.nrows; k++) {
			all = memory_reserve(all, &room, n + 1, sizeof *all);
			all[n++] = (struct known_rows){
			    parts->all[i].origin.rows[k],
			    parts->all[i].name };
		}
	if (n)
		qsort(all, n, sizeof *all, by_rows);
	for (size_t i = 1; i < n && !failed; i++)
		if (by_rows(&all[i - 1], &all[i]) == 0) {
			fault_set(fault, FAULT_INPUT, "has the same rows as "
			    "%s; each part counts once", all[i - 1].name);
			failed = fault_at(fault, all[i].name, 0, NULL);
		}
	free(all);
	return failed;
}

struct known_id {
	struct sampled_id id;
	size_t part;
};

static int
by_id(const void *a, const void *b)
{
	const struct known_id *x = a, *y = b;

	if (x->id.hash != y->id.hash)
		return x->id.hash < y->id.hash ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

/* An entity whose rows lie in two parts is two entities of half a life. */
static int
check_entities(const struct parts *parts, struct fault *fault)
{
	struct known_id *all = NULL;
	size_t n = 0, room = 0;
	int failed = 0;

	for (size_t i = 0; i < parts->n; i++)
		for (size_t k = 0; k < parts->all[i].origin.ids.n; k++) {
			all = memory_reserve(all, &room, n + 1, sizeof *all);
			all[n++] = (struct known_id){
			    parts->all[i].origin.ids.ids[k], i };
		}
	if (n)
		qsort(all, n, sizeof *all, by_id);
	for (size_t i = 1; i < n && !failed; i++)
		if (all[i].id.hash == all[i - 1].id.hash) {
			fault_set(fault, FAULT_INPUT, "entity \"%s\" is in "
			    "%s too; cut a log by its entities, never by its "
			    "rows", all[i].id.text,
			    parts->all[all[i - 1].part].name);
			failed = fault_at(fault, parts->all[all[i].part].name,
			    0, NULL);
		}
	free(all);
	return failed;
}

/* What a script knows of the whole, so that no part is lost unseen. */
static int
check_whole(const struct parts *parts, const struct merge_settings *s,
    struct fault *fault)
{
	uint64_t n = 0, rows = 0;

	for (size_t i = 0; i < parts->n; i++) {
		n += parts->all[i].origin.parts;
		rows += parts->all[i].facts.read;
	}
	if (s->parts && n != s->parts)
		return fault_set(fault, FAULT_INPUT, "%" PRIu64 " parts, not "
		    "the %" PRIu64 " of --parts", n, s->parts);
	if (s->rows && rows != s->rows)
		return fault_set(fault, FAULT_INPUT, "the parts have %" PRIu64
		    " rows, not the %" PRIu64 " of --rows", rows, s->rows);
	return 0;
}

/* Applies the "with" lines; what merge itself was given wins. */
static int
apply_definition(struct run *run, const struct part *first,
    struct fault *fault)
{
	const struct settings own = *(const struct settings *)run->settings;
	struct arena *arena = &run->arena;
	struct settings *s = arena_alloc(arena,
	    first->command->settings_size);
	char *text = arena_copy(arena, text_of(first->with),
	    strlen(text_of(first->with)));

	*s = own;
	for (char *line = text, *next; *line; line = next) {
		next = line + strcspn(line, "\n");
		*next++ = '\0';
		char *name = line + strlen("with ");
		char *value = name + strcspn(name, " ");
		if (*value)
			*value++ = '\0';
		const struct option_spec *spec = option_by_name(
		    first->command->groups, name);
		if (!spec || text_unescape(value) < 0) {
			fault_set(fault, FAULT_INPUT, "it was saved with "
			    "\"%s\", which this funnel does not know", name);
			return fault_at(fault, first->name, 0, NULL);
		}
		if (option_set(spec, s, value, false, arena, fault) != 0)
			return fault_at(fault, first->name, 0, NULL);
	}
	if (own.level != 0)
		s->level = own.level;
	s->total |= own.total;
	run->settings = s;
	return 0;
}

/* The lines of `by` as names; the options' own words if none is known. */
static void
take_names(struct scope *scope, const char *by, struct arena *arena)
{
	const struct text_list *list = &scope->settings->by;
	const char **names = arena_alloc(arena,
	    (list->n + 1) * sizeof *names);
	char *at = by ? arena_copy(arena, by, strlen(by)) : NULL;

	for (size_t i = 0; i < list->n; i++) {
		names[i] = list->items[i];
		if (!at || !*at)
			continue;
		char *end = at + strcspn(at, "\n");
		*end = '\0';
		names[i] = at;
		at = end + 1;
		text_unescape((char *)names[i]);
	}
	scope->by = names;
	scope->nby = scope->names.columns = list->n;
}

/* Those of all parts, each once, in their order. */
static int
take_currencies(struct scope *s, const struct parts *parts,
    struct fault *fault)
{
	struct currencies *c = &s->currencies;

	c->names = arena_alloc(&s->run->arena,
	    CURRENCIES_MAX * sizeof *c->names);
	for (size_t i = 0; i < parts->n; i++)
		for (size_t k = 0; k < parts->all[i].currencies.n; k++) {
			const char *name = parts->all[i].currencies.items[k];
			size_t at = 0;

			while (at < c->n && strcmp(c->names[at], name) != 0)
				at++;
			if (at == CURRENCIES_MAX)
				return fault_set(fault, FAULT_INPUT,
				    "--currency: \"%s\" has more than %d "
				    "values: is it a currency?",
				    s->settings->currency, CURRENCIES_MAX);
			c->names[at] = name;
			c->n += at == c->n;
		}
	currency_sort(c->names, c->n);
	return 0;
}

static int
fill_scope(struct run *run, const struct parts *parts, struct scope *s,
    struct fault *fault)
{
	const struct part *first = &parts->all[0], *by = first,
	    *marked = first;

	if (apply_definition(run, first, fault) != 0)
		return -1;
	s->command = first->command;
	s->settings = run->settings;
	for (size_t i = 0; i < parts->n; i++) {
		const struct part *p = &parts->all[i];

		if (check_like(first, p, fault) != 0 ||
		    check_by(by, p, fault) != 0 ||
		    check_currency(marked, p, fault) != 0)
			return -1;
		s->dates |= p->unit == UNIT_DATES;
		by = by->by ? by : p;
		marked = marked->facts.currency ? marked : p;
		facts_add(&s->facts, &p->facts);
		for (int k = 0; k < SEED_VALUES; k++)
			s->seed_rows[k] += p->seed_rows[k];
	}
	s->facts.dates = s->dates;
	s->values = s->settings->value != NULL;
	if (take_currencies(s, parts, fault) != 0)
		return -1;
	const struct statistic *statistic = first->command->statistic;
	if (statistic_check_chart(first->command, s->settings, &run->arena,
	    fault) != 0 ||
	    (statistic->check && statistic->check(run, fault) != 0))
		return fault_at(fault, first->name, 0, NULL);
	take_names(s, by->by, &run->arena);
	const char *tz = s->settings->tz;
	if (zone_load(tz ? tz : "UTC", &s->zone, fault) != 0 ||
	    scope_calendar(s, fault) != 0 ||
	    (!statistic_stageless(statistic, s->settings) &&
	    funnel_of_settings(s->settings, &run->arena, &s->funnel,
	    fault) != 0) || scope_times(s, fault) != 0)
		return -1;
	if (s->funnel.seed && s->facts.used && !s->settings->partial &&
	    funnel_resolve_seed(&s->funnel, s->seed_rows, fault) != 0)
		return -1;
	return scope_attribute(s, fault);
}

static int
load_part(struct part *part, const struct scope *scope, void *fold,
    struct fault *fault)
{
	size_t line;
	enum status status = fold_load(fold, &scope->names,
	    part->text.bytes + part->body, part->body_len, &line);

	if (!scope->settings->partial)
		buffer_free(&part->text);
	if (status == STATUS_OK)
		return 0;
	fault_set(fault, FAULT_INPUT, "this saved fold is damaged: %s",
	    message(status_sentence(status)));
	return fault_at(fault, part->name, part->body_line + line - 1, NULL);
}

int
parts_merge(struct run *run, struct parts *parts, struct scope *scope,
    struct lookup *tuples, const struct statistic **statistic, void **fold,
    struct fault *fault)
{
	bool times = false;

	for (size_t i = 0; i < parts->n; i++)
		times |= parts->all[i].unit == UNIT_TIMES;
	if (times)
		parts_as_times(parts);
	/* Dates alone, as a part themselves, are wanted in both forms. */
	if (times || !((struct settings *)run->settings)->partial)
		parts_drop_midnights(parts);
	*scope = (struct scope){ .run = run };
	*fold = NULL;
	*statistic = parts->all[0].command->statistic;
	partial_names(scope, tuples);
	if (check_whole(parts, run->settings, fault) != 0 ||
	    check_twice(parts, fault) != 0 ||
	    check_entities(parts, fault) != 0 ||
	    fill_scope(run, parts, scope, fault) != 0)
		return -1;
	const void *definition = (*statistic)->define(scope, fault);
	if (!definition)
		return -1;
	*fold = fold_new((*statistic)->class, definition);
	for (size_t i = 0; i < parts->n; i++)
		if (load_part(&parts->all[i], scope, *fold, fault) != 0)
			return -1;
	return 0;
}
