/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/two_samples.h"

#include "analytics/samples/rank_sum.h"
#include "tests/unit/pair.h"
#include "tests/unit/reference.h"

#define MAY ozone, 26
#define AUGUST ozone + 61, 26

static const double one_two[] = { 1, 2 }, fives[] = { 5, 5, 5 };

/*
 * R 4.2.2: t.test(first, second, conf.level = level); sleep at 0.95
 * is in test_reference.c.
 */
static const struct {
	const double *first;
	size_t n;
	const double *second;
	size_t m;
	double level;
	struct welch expected;
} known[] = {
	{ sleep_extra, 10, sleep_extra + 10, 10, 0.99, { -1.58,
	    -4.02763291991904, 0.86763291991904, -1.86081346748685,
	    17.7764735161785, 0.0793941401873582 } },
	{ MAY, AUGUST, 0.95, { -36.3461538461538, -54.3835781860117,
	    -18.308729506296, -4.07487966221076, 39.279159302766,
	    0.000216856559192423 } },
	{ MAY, AUGUST, 0.8, { -36.3461538461538, -47.972618606696,
	    -24.7196890856117, -4.07487966221076, 39.279159302766,
	    0.000216856559192423 } },
	{ cars_dist, 50, islands, 48, 0.95, { -1209.74916666667,
	    -2188.65240540626, -230.845927927075, -2.48614378532141,
	    47.0052729345721, 0.0165245826250918 } },
	/* One side constant: t on one degree of freedom. */
	{ one_two, 2, fives, 3, 0.95, { -3.5, -9.85310236808735,
	    2.85310236808735, -7, 1, 0.0903344706017331 } },
	{ far_from_zero, 4, far_from_zero + 4, 3, 0.95, { 8,
	    -0.514477871491765, 16.5144778714918, 2.85835840404199,
	    3.2629246676514, 0.0585379741624604 } },
};

static void
assert_welch(const struct welch *w, const struct welch *expected)
{
	assert_near(w->difference, expected->difference, 1e-12);
	assert_near(w->low, expected->low, 1e-9);
	assert_near(w->high, expected->high, 1e-9);
	assert_near(w->t, expected->t, 1e-9);
	assert_near(w->df, expected->df, 1e-9);
	assert_near(w->p, expected->p, 1e-9);
}

static void
welch_is_that_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++) {
		struct pair pair = pair_of(known[i].first, known[i].n,
		    known[i].second, known[i].m);
		struct welch w, mirror;

		assert_int_equal(welch_of(pair.first, pair.second,
		    known[i].level, &w), STATUS_OK);
		assert_welch(&w, &known[i].expected);
		assert_int_equal(welch_of(pair.second, pair.first,
		    known[i].level, &mirror), STATUS_OK);
		assert_near(mirror.low, -w.high, 1e-14);
		assert_near(mirror.t, -w.t, 1e-14);
		assert_near(mirror.p, w.p, 1e-14);
		pair_free(pair);
	}
}

/* R 4.2.2: wilcox.test(first, second). */
static void
ranks_are_those_of_r(void **state)
{
	struct mann_whitney u;

	(void)state;
	struct pair pair = powers();
	assert_int_equal(mann_whitney(pair.first, pair.second, &u),
	    STATUS_OK);
	assert_true(u.exact && u.u == 1446);
	assert_near(u.p, 0.0817085839917799, 1e-12);
	assert_near(u.superiority, 1446. / (49 * 49), 1e-15);
	pair_free(pair);

	pair = (struct pair){ steps(2, 2, 49), steps(73, 2, 49) };
	mann_whitney(pair.first, pair.second, &u);
	assert_true(u.exact && u.u == 91);
	assert_near(u.p, 4.1362421615021e-20, 1e-12);
	pair_free(pair);

	/* Fifty are too many to be exact. */
	pair = (struct pair){ steps(1, 1, 50), steps(21.5, 1, 60) };
	mann_whitney(pair.first, pair.second, &u);
	assert_true(!u.exact && u.u == 435);
	assert_near(u.p, 1.65673372446577e-10, 1e-12);
	pair_free(pair);
	pair = (struct pair){ steps(1, 1, 50), steps(21.5, 1, 49) };
	mann_whitney(pair.first, pair.second, &u);
	assert_true(!u.exact);
	mann_whitney(pair.second, pair.first, &u);
	assert_true(!u.exact);
	pair_free(pair);
}

/* R 4.2.2: as above, exact = FALSE where there are ties. */
static const struct {
	const double *first;
	size_t n;
	const double *second;
	size_t m;
	double u, p;
} tied[] = {
	{ sleep_extra, 10, sleep_extra + 10, 10, 25.5, 0.0693275754336266 },
	{ MAY, AUGUST, 127.5, 0.000120807830768774 },
	{ cars_dist, 50, islands, 48, 1068, 0.349918516027062 },
};

