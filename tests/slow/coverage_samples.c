/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Amounts, durations and customers: medians and means of skewed values,
 * curves and medians of what is censored, retention and its projection.
 */
#include "analytics/models/sbg_private.h"
#include "analytics/samples/hall.h"
#include "analytics/samples/quantile.h"
#include "analytics/survival/survival.h"
#include "tests/slow/coverage.h"

#define SAMPLE_MOST 1000

static const int sizes[] = { 30, 100, 1000 };

/* Log-normal amounts of median 1 and an sd of 1.5 in logs. */
#define SD_OF_LOGS 1.5

static struct sample
draw_amounts(gsl_rng *random, double *values, int n)
{
	struct sample sample;

	for (int i = 0; i < n; i++)
		values[i] = gsl_ran_lognormal(random, 0, SD_OF_LOGS);
	sure(sample_sort(values, (size_t)n, &sample) == STATUS_OK,
	    "sample_sort");
	return sample;
}

static void
cover_means(int n, double least)
{
	gsl_rng *random = random_new(23);
	struct coverage out = { 0 };
	char of[64];

	for (int run = 0; run < RUNS; run++) {
		double values[SAMPLE_MOST];
		struct mean mean;

		hall_mean(draw_amounts(random, values, n), LEVEL, &mean);
		tally(&out, mean.low, mean.high,
		    exp(SD_OF_LOGS * SD_OF_LOGS / 2));
	}
	snprintf(of, sizeof of, "log-normal, sd 1.5, n %d", n);
	print_tally("mean of amounts", of, out, least);
	gsl_rng_free(random);
}

static void
cover_medians(int n)
{
	gsl_rng *random = random_new(29);
	struct coverage out = { 0 };
	char of[64];

	for (int run = 0; run < RUNS; run++) {
		double values[SAMPLE_MOST];
		struct quantile median;

		quantile_interval(draw_amounts(random, values, n), 0.5,
		    LEVEL, &median);
		tally(&out, median.low, median.high, 1);
	}
	snprintf(of, sizeof of, "log-normal, sd 1.5, n %d", n);
	print_tally("median of amounts", of, out, 93);
	gsl_rng_free(random);
}

/* A duration, and whether its end was seen. */
struct lifetime {
	double time;
	bool ended;
};

static int
by_time(const void *a, const void *b)
{
	const struct lifetime *x = a, *y = b;

	return (x->time > y->time) - (x->time < y->time);
}

/*
 * Exponential durations of median 1, of entries that double over a time of
 * 3 that the log is long: about 47 % are censored.
 */
static void
draw_curve(gsl_rng *random, int n, struct life_row *rows)
{
	struct lifetime lives[SAMPLE_MOST];

	for (int i = 0; i < n; i++) {
		double watched = 3 - 3 * (sqrt(1 + 3 *
		    gsl_rng_uniform(random)) - 1);
		double time = gsl_ran_exponential(random, 1 / M_LN2);

		lives[i] = (struct lifetime){ fmin(time, watched),
		    time <= watched };
	}
	qsort(lives, (size_t)n, sizeof *lives, by_time);
	for (int i = 0; i < n; i++)
		rows[i] = (struct life_row){ lives[i].time,
		    (uint64_t)(n - i), lives[i].ended, 0, !lives[i].ended };
}

/* The median, and the curve where it is .9 and .3. */
static void
cover_curves(int n)
{
	gsl_rng *random = random_new(31);
	struct coverage median = { 0 }, early = { 0 }, late = { 0 };
	char of[64];

	for (int run = 0; run < RUNS; run++) {
		struct life_row rows[SAMPLE_MOST];
		struct survival_point points[SAMPLE_MOST], at;
		struct life_table table = { rows, (size_t)n };
		struct survival_quantile half;

		draw_curve(random, n, rows);
		sure(survival_curve(&table, LEVEL, BAND_LOG_LOG, points) ==
		    STATUS_OK, "survival_curve");
		half = survival_quantile(points, table.n, 0.5);
		/* An end that the curve never gets to is endless. */
		tally(&median, half.low, isnan(half.high) ? INFINITY :
		    half.high, 1);
		at = survival_at(points, table.n, BAND_LOG_LOG, -log2(0.9));
		tally(&early, at.low, at.high, 0.9);
		at = survival_at(points, table.n, BAND_LOG_LOG, -log2(0.3));
		tally(&late, at.low, at.high, 0.3);
	}
	snprintf(of, sizeof of, "n %d, 47 %% censored", n);
	print_tally("median of durations", of, median, 93);
	snprintf(of, sizeof of, "0.9, n %d, 47 %% censored", n);
	print_tally("curve of `survive`", of, early, 93);
	snprintf(of, sizeof of, "0.3, n %d, 47 %% censored", n);
	print_tally("curve of `survive`", of, late, 93);
	gsl_rng_free(random);
}

