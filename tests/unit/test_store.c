/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes into the store comes out of it: each event in its partition,
 * with the time that it had, also where that is no number of seconds from
 * 1970 to 2106; in memory and from the temporary file.  Those that follow
 * one another are in one record, unless there was no room for it.
 */
#include "io/store/store.h"

#include <stdio.h>

#include "io/store/timelines_private.h"
#include "tests/unit/near.h"

#define EVENTS 5000

/* Of two workers in turn; low is the number of the first of a run, and
   PACKED_NAMED of half of them. */
static struct append events[EVENTS];
static bool met[EVENTS];
static char ids[EVENTS][24];
static const size_t lengths[] = { 0, 1, 254, 255, 256, 700 };
#define NLENGTHS (sizeof lengths / sizeof lengths[0])
static char long_id[700];
static uint64_t seed = 5;

static uint64_t
draw(void)
{
	seed = seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return seed >> 33 | seed << 31;
}

static int64_t
draw_time(void)
{
	static const int64_t edges[] = { 0, -1, 1, -MICROS, MICROS,
		UINT32_MAX * MICROS, (UINT32_MAX + INT64_C(1)) * MICROS,
		UINT32_MAX * MICROS + 1, -70000 * DAY_MICROS,
		2932896 * DAY_MICROS };
	uint64_t n = draw();

	if (n % 4 == 0)
		return edges[draw() % (sizeof edges / sizeof edges[0])];
	return (int64_t)(draw() % UINT32_MAX) * MICROS +
	    (n % 4 == 1 ? (int64_t)(draw() % MICROS) : 0);
}

/* As that before it of the same worker, half of the time; its group too, half
   of these times. */
static void
draw_hash(size_t i)
{
	struct append *e = &events[i];

	e->low = i | (i < NLENGTHS || draw() % 2 ? PACKED_NAMED : 0);
	e->high = draw();
	e->partition = (uint8_t)draw();
	if (i < 2 || draw() % 2)
		return;
	e->low = e[-2].low;
	e->high = e[-2].high;
	e->partition = e[-2].partition;
	e->follows = true;
	e->alike = draw() % 2;
	if (e->alike)
		e->group = e[-2].group;
}

static void
draw_events(void)
{
	for (size_t i = 0; i < EVENTS; i++) {
		int len = snprintf(ids[i], sizeof ids[i], "%.*s%zu",
		    (int)(draw() % 9), "an-entity", i);

		events[i] = (struct append){
		    .class = (uint16_t)(draw() % CLASSES_MAX | (draw() &
		    (PACKED_EITHER | PACKED_HAVING | PACKED_UNDATED))),
		    .time = draw_time(), .group = (uint32_t)draw(),
		    .value = (decimal)draw() * 7 - 3, .key = draw(),
		    .id = ids[i], .id_len = (size_t)len };
		draw_hash(i);
	}
	/* Around what a byte of length says, and none at all. */
	memset(long_id, 'x', sizeof long_id);
	for (size_t i = 0; i < NLENGTHS; i++) {
		events[i].id = long_id;
		events[i].id_len = lengths[i];
	}
}

/* Whether an event that is there, without its group if it is alike, is that
   one; *end: behind it, but an id. */
static bool
is_event(struct layout_bits layout, bool alike, const unsigned char *at,
    const struct append *e, const unsigned char **end)
{
	uint16_t class;
	int64_t time;

	at = packed_read(at, &time, &class);
	if (class != e->class || time != e->time)
		return false;
	if (layout.groups && !alike) {
		if (memcmp(at, &e->group, sizeof e->group))
			return false;
		at += sizeof e->group;
	}
	if (layout.values) {
		if (memcmp(at, &e->value, sizeof e->value))
			return false;
		at += sizeof e->value;
	}
	if (layout.keys) {
		if (memcmp(at, &e->key, sizeof e->key))
			return false;
		at += sizeof e->key;
	}
	*end = at;
	return true;
}

/* The event with which a record begins. */
static size_t
find_first(struct layout_bits layout, const unsigned char *at)
{
	struct packed p = packed_load(at);
	const unsigned char *end;
	size_t i = p.low & ~PACKED_NAMED;

	while (i < EVENTS && events[i].low == p.low && (met[i] ||
	    !is_event(layout, false, record_first(at), &events[i], &end)))
		i += 2;
	assert_true(i < EVENTS && events[i].low == p.low);
	assert_int_equal(p.high & PACKED_HASH, events[i].high & PACKED_HASH);
	return i;
}