static void
ties_are_corrected_as_in_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(tied); i++) {
		struct pair pair = pair_of(tied[i].first, tied[i].n,
		    tied[i].second, tied[i].m);
		struct mann_whitney u, mirror;

		mann_whitney(pair.first, pair.second, &u);
		assert_near(u.u, tied[i].u, 0);
		assert_near(u.p, tied[i].p, 1e-12);
		assert_false(u.exact);
		mann_whitney(pair.second, pair.first, &mirror);
		assert_near(mirror.u, (double)(tied[i].n * tied[i].m) - u.u,
		    0);
		assert_near(mirror.p, u.p, 0);
		pair_free(pair);
	}
}

/* R 4.2.2: pwilcox(u, m, n). */
static const struct { size_t u, m, n; double below; } distribution[] = {
	{ 0, 3, 4, 0.0285714285714286 }, { 5, 3, 4, 0.428571428571429 },
	{ 6, 3, 4, 0.571428571428571 },
	{ 300, 30, 40, 0.000136579495074118 },
	{ 600, 30, 40, 0.502351522347315 },
	{ 0, 49, 49, 3.92501459648165e-29 },
	{ 500, 49, 49, 1.17586233089886e-07 }, { 20, 1, 49, 0.42 },
	{ 11, 49, 2, 0.0329411764705882 },
	/* By symmetry, 2401 pairs being odd. */
	{ 1200, 49, 49, 0.5 },
};

static void
distribution_is_that_of_r(void **state)
{
	static double below[49 * 49 / 2 + 1];

	(void)state;
	for (size_t i = 0; i < LENGTH(distribution); i++) {
		rank_sum_exact(distribution[i].m, distribution[i].n, below);
		assert_near(below[distribution[i].u], distribution[i].below,
		    1e-13);
	}
}

/* Takes the values whose bits are set as the first sample. */
static struct pair
split(const double *values, size_t n, unsigned bits)
{
	double parts[2][12];
	size_t sizes[2] = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		size_t side = bits >> i & 1 ? 0 : 1;

		parts[side][sizes[side]++] = values[i];
	}
	return pair_of(parts[0], sizes[0], parts[1], sizes[1]);
}

/* u by its definition, over all pairs. */
static double
pairs_in_favour(struct pair pair)
{
	double u = 0;

	for (size_t i = 0; i < pair.first.n; i++)
		for (size_t j = 0; j < pair.second.n; j++)
			u += pair.first.values[i] > pair.second.values[j] ?
			    1 : pair.first.values[i] ==
			    pair.second.values[j] ? 0.5 : 0;
	return u;
}

/* Every split of m + n values: how many lie as far from the middle? */
static void
p_counts_every_split(size_t m, size_t n)
{
	double values[12], us[924], middle = (double)(m * n) / 2;
	size_t splits = 0;

	for (size_t i = 0; i < m + n; i++)
		values[i] = (double)i * 1.5 - 3;
	for (unsigned bits = 0; bits < 1u << (m + n); bits++) {
		if ((size_t)__builtin_popcount(bits) != m)
			continue;
		struct pair pair = split(values, m + n, bits);
		us[splits++] = pairs_in_favour(pair);
		pair_free(pair);
	}
	for (unsigned bits = 0; bits < 1u << (m + n); bits += 1 + draw(9)) {
		struct mann_whitney u;
		double lower = 0, upper = 0;

		if ((size_t)__builtin_popcount(bits) != m)
			continue;
		struct pair pair = split(values, m + n, bits);
		assert_int_equal(mann_whitney(pair.first, pair.second, &u),
		    STATUS_OK);
		for (size_t i = 0; i < splits; i++) {
			lower += us[i] <= u.u;
			upper += us[i] >= u.u;
		}
		assert_true(u.exact);
		assert_near(u.u, pairs_in_favour(pair), 0);
		assert_near(u.p, fmin(1, 2 * fmin(lower, upper) /
		    (double)splits), 1e-13);
		assert_true(u.u != middle || u.p == 1);
		pair_free(pair);
	}
}

static void
exact_p_is_that_of_enumeration(void **state)
{
	(void)state;
	for (size_t m = 1; m <= 6; m++)
		for (size_t n = 1; n <= 6; n++)
			p_counts_every_split(m, n);
}

