/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_POISSON_BINOMIAL_H
#define ANALYTICS_POISSON_BINOMIAL_H

#include <stddef.h>
#include <stdint.h>

/*
 * How many of n chances come true, and what they are worth together, where
 * the chances themselves are known only so well: all of them move together
 * on the logit, by a normal shift of standard deviation tau,
 *
 *   p(θ) = logit⁻¹(logit p + τ θ),   θ ~ N(0, 1) at 9 Gauss–Hermite nodes.
 *
 * Chances of 0 and 1 stay.  The answers are mixtures of exact
 * distributions; above POISSON_BINOMIAL_MOST chances they are normal.
 *
 * Source: Chen and Liu, Statistica Sinica 7 (1997) 875-892 (the exact
 * distribution); Golub and Welsch 1969 (the nodes).
 * Oracle: tests/reference/forecast_total.csv (Python, scipy).
 */
#define POISSON_BINOMIAL_MOST 20000
#define POISSON_BINOMIAL_CELLS 4096

/* The ends of a central interval. */
struct extent {
	double low, high;
};

/* So many chances, each in [0, 1]; those that are alike are one. */
struct chances {
	const double *p;
	const uint64_t *alike;	/* how many are of this p; NULL: one each */
	size_t n;		/* of either array */
};

/*
 * tau that gives Σ weight · p the variance that is wanted of its
 * parameters; 0 where nothing can move.  weight: of each of those that are
 * alike; NULL: 1.
 */
double poisson_binomial_tau(const struct chances *chances,
    const double *weight, double variance);

/*
 * The smallest counts with P(N <= count) >= (1 - level) / 2 and
 * (1 + level) / 2.
 *
 *   tau    >= 0
 */
struct extent poisson_binomial_count(const struct chances *chances,
    double tau, double level);

/*
 * The same of Σ amount: to one cell of POISSON_BINOMIAL_CELLS, into which
 * the sum of all amounts that have a chance is cut; an amount's chance is
 * split between the two cells that it lies between.  An amount below 0
 * (a credit) that comes true takes away: it is one that is there for sure,
 * less what it is where it does not.
 */
struct extent poisson_binomial_amount(const struct chances *chances,
    const double *amount, double tau, double level);

/* Amounts that some had: an amount that is not known may be any of them. */
struct amount_sample {
	double *values;		/* n, ascending */
	size_t n;
	double mean, variance;	/* mean NaN of none; variance 0 of one */
};

/* What each chance is worth; each of those that are alike by itself. */
struct chance_amounts {
	const double *amount;	/* drawn: the mean of its sample */
	const uint32_t *drawn;	/* the number of its sample, of one value or
				   more; or AMOUNT_KNOWN */
	const struct amount_sample *samples;
	size_t nsamples;
};
#define AMOUNT_KNOWN UINT32_MAX

/*
 * As poisson_binomial_amount, where amounts may be drawn: any value of the
 * sample, each as likely, again and again; and the mean of a sample is off
 * by a normal error, for all that are drawn from it at once.  Of more than
 * POISSON_BINOMIAL_SAMPLES samples the sum is normal.
 *
 * Source: Bühlmann, Scandinavian Actuarial Journal 1984, 116-126 (sums of
 * so many draws, by Fourier transform).
 */
#define POISSON_BINOMIAL_SAMPLES 64
struct extent poisson_binomial_drawn(const struct chances *chances,
    const struct chance_amounts *amounts, double tau, double level);

/* The variance of that sum for the sake of the error of means: Σ over
   samples of (Σ p)² variance / n. */
double poisson_binomial_means_variance(const struct chances *chances,
    const struct chance_amounts *amounts);

#endif
