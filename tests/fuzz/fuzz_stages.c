/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --stages and --lost of any text: refused, or a funnel that is read again
 * as the same from what it says that it is.  A newline ends the stages.
 */
#include <string.h>

#include "cmd/run/stages.h"
#include "tests/fuzz/fuzz.h"

static void
check_same(const struct funnel *a, const struct funnel *b)
{
	MUST(a->nstages == b->nstages && a->noutcomes == b->noutcomes,
	    "%zu stages, not %zu", b->nstages, a->nstages);
	for (size_t k = 0; k < a->nstages; k++) {
		const struct funnel_stage *s = &a->stages[k],
		    *t = &b->stages[k];

		MUST(strcmp(s->name, t->name) == 0 &&
		    s->nvalues == t->nvalues, "stage \"%s\" is \"%s\"",
		    s->name, t->name);
		for (size_t i = 0; i < s->nvalues; i++)
			MUST(stage_values_equal(&s->values[i],
			    &t->values[i]), "value \"%s\" is \"%s\"",
			    s->values[i].value, t->values[i].value);
	}
	for (size_t i = 0; i < a->noutcomes; i++)
		MUST(stage_values_equal(&a->outcomes[i], &b->outcomes[i]),
		    "outcome \"%s\" is \"%s\"", a->outcomes[i].value,
		    b->outcomes[i].value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct arena arena = { 0 };
	char *text = arena_copy(&arena, (const char *)bytes, len);
	char *lost = strchr(text, '\n');
	static struct funnel one, two;
	struct settings settings = { .stages = text };
	struct fault fault = { 0 };

	if (lost) {
		*lost++ = '\0';
		settings.lost = lost;
	}
	memset(&one, 0, sizeof one);
	memset(&two, 0, sizeof two);
	if (funnel_of_settings(&settings, &arena, &one, &fault) != 0) {
		MUST(fault.kind == FAULT_USAGE && fault.sentence[0], "\"%s\"",
		    fault.sentence);
		arena_free(&arena);
		return 0;
	}
	settings.stages = funnel_stages_value(&one, &arena);
	settings.lost = funnel_lost_value(&one, &arena);
	MUST(funnel_of_settings(&settings, &arena, &two, &fault) == 0,
	    "%s, %s: %s", settings.stages, settings.lost, fault.sentence);
	check_same(&one, &two);
	arena_free(&arena);
	return 0;
}
