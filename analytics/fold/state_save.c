/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fold as text, from the table of its members.  Lines of words:
 *
 *   CLASS 2 WORD …                the words of the fold itself
 *   NAME N INDEX:WORD …           an array: those that are not 0
 *   NAME CELL:COUNT …             a histogram
 *   NAME N                        a tally, then a line COUNT =BYTES each
 *   NAME SUM:UNIT …               sums by unit, or -
 *   NAME N INDEX …                one of several histograms, or records,
 *                                 of which each has its words and lines
 *   NAME N                        a list, then a line of words each
 *   NAME GROUPS                   cells, by group: then
 *   group GROUP N
 *   KEY WORD …                    and the record's lines, each
 *   end
 *
 * A decimal is 128 bits, hexadecimal; a time that is none, "-".  Records
 * of a list are sorted by their words, cells by group and key, strings of
 * a tally by their bytes, all else
 * stands in the order of the table: equal folds are equal bytes, and
 * whoever reads knows what every line must be.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/state_private.h"

struct writer {
	const struct group_names *names;
	const void *definition;
	struct buffer *out;
};

static void save_record(struct writer *w, const struct fold_record *of,
    const void *record);

static void
put_bytes(struct writer *w, const char *bytes, size_t len)
{
	buffer_add(w->out, bytes, len);
}

static void
put(struct writer *w, const char *text)
{
	put_bytes(w, text, strlen(text));
}

/* Millions of numbers: without printf. */
static void
put_number(struct writer *w, uint64_t n)
{
	char digits[20];
	size_t at = sizeof digits;

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	put_bytes(w, digits + at, sizeof digits - at);
}

static void
put_escaped(struct buffer *out, const char *text, size_t len)
{
	buffer_escape(out, text, len);
}

static void
put_time(struct writer *w, int64_t time)
{
	if (time < 0)
		put(w, "-");
	put_number(w, time < 0 ? -(uint64_t)time : (uint64_t)time);
}

static void
put_decimal(struct writer *w, decimal value)
{
	unsigned __int128 bits = (unsigned __int128)value;
	char digits[32];

	for (size_t i = sizeof digits; i-- > 0; bits >>= 4)
		digits[i] = "0123456789abcdef"[bits & 15];
	put_bytes(w, digits, sizeof digits);
}

static void
put_word(struct writer *w, const struct fold_member *m, const void *at)
{
	int64_t time;

	switch (m->kind) {
	case MEMBER_COUNT:
	case MEMBER_PRODUCT:
		put_number(w, *(const uint64_t *)at);
		break;
	case MEMBER_SUM:
	case MEMBER_VALUE:
		put_decimal(w, *(const decimal *)at);
		break;
	case MEMBER_FLAG:
		put_number(w, *(const bool *)at);
		break;
	case MEMBER_NUMBER:
		put_number(w, *(const uint32_t *)at);
		break;
	default:
		time = *(const int64_t *)at;
		if (time == (m->kind == MEMBER_LEAST ? INT64_MAX : INT64_MIN))
			put(w, NOT_THERE);
		else
			put_time(w, time);
	}
}

/* All words of a record, each behind a blank; those of its own too. */
static void
put_words(struct writer *w, const struct fold_record *of, const void *record)
{
	for (const struct fold_member *m = of->members; m->name; m++) {
		size_t n = member_count(m, w->definition);
		const char *at = member_at(m, record);

		for (size_t i = 0; member_is_inline(m) && i < n; i++) {
			const char *one = at + i * member_size(m);

			if (m->kind == MEMBER_RECORD) {
				put_words(w, m->of, one);
				continue;
			}
			put(w, " ");
			put_word(w, m, one);
		}
	}
}

static bool
is_zero(const char *bytes, size_t n)
{
	while (n && *bytes == 0)
		bytes++, n--;
	return n == 0;
}

static void
save_array(struct writer *w, const struct fold_member *m, const void *record)
{
	const char *at = member_at(m, record);
	size_t n = member_count(m, w->definition), size = member_size(m);

	put(w, " ");
	put_number(w, n);
	for (size_t i = 0; i < n; i++, at += size) {
		if (is_zero(at, size))
			continue;
		put(w, " ");
		put_number(w, i);
		put(w, ":");
		put_word(w, m, at);
	}
	put(w, "\n");
}

