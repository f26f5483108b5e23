/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/second_tables.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/fold.h"
#include "analytics/base/memory.h"
#include "io/base/nearest.h"
#include "io/csv/columns.h"
#include "io/csv/join.h"

#define KEYS_SAID 10
#define KEY_BYTES 40

/* More keys than these are not compared, one by one, with one of ours. */
#define KEYS_COMPARED 100000

int
second_table_open(const struct settings *s, const char *file,
    const char *key, const char *column, struct reader *reader,
    struct fault *fault)
{
	const struct read_options o = {
		.encoding = s->encoding,
		.max_field = s->max_field ? s->max_field : (size_t)1 << 20,
		.max_columns = s->max_columns ? s->max_columns : 4096,
		.simd = getenv("FUNNEL_SIMD"),
	};
	struct joined *table;
	size_t at;

	if (column_find(reader, column, &at, fault) != 0)
		return -1;
	table = join_read(file, key, &o, fault);
	if (!table)
		return -1;
	reader_join(reader, table, at);
	return 0;
}

/* Up to the first separator that no backslash precedes; NULL: none. */
static const char *
find_separator(const char *text, char separator)
{
	for (; *text; text++) {
		if (*text == '\\' && text[1])
			text++;
		else if (*text == separator)
			return text;
	}
	return NULL;
}

static const char *
literal(const char *text, size_t len, struct arena *arena)
{
	struct text_list one = text_split(arena_copy(arena, text, len), '\0',
	    true, arena);

	return one.n ? one.items[0] : "";
}

static int
open_one(const struct settings *s, const char *text, struct reader *reader,
    struct arena *arena, struct fault *fault)
{
	const char *colon = find_separator(text, ':');
	const char *equals = colon ? find_separator(colon + 1, '=') : NULL;
	const char *file, *key;

	if (colon) {
		size_t len = equals ? (size_t)(equals - colon) - 1 :
		    strlen(colon + 1);

		file = literal(text, (size_t)(colon - text), arena);
		key = literal(colon + 1, len, arena);
	}
	if (!colon || !*file || !*key || (equals && !equals[1]))
		return fault_set(fault, FAULT_USAGE, "--join: \"%s\": expected "
		    "FILE:KEY, a column that both tables have, or FILE:KEY="
		    "COL, where COL is that of the input", text);
	return second_table_open(s, file, key, equals ? literal(equals + 1,
	    strlen(equals + 1), arena) : key, reader, fault);
}

int
second_tables_open(const struct settings *s, struct reader *reader,
    struct fault *fault)
{
	struct arena arena = { 0 };
	int failed = 0;

	for (size_t i = 0; i < s->join.n && !failed; i++)
		failed = open_one(s, s->join.items[i], reader, &arena, fault);
	arena_free(&arena);
	return failed;
}

/* Whether two keys have the same numbers in them: L2 is no slip for L3. */
static bool
same_digits(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	for (;;) {
		a += strcspn(a, digits);
		b += strcspn(b, digits);
		a += strspn(a, "0");
		b += strspn(b, "0");
		size_t n = strspn(a, digits);
		if (n != strspn(b, digits) || memcmp(a, b, n) != 0)
			return false;
		if (!a[n] && !b[n])
			return true;
		a += n;
		b += n;
	}
}

static const char *
nearest_key(const struct joined *table, const char *key)
{
	size_t n = joined_rows(table), likely = 0;
	const char **keys, *found;

	/* Of two letters any other two are near. */
	if (n > KEYS_COMPARED || strlen(key) < 3)
		return NULL;
	keys = memory_array(n, sizeof *keys);
	for (size_t i = 0; i < n; i++) {
		keys[likely] = joined_row_key(table, i);
		likely += same_digits(key, keys[likely]);
	}
	found = nearest(key, keys, likely);
	free(keys);
	return found;
}

static void
add_key(struct buffer *list, const struct join *join, uint32_t number)
{
	const struct orphans *o = &join->orphans;
	size_t len;
	const char *key = lookup_text(o->keys, number, &len);
	const char *near = nearest_key(join->table, key);

	if (len)
		buffer_format(list, message("\"%.*s\""), len > KEY_BYTES ?
		    KEY_BYTES : (int)len, key);
	else
		buffer_format(list, "%s", message("(none)"));
	if (!o->many)
		buffer_format(list, " %" PRIu64, o->of[number].rows);
	if (near)
		buffer_format(list, message(" (nearest \"%.*s\")"), KEY_BYTES,
		    near);
}

static void
say_orphans(struct run *run, const struct join *join)
{
	const struct settings *s = run->settings;
	const struct orphans *o = &join->orphans;
	struct buffer list = { 0 };
	uint32_t first[KEYS_SAID];
	size_t n = orphans_first(o, first, KEYS_SAID);
	struct fault fault;

	for (size_t i = 0; i < n; i++) {
		buffer_format(&list, "%s", i ? ", " : "");
		add_key(&list, join, first[i]);
	}
	if (o->many)
		buffer_format(&list, message(", …, of more than %d keys"),
		    ORPHAN_KEYS);
	else if (lookup_size(o->keys) > n)
		buffer_format(&list, message(", …, of %zu keys"),
		    lookup_size(o->keys));
	fault_set(&fault, FAULT_INPUT, "--join: %" PRIu64 " %s no match by "
	    "\"%s\": %s", o->rows, run_n(o->rows, "row has", "rows have"),
	    joined_key(join->table), list.bytes);
	buffer_free(&list);
	fault_at(&fault, joined_file(join->table), 0, NULL);
	run->unmatched |= s->join_strict;
	if (s->join_strict)
		run_fault(run, &fault);
	else if (!s->quiet)
		run_say(run, "%s: %s", fault.file, fault.sentence);
}

void
second_tables_say(struct run *run, const struct reader *reader)
{
	const struct settings *s = run->settings;
	const struct joins *joins = reader_joins(reader);

	for (size_t i = 0; i < joins->n; i++) {
		const struct join *join = &joins->items[i];
		uint64_t keyless = joined_keyless(join->table);
		const char *guess = joined_guess(join->table);

		if (joined_header(join->table) && !s->quiet)
			run_say_header(run, joined_file(join->table),
			    joined_header(join->table));
		if (guess && !s->quiet)
			run_say(run, "%s: the text is not UTF-8 and was read "
			    "as %s; --encoding says otherwise",
			    joined_file(join->table), guess);
		if (keyless && !s->quiet)
			run_say(run, "%s: --join: %" PRIu64 " %s no key",
			    joined_file(join->table), keyless,
			    run_n(keyless, "row has", "rows have"));
		if (join->orphans.rows)
			say_orphans(run, join);
	}
}
