/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Close dates and currencies, of each distinct pair of them once. */
#include <string.h>

#include "cmd/snapshot/snapshot.h"
#include "io/base/lookup.h"

/* What the column says of D/M and M/D. */
struct orders {
	uint32_t md, dm, either;	/* tuple + 1 that shows it; 0: none */
};

static const char *
close_text(const struct input *in, uint32_t tuple, size_t *len)
{
	return event_log_tuple(in->log, tuple, in->scope.nby, len);
}

static int
bad_close(const struct input *in, uint32_t tuple, const char *why,
    struct fault *fault)
{
	size_t len;
	const char *text = close_text(in, tuple, &len);

	fault_set(fault, FAULT_INPUT, "\"%.*s\" %s", len > 60 ? 60 : (int)len,
	    text, message(why));
	return fault_at(fault, NULL, 0, reader_column(in->reader,
	    in->options.groups[in->scope.nby]));
}

static int
read_close(const struct input *in, struct timestamp_reader *reader,
    uint32_t tuple, struct orders *orders, int64_t *out,
    struct fault *fault)
{
	struct timestamp t;
	size_t len;
	const char *text = close_text(in, tuple, &len);
	enum timestamp_error error = timestamp_read(reader, text, len, &t);

	*out = NO_CLOSE_DATE;
	if (error == TIMESTAMP_EMPTY)
		return 0;
	if (error != TIMESTAMP_OK)
		return bad_close(in, tuple, error == TIMESTAMP_CALENDAR ?
		    N_("is not in the calendar") : N_("is no date such as "
		    "2025-01-31; --time-format says how they are written"),
		    fault);
	if (t.order == ORDER_MD && !orders->md)
		orders->md = tuple + 1;
	if (t.order == ORDER_DM && !orders->dm)
		orders->dm = tuple + 1;
	if (t.order == ORDER_EITHER && !orders->either)
		orders->either = tuple + 1;
	*out = t.instant;
	return 0;
}

/* All of them decide, as in a column of times. */
static int
check_orders(const struct input *in, const struct orders *o,
    struct fault *fault)
{
	if (o->md && o->dm)
		return bad_close(in, o->dm - 1, "can only be day/month, and "
		    "others only month/day; mend the column", fault);
	if (o->either && !o->md && !o->dm)
		return bad_close(in, o->either - 1, "can be day/month or "
		    "month/day, and no row decides; say --time-format "
		    "%d/%m/%Y or %m/%d/%Y", fault);
	return 0;
}

static int
read_closes(const struct input *in, int64_t *closes, struct fault *fault)
{
	const struct zone *zone = &in->scope.zone;
	struct timestamp_reader reader = { .zone = zone,
	    .formats = in->options.time_formats,
	    .nformats = in->options.ntime_formats };
	struct orders orders = { 0 };
	size_t n = event_log_tuples(in->log);

	for (uint32_t i = 0; i < n; i++)
		if (read_close(in, &reader, i, &orders, &closes[i],
		    fault) != 0)
			return -1;
	if (check_orders(in, &orders, fault) != 0)
		return -1;
	for (uint32_t i = 0; i < n; i++) {
		struct timestamp t;
		size_t len;
		const char *text = close_text(in, i, &len);

		if (closes[i] == NO_CLOSE_DATE)
			continue;
		timestamp_read(&reader, text, len, &t);
		closes[i] = zone_day(zone, orders.dm && t.order ==
		    ORDER_EITHER ? timestamp_swap(t.instant, zone) :
		    t.instant);
	}
	return 0;
}

/* The first tuple of a currency stands for all of them. */
static void
find_blocks(const struct input *in, uint32_t *blocks)
{
	struct lookup *names = lookup_new();
	size_t n = event_log_tuples(in->log);
	struct arena *arena = &in->scope.run->arena;
	uint32_t *first = arena_alloc(arena, (n + 1) * sizeof *first);

	for (uint32_t i = 0; i < n; i++) {
		size_t len, known = lookup_size(names);
		const char *text = in->scope.names.text(
		    in->scope.names.context, i, &len);
		uint32_t number = lookup_add(names, text, len);

		if (lookup_size(names) > known)
			first[number] = i;
		blocks[i] = first[number];
	}
	lookup_free(names);
}

int
snapshot_closes(const struct input *in, struct snapshots *out,
    struct fault *fault)
{
	const struct snapshot_settings *s = in->scope.run->settings;
	struct arena *arena = &in->scope.run->arena;
	size_t n = event_log_tuples(in->log) + 1;

	if (in->scope.nby) {
		out->blocks = arena_alloc(arena, n * sizeof *out->blocks);
		find_blocks(in, out->blocks);
	}
	if (!s->close)
		return 0;
	out->closes = arena_alloc(arena, n * sizeof *out->closes);
	return read_closes(in, out->closes, fault);
}
