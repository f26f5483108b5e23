/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/group_names.h"

#include <math.h>
#include <string.h>

#include "analytics/base/decimal.h"

const char *
group_names_value(const struct group_names *names, uint32_t tuple,
    size_t column, size_t *len)
{
	size_t left;
	const char *at = names->text(names->context, tuple, &left);
	const char *end = memchr(at, '\0', left);

	for (; column > 0; column--) {
		left -= (size_t)(end - at) + 1;
		at = end + 1;
		end = memchr(at, '\0', left);
	}
	*len = end ? (size_t)(end - at) : left;
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
	int order = memcmp(x, y, x_len < y_len ? x_len : y_len);
	return order ? order : (x_len > y_len) - (x_len < y_len);
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
