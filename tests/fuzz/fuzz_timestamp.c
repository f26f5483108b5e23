/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fast way of reading times, with its memory of days, against the one
 * that reads every shape: the same answer, the first time and again.
 *
 * The first byte chooses the zone; the rest is lines, a time on each.
 */
#include <stdbool.h>
#include <string.h>

#include "io/time/timestamp_shapes.h"
#include "io/time/zone.h"
#include "tests/fuzz/fuzz.h"

static void
check(struct timestamp_reader *reader, const char *text, size_t len)
{
	struct timestamp fast = { 0 }, slow = { 0 };
	/* Room of its own, so that a sanitizer sees what is beyond. */
	char *copy = malloc(len + 1);

	MUST(copy, "no memory");
	memcpy(copy, text, len);
	enum timestamp_error a = timestamp_read(reader, copy, len, &fast);
	size_t from = 0, to = len;
	while (from < to && (copy[from] == ' ' || copy[from] == '\t'))
		from++;
	while (to > from && (copy[to - 1] == ' ' || copy[to - 1] == '\t'))
		to--;
	enum timestamp_error b = from == to ? TIMESTAMP_EMPTY :
	    timestamp_shaped(reader, copy + from, to - from, &slow);
	MUST(a == b, "%d, not %d: \"%.*s\"", a, b, (int)len, text);
	MUST(a != TIMESTAMP_OK || (fast.instant == slow.instant &&
	    fast.date_only == slow.date_only && fast.order == slow.order &&
	    fast.form == slow.form && fast.offset == slow.offset),
	    "%lld, not %lld: \"%.*s\"", (long long)fast.instant,
	    (long long)slow.instant, (int)len, text);
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char *const names[] = { "UTC", "+05:30",
		"America/Sao_Paulo", "Australia/Lord_Howe" };
	static struct zone zones[4];
	static struct timestamp_reader reader;
	struct fault fault;

	if (len < 1)
		return 0;
	struct zone *zone = &zones[bytes[0] & 3];
	if (!zone->name[0] &&
	    zone_load(names[bytes[0] & 3], zone, &fault) != 0)
		*zone = zone_utc;	/* a machine without time zones */
	memset(&reader, 0, sizeof reader);
	reader.zone = zone;
	for (int round = 0; round < 2; round++)
		for (size_t from = 1, to; from < len; from = to + 1) {
			for (to = from; to < len && bytes[to] != '\n'; to++)
				;
			check(&reader, (const char *)bytes + from, to - from);
		}
	return 0;
}
