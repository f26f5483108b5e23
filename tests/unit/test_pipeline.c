/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/pipeline.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "analytics/models/poisson_binomial.h"
#include "tests/unit/near.h"
#include "tests/unit/reference.h"

/*
 * What became of deals, as tests/reference/forecast_stays.csv has it, and
 * the open ones.
 */
#define AGES 400

struct log {
	const char *name, *as_of;
	size_t goal;
	uint64_t at_risk[3][AGES], advanced[3][AGES], lost[3][AGES];
	struct pipeline_seen seen[3];
	struct pipeline_weight open[1200];	/* by stage and age: how many */
	size_t nopen;
};

static void
read_row(struct log *log, const struct reference *row)
{
	size_t stage = (size_t)atoi(row->cell[2]) - 1;
	size_t age = (size_t)atoi(row->cell[3]);
	uint64_t n = (uint64_t)atoi(row->cell[5]);

	for (size_t u = 0; u <= age; u++)
		log->at_risk[stage][u] += n;
	if (row->cell[4][0] == 'a')
		log->advanced[stage][age] = n;
	else if (row->cell[4][0] == 'l')
		log->lost[stage][age] = n;
	else
		log->open[log->nopen++] = (struct pipeline_weight){ stage,
		    age, (double)n };
}

static void
read_log(struct log *log)
{
	struct reference row;

	reference_open(&row, "forecast_stays.csv");
	while (reference_row(&row))
		if (strcmp(row.cell[0], log->name) == 0)
			read_row(log, &row);
	for (size_t k = 0; k < log->goal; k++) {
		log->seen[k].ages = AGES;
		log->seen[k].at_risk = log->at_risk[k];
		log->seen[k].left[k + 1] = log->advanced[k];
		log->seen[k].left[log->goal + 1] = log->lost[k];
	}
}

static struct log logs[] = {
	{ .name = "sim_pipeline", .as_of = "2026-03-31", .goal = 3 },
	{ .name = "maven", .as_of = "2017-09-30", .goal = 1 },
};

/* Python and R, see tests/reference/README.md. */
static void
chances_are_those_of_the_reference(void **state)
{
	struct reference row;
	size_t rows = 0;

	(void)state;
	reference_open(&row, "forecast_chance.csv");
	while (reference_row(&row)) {
		struct log *log = &logs[row.cell[0][0] == 'm'];
		struct pipeline *p = pipeline_new(log->seen, log->goal, 100,
		    AGES, NULL);
		size_t stage = (size_t)atoi(row.cell[2]) - 1;
		size_t h = (size_t)atoi(row.cell[4]);
		bool enters = strcmp(row.cell[3], "new") == 0;
		struct pipeline_weight one = { stage,
		    (size_t)atoi(row.cell[3]), 1 };
		double entering[101] = { 0 };
		double chance = enters ? pipeline_entering(p, stage, h) :
		    pipeline_chance(p, stage, one.age, h);

		assert_near(chance, reference_number(&row, 7), 1e-12);
		assert_int_equal(pipeline_last_age(p, stage),
		    atoi(row.cell[5]));
		/* A return varies as a sale. */
		for (int sign = -1; sign <= 1; sign += 2) {
			one.weight = entering[h] = sign;
			if (!enters || stage == 0)
				assert_near(sqrt(pipeline_variance(p, &one,
				    !enters, h, enters ? entering : NULL)),
				    reference_number(&row, 8), 1e-10);
		}
		pipeline_free(p);
		rows++;
	}
	assert_int_equal(rows, 96);
}

/* Many ages at once are what each is alone, which has its reference. */
static void
chances_of_many_ages(void **state)
{
	const size_t n = 131, days[] = { 0, 1, 30, 92 };
	double chances[PIPELINE_ROOM(131)];
	struct pipeline *p = pipeline_new(logs[0].seen, logs[0].goal, 92,
	    AGES, NULL);

	(void)state;
	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
		for (size_t k = 0; k < logs[0].goal; k++) {
			pipeline_chances(p, k, 3, n, days[i], chances);
			for (size_t age = 3; age < 3 + n; age++)
				assert_near(chances[age - 3],
				    pipeline_chance(p, k, age, days[i]), 0);
		}
	pipeline_free(p);
}

