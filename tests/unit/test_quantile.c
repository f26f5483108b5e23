/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/quantile.h"

#include <float.h>

#include "tests/unit/random.h"
#include "tests/unit/reference.h"
#include "tests/unit/samples.h"

static const double small[] = { 3, 1, 4, 1, 5, 9, 2, 6 };

/* lung.csv, column time. */
static struct sample
lung_times(void)
{
	static double values[228];
	struct reference rows;
	struct sample sample;
	size_t n = 0;

	reference_open(&rows, "lung.csv");
	while (reference_row(&rows) && n < LENGTH(values))
		values[n++] = reference_number(&rows, 1);
	assert_int_equal(sample_sort(values, n, &sample), STATUS_OK);
	return sample;
}

/* R 4.2.2: quantile_types.csv, five data sets at ten places. */
static void
quantiles_are_those_of_r(void **state)
{
	struct reference rows;
	size_t seen = 0;

	(void)state;
	reference_open(&rows, "quantile_types.csv");
	struct sample lung = lung_times();
	struct { const char *name; struct sample sample; } sets[] = {
		{ "cars_dist", SAMPLE(cars_dist) },
		{ "islands", SAMPLE(islands) },
		{ "lung_time", lung },
		{ "airq_ozone", SAMPLE(ozone) },
		{ "small", SAMPLE(small) },
	};
	while (reference_row(&rows)) {
		for (size_t i = 0; i < LENGTH(sets); i++) {
			double q;

			if (!reference_is(&rows, 0, sets[i].name))
				continue;
			assert_int_equal(sets[i].sample.n,
			    reference_count(&rows, 1));
			assert_int_equal(quantile(sets[i].sample,
			    reference_number(&rows, 3), &q), STATUS_OK);
			assert_near(q, reference_number(&rows, 4), 1e-14);
			seen++;
		}
	}
	assert_int_equal(seen, 50);
	for (size_t i = 0; i < LENGTH(sets); i++)
		if (sets[i].sample.values != lung.values)
			sample_free(sets[i].sample);
}

/* Of 0, 1, ... 100 the quantile at k / 100 is k, by its definition. */
static void
a_place_that_is_whole_is_a_value(void **state)
{
	double values[101], q;
	struct sample sample;

	(void)state;
	for (size_t i = 0; i < 101; i++)
		values[i] = 100 - (double)i;
	sample_sort(values, 101, &sample);
	for (size_t i = 0; i <= 100; i++) {
		assert_int_equal(quantile(sample, (double)i / 100, &q),
		    STATUS_OK);
		assert_true(q == (double)i);
		assert_int_equal(quantile_part(sample, i, 100, &q),
		    STATUS_OK);
		assert_true(q == (double)i);
	}
}

/* (1 - f) 0.1 + f 0.1 is not 0.1 for every f. */
static void
equal_values_are_met_exactly(void **state)
{
	const double tenths[] = { 0.1, 0.1, 0.1, 0.1 };
	struct sample sample = SAMPLE(tenths);
	double q;

	(void)state;
	for (double p = 0; p <= 1; p += 0.001) {
		assert_int_equal(quantile(sample, p, &q), STATUS_OK);
		assert_true(q == 0.1);
	}
	sample_free(sample);
}

static void
parts_agree_with_fractions(void **state)
{
	struct sample sample = SAMPLE(islands);

	(void)state;
	for (size_t parts = 1; parts <= 20; parts++) {
		for (size_t i = 0; i <= parts; i++) {
			double a, b;

			quantile(sample, (double)i / (double)parts, &a);
			quantile_part(sample, i, parts, &b);
			assert_near(a, b, 1e-12);
		}
	}
	sample_free(sample);
}

