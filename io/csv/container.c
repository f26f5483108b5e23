/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/container.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *magic;
	size_t len;
	const char *what, *advice;
} containers[] = {
	{ "PK\3\4", 4, N_("a spreadsheet (.xlsx) or a ZIP archive"),
	    N_("save the sheet as CSV (UTF-8), or unpack the archive\n") },
	{ "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, N_("a spreadsheet (.xls)"),
	    N_("save the sheet as CSV (UTF-8)\n") },
	{ "\xFD" "7zXZ\0", 6, N_("xz data"),
	    N_("unpack them: xz -dc FILE | funnel …\n") },
	{ "BZh91AY&SY", 10, N_("bzip2 data"),
	    N_("unpack them: bzip2 -dc FILE | funnel …\n") },
};

static int
refuse(const char *what, const char *advice, struct fault *fault)
{
	fault_set(fault, FAULT_INPUT, "is %s; expected CSV text, as it is or "
	    "in gzip or zstd", message(what));
	return fault_advise(fault, "%s", message(advice));
}

int
container_refuse(const unsigned char *bytes, size_t len,
    struct fault *fault)
{
	for (size_t i = 0; i < sizeof containers / sizeof *containers; i++) {
		if (len < containers[i].len || memcmp(bytes,
		    containers[i].magic, containers[i].len) != 0)
			continue;
		return refuse(containers[i].what, containers[i].advice, fault);
	}
	return 0;
}

/* Its first sign that is no blank; NUL if there is none. */
static char
first_sign(const char *at, const char *end)
{
	while (at < end && strchr(" \t\r\n", *at))
		at++;
	return at < end ? *at : '\0';
}

/* Programs write tables of HTML and call them .xls. */
static bool
is_markup(const char *at, const char *end)
{
	static const char *const words[] = { "<html", "<!doctype", "<table",
		"<?xml", "<head", "<meta", "<style", "<body" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i]);

		if ((size_t)(end - at) > n &&
		    strncasecmp(at, words[i], n) == 0 &&
		    strchr(" \t\r\n>", at[n]))
			return true;
	}
	return false;
}

int
container_refuse_text(const char *text, size_t len, struct fault *fault)
{
	const char *end = text + len;

	while (text < end && strchr(" \t\r\n", *text))
		text++;
	if (text == end)
		return 0;
	char next = first_sign(text + 1, end);
	if (is_markup(text, end))
		return refuse(N_("HTML or XML, which some programs call .xls"),
		    N_("open it in a spreadsheet and save it as CSV (UTF-8), "
		    "or export CSV\n"), fault);
	if (next && ((*text == '[' && strchr("{[\"", next)) ||
	    (*text == '{' && next == '"')))
		return refuse(N_("JSON"), N_("of objects jq makes CSV: "
		    "jq -r '(.[0] | keys_unsorted) as $k | $k, (.[] | "
		    "[.[$k[]]]) | @csv' FILE\n"), fault);
	return 0;
}
