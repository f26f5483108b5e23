/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_LABEL_H
#define IO_LABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Text from the data on its way into a chart: made harmless, measured,
 * cut and wrapped.  Texts are NUL-ended bytes, any bytes; nothing here
 * allocates or fails.
 */

/*
 * The next character of *text, which is moved past it; 0 at the end.
 * C0, C1, DEL, U+2028, U+2029, bidi marks and tags come as a space, so
 * that no text can end a line, turn its direction or drive a terminal.  A
 * byte that is no UTF-8 and a code point that XML forbids come as U+FFFD.
 */
uint32_t label_next(const char **text);

/* How wide a character is, in a unit of the measure's own. */
typedef double label_measure(uint32_t character);

/* Display columns: 0 for combining marks, 2 for CJK, else 1. */
label_measure label_columns;

/*
 * Ems of DejaVu Sans and its bold: a text at 16 pixels is 16 times as
 * wide.  ASCII is exact to 0.005 em, wide characters (another font's) are
 * one em, the rest is taken as a little wider than most.
 * Oracle: the advance widths in the font's hmtx table.
 */
label_measure label_em, label_em_bold;

/* The width of all of text. */
double label_width(const char *text, label_measure *measure);

/*
 * Where to stop so that text is at most limit wide: its end if it fits,
 * else the place that leaves room for an ellipsis.  A text longer than
 * 1,000 characters is cut there, whatever its width.
 */
const char *label_end(const char *text, double limit,
    label_measure *measure);

/*
 * Text, harmless and at most limit wide, into out (size >= 8 bytes,
 * NUL-ended, cut at a character), with an ellipsis where it was cut: in
 * the middle where a dozen letters or more stay, else at its end.
 */
void label_fit(char *out, size_t size, const char *text, double limit,
    label_measure *measure);

/*
 * The same of two texts that share the limit: the shorter takes what it
 * needs, the other the rest.  Each into size bytes.
 */
void label_fit_two(char *out_one, char *out_other, size_t size,
    const char *one, const char *other, double limit,
    label_measure *measure);

/* The same of "here → there": each side keeps its own beginning and end. */
void label_fit_step(char *out, size_t size, const char *text, double limit,
    label_measure *measure);

/*
 * The next line of *text, as label_fit, broken at a space or beside a
 * wide character; *text moves to what is left.  The last line takes all
 * that is left and is cut.  False, out empty, if nothing is left.
 */
bool label_line(const char **text, double limit, label_measure *measure,
    bool last, char *out, size_t size);

/* One character as UTF-8; the number of bytes written, 1 to 4. */
size_t label_encode(uint32_t character, char out[4]);

#endif
