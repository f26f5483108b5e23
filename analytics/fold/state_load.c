/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A saved fold back; state_save.c says its form.  It is read into a fold
 * of its own, which is added to the other once all of it has been found
 * sound.  Each number has one form only, each line one place.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/state_private.h"

struct text {
	const char *at, *end;
	const struct group_names *names;
	const void *definition;
	size_t line;
	uint64_t counted;	/* all counts together */
	enum status status;	/* the first that went wrong */
};

static bool load_record(struct text *t, const struct fold_record *of,
    void *record);

static bool
fail(struct text *t, enum status status)
{
	if (t->status == STATUS_OK)
		t->status = status;
	return false;
}

static bool
wrong(struct text *t)
{
	return fail(t, STATUS_FORMAT);
}

static bool
take(struct text *t, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(t->end - t->at) < len || memcmp(t->at, word, len) != 0)
		return wrong(t);
	t->at += len;
	return true;
}

static bool
is_next(const struct text *t, char c)
{
	return t->at < t->end && *t->at == c;
}

static bool
end_line(struct text *t)
{
	if (!take(t, "\n"))
		return false;
	t->line++;
	return true;
}

static bool
ends_word(char c)
{
	return c == ' ' || c == '\n';
}

/* No sign, no zero before other digits. */
static bool
take_number(struct text *t, uint64_t most, uint64_t *out)
{
	const char *from = t->at;
	uint64_t n = 0;

	for (; t->at < t->end && *t->at >= '0' && *t->at <= '9'; t->at++)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(*t->at - '0'), &n))
			return wrong(t);
	/* What follows says that it was not cut off. */
	if (t->at == from || (*from == '0' && t->at > from + 1) || n > most ||
	    t->at == t->end)
		return wrong(t);
	*out = n;
	return true;
}

/* Whatever is added up of them later, it does not overflow. */
static bool
take_count(struct text *t, uint64_t *out)
{
	if (!take_number(t, FOLD_COUNT_MOST - t->counted, out))
		return false;
	t->counted += *out;
	return true;
}

static bool
take_time(struct text *t, int64_t most, int64_t *out)
{
	bool negative = is_next(t, '-');
	uint64_t n;

	t->at += negative;
	if (!take_number(t, (uint64_t)most, &n) || (negative && n == 0))
		return wrong(t);
	*out = negative ? -(int64_t)n : (int64_t)n;
	return true;
}

static bool
take_decimal(struct text *t, decimal *out)
{
	static const char digits[16] = "0123456789abcdef";
	unsigned __int128 bits = 0;

	if (t->end - t->at < 32)
		return wrong(t);
	for (int i = 0; i < 32; i++) {
		const char *digit = memchr(digits, *t->at++, sizeof digits);

		if (!digit)
			return wrong(t);
		bits = bits << 4 | (unsigned)(digit - digits);
	}
	*out = (decimal)bits;
	return true;
}

/* A byte that needs no %XX has none. */
static bool
is_escaped(const char *word, size_t word_len, const char *text, size_t len)
{
	struct buffer again = { 0 };

	buffer_escape(&again, text, len);
	bool same = again.len == word_len &&
	    (len == 0 || memcmp(again.bytes, word, word_len) == 0);
	buffer_free(&again);
	return same;
}

/* The bytes of a word, which the caller frees; NULL where it is wrong. */
static char *
take_text(struct text *t, size_t *len)
{
	const char *from = t->at;

	while (t->at < t->end && !ends_word(*t->at))
		t->at++;
	if (t->at == t->end) {
		wrong(t);
		return NULL;
	}
	char *text = memory_copy(from, (size_t)(t->at - from));
	long n = strlen(text) == (size_t)(t->at - from) ?
	    text_unescape(text) : -1;
	*len = (size_t)n;
	if (n >= 0 && is_escaped(from, (size_t)(t->at - from), text, *len))
		return text;
	free(text);
	wrong(t);
	return NULL;
}

/* A time, or "-" for the one that stands for none. */
static bool
take_bound(struct text *t, int64_t none, int64_t *out)
{
	if (t->end - t->at >= 2 && *t->at == '-' && ends_word(t->at[1])) {
		*out = none;
		return take(t, NOT_THERE);
	}
	return take_time(t, FOLD_TIME_MOST, out);
}

