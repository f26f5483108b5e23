/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of each attribute. */
#include <string.h>

#include "cmd/drivers/drivers.h"
#include "cmd/run/input.h"
#include "io/base/threads.h"

const char *
drivers_number_column(const char *text)
{
	return strncmp(text, "log:", 4) == 0 ? text + 4 : text;
}

bool
drivers_bin_column(const char *text, size_t *len, uint64_t *n)
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

		drivers_bin_column(s->bins.items[i], &len, &bins);
		if (find_attribute(scope, n, "bin", s->bins.items[i], len,
		    &a, fault) != 0)
			return -1;
		all[a].kind = DRIVERS_BINS;
		all[a].bins = bins;
	}
	for (size_t i = 0; i < s->numbers.n; i++) {
		const char *column = drivers_number_column(s->numbers.items[i]);

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
		.tests = s->tests, .run_jobs = run_jobs,
		.threads = settings_threads(scope->settings),
		.top = s->top ? s->top : DRIVERS_TOP,
		.min_n = s->min_n ? s->min_n : DRIVERS_MIN_N,
		.level = scope_level(scope) };
	return set_references(scope, all, n, fault) == 0 ?
	    set_kinds(scope, all, columns, fault) : -1;
}
