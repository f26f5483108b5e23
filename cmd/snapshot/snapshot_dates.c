/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dates of snapshots by the names of their files. */
#include <ctype.h>
#include <string.h>

#include "cmd/snapshot/snapshot.h"

#define NAME_MOST 255		/* bytes of a file's name */
#define DATE_MOST 40

struct namer {
	struct timestamp_reader *reader;
	size_t shortest, longest;	/* bytes of a date */
};

/* The length of the date that begins there; 0: none does. */
static size_t
date_at(const struct namer *n, const char *text, int64_t *day)
{
	size_t len = strlen(text);

	if (len > n->longest)
		len = n->longest;
	for (; len >= n->shortest; len--) {
		struct timestamp t;

		/* Of a longer number a date is no part. */
		if (!isdigit((unsigned char)text[len - 1]) ||
		    isdigit((unsigned char)text[len]) ||
		    timestamp_read(n->reader, text, len, &t) != TIMESTAMP_OK
		    || !t.date_only)
			continue;
		*day = zone_day(n->reader->zone, t.instant);
		return len;
	}
	return 0;
}

/* How many dates a name holds; the first two. */
static size_t
dates_in(const struct namer *n, const char *name, int64_t days[2])
{
	size_t found = 0;

	for (const char *at = name; *at && found < 2;) {
		bool starts = isdigit((unsigned char)*at) &&
		    (at == name || !isdigit((unsigned char)at[-1]));
		size_t len = starts ? date_at(n, at, &days[found]) : 0;

		found += len > 0;
		at += len ? len : 1;
	}
	return found;
}

static int
file_day(const struct namer *n, const char *path, int64_t *day,
    struct fault *fault)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char first[16], second[16];
	int64_t days[2];
	size_t found = strlen(name) > NAME_MOST ? 0 : dates_in(n, name, days);

	*day = found ? days[0] : 0;
	if (found == 1)
		return 0;
	if (found == 0)
		fault_set(fault, FAULT_USAGE, "its name holds no date such as "
		    "2025-01-06, and that is the date of a snapshot; "
		    "--date-format says how it is written there, --date "
		    "COL that a column has it");
	else
		day_format(days[0], first);
	if (found == 2) {
		day_format(days[1], second);
		fault_set(fault, FAULT_USAGE, "its name holds two dates, %s "
		    "and %s; --date COL says that a column has the "
		    "snapshot's", first, second);
	}
	return fault_at(fault, path, 0, NULL);
}

static int
same_day(const char *path, const char *other, int64_t day,
    struct fault *fault)
{
	char text[16];

	day_format(day, text);
	fault_set(fault, FAULT_USAGE, "a snapshot of %s, and so is %s; "
	    "which of them is it?", text, other);
	return fault_at(fault, path, 0, NULL);
}

int
snapshot_file_days(struct run *run, const int64_t **out,
    struct fault *fault)
{
	static const char *const iso = "%Y-%m-%d";
	const struct snapshot_settings *s = run->settings;
	const char *const format = s->date_format ? s->date_format : iso;
	struct timestamp_reader reader = { .zone = &zone_utc,
	    .formats = &format, .nformats = 1 };
	const struct namer namer = { &reader, s->date_format ? 4 : 10,
	    s->date_format ? DATE_MOST : 10 };
	int64_t *days = arena_alloc(&run->arena,
	    (run->nfiles + 1) * sizeof *days);

	if (run->nfiles == 0)
		return fault_set(fault, FAULT_USAGE, "standard input has no "
		    "name with a date; say --date COL");
	for (size_t i = 0; i < run->nfiles; i++) {
		if (file_day(&namer, run->files[i], &days[i], fault) != 0)
			return -1;
		for (size_t k = 0; k < i; k++)
			if (days[k] == days[i])
				return same_day(run->files[i], run->files[k],
				    days[i], fault);
	}
	/* As the log has times: microseconds, of UTC's midnight. */
	for (size_t i = 0; i < run->nfiles; i++)
		days[i] *= DAY_MICROS;
	*out = days;
	return 0;
}
