/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each value of the stage column means, as the classes of events. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/kinds.h"
#include "io/base/nearest.h"

static int
advise_stages(const struct funnel *f, struct fault *fault)
{
	fault_advise(fault, "  stages: ");
	for (size_t k = 0; k < f->nstages; k++)
		fault_advise(fault, "%s%.60s", k ? ", " : "",
		    f->stages[k].name);
	return fault_advise(fault, "\n");
}

/* A stage by its name; -1 with a fault that names the option. */
static int
find_stage(const struct funnel *f, const char *option, const char *name,
    size_t *out, struct fault *fault)
{
	const char *names[STAGES_MAX];

	for (size_t k = 0; k < f->nstages; k++) {
		names[k] = f->stages[k].name;
		if (strcmp(names[k], name) == 0) {
			*out = k;
			return 0;
		}
	}
	const char *near = nearest(name, names, f->nstages);
	fault_set(fault, FAULT_USAGE, "--%s: no stage \"%s\"", option, name);
	return near ? fault_suggest(fault, near) : advise_stages(f, fault);
}

int
funnel_find_stage(const struct funnel *f, const char *option,
    const char *name, size_t *out, struct fault *fault)
{
	return find_stage(f, option, name, out, fault);
}

static int
read_optional(struct funnel *f, const struct settings *s,
    struct fault *fault)
{
	for (size_t i = 0; i < s->optional.n; i++) {
		size_t k;

		if (find_stage(f, "optional", s->optional.items[i], &k,
		    fault) != 0)
			return -1;
		if (k == 0)
			return fault_set(fault, FAULT_USAGE, "--optional: "
			    "\"%s\" is the first stage, where everybody "
			    "enters", s->optional.items[i]);
		f->optional |= (uint32_t)1 << k;
	}
	return 0;
}

/* "A..B" behind the last colon; 0 if there is none, 1, or -1. */
static int
read_bounds(const struct funnel *f, char *text,
    struct funnel_exclusion *out, struct fault *fault)
{
	char *bracket = strrchr(text, ']');
	char *colon = strrchr(bracket ? bracket : text, ':');
	char *dots = colon ? strstr(colon, "..") : NULL;

	if (!dots)
		return 0;
	*colon = *dots = '\0';
	if (find_stage(f, "exclude", colon + 1, &out->from, fault) != 0 ||
	    find_stage(f, "exclude", dots + 2, &out->to, fault) != 0)
		return -1;
	if (out->from >= out->to)
		return fault_set(fault, FAULT_USAGE, "--exclude: \"%s\" does "
		    "not come before \"%s\"", colon + 1, dots + 2);
	uint32_t ends = (uint32_t)1 << out->from | (uint32_t)1 << out->to;
	if (f->optional & ends)
		return fault_set(fault, FAULT_USAGE, "--exclude: \"%s..%s\": "
		    "an optional stage bounds nothing", colon + 1, dots + 2);
	return 1;
}

static int
read_exclusions(struct funnel *f, const struct settings *s,
    struct arena *arena, struct fault *fault)
{
	if (s->exclude.n > EXCLUSIONS_MAX)
		return fault_set(fault, FAULT_USAGE,
		    "--exclude: more than %d of them", EXCLUSIONS_MAX);
	for (size_t i = 0; i < s->exclude.n; i++) {
		struct funnel_exclusion *x = &f->exclusions[i];
		const char *from = s->exclude.items[i];
		char *text = arena_copy(arena, from, strlen(from));
		int got = read_bounds(f, text, x, fault);

		if (got < 0)
			return -1;
		x->bounded = got > 0;
		if (stage_values_read(text, "exclude", arena, &x->values,
		    &x->nvalues, fault) != 0)
			return -1;
		f->nexclusions++;
	}
	return 0;
}

/* --exclude-entity, each use of it. */
static int
read_drops(struct funnel *f, const struct settings *s, struct arena *arena,
    struct fault *fault)
{
	for (size_t i = 0; i < s->exclude_entity.n; i++) {
		struct stage_value *more, *all;
		size_t n;

		if (stage_values_read(s->exclude_entity.items[i],
		    "exclude-entity", arena, &more, &n, fault) != 0)
			return -1;
		all = arena_alloc(arena, (f->ndrops + n) * sizeof *all);
		if (f->ndrops)
			memcpy(all, f->drops, f->ndrops * sizeof *all);
		memcpy(all + f->ndrops, more, n * sizeof *all);
		f->drops = all;
		f->ndrops += n;
	}
	return 0;
}

static int
compare_meanings(const struct meaning *x, const struct meaning *y)
{
	if (!x->stages != !y->stages)
		return x->stages ? -1 : 1;
	if (x->stages != y->stages) {
		int kx = __builtin_ctz(x->stages);
		int ky = __builtin_ctz(y->stages);

		return kx != ky ? kx - ky :
		    (x->stages > y->stages) - (x->stages < y->stages);
	}
	if (x->outcome != y->outcome)
		return x->outcome ? -1 : 1;
	if (x->exclusions != y->exclusions)
		return (x->exclusions > y->exclusions) -
		    (x->exclusions < y->exclusions);
	return x->drops - y->drops;
}

/*
 * The order in which equal times are taken: stages by the lowest that they
 * fill, fewer before more; then outcomes; then the rest.
 */
static int
compare_kinds(const void *a, const void *b)
{
	const struct kind *x = a, *y = b;
	int order = compare_meanings(&x->meaning, &y->meaning);

	if (!order)
		order = strcmp(x->value, y->value);
	return order ? order : (x->passed > y->passed) -
	    (x->passed < y->passed);
}

