/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/nearest.h"

#include <ctype.h>
#include <string.h>

#define LONGEST 64	/* bytes; longer words have no nearest name */

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static int
lower(char c)
{
	return tolower((unsigned char)c);
}

/* Optimal string alignment, three rows at a time. */
static unsigned
distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned rows[3][LONGEST + 1];

	for (size_t j = 0; j <= nb; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned *row = rows[i % 3], *up = rows[(i + 2) % 3];
		unsigned *up2 = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			unsigned change = lower(a[i - 1]) != lower(b[j - 1]);

			row[j] = least(least(up[j] + 1, row[j - 1] + 1),
			    up[j - 1] + change);
			if (i > 1 && j > 1 &&
			    lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]))
				row[j] = least(row[j], up2[j - 2] + 1);
		}
	}
	return rows[na % 3][nb];
}

const char *
nearest(const char *word, const char *const *names, size_t n)
{
	const char *best = NULL;
	size_t len = strlen(word);
	unsigned bound = len / 3 > 1 ? (unsigned)(len / 3) : 1;

	if (len == 0 || len > LONGEST)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t other = strlen(names[i]);

		if (other == 0 || other > LONGEST)
			continue;
		unsigned d = distance(word, len, names[i], other);
		if (d <= bound && (!best || d < bound)) {
			best = names[i];
			bound = d;
		}
	}
	return best;
}
