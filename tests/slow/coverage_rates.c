/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rates: their intervals and tests by enumeration of all that can be seen;
 * looks at a test that runs, and groups drawn together, by simulation.
 */
#include "analytics/models/shrink_private.h"
#include "analytics/rates/difference.h"
#include "analytics/rates/power.h"
#include "analytics/rates/proportion.h"
#include "analytics/rates/two_rates.h"
#include "tests/slow/coverage.h"

#define GROUP_MOST 100

static const double chances[] = { 0.02, 0.3, 0.9 };
static const int sizes[] = { 30, 100, 1000 };

static void
cover_wilson(int n, double chance)
{
	double covered = 0;
	char of[64];

	for (int k = 0; k <= n; k++) {
		struct proportion rate;

		proportion_wilson((uint64_t)k, (uint64_t)n, LEVEL, &rate);
		if (rate.low <= chance && chance <= rate.high)
			covered += gsl_ran_binomial_pdf((unsigned)k, chance,
			    (unsigned)n);
	}
	snprintf(of, sizeof of, "%g, n %d", chance, n);
	print_row("rate", of, 0, covered, (struct promise){ 93, 0 });
}

/* Two groups, and what is asked of each pair of counts. */
struct pair {
	int n;
	double first, second;	/* chances */
};
typedef bool pair_asks(struct count first, struct count second,
    double context);

/* The chance that the answer is yes; what hardly happens is left out. */
static double
enumerate(struct pair pair, pair_asks *asks, double context)
{
	uint64_t n = (uint64_t)pair.n;
	double sum = 0;

	for (uint64_t i = 0; i <= n; i++) {
		double p = gsl_ran_binomial_pdf((unsigned)i, pair.first,
		    (unsigned)n);

		for (uint64_t j = 0; p > 1e-9 && j <= n; j++) {
			double both = p * gsl_ran_binomial_pdf((unsigned)j,
			    pair.second, (unsigned)n);

			if (both > 1e-12 && asks((struct count){ i, n },
			    (struct count){ j, n }, context))
				sum += both;
		}
	}
	return sum;
}

static bool
is_covered(struct count first, struct count second, double difference)
{
	struct effect effect;

	difference_newcombe(first, second, LEVEL, &effect);
	return effect.low <= difference && difference <= effect.high;
}

static bool
is_beyond_chance(struct count first, struct count second, double size)
{
	bool exact;
	double p;

	sure(rates_differ(first, second, &p, &exact) == STATUS_OK,
	    "rates_differ");
	return p <= size;
}

static void
cover_differences(void)
{
	for (size_t i = 0; i < 6; i++) {
		double chance = chances[i % 3], other = fmin(0.95,
		    1.5 * chance);
		struct pair pair = { sizes[i / 3], chance, other };
		char of[64];

		snprintf(of, sizeof of, "%g against %g, n %d each", chance,
		    other, pair.n);
		print_row("difference of rates", of, 0, enumerate(pair,
		    is_covered, chance - other), (struct promise){ 93, 0 });
	}
}

/* Groups that are alike, which a p of that size should tell apart seldom. */
static void
show_false_alarms(int n, double chance, double size, struct promise promise)
{
	char of[64];

	snprintf(of, sizeof of, "%g, n %d each, p at most %g", chance, n,
	    size);
	print_row("false alarms", of, 0, enumerate((struct pair){ n, chance,
	    chance }, is_beyond_chance, size), promise);
}

/* Where the smallest difference that is seen with 80 % is the truth. */
static void
show_power(int n, double chance)
{
	struct detectable seen;
	char of[64];

	sure(power_detectable(chance, n, n, LEVEL, 0.8, &seen) == STATUS_OK,
	    "power_detectable");
	snprintf(of, sizeof of, "%g and `mdd` more, n %d each", chance, n);
	print_row("power at `mdd`", of, 0, enumerate((struct pair){ n,
	    seen.rate, chance }, is_beyond_chance, 0.05),
	    (struct promise){ 75, 82 });
}

