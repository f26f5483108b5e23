/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows are asked besides their value, and how many there are. */
#include <string.h>

#include "cmd/run/conditions.h"
#include "cmd/run/stages.h"

bool
funnel_asks(const struct funnel *f)
{
	return f->nasked > 0;
}

int
funnel_ask(struct funnel *f, const struct settings *s,
    const struct zone *zone, const struct reader *reader,
    struct arena *arena, struct fault *fault)
{
	for (size_t i = 0; i < f->nasked; i++) {
		struct funnel_asked *a = &f->asked[i];
		struct conditions *tests = arena_alloc(arena,
		    a->tests.n * sizeof *tests);

		a->tests.tests = tests;
		for (size_t t = 0; t < a->tests.n; t++)
			if (conditions_read(&a->asked[t]->conditions,
			    a->options[t], s, zone, reader, arena, &tests[t],
			    fault) != 0)
				return -1;
	}
	return 0;
}

uint64_t
funnel_value_rows(const struct funnel *f, const struct event_log *log,
    const char *value)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < f->nvalues; i++)
		if (strcmp(f->values[i].value, value) == 0)
			rows += event_log_value_rows(log, i);
	return rows;
}

uint64_t
funnel_stage_rows(const struct funnel *f, const struct event_log *log,
    size_t k)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < f->nvalues; i++)
		if (f->classes[f->values[i].class].stages >> k & 1)
			rows += event_log_value_rows(log, i);
	return rows;
}

/* Which of the tests of a value it is. */
static uint32_t
test_of(const struct funnel_asked *a, const struct stage_value *value)
{
	for (size_t t = 0; t < a->tests.n; t++)
		if (stage_values_equal(a->asked[t], value))
			return (uint32_t)1 << t;
	return 0;
}

uint64_t
funnel_asked_rows(const struct funnel *f, const struct event_log *log,
    const struct stage_value *value)
{
	uint64_t rows = 0;

	if (value->conditions.n == 0)
		return funnel_value_rows(f, log, value->value);
	for (size_t i = 0; i < f->nasked; i++) {
		const struct funnel_asked *a = &f->asked[i];
		uint32_t test = strcmp(a->value, value->value) == 0 ?
		    test_of(a, value) : 0;

		for (size_t c = 0; c < a->tests.ncases; c++)
			if (a->tests.cases[c].passed & test)
				rows += event_log_value_rows(log,
				    a->tests.cases[c].value);
	}
	return rows;
}
