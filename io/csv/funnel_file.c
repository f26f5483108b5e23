/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/funnel_file.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/base/nearest.h"
#include "io/base/utf8.h"
#include "io/csv/raw.h"

#define SIZE_LIMIT ((size_t)1 << 20)
#define EQUALS_FULL_WIDTH "\xEF\xBC\x9D"	/* U+FF1D, ＝ */

static const char *const names[SECTIONS] = {
	"input", "stages", "outcomes", "policy", "report",
	"preset", "columns", "events",
};

const char *const funnel_no_section[] = { NULL };

static const char as_utf8[] = "save the file as UTF-8 text\n";

struct parser {
	const char *file;
	const char *const *const *allowed;
	struct funnel_file *out;
	size_t room;
	uint64_t line;
	enum funnel_section section;	/* SECTIONS before the first */
	uint64_t opened[SECTIONS];	/* at which line; 0: not yet */
};

const char *
funnel_section_name(enum funnel_section section)
{
	return names[section];
}

static int
at_line(const struct parser *p, uint64_t line, struct fault *fault)
{
	return fault_at(fault, p->file, line, NULL);
}

/* Ends the text behind its last character that is no blank. */
static char *
trim(char *text, char *end)
{
	/* Nothing ends the text at end yet. */
	while (text < end && (*text == ' ' || *text == '\t'))
		text++;
	while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = '\0';
	return text;
}

static int
unknown_section(const struct parser *p, const char *name,
    struct fault *fault)
{
	const char *known[SECTIONS], *near;
	size_t n = 0;

	for (size_t i = 0; i < SECTIONS; i++)
		if (p->allowed[i] != funnel_no_section)
			known[n++] = names[i];
	near = nearest(name, known, n);

	if (near)
		fault_set(fault, FAULT_USAGE, "no section [%s]; did you mean "
		    "[%s]?", name, near);
	else
		fault_set(fault, FAULT_USAGE, "no section [%s]", name);
	at_line(p, p->line, fault);
	fault_advise(fault, "  sections:");
	for (size_t i = 0; i < n; i++)
		fault_advise(fault, " [%s]", known[i]);
	return fault_advise(fault, "\n");
}

static int
open_section(struct parser *p, char *line, char *end, struct fault *fault)
{
	char *close = strchr(line, ']');

	if (!close || close + 1 != end) {
		fault_set(fault, FAULT_USAGE, "\"%s\": expected a section "
		    "such as [stages], alone on its line", line);
		return at_line(p, p->line, fault);
	}
	const char *name = trim(line + 1, close);
	size_t i = 0;
	while (i < SECTIONS && (p->allowed[i] == funnel_no_section ||
	    strcmp(names[i], name) != 0))
		i++;
	if (i == SECTIONS)
		return unknown_section(p, name, fault);
	if (p->opened[i]) {
		fault_set(fault, FAULT_USAGE, "section [%s] again; it began "
		    "in line %llu", name, (unsigned long long)p->opened[i]);
		return at_line(p, p->line, fault);
	}
	p->opened[i] = p->line;
	p->section = (enum funnel_section)i;
	return 0;
}

static int
unknown_key(const struct parser *p, const char *key,
    const char *const *keys, size_t n, struct fault *fault)
{
	const char *section = names[p->section];
	const char *near = nearest(key, keys, n);

	fault_set(fault, FAULT_USAGE, "no key \"%s\" in [%s]", key, section);
	fault_suggest(fault, near);
	at_line(p, p->line, fault);
	fault_advise(fault, "  keys of [%s]:", section);
	for (size_t i = 0; i < n; i++)
		fault_advise(fault, "%s %s", i ? "," : "", keys[i]);
	return fault_advise(fault, "\n");
}

static int
check_key(const struct parser *p, const char *key, struct fault *fault)
{
	const char *const *keys = p->allowed[p->section];
	size_t n = 0;

	if (!keys)
		return 0;
	for (; keys[n]; n++)
		if (strcmp(keys[n], key) == 0)
			return 0;
	return unknown_key(p, key, keys, n, fault);
}

static void
add(struct parser *p, const char *key, const char *value, bool has_value)
{
	struct funnel_file *out = p->out;

	out->entries = memory_reserve(out->entries, &p->room, out->count + 1,
	    sizeof *out->entries);
	out->entries[out->count++] = (struct funnel_entry){
		p->section, key, value, has_value, p->line,
	};
}

/* What is wrong with "key = value", or with a line without =; or NULL. */
static const char *
misplaced(const struct parser *p, const char *key, bool has_value)
{
	if (p->section == SECTIONS)
		return N_("a key before any section; expected [input] or "
		    "another section first");
	if (has_value)
		return *key ? NULL : "no key before =; expected key = value";
	if (p->section != SECTION_STAGES)
		return N_("no = in it; expected key = value");
	return strstr(key, EQUALS_FULL_WIDTH) ? N_("a full-width = is no =; "
	    "expected name = value | value") : NULL;
}

static int
take_entry(struct parser *p, char *line, char *end, struct fault *fault)
{
	char *equals = strchr(line, '=');
	const char *value = equals ? trim(equals + 1, end) : line;
	const char *key = equals ? trim(line, equals) : line;
	const char *wrong = misplaced(p, key, equals != NULL);

	if (wrong) {
		fault_set(fault, FAULT_USAGE, "\"%s\": %s", *key ? key : value,
		    message(wrong));
		return at_line(p, p->line, fault);
	}
	if (check_key(p, key, fault) != 0)
		return -1;
	add(p, key, value, equals != NULL);
	return 0;
}

