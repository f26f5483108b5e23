/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_PICTURES_H
#define TESTS_PICTURES_H

#include "tests/unit/funnel_rows.h"
#include "tests/unit/place.h"

static inline void
render(const struct funnel_chart *funnel, enum image image,
    struct picture *picture)
{
	struct chart chart = { 0 };
	struct chart_result result;
	struct fault fault = { 0 };

	if (chart_funnel(&chart, funnel, &fault) != 0 ||
	    chart_render(&chart, image, picture, &result, &fault) != 0)
		fail_msg("%s", fault.sentence);
	assert_int_equal(result.image, image);
	assert_string_equal(result.warning, "");
	chart_free(&chart);
}

/* An SVG as text; the caller frees it. */
static inline char *
render_svg(const struct funnel_chart *funnel)
{
	struct picture picture;

	render(funnel, IMAGE_SVG, &picture);

	char *text = strndup(picture.bytes, picture.len);

	free(picture.bytes);
	assert_non_null(text);
	return text;
}

/* The same text everywhere that text can stand. */
static inline struct funnel_chart
chart_of_text(const char *text, struct funnel_stage stages[2])
{
	stages[0] = (struct funnel_stage){ .name = text, .entered = 2,
	    .share = 1 };
	stages[1] = (struct funnel_stage){ text, 1, 0.5,
	    "50.0% (10.0–90.0)",
	    "weakest step · 1 did not go on", "1 did not go on", true };
	return (struct funnel_chart){ { text, text, text, 0, 0, 0, 0 }, stages,
	    2 };
}

#endif