/* Answers its end; *torn counts those whose first event follows. */
static const unsigned char *
check_record(struct layout_bits layout, const unsigned char *at,
    const unsigned char *end, size_t p, size_t *torn)
{
	size_t i = find_first(layout, at);

	assert_int_equal(events[i].partition, p);
	*torn += events[i].follows;
	met[i] = true;
	assert_true(is_event(layout, false, record_first(at), &events[i],
	    &at));
	if (layout.ids && (events[i].low & PACKED_NAMED)) {
		uint32_t len;
		const unsigned char *id = id_read(at, &len);

		assert_int_equal(len, events[i].id_len);
		assert_memory_equal(id, events[i].id, len);
		assert_ptr_equal(id_end(layout, events[i].low, at), id + len);
		at = id + len;
	}
	while (at < end && packed_follows(at)) {
		bool alike = packed_word(at) & PACKED_ALIKE;

		i += 2;
		assert_true(i < EVENTS && events[i].follows && !met[i]);
		assert_int_equal(alike, layout.groups && events[i].alike);
		met[i] = true;
		assert_ptr_equal(event_end(layout, at), at +
		    (packed_is_wide(packed_word(at)) ? 16 : 8) + layout.rest -
		    4 * alike);
		assert_true(is_event(layout, alike, at, &events[i], &at));
	}
	return at;
}

static void
fill_store(struct store *s)
{
	struct fault fault = { 0 };

	for (size_t i = 0; i < EVENTS; i++) {
		struct bin *plain = store_plain_bins(s, i % 2);
		struct append e = events[i];

		e.alike &= store_layout(s).groups;
		if (!store_append_plain(plain, store_layout(s), &e))
			assert_int_equal(store_append(s, i % 2, &e, &fault),
			    0);
	}
}

static void
check_store(struct layout_bits wanted, uint64_t budget)
{
	struct store *s = store_new(2, wanted, budget, "/tmp");
	struct loaded loaded = { 0 };
	struct fault fault = { 0 };
	size_t torn = 0, follow = 0;

	fill_store(s);
	memset(met, 0, sizeof met);
	for (size_t p = 0; p < PARTITIONS; p++) {
		assert_int_equal(store_load(s, p, &loaded, &fault), 0);
		for (size_t i = 0; i < loaded.n; i++) {
			const unsigned char *at = loaded.spans[i].bytes;
			const unsigned char *end = at + loaded.spans[i].len;

			while (at < end)
				at = check_record(store_layout(s), at, end, p,
				    &torn);
			assert_ptr_equal(at, end);
		}
		/* The others stay: a sanitizer sees what is read of them. */
		if (p % 2)
			store_drop(s, p);
	}
	/* What was written to the file is there. */
	assert_int_equal(store_load(s, 1, &loaded, &fault), 0);
	assert_true(loaded.n == 0 || budget);
	for (size_t i = 0; i < EVENTS; i++) {
		assert_true(met[i]);
		follow += events[i].follows;
	}
	/* Only where there was no room. */
	assert_true(torn > 0 && torn < follow / 2);
	loaded_free(&loaded);
	store_free(s);
}

static void
events_come_back(void **state)
{
	(void)state;
	draw_events();
	for (unsigned bits = 0; bits < 16; bits++) {
		struct layout_bits layout = { .groups = bits & 1,
		    .values = bits >> 1 & 1, .keys = bits >> 2 & 1,
		    .ids = bits >> 3 & 1 };

		check_store(layout, 0);
		check_store(layout, 1 << 14);
	}
}

/* 16 bytes for what is usual, 24 at most; 8 less where another is before. */
static void
usual_times_are_short(void **state)
{
	struct append usual = { .time = UINT32_MAX * MICROS };
	unsigned char at[24];

	(void)state;
	assert_ptr_equal(packed_write(at, &usual), at + 16);
	usual.time++;
	assert_ptr_equal(packed_write(at, &usual), at + 24);
	usual.follows = true;
	assert_ptr_equal(packed_write(at, &usual), at + 16);
	usual.time--;
	assert_ptr_equal(packed_write(at, &usual), at + 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_come_back),
		cmocka_unit_test(usual_times_are_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
