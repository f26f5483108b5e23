/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Control charts of counts and of medians: how often they give a false
 * alarm, and how soon they find a fall.
 */
#include <string.h>

#include "analytics/rates/control_chart.h"
#include "tests/slow/coverage.h"

struct counting {
	const char *name;
	size_t seasons;
	size_t baseline, points;	/* periods that are learned from, and
					   that follow */
	double mean, dispersion;	/* variance / mean; 1: Poisson */
	double arl;
	int runs;
	bool falls;		/* by 40 %, which is to be found */
};

/* Weekends have fewer; of hours the night has hardly any. */
static double
mean_of(const struct counting *c, size_t period)
{
	static const double days[7] = { 1.2, 1.3, 1.3, 1.1, .9, .35, .2 };
	size_t hour = period % 24;

	if (c->seasons == 7)
		return c->mean * days[period % 7];
	return c->mean * days[period / 24 % 7] * (hour < 7 ? .02 : hour < 9 ?
	    .5 : hour < 18 ? 1 : hour < 22 ? .4 : .05);
}

/* A negative binomial is a Poisson whose mean is a gamma. */
static unsigned
draw(gsl_rng *random, double mean, double dispersion)
{
	if (dispersion > 1)
		mean = gsl_ran_gamma(random, mean / (dispersion - 1),
		    dispersion - 1);
	return gsl_ran_poisson(random, mean);
}

/* The first period, from 1, that is told; 0: none. */
static size_t
first_count(gsl_rng *random, const struct counting *c, double part,
    const struct control_rules *rules, struct control_point *points)
{
	size_t n = c->baseline + c->points;
	struct control_baseline found;

	memset(points, 0, n * sizeof *points);
	for (size_t i = 0; i < n; i++) {
		bool behind = i >= c->baseline;

		points[i].k = draw(random, mean_of(c, i) * (behind ? part :
		    1), c->dispersion);
		points[i].season = i % c->seasons;
		points[i].exposure = 1;
		points[i].part = behind ? CONTROL_AFTER : CONTROL_BASELINE;
	}
	sure(control_chart(CONTROL_COUNT, points, n, rules, &found) ==
	    STATUS_OK, "control_chart");
	for (size_t i = c->baseline; i < n; i++)
		if (points[i].signals)
			return i - c->baseline + 1;
	return 0;
}

static void
cover_counts(const struct counting *c)
{
	struct control_rules rules = usual_rules(c->arl, true);
	struct control_point *points = calloc(c->baseline + c->points,
	    sizeof *points);
	gsl_rng *random = random_new(20);
	double alarms = 0, soon = 0;

	sure(points != NULL, "calloc");
	for (int run = 0; run < c->runs; run++) {
		size_t found;

		alarms += first_count(random, c, 1, &rules, points) > 0;
		if (!c->falls)
			continue;
		found = first_count(random, c, .6, &rules, points);
		soon += found > 0 && found <= 28;
	}
	print_row("watch: no false alarm among counts", c->name, c->runs, 1 -
	    alarms / c->runs, (struct promise){ floor(100 *
	    exp(-(double)c->points / c->arl)) - 1, 0 });
	if (c->falls)
		print_row("watch: a fall of counts by 40 % within 28 days",
		    c->name, c->runs, soon / c->runs, (struct promise){ 50,
		    0 });
	gsl_rng_free(random);
	free(points);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Days to the goal, log-normal, of so many in a week. */
static double
median_of(gsl_rng *random, double days)
{
	enum { MANY = 25 };
	double times[MANY];

	for (int i = 0; i < MANY; i++)
		times[i] = gsl_ran_lognormal(random, log(days), 1);
	qsort(times, MANY, sizeof *times, compare);
	return times[MANY / 2];
}

static size_t
first_median(gsl_rng *random, double days, const struct control_rules *rules)
{
	enum { BASELINE = 26, WEEKS = 52 };
	struct control_point points[BASELINE + WEEKS] = { 0 };
	struct control_baseline found;

	for (size_t i = 0; i < BASELINE + WEEKS; i++) {
		points[i].value = median_of(random, i < BASELINE ? 5 : days);
		points[i].part = i < BASELINE ? CONTROL_BASELINE :
		    CONTROL_AFTER;
	}
	sure(control_chart(CONTROL_MEASURE, points, BASELINE + WEEKS, rules,
	    &found) == STATUS_OK, "control_chart");
	for (size_t i = BASELINE; i < BASELINE + WEEKS; i++)
		if (points[i].signals)
			return i - BASELINE + 1;
	return 0;
}

static void
cover_medians(void)
{
	static const char name[] = "25 log-normal, baseline 26";
	struct control_rules rules = usual_rules(370, true);
	gsl_rng *random = random_new(21);
	double alarms = 0, soon = 0;

	for (int run = 0; run < RUNS; run++) {
		size_t found = first_median(random, 10, &rules);

		alarms += first_median(random, 5, &rules) > 0;
		soon += found > 0 && found <= 16;
	}
	print_row("watch: no false alarm in a year of medians", name, RUNS,
	    1 - alarms / RUNS, (struct promise){ 84, 0 });
	print_row("watch: a median twice as long within 16 weeks", name,
	    RUNS, soon / RUNS, (struct promise){ 50, 0 });
	gsl_rng_free(random);
}

void
cover_watch_kinds(void)
{
	static const struct counting countings[] = {
		{ "15 a day", 7, 91, 365, 15, 1, 370, RUNS,
		    true },
		{ "15 a day, dispersion 2.5", 7, 91, 365, 15, 2.5, 370,
		    RUNS, true },
		{ "100 a day, dispersion 20", 7, 91, 365, 100, 20, 370,
		    RUNS, true },
		{ "2 a day, baseline of 28 days", 7, 28, 365, 2, 1, 370,
		    RUNS, false },
		{ "8 an hour at noon, 12 weeks", 168, 2184, 2016, 8, 1, 8760,
		    RUNS / 10, false },
		{ "8 an hour, dispersion 2, 12 weeks", 168, 2184, 2016, 8, 2,
		    8760, RUNS / 10, false },
	};

	for (size_t i = 0; i < sizeof countings / sizeof *countings; i++)
		cover_counts(&countings[i]);
	cover_medians();
}
