/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/base/utf8.h"
#include "io/csv/charset.h"
#include "io/csv/newlines.h"

/* What an encoding is judged by, from the first byte >= 0x80 on. */
#define WINDOW ((size_t)1 << 20)
/* Converted at a time: in and out together stay in a core's cache. */
#define SHOWN 4		/* bytes that are no character */
#define PIECE ((size_t)64 << 10)
#define OUT_SIZE ((size_t)128 << 10)

static const iconv_t no_converter = (iconv_t)-1;
static const char mark_of_utf8[] = "\xEF\xBB\xBF";

struct encoding {
	pull_function *pull;
	void *from;
	const char *file;
	enum {
		START,		/* a byte order mark may come */
		UNDECIDED,	/* ASCII so far */
		UNDECIDABLE,
		PASS,		/* UTF-8: as it is */
		CONVERT,
	} state;
	bool charset_given;	/* the charset was given by the caller */
	bool guessed;		/* it was taken from bytes that fit it */
	char charset[64];

	/* Pulled and not yet given on; room for WINDOW bytes. */
	char *waiting;
	size_t waiting_at, waiting_len;
	bool ended, failed;	/* pull has no more; failed: by a fault */

	iconv_t converter;
	enum {
		FED,		/* what waits may hold a character */
		HUNGRY,		/* nothing waits, or a part of one */
		BAD,		/* what waits begins with no character */
		FLUSHED,
	} input;
	char *out;
	size_t out_at, out_len;

	bool given;		/* a byte was given on */
	uint64_t newlines;	/* before what waits, for faults */
};

/*
 * A name in which iconv would read more than a name is unknown: with
 * "//IGNORE" it drops bytes without a word, and "" is the locale's.
 */
static iconv_t
open_converter(const char *charset)
{
	if (*charset == '\0' || strchr(charset, '/') ||
	    strlen(charset) >= sizeof ((struct encoding *)0)->charset)
		return no_converter;
	return iconv_open("UTF-8", charset);
}

/* Once it is known: from here on the text passes or is converted. */
static int
set_charset(struct encoding *e, const char *charset)
{
	if (charset_is_utf8(charset)) {
		e->state = PASS;
		return 0;
	}
	e->converter = open_converter(charset);
	if (e->converter == no_converter)
		return -1;
	strcpy(e->charset, charset);
	e->state = CONVERT;
	e->input = FED;
	return 0;
}

struct encoding *
encoding_new(const char *charset, pull_function *pull, void *from,
    const char *file, struct fault *fault)
{
	struct encoding *e = memory_array(1, sizeof *e);

	*e = (struct encoding){
		.pull = pull,
		.from = from,
		.file = file,
		.charset_given = charset != NULL,
		.charset = "UTF-8",
		.waiting = memory_array(WINDOW, 1),
		.converter = no_converter,
		.out = memory_array(OUT_SIZE, 1),
	};
	if (charset && set_charset(e, charset) != 0) {
		fault_set(fault, FAULT_USAGE, "--encoding: \"%s\": expected "
		    "such as UTF-8, GB18030, BIG5, SHIFT_JIS, WINDOWS-1252 or "
		    "UTF-16; iconv -l lists them all", charset);
		encoding_free(e);
		return NULL;
	}
	/* UTF-8 may begin with its mark even where it was given. */
	if (e->state == PASS)
		e->state = START;
	return e;
}

void
encoding_free(struct encoding *e)
{
	if (!e)
		return;
	if (e->converter != no_converter)
		iconv_close(e->converter);
	free(e->waiting);
	free(e->out);
	free(e);
}

static size_t
waiting(const struct encoding *e)
{
	return e->waiting_len - e->waiting_at;
}

/* Pulls once, behind what waits, of which there are then up to most. */
static void
pull_once(struct encoding *e, size_t most, struct fault *fault)
{
	size_t left = waiting(e);

	if (left > 0 && e->waiting_at > 0)
		memmove(e->waiting, e->waiting + e->waiting_at, left);
	e->waiting_at = 0;
	e->waiting_len = left;
	ssize_t n = e->pull(e->from, e->waiting + left, most - left, fault);
	if (n > 0)
		e->waiting_len += (size_t)n;
	e->ended = n <= 0;
	e->failed = n < 0;
}