/* Each week as many more, and a look: 12 looks, and the first that finds. */
static bool
look_weekly(gsl_rng *random, unsigned a_week, double chance)
{
	struct count first = { 0, 0 }, second = { 0, 0 };

	for (int week = 0; week < 12; week++) {
		first.n += a_week;
		second.n += a_week;
		first.k += gsl_ran_binomial(random, chance, a_week);
		second.k += gsl_ran_binomial(random, chance, a_week);
		if (is_beyond_chance(first, second, 0.05))
			return true;
	}
	return false;
}

static void
show_looks(void)
{
	gsl_rng *random = random_new(17);
	int found = 0;

	for (int run = 0; run < RUNS; run++)
		found += look_weekly(random, 100, 0.2);
	print_row("false alarms", "0.2, a look a week for 12 weeks", RUNS,
	    (double)found / RUNS, (struct promise){ 18, 23 });
	gsl_rng_free(random);
}

/* Groups of these sizes, whose chances are beta distributed. */
struct groups {
	const char *what;
	size_t n;
	uint64_t sizes[4];	/* in turn */
	uint64_t last;		/* of the last one; 0: as the others */
	size_t tallied;		/* the first ones */
};

/*
 * An interval holds the truth where both tails beyond it are as large as
 * those beyond the interval's ends, which need not be searched for.
 */
static void
tally_shrunk(const struct groups *groups, const struct count *counts,
    const double *truth, struct coverage *out)
{
	struct shrink_class classes[GROUP_MOST];
	struct shrink_node nodes[SHRINK_POSTERIOR_MOST];
	double size;
	size_t n = shrink_posterior(classes, shrink_classify(counts,
	    groups->n, classes), nodes, &size);

	for (size_t i = 0; i < groups->tallied; i++) {
		double below = shrink_tail(nodes, n, counts[i], truth[i],
		    false);

		out->runs++;
		out->covered += below >= (1 - LEVEL) / 2 &&
		    1 - below >= (1 - LEVEL) / 2;
	}
}

static void
shrink_once(gsl_rng *random, const struct groups *groups, double chance,
    struct coverage *out)
{
	static const double precision = 30;
	struct count counts[GROUP_MOST];
	double truth[GROUP_MOST];

	for (size_t i = 0; i < groups->n; i++) {
		uint64_t n = groups->last && i + 1 == groups->n ?
		    groups->last : groups->sizes[i % 4];

		truth[i] = gsl_ran_beta(random, precision * chance,
		    precision * (1 - chance));
		counts[i] = (struct count){ gsl_ran_binomial(random,
		    truth[i], (unsigned)n), n };
	}
	tally_shrunk(groups, counts, truth, out);
}

static void
cover_shrunk(const struct groups *groups, double chance)
{
	gsl_rng *random = random_new(19);
	struct coverage out = { 0 };
	char of[96];

	for (int run = 0; run < RUNS; run++)
		shrink_once(random, groups, chance, &out);
	snprintf(of, sizeof of, "%g, %s", chance, groups->what);
	print_row("`--shrink`", of, RUNS, out.covered / out.runs,
	    (struct promise){ 92, 0 });
	gsl_rng_free(random);
}

void
cover_shrunk_rates(void)
{
	static const struct groups all[] = {
		{ "5 groups of 30", 5, { 30, 30, 30, 30 }, 0, 5 },
		{ "10 groups of 30", 10, { 30, 30, 30, 30 }, 0, 10 },
		{ "5 groups, sizes 10, 30, 100, 1000", 5,
		    { 10, 30, 100, 1000 }, 0, 5 },
		{ "the small of sizes 10, 10, 10, 10, 10000", 5,
		    { 10, 10, 10, 10 }, 10000, 4 },
		{ "100 groups, sizes 10, 30, 100, 1000", 100,
		    { 10, 30, 100, 1000 }, 0, 4 },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		for (size_t j = 0; j < 3; j++)
			cover_shrunk(&all[i], chances[j]);
}

void
cover_rates(void)
{
	for (size_t i = 0; i < 9; i++)
		cover_wilson(sizes[i / 3], chances[i % 3]);
	cover_differences();
	show_false_alarms(200, 0.2, 0.05, (struct promise){ 4, 5.2 });
	show_false_alarms(200, 0.2, 0.01, (struct promise){ 0.75, 1.05 });
	show_power(100, 0.3);
	show_power(200, 0.2);
	show_power(1000, 0.02);
	show_looks();
}
