/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What number.c and number_plain.c share. */
#ifndef IO_NUMBER_PLAIN_H
#define IO_NUMBER_PLAIN_H

#include "io/text/number.h"

/* Longer ones are no numbers that anybody means. */
#define NUMBER_TEXT_MOST 120

/* A number without what people put around it. */
struct number_plain {
	char text[NUMBER_TEXT_MOST + 1];	/* ASCII, ended by NUL */
	size_t len;
	uint32_t unit;
	bool negative, percent;
};

/*
 * Takes currency marks, blanks, signs and a percent sign off a text, which
 * needs no NUL behind it, into a zeroed struct.  Not NUMBER_OK: it is no
 * number (a word, two currencies), or one with a multiplier behind it.
 */
enum number_error number_plain(const char *text, size_t len,
    struct number_plain *out);

#endif