static void
pull_until(struct encoding *e, size_t wanted, struct fault *fault)
{
	while (waiting(e) < wanted && !e->ended)
		pull_once(e, WINDOW, fault);
}

/* Gives on what waits, up to size bytes of it. */
static ssize_t
give(struct encoding *e, char *buffer, size_t size)
{
	size_t n = waiting(e) < size ? waiting(e) : size;

	memcpy(buffer, e->waiting + e->waiting_at, n);
	e->waiting_at += n;
	e->given |= n > 0;
	return (ssize_t)n;
}

/* The byte order mark, or that there is none. */
static void
start(struct encoding *e, struct fault *fault)
{
	size_t mark;

	pull_until(e, 6, fault);
	const char *charset = charset_by_mark(e->waiting, waiting(e), &mark);
	if (e->charset_given) {
		e->state = PASS;
		if (!charset || !charset_is_utf8(charset))
			return;
	} else if (!charset || set_charset(e, charset) != 0) {
		e->state = UNDECIDED;
		return;
	}
	e->waiting_at = mark;
	/* Tools that add a mark to a file that has one leave two. */
	while (e->state == PASS && waiting(e) >= 3 &&
	    memcmp(e->waiting + e->waiting_at, mark_of_utf8, 3) == 0)
		e->waiting_at += 3;
	e->given = e->state == PASS;
}

/* The text begins, in what waits, with its first byte >= 0x80. */
static void
decide(struct encoding *e, struct fault *fault)
{
	pull_until(e, WINDOW, fault);
	const char *charset = charset_guess(e->waiting + e->waiting_at,
	    waiting(e), e->ended && !e->failed);
	if (!charset || set_charset(e, charset) != 0) {
		e->state = UNDECIDABLE;
		return;
	}
	e->guessed = e->state == CONVERT;
}

/* ASCII is given on; the first byte above it, and what follows, waits. */
static ssize_t
read_undecided(struct encoding *e, char *buffer, size_t size,
    struct fault *fault)
{
	size_t ascii, newlines;

	if (waiting(e) > 0) {
		newlines = newlines_in_ascii(e->waiting + e->waiting_at,
		    waiting(e) < size ? waiting(e) : size, &ascii);
		give(e, buffer, ascii);
	} else {
		ssize_t n = e->pull(e->from, buffer, size < WINDOW ? size :
		    WINDOW, fault);

		if (n <= 0)
			return n;
		newlines = newlines_in_ascii(buffer, (size_t)n, &ascii);
		e->waiting_at = 0;
		e->waiting_len = (size_t)n - ascii;
		memcpy(e->waiting, buffer + ascii, e->waiting_len);
	}
	e->newlines += newlines;
	if (ascii > 0) {
		e->given = true;
		return (ssize_t)ascii;
	}
	decide(e, fault);
	return encoding_read(e, buffer, size, fault);
}

/* "E9 2C": a few bytes of what waits, from at on. */
static void
show_bytes(const struct encoding *e, size_t at, char out[16])
{
	*out = '\0';
	size_t end = at + SHOWN < waiting(e) ? at + SHOWN : waiting(e);
	for (size_t i = at; i < end; i++)
		snprintf(out + 3 * (i - at), 16 - 3 * (i - at), "%02X%s",
		    (unsigned char)e->waiting[e->waiting_at + i],
		    i + 1 < end ? " " : "");
}

static int
undecidable(const struct encoding *e, struct fault *fault)
{
	char bytes[16];
	const char *text = e->waiting + e->waiting_at;
	size_t at = utf8_check(text, waiting(e));

	show_bytes(e, at, bytes);
	fault_set(fault, FAULT_INPUT, "the bytes %s are not UTF-8, and the "
	    "text is neither GB18030 nor WINDOWS-1252", bytes);
	fault_at(fault, e->file, e->newlines + newlines_count(text, at) + 1,
	    NULL);
	return fault_advise(fault, "name its encoding, for example "
	    "--encoding SHIFT_JIS or BIG5 (iconv -l lists all)\n");
}

