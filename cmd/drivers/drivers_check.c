/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that do not go together, and what they add to --by. */
#include <string.h>

#include "cmd/drivers/drivers.h"

/* The column of "log:COL". */
static const char *
number_column(const char *text)
{
	return strncmp(text, "log:", 4) == 0 ? text + 4 : text;
}

/* The column of "COL:N" or "COL", and N; false if that is no number. */
static bool
bin_column(const char *text, size_t *len, uint64_t *n)
{
	const char *colon = strrchr(text, ':');

	*len = colon ? (size_t)(colon - text) : strlen(text);
	*n = DRIVERS_BINS_USUAL;
	if (!colon)
		return true;
	*n = 0;
	for (const char *c = colon + 1; *c >= '0' && *c <= '9'; c++) {
		*n = *n * 10 + (uint64_t)(*c - '0');
		if (c[1] == '\0')
			return *n >= 2 && *n <= BINS_MAX;
		if (*n > BINS_MAX)
			break;
	}
	return false;
}

/* From the end, so that where saved folds are merged all stands already. */
static void
add_column(struct text_list *by, const char *name, size_t len,
    struct arena *arena)
{
	for (size_t i = 0; i < by->n; i++)
		if (strlen(by->items[i]) == len &&
		    memcmp(by->items[i], name, len) == 0)
			return;
	const char **items = arena_alloc(arena, (by->n + 1) * sizeof *items);
	if (by->n)
		memcpy(items, by->items, by->n * sizeof *items);
	items[by->n++] = arena_copy(arena, name, len);
	by->items = items;
}

static int
add_columns(struct drivers_settings *s, struct arena *arena,
    struct fault *fault)
{
	for (size_t i = 0; i < s->bins.n; i++) {
		size_t len;
		uint64_t n;

		if (!bin_column(s->bins.items[i], &len, &n))
			return fault_set(fault, FAULT_USAGE, "--bin: \"%s\": "
			    "expected COL:N, from 2 to %d groups",
			    s->bins.items[i], BINS_MAX);
		add_column(&s->shared.by, s->bins.items[i], len, arena);
	}
	for (size_t i = 0; i < s->numbers.n; i++) {
		const char *column = number_column(s->numbers.items[i]);

		add_column(&s->shared.by, column, strlen(column), arena);
	}
	return 0;
}

/* Clusters and strata come behind the attributes, and are none. */
static int
move_last(struct settings *s, const char *column, const char *option,
    struct arena *arena, struct fault *fault)
{
	const char **items = arena_alloc(arena, (s->by.n + 1) *
	    sizeof *items);
	size_t n = 0;

	for (size_t i = 0; i < s->by.n; i++)
		if (strcmp(s->by.items[i], column) != 0)
			items[n++] = s->by.items[i];
	if (n == 0)
		return fault_set(fault, FAULT_USAGE, "--%s: \"%s\" is "
		    "then no attribute, and --by names no other", option,
		    column);
	items[n++] = column;
	s->by.items = items;
	s->by.n = n;
	return 0;
}

/* What is known only afterwards goes with success because of success. */
static const char *
known_later(const struct drivers_settings *s)
{
	if (s->shared.entry > 1)
		return "--entry best and latest choose an entry by what came "
		    "of it: what goes with success then is the choice; "
		    "drivers look at the first";
	if (s->shared.attribute == 1 + ATTRIBUTE_LAST)
		return "--attribute last is known only afterwards, and may "
		    "be what success left behind; drivers are known at entry";
	if (s->did.n && !s->landmark.given)
		return "--did is known only after the entry: whoever took "
		    "long had longer to do it, and whoever ended early could "
		    "not; --landmark SPAN looks at those still on their way "
		    "then, and at what they had done by then";
	return NULL;
}

static const char *
of_the_model(const struct drivers_settings *s)
{
	bool none = drivers_model(s) == DRIVERS_NONE;
	bool cox = drivers_model(s) == DRIVERS_COX;

	if (none && s->tests)
		return "--tests are of the model, and --model none has none";
	if (none && s->cluster)
		return "--cluster is of the model, and --model none has none";
	if (s->firth && drivers_model(s) != DRIVERS_LOGISTIC)
		return "--firth is of logistic regression alone";
	if (s->firth && s->cluster)
		return "--firth and --cluster do not go together: its "
		    "intervals are of the likelihood, which knows no "
		    "clusters";
	if (s->strata && !cox)
		return "--strata are of hazards: add --model cox";
	if (cox && s->shared.no_time)
		return "--model cox wants times, and --no-time has none";
	return NULL;
}

