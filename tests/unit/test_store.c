/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes into the store comes out of it: each event in its partition,
 * with the time that it had, also where that is no number of seconds from
 * 1970 to 2106; in memory and from the temporary file.
 */
#include "io/store/store.h"

#include <stdio.h>

#include "io/store/timelines_private.h"
#include "tests/unit/near.h"

#define EVENTS 5000

static struct append events[EVENTS];
static char ids[EVENTS][24];
static const size_t lengths[] = { 0, 1, 254, 255, 256, 700 };
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

static void
draw_events(void)
{
	for (size_t i = 0; i < EVENTS; i++) {
		int len = snprintf(ids[i], sizeof ids[i], "%.*s%zu",
		    (int)(draw() % 9), "an-entity", i);

		events[i] = (struct append){ .low = i, .high = draw(),
		    .partition = (uint8_t)draw(),
		    .class = (uint16_t)(draw() % CLASSES_MAX | (draw() &
		    (PACKED_EITHER | PACKED_HAVING | PACKED_UNDATED))),
		    .time = draw_time(), .group = (uint32_t)draw(),
		    .value = (decimal)draw() * 7 - 3, .key = draw(),
		    .id = ids[i], .id_len = (size_t)len };
	}
	/* Around what a byte of length says, and none at all. */
	memset(long_id, 'x', sizeof long_id);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		events[i].id = long_id;
		events[i].id_len = lengths[i];
	}
}

static void
check_rest(struct layout_bits layout, const unsigned char *at,
    const struct append *e)
{
	if (layout.groups) {
		assert_memory_equal(at, &e->group, sizeof e->group);
		at += sizeof e->group;
	}
	if (layout.values) {
		assert_memory_equal(at, &e->value, sizeof e->value);
		at += sizeof e->value;
	}
	if (layout.keys)
		assert_memory_equal(at, &e->key, sizeof e->key);
}

static void
check_record(struct layout_bits layout, const unsigned char *at, size_t p)
{
	const struct append *e = &events[packed_load(at).low];
	const unsigned char *id = record_id(layout, at);
	uint16_t class;
	int64_t time;

	assert_int_equal(e->partition, p);
	assert_int_equal(packed_load(at).high & PACKED_HASH,
	    e->high & PACKED_HASH);
	check_rest(layout, packed_read(at, &time, &class), e);
	assert_int_equal(class, e->class);
	assert_true(time == e->time);
	if (layout.ids) {
		uint32_t len;

		id = id_read(id, &len);
		assert_int_equal(len, e->id_len);
		assert_memory_equal(id, e->id, len);
	}
}

static void
check_store(struct layout_bits wanted, uint64_t budget)
{
	struct store *s = store_new(2, wanted, budget, "/tmp");
	struct layout_bits layout = store_layout(s);
	struct loaded loaded = { 0 };
	struct fault fault = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < EVENTS; i++) {
		struct bin *plain = store_plain_bins(s, i % 2);

		if (!store_append_plain(plain, layout, &events[i]))
			assert_int_equal(store_append(s, i % 2, &events[i],
			    &fault), 0);
	}
	for (size_t p = 0; p < PARTITIONS; p++) {
		assert_int_equal(store_load(s, p, &loaded, &fault), 0);
		for (size_t i = 0; i < loaded.n; i++) {
			const unsigned char *at = loaded.spans[i].bytes;
			const unsigned char *end = at + loaded.spans[i].len;

			for (; at < end; at = record_end(layout, at), n++)
				check_record(layout, at, p);
			assert_ptr_equal(at, end);
		}
	}
	assert_int_equal(n, EVENTS);
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

/* 16 bytes for what is usual, 24 at most. */
static void
usual_times_are_short(void **state)
{
	struct append usual = { .time = UINT32_MAX * MICROS };
	unsigned char at[24];

	(void)state;
	assert_ptr_equal(packed_write(at, &usual), at + 16);
	usual.time++;
	assert_ptr_equal(packed_write(at, &usual), at + 24);
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
