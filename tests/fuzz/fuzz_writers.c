/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table with any texts in it, by each writer: CSV, TSV and JSON are read
 * back as the same table; HTML and Markdown have the structure of a table
 * of plain words, and their text, unescaped, is the text.
 *
 * The input is texts, each ended by NUL: of the group column the name and a
 * value, a name, a value of the definition, a title.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/base/utf8.h"
#include "io/text/text.h"
#include "io/write/result.h"
#include "io/write/write.h"
#include "tests/fuzz/fuzz.h"

enum { GROUP = COLUMN_GROUP, STEP, RATE, LOW, HIGH, COMPLETE, NAME };

static const struct column all[] = {
	[GROUP] = { NULL, "", LOOK_TEXT },
	[STEP] = { "step", "step", LOOK_COUNT },
	[RATE] = { "rate", "rate", LOOK_PERCENT, LOW, HIGH },
	[LOW] = { "rate_low", NULL, LOOK_PERCENT },
	[HIGH] = { "rate_high", NULL, LOOK_PERCENT },
	[COMPLETE] = { "complete", "complete", LOOK_FLAG },
	[NAME] = { "name", "name", LOOK_TEXT },
};
static const struct columns columns = GROUPED_COLUMNS_OF(all, STEP);

enum { COLUMN, VALUE, STAGE, DEFINED, TITLE, TEXTS };

static const struct columns *
whose(void *context, const char *const *names, size_t n, struct fault *fault)
{
	(void)context;
	(void)names;
	(void)n;
	(void)fault;
	return &columns;
}

static void
put_text(struct table *t, size_t column, const char *text)
{
	table_text(t, column, text, strlen(text));
}

static struct table *
make(const char *const texts[TEXTS])
{
	struct table *t = table_new(&columns);

	table_has_named(t, GROUP, texts[COLUMN], NULL);
	table_has_columns(t, STEP, NAME);
	table_define(t, "funnel", "1");
	table_define(t, "stages", texts[DEFINED]);
	for (uint64_t row = 0; row < 3; row++) {
		table_add_row(t);
		if (row == 2)
			table_marker(t, GROUP, "(none)");
		else
			put_text(t, GROUP, row ? "other" : texts[VALUE]);
		table_count(t, STEP, row);
		table_number(t, RATE, (double)row / 3);
		table_number(t, LOW, 0);
		table_number(t, HIGH, 1);
		table_bool(t, COMPLETE, row);
		put_text(t, NAME, row ? "plain" : texts[STAGE]);
	}
	return t;
}

/* What a writer wrote, ended by a NUL; the caller frees it. */
static char *
written(const struct table *t, enum format format, bool defined,
    const char *title, size_t *len)
{
	const struct layout layout = { .format = format, .header = true,
	    .definition = defined, .title = title };
	struct output *out = output_memory();

	table_write(t, &layout, out);

	const char *bytes = output_collected(out, len);
	char *copy = malloc(*len + 1);

	MUST(copy, "no memory");
	memcpy(copy, bytes, *len);
	copy[*len] = '\0';
	output_abandon(out);
	return copy;
}

static void
check_same(const struct table *a, const struct table *b, bool defined)
{
	MUST(table_rows(a) == table_rows(b) &&
	    table_columns(a) == table_columns(b), "%zu rows",
	    table_rows(b));
	for (size_t c = 0; c < table_columns(a); c++)
		MUST(strcmp(table_name(a, c), table_name(b, c)) == 0,
		    "\"%s\", not \"%s\"", table_name(b, c), table_name(a, c));
	for (size_t r = 0; r < table_rows(a); r++) {
		MUST(cell_same(cell_at(a, r, GROUP), cell_at(b, r, GROUP)) &&
		    cell_same(cell_at(a, r, NAME), cell_at(b, r, NAME)),
		    "row %zu: \"%s\" \"%s\"", r, text_at(b, r, GROUP),
		    text_at(b, r, NAME));
		MUST(count_at(a, r, STEP) == count_at(b, r, STEP) &&
		    flag_at(a, r, COMPLETE) == flag_at(b, r, COMPLETE),
		    "row %zu", r);
	}
	if (table_definitions(b) == 0 && !defined)
		return;
	MUST(table_definitions(b) == 2, "%zu definitions",
	    table_definitions(b));
	MUST(strcmp(table_definition_value(b, 1),
	    table_definition_value(a, 1)) == 0, "defined as \"%s\"",
	    table_definition_value(b, 1));
}

static void
check_read(const struct table *t, enum format format, bool defined)
{
	size_t len;
	char path[32], *bytes = written(t, format, defined, NULL, &len);
	struct fault fault = { 0 };
	int file = memfd_create("fuzz", 0);

	MUST(file >= 0 && write(file, bytes, len) == (ssize_t)len,
	    "no file");
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);

	struct table *again = result_read(path, whose, NULL, &fault);

	MUST(again, "%s:\n%s", fault.sentence, bytes);
	check_same(t, again, defined);
	table_free(again);
	close(file);
	free(bytes);
}

/* Whether people are shown the text as it is: others lose characters. */
static bool
is_harmless(const char *text)
{
	uint32_t code;

	for (size_t at = 0, len = strlen(text); at < len;) {
		at += text_next(text + at, len - at, &code);
		if (text_harmful(code))
			return false;
	}
	return true;
}

