/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/kinds.h"

#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/run/conditions.h"

struct said {
	const struct stage_value *value;
	const char *option;	/* that says so first */
	struct meaning meaning;
};

/* What the options say of a value, and what of its rows. */
struct saying {
	struct said *all;
	size_t n;
};

static struct meaning *
meaning_of(struct saying *s, const struct stage_value *value,
    const char *option)
{
	for (size_t i = 0; i < s->n; i++)
		if (stage_values_equal(s->all[i].value, value))
			return &s->all[i].meaning;
	s->all[s->n] = (struct said){ value, option, { 0 } };
	return &s->all[s->n++].meaning;
}

static void
gather(const struct funnel *f, struct arena *arena, struct saying *out)
{
	size_t n = f->noutcomes + f->ndrops + 1;

	for (size_t k = 0; k < f->nstages; k++)
		n += f->stages[k].nvalues;
	for (size_t x = 0; x < f->nexclusions; x++)
		n += f->exclusions[x].nvalues;
	out->all = arena_alloc(arena, n * sizeof *out->all);
	for (size_t k = 0; k < f->nstages; k++)
		for (size_t i = 0; i < f->stages[k].nvalues; i++)
			meaning_of(out, &f->stages[k].values[i],
			    "stages")->stages |= (uint32_t)1 << k;
	for (size_t i = 0; i < f->noutcomes; i++)
		meaning_of(out, &f->outcomes[i], "lost")->outcome = true;
	for (size_t x = 0; x < f->nexclusions; x++)
		for (size_t i = 0; i < f->exclusions[x].nvalues; i++)
			meaning_of(out, &f->exclusions[x].values[i],
			    "exclude")->exclusions |= (uint32_t)1 << x;
	for (size_t i = 0; i < f->ndrops; i++)
		meaning_of(out, &f->drops[i], "exclude-entity")->drops = true;
}

/* What a row means for which both are said: a stage that it is in comes
   before an end that it would be. */
static struct meaning
both(struct meaning a, struct meaning b)
{
	struct meaning out = { a.stages | b.stages,
	    a.exclusions | b.exclusions, a.outcome || b.outcome,
	    a.drops || b.drops };

	out.outcome &= !out.stages;
	return out;
}

static bool
means_nothing(const struct meaning *m)
{
	return !m->stages && !m->exclusions && !m->outcome && !m->drops;
}

static const char *
kind_text(const struct funnel_asked *a, const char *value, uint32_t passed,
    struct arena *arena)
{
	struct buffer text = { 0 };
	const char *kept;

	buffer_format(&text, "%s", value);
	for (; passed; passed &= passed - 1)
		for (size_t i = 0; i < a->asked[__builtin_ctz(passed)]->
		    conditions.n; i++)
			buffer_format(&text, "%s%s", strchr(text.bytes +
			    strlen(value), '[') ? " & " : "[",
			    a->asked[__builtin_ctz(passed)]->
			    conditions.items[i]);
	if (text.len > strlen(value))
		buffer_add(&text, "]", 1);
	kept = arena_copy(arena, text.bytes, text.len);
	buffer_free(&text);
	return kept;
}

static void
add_kind(struct kinds *k, const struct kind *kind)
{
	k->all = memory_reserve(k->all, &k->room, k->n + 1, sizeof *k->all);
	k->all[k->n++] = *kind;
}

/* Whether no row passes both. */
static bool
values_clash(const struct stage_value *a, const struct stage_value *b,
    struct arena *arena)
{
	struct condition_words x, y;
	struct fault none;

	for (size_t i = 0; i < a->conditions.n; i++)
		for (size_t k = 0; k < b->conditions.n; k++)
			if (condition_words_read(a->conditions.items[i], "",
			    arena, &x, &none) == 0 &&
			    condition_words_read(b->conditions.items[k], "",
			    arena, &y, &none) == 0 &&
			    condition_words_clash(&x, &y))
				return true;
	return false;
}

