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
 * a tally by their bytes, all else stands in the order of the table: equal
 * folds are equal bytes, and whoever reads knows what every line must be.
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

/* So many follow. */
static void
put_total(struct writer *w, size_t n)
{
	put(w, " ");
	put_number(w, n);
	put(w, "\n");
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
		buffer_escape(w->out, unit, len);
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

	put_total(w, t->n);
	for (size_t i = 0; i < t->n; i++) {
		put_number(w, items[i].count);
		put(w, " =");
		buffer_escape(w->out, (const char *)tally_bytes(t, &items[i]),
		    items[i].len);
		put(w, "\n");
	}
	free(items);
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

	put_total(w, l->n);
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

static void
save_group(struct writer *w, const struct fold_cells *c,
    const struct saved_group *g)
{
	put(w, "group ");
	put_bytes(w, g->name.bytes, g->name.len);
	put_total(w, g->n);
	for (size_t i = 0; i < g->n; i++) {
		put_time(w, c->index.keys[g->cells[i]].cohort);
		save_record(w, c->of, fold_cell_at(c, g->cells[i]));
	}
}

static void
save_cells(struct writer *w, const struct fold_cells *c)
{
	size_t *cells = memory_array(c->index.n, sizeof *cells), n;
	struct saved_group *groups = saved_groups(w->names, c, cells, &n);

	put_total(w, n);
	for (size_t i = 0; i < n; i++) {
		save_group(w, c, &groups[i]);
		buffer_free(&groups[i].name);
	}
	free(groups);
	free(cells);
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
