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

/* Blue first; the total is grey, whatever its place. */
unsigned
curves_tone(const struct curves_chart *curves, const struct curve *curve)
{
	static const unsigned tones[CURVES_TOGETHER] = { TONE_BLUE,
	    TONE_ORANGE, TONE_GREEN, TONE_PURPLE, TONE_GOLD, TONE_ROSE };

	return curve->total ? TONE_MUTED : tones[curves_colour(curves,
	    curve)];
}

/* Greys are for lines: words in them would be faint on paper. */
unsigned
curves_name_tone(enum chart_theme theme, const struct curves_chart *curves,
    const struct curve *curve)
{
	return theme == THEME_PRINT ? TONE_INK : curves_tone(curves, curve);
}