/* The tests of one value, and how they can be passed together. */
struct passing {
	struct funnel_asked *asked;
	const struct meaning *meanings;	/* of each */
	uint32_t clashes[CLASS_TESTS_MAX];	/* bit i: never with test i */
	size_t n;
	struct kind kind;	/* what is passed so far */
	struct arena *arena;
	struct kinds *kinds;
};

/* Each set of tests that a row can pass, from the next on. */
static void
add_kinds(struct passing *p, size_t next)
{
	struct kind before = p->kind;

	if (p->kinds->n > KINDS_MAX)
		return;
	if (next == p->n) {
		p->kind.text = kind_text(p->asked, p->kind.value,
		    p->kind.passed, p->arena);
		if (!means_nothing(&p->kind.meaning))
			add_kind(p->kinds, &p->kind);
		return;
	}
	add_kinds(p, next + 1);
	if (!(before.passed & p->clashes[next])) {
		p->kind = before;
		p->kind.passed |= (uint32_t)1 << next;
		p->kind.meaning = both(before.meaning, p->meanings[next]);
		add_kinds(p, next + 1);
	}
	p->kind = before;
}

/* The tests of a value: all that is said of it under a condition. */
static int
ask_value(struct funnel *f, const struct saying *s, const struct said *first,
    struct passing *p, struct fault *fault)
{
	struct funnel_asked *a = &f->asked[f->nasked];
	struct meaning *meanings = arena_alloc(p->arena,
	    s->n * sizeof *meanings);

	*a = (struct funnel_asked){ .value = first->value->value,
	    .asked = arena_alloc(p->arena, s->n * sizeof *a->asked),
	    .options = arena_alloc(p->arena, s->n * sizeof *a->options) };
	p->asked = a;
	p->meanings = meanings;
	p->n = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct said *x = &s->all[i];

		if (strcmp(x->value->value, a->value) != 0)
			continue;
		if (x->value->conditions.n == 0) {
			p->kind.meaning = x->meaning;
			continue;
		}
		if (p->n == CLASS_TESTS_MAX)
			return fault_set(fault, FAULT_USAGE, "--%s: \"%s\" is "
			    "asked more than %d things", x->option, a->value,
			    CLASS_TESTS_MAX);
		meanings[p->n] = x->meaning;
		a->options[p->n] = x->option;
		a->asked[p->n++] = x->value;
	}
	a->tests.n = p->n;
	return 0;
}

static bool
is_asked(const struct saying *s, const char *value)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->all[i].value->conditions.n &&
		    strcmp(s->all[i].value->value, value) == 0)
			return true;
	return false;
}

static bool
was_before(const struct saying *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(s->all[i].value->value, s->all[n].value->value) ==
		    0)
			return true;
	return false;
}

int
kinds_find(struct funnel *f, struct arena *arena, struct kinds *kinds,
    struct fault *fault)
{
	struct saying saying = { 0 };
	const struct saying *s = &saying;

	gather(f, arena, &saying);
	f->nasked = 0;
	f->asked = arena_alloc(arena, (s->n + 1) * sizeof *f->asked);
	for (size_t i = 0; i < s->n; i++) {
		const struct said *x = &s->all[i];
		struct passing p = { .arena = arena, .kinds = kinds,
		    .kind = { x->value->value, x->value->value, SIZE_MAX, 0,
		    x->meaning } };

		if (!is_asked(s, x->value->value)) {
			add_kind(kinds, &p.kind);
			continue;
		}
		if (was_before(s, i))
			continue;
		p.kind.asked = f->nasked;
		p.kind.meaning = (struct meaning){ 0 };
		if (ask_value(f, s, x, &p, fault) != 0)
			return -1;
		f->nasked++;
		for (size_t a = 0; a < p.n; a++)
			for (size_t b = 0; b < p.n; b++)
				if (values_clash(p.asked->asked[a],
				    p.asked->asked[b], arena))
					p.clashes[a] |= (uint32_t)1 << b;
		add_kinds(&p, 0);
	}
	return kinds->n <= KINDS_MAX ? 0 : fault_set(fault, FAULT_USAGE,
	    "--stages: more than %d kinds of rows: conditions of one value "
	    "that can hold together are too many", KINDS_MAX);
}