/* The sums over all open deals, to the end of a date. */
struct total {
	double p[3000];
	size_t n;
	double expected, process, parameter;
	struct extent extent;
};

static void
add_up(const struct log *log, const struct pipeline *p, size_t h,
    struct total *t)
{
	for (size_t i = 0; i < log->nopen; i++)
		for (double n = 0; n < log->open[i].weight; n++) {
			double chance = pipeline_chance(p, log->open[i].stage,
			    log->open[i].age, h);

			t->expected += chance;
			t->process += chance * (1 - chance);
			t->p[t->n++] = chance;
		}
	t->parameter = pipeline_variance(p, log->open, log->nopen, h, NULL);
	t->extent = poisson_binomial_count(&(struct chances){ t->p, NULL,
	    t->n }, poisson_binomial_tau(&(struct chances){ t->p, NULL,
	    t->n }, NULL, t->parameter), .95);
}

static void
totals_are_those_of_the_reference(void **state)
{
	static const struct {
		const char *until;
		size_t log, days;
	} dates[] = {
		{ "2026-04-30", 0, 30 }, { "2026-05-31", 0, 61 },
		{ "2026-06-30", 0, 91 }, { "2017-10-31", 1, 31 },
		{ "2017-11-30", 1, 61 }, { "2017-12-31", 1, 92 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
		const struct log *log = &logs[dates[i].log];
		struct pipeline *p = pipeline_new(log->seen, log->goal,
		    dates[i].days, AGES, NULL);
		static struct total t;
		struct reference row;

		t = (struct total){ .n = 0 };
		add_up(log, p, dates[i].days, &t);
		reference_open(&row, "forecast_total.csv");
		while (reference_row(&row)) {
			const struct { const char *name; double value; } all[]
			    = { { "open_n", (double)t.n },
			    { "open_expected", t.expected },
			    { "open_var_process", t.process },
			    { "open_var_parameter", t.parameter },
			    { "open_low", t.extent.low },
			    { "open_high", t.extent.high } };

			if (strcmp(row.cell[0], log->name) != 0 ||
			    strcmp(row.cell[2], dates[i].until) != 0)
				continue;
			for (size_t k = 0; k < 6; k++)
				if (strcmp(row.cell[3], all[k].name) == 0)
					assert_near(all[k].value,
					    reference_number(&row, 4), 1e-7);
		}
		pipeline_free(p);
	}
}

/* Of two stages, with pooled hazards out of sight, a calendar whose days
   differ, young and old ages apart: all ways, one by one. */
#define SMALL_AGES 12
static const double on_pace[2][9] = {
	{ 1, .5, 2, 1.5, .2, 1, 3, .7, 1.1 }, { .3, 1, 1, 2, .8, .1, 1, 1, 9 }
};
static const double lost_pace[2][9] = {
	{ 2, 1, .4, 1, 1, .9, 1, 2, .5 }, { 1, 1.2, 3, .6, 1, 1, .2, 1, 2 }
};

static double
way(const struct pipeline_seen *seen, size_t k, size_t age, size_t left)
{
	size_t old = age >= 2 + k;
	double n = (double)seen[k].at_risk[age];
	double on = on_pace[old][left] * (double)seen[k].left[k + 1][age] / n;
	double lost = lost_pace[old][left] * (double)seen[k].left[3][age] / n;
	double all = on + lost > 1 ? on + lost : 1;
	double chance = on / all * (k == 1 ? 1 : way(seen, 1, 0, left));

	return left == 0 ? chance : chance + (1 - (on + lost) / all) *
	    way(seen, k, age + 1, left - 1);
}

static void
a_calendar_moves_what_happens(void **state)
{
	uint64_t at_risk[2][SMALL_AGES], on[2][SMALL_AGES],
	    lost[2][SMALL_AGES];
	struct pipeline_seen seen[2];
	struct pipeline_pace pace = { .old = { 2, 3 } };
	struct pipeline *p;

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		for (size_t u = 0; u < SMALL_AGES; u++) {
			at_risk[k][u] = 300 - 20 * u - 5 * k;
			on[k][u] = (7 * u + 3 * k) % 12;
			lost[k][u] = (5 * u + k + 2) % 7;
		}
		seen[k] = (struct pipeline_seen){ SMALL_AGES, at_risk[k],
		    { NULL } };
		seen[k].left[k + 1] = on[k];
		seen[k].left[3] = lost[k];
	}
	for (size_t old = 0; old < 2; old++) {
		pace.on[old] = (double *)on_pace[old];
		pace.lost[old] = (double *)lost_pace[old];
	}
	p = pipeline_new(seen, 2, 8, 3, &pace);
	for (size_t k = 0; k < 2; k++) {
		assert_near(pipeline_entering(p, k, 8), way(seen, k, 0, 8),
		    1e-14);
		for (size_t age = 0; age <= 2; age++)
			assert_near(pipeline_chance(p, k, age, 8), way(seen,
			    k, age + 1, 7), 1e-14);
	}
	pipeline_free(p);
}

