/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of the shapes of times share. */
#ifndef IO_TIMESTAMP_SCANNER_H
#define IO_TIMESTAMP_SCANNER_H

#include <string.h>
#include <strings.h>

#include "io/time/timestamp_shapes.h"

/* A cursor over the text. */
struct scanner {
	const char *at, *end;
};

/* Up to `most` digits, at least `least`; -1 if there are fewer. */
static inline int64_t
digits(struct scanner *s, int least, int most, int *taken)
{
	int64_t n = 0;
	int i = 0;

	for (; i < most && s->at < s->end && *s->at >= '0' && *s->at <= '9';
	    i++)
		n = n * 10 + *s->at++ - '0';
	if (taken)
		*taken = i;
	return i >= least ? n : -1;
}

static inline bool
take(struct scanner *s, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(s->end - s->at) < len || memcmp(s->at, text, len) != 0)
		return false;
	s->at += len;
	return true;
}

static inline bool
take_word(struct scanner *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->at) < len ||
	    strncasecmp(s->at, word, len) != 0)
		return false;
	s->at += len;
	return true;
}

static inline bool
ended(const struct scanner *s)
{
	return s->at == s->end;
}

/* Blanks, also those that do not break: spreadsheets write one before AM. */
static inline bool
blanks(struct scanner *s)
{
	const char *before = s->at;

	while (take(s, " ") || take(s, "\xc2\xa0") ||
	    take(s, "\xe2\x80\xaf"))
		;
	return s->at > before;
}

/* ".123456789" after the seconds, as microseconds. */
static inline int64_t
fraction(struct scanner *s)
{
	int taken;
	int64_t n;

	if (!take(s, ".") && !take(s, ","))
		return 0;
	n = digits(s, 1, 9, &taken);
	for (; n >= 0 && taken < 6; taken++)
		n *= 10;
	for (; n >= 0 && taken > 6; taken--)
		n /= 10;
	return n;
}

/* Nothing, or Z, UTC, +01, +0100, +01:00, with a blank before. */
bool timestamp_offset(struct scanner *s, struct written *w);

/* A time of day and an offset, to the end of the text. */
enum timestamp_error timestamp_clock(struct scanner *s, struct written *w);

#endif
