/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/orphans.h"

#include <stdlib.h>

#include "analytics/base/memory.h"

static bool
is_before(const struct orphan *a, const struct orphan *b)
{
	return a->block != b->block ? a->block < b->block :
	    a->line < b->line;
}

static void
add(struct orphans *o, const char *key, size_t len, struct orphan one)
{
	size_t before;
	uint32_t number;

	if (!o->keys)
		o->keys = lookup_new();
	before = lookup_size(o->keys);
	number = o->many ? lookup_find(o->keys, key, len) :
	    lookup_add(o->keys, key, len);
	if (number == LOOKUP_NONE)
		return;
	o->of = memory_reserve(o->of, &o->room, (size_t)number + 1,
	    sizeof *o->of);
	if (number == before) {
		o->of[number] = one;
		return;
	}
	o->of[number].rows += one.rows;
	if (is_before(&one, &o->of[number])) {
		o->of[number].block = one.block;
		o->of[number].line = one.line;
	}
}

void
orphans_note(struct orphans *o, struct field key, uint64_t block,
    uint64_t line)
{
	o->rows++;
	add(o, key.at, key.len, (struct orphan){ 1, block, line });
	o->many |= lookup_size(o->keys) > ORPHAN_KEYS;
}

void
orphans_merge(struct orphans *to, struct orphans *from)
{
	bool many = to->many || from->many;

	to->many = false;
	to->rows += from->rows;
	for (uint32_t i = 0; from->keys && i < lookup_size(from->keys); i++) {
		size_t len;
		const char *key = lookup_text(from->keys, i, &len);

		add(to, key, len, from->of[i]);
	}
	to->many = many || (to->keys && lookup_size(to->keys) > ORPHAN_KEYS);
	orphans_free(from);
}

void
orphans_free(struct orphans *o)
{
	lookup_free(o->keys);
	free(o->of);
	*o = (struct orphans){ 0 };
}

size_t
orphans_first(const struct orphans *o, uint32_t *out, size_t most)
{
	size_t n = 0;

	for (uint32_t i = 0; o->keys && i < lookup_size(o->keys); i++) {
		size_t at = n;

		while (at > 0 && is_before(&o->of[i], &o->of[out[at - 1]]))
			at--;
		if (at == most)
			continue;
		n += n < most;
		for (size_t k = n - 1; k > at; k--)
			out[k] = out[k - 1];
		out[at] = i;
	}
	return n;
}