/*
 * By hand: of 1/2 and 1/4, none come true with 3/8, both with 1/8; worth
 * 1 and 3, a cell being 4/4096, the sum is 0, 1, 3 or 4.
 */
static void
a_sum_of_two_chances(void **state)
{
	static const double halves[] = { .5, .5, 0 }, p[] = { .5, .25 },
	    amount[] = { 1, 3 }, ends[] = { 1, 0, 1 };
	const struct chances two = { p, NULL, 2 }, no = { p, NULL, 0 };
	struct extent count = poisson_binomial_count(&two, 0, .8);
	struct extent sum = poisson_binomial_amount(&two, amount, 0, .8);
	struct extent none = poisson_binomial_count(&no, 0, .95);
	struct extent sure = poisson_binomial_count(&(struct chances){ ends,
	    NULL, 3 }, 2, .95);

	(void)state;
	assert_near(count.low, 0, 0);
	assert_near(count.high, 2, 0);
	assert_near(sum.low, 0, 0);
	assert_near(sum.high, 4, 0);
	sum = poisson_binomial_amount(&two, amount, 0, .5);
	assert_near(sum.high, 1, 0);
	/* 100, and 156 taken away: -156, -56, 0 or 100, alike likely; all in
	   whole cells. */
	sum = poisson_binomial_amount(&(struct chances){ halves, NULL, 2 },
	    (double[]){ 100, -156 }, 0, .6);
	assert_near(sum.low, -156, 0);
	assert_near(sum.high, 100, 0);
	sum = poisson_binomial_amount(&(struct chances){ halves, NULL, 3 },
	    (double[]){ 100, -156, -70 }, 0, .2);
	assert_near(sum.low, -56, 0);
	assert_near(sum.high, 0, 0);
	assert_near(none.high, 0, 0);
	assert_near(sure.low, 2, 0);
	assert_near(sure.high, 2, 0);
}

/* scipy.stats.binom.ppf, in R qbinom(); the last two by numpy.convolve() of
   binom.pmf(), for tau mixed at the nodes of numpy's hermegauss(9). */
