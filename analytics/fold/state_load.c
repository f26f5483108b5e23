/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A saved fold back; state_save.c says its form.  It is read into a fold
 * of its own, which is added to the other once all of it has been found
 * sound.  Each line has one place.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "analytics/fold/state_private.h"

static bool load_record(struct saved_text *t, const struct fold_record *of,
    void *record);

static bool
take_word(struct saved_text *t, const struct fold_member *m, void *at)
{
	uint64_t n;

	switch (m->kind) {
	case MEMBER_COUNT:
		return saved_count(t, at);
	case MEMBER_PRODUCT:
		return saved_number(t, UINT64_MAX, at);
	case MEMBER_SUM:
		return saved_decimal(t, at) && (*(decimal *)at !=
		    DECIMAL_NONE || saved_wrong(t));
	case MEMBER_VALUE:
		return saved_decimal(t, at);
	case MEMBER_FLAG:
		if (!saved_number(t, 1, &n))
			return false;
		*(bool *)at = n;
		return true;
	case MEMBER_NUMBER:
		if (!saved_number(t, UINT32_MAX, &n))
			return false;
		*(uint32_t *)at = (uint32_t)n;
		return true;
	case MEMBER_LEAST:
		return saved_bound(t, INT64_MAX, at);
	default:
		return saved_bound(t, INT64_MIN, at);
	}
}

static bool
take_words(struct saved_text *t, const struct fold_record *of, void *record)
{
	for (const struct fold_member *m = of->members; m->name; m++) {
		size_t n = member_count(m, t->definition);
		char *at = member_at(m, record);

		for (size_t i = 0; member_is_inline(m) && i < n; i++) {
			char *one = at + i * member_size(m);

			if (m->kind == MEMBER_RECORD ?
			    !take_words(t, m->of, one) :
			    !saved_take(t, " ") || !take_word(t, m, one))
				return false;
		}
	}
	return true;
}

static bool
take_length(struct saved_text *t, size_t n)
{
	uint64_t found;

	if (!saved_take(t, " ") || !saved_number(t, SIZE_MAX, &found))
		return false;
	return found == n || saved_fail(t, STATUS_MISMATCH);
}

static bool
load_array(struct saved_text *t, const struct fold_member *m, char *at)
{
	size_t n = member_count(m, t->definition), size = member_size(m);
	const char *words;
	uint64_t i, next = 0;

	if (!take_length(t, n))
		return false;
	while (saved_is_next(t, ' ')) {
		if (!saved_take(t, " ") || !saved_number(t, n - 1, &i) ||
		    i < next || !saved_take(t, ":"))
			return saved_wrong(t);
		next = i + 1;
		words = t->at;
		if (!take_word(t, m, at + i * size))
			return false;
		/* What is 0 was not written. */
		if (strspn(words, "0") >= (size_t)(t->at - words))
			return saved_wrong(t);
	}
	return saved_end_line(t);
}

static bool
load_units(struct saved_text *t, const struct fold_member *m, void *record)
{
	size_t n = member_count(m, t->definition), len;
	uint32_t next = 0;

	if (t->end - t->at >= 3 && memcmp(t->at, " -\n", 3) == 0)
		return saved_take(t, " -") && saved_end_line(t);
	decimal *sums = memory_zeroed(n, sizeof *sums);
	memcpy((char *)record + m->offset, &sums, sizeof sums);
	while (saved_is_next(t, ' ')) {
		decimal sum;

		if (!saved_take(t, " ") || !saved_decimal(t, &sum) ||
		    !saved_take(t, ":") || sum == DECIMAL_NONE)
			return saved_wrong(t);
		char *text = saved_bytes(t, &len);
		if (!text)
			return false;
		uint32_t unit = t->names->unit_number ?
		    t->names->unit_number(t->names->context, text, len) :
		    GROUP_NONE;
		free(text);
		if (unit >= n || unit < next)
			return saved_wrong(t);
		sums[unit] = sum;
		next = unit + 1;
	}
	return saved_end_line(t);
}

static bool
load_histogram(struct saved_text *t, struct histogram *h)
{
	uint64_t cell, count, next = 0;

	while (saved_is_next(t, ' ')) {
		if (!saved_take(t, " ") ||
		    !saved_number(t, RISK_CELLS_MAX - 1, &cell) ||
		    cell < next || !saved_take(t, ":") ||
		    !saved_count(t, &count) || count == 0)
			return saved_wrong(t);
		next = cell + 1;
		histogram_add(h, (uint32_t)cell, count);
	}
	return saved_end_line(t);
}

/* So many follow, a line each. */
static bool
take_total(struct saved_text *t, uint64_t most, uint64_t *out)
{
	return saved_take(t, " ") && saved_number(t, most, out) &&
	    saved_end_line(t);
}

/* Strings ascend, so that each is there once. */
static bool
load_tally(struct saved_text *t, struct tally *tally)
{
	uint64_t n, count;

	if (!take_total(t, FOLD_COUNT_MOST, &n))
		return false;
	for (uint64_t i = 0; i < n; i++) {
		size_t len;

		if (!saved_count(t, &count) || count == 0 ||
		    !saved_take(t, " ="))
			return saved_wrong(t);
		char *text = saved_bytes(t, &len);
		if (!text)
			return false;
		tally_add(tally, text, len, count);
		free(text);
		if (!saved_end_line(t))
			return false;
		if (tally->n != i + 1 || (i && tally_compare(tally,
		    &tally->items[i - 1], &tally->items[i]) >= 0))
			return saved_wrong(t);
	}
	return true;
}

static bool
load_list(struct saved_text *t, const struct fold_record *of,
    struct fold_list *l)
{
	uint64_t n;