static void
save_units(struct writer *w, const struct fold_member *m, const void *record)
{
	const decimal *sums = member_at(m, record);
	size_t n = member_count(m, w->definition), len;

	if (!sums)
		put(w, " " NOT_THERE);
	for (size_t i = 0; sums && i < n; i++) {
		const char *unit = w->names->unit_text(w->names->context,
		    (uint32_t)i, &len);

		put(w, " ");
		put_decimal(w, sums[i]);
		put(w, ":");
		put_escaped(w->out, unit, len);
	}
	put(w, "\n");
}

struct count {
	uint32_t cell;
	uint64_t count;
};

static int
by_cell(const void *a, const void *b)
{
	uint32_t x = ((const struct count *)a)->cell;
	uint32_t y = ((const struct count *)b)->cell;

	return (x > y) - (x < y);
}

static void
save_histogram(struct writer *w, const struct histogram *h)
{
	struct histogram_cursor c = { 0 };
	size_t n = 0;

	while (histogram_next(h, &c))
		n++;
	struct count *all = memory_array(n, sizeof *all);
	c = (struct histogram_cursor){ 0 };
	for (n = 0; histogram_next(h, &c); n++)
		all[n] = (struct count){ c.cell, c.count };
	qsort(all, n, sizeof *all, by_cell);
	for (size_t i = 0; i < n; i++) {
		put(w, " ");
		put_number(w, all[i].cell);
		put(w, ":");
		put_number(w, all[i].count);
	}
	put(w, "\n");
	free(all);
}

static void
save_tally(struct writer *w, const struct tally *t)
{
	struct tally_item *items = tally_sorted(t);

	put(w, " ");
	put_number(w, t->n);
	put(w, "\n");
	for (size_t i = 0; i < t->n; i++) {
		put_number(w, items[i].count);
		put(w, " =");
		put_escaped(w->out, (const char *)tally_bytes(t, &items[i]),
		    items[i].len);
		put(w, "\n");
	}
	free(items);
}

#define ORDER(type) do { \
	const type *p = (const void *)x, *q = (const void *)y; \
	if (*p != *q) \
		return *p < *q ? -1 : 1; \
} while (0)

int
record_compare(const struct fold_record *of, const void *a, const void *b)
{
	for (const struct fold_member *m = of->members; m->name; m++) {
		const char *x = (const char *)a + m->offset;
		const char *y = (const char *)b + m->offset;

		if (m->kind == MEMBER_NUMBER)
			ORDER(uint32_t);
		else if (m->kind == MEMBER_TIME)
			ORDER(int64_t);
		else
			ORDER(decimal);
	}
	return 0;
}

static int
by_words(const void *a, const void *b, void *of)
{
	return record_compare(of, a, b);
}

static void
save_list(struct writer *w, const struct fold_record *of,
    const struct fold_list *l)
{
	char *all = memory_array(l->n, of->size);

	put(w, " ");
	put_number(w, l->n);
	put(w, "\n");
	if (l->n) {
		memcpy(all, l->items, l->n * of->size);
		qsort_r(all, l->n, of->size, by_words, (void *)of);
	}
	for (size_t i = 0; i < l->n; i++) {
		put(w, of->members->name);
		put_words(w, of, all + i * of->size);
		put(w, "\n");
	}
	free(all);
}

/* A group with its name, to be sorted, and a cell of it. */
struct named {
	struct buffer name;
	uint32_t group;
};

struct keyed {
	size_t rank;		/* of the group's name */
	int64_t key;
	size_t number;
};

static int
by_group(const void *a, const void *b)
{
	uint32_t x = ((const struct named *)a)->group;
	uint32_t y = ((const struct named *)b)->group;

	return (x > y) - (x < y);
}

static int
by_name(const void *a, const void *b)
{
	const struct buffer *x = &((const struct named *)a)->name;
	const struct buffer *y = &((const struct named *)b)->name;
	size_t len = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->bytes, y->bytes, len);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

static int
by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

static void
name_group(const struct writer *w, struct named *g)
{
	size_t len;
	bool none = g->group == GROUP_NONE;

	buffer_add(&g->name, none ? NO_GROUP : "=", 1);
	if (none)
		return;
	const char *text = w->names->text(w->names->context, g->group, &len);
	put_escaped(&g->name, text, len);
}

/* The groups of some cells, each once, by name. */
static size_t
name_groups(struct writer *w, const struct fold_cells *c,
    struct named *groups)
{
	size_t n = 0;