static void
chances_that_are_alike(void **state)
{
	static const double three[] = { .02, .7, .25 };
	static const uint64_t each[] = { 1000, 500, 40 };
	static const struct {
		uint64_t n;
		double p, low, high;
	} one[] = {
		{ 20000, .3, 5873, 6127 }, { 19999, .5, 9861, 10138 },
		{ 20000, 1e-6, 0, 0 }, { 700, .999, 697, 700 },
		{ 3, 1, 3, 3 }, { 3, 0, 0, 0 },
	};
	const struct chances mixed = { three, each, 3 };
	struct extent extent;

	(void)state;
	for (size_t i = 0; i < sizeof one / sizeof one[0]; i++) {
		extent = poisson_binomial_count(&(struct chances){ &one[i].p,
		    &one[i].n, 1 }, 0, .95);
		assert_near(extent.low, one[i].low, 0);
		assert_near(extent.high, one[i].high, 0);
	}
	extent = poisson_binomial_count(&mixed, 0, .95);
	assert_near(extent.low, 357, 0);
	assert_near(extent.high, 402, 0);
	extent = poisson_binomial_count(&mixed, .3, .95);
	assert_near(extent.low, 293, 0);
	assert_near(extent.high, 460, 0);
}

/* One by one is the same as those that are alike together. */
static void
amounts_that_are_alike(void **state)
{
	static const double p[] = { .1, .1, .1, .4, .4, .9 };
	static const double amount[] = { 7, 7, 7, -3.5, -3.5, 20 };
	static const double p_each[] = { .1, .4, .9 };
	static const double amount_each[] = { 7, -3.5, 20 };
	static const uint64_t alike[] = { 3, 2, 1 };
	const struct chances one = { p, NULL, 6 }, all = { p_each, alike, 3 };

	(void)state;
	for (double level = .1; level < 1; level += .2) {
		struct extent by_one = poisson_binomial_amount(&one, amount,
		    .5, level);
		struct extent together = poisson_binomial_amount(&all,
		    amount_each, .5, level);

		assert_near(together.low, by_one.low, 1e-12);
		assert_near(together.high, by_one.high, 1e-12);
	}
	/* Credits move by as much. */
	assert_near(poisson_binomial_tau(&all, (double[]){ -7, 3.5, -20 },
	    2), poisson_binomial_tau(&one, amount, 2), 1e-14);
	assert_near(poisson_binomial_tau(&all, amount_each, 2),
	    poisson_binomial_tau(&one, amount, 2), 1e-14);
}

/*
 * By brute force: all that can become of five deals, of which three draw
 * from two samples; the probability that the sum is at most x, with the
 * error of means, is Σ P(outcome) Φ((x - outcome) / sd).
 */
static const double few[] = { -3, 1, 10 }, pair[] = { 20, 26 };
static const struct amount_sample two_samples[] = {
	{ (double *)few, 3, 8. / 3, (17. * 17 + 25 + 22 * 22) / 18 },
	{ (double *)pair, 2, 23, 18 },
};
static const double five[] = { .5, .25, .8, .1, .4 };
static const double five_amounts[] = { 4, 8. / 3, 8. / 3, 23, -7 };
static const uint32_t five_drawn[] = { AMOUNT_KNOWN, 0, 0, 1, AMOUNT_KNOWN };

static double
at_most(double x, double sd, size_t deal, double sum)
{
	const struct amount_sample *s;
	double own = 0;

	if (deal == 5)
		return gsl_cdf_gaussian_P(x - sum, sd);
	if (five_drawn[deal] == AMOUNT_KNOWN)
		own = at_most(x, sd, deal + 1, sum + five_amounts[deal]);
	else {
		s = &two_samples[five_drawn[deal]];
		for (size_t i = 0; i < s->n; i++)
			own += at_most(x, sd, deal + 1, sum + s->values[i]) /
			    (double)s->n;
	}
	return five[deal] * own + (1 - five[deal]) * at_most(x, sd, deal + 1,
	    sum);
}

static void
amounts_that_are_drawn(void **state)
{
	const struct chances chances = { five, NULL, 5 };
	const struct chance_amounts amounts = { five_amounts, five_drawn,
		two_samples, 2 };
	/* Of (.25 + .8)² and .1² of the variances of means. */
	double variance = 1.05 * 1.05 * two_samples[0].variance / 3 + .01 *
	    18 / 2;

	(void)state;
	assert_near(poisson_binomial_means_variance(&chances, &amounts),
	    variance, 1e-12);
	for (double level = .2; level < .99; level += .15) {
		struct extent sum = poisson_binomial_drawn(&chances, &amounts,
		    0, level);

		/* Of about 70 in 4,096 cells, and all ends are split. */
		assert_true(fabs(at_most(sum.low, sqrt(variance), 0, 0) -
		    (1 - level) / 2) < .002);
		assert_true(fabs(at_most(sum.high, sqrt(variance), 0, 0) -
		    (1 + level) / 2) < .002);
	}
}

