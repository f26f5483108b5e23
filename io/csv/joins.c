/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/joins.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

struct joins *
joins_new(void)
{
	struct joins *j = memory_zeroed(1, sizeof *j);

	pthread_mutex_init(&j->lock, NULL);
	return j;
}

void
joins_free(struct joins *j)
{
	for (size_t i = 0; i < j->n; i++) {
		struct join *one = &j->items[i];

		for (size_t c = 0; c < joined_columns(one->table); c++)
			free((char *)one->names[c]);
		free(one->names);
		orphans_free(&one->orphans);
		free(one->used);
		joined_free(one->table);
	}
	free(j->items);
	pthread_mutex_destroy(&j->lock);
	free(j);
}

const char *
joins_column(const struct joins *j, size_t i)
{
	const struct join *one = j->items;

	for (; i >= joined_columns(one->table); one++)
		i -= joined_columns(one->table);
	return one->names[i];
}

static bool
is_taken(const struct joins *j, const char *name, const char *const *own,
    size_t nown)
{
	for (size_t i = 0; i < nown; i++)
		if (strcmp(own[i], name) == 0)
			return true;
	for (size_t i = 0; i < j->columns; i++)
		if (strcmp(joins_column(j, i), name) == 0)
			return true;
	return false;
}

/* "NAME", or "FILE.NAME", without folders and endings of the file. */
static char *
new_name(const char *file, const char *name, bool whole)
{
	const char *slash = strrchr(file, '/');
	const char *stem = slash ? slash + 1 : file;
	size_t len = whole ? strcspn(stem, ".") + 1 : 0;
	char *out = memory_array(len + strlen(name) + 1, 1);

	if (whole) {
		memcpy(out, stem, len - 1);
		out[len - 1] = '.';
	}
	strcpy(out + len, name);
	return out;
}

void
joins_add(struct joins *j, struct joined *table, size_t column,
    const char *const *own, size_t nown)
{
	size_t n = joined_columns(table);
	struct join one = { .table = table, .column = column,
	    .names = memory_zeroed(n, sizeof *one.names),
	    .used = memory_zeroed(joined_rows(table), sizeof *one.used) };

	for (size_t c = 0; c < n; c++) {
		const char *name = joined_column(table, c);

		one.names[c] = new_name(joined_file(table), name,
		    is_taken(j, name, own, nown));
	}
	j->items = memory_resize(j->items, j->n + 1, sizeof *j->items);
	j->items[j->n++] = one;
	j->columns += n;
}

void
joins_tell(struct joins *j, size_t i, struct orphans *orphans,
    const bool *used)
{
	struct join *one = &j->items[i];

	pthread_mutex_lock(&j->lock);
	orphans_merge(&one->orphans, orphans);
	for (size_t row = 0; row < joined_rows(one->table); row++)
		one->used[row] |= used[row];
	pthread_mutex_unlock(&j->lock);
}
