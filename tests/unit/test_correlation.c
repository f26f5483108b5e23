/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that go together; R's own are in test_reference.c. */
#include "analytics/samples/correlation.h"

#include "tests/unit/samples.h"

#define MANY 60

static void
draw_points(struct point *points, size_t n, unsigned x, unsigned y)
{
	for (size_t i = 0; i < n; i++)
		points[i] = (struct point){ draw(x) - 7., draw(y) / 8. };
}

static int
sign(double x)
{
	return (x > 0) - (x < 0);
}

/* Twice the rank: all below count twice, equal ones once, and itself. */
static double
twice_rank(const struct point *points, size_t n, size_t at, bool of_y)
{
	double sum = 1;

	for (size_t i = 0; i < n; i++)
		sum += 1 + sign(of_y ? points[at].y - points[i].y :
		    points[at].x - points[i].x);
	return sum;
}

/* The textbook's: sums of products, centred. */
static double
textbook_r(const struct point *points, size_t n)
{
	double x = 0, y = 0, xx = 0, yy = 0, xy = 0;

	for (size_t i = 0; i < n; i++) {
		x += points[i].x / (double)n;
		y += points[i].y / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		xx += (points[i].x - x) * (points[i].x - x);
		yy += (points[i].y - y) * (points[i].y - y);
		xy += (points[i].x - x) * (points[i].y - y);
	}
	return xy / sqrt(xx * yy);
}

/* All pairs, and the variance of S out of each group of ties. */
static void
textbook_tau(const struct point *points, size_t n, double *tau, double *z)
{
	double s = 0, x = 0, y = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++) {
			int a = sign(points[i].x - points[j].x);
			int b = sign(points[i].y - points[j].y);

			s += a * b;
			x += a * a;
			y += b * b;
		}
	*tau = s / sqrt(x * y);
	/* A value of a group of t adds (t - 1) (2 t + 5), and so on. */
	double v[2] = { 0 }, pairs[2] = { 0 }, triples[2] = { 0 }, m = n;
	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < 2; c++) {
			double t = 0;

			for (size_t j = 0; j < n; j++)
				t += c ? points[i].y == points[j].y :
				    points[i].x == points[j].x;
			v[c] += (t - 1) * (2 * t + 5);
			pairs[c] += t - 1;
			triples[c] += (t - 1) * (t - 2);
		}
	*z = s / sqrt((m * (m - 1) * (2 * m + 5) - v[0] - v[1]) / 18 +
	    pairs[0] * pairs[1] / (2 * m * (m - 1)) +
	    triples[0] * triples[1] / (9 * m * (m - 1) * (m - 2)));
}

static void
each_is_the_textbooks(void **state)
{
	struct point points[MANY], ranks[MANY];

	(void)state;
	for (unsigned i = 0; i < 400; i++) {
		size_t n = 3 + draw(MANY - 3);
		struct correlation rho, tau;
		struct pearson r;
		double t, z;

		draw_points(points, n, 2 + i % 50, 2 + i % 9 * 20);
		assert_int_equal(pearson(points, n, 0.95, &r), STATUS_OK);
		assert_int_equal(spearman(points, n, &rho), STATUS_OK);
		assert_int_equal(kendall(points, n, &tau), STATUS_OK);
		if (isnan(textbook_r(points, n))) {
			assert_nan(r.r.estimate);
			assert_nan(rho.p);
			assert_nan(tau.p);
			continue;
		}
		assert_true(fabs(r.r.estimate - textbook_r(points, n)) <
		    1e-13);
		for (size_t j = 0; j < n; j++)
			ranks[j] = (struct point){ twice_rank(points, n, j,
			    false), twice_rank(points, n, j, true) };
		assert_true(fabs(rho.estimate - textbook_r(ranks, n)) <
		    1e-13);
		textbook_tau(points, n, &t, &z);
		assert_true(fabs(tau.estimate - t) < 1e-13);
		assert_true(fabs(tau.statistic - z) < 1e-12 * fabs(z) + 1e-13);
	}
}

/* Without ties S is the sum of the squared differences of ranks. */
static void
a_small_one_by_hand(void **state)
{
	/* Ranks of y: 2 1 3 5 4: 1 + 1 + 0 + 1 + 1; out of order: 2 of 10. */
	struct point points[] = { { 5, 7.5 }, { 1, 3 }, { 2, -1 }, { 4, 9 },
	    { 3, 4 } };
	struct correlation rho, tau;

	(void)state;
	assert_int_equal(spearman(points, 5, &rho), STATUS_OK);
	assert_near(rho.statistic, 4, 1e-14);
	assert_near(rho.estimate, 1 - 6 * 4 / 120., 1e-15);
	/* t = .8 sqrt(3 / .36) = 2.309 on 3 degrees.  By its closed form:
	   P = 1 - 2 / pi (atan(u) + u / (1 + u^2)), u = t / sqrt(3). */
	double u = 0.8 / 0.6;
	assert_near(rho.p, 1 - 2 / M_PI * (atan(u) + u / (1 + u * u)),
	    1e-12);
	assert_int_equal(kendall(points, 5, &tau), STATUS_OK);
	assert_near(tau.estimate, 0.6, 1e-15);
	/* S = 6, its variance 5 4 15 / 18. */
	assert_near(tau.statistic, 6 / sqrt(300 / 18.), 1e-14);
	assert_near(tau.p, erfc(6 / sqrt(300 / 18.) / sqrt(2)), 1e-12);
	/* In order, for the next. */
	for (size_t i = 0; i < 5; i++)
		assert_true(points[i].x == (double)i + 1);
}