	for (size_t i = 0; i < c->index.n; i++)
		groups[i].group = c->index.keys[i].group;
	qsort(groups, c->index.n, sizeof *groups, by_group);
	for (size_t i = 0; i < c->index.n; i++)
		if (i == 0 || groups[i].group != groups[n - 1].group)
			groups[n++].group = groups[i].group;
	for (size_t i = 0; i < n; i++)
		name_group(w, &groups[i]);
	qsort(groups, n, sizeof *groups, by_name);
	return n;
}

static void
rank_cells(const struct fold_cells *c, const struct named *groups, size_t n,
    struct keyed *all)
{
	uint32_t most = 0, none = 0;

	for (size_t i = 0; i < n; i++)
		if (groups[i].group != GROUP_NONE && groups[i].group > most)
			most = groups[i].group;
	uint32_t *ranks = memory_zeroed((size_t)most + 1, sizeof *ranks);
	for (uint32_t i = 0; i < n; i++)
		*(groups[i].group == GROUP_NONE ? &none :
		    &ranks[groups[i].group]) = i;
	for (size_t i = 0; i < c->index.n; i++) {
		const struct cohort_key *k = &c->index.keys[i];

		all[i] = (struct keyed){ k->group == GROUP_NONE ? none :
		    ranks[k->group], k->cohort, i };
	}
	qsort(all, c->index.n, sizeof *all, by_key);
	free(ranks);
}

static void
put_group(struct writer *w, const struct buffer *name, size_t n)
{
	put(w, "group ");
	put_bytes(w, name->bytes, name->len);
	put(w, " ");
	put_number(w, n);
	put(w, "\n");
}

static void
save_sorted(struct writer *w, const struct fold_cells *c,
    const struct named *groups, const struct keyed *all)
{
	for (size_t i = 0, to; i < c->index.n; i = to) {
		for (to = i; to < c->index.n && all[to].rank == all[i].rank;)
			to++;
		put_group(w, &groups[all[i].rank].name, to - i);
		for (size_t k = i; k < to; k++) {
			put_time(w, all[k].key);
			save_record(w, c->of, fold_cell_at(c, all[k].number));
		}
	}
}

static void
save_cells(struct writer *w, const struct fold_cells *c)
{
	struct named *groups = memory_zeroed(c->index.n, sizeof *groups);
	struct keyed *all = memory_array(c->index.n, sizeof *all);
	size_t n = name_groups(w, c, groups);

	put(w, " ");
	put_number(w, n);
	put(w, "\n");
	rank_cells(c, groups, n, all);
	save_sorted(w, c, groups, all);
	for (size_t i = 0; i < n; i++)
		buffer_free(&groups[i].name);
	free(groups);
	free(all);
}

/* The lines of a member that is no word. */
static void
save_member(struct writer *w, const struct fold_member *m, const void *record)
{
	size_t n = member_count(m, w->definition);
	const char *at = member_at(m, record);

	if (n == 0)
		return;
	if (m->kind == MEMBER_UNITS || m->kind <= MEMBER_VALUE) {
		put(w, m->name);
		if (m->kind == MEMBER_UNITS)
			save_units(w, m, record);
		else
			save_array(w, m, record);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const void *one = at + i * member_size(m);

		put(w, m->name);
		if (member_is_numbered(m)) {
			put(w, " ");
			put_number(w, n);
			put(w, " ");
			put_number(w, i);
		}
		if (m->kind == MEMBER_HISTOGRAM)
			save_histogram(w, one);
		else if (m->kind == MEMBER_TALLY)
			save_tally(w, one);
		else if (m->kind == MEMBER_LIST)
			save_list(w, m->of, one);
		else if (m->kind == MEMBER_CELLS)
			save_cells(w, one);
		else
			save_record(w, m->of, one);
	}
}

/* The words of a record end the line that is at work. */
static void
save_record(struct writer *w, const struct fold_record *of, const void *record)
{
	put_words(w, of, record);
	put(w, "\n");
	for (const struct fold_member *m = of->members; m->name; m++)
		if (!member_is_inline(m))
			save_member(w, m, record);
}

enum status
fold_save(const void *fold, const struct group_names *names,
    struct buffer *out)
{
	const struct fold *f = fold;
	const struct fold_record of = { f->class->size, f->class->members };
	struct writer w = { names, f->definition, out };

	/* The sums are lost; the whole could not be right. */
	if (f->overflowed)
		return STATUS_LIMIT;
	if (f->class->flush)
		f->class->flush(f);
	put(&w, f->class->name);
	put(&w, " ");
	put_number(&w, STATE_VERSION);
	save_record(&w, &of, f);
	put(&w, "end\n");
	return STATUS_OK;
}
