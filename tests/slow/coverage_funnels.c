/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Funnels of a known truth: a fast step before a slow one, entries that
 * double over two years, a log that ends while many are on their way, and
 * losses that are taken back.  The truth is what the simulator makes of
 * 400,000 entities that are watched to their end.
 */
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

#include "analytics/fold/conversion.h"
#include "tests/slow/coverage.h"

enum { IN, MID, WON, LOST };

#define DAYS 720
#define WINDOW 180

struct funnel {
	double chance;		/* to win, without a window, in (0, 1) */
	double reopened;	/* share of losses that are taken back */
	bool windowed;
};

/* One entity; times in days since its entry, of events as they happen. */
struct course {
	struct { double time; uint8_t class; } events[256];
	size_t n;
	double reached[LOST];	/* INFINITY: never */
};

static void
happens(struct course *course, double time, uint8_t class)
{
	sure(course->n < 256, "a course of 256 events");
	course->events[course->n].time = time;
	course->events[course->n++].class = class;
	if (class != LOST && course->reached[class] > time)
		course->reached[class] = time;
}

/*
 * Goes on, or is lost for good: with losses taken back the chance of each
 * try is such that both steps together have the funnel's chance.
 */
static bool
try_step(gsl_rng *random, const struct funnel *funnel, double mean_days,
    uint8_t from, double *time, struct course *course)
{
	double chance = sqrt(funnel->chance), back = funnel->reopened;

	chance = chance * (1 - back) / (1 - chance * back);
	for (;;) {
		*time += gsl_ran_exponential(random, mean_days);
		if (gsl_rng_uniform(random) < chance) {
			happens(course, *time, from + 1);
			return true;
		}
		happens(course, *time, LOST);
		if (gsl_rng_uniform(random) >= back)
			return false;
		*time += gsl_ran_exponential(random, 15);
		happens(course, *time, from);
	}
}

static void
live(gsl_rng *random, const struct funnel *funnel, struct course *course)
{
	double time = 0;

	course->n = 0;
	for (size_t k = 0; k < LOST; k++)
		course->reached[k] = INFINITY;
	happens(course, 0, IN);
	if (try_step(random, funnel, 5, IN, &time, course))
		try_step(random, funnel, 45, MID, &time, course);
}

/*
 * The chance to reach each stage within its window; and of those who win
 * the median time from their entry, and from the stage before.
 */
struct truth {
	double reached[LOST], from_entry, step;
};

#define WATCHED 400000

static double
median_of(double *values, size_t n)
{
	gsl_sort(values, 1, n);
	return gsl_stats_median_from_sorted_data(values, 1, n);
}

static void
find_truth(const struct funnel *funnel, struct truth *out)
{
	static double from_entry[WATCHED], step[WATCHED];
	gsl_rng *random = random_new(7);
	double end = funnel->windowed ? WINDOW : 1e9;
	size_t reached[LOST] = { 0 };

	for (int i = 0; i < WATCHED; i++) {
		struct course course;

		live(random, funnel, &course);
		if (course.reached[WON] <= end) {
			from_entry[reached[WON]] = course.reached[WON];
			step[reached[WON]] = course.reached[WON] -
			    course.reached[MID];
		}
		for (size_t k = 0; k < LOST; k++)
			reached[k] += course.reached[k] <= end;
	}
	for (size_t k = 0; k < LOST; k++)
		out->reached[k] = (double)reached[k] / WATCHED;
	out->from_entry = median_of(from_entry, reached[WON]);
	out->step = median_of(step, reached[WON]);
	gsl_rng_free(random);
}

static struct conversion_definition
define(bool windowed)
{
	struct conversion_definition d = { .every = EVERY_NONE };

	d.rules.nstages = LOST;
	for (size_t k = 0; k < LOST; k++)
		d.rules.stages[k] = UINT32_C(1) << k;
	d.rules.outcome[LOST] = true;
	d.rules.windowed = windowed;
	d.rules.within = (struct span){ WINDOW, UNIT_DAY };
	d.rules.zone = &zone_utc;
	d.rules.as_of = DAYS * DAY_MICROS;
	d.rules.from = INT64_MIN;
	d.rules.to = INT64_MAX;
	return d;
}

/* Density 1 + t / DAYS: twice as many enter at the end. */
static double
entry_day(gsl_rng *random)
{
	return DAYS * (sqrt(1 + 3 * gsl_rng_uniform(random)) - 1);
}

static void
add_entity(struct conversion *fold, gsl_rng *random,
    const struct funnel *funnel)
{
	struct event events[256];
	struct timeline timeline = { .events = events };
	struct course course;
	double entry = entry_day(random);

	live(random, funnel, &course);
	for (size_t i = 0; i < course.n; i++) {
		double day = entry + course.events[i].time;

		if (day > DAYS)
			break;
		events[timeline.n++] = (struct event){
		    (int64_t)(day * DAY_MICROS), GROUP_NONE,
		    course.events[i].class, true, false, DECIMAL_NONE };
	}
	sure(conversion_add(fold, &timeline) == STATUS_OK, "conversion_add");
}

enum { OVERALL, STEP, MATURE, FROM_ENTRY, NEXT, ESTIMATES };

/* What has no end is endless. */
static void
tally_days(const struct conversion_days *days, double truth,
    struct coverage *out)
{
	tally(out, days->low, isnan(days->high) ? INFINITY : days->high,
	    truth);
}

static void
tally_rows(const struct conversion_row *rows, const struct truth *truth,
    struct coverage tallies[ESTIMATES])
{
	const struct conversion_row *won = &rows[WON];
	double step = truth->reached[WON] / truth->reached[MID];

