/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A working calendar of any text: refused, or one that is read again from
 * the lines that it says it is, and says the same of every hour.
 */
#include <string.h>

#include "io/time/work_calendar.h"
#include "tests/fuzz/fuzz.h"

#define HOUR INT64_C(3600000000)

/* From 2025-01-01 on, 10 years by days, and one by 11 hours. */
static void
check_same(const struct working_time *a, const struct working_time *b)
{
	int64_t day = 20089, from = day * DAY_MICROS, step = 11 * HOUR;

	for (int64_t d = day; d < day + 3652; d++)
		MUST(working_days(a, d - 1, d) == working_days(b, d - 1, d),
		    "day %lld", (long long)d);
	for (int64_t t = from; t < from + 365 * DAY_MICROS; t += step)
		MUST(working_elapsed(a, &zone_utc, from, t) ==
		    working_elapsed(b, &zone_utc, from, t), "hour %lld",
		    (long long)((t - from) / HOUR));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct arena arena = { 0 };
	struct working_time one, two;
	const char *said, *again;
	struct fault fault = { 0 };
	char *text = arena_copy(&arena, (const char *)bytes, len);

	/* Without a sign it would be a file's name. */
	if (!strchr(text, '=')) {
		arena_free(&arena);
		return 0;
	}
	if (work_calendar_read(text, &arena, &one, &said, &fault) != 0) {
		MUST(fault.kind == FAULT_USAGE && fault.sentence[0], "\"%s\"",
		    fault.sentence);
		arena_free(&arena);
		return 0;
	}
	MUST(work_calendar_read(said, &arena, &two, &again, &fault) == 0,
	    "%s: %s", said, fault.sentence);
	MUST(strcmp(said, again) == 0, "%s is %s", said, again);
	check_same(&one, &two);
	arena_free(&arena);
	return 0;
}
