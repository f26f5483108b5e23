/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys of ids: that of a short one is the id again, so no two share one; no
 * long one has the key of a short one; and whatever short ones are like,
 * partitions and buckets get even shares of them.
 */
#include "io/store/id_hash.h"

#include <stdio.h>

#include "tests/unit/near.h"
#include "tests/unit/random.h"

static uint64_t seed = 9;

static struct id_secret
draw_secret(void)
{
	struct id_secret s;
	unsigned char *at = (unsigned char *)&s;

	for (size_t i = 0; i < sizeof s; i++)
		at[i] = (unsigned char)(random_next(&seed) >> 11);
	id_secret_make(&s);
	return s;
}

/* Of what is behind an id nothing matters. */
static void
draw_id(char *id, size_t len, size_t room)
{
	for (size_t i = 0; i < room; i++)
		id[i] = (char)(random_next(&seed) >> 11);
	for (size_t i = 0; i < len; i++)
		if (id[i] == '\0')
			id[i] = 1;
}

static void
check_short(const struct id_secret *s, const char *id, size_t len)
{
	struct id_hash key = id_key(s, id, len);
	char back[ID_PADDING], zeroes[ID_PADDING] = { 0 };

	/* Nothing else counts, and no flag is in it. */
	assert_true(key.low < UINT64_C(1) << 56);
	assert_true((key.high & ~(~UINT64_C(0) << 40 | UINT8_MAX)) == 0);
	assert_int_equal(id_of_key(s, key, back), len);
	assert_memory_equal(back, id, len);
	assert_memory_equal(back + len, zeroes, ID_PADDING - len);
}

static void
short_ones_come_back(void **state)
{
	char id[ID_PADDING];

	(void)state;
	for (int round = 0; round < 20; round++) {
		struct id_secret s = draw_secret();

		for (size_t i = 0; i < 24000; i++) {
			size_t len = i % (ID_SHORT_MOST + 1);

			draw_id(id, len, sizeof id);
			check_short(&s, id, len);
		}
	}
}

/* All ids of two bytes, wherever in one of each length they stand. */
static void
all_of_two_bytes_come_back(void **state)
{
	struct id_secret s = draw_secret();
	char id[ID_PADDING];

	(void)state;
	for (size_t len = 2; len <= ID_SHORT_MOST; len++) {
		draw_id(id, len, sizeof id);
		for (int i = 0; i < 255 * 255; i++) {
			id[len - 2] = (char)(1 + i / 255);
			id[len - 1] = (char)(1 + i % 255);
			check_short(&s, id, len);
		}
	}
}

static void
long_ones_are_told_apart(void **state)
{
	char id[48], other[48];

	(void)state;
	for (size_t i = 0; i < 100000; i++) {
		struct id_secret s = draw_secret();
		size_t len = ID_SHORT_MOST + 1 + i % 30;

		draw_id(id, len, sizeof id);
		draw_id(other, len, sizeof other);
		memcpy(other, id, len);
		struct id_hash a = id_key(&s, id, len);
		struct id_hash b = id_key(&s, other, len);
		/* The flag, and nothing above it. */
		assert_int_equal(a.low >> 62, 1);
		assert_true(a.low == b.low && a.high == b.high);
		other[i % len] = other[i % len] == 'x' ? 'y' : 'x';
		b = id_key(&s, other, len);
		if (memcmp(id, other, len) != 0)
			assert_true(a.low != b.low || a.high != b.high);
	}
}

#define IDS 65025

static size_t
number_id(size_t family, size_t i, char id[24])
{
	static const char *const forms[] = { "%zu", "%08zu", "L-%07zu",
		"%011zu", "%06zx-x", "a%zu000" };
	size_t nforms = sizeof forms / sizeof forms[0];

	memset(id, 'a', 24);
	if (family < nforms)
		return (size_t)snprintf(id, 24, forms[family], i);
	/* Two bytes of all values, at the start, the middle and the end. */
	size_t at = (family - nforms) * 3;
	id[at] = (char)(1 + i / 255);
	id[at + 1] = (char)(1 + i % 255);
	return ID_SHORT_MOST;
}

/* R: qchisq(1e-9, 255, lower.tail = FALSE) */
#define EVEN 414.545

static void
check_even(const uint32_t counts[256])
{
	double sum = 0, mean = IDS / 256.0;

	for (size_t i = 0; i < 256; i++)
		sum += (counts[i] - mean) * (counts[i] - mean) / mean;
	assert_true(sum < EVEN);
}

/* By partitions, by buckets and by slots; see buckets.c, gathered.c. */
static void
check_shares(const struct id_secret *s, size_t family)
{
	static uint32_t counts[3][256];
	char id[24];

	memset(counts, 0, sizeof counts);
	for (size_t i = 0; i < IDS; i++) {
		size_t len = number_id(family, i, id);
		struct id_hash key = id_key(s, id, len);

		counts[0][key.high & 255]++;
		counts[1][key.low >> 40 & 255]++;
		counts[2][key.low & 255]++;
	}
	for (size_t i = 0; i < 3; i++)
		check_even(counts[i]);
}

static void
shares_are_even(void **state)
{
	(void)state;
	for (size_t family = 0; family < 10; family++)
		for (int round = 0; round < 20; round++) {
			struct id_secret s = draw_secret();

			check_shares(&s, family);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_ones_come_back),
		cmocka_unit_test(all_of_two_bytes_come_back),
		cmocka_unit_test(long_ones_are_told_apart),
		cmocka_unit_test(shares_are_even),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
