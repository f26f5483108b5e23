/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SHAPES_H
#define IO_SHAPES_H

#include <stddef.h>

/*
 * Files of different headers as one: its columns are those of all files,
 * in the order in which they come, each by its name; the second column of
 * a name is the second column of that name.
 */
struct shape {
	size_t fields;		/* of the file's records */
	size_t *from;		/* of each column the field; SHAPE_NONE */
	size_t n;		/* columns so far */
};

#define SHAPE_NONE ((size_t)-1)

/* Zeroed to begin. */
struct shapes {
	const char **names;
	size_t n;
	struct shape *of;	/* each file, in order */
	size_t files;
};

/* One more file.  Its names outlive the shapes; none: it has no rows. */
void shapes_add(struct shapes *shapes, const char *const *names, size_t n);
void shapes_free(struct shapes *shapes);

/* Where a column is in a file's records; SHAPE_NONE: it has none. */
static inline size_t
shape_field(const struct shape *shape, size_t column)
{
	return column < shape->n ? shape->from[column] : SHAPE_NONE;
}

#endif
