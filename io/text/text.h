/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TEXT_H
#define IO_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Text for people: how wide it is, how it is cut, how it is made
 * harmless, and how numbers are written.  Free of the locale.
 *
 * Text that comes from data may hold anything; every function here takes
 * bytes that are not UTF-8 as U+FFFD, one for each.
 */

/* The next character of text[0..len), len > 0: its length in bytes, its
   code point (0xFFFD for a byte that is not UTF-8). */
size_t text_next(const char *text, size_t len, uint32_t *code);

/* How many of the first bytes are of ASCII and to be seen: each a column. */
size_t text_plain(const char *text, size_t len);

/* Columns on a terminal: CJK counts two, combining marks none. */
size_t text_width(const char *text, size_t len);

/* A character that could drive a terminal or turn text around: C0, DEL,
   C1, line separators, bidirectional marks. */
bool text_harmful(uint32_t code);

/* Whether a spreadsheet would take a text for a formula, by its head. */
bool text_is_formula(const char *text, size_t len);

/*
 * Copies text, harmless, cut to `width` columns with … where it is
 * longer, to out (size bytes, ended by NUL).  Returns its length.
 * 4 * len + 4 bytes suffice.
 */
size_t text_cut(const char *text, size_t len, size_t width, char *out,
    size_t size);

/* Below zero stands the minus U+2212, as wide as a plus and no hyphen that
   ends a line; number_read takes it, machines get number_format's. */
#define TEXT_MINUS "\u2212"
#define TEXT_NUMBER 64	/* bytes that the following may write */

void text_count(uint64_t n, char *out);			/* 1,234,567 */
void text_percent(double share, char *out);		/* 43.2% */
/* 42.1–44.3, of the ends of an interval of shares; "" if one is NaN */
void text_percent_range(double low, double high, char *out);
void text_points(double difference, char *out);		/* +4.1, −0.3 */
/* Its ends: +0.0 where one that leaves out 0 would look as if it had it. */
void text_points_ends(double low, double high, char *from, char *to);
void text_signed(double number, int decimals, char *out);	/* the same */
void text_days(double days, char *out);			/* 12.3 d, 5.2 h */
/* Puts commas and the minus into a number of size bytes of room: -12346.5
   is −12,346.5. */
void text_group(char *number, size_t size);
void text_significant(double number, char *out);	/* four digits */
void text_ratio(double ratio, char *out);		/* 0.904, 12.5 */
void text_p(double p, char *out);			/* 0.0123, <0.0001 */
/* How many of something, as an estimate: 45, 3.2, 0.4. */
void text_number_of(double number, char *out);
/* An amount in three digits: 842, 12.3k, 230k, 1.34M; Chinese counts by ten
   thousands. */
void text_amount(double amount, char *out);
/* The same of a round one: 5M, 2.5M, 750k. */
void text_round_amount(double amount, char *out);

/*
 * Four digits of an estimate, and the ends of its interval with as many
 * decimals, so that they can be compared: 1.071, 0.943, 1.217.  Zeros at
 * the end that all have are left out.  low, high may be NaN: "" and the
 * estimate as text_significant has it; so are three that all are tiny.
 */
void text_estimate(double number, double low, double high, char *out,
    char *out_low, char *out_high);

/* "54.0% (51.1–56.9)", in the brackets of the language; range "": none. */
void text_with_range(const char *at, const char *range, char *out,
    size_t size);

/*
 * "43.7 d (31.0–65.2)": times of one unit say it once, with as many decimals
 * each; else "20.0 h (5.2 h–1.3 d)".  low or high NaN: no range.
 */
void text_days_with_range(double days, double low, double high, char *out,
    size_t size);

/*
 * What names are compared by where they may be written in several ways:
 * case, width, blanks, underscores and hyphens taken away ("Deal ID",
 * deal_id and DEAL-ID are one).  malloc'd, ended by NUL; the caller's.
 */
char *text_fold(const char *text);

/* What may not begin a line even beside CJK: a stop, a closing bracket. */
bool text_follows(uint32_t code);
/* The same of a line's end: an opening bracket. */
bool text_opens(uint32_t code);
/* 万 and 亿, which belong to the digits before them. */
static inline bool
text_is_unit(uint32_t code)
{
	return code == 0x4E07 || code == 0x4EBF;
}

/*
 * A line never breaks inside: each blank becomes one that does not break,
 * and behind CJK stands a joiner.  Terminals, charts and paragraphs of text
 * write a blank and nothing.
 */
#define TEXT_TIED "\u00a0"
#define TEXT_JOINED "\u2060"
#define TEXT_JOINER 0x2060
void text_tie(const char *text, char *out, size_t size);

#endif
