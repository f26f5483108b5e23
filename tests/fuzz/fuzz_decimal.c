/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers of any bytes: the strict reader of decimals and the lenient one
 * agree on what both take, with strtod; and a decimal that is written is
 * read as itself.  The first byte chooses the mark, and whether it is sure.
 */
#include <math.h>
#include <string.h>

#include "analytics/base/decimal.h"
#include "io/text/number.h"
#include "tests/fuzz/fuzz.h"

static void
check_written(decimal value)
{
	char text[DECIMAL_MAX_TEXT];
	size_t len = decimal_format(value, text);
	decimal again;

	MUST(len < sizeof text && text[len] == '\0', "%zu bytes", len);
	MUST(decimal_parse(text, len, '.', &again) == DECIMAL_OK &&
	    again == value, "\"%s\" is another", text);
}

/* What has neither grouping nor blanks, a decimal point at most. */
static bool
is_plain(const char *text)
{
	size_t sign = *text == '-';
	size_t whole = strspn(text + sign, "0123456789");
	const char *rest = text + sign + whole;

	if (whole == 0 || whole > 15 || strlen(text) > 60)
		return false;
	return *rest == '\0' || (*rest == '.' && rest[1] &&
	    strspn(rest + 1, "0123456789") == strlen(rest + 1));
}

static void
check_number(const struct number *n, const char *text)
{
	MUST(isfinite(n->value), "\"%s\": not finite", text);
	if (n->exact != DECIMAL_NONE) {
		check_written(n->exact);
		MUST(n->exact == n->rounded, "\"%s\": rounded", text);
		MUST(fabs(decimal_double(n->exact) - n->value) <=
		    1e-15 * fabs(n->value), "\"%s\": %.17g", text, n->value);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct number_form form = { .mark = '.' };
	struct number n;
	decimal strict;

	/* Longer ones are no numbers to the lenient reader. */
	if (len < 1 || len > 60)
		return 0;
	form.mark = bytes[0] & 1 ? ',' : '.';
	form.unsure = bytes[0] & 2;
	/* Room of its own, so that a sanitizer sees what is beyond. */
	char *text = malloc(len);

	MUST(text, "no memory");
	memcpy(text, bytes + 1, len - 1);

	enum number_error found = number_read(text, len - 1, form, &n);
	enum decimal_error exact = decimal_parse(text, len - 1, form.mark,
	    &strict);

	text[len - 1] = '\0';
	MUST((found == NUMBER_OK) == !isnan(n.value), "\"%s\": %d, %g", text,
	    found, n.value);
	MUST((exact == DECIMAL_OK) == (strict != DECIMAL_NONE), "\"%s\"",
	    text);
	if (found == NUMBER_OK)
		check_number(&n, text);
	if (exact == DECIMAL_OK) {
		check_written(strict);
		MUST(found == NUMBER_OK ? n.exact == strict :
		    found == NUMBER_AMBIGUOUS && form.unsure,
		    "\"%s\": %d, another", text, found);
	}
	if (strlen(text) == len - 1 && form.mark == '.' && !form.unsure &&
	    is_plain(text))
		MUST(found == NUMBER_OK && n.value == strtod(text, NULL),
		    "\"%s\": %d, %.17g", text, found, n.value);
	free(text);
	return 0;
}