	if (!take_total(t, FOLD_COUNT_MOST, &n))
		return false;
	for (uint64_t i = 0; i < n; i++) {
		void *item = fold_list_add(l, of->size);

		if (!saved_take(t, of->members->name) ||
		    !take_words(t, of, item) || !saved_end_line(t))
			return false;
		if (i && record_compare(of, (char *)item - of->size, item) > 0)
			return saved_wrong(t);
	}
	return true;
}

/* As many values as there are columns, one behind the other. */
static bool
is_tuple(const struct saved_text *t, const char *text, size_t len)
{
	size_t columns = 1;

	for (size_t i = 0; i < len; i++)
		columns += text[i] == '\0';
	return columns == t->names->columns;
}

/* The word of a group, which must come behind the one before. */
static bool
take_group(struct saved_text *t, const char **before, size_t *before_len,
    uint32_t *group)
{
	const char *from = t->at;
	size_t len = 0;

	while (from + len < t->end && !saved_ends_word(from[len]))
		len++;
	if (*before && compare_bytes(*before, *before_len, from, len) >= 0)
		return saved_wrong(t);
	*before = from;
	*before_len = len;
	*group = GROUP_NONE;
	if (len == 1 && *from == NO_GROUP[0])
		return t->names->columns == 0 ? saved_take(t, NO_GROUP) :
		    saved_wrong(t);
	char *text = saved_take(t, "=") ? saved_bytes(t, &len) : NULL;
	if (!text)
		return false;
	bool tuple = is_tuple(t, text, len);
	if (tuple)
		*group = t->names->number(t->names->context, text, len);
	free(text);
	return *group != GROUP_NONE || (tuple ? saved_fail(t, STATUS_LIMIT) :
	    saved_wrong(t));
}

static bool
load_group(struct saved_text *t, struct fold_cells *c, uint32_t group,
    uint64_t n)
{
	int64_t key, before = INT64_MIN;

	for (uint64_t i = 0; i < n; i++) {
		if (!saved_time(t, INT64_MAX, &key))
			return false;
		if (key <= before)
			return saved_wrong(t);
		before = key;
		if (!load_record(t, c->of, fold_cell(c, group, key)))
			return false;
	}
	return true;
}

static bool
load_cells(struct saved_text *t, struct fold_cells *c)
{
	const char *before = NULL;
	size_t before_len = 0;
	uint64_t groups, n;

	if (!take_total(t, UINT32_MAX, &groups))
		return false;
	for (uint64_t i = 0; i < groups; i++) {
		uint32_t group;

		if (!saved_take(t, "group ") ||
		    !take_group(t, &before, &before_len, &group) ||
		    !saved_take(t, " ") || !saved_number(t, UINT32_MAX, &n) ||
		    (n == 0 && !saved_wrong(t)) || !saved_end_line(t) ||
		    !load_group(t, c, group, n))
			return false;
	}
	return true;
}

static bool
load_one(struct saved_text *t, const struct fold_member *m, void *at, size_t i)
{
	uint64_t number;

	if (member_is_numbered(m) &&
	    (!take_length(t, member_count(m, t->definition)) ||
	    !saved_take(t, " ") || !saved_number(t, i, &number) ||
	    (number != i && !saved_wrong(t))))
		return false;
	switch (m->kind) {
	case MEMBER_HISTOGRAM:
		return load_histogram(t, at);
	case MEMBER_TALLY:
		return load_tally(t, at);
	case MEMBER_LIST:
		return load_list(t, m->of, at);
	case MEMBER_CELLS:
		return load_cells(t, at);
	default:
		return load_record(t, m->of, at);
	}
}

static bool
load_member(struct saved_text *t, const struct fold_member *m, void *record)
{
	size_t n = member_count(m, t->definition);
	char *at = member_at(m, record);

	if (n == 0)
		return true;
	if (m->kind == MEMBER_UNITS)
		return saved_take(t, m->name) && load_units(t, m, record);
	if (m->kind <= MEMBER_VALUE)
		return saved_take(t, m->name) && load_array(t, m, at);
	for (size_t i = 0; i < n; i++)
		if (!saved_take(t, m->name) ||
		    !load_one(t, m, at + i * member_size(m), i))
			return false;
	return true;
}

static bool
load_record(struct saved_text *t, const struct fold_record *of, void *record)
{
	if (!take_words(t, of, record) || !saved_end_line(t))
		return false;
	for (const struct fold_member *m = of->members; m->name; m++)
		if (!member_is_inline(m) && !load_member(t, m, record))
			return false;
	return true;
}

static bool
load_fold(struct saved_text *t, struct fold *f)
{
	const struct fold_record of = { f->class->size, f->class->members };
	uint64_t version;

	if (!saved_take(t, f->class->name) || !saved_take(t, " ") ||
	    !saved_number(t, UINT32_MAX, &version))
		return false;
	if (version != STATE_VERSION)
		return saved_fail(t, STATUS_VERSION);
	if (!load_record(t, &of, f) || !saved_take(t, "end") ||
	    !saved_end_line(t))
		return false;
	return (t->at == t->end && (!f->class->is_sound ||
	    f->class->is_sound(f))) || saved_wrong(t);
}

enum status
fold_load(void *fold, const struct group_names *names, const char *bytes,
    size_t len, size_t *line)
{
	struct fold *into = fold;
	struct saved_text t = { .at = bytes, .end = bytes + len, .names = names,
		.definition = into->definition, .line = 1,
		.counted = into->loaded };
	struct fold *part = fold_new(into->class, into->definition);

	if (load_fold(&t, part)) {
		fold_merge(into, part);
		into->loaded = t.counted;
	}
	fold_free(part);
	if (line)
		*line = t.line;
	return t.status;
}