int
drivers_check(struct run *run, struct fault *fault)
{
	struct drivers_settings *s = run->settings;
	const char *why = known_later(s);

	if (!why)
		why = of_the_model(s);
	if (s->did.n > DRIVERS_DONE_MAX)
		why = "--did: more than 16 stages";
	if (why)
		return fault_set(fault, FAULT_USAGE, "%s", why);
	if (add_columns(s, &run->arena, fault) != 0)
		return -1;
	if (s->shared.by.n == 0 && s->did.n == 0)
		return fault_set(fault, FAULT_USAGE, "which attributes? say "
		    "--by COL,...");
	/* Tuples of many attributes are many, and none is shown. */
	if (!s->shared.max_groups)
		s->shared.max_groups = DRIVERS_TUPLES;
	if (s->cluster && move_last(&s->shared, s->cluster, "cluster",
	    &run->arena, fault) != 0)
		return -1;
	return s->strata ? move_last(&s->shared, s->strata, "strata",
	    &run->arena, fault) : 0;
}

/* By attribute: how the options want it; -1 with the fault. */
static int
find_attribute(const struct scope *scope, size_t n, const char *option,
    const char *name, size_t len, size_t *out, struct fault *fault)
{
	for (*out = 0; *out < n; ++*out) {
		const char *own = drivers_name(scope, *out);

		if (strlen(own) == len && memcmp(own, name, len) == 0)
			return 0;
	}
	return fault_set(fault, FAULT_USAGE, "--%s: \"%.*s\" is no "
	    "attribute", option, (int)len, name);
}

static int
set_references(const struct scope *scope, struct drivers_attribute *all,
    size_t n, struct fault *fault)
{
	const struct text_list *list = &drivers_settings(scope)->references;

	for (size_t i = 0; i < list->n; i++) {
		const char *text = list->items[i], *value = strchr(text, '=');
		size_t a = n;

		if (!value || find_attribute(scope, n, "reference", text,
		    (size_t)(value - text), &a, fault) != 0)
			return fault_set(fault, FAULT_USAGE, "--reference: "
			    "\"%s\": expected COL=V of a column of --by",
			    text);
		all[a].reference = value + 1;
	}
	return 0;
}

static int
set_kinds(const struct scope *scope, struct drivers_attribute *all, size_t n,
    struct fault *fault)
{
	const struct drivers_settings *s = drivers_settings(scope);
	size_t a, len;

	for (size_t i = 0; i < s->bins.n; i++) {
		uint64_t bins;

		bin_column(s->bins.items[i], &len, &bins);
		if (find_attribute(scope, n, "bin", s->bins.items[i], len,
		    &a, fault) != 0)
			return -1;
		all[a].kind = DRIVERS_BINS;
		all[a].bins = bins;
	}
	for (size_t i = 0; i < s->numbers.n; i++) {
		const char *column = number_column(s->numbers.items[i]);

		if (find_attribute(scope, n, "number", column,
		    strlen(column), &a, fault) != 0)
			return -1;
		all[a].kind = DRIVERS_NUMBER;
		all[a].log = column != s->numbers.items[i];
	}
	return 0;
}

int
drivers_options_of(const struct scope *scope, struct drivers_options *out,
    struct fault *fault)
{
	const struct drivers_settings *s = drivers_settings(scope);
	size_t columns = drivers_nattributes(scope);
	size_t n = columns + s->did.n;
	struct drivers_attribute *all = arena_alloc(&scope->run->arena,
	    (n + 1) * sizeof *all);

	memset(all, 0, (n + 1) * sizeof *all);
	*out = (struct drivers_options){ .attributes = all,
		.nattributes = columns, .clustered = s->cluster,
		.stratified = s->strata, .firth = s->firth,
		.top = s->top ? s->top : DRIVERS_TOP,
		.min_n = s->min_n ? s->min_n : DRIVERS_MIN_N,
		.level = scope_level(scope) };
	return set_references(scope, all, n, fault) == 0 ?
	    set_kinds(scope, all, columns, fault) : -1;
}
