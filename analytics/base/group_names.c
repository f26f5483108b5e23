/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/group_names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/decimal.h"

const char *
group_names_value(const struct group_names *names, uint32_t tuple,
    size_t column, size_t *len)
{
	const char *at = names->text(names->context, tuple, len);
	const char *end = memchr(at, '\0', *len);

	for (; column > 0; column--) {
		*len -= (size_t)(end - at) + 1;
		at = end + 1;
		end = memchr(at, '\0', *len);
	}
	*len = end ? (size_t)(end - at) : *len;
	return at;
}

int
group_names_compare_column(const struct group_names *names, size_t column,
    uint32_t a, uint32_t b)
{
	size_t x_len, y_len;
	const char *x = group_names_value(names, a, column, &x_len);
	const char *y = group_names_value(names, b, column, &y_len);

	if (!x_len != !y_len)
		return x_len ? -1 : 1;
	return compare_bytes(x, x_len, y, y_len);
}

int
group_names_compare(const struct group_names *names, size_t ncolumns,
    uint32_t a, uint32_t b)
{
	int order = 0;

	if (a == GROUP_OTHER || b == GROUP_OTHER)
		return (a == GROUP_OTHER) - (b == GROUP_OTHER);
	for (size_t c = 0; c < ncolumns && !order; c++)
		order = group_names_compare_column(names, c, a, b);
	return order;
}

double
group_names_number(const struct group_names *names, uint32_t tuple,
    size_t column)
{
	size_t len;
	decimal number;
	const char *text = group_names_value(names, tuple, column, &len);

	return decimal_parse(text, len, '.', &number) == DECIMAL_OK ?
	    decimal_double(number) : NAN;
}

bool
group_names_are_numbers(const struct group_names *names, size_t column,
    const uint32_t *tuples, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isnan(group_names_number(names, tuples[i], column)))
			return false;
	return true;
}

static int
by_columns(const void *a, const void *b, void *context)
{
	const struct group_columns *c = context;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = 0;

	if (c->numbers) {
		double m = group_names_number(c->names, x, c->from);
		double n = group_names_number(c->names, y, c->from);

		order = (m > n) - (m < n);
	}
	for (size_t i = c->from; i < c->to && !order; i++)
		order = group_names_compare_column(c->names, i, x, y);
	return order;
}

size_t
group_names_rank(const struct group_columns *columns, uint32_t *tuples,
    size_t n, uint32_t *number)
{
	size_t next = 0;

	qsort_r(tuples, n, sizeof *tuples, by_columns, (void *)columns);
	for (size_t i = 0; i < n; i++) {
		next += i > 0 && by_columns(&tuples[i - 1], &tuples[i],
		    (void *)columns) != 0;
		number[tuples[i]] = (uint32_t)next;
	}
	return n ? next + 1 : 0;
}

void
group_names_join(const struct group_columns *c, uint32_t tuple,
    struct buffer *out)
{
	for (size_t i = c->from; i < c->to; i++) {
		size_t len;
		const char *value = group_names_value(c->names, tuple, i,
		    &len);

		if (i > c->from)
			buffer_add(out, ", ", 2);
		buffer_add(out, len ? value : "(none)", len ? len : 6);
	}
}
