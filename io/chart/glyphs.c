/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/glyphs.h"

#ifdef HAVE_FONTCONFIG

#include <stdbool.h>
#include <string.h>

#include <fontconfig/fontconfig.h>
#include <utf8proc.h>

#include "io/text/label.h"

/* Those that pango can draw: since 1.44 neither Type 1 nor bitmaps. */
static bool
is_usable(FcPattern *font)
{
	FcChar8 *format;

	return FcPatternGetString(font, FC_FONTFORMAT, 0, &format) ==
	    FcResultMatch && (strcmp((char *)format, "TrueType") == 0 ||
	    strcmp((char *)format, "CFF") == 0);
}

static bool
has_glyph(const FcFontSet *fonts, uint32_t c)
{
	for (int i = 0; i < fonts->nfont; i++) {
		FcCharSet *characters;

		if (is_usable(fonts->fonts[i]) &&
		    FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0,
		    &characters) == FcResultMatch &&
		    FcCharSetHasChar(characters, c))
			return true;
	}
	return false;
}

/* Joiners and selectors need no glyph: pango leaves them out. */
static bool
is_invisible(uint32_t c)
{
	return utf8proc_category((utf8proc_int32_t)c) ==
	    UTF8PROC_CATEGORY_CF || (c >= 0xFE00 && c <= 0xFE0F) ||
	    (c >= 0xE0100 && c <= 0xE01EF);
}

static enum glyph_cover
covered_by(const FcFontSet *fonts, const char *text, uint32_t *missing)
{
	uint32_t c;

	if (fonts == NULL || fonts->nfont == 0)
		return GLYPHS_UNKNOWN;
	while ((c = label_next(&text)) != 0)
		/* Line ends come as spaces. */
		if (!is_invisible(c) && !has_glyph(fonts, c)) {
			*missing = c;
			return GLYPHS_MISSING;
		}
	return GLYPHS_ALL;
}

enum glyph_cover
glyphs_cover(const char *text, uint32_t *missing)
{
	FcBool home = FcConfigEnableHome(FcFalse);
	FcConfig *config = FcInitLoadConfigAndFonts();
	enum glyph_cover cover = GLYPHS_UNKNOWN;

	if (config != NULL) {
		cover = covered_by(FcConfigGetFonts(config, FcSetSystem),
		    text, missing);
		FcConfigDestroy(config);
	}
	FcConfigEnableHome(home);
	return cover;
}

#else

enum glyph_cover
glyphs_cover(const char *text, uint32_t *missing)
{
	(void)text;
	(void)missing;
	return GLYPHS_UNKNOWN;
}

#endif