static bool
take_word(struct text *t, const struct fold_member *m, void *at)
{
	uint64_t n;

	switch (m->kind) {
	case MEMBER_COUNT:
		return take_count(t, at);
	case MEMBER_PRODUCT:
		return take_number(t, UINT64_MAX, at);
	case MEMBER_SUM:
		return take_decimal(t, at) && (*(decimal *)at !=
		    DECIMAL_NONE || wrong(t));
	case MEMBER_VALUE:
		return take_decimal(t, at);
	case MEMBER_FLAG:
		if (!take_number(t, 1, &n))
			return false;
		*(bool *)at = n;
		return true;
	case MEMBER_NUMBER:
		if (!take_number(t, UINT32_MAX, &n))
			return false;
		*(uint32_t *)at = (uint32_t)n;
		return true;
	case MEMBER_LEAST:
		return take_bound(t, INT64_MAX, at);
	default:
		return take_bound(t, INT64_MIN, at);
	}
}

static bool
take_words(struct text *t, const struct fold_record *of, void *record)
{
	for (const struct fold_member *m = of->members; m->name; m++) {
		size_t n = member_count(m, t->definition);
		char *at = member_at(m, record);

		for (size_t i = 0; member_is_inline(m) && i < n; i++) {
			char *one = at + i * member_size(m);

			if (m->kind == MEMBER_RECORD ?
			    !take_words(t, m->of, one) :
			    !take(t, " ") || !take_word(t, m, one))
				return false;
		}
	}
	return true;
}

static bool
take_length(struct text *t, size_t n)
{
	uint64_t found;

	if (!take(t, " ") || !take_number(t, SIZE_MAX, &found))
		return false;
	return found == n || fail(t, STATUS_MISMATCH);
}

static bool
load_array(struct text *t, const struct fold_member *m, char *at)
{
	size_t n = member_count(m, t->definition), size = member_size(m);
	const char *words;
	uint64_t i, next = 0;

	if (!take_length(t, n))
		return false;
	while (is_next(t, ' ')) {
		if (!take(t, " ") || !take_number(t, n - 1, &i) || i < next ||
		    !take(t, ":"))
			return wrong(t);
		next = i + 1;
		words = t->at;
		if (!take_word(t, m, at + i * size))
			return false;
		/* What is 0 was not written. */
		if (strspn(words, "0") >= (size_t)(t->at - words))
			return wrong(t);
	}
	return end_line(t);
}

static bool
load_units(struct text *t, const struct fold_member *m, void *record)
{
	size_t n = member_count(m, t->definition), len;
	uint32_t next = 0;

	if (t->end - t->at >= 3 && memcmp(t->at, " -\n", 3) == 0)
		return take(t, " -") && end_line(t);
	decimal *sums = memory_zeroed(n, sizeof *sums);
	memcpy((char *)record + m->offset, &sums, sizeof sums);
	while (is_next(t, ' ')) {
		decimal sum;

		if (!take(t, " ") || !take_decimal(t, &sum) ||
		    !take(t, ":") || sum == DECIMAL_NONE)
			return wrong(t);
		char *text = take_text(t, &len);
		if (!text)
			return false;
		uint32_t unit = t->names->unit_number ?
		    t->names->unit_number(t->names->context, text, len) :
		    GROUP_NONE;
		free(text);
		if (unit >= n || unit < next)
			return wrong(t);
		sums[unit] = sum;
		next = unit + 1;
	}
	return end_line(t);
}

static bool
load_histogram(struct text *t, struct histogram *h)
{
	uint64_t cell, count, next = 0;

	while (is_next(t, ' ')) {
		if (!take(t, " ") ||
		    !take_number(t, RISK_CELLS_MAX - 1, &cell) ||
		    cell < next || !take(t, ":") ||
		    !take_count(t, &count) || count == 0)
			return wrong(t);
		next = cell + 1;
		histogram_add(h, (uint32_t)cell, count);
	}
	return end_line(t);
}

/* Strings ascend, so that each is there once. */
static bool
load_tally(struct text *t, struct tally *tally)
{
	uint64_t n, count;

	if (!take(t, " ") || !take_number(t, FOLD_COUNT_MOST, &n) ||
	    !end_line(t))
		return false;
	for (uint64_t i = 0; i < n; i++) {
		size_t len;

		if (!take_count(t, &count) || (count == 0 && !wrong(t)) ||
		    !take(t, " ="))
			return wrong(t);
		char *text = take_text(t, &len);
		if (!text)
			return false;
		tally_add(tally, text, len, count);
		free(text);
		if (!end_line(t))
			return false;
		if (tally->n != i + 1 || (i && tally_compare(tally,
		    &tally->items[i - 1], &tally->items[i]) >= 0))
			return wrong(t);
	}
	return true;
}

static bool
load_list(struct text *t, const struct fold_record *of, struct fold_list *l)
{
	uint64_t n;

	if (!take(t, " ") || !take_number(t, FOLD_COUNT_MOST, &n) ||
	    !end_line(t))
		return false;
	for (uint64_t i = 0; i < n; i++) {
		void *item = fold_list_add(l, of->size);

		if (!take(t, of->members->name) || !take_words(t, of, item) ||
		    !end_line(t))
			return false;
		if (i && record_compare(of, (char *)item - of->size, item) > 0)
			return wrong(t);
	}
	return true;
}