/* Rows of one value that mean the same are of one class; and all that mean
   the same, if there are too many. */
static int
number_classes(struct funnel *f, const struct kinds *kinds, uint8_t *classes,
    struct fault *fault)
{
	bool many = kinds->n > CLASSES_MAX;

	for (size_t i = 0; i < kinds->n; i++) {
		const struct kind *x = &kinds->all[i];
		const struct meaning *m = &x->meaning;
		size_t c = f->nclasses;

		if (i > 0 && compare_meanings(m, &x[-1].meaning) == 0 &&
		    (many || strcmp(x->value, x[-1].value) == 0)) {
			c--;
		} else if (c == CLASSES_MAX) {
			return fault_set(fault, FAULT_USAGE, "--stages: more "
			    "than %d kinds of values", CLASSES_MAX);
		} else {
			f->nclasses++;
			f->classes[c] = (struct funnel_class){ x->text,
			    m->stages, m->exclusions, m->outcome, m->drops };
		}
		classes[i] = (uint8_t)c;
	}
	return 0;
}

static int
compare_cases(const void *a, const void *b)
{
	const struct class_case *x = a, *y = b;

	return (x->passed > y->passed) - (x->passed < y->passed);
}

/* Where tests lead: to values behind all that are looked up. */
static void
add_cases(struct funnel *f, size_t asked, const struct kinds *kinds,
    const uint8_t *classes, struct arena *arena)
{
	struct funnel_asked *a = &f->asked[asked];
	struct class_case *cases = arena_alloc(arena,
	    (kinds->n + 1) * sizeof *cases);
	size_t n = 0;

	for (size_t i = 0; i < kinds->n; i++) {
		if (kinds->all[i].asked != asked)
			continue;
		cases[n++] = (struct class_case){ kinds->all[i].passed,
		    (uint32_t)f->nvalues };
		f->values[f->nvalues++] = (struct class_value){ a->value,
		    classes[i], NULL };
	}
	qsort(cases, n, sizeof *cases, compare_cases);
	a->tests.cases = cases;
	a->tests.ncases = n;
}

static void
list_values(struct funnel *f, const struct kinds *kinds,
    const uint8_t *classes, struct arena *arena)
{
	f->values = arena_alloc(arena, (kinds->n + f->nasked + 1) *
	    sizeof *f->values);
	for (size_t i = 0; i < kinds->n; i++)
		if (kinds->all[i].asked == SIZE_MAX)
			f->values[f->nvalues++] = (struct class_value){
			    kinds->all[i].value, classes[i], NULL };
	for (size_t i = 0; i < f->nasked; i++)
		f->values[f->nvalues++] = (struct class_value){
		    f->asked[i].value, 0, &f->asked[i].tests };
	for (size_t i = 0; i < f->nasked; i++)
		add_cases(f, i, kinds, classes, arena);
}

/* The matcher has room for so many. */
static int
check_exclusions(const struct funnel *f, struct fault *fault)
{
	size_t n = 0;

	for (size_t c = 0; c < f->nclasses; c++)
		n += (size_t)__builtin_popcount(f->classes[c].exclusions);
	return n <= EXCLUSIONS_MAX ? 0 : fault_set(fault, FAULT_USAGE,
	    "--exclude: more than %d kinds of values", EXCLUSIONS_MAX);
}

int
funnel_make_classes(struct funnel *f, const struct settings *s,
    struct arena *arena, struct fault *fault)
{
	struct kinds kinds = { 0 };
	uint8_t classes[KINDS_MAX];
	int failed;

	f->nvalues = f->nclasses = f->nexclusions = f->ndrops = 0;
	if (read_optional(f, s, fault) != 0 ||
	    read_exclusions(f, s, arena, fault) != 0 ||
	    read_drops(f, s, arena, fault) != 0)
		return -1;
	failed = kinds_find(f, arena, &kinds, fault);
	if (!failed) {
		qsort(kinds.all, kinds.n, sizeof *kinds.all, compare_kinds);
		failed = number_classes(f, &kinds, classes, fault);
	}
	if (!failed)
		failed = check_exclusions(f, fault);
	if (!failed)
		list_values(f, &kinds, classes, arena);
	free(kinds.all);
	return failed;
}

/* As --stages takes them: a | still divides values, and brackets hold
   conditions. */
static void
put_values(const char *text, struct buffer *out)
{
	bool asked = false;

	for (; *text; text++) {
		if (*text == '\\' && text[1] && (asked ||
		    strchr("[]", text[1])))
			buffer_add(out, text++, 1);
		else if (!asked && strchr(",=\\ \t", *text))
			buffer_add(out, "\\", 1);
		else
			asked = *text == '[' || (asked && *text != ']');
		buffer_add(out, text, 1);
	}
}

static void
put_stage(const char *name, struct buffer *out)
{
	stage_name_text(name, out);
	buffer_add(out, "=", 1);
	put_values(name, out);
}

void
funnel_name_stages(struct settings *s, const char *first,
    const char *second, struct arena *arena)
{
	struct buffer text = { 0 };

	if (s->stages || s->nfile_stages)
		return;
	put_stage(first, &text);
	if (strcmp(first, second) != 0) {
		buffer_add(&text, ",", 1);
		put_stage(second, &text);
	}
	s->stages = arena_copy(arena, text.bytes, text.len);
	buffer_free(&text);
}
