/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A funnel file of any bytes: entries that keep what the header promises,
 * which, written down again, are read as the same; or a fault that says
 * where.
 */
#include <string.h>

#include "io/base/utf8.h"
#include "io/csv/funnel_file.h"
#include "tests/fuzz/fuzz.h"

/* Written down again as the format wants it. */
static char *
write_again(const struct funnel_file *file)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	MUST(out, "no memory");
	int section = -1;
	for (size_t i = 0; i < file->count; i++) {
		const struct funnel_entry *e = &file->entries[i];

		if ((int)e->section != section)
			fprintf(out, "[%s]\n", funnel_section_name(e->section));
		section = (int)e->section;
		if (e->has_value)
			fprintf(out, "%s = %s\n", e->key, e->value);
		else
			fprintf(out, "%s\n", e->key);
	}
	fclose(out);
	return text;
}

static void
check_entry(const struct funnel_entry *e, uint64_t line)
{
	MUST(e->section < SECTIONS, "section %d", e->section);
	MUST(*e->key, "an empty key on line %llu",
	    (unsigned long long)e->line);
	MUST(e->line > line, "line %llu after %llu",
	    (unsigned long long)e->line, (unsigned long long)line);
	MUST(utf8_check(e->key, strlen(e->key)) == strlen(e->key) &&
	    utf8_check(e->value, strlen(e->value)) == strlen(e->value),
	    "no UTF-8");
	MUST(e->has_value || strcmp(e->value, e->key) == 0, "not its key");
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const funnel_keys any = { 0 };
	struct funnel_file file, again;
	struct fault fault = { 0 };

	if (funnel_file_parse((const char *)bytes, len, "f", any, &file,
	    &fault) != 0) {
		MUST(fault.kind == FAULT_USAGE && fault.sentence[0] &&
		    strcmp(fault.file, "f") == 0, "\"%s\"", fault.sentence);
		return 0;
	}
	uint64_t line = 0;
	for (size_t i = 0; i < file.count; line = file.entries[i++].line)
		check_entry(&file.entries[i], line);
	char *text = write_again(&file);
	MUST(funnel_file_parse(text, strlen(text), "again", any, &again,
	    &fault) == 0, "%s", fault.sentence);
	MUST(again.count == file.count, "%zu, not %zu", again.count,
	    file.count);
	for (size_t i = 0; i < file.count; i++)
		MUST(again.entries[i].section == file.entries[i].section &&
		    strcmp(again.entries[i].key, file.entries[i].key) == 0 &&
		    strcmp(again.entries[i].value,
		    file.entries[i].value) == 0, "entry %zu", i);
	free(text);
	funnel_file_free(&again);
	funnel_file_free(&file);
	return 0;
}