/* Customers: each leaves with a chance of their own after each period. */
#define PERIODS 12

struct customers {
	double alpha, beta;
	int n;
};

/* Cohorts of all ages from 1 to PERIODS, each twelfth of them one more. */
static void
draw_periods(gsl_rng *random, const struct customers *customers,
    struct sbg_period periods[PERIODS])
{
	for (int t = 0; t < PERIODS; t++)
		periods[t] = (struct sbg_period){ 0, 0 };
	for (int i = 0; i < customers->n; i++) {
		double leaves = gsl_ran_beta(random, customers->alpha,
		    customers->beta);

		for (int t = 0; t <= i % PERIODS; t++) {
			periods[t].at_risk++;
			if (gsl_rng_uniform(random) < leaves)
				break;
			periods[t].kept++;
		}
	}
}

/* S(t) = B(alpha, beta + t) / B(alpha, beta). */
static double
kept_through(const struct customers *customers, int t)
{
	double kept = 1;

	for (int i = 0; i < t; i++)
		kept *= (customers->beta + i) /
		    (customers->alpha + customers->beta + i);
	return kept;
}

/* The product-limit curve of streaks, as retention_limit has it. */
static void
tally_limit(const struct sbg_period periods[PERIODS], int t, double truth,
    struct coverage *out)
{
	struct life_row rows[PERIODS];
	struct survival_point points[PERIODS];
	struct life_table table = { rows, (size_t)t };

	for (int i = 0; i < t; i++) {
		uint64_t next = i + 1 < t ? periods[i + 1].at_risk : 0;

		rows[i] = (struct life_row){ i + 1, periods[i].at_risk,
		    periods[i].at_risk - periods[i].kept, 0,
		    periods[i].kept - next };
	}
	if (survival_curve(&table, LEVEL, BAND_LOG_LOG, points) ==
	    STATUS_OK)
		tally(out, points[t - 1].low, points[t - 1].high, truth);
}

static void
cover_retention(const struct customers *customers)
{
	enum { SEEN = 6, AHEAD = 18 };
	gsl_rng *random = random_new(37);
	struct coverage limit = { 0 }, ahead = { 0 };
	double seen = kept_through(customers, SEEN);
	double truth = kept_through(customers, AHEAD);
	char of[96];

	for (int run = 0; run < RUNS; run++) {
		struct sbg_period periods[PERIODS];
		struct sbg_point points[AHEAD + 1];
		struct sbg fit;

		draw_periods(random, customers, periods);
		tally_limit(periods, SEEN, seen, &limit);
		if (customers->n < 100 ||
		    sbg_fit(periods, PERIODS, &fit) != STATUS_OK)
			continue;
		sure(sbg_project_last(periods, PERIODS, &fit, AHEAD, LEVEL,
		    points) == STATUS_OK, "sbg_project_last");
		tally(&ahead, points[AHEAD].low, points[AHEAD].high, truth);
	}
	snprintf(of, sizeof of, "%.3f, period %d, n %d", seen, SEEN,
	    customers->n);
	print_tally("retention", of, limit, 93);
	snprintf(of, sizeof of, "%.3f, period %d, %d seen, n %d", truth, AHEAD,
	    PERIODS, customers->n);
	if (customers->n >= 100)
		print_tally("its projection", of, ahead, 93);
	gsl_rng_free(random);
}

void
cover_samples(void)
{
	/* Fader and Hardie's High End; who differ little; who stay. */
	static const struct customers all[] = { { 0.668, 3.806, 0 },
	    { 6, 14, 0 }, { 0.5, 12, 0 } };

	for (size_t i = 0; i < 3; i++)
		cover_medians(sizes[i]);
	cover_means(20, 86);
	cover_means(100, 91);
	for (size_t i = 0; i < 3; i++)
		cover_curves(sizes[i]);
	for (size_t i = 0; i < 9; i++) {
		struct customers customers = all[i / 3];

		customers.n = sizes[i % 3];
		cover_retention(&customers);
	}
}
