/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_GLYPHS_H
#define IO_GLYPHS_H

#include <stdint.h>

enum glyph_cover {
	GLYPHS_ALL,		/* every character has a glyph somewhere */
	GLYPHS_MISSING,		/* *missing is the first that has none */
	GLYPHS_UNKNOWN,		/* built without fontconfig, or no font */
};

/*
 * Whether the fonts of this machine (not those in a home folder, which
 * gnuplot is not shown) have a glyph for each character of text (UTF-8,
 * NUL-ended, as label_next reads it).  A character that nothing draws
 * paints black shapes over a picture made by pango, at exit status 0.
 */
enum glyph_cover glyphs_cover(const char *text, uint32_t *missing);

#endif
