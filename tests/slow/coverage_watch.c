/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A year of weeks behind a baseline: how often a watch that has nothing to
 * tell gives a false alarm, and how soon it finds a fall.  80 entries a
 * week, of whom .3 reach the goal; weeks are alike, or have rates of their
 * own (beta, with the intra-class correlation that is told).  A baseline
 * lies fast, or slides along week by week, as that of a job by night.
 */
#include "analytics/fold/watch.h"
#include "tests/slow/coverage.h"

#define ENTRIES 80
#define WEEKS 52
#define USUAL .30
#define FALLEN .17
#define SLIDING 1000	/* weeks of a log */
#define SLIDING_RUNS 50

static unsigned
reach(gsl_rng *random, double rate, double correlation)
{
	double spread = correlation > 0 ? (1 - correlation) / correlation : 0;
	double of_week = spread > 0 ? gsl_ran_beta(random, rate * spread,
	    (1 - rate) * spread) : rate;

	return gsl_ran_binomial(random, of_week, ENTRIES);
}

/* The first week, from 1, that is told; 0: none in the year. */
static int
first_signal(gsl_rng *random, int baseline, double correlation, double rate,
    const struct control_rules *rules)
{
	struct control_point points[52 + WEEKS] = { 0 };
	struct control_baseline found;

	for (int w = 0; w < baseline + WEEKS; w++) {
		points[w].n = ENTRIES;
		points[w].k = reach(random, w < baseline ? USUAL : rate,
		    correlation);
		points[w].part = w < baseline ? CONTROL_BASELINE :
		    CONTROL_AFTER;
	}
	sure(control_chart(CONTROL_RATE, points, (size_t)(baseline + WEEKS),
	    rules, &found) == STATUS_OK, "control_chart");
	for (int w = 0; w < WEEKS; w++)
		if (points[baseline + w].signals)
			return w + 1;
	return 0;
}

static void
cover(int baseline, double correlation, const struct control_rules *rules,
    const char *named)
{
	gsl_rng *random = random_new(19);
	double alarms = 0, soon = 0;
	char of[80];

	for (int run = 0; run < RUNS; run++) {
		int found = first_signal(random, baseline, correlation,
		    FALLEN, rules);

		alarms += first_signal(random, baseline, correlation, USUAL,
		    rules) > 0;
		soon += found > 0 && found <= 16;
	}
	gsl_rng_free(random);
	snprintf(of, sizeof of, "%s, baseline %d, correlation %g", named,
	    baseline, correlation);
	print_row("watch: no false alarm in a year", of, RUNS,
	    1 - alarms / RUNS, (struct promise){ 84, 0 });
	print_row("watch: a fall from .30 to .17 within 16 weeks", of, RUNS,
	    soon / RUNS, (struct promise){ 50, 0 });
}

/* Alarms of the newest week alone, from a baseline of those before it. */
static bool
slides_into_alarm(const unsigned *reached, int baseline,
    const struct control_rules *rules)
{
	struct control_point points[52 + WATCH_LEAD + 1] = { 0 };
	size_t n = (size_t)baseline + WATCH_LEAD + 1;
	struct control_baseline found;

	for (size_t i = 0; i < n; i++) {
		points[i].n = ENTRIES;
		points[i].k = reached[i];
		points[i].part = i < (size_t)baseline ? CONTROL_BASELINE :
		    CONTROL_AFTER;
	}
	sure(control_chart(CONTROL_RATE, points, n, rules, &found) ==
	    STATUS_OK, "control_chart");
	return points[n - 1].signals;
}

/* Of years in a log of a thousand weeks, how many had an alarm. */
static double
sliding_alarms(gsl_rng *random, int baseline, double correlation,
    const struct control_rules *rules)
{
	unsigned reached[52 + WATCH_LEAD + SLIDING] = { 0 };
	int years = SLIDING / WEEKS;
	double alarms = 0;

	for (int w = 0; w < baseline + WATCH_LEAD + SLIDING; w++)
		reached[w] = reach(random, USUAL, correlation);
	for (int year = 0; year < years; year++) {
		bool any = false;

		for (int w = 0; w < WEEKS; w++)
			any |= slides_into_alarm(reached + year * WEEKS + w,
			    baseline, rules);
		alarms += any;
	}
	return alarms / years;
}

/* Whether a fall is found within 16 weeks. */
static bool
sliding_finds(gsl_rng *random, int baseline, double correlation,
    const struct control_rules *rules)
{
	unsigned reached[52 + WATCH_LEAD + 16] = { 0 };
	int from = baseline + WATCH_LEAD;

	for (int w = 0; w < from + 16; w++)
		reached[w] = reach(random, w < from ? USUAL : FALLEN,
		    correlation);
	for (int w = 0; w < 16; w++)
		if (slides_into_alarm(reached + w, baseline, rules))
			return true;
	return false;
}

static void
cover_sliding(int baseline, double correlation)
{
	struct control_rules rules = usual_rules(370, true);
	gsl_rng *random = random_new(22);
	double alarms = 0, soon = 0;
	char of[80];

	for (int run = 0; run < SLIDING_RUNS; run++) {
		alarms += sliding_alarms(random, baseline, correlation,
		    &rules);
		for (int i = 0; i < 10; i++)
			soon += sliding_finds(random, baseline, correlation,
			    &rules) / 10.;
	}
	gsl_rng_free(random);
	snprintf(of, sizeof of, "sliding baseline %d, correlation %g",
	    baseline, correlation);
	print_row("watch: no false alarm in a year", of, SLIDING_RUNS *
	    (SLIDING / WEEKS), 1 - alarms / SLIDING_RUNS, (struct promise){
	    84, 0 });
	print_row("watch: a fall from .30 to .17 within 16 weeks", of,
	    SLIDING_RUNS * 10, soon / SLIDING_RUNS, (struct promise){ 50,
	    0 });
}

struct control_rules
usual_rules(double points, bool usual)
{
	struct control_rules rules = { .used = usual ? 1u << CONTROL_BEYOND |
		1u << CONTROL_EWMA : 15 };

	rules.points = points * __builtin_popcount(rules.used);
	for (size_t r = 0; r < CONTROL_RULES; r++)
		sure(run_length_limit((enum control_rule)r, rules.points,
		    &rules.limits[r]) == STATUS_OK, "run_length_limit");
	return rules;
}

void
cover_watch(void)
{
	struct control_rules usual = usual_rules(370, true);
	struct control_rules all = usual_rules(370, false);

	for (int i = 0; i < 4; i++) {
		int baseline = i & 1 ? 52 : 26;
		double correlation = i & 2 ? .01 : 0;

		cover(baseline, correlation, &usual, "beyond, ewma");
		cover(baseline, correlation, &all, "all rules");
		cover_sliding(baseline, correlation);
	}
	cover_watch_kinds();
}
