/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text/marker.h"

#include <string.h>

#include "io/text/words.h"

static const char *const markers[] = { N_("(none)"), N_("(other)"),
    N_("(total)"), N_("(overall)"), N_("(all)"), N_("(open)"),
    N_("(split)"), N_("(start)"), N_("(cut)") };

static const char *
find(const char *text, size_t len)
{
	size_t n = len && text[0] == '(' ?
	    sizeof markers / sizeof markers[0] : 0;

	for (size_t i = 0; i < n; i++)
		if (len == strlen(markers[i]) &&
		    memcmp(text, markers[i], len) == 0)
			return markers[i];
	return NULL;
}

bool
marker_is(const char *text, size_t len)
{
	return find(text, len) != NULL;
}

bool
marker_like(const char *text, size_t len)
{
	while (!find(text, len)) {
		if (len < 2 || text[0] != '(' || text[len - 1] != ')')
			return false;
		text++;
		len -= 2;
	}
	return true;
}

const char *
marker_words(const char *text, size_t len)
{
	const char *marker = find(text, len);

	return marker ? words(marker) : NULL;
}
