/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a saved fold.  Each number has one form only. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/state_private.h"

bool
saved_fail(struct saved_text *t, enum status status)
{
	if (t->status == STATUS_OK)
		t->status = status;
	return false;
}

bool
saved_wrong(struct saved_text *t)
{
	return saved_fail(t, STATUS_FORMAT);
}

bool
saved_take(struct saved_text *t, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(t->end - t->at) < len || memcmp(t->at, word, len) != 0)
		return saved_wrong(t);
	t->at += len;
	return true;
}

bool
saved_end_line(struct saved_text *t)
{
	if (!saved_take(t, "\n"))
		return false;
	t->line++;
	return true;
}

/* No sign, no zero before other digits. */
bool
saved_number(struct saved_text *t, uint64_t most, uint64_t *out)
{
	const char *from = t->at;
	uint64_t n = 0;

	for (; t->at < t->end && *t->at >= '0' && *t->at <= '9'; t->at++)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(*t->at - '0'), &n))
			return saved_wrong(t);
	/* What follows says that it was not cut off. */
	if (t->at == from || (*from == '0' && t->at > from + 1) || n > most ||
	    t->at == t->end)
		return saved_wrong(t);
	*out = n;
	return true;
}

/* Whatever is added up of them later, it does not overflow. */
bool
saved_count(struct saved_text *t, uint64_t *out)
{
	if (!saved_number(t, FOLD_COUNT_MOST - t->counted, out))
		return false;
	t->counted += *out;
	return true;
}

bool
saved_time(struct saved_text *t, int64_t most, int64_t *out)
{
	bool negative = saved_is_next(t, '-');
	uint64_t n;

	t->at += negative;
	if (!saved_number(t, (uint64_t)most, &n) || (negative && n == 0))
		return saved_wrong(t);
	*out = negative ? -(int64_t)n : (int64_t)n;
	return true;
}

bool
saved_decimal(struct saved_text *t, decimal *out)
{
	static const char digits[16] = "0123456789abcdef";
	unsigned __int128 bits = 0;

	if (t->end - t->at < 32)
		return saved_wrong(t);
	for (int i = 0; i < 32; i++) {
		const char *digit = memchr(digits, *t->at++, sizeof digits);

		if (!digit)
			return saved_wrong(t);
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

char *
saved_bytes(struct saved_text *t, size_t *len)
{
	const char *from = t->at;

	while (t->at < t->end && !saved_ends_word(*t->at))
		t->at++;
	if (t->at == t->end) {
		saved_wrong(t);
		return NULL;
	}
	char *text = memory_copy(from, (size_t)(t->at - from));
	long n = strlen(text) == (size_t)(t->at - from) ?
	    text_unescape(text) : -1;
	*len = (size_t)n;
	if (n >= 0 && is_escaped(from, (size_t)(t->at - from), text, *len))
		return text;
	free(text);
	saved_wrong(t);
	return NULL;
}

bool
saved_bound(struct saved_text *t, int64_t none, int64_t *out)
{
	if (t->end - t->at >= 2 && *t->at == '-' &&
	    saved_ends_word(t->at[1])) {
		*out = none;
		return saved_take(t, NOT_THERE);
	}
	return saved_time(t, FOLD_TIME_MOST, out);
}