/* A line of len bytes, without its end, in a text that may be changed. */
static int
take_line(struct parser *p, char *text, size_t len, struct fault *fault)
{
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] >= ' ' || text[i] == '\t')
			continue;
		fault_set(fault, FAULT_USAGE, "a control character (byte "
		    "%02X); expected text", (unsigned char)text[i]);
		at_line(p, p->line, fault);
		return fault_advise(fault, "%s", message(as_utf8));
	}
	if (utf8_check(text, len) < len) {
		fault_set(fault, FAULT_USAGE, "bytes that are not UTF-8");
		at_line(p, p->line, fault);
		return fault_advise(fault, "%s", message(as_utf8));
	}
	char *line = trim(text, text + len);
	char *end = line + strlen(line);
	if (*line == '\0' || *line == '#' || *line == ';')
		return 0;
	if (*line == '[')
		return open_section(p, line, end, fault);
	return take_entry(p, line, end, fault);
}

static int
take_lines(struct parser *p, char *text, char *end, struct fault *fault)
{
	while (text < end) {
		char *newline = memchr(text, '\n', (size_t)(end - text));
		char *stop = newline ? newline : end;
		size_t len = (size_t)(stop - text);

		if (newline && len > 0 && stop[-1] == '\r')
			len--;
		p->line++;
		if (take_line(p, text, len, fault) != 0)
			return -1;
		text = stop + 1;
	}
	return 0;
}

static int
by_key_and_line(const void *a, const void *b)
{
	const struct funnel_entry *x = *(const struct funnel_entry *const *)a;
	const struct funnel_entry *y = *(const struct funnel_entry *const *)b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	int order = strcmp(x->key, y->key);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

/*
 * The first line that repeats a key.  Sorted, as a file may hold half a
 * million short lines.
 */
static void
find_repeat(const struct funnel_file *f, const struct funnel_entry **first,
    const struct funnel_entry **again)
{
	const struct funnel_entry **sorted;

	*again = NULL;
	if (f->count < 2)
		return;
	sorted = memory_array(f->count, sizeof *sorted);
	for (size_t i = 0; i < f->count; i++)
		sorted[i] = &f->entries[i];
	qsort(sorted, f->count, sizeof *sorted, by_key_and_line);
	for (size_t i = 1; i < f->count; i++) {
		const struct funnel_entry *a = sorted[i - 1], *b = sorted[i];

		if (a->section != b->section || strcmp(a->key, b->key) != 0 ||
		    (*again && (*again)->line < b->line))
			continue;
		*first = a;
		*again = b;
	}
	free(sorted);
}

static int
check_repeats(const struct parser *p, struct fault *fault)
{
	const struct funnel_entry *first, *again;

	find_repeat(p->out, &first, &again);
	if (!again)
		return 0;
	fault_set(fault, FAULT_USAGE, "\"%s\" again in [%s]; it stands in "
	    "line %llu already", again->key, names[again->section],
	    (unsigned long long)first->line);
	return at_line(p, again->line, fault);
}

static int
too_large(const char *file, struct fault *fault)
{
	fault_set(fault, FAULT_USAGE, "is larger than 1 MiB; expected a "
	    "funnel file, or a preset");
	return fault_at(fault, file, 0, NULL);
}

int
funnel_file_parse(const char *bytes, size_t len, const char *file,
    const funnel_keys allowed, struct funnel_file *out,
    struct fault *fault)
{
	static const char mark[] = "\xEF\xBB\xBF";
	struct parser p = {
		.file = file, .allowed = allowed, .out = out,
		.section = SECTIONS,
	};

	*out = (struct funnel_file){ 0 };
	if (len > SIZE_LIMIT)
		return too_large(file, fault);
	if (len >= 3 && memcmp(bytes, mark, 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	out->text = memory_array(len + 1, 1);
	if (len > 0)
		memcpy(out->text, bytes, len);
	int failed = take_lines(&p, out->text, out->text + len, fault);
	/* Also after a fault: a repeat stands before it. */
	if (check_repeats(&p, fault) != 0)
		failed = -1;
	if (failed)
		funnel_file_free(out);
	return failed;
}

/* The whole file, or one byte more than the limit. */
static int
read_whole(struct raw *raw, char *bytes, size_t *len, struct fault *fault)
{
	ssize_t n;

	while (*len <= SIZE_LIMIT && (n = raw_read(raw, bytes + *len,
	    SIZE_LIMIT + 1 - *len)) != 0) {
		if (n < 0) {
			raw_fault(raw, fault);
			fault->kind = FAULT_USAGE;
			return -1;
		}
		*len += (size_t)n;
	}
	return 0;
}

int
funnel_file_read(const char *path, const funnel_keys allowed,
    struct funnel_file *out, struct fault *fault)
{
	struct raw raw;
	size_t len = 0;

	*out = (struct funnel_file){ 0 };
	if (raw_open(&raw, path, fault) != 0) {
		fault->kind = FAULT_USAGE;
		return -1;
	}
	char *bytes = memory_array(SIZE_LIMIT + 1, 1);
	int failed = read_whole(&raw, bytes, &len, fault);
	if (!failed)
		failed = funnel_file_parse(bytes, len, raw.name, allowed, out,
		    fault);
	free(bytes);
	raw_close(&raw);
	return failed;
}

void
funnel_file_free(struct funnel_file *file)
{
	free(file->entries);
	free(file->text);
	*file = (struct funnel_file){ 0 };
}