static void
straight_and_flat_lines(void **state)
{
	struct point points[4];
	struct correlation rho, tau;
	struct pearson r;

	(void)state;
	for (int direction = -1; direction <= 1; direction++) {
		for (size_t i = 0; i < 4; i++)
			points[i] = (struct point){ 1e9 + (double)i,
			    direction * 0.25 * (double)i };
		pearson(points, 4, 0.95, &r);
		spearman(points, 4, &rho);
		kendall(points, 4, &tau);
		if (direction == 0) {
			assert_nan(r.r.estimate);
			assert_nan(r.low);
			assert_nan(rho.statistic);
			assert_nan(tau.estimate);
			continue;
		}
		assert_near(r.r.estimate, direction, 1e-15);
		assert_true(r.df == 2 && r.r.p < 1e-7);
		assert_true(r.low <= r.r.estimate && r.r.estimate <= r.high);
		assert_true(rho.estimate == direction && rho.p == 0);
		assert_true(tau.estimate == direction);
		/* 6 / sqrt(4 3 13 / 18) */
		assert_near(tau.statistic, direction * 6 / sqrt(156 / 18.),
		    1e-14);
	}
	assert_int_equal(pearson(points, 3, 0.95, &r), STATUS_OK);
	struct point peak[] = { { 1, 0 }, { 2, 1 }, { 3, 0 } };
	assert_int_equal(pearson(peak, 3, 0.95, &r), STATUS_OK);
	assert_nan(r.low);
	assert_true(r.r.estimate == 0 && r.r.p == 1);
}

static void
nonsense_is_refused(void **state)
{
	struct point points[] = { { 1, 2 }, { 2, 3 }, { 3, NAN } };
	struct point far[] = { { -1e300, 1e-300 }, { 0, 0 },
	    { 1e300, 3e-300 } };
	struct correlation out;
	struct pearson r;

	(void)state;
	assert_int_equal(kendall(points, 2, &out), STATUS_TOO_FEW);
	assert_nan(out.p);
	assert_int_equal(kendall(NULL, 0, &out), STATUS_TOO_FEW);
	assert_int_equal(spearman(points, 3, &out), STATUS_DOMAIN);
	assert_int_equal(pearson(points, 3, 0.95, &r), STATUS_DOMAIN);
	assert_nan(r.r.p);
	points[2].y = INFINITY;
	assert_int_equal(kendall(points, 3, &out), STATUS_DOMAIN);
	points[2].y = 0;
	assert_int_equal(pearson(points, 3, 95, &r), STATUS_DOMAIN);
	assert_nan(r.r.estimate);
	/* Squares that would overflow, or vanish: (0, 1 / 3, 3), 1 0 3. */
	assert_int_equal(pearson(far, 3, 0.95, &r), STATUS_OK);
	assert_near(r.r.estimate, 2 / sqrt(2. * 42 / 9), 1e-14);
}

/*
 * A million, of which many tie: y = x below the middle, n - x above.  All
 * x in tens, so that tau-b is 0 but for what ties at the fold.
 */
static void
a_million_in_no_time(void **state)
{
	const size_t n = 1000000;
	struct point *points = malloc(n * sizeof *points);
	struct correlation rho, tau;
	struct pearson r;

	(void)state;
	assert_non_null(points);
	for (size_t i = 0; i < n; i++) {
		double x = (double)(i / 10);

		points[i] = (struct point){ x, fmin(x, 99999 - x) };
	}
	assert_int_equal(pearson(points, n, 0.95, &r), STATUS_OK);
	assert_int_equal(spearman(points, n, &rho), STATUS_OK);
	assert_int_equal(kendall(points, n, &tau), STATUS_OK);
	/* A roof is as high to either side. */
	assert_true(fabs(r.r.estimate) < 1e-12 && r.r.p > 0.999);
	assert_true(rho.estimate == 0 && rho.p == 1);
	assert_true(tau.estimate == 0 && tau.p == 1);
	free(points);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_the_textbooks),
		cmocka_unit_test(a_small_one_by_hand),
		cmocka_unit_test(straight_and_flat_lines),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(a_million_in_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
