/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "io/chart/chart_draw.h"

enum { STEPS = 6 };

/* Colours that no palette has; the tone is in the bits below. */
#define NAMES 0x5AC000u

/*
 * Okabe and Ito's blue and orange, and neutral greys; ramps are even in
 * lightness.  The other hues were searched for: of all that can be read on
 * the ground those whose distance, from each other and from blue and ink,
 * is largest to eyes without green cones.
 */
static const struct palette {
	unsigned tones[TONES], ramp[STEPS];
} palettes[] = {
	[THEME_LIGHT] = { {
		[TONE_GROUND] = 0xFFFFFF, [TONE_INK] = 0x24292F,
		[TONE_MUTED] = 0x57606A, [TONE_AXIS] = 0xB8C0C8,
		[TONE_GRID] = 0xE3E7EB, [TONE_TRACK] = 0xF3F5F7,
		[TONE_BLUE] = 0x0072B2, [TONE_PALE] = 0x9CC9E6,
		[TONE_ORANGE] = 0xD55E00,
		[TONE_GREEN] = 0x007F5F, [TONE_PURPLE] = 0x3311BB,
		[TONE_GOLD] = 0x8A6A00, [TONE_ROSE] = 0x72001A,
		[TONE_PALE_GREEN] = 0x99D5C3, [TONE_ORANGE_TEXT] = 0xB34A00,
		[TONE_BLUE_TEXT] = 0x0064A0,
	}, { 0xF1F6FB, 0xD3E4F3, 0xA3C9E6, 0x5BA3D0, 0x2272B5, 0x08407E } },
	[THEME_DARK] = { {
		[TONE_GROUND] = 0x0D1117, [TONE_INK] = 0xE6EDF3,
		[TONE_MUTED] = 0x9DA7B1, [TONE_AXIS] = 0x545D68,
		[TONE_GRID] = 0x2A313A, [TONE_TRACK] = 0x1B2128,
		[TONE_BLUE] = 0x56B4E9, [TONE_PALE] = 0x2D6A91,
		[TONE_ORANGE] = 0xF28E2B,
		[TONE_GREEN] = 0x3DC79A, [TONE_PURPLE] = 0x9257FF,
		[TONE_GOLD] = 0xD9BA4A, [TONE_ROSE] = 0xA56B9C,
		[TONE_PALE_GREEN] = 0x1F5F4C, [TONE_ORANGE_TEXT] = 0xF28E2B,
		[TONE_BLUE_TEXT] = 0x56B4E9,
	}, { 0x17222D, 0x17344D, 0x1C4E77, 0x2B76AE, 0x58A6DE, 0xA9D6F7 } },
	[THEME_PRINT] = { {
		[TONE_GROUND] = 0xFFFFFF, [TONE_INK] = 0x000000,
		[TONE_MUTED] = 0x404040, [TONE_AXIS] = 0x8C8C8C,
		[TONE_GRID] = 0xDADADA, [TONE_TRACK] = 0xF2F2F2,
		[TONE_BLUE] = 0x7A7A7A, [TONE_PALE] = 0xC4C4C4,
		[TONE_ORANGE] = 0x000000,
		[TONE_GREEN] = 0xA8A8A8, [TONE_PURPLE] = 0x505050,
		[TONE_GOLD] = 0x000000, [TONE_ROSE] = 0x7A7A7A,
		[TONE_PALE_GREEN] = 0xDADADA, [TONE_ORANGE_TEXT] = 0x000000,
		[TONE_BLUE_TEXT] = 0x000000,
	}, { 0xF6F6F6, 0xDEDEDE, 0xBDBDBD, 0x8E8E8E, 0x595959, 0x222222 } },
};

/* Between two colours, channel by channel. */
static unsigned
mix(unsigned a, unsigned b, double part)
{
	unsigned mixed = 0;

	for (int shift = 16; shift >= 0; shift -= 8) {
		double from = a >> shift & 0xFF, to = b >> shift & 0xFF;

		mixed |= (unsigned)lround(from + part * (to - from)) << shift;
	}
	return mixed;
}

/* Relative luminance, by WCAG 2.1. */
static double
luminance(unsigned colour)
{
	static const double weights[] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		double c = (colour >> (16 - 8 * i) & 0xFF) / 255.;

		sum += weights[i] * (c <= 0.03928 ? c / 12.92 :
		    pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

double
chart_contrast(unsigned one, unsigned other)
{
	double a = luminance(one) + 0.05, b = luminance(other) + 0.05;

	return fmax(a, b) / fmin(a, b);
}

static unsigned
ramp_colour(const struct palette *palette, unsigned step)
{
	double at = step / 255. * (STEPS - 1);
	unsigned below = at < STEPS - 2 ? (unsigned)at : STEPS - 2;

	return mix(palette->ramp[below], palette->ramp[below + 1],
	    at - below);
}

/* Ink or ground; in the middle between them, where neither is enough, what
   is farther: black or white always is. */
static unsigned
readable_upon(const struct palette *palette, unsigned colour)
{
	static const unsigned black = 0x000000, white = 0xFFFFFF;
	static const double enough = 4.5;
	unsigned ink = palette->tones[TONE_INK];
	unsigned ground = palette->tones[TONE_GROUND];
	unsigned better = chart_contrast(colour, ink) >=
	    chart_contrast(colour, ground) ? ink : ground;

	if (chart_contrast(colour, better) >= enough)
		return better;
	return chart_contrast(colour, black) >=
	    chart_contrast(colour, white) ? black : white;
}

unsigned
chart_colour(enum chart_theme theme, unsigned tone)
{
	const struct palette *palette = &palettes[theme];

	if (theme == THEME_PAGE)
		return NAMES | tone;
	if (tone & TONE_UPON)
		return readable_upon(palette, chart_colour(theme,
		    tone & ~(unsigned)TONE_UPON));
	return tone < TONES ? palette->tones[tone] :
	    ramp_colour(palette, tone - TONE_RAMP);
}

int
chart_named_tone(unsigned colour)
{
	unsigned tone = colour & (TONES_ALL - 1);

	return (colour ^ tone) == NAMES ? (int)tone : -1;
}

double
chart_opacity(enum chart_theme theme)
{
	return theme == THEME_DARK ? 0.28 : 0.16;
}

unsigned
chart_ramp(double share)
{
	return TONE_RAMP +
	    (unsigned)lround(255 * fmin(1, share > 0 ? share : 0));
}
