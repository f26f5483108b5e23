/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/joined.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/base/arena.h"
#include "io/base/lookup.h"

struct stored {
	const char *text;
	const uint32_t *ends;
	uint64_t line;
};

struct joined {
	struct arena arena;
	const char *file, *key, *guess;
	const char **columns;
	size_t n;
	struct lookup *keys;
	struct stored *rows;	/* by the number of their key */
	size_t room;
	struct stored none;	/* of a key that is not there */
	uint64_t keyless;
	uint64_t header;
};

static const char *
copy(struct joined *j, const char *text)
{
	return arena_copy(&j->arena, text, strlen(text));
}

/* Fields as a cut has them, in the arena. */
static struct stored
store(struct joined *j, const struct field *fields, uint64_t line)
{
	size_t len = j->n;
	uint32_t *ends = arena_alloc(&j->arena, (j->n + 1) * sizeof *ends);
	char *text, *to;

	for (size_t i = 0; i < j->n; i++)
		len += fields[i].len;
	to = text = arena_alloc(&j->arena, len + 1);
	for (size_t i = 0; i < j->n; i++) {
		memcpy(to, fields[i].at, fields[i].len);
		to += fields[i].len;
		ends[i] = (uint32_t)(to - text);
		*to++ = '\n';
	}
	return (struct stored){ text, ends, line };
}

struct joined *
joined_new(const char *file, const char *key, const char *const *columns,
    size_t n)
{
	struct joined *j = memory_zeroed(1, sizeof *j);
	struct field *empty = memory_array(n + 1, sizeof *empty);

	j->file = copy(j, file);
	j->key = copy(j, key);
	j->n = n;
	j->columns = arena_alloc(&j->arena, (n + 1) * sizeof *j->columns);
	for (size_t i = 0; i < n; i++) {
		j->columns[i] = copy(j, columns[i]);
		empty[i] = (struct field){ "", 0 };
	}
	j->keys = lookup_new();
	j->none = store(j, empty, 0);
	free(empty);
	return j;
}

void
joined_free(struct joined *j)
{
	if (!j)
		return;
	lookup_free(j->keys);
	free(j->rows);
	arena_free(&j->arena);
	free(j);
}

const char *
joined_file(const struct joined *j)
{
	return j->file;
}

const char *
joined_key(const struct joined *j)
{
	return j->key;
}

size_t
joined_columns(const struct joined *j)
{
	return j->n;
}

const char *
joined_column(const struct joined *j, size_t i)
{
	return j->columns[i];
}

struct field
joined_trim(struct field f)
{
	while (f.len && (f.at[0] == ' ' || f.at[0] == '\t'))
		f.at++, f.len--;
	while (f.len && (f.at[f.len - 1] == ' ' || f.at[f.len - 1] == '\t'))
		f.len--;
	return f;
}

uint64_t
joined_add(struct joined *j, struct field key, const struct field *fields,
    uint64_t line)
{
	size_t before = lookup_size(j->keys);
	struct field k = joined_trim(key);
	uint32_t number = lookup_add(j->keys, k.at, k.len);

	if (number < before)
		return j->rows[number].line;
	j->rows = memory_reserve(j->rows, &j->room, before + 1,
	    sizeof *j->rows);
	j->rows[number] = store(j, fields, line);
	return 0;
}

struct joined_row
joined_find(const struct joined *j, struct field key)
{
	struct field k = joined_trim(key);
	uint32_t number = k.len ? lookup_find(j->keys, k.at, k.len) :
	    LOOKUP_NONE;
	const struct stored *s = number == LOOKUP_NONE ? &j->none :
	    &j->rows[number];

	return (struct joined_row){ s->text, j->n ? s->ends[j->n - 1] + 1 : 0,
	    s->ends, number != LOOKUP_NONE, number };
}

size_t
joined_rows(const struct joined *j)
{
	return lookup_size(j->keys);
}

const char *
joined_row_key(const struct joined *j, size_t i)
{
	return lookup_text(j->keys, (uint32_t)i, NULL);
}

uint64_t
joined_row_line(const struct joined *j, size_t i)
{
	return j->rows[i].line;
}

size_t
joined_row(const struct joined *j, struct field key)
{
	struct field k = joined_trim(key);
	uint32_t number = lookup_find(j->keys, k.at, k.len);

	return number == LOOKUP_NONE ? lookup_size(j->keys) : number;
}

void
joined_set_header(struct joined *j, uint64_t line)
{
	j->header = line;
}

uint64_t
joined_header(const struct joined *j)
{
	return j->header;
}

void
joined_add_keyless(struct joined *j)
{
	j->keyless++;
}

uint64_t
joined_keyless(const struct joined *j)
{
	return j->keyless;
}

void
joined_set_guess(struct joined *j, const char *encoding)
{
	j->guess = encoding ? copy(j, encoding) : NULL;
}

const char *
joined_guess(const struct joined *j)
{
	return j->guess;
}
