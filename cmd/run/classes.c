/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each value of the stage column means, as the classes of events. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/stages.h"
#include "io/base/nearest.h"

/* A value with all that is said of it. */
struct meaning {
	const char *value;
	uint32_t stages, exclusions;
	bool outcome, drops;
};

struct meanings {
	struct meaning *all;
	size_t n;
};

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
	if (near)
		return fault_set(fault, FAULT_USAGE, "--%s: no stage \"%s\"; "
		    "did you mean \"%s\"?", option, name, near);
	fault_set(fault, FAULT_USAGE, "--%s: no stage \"%s\"", option, name);
	return advise_stages(f, fault);
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
	char *colon = strrchr(text, ':');
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
		x->values = text_split(text, '|', true, arena);
		f->nexclusions++;
	}
	return 0;
}

static struct meaning *
meaning_of(struct meanings *m, const char *value)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->all[i].value, value) == 0)
			return &m->all[i];
	m->all[m->n] = (struct meaning){ .value = value };
	return &m->all[m->n++];
}

static int
gather(struct funnel *f, const struct settings *s, struct arena *arena,
    struct meanings *m, struct fault *fault)
{
	size_t n = f->noutcomes + 1;
	struct text_list drops[64];

	for (size_t k = 0; k < f->nstages; k++)
		n += f->stages[k].nvalues;
	for (size_t i = 0; i < f->nexclusions; i++)
		n += f->exclusions[i].values.n;
	if (s->exclude_entity.n > 64)
		return fault_set(fault, FAULT_USAGE,
		    "--exclude-entity: more than 64 of them");
	for (size_t i = 0; i < s->exclude_entity.n; i++) {
		drops[i] = text_split(s->exclude_entity.items[i], '|', true,
		    arena);
		n += drops[i].n;
	}
	m->all = arena_alloc(arena, n * sizeof *m->all);
	f->values = arena_alloc(arena, n * sizeof *f->values);
	for (size_t k = 0; k < f->nstages; k++)
		for (size_t i = 0; i < f->stages[k].nvalues; i++)
			meaning_of(m, f->stages[k].values[i])->stages |=
			    (uint32_t)1 << k;
	for (size_t i = 0; i < f->noutcomes; i++)
		meaning_of(m, f->outcomes[i])->outcome = true;
	for (size_t x = 0; x < f->nexclusions; x++)
		for (size_t i = 0; i < f->exclusions[x].values.n; i++)
			meaning_of(m, f->exclusions[x].values.items[i])->
			    exclusions |= (uint32_t)1 << x;
	for (size_t x = 0; x < s->exclude_entity.n; x++)
		for (size_t i = 0; i < drops[x].n; i++)
			meaning_of(m, drops[x].items[i])->drops = true;
	return 0;
}

/*
 * The order in which equal times are taken: stages by the lowest that they
 * fill, fewer before more; then outcomes; then the rest.
 */
static int
compare_meanings(const void *a, const void *b)
{
	const struct meaning *x = a, *y = b;

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
	if (x->drops != y->drops)
		return x->drops - y->drops;
	return strcmp(x->value, y->value);
}

static bool
mean_the_same(const struct meaning *x, const struct meaning *y)
{
	return x->stages == y->stages && x->outcome == y->outcome &&
	    x->exclusions == y->exclusions && x->drops == y->drops;
}

/* A class for each value; for those that mean the same if too many. */
static int
number_classes(struct funnel *f, const struct meanings *m,
    struct fault *fault)
{
	bool many = m->n > CLASSES_MAX;

	for (size_t i = 0; i < m->n; i++) {
		const struct meaning *x = &m->all[i];
		size_t c = f->nclasses;

		if (many && i > 0 && mean_the_same(x, x - 1)) {
			c--;
		} else if (c == CLASSES_MAX) {
			return fault_set(fault, FAULT_USAGE, "--stages: more "
			    "than %d kinds of values", CLASSES_MAX);
		} else {
			f->nclasses++;
			f->classes[c] = (struct funnel_class){ x->value,
			    x->stages, x->exclusions, x->outcome, x->drops };
		}
		f->values[f->nvalues++] = (struct class_value){ x->value,
		    (uint8_t)c };
	}
	return 0;
}

int
funnel_make_classes(struct funnel *f, const struct settings *s,
    struct arena *arena, struct fault *fault)
{
	struct meanings m = { 0 };

	f->nvalues = f->nclasses = 0;
	if (read_optional(f, s, fault) != 0 ||
	    read_exclusions(f, s, arena, fault) != 0 ||
	    gather(f, s, arena, &m, fault) != 0)
		return -1;
	qsort(m.all, m.n, sizeof *m.all, compare_meanings);
	return number_classes(f, &m, fault);
}

/* As --stages takes it: a | still divides values. */
static char *
put_stage(char *to, const char *name)
{
	for (; *name; name++) {
		if (strchr(",=\\ \t", *name))
			*to++ = '\\';
		*to++ = *name;
	}
	return to;
}

void
funnel_name_stages(struct settings *s, const char *first,
    const char *second, struct arena *arena)
{
	if (s->stages || s->nfile_stages)
		return;
	char *text = arena_alloc(arena,
	    2 * (strlen(first) + strlen(second)) + 2);
	char *to = put_stage(text, first);
	if (strcmp(first, second) != 0) {
		*to++ = ',';
		put_stage(to, second);
	}
	s->stages = text;
}