	tally_days(&won->from_entry, truth->from_entry, &tallies[FROM_ENTRY]);
	tally_days(&rows[MID].next, truth->step, &tallies[NEXT]);
	tally(&tallies[OVERALL], won->eventual_overall.low,
	    won->eventual_overall.high, truth->reached[WON]);
	tally(&tallies[STEP], won->eventual.low, won->eventual.high, step);
	tally(&tallies[MATURE], won->mature.low, won->mature.high, step);
}

/* Answers how many were seen to win, on average. */
static double
run_funnel(const struct funnel *funnel, int n, const struct truth *truth,
    struct coverage tallies[ESTIMATES])
{
	struct conversion_definition definition = define(funnel->windowed);
	gsl_rng *random = random_new(11);
	double won = 0;

	for (int run = 0; run < RUNS; run++) {
		struct conversion *fold = fold_new(&conversion_class,
		    &definition);
		struct conversion_result result;

		for (int i = 0; i < n; i++)
			add_entity(fold, random, funnel);
		sure(conversion_finish(fold, LEVEL, false, NULL, &result) ==
		    STATUS_OK, "conversion_finish");
		tally_rows(result.blocks[0].rows, truth, tallies);
		won += (double)result.blocks[0].rows[WON].entered / RUNS;
		conversion_result_free(&result);
		fold_free(fold);
	}
	gsl_rng_free(random);
	return won;
}

static void
cover_funnel(const struct funnel *funnel, int n, const struct truth *truth)
{
	static const char *const names[] = { "`eventual_overall`",
	    "`eventual`", "`mature_rate`", "`from_entry_median_days`",
	    "`median_days`" };
	double step = truth->reached[WON] / truth->reached[MID];
	const double truths[] = { truth->reached[WON], step, step,
	    truth->from_entry, truth->step };
	struct coverage tallies[ESTIMATES] = { 0 };
	double won = run_funnel(funnel, n, truth, tallies);

	for (size_t i = 0; i < ESTIMATES; i++) {
		double least = i == MATURE ? 93 : !funnel->windowed ? 86 :
		    i < MATURE && n == 100 ? 92 : 93;
		char of[96];

		/* Medians are promised of 20 that are expected. */
		if ((i == MATURE && !funnel->windowed) ||
		    (i > MATURE && won < 20))
			continue;
		snprintf(of, sizeof of, "%.*f%s, %.0f %% re-opened%s, n %d",
		    i < FROM_ENTRY ? 3 : 1, truths[i],
		    i < FROM_ENTRY ? "" : " d", 100 * funnel->reopened,
		    funnel->windowed ? "" : ", no window", n);
		print_tally(names[i], of, tallies[i], least);
	}
}

/*
 * Ten people with as many attempts as this; each has a chance of their own,
 * so that attempts of one are alike.
 */
static void
add_attempts(struct conversion *fold, gsl_rng *random, int n, double chance)
{
	struct event events[128];
	struct timeline timeline = { .events = events };

	for (int i = 0; i < n; i++) {
		bool won = gsl_rng_uniform(random) < chance;

		events[timeline.n++] = (struct event){ 2 * i * DAY_MICROS,
		    GROUP_NONE, IN, true, false, DECIMAL_NONE };
		events[timeline.n++] = (struct event){
		    (2 * i + 1) * DAY_MICROS, GROUP_NONE,
		    won ? MID : LOST, true, false, DECIMAL_NONE };
	}
	sure(conversion_add(fold, &timeline) == STATUS_OK, "conversion_add");
}

static void
run_attempts(gsl_rng *random, const struct conversion_definition *definition,
    double chance, struct coverage *out)
{
	static const int attempts[] = { 2, 3, 5, 7, 10, 14, 20, 28, 40, 56 };
	struct conversion *fold = fold_new(&conversion_class, definition);
	struct conversion_result result;

	for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
		add_attempts(fold, random, attempts[i], gsl_ran_beta(random,
		    9 * chance, 9 * (1 - chance)));
	sure(conversion_finish(fold, LEVEL, false, NULL, &result) == STATUS_OK,
	    "conversion_finish");
	tally(out, result.blocks[0].rows[MID].rate.low,
	    result.blocks[0].rows[MID].rate.high, chance);
	conversion_result_free(&result);
	fold_free(fold);
}

static void
cover_attempts(double chance, double least)
{
	struct conversion_definition definition = define(false);
	gsl_rng *random = random_new(13);
	struct coverage out = { 0 };
	char of[64];

	definition.rules.nstages = 2;
	definition.rules.stages[WON] = 0;
	definition.rules.attempts = true;
	definition.rules.reopen_new = true;
	for (int run = 0; run < RUNS; run++)
		run_attempts(random, &definition, chance, &out);
	snprintf(of, sizeof of, "%g, 10 unequal entities", chance);
	print_tally("`--count attempts`", of, out, least);
	gsl_rng_free(random);
}

void
cover_funnels(void)
{
	static const double chances[] = { 0.02, 0.3, 0.9 };
	static const double reopened[] = { 0, 0.1, 0.3 };
	static const int sizes[] = { 30, 100, 1000 };
	struct truth truth;

	for (size_t i = 0; i < 9; i++) {
		struct funnel funnel = { chances[i % 3], reopened[i / 3],
		    true };

		find_truth(&funnel, &truth);
		for (size_t j = 0; j < 3; j++)
			cover_funnel(&funnel, sizes[j], &truth);
	}
	struct funnel endless = { 0.3, 0, false };
	find_truth(&endless, &truth);
	cover_funnel(&endless, 100, &truth);
	cover_funnel(&endless, 1000, &truth);
	cover_attempts(0.3, 93);
	cover_attempts(0.9, 90);
}