/* The variance of u over every split, many values being equal. */
static void
sd_is_that_of_enumeration(void **state)
{
	(void)state;
	for (size_t turn = 0; turn < 60; turn++) {
		size_t m = 1 + draw(5), n = 1 + draw(5);
		double values[10], sum = 0, squares = 0, splits = 0;
		struct rank_sum ranks = { 0 };

		for (size_t i = 0; i < m + n; i++)
			values[i] = draw(4);
		for (unsigned bits = 0; bits < 1u << (m + n); bits++) {
			if ((size_t)__builtin_popcount(bits) != m)
				continue;
			struct pair pair = split(values, m + n, bits);
			double u = pairs_in_favour(pair);

			ranks = rank_sum(pair.first, pair.second);
			assert_near((double)ranks.twice_u / 2, u, 0);
			sum += u;
			squares += u * u;
			splits++;
			pair_free(pair);
		}
		double variance = squares / splits -
		    sum / splits * sum / splits;
		assert_near(sum / splits, (double)(m * n) / 2, 1e-14);
		assert_true(fabs(ranks.sd * ranks.sd - variance) < 1e-12);
	}
}

static void
no_spread_gives_no_test(void **state)
{
	const double ones[] = { 1, 1, 1, 1 };
	struct pair pair = pair_of(fives, 3, ones, 4);
	struct pair same = pair_of(ones, 2, ones, 2);
	struct mann_whitney u;
	struct welch w;

	(void)state;
	assert_int_equal(welch_of(pair.first, pair.second, 0.95, &w),
	    STATUS_OK);
	assert_true(w.difference == 4);
	assert_nan(w.t);
	assert_nan(w.p);
	assert_nan(w.low);
	assert_int_equal(mann_whitney(same.first, same.second, &u),
	    STATUS_OK);
	assert_true(u.u == 2 && u.superiority == 0.5 && !u.exact);
	assert_nan(u.p);
	/* Ties inside the groups alone: 12 pairs of 12 in favour. */
	assert_int_equal(mann_whitney(pair.first, pair.second, &u),
	    STATUS_OK);
	assert_true(u.u == 12 && u.superiority == 1);
	pair_free(pair);
	pair_free(same);
}

static void
bad_arguments_are_refused(void **state)
{
	struct sample none = { NULL, 0 };
	struct pair pair = pair_of(fives, 1, one_two, 2);
	struct mann_whitney u;
	struct welch w;

	(void)state;
	assert_int_equal(welch_of(pair.first, pair.second, 0.95, &w),
	    STATUS_TOO_FEW);
	assert_nan(w.difference);
	assert_int_equal(welch_of(pair.second, none, 0.95, &w), STATUS_TOO_FEW);
	assert_int_equal(welch_of(pair.second, pair.second, 1.5, &w),
	    STATUS_DOMAIN);
	assert_nan(w.difference);
	assert_int_equal(mann_whitney(none, pair.second, &u),
	    STATUS_TOO_FEW);
	assert_nan(u.u);
	assert_int_equal(mann_whitney(pair.second, none, &u),
	    STATUS_TOO_FEW);
	pair_free(pair);
}

/* So many that their digits are counted: nothing is lost, up they go. */
static void
many_are_sorted(void **state)
{
	enum { MANY = 5000, KINDS = 4 };
	static const double scale[KINDS] = { 1, 1e-300, 1e300, 0.01 };
	static double values[MANY];
	struct sample sorted;

	(void)state;
	for (size_t kind = 0; kind < KINDS; kind++) {
		uint64_t before = 0, after = 0;

		for (size_t i = 0; i < MANY; i++) {
			values[i] = ((double)draw(2000) - 1000) * scale[kind];
			before += (uint64_t)(values[i] / scale[kind] + 1e6 +
			    0.5) * 7919 % 104729;
		}
		assert_int_equal(sample_sort(values, MANY, &sorted),
		    STATUS_OK);
		for (size_t i = 0; i < MANY; i++) {
			assert_true(i == 0 || values[i - 1] <= values[i]);
			assert_false(values[i] == 0 && signbit(values[i]));
			after += (uint64_t)(values[i] / scale[kind] + 1e6 +
			    0.5) * 7919 % 104729;
		}
		assert_int_equal(after, before);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(welch_is_that_of_r),
		cmocka_unit_test(ranks_are_those_of_r),
		cmocka_unit_test(ties_are_corrected_as_in_r),
		cmocka_unit_test(distribution_is_that_of_r),
		cmocka_unit_test(exact_p_is_that_of_enumeration),
		cmocka_unit_test(sd_is_that_of_enumeration),
		cmocka_unit_test(no_spread_gives_no_test),
		cmocka_unit_test(bad_arguments_are_refused),
		cmocka_unit_test(many_are_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
