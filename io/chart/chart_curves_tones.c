/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_curves_private.h"

size_t
curves_colour(const struct curves_chart *curves, const struct curve *curve)
{
	size_t before = 0;

	for (const struct curve *c = curves->curves; c < curve; c++)
		before += !c->total;
	return before % CURVES_TOGETHER;
}

/* Blue first, orange never: that means worse.  The total is grey. */
unsigned
curves_tone(const struct curves_chart *curves, const struct curve *curve)
{
	static const unsigned tones[CURVES_TOGETHER] = { TONE_BLUE,
	    TONE_INK, TONE_GREEN, TONE_PURPLE, TONE_GOLD, TONE_ROSE };

	return curve->total ? TONE_MUTED : tones[curves_colour(curves,
	    curve)];
}

/* Told apart without colours, too. */
enum dash
curves_dash(const struct curves_chart *curves, const struct curve *curve)
{
	static const enum dash dashes[CURVES_TOGETHER] = { DASH_NONE,
	    DASH_SHORT, DASH_DOTS, DASH_LONG, DASH_LONG_DOT,
	    DASH_SHORT_DOT };

	return curve->total ? DASH_NONE : dashes[curves_colour(curves,
	    curve)];
}

/* Greys are for lines: words in them would be faint on paper. */
unsigned
curves_name_tone(enum chart_theme theme, const struct curves_chart *curves,
    const struct curve *curve)
{
	return theme == THEME_PRINT ? TONE_INK : curves_tone(curves, curve);
}
