/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/options/span.h"

#include <stdio.h>

#include "io/text/words.h"

void
span_shown(struct span span, char out[TEXT_NUMBER])
{
	static const char *const units[][2] = {
		[UNIT_SECOND] = { N_("%.0f s"), N_("%.0f s") },
		[UNIT_MINUTE] = { N_("%.0f min"), N_("%.0f min") },
		[UNIT_HOUR] = { N_("%.0f h"), N_("%.0f h") },
		[UNIT_DAY] = { N_("%.0f d"), N_("%.0f d") },
		[UNIT_WEEK] = { N_("%.0f week"), N_("%.0f weeks") },
		[UNIT_MONTH] = { N_("%.0f month"), N_("%.0f months") },
		[UNIT_YEAR] = { N_("%.0f year"), N_("%.0f years") },
	};
	char text[TEXT_NUMBER];

	snprintf(text, sizeof text, _(units[span.unit][span.count != 1]),
	    (double)span.count);
	text_tie(text, out, TEXT_NUMBER);
}