/* As many values as there are columns, one behind the other. */
static bool
is_tuple(const struct text *t, const char *text, size_t len)
{
	size_t columns = 1;

	for (size_t i = 0; i < len; i++)
		columns += text[i] == '\0';
	return columns == t->names->columns;
}

/* The word of a group, which must come behind the one before. */
static bool
take_group(struct text *t, const char **before, size_t *before_len,
    uint32_t *group)
{
	const char *from = t->at;
	size_t len = 0;

	while (from + len < t->end && !ends_word(from[len]))
		len++;
	size_t least = len < *before_len ? len : *before_len;
	int order = *before ? memcmp(*before, from, least) : -1;
	if (order > 0 || (order == 0 && len <= *before_len))
		return wrong(t);
	*before = from;
	*before_len = len;
	*group = GROUP_NONE;
	if (len == 1 && *from == NO_GROUP[0])
		return t->names->columns == 0 ? take(t, NO_GROUP) : wrong(t);
	char *text = take(t, "=") ? take_text(t, &len) : NULL;
	if (!text)
		return false;
	bool tuple = is_tuple(t, text, len);
	if (tuple)
		*group = t->names->number(t->names->context, text, len);
	free(text);
	return *group != GROUP_NONE || (tuple ? fail(t, STATUS_LIMIT) :
	    wrong(t));
}

static bool
load_group(struct text *t, struct fold_cells *c, uint32_t group, uint64_t n)
{
	int64_t key, before = INT64_MIN;

	for (uint64_t i = 0; i < n; i++) {
		if (!take_time(t, INT64_MAX, &key))
			return false;
		if (key <= before)
			return wrong(t);
		before = key;
		if (!load_record(t, c->of, fold_cell(c, group, key)))
			return false;
	}
	return true;
}

static bool
load_cells(struct text *t, struct fold_cells *c)
{
	const char *before = NULL;
	size_t before_len = 0;
	uint64_t groups, n;

	if (!take(t, " ") || !take_number(t, UINT32_MAX, &groups) ||
	    !end_line(t))
		return false;
	for (uint64_t i = 0; i < groups; i++) {
		uint32_t group;

		if (!take(t, "group ") ||
		    !take_group(t, &before, &before_len, &group) ||
		    !take(t, " ") || !take_number(t, UINT32_MAX, &n) ||
		    (n == 0 && !wrong(t)) || !end_line(t) ||
		    !load_group(t, c, group, n))
			return false;
	}
	return true;
}

static bool
load_one(struct text *t, const struct fold_member *m, void *at, size_t i)
{
	uint64_t number;

	if (member_is_numbered(m) &&
	    (!take_length(t, member_count(m, t->definition)) ||
	    !take(t, " ") || !take_number(t, i, &number) ||
	    (number != i && !wrong(t))))
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
load_member(struct text *t, const struct fold_member *m, void *record)
{
	size_t n = member_count(m, t->definition);
	char *at = member_at(m, record);

	if (n == 0)
		return true;
	if (m->kind == MEMBER_UNITS)
		return take(t, m->name) && load_units(t, m, record);
	if (m->kind <= MEMBER_VALUE)
		return take(t, m->name) && load_array(t, m, at);
	for (size_t i = 0; i < n; i++)
		if (!take(t, m->name) ||
		    !load_one(t, m, at + i * member_size(m), i))
			return false;
	return true;
}

static bool
load_record(struct text *t, const struct fold_record *of, void *record)
{
	if (!take_words(t, of, record) || !end_line(t))
		return false;
	for (const struct fold_member *m = of->members; m->name; m++)
		if (!member_is_inline(m) && !load_member(t, m, record))
			return false;
	return true;
}

static bool
load_fold(struct text *t, struct fold *f)
{
	const struct fold_record of = { f->class->size, f->class->members };
	uint64_t version;

	if (!take(t, f->class->name) || !take(t, " ") ||
	    !take_number(t, UINT32_MAX, &version))
		return false;
	if (version != STATE_VERSION)
		return fail(t, STATUS_VERSION);
	if (!load_record(t, &of, f) || !take(t, "end") || !end_line(t))
		return false;
	return (t->at == t->end && (!f->class->is_sound ||
	    f->class->is_sound(f))) || wrong(t);
}

enum status
fold_load(void *fold, const struct group_names *names, const char *bytes,
    size_t len, size_t *line)
{
	struct fold *into = fold;
	struct text t = { .at = bytes, .end = bytes + len, .names = names,
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