/* The ends of a word that no line breaks in: where they stand is the text's
   to say. */
static bool
skip_whole(const char **at, bool *inside)
{
	const char *tag = *inside ? "</span>" : "<span class=\"w\">";

	if (strncmp(*at, tag, strlen(tag)) != 0)
		return false;
	*at += strlen(tag);
	*inside = !*inside;
	return true;
}

/* HTML: its tags to one list, its text, unescaped, to another. */
static void
take_html(const char *page, char *tags, char *text)
{
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;",
		"&quot;", "&#39;" };
	bool inside = false;

	for (const char *at = page; *at;) {
		size_t e = 0;

		if (skip_whole(&at, &inside))
			continue;
		if (strncmp(at, "<style>", strlen("<style>")) == 0) {
			at = strstr(at, "</style>");
			MUST(at, "a style without an end");
		}
		if (*at == '<') {
			const char *end = at + 1 + strcspn(at + 1, " >");

			while (at < end)
				*tags++ = *at++;
			/* No quote and no sign is left in an attribute. */
			while (*at && *at != '>')
				at++;
			*text++ = '\n';
			at += *at == '>';
			continue;
		}
		while (*at == '&' && e < 5 && strncmp(at, entities[e],
		    strlen(entities[e])) != 0)
			e++;
		MUST(*at != '&' || e < 5, "an & alone: %.20s", at);
		MUST(*at != '"' && *at != '>', "unescaped: %.20s", at);
		*text++ = *at == '&' ? "&<>\"'"[e] : *at;
		at += *at == '&' ? strlen(entities[e]) : 1;
	}
	*tags = *text = '\0';
}

/* Markdown: each sign that is not taken literally, and the text. */
static void
take_md(const char *page, char *signs, char *text)
{
	for (; *page; page++) {
		if (*page == '\\' && page[1])
			*text++ = *++page;
		else if (strchr("|<>[]*_`#\n", *page))
			*text++ = '\n', *signs++ = *page;
		else
			*text++ = *page;
	}
	*signs = *text = '\0';
}

/* Blanks that tie words are blanks. */
static void
untie(char *text)
{
	char *to = text;

	while (*text)
		if (strncmp(text, TEXT_TIED, strlen(TEXT_TIED)) == 0)
			*to++ = ' ', text += strlen(TEXT_TIED);
		else
			*to++ = *text++;
	*to = '\0';
}

/* Whether a page's text, untied, holds another. */
static bool
holds(const char *page, const char *text)
{
	char *untied = strdup(text);

	MUST(untied, "no memory");
	untie(untied);
	bool found = strstr(page, untied) != NULL;
	free(untied);
	return found;
}

typedef void taker(const char *page, char *signs, char *text);

static void
check_shown(const struct table *t, const char *const texts[TEXTS],
    enum format format, taker *take)
{
	static const char *const plain[TEXTS] = { "g", "a", "b", "c", "d" };
	struct table *other = make(plain);
	size_t len, plain_len;
	char *page = written(t, format, true, texts[TITLE], &len);
	char *like = written(other, format, true, plain[TITLE], &plain_len);
	size_t room = len + plain_len + 9;
	char *signs = malloc(room), *as = malloc(room);
	char *text = malloc(2 * room);

	MUST(signs && as && text, "no memory");
	take(like, as, text);
	/* The head of a page, its style among it, is our own. */
	take(page, signs, text);
	MUST(strcmp(signs, as) == 0, "other signs:\n%s\n%s\n%s", signs, as,
	    page);
	untie(text);
	for (size_t i = STAGE; i < TEXTS; i++)
		MUST(!is_harmless(texts[i]) || holds(text, texts[i]),
		    "\"%s\" is not there:\n%s", texts[i], page);
	free(signs);
	free(as);
	free(text);
	free(page);
	free(like);
	table_free(other);
}

/* As the header of an input gives names: trimmed, and none of ours. */
static bool
is_name(const char *name)
{
	size_t len = strlen(name);

	if (strspn(name, " \t") || strchr(" \t", name[len - 1]))
		return false;
	for (size_t c = STEP; c <= NAME; c++)
		if (strcmp(name, all[c].name) == 0)
			return false;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const char *texts[TEXTS], *at = (const char *)bytes;
	size_t n = 0;

	if (len == 0 || bytes[len - 1] || utf8_check(at, len) != len)
		return 0;
	for (; n < TEXTS && at < (const char *)bytes + len;
	    at += strlen(at) + 1)
		if (strlen(texts[n++] = at) - 1 > 500)
			return 0;	/* an empty one shows no column */
	if (n < TEXTS || !is_name(texts[COLUMN]))
		return 0;

	struct table *t = make(texts);

	check_read(t, FORMAT_CSV, true);
	/* A line over a header is taken for a title where nothing says that
	   the file is ours. */
	if (!strpbrk(texts[COLUMN], "\r\n"))
		check_read(t, FORMAT_CSV, false);
	check_read(t, FORMAT_JSON, true);
	check_shown(t, texts, FORMAT_HTML, take_html);
	check_shown(t, texts, FORMAT_MD, take_md);
	table_free(t);
	return 0;
}
