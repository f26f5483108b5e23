/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store/value_counts.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/base/checksum.h"
#include "io/base/lookup.h"

#define DROPPED_MAX 63

struct value_counts {
	struct lookup *values;
	uint64_t *rows;		/* by number in values */
	size_t room;
	size_t bytes;
	unsigned dropped;	/* low bits of the hash that must be 0 */
};

struct value_counts *
value_counts_new(void)
{
	struct value_counts *c = memory_zeroed(1, sizeof *c);

	c->values = lookup_new();
	return c;
}

void
value_counts_free(struct value_counts *c)
{
	if (!c)
		return;
	lookup_free(c->values);
	free(c->rows);
	free(c);
}

static bool
is_kept(const struct value_counts *c, const char *value, size_t len)
{
	return c->dropped == 0 || (checksum(value, len) &
	    (((uint64_t)1 << c->dropped) - 1)) == 0;
}

static uint32_t
put(struct value_counts *c, const char *value, size_t len, uint64_t rows)
{
	size_t before = lookup_size(c->values);
	uint32_t number = lookup_add(c->values, value, len);

	if (number >= before) {
		c->rows = memory_reserve(c->rows, &c->room, before + 1,
		    sizeof *c->rows);
		c->rows[number] = 0;
		c->bytes += len + VALUE_COUNTS_EACH;
	}
	c->rows[number] += rows;
	return number;
}

/* Only those that are kept with one bit more. */
static void
drop_half(struct value_counts *c)
{
	struct value_counts all = *c;

	*c = (struct value_counts){ .values = lookup_new(),
	    .dropped = all.dropped + 1 };
	value_counts_merge(c, &all);
	lookup_free(all.values);
	free(all.rows);
}

static void
fit(struct value_counts *c)
{
	while (c->bytes > VALUE_COUNTS_BYTES && c->dropped < DROPPED_MAX)
		drop_half(c);
}

uint32_t
value_counts_add(struct value_counts *c, const char *value, size_t len,
    uint64_t rows)
{
	uint32_t number = lookup_find(c->values, value, len);

	if (number != LOOKUP_NONE) {
		c->rows[number] += rows;
	} else if (is_kept(c, value, len)) {
		number = put(c, value, len, rows);
		fit(c);
	}
	return number;
}

void
value_counts_again(struct value_counts *c, uint32_t number)
{
	c->rows[number]++;
}

void
value_counts_merge(struct value_counts *to, const struct value_counts *from)
{
	while (to->dropped < from->dropped)
		drop_half(to);
	for (uint32_t i = 0; i < lookup_size(from->values); i++) {
		size_t len;
		const char *value = lookup_text(from->values, i, &len);

		if (is_kept(to, value, len))
			value_counts_add(to, value, len, from->rows[i]);
	}
}

size_t
value_counts_size(const struct value_counts *c)
{
	return lookup_size(c->values);
}

const char *
value_counts_at(const struct value_counts *c, size_t i, size_t *len,
    uint64_t *rows)
{
	*rows = c->rows[i];
	return lookup_text(c->values, (uint32_t)i, len);
}

bool
value_counts_cut(const struct value_counts *c)
{
	return c->dropped > 0;
}