static int
no_character(const struct encoding *e, struct fault *fault)
{
	char bytes[16];

	show_bytes(e, 0, bytes);
	fault_set(fault, FAULT_INPUT, "the bytes %s are not %s", bytes,
	    e->charset);
	fault_at(fault, e->file, e->newlines + 1, NULL);
	if (e->guessed)
		return fault_advise(fault, "%s was judged from the text "
		    "before; name the encoding, for example --encoding "
		    "CP936 or BIG5\n", e->charset);
	return fault_advise(fault, "name the right one with --encoding, or "
	    "mend the file\n");
}

static int
cut_character(const struct encoding *e, struct fault *fault)
{
	fault_set(fault, FAULT_INPUT, "the %s text ends inside a character",
	    e->charset);
	fault_at(fault, e->file, e->newlines + 1, NULL);
	return fault_advise(fault, "copy or export the file again, or name "
	    "its encoding with --encoding\n");
}

/* One call of iconv; flush: it has all, and gives what it held back. */
static void
convert(struct encoding *e, bool flush)
{
	char *in = e->waiting + e->waiting_at;
	char *out = e->out;
	size_t left = waiting(e), room = OUT_SIZE;
	size_t result = iconv(e->converter, flush ? NULL : &in, &left, &out,
	    &room);

	if (flush)
		e->input = FLUSHED;
	else if (result != (size_t)-1 || errno == EINVAL)
		e->input = HUNGRY;
	else
		e->input = errno == E2BIG ? FED : BAD;
	e->waiting_at = e->waiting_len - left;
	e->out_at = 0;
	e->out_len = OUT_SIZE - room;
	e->newlines += newlines_count(e->out, e->out_len);
	/* A mark in a charset that is not known by it: GB18030's own. */
	while (!e->given && e->out_len >= e->out_at + 3 &&
	    memcmp(e->out + e->out_at, mark_of_utf8, 3) == 0)
		e->out_at += 3;
	e->given = e->given || e->out_len > e->out_at;
}

/* Makes some output, perhaps none: 1, or 0 at the end, or -1. */
static int
convert_more(struct encoding *e, struct fault *fault)
{
	switch (e->input) {
	case BAD:
		/* As many bytes are shown, however few have come. */
		while (waiting(e) < SHOWN && !e->ended && !e->failed)
			pull_once(e, waiting(e) + PIECE, fault);
		return no_character(e, fault);
	case FLUSHED:
		return 0;
	case HUNGRY:
		pull_once(e, waiting(e) + PIECE, fault);
		if (e->failed)
			return -1;
		if (e->ended && waiting(e) > 0)
			return cut_character(e, fault);
		break;
	case FED:
		break;
	}
	convert(e, e->ended && waiting(e) == 0);
	return 1;
}

static ssize_t
read_converted(struct encoding *e, char *buffer, size_t size,
    struct fault *fault)
{
	while (e->out_at == e->out_len) {
		int more = convert_more(e, fault);

		if (more <= 0)
			return more;
	}
	size_t left = e->out_len - e->out_at;
	size_t n = left < size ? left : size;
	memcpy(buffer, e->out + e->out_at, n);
	e->out_at += n;
	return (ssize_t)n;
}

ssize_t
encoding_read(struct encoding *e, char *buffer, size_t size,
    struct fault *fault)
{
	if (e->state == START)
		start(e, fault);
	switch (e->state) {
	case UNDECIDED:
		return read_undecided(e, buffer, size, fault);
	case UNDECIDABLE:
		return undecidable(e, fault);
	case CONVERT:
		return read_converted(e, buffer, size, fault);
	default:
		if (waiting(e) > 0)
			return give(e, buffer, size);
		return e->pull(e->from, buffer, size, fault);
	}
}

const char *
encoding_name(const struct encoding *e)
{
	return e->charset;
}

bool
encoding_guessed(const struct encoding *e)
{
	return e->guessed;
}
