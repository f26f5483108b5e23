/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/shapes.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

/* The column of a name that no field of the file has yet; a new one. */
static size_t
column_of(struct shapes *s, const struct shape *shape, const char *name)
{
	size_t c = 0;

	while (c < s->n && (strcmp(s->names[c], name) != 0 ||
	    shape_field(shape, c) != SHAPE_NONE))
		c++;
	if (c < s->n)
		return c;
	s->names = memory_resize(s->names, s->n + 1, sizeof *s->names);
	s->names[s->n++] = name;
	return c;
}

void
shapes_add(struct shapes *s, const char *const *names, size_t n)
{
	struct shape shape = { .fields = n, .n = s->n + n };

	shape.from = memory_array(shape.n, sizeof *shape.from);
	for (size_t c = 0; c < shape.n; c++)
		shape.from[c] = SHAPE_NONE;
	for (size_t i = 0; i < n; i++)
		shape.from[column_of(s, &shape, names[i])] = i;
	s->of = memory_resize(s->of, s->files + 1, sizeof *s->of);
	s->of[s->files++] = shape;
}

void
shapes_free(struct shapes *s)
{
	for (size_t i = 0; i < s->files; i++)
		free(s->of[i].from);
	free(s->of);
	free(s->names);
}