/* Nothing is drawn; one value is drawn, which is as good as known. */
static void
draws_that_are_none(void **state)
{
	static const double p[] = { .3, .6, .2 }, amount[] = { 2, 5, 5 };
	static const double five_only[] = { 5 };
	static const uint32_t known[] = { AMOUNT_KNOWN, AMOUNT_KNOWN,
		AMOUNT_KNOWN }, drawn[] = { AMOUNT_KNOWN, 0, 0 };
	const struct amount_sample sample = { (double *)five_only, 1, 5, 0 };
	const struct chances chances = { p, NULL, 3 };
	struct chance_amounts amounts = { amount, known, &sample, 1 };
	struct extent own, sum;

	(void)state;
	for (double level = .15; level < 1; level += .2) {
		own = poisson_binomial_amount(&chances, amount, .7, level);
		amounts.drawn = known;
		sum = poisson_binomial_drawn(&chances, &amounts, .7, level);
		assert_near(sum.low, own.low, 0);
		assert_near(sum.high, own.high, 0);
		amounts.drawn = drawn;
		sum = poisson_binomial_drawn(&chances, &amounts, .7, level);
		assert_true(fabs(sum.low - own.low) < 12. / 2048);
		assert_true(fabs(sum.high - own.high) < 12. / 2048);
	}
}

/*
 * 2,100 deals of chance .3, whose amounts are drawn from 70 samples that
 * are alike: the sum is normal by the closed form.  Drawn from 60 of them it
 * is reckoned by frequencies, and normal too, by the central limit; what is
 * drawn from three values varies by two thirds of what they let expect.
 */
static void
draws_of_many_samples(void **state)
{
	static const double values[] = { 1, 2, 9 };
	struct amount_sample samples[70];
	double p[2100], amount[2100], mean = 4, variance = 19;
	uint32_t drawn[2100];
	const struct chances chances = { p, NULL, 2100 };

	(void)state;
	for (size_t s = 0; s < 70; s++)
		samples[s] = (struct amount_sample){ (double *)values, 3,
		    mean, variance };
	for (uint32_t n = 60; n <= 70; n += 10) {
		double per = 2100. / n * .3, half;
		struct extent sum;

		for (uint32_t i = 0; i < 2100; i++) {
			p[i] = .3;
			amount[i] = mean;
			drawn[i] = i % n;
		}
		half = 1.959964 * sqrt(2100 * .3 * (.7 * mean * mean +
		    variance * (n > 64 ? 1 : 2. / 3)) + n * per * per *
		    variance / 3);
		sum = poisson_binomial_drawn(&chances,
		    &(struct chance_amounts){ amount, drawn, samples, n }, 0,
		    .95);
		assert_true(fabs(sum.low - (2520 - half)) < (n > 64 ? 1e-3 :
		    .01 * half));
		assert_true(fabs(sum.high - (2520 + half)) < (n > 64 ? 1e-3 :
		    .01 * half));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(totals_are_those_of_the_reference),
		cmocka_unit_test(a_calendar_moves_what_happens),
		cmocka_unit_test(chances_of_many_ages),
		cmocka_unit_test(a_sum_of_two_chances),
		cmocka_unit_test(chances_that_are_alike),
		cmocka_unit_test(amounts_that_are_alike),
		cmocka_unit_test(amounts_that_are_drawn),
		cmocka_unit_test(draws_that_are_none),
		cmocka_unit_test(draws_of_many_samples),
		cmocka_unit_test(chances_are_those_of_the_reference),
	};

	for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++)
		read_log(&logs[i]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
