/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_COVERAGE_H
#define TESTS_COVERAGE_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "analytics/rates/control_chart.h"

/* What the parts of the coverage test share. */
#define LEVEL 0.95
#define RUNS 2000

/* How often an interval held the truth, of the runs that had one. */
struct coverage {
	double runs, covered;
};

static inline void
tally(struct coverage *tally, double low, double high, double truth)
{
	if (isnan(low) || isnan(high))
		return;
	tally->runs++;
	tally->covered += low <= truth && truth <= high;
}

/* What a row of the table is to keep, in per cent; most 0: no upper end. */
struct promise {
	double least, most;
};

/* A row; runs 0: exact, by enumeration.  share: of runs, a fraction. */
static inline void
print_row(const char *what, const char *of, double runs, double share,
    struct promise promise)
{
	printf("| %s | %s | ", what, of);
	if (runs > 0)
		printf("%.0f", runs);
	else
		printf("exact");
	printf(" | %.*f | %g", share < 0.02 ? 2 : 1, 100 * share,
	    promise.least);
	if (promise.most > 0)
		printf(" to %g", promise.most);
	puts(" |");
	fflush(stdout);
}

static inline void
print_tally(const char *what, const char *of, struct coverage tally,
    double least)
{
	print_row(what, of, tally.runs, tally.covered / tally.runs,
	    (struct promise){ least, 0 });
}

/* A generator that begins anew with each cell, so that cells stand alone. */
static inline gsl_rng *
random_new(unsigned long seed)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	if (random == NULL)
		exit(2);
	gsl_rng_set(random, seed);
	return random;
}

/* What must not fail here fails the whole. */
static inline void
sure(bool fine, const char *what)
{
	if (fine)
		return;
	fprintf(stderr, "coverage: %s failed\n", what);
	exit(2);
}

void cover_funnels(void);	/* coverage_funnels.c */
void cover_rates(void);		/* coverage_rates.c */
void cover_shrunk_rates(void);	/* there, too */
void cover_samples(void);	/* coverage_samples.c */
void cover_forecasts(void);	/* coverage_forecasts.c */
void cover_value(void);		/* coverage_value.c */
void cover_watch(void);		/* coverage_watch.c */
void cover_watch_kinds(void);	/* coverage_watch_kinds.c */

/* There: a run length for beyond and ewma, or for all rules together. */
struct control_rules usual_rules(double points, bool usual);

#endif