static void
bad_arguments_are_refused(void **state)
{
	static const double values[] = { -3, 5 };
	struct sample sample = SAMPLE(values), none = { NULL, 0 };
	struct quantile out;
	double q;

	(void)state;
	assert_int_equal(quantile(none, 0.5, &q), STATUS_TOO_FEW);
	assert_nan(q);
	assert_int_equal(quantile(sample, NAN, &q), STATUS_DOMAIN);
	assert_nan(q);
	assert_int_equal(quantile(sample, 1.0001, &q), STATUS_DOMAIN);
	assert_int_equal(quantile(sample, -0.1, &q), STATUS_DOMAIN);
	assert_int_equal(quantile_part(sample, 1, 0, &q), STATUS_DOMAIN);
	assert_int_equal(quantile_part(sample, 3, 2, &q), STATUS_DOMAIN);
	assert_int_equal(quantile_part(none, 1, 2, &q), STATUS_TOO_FEW);
	assert_int_equal(quantile_interval(sample, 0.5, 1, &out),
	    STATUS_DOMAIN);
	assert_nan(out.value);
	assert_int_equal(quantile_interval(sample, 2, 0.9, &out),
	    STATUS_DOMAIN);
	assert_int_equal(quantile_interval(none, 0.5, 0.9, &out),
	    STATUS_TOO_FEW);
	assert_nan(out.value);
	assert_nan(out.coverage);
	sample_free(sample);
}

static void
only_finite_values_make_a_sample(void **state)
{
	double bad[] = { 3, NAN, 1 }, endless[] = { 3, 1, INFINITY };
	double zeros[] = { 0.0, -0.0, -1, 0.0, -0.0 };
	struct sample sample;

	(void)state;
	assert_int_equal(sample_sort(bad, 3, &sample), STATUS_DOMAIN);
	assert_true(sample.n == 0 && bad[0] == 3 && bad[2] == 1);
	assert_int_equal(sample_sort(endless, 3, &sample), STATUS_DOMAIN);
	assert_true(endless[0] == 3 && endless[1] == 1);
	assert_int_equal(sample_sort(zeros, 5, &sample), STATUS_OK);
	assert_true(zeros[0] == -1);
	for (size_t i = 1; i < 5; i++)
		assert_true(zeros[i] == 0 && !signbit(zeros[i]));
	assert_int_equal(sample_sort(NULL, 0, &sample), STATUS_OK);
	assert_int_equal(sample.n, 0);
	assert_int_equal(sample_sort(NULL, SAMPLE_MAX + 1, &sample),
	    STATUS_LIMIT);
}

/*
 * Ranks (low, high; 0 and n + 1 where there is none) and coverage: R 4.2.2,
 * the definition with pbinom over all ranks, sum(dbinom(low:(high - 1))).
 */
static const struct {
	size_t n;
	double p, level;
	size_t low, high;
	double coverage;
} ranks[] = {
	{ 5, 0.5, 0.95, 0, 6, NAN },
	{ 6, 0.5, 0.95, 1, 6, 0.96875 },
	{ 6, 0.5, 0.96875, 1, 6, 0.96875 },
	{ 10, 0.5, 0.95, 2, 9, 0.978515625 },
	{ 50, 0.5, 0.95, 18, 33, 0.967160862435731 },
	{ 116, 0.5, 0.95, 47, 70, 0.967727979266907 },
	{ 228, 0.9, 0.95, 196, 215, 0.965112039580262 },
	{ 228, 0.1, 0.99, 12, 36, 0.992403621243147 },
	{ 1000, 0.25, 0.9, 228, 274, 0.906852558433417 },
	{ 10000000, 0.5, 0.95, 4996901, 5003100, 0.95003879296741 },
	{ 10000000, 0.01, 0.999, 98966, 101038, 0.999007453827418 },
	{ 40, 0, 0.95, 0, 41, NAN },
	{ 40, 1, 0.95, 0, 41, NAN },
	{ 1, 0.5, 0.95, 0, 2, NAN },
};

static void
interval_is_at_known_ranks(void **state)
{
	size_t most = 10000000;
	double *values = malloc(most * sizeof *values);

	(void)state;
	assert_non_null(values);
	for (size_t i = 0; i < most; i++)
		values[i] = (double)i + 1;
	for (size_t i = 0; i < LENGTH(ranks); i++) {
		struct sample sample = { values, ranks[i].n };
		struct quantile q;

		assert_int_equal(quantile_interval(sample, ranks[i].p,
		    ranks[i].level, &q), STATUS_OK);
		assert_same(q.low, ranks[i].low ? ranks[i].low : NAN, 0);
		assert_same(q.high, ranks[i].high <= ranks[i].n ?
		    ranks[i].high : NAN, 0);
		assert_same(q.coverage, ranks[i].coverage, 1e-9);
		assert_near(q.value, 1 + (double)(ranks[i].n - 1) *
		    ranks[i].p, 1e-14);
	}
	free(values);
}

