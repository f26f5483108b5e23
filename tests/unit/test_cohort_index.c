/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/cohort_index.h"

#include <stdlib.h>

#include "tests/unit/near.h"
#include "tests/unit/random.h"

#define PAIRS 3000

/* Few and many of each, near each other and far, alike in their low bits or
   in their high ones. */
static struct cohort_key
any_pair(uint64_t *seed)
{
	static const int64_t cohorts[] = { 0, 1, -1, 19723, INT64_MAX,
		INT64_MIN, (int64_t)1 << 32, (int64_t)1 << 48 };
	static const uint32_t groups[] = { 0, 1, 7, 1u << 16,
		GROUP_OTHER - 1, GROUP_OTHER, GROUP_NONE };
	uint64_t how = random_next(seed) % 4;
	struct cohort_key k = { cohorts[random_next(seed) % 8],
		groups[random_next(seed) % 4] };

	if (how == 0)
		k.cohort = (int64_t)(random_next(seed) % 50) * 86400000000;
	else if (how == 1)
		k.group = (uint32_t)(random_next(seed) % 300);
	else if (how == 2 && k.cohort != 0)
		k.group = groups[random_next(seed) % 7];
	else
		k.cohort = (int64_t)(random_next(seed) % 20) << 40;
	return k;
}

/* By looking at all that came before. */
static size_t
number_by_hand(struct cohort_key *keys, size_t *n, struct cohort_key k)
{
	for (size_t i = 0; i < *n; i++)
		if (keys[i].group == k.group && keys[i].cohort == k.cohort)
			return i;
	keys[*n] = k;
	return (*n)++;
}

static void
pairs_are_numbered_as_they_come(void **state)
{
	static struct cohort_key keys[PAIRS];

	(void)state;
	for (uint64_t world = 1; world <= 20; world++) {
		struct cohort_index index = { 0 };
		uint64_t seed = world;
		size_t n = 0, pairs = world * PAIRS / 20;

		for (size_t i = 0; i < pairs; i++) {
			struct cohort_key k = any_pair(&seed);
			size_t wanted = number_by_hand(keys, &n, k);

			assert_int_equal(cohort_index_number(&index, k.group,
			    k.cohort), wanted);
			assert_int_equal(index.n, n);
		}
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(index.keys[i].group, keys[i].group);
			assert_true(index.keys[i].cohort == keys[i].cohort);
		}
		cohort_index_free(&index);
		assert_int_equal(index.n, 0);
		assert_null(index.keys);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_are_numbered_as_they_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
