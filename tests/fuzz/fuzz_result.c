/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A result of any bytes, JSON behind a brace, else CSV: a table that,
 * written as JSON, is read as the same; or a fault that says where.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/write/result.h"
#include "io/write/write.h"
#include "tests/fuzz/fuzz.h"

enum { GROUP = COLUMN_GROUP, STEP, RATE, LOW, HIGH, COMPLETE, NAME };

static const struct column all[] = {
	[GROUP] = { NULL, "", LOOK_TEXT },
	[STEP] = { "step", NULL, LOOK_COUNT },
	[RATE] = { "rate", "rate", LOOK_PERCENT, LOW, HIGH },
	[LOW] = { "low", NULL, LOOK_PERCENT },
	[HIGH] = { "high", NULL, LOOK_PERCENT },
	[COMPLETE] = { "complete", NULL, LOOK_FLAG },
	[NAME] = { "name", NULL, LOOK_TEXT },
};
static const struct columns columns = GROUPED_COLUMNS_OF(all, STEP);

static const struct columns *
whose(void *context, const char *const *names, size_t n, struct fault *fault)
{
	(void)context;
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], "step") == 0)
			return &columns;
	fault_set(fault, FAULT_INPUT, "no step");
	return NULL;
}

static char *
write_again(const struct table *table, size_t *len)
{
	const struct layout layout = { .format = FORMAT_JSON };
	struct output *out = output_memory();

	table_write(table, &layout, out);
	const char *bytes = output_collected(out, len);
	char *copy = malloc(*len + 1);
	MUST(copy, "no memory");
	memcpy(copy, bytes, *len);
	copy[*len] = '\0';
	output_abandon(out);
	return copy;
}

static struct table *
parse(const char *bytes, size_t len, struct fault *fault)
{
	char path[32];
	int file;

	file = memfd_create("fuzz", 0);
	MUST(file >= 0 && write(file, bytes, len) == (ssize_t)len, "no file");
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);

	struct table *table = result_read(path, whose, NULL, fault);

	close(file);
	return table;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fault fault = { 0 };
	size_t once_len, twice_len;
	char *input = malloc(len + 1);

	MUST(input, "no memory");
	memcpy(input, bytes, len);
	input[len] = '\0';
	struct table *table = parse(input, len, &fault);
	free(input);
	if (!table) {
		MUST(fault.sentence[0] && (fault.kind == FAULT_NO_DATA ||
		    (fault.kind == FAULT_INPUT && (fault.line > 0 ||
		    len == 0 || bytes[0] != '{'))), "\"%s\"", fault.sentence);
		return 0;
	}
	for (size_t r = 0; r < table_rows(table); r++)
		MUST(!(number_at(table, r, LOW) > number_at(table, r, HIGH)),
		    "row %zu: a swapped interval", r);
	char *once = write_again(table, &once_len);
	struct table *again = parse(once, once_len, &fault);
	MUST(again, "%s", fault.sentence);
	char *twice = write_again(again, &twice_len);
	MUST(once_len == twice_len && memcmp(once, twice, once_len) == 0,
	    "read as another");
	free(once);
	free(twice);
	table_free(table);
	table_free(again);
	return 0;
}