/*
 * Every pattern of n values below or above the population's median, all
 * equally likely: how often is the median within?  And would the next
 * value towards the middle still do?
 */
static void
median_is_covered(void **state)
{
	static const double levels[] = { 0.05, 0.5, 0.8, 0.9, 0.95, 0.99 };
	double values[14];

	(void)state;
	for (size_t i = 0; i < LENGTH(values); i++)
		values[i] = (double)i + 1;
	for (size_t n = 1; n <= LENGTH(values); n++) {
		double patterns = ldexp(1, (int)n), with[16] = { 0 };

		for (unsigned bits = 0; bits < patterns; bits++)
			with[__builtin_popcount(bits)]++;
		for (size_t j = 0; j < LENGTH(levels); j++) {
			struct sample sample = { values, n };
			double tail = (1 - levels[j]) / 2, sum = 0;
			struct quantile q;
			size_t low = 0;

			/* How many ranks may lie below in so few patterns. */
			while (sum + with[low] <= tail * patterns)
				sum += with[low++];
			quantile_interval(sample, 0.5, levels[j], &q);
			if (low == 0) {
				assert_nan(q.low);
				assert_nan(q.high);
				assert_nan(q.coverage);
				continue;
			}
			assert_near(q.low, fmin(low, q.value), 0);
			assert_near(q.high, fmax(n + 1 - low, q.value), 0);
			assert_near(q.coverage, 1 - 2 * sum / patterns,
			    1e-12);
			assert_true(q.coverage >= levels[j] - 1e-12);
		}
	}
}

/*
 * Two values are both below the 0.71 quantile with a chance of 0.5041, so
 * the larger is above it with less than (1 - 0.001) / 2, and may be low;
 * yet type 7 lies under it.  Nothing may be high.
 */
static void
interval_holds_its_quantile(void **state)
{
	const double values[] = { 1, 2 };
	struct sample sample = { values, 2 };
	struct quantile q;

	(void)state;
	assert_int_equal(quantile_interval(sample, 0.71, 0.001, &q),
	    STATUS_OK);
	assert_near(q.value, 1.71, 1e-15);
	assert_true(q.low == q.value);
	assert_nan(q.high);
}

/* Sorted no further than is looked at, against the whole in order. */
static void
few_places_are_looked_at(void **state)
{
	static const size_t sizes[] = { 1, 2, 30, 1023, 1024, 20000 };
	static double values[20000], some[20000];
	uint64_t seed = 5;

	(void)state;
	for (size_t s = 0; s < LENGTH(sizes); s++)
		for (size_t turn = 0; turn < 12; turn++) {
			size_t n = sizes[s], from, to;
			double p = turn % 3 ? .25 * (double)(turn % 3) : .97;
			struct sample all, few;
			struct quantile one, other;

			for (size_t i = 0; i < n; i++)
				values[i] = some[i] = turn % 2 ?
				    (double)random_next(&seed) * 0x1p-25 - 20 :
				    (double)(random_next(&seed) % 40);
			quantile_places(n, p, .95, &from, &to);
			assert_true(from < to && to <= n);
			sample_sort(values, n, &all);
			assert_int_equal(sample_sort_at(some, n, from, to,
			    &few), STATUS_OK);
			quantile_interval(all, p, .95, &one);
			quantile_interval(few, p, .95, &other);
			assert_memory_equal(&one, &other, sizeof one);
			assert_memory_equal(values + from, some + from,
			    (to - from) * sizeof *some);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_are_those_of_r),
		cmocka_unit_test(a_place_that_is_whole_is_a_value),
		cmocka_unit_test(equal_values_are_met_exactly),
		cmocka_unit_test(parts_agree_with_fractions),
		cmocka_unit_test(bad_arguments_are_refused),
		cmocka_unit_test(only_finite_values_make_a_sample),
		cmocka_unit_test(interval_is_at_known_ranks),
		cmocka_unit_test(median_is_covered),
		cmocka_unit_test(interval_holds_its_quantile),
		cmocka_unit_test(few_places_are_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
