/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "analytics/base/memory.h"
#include "analytics/samples/moments.h"
#include "analytics/samples/quantile.h"

static bool
options_are_good(const struct bootstrap_options *options)
{
	return options->level > 0 && options->level < 1 &&
	    options->replicates >= 2 && options->replicates <= BOOTSTRAP_MAX;
}

static const struct bootstrap unknown = { NAN, NAN, NAN, NAN, 0 };

/* What replicates are drawn from and into. */
struct draws {
	gsl_rng *rng;
	size_t n;
	const uint64_t *seen;
	uint64_t *counts;	/* n of them: a replicate */
	double *results;	/* a row for each statistic */
};

static void
draws_free(struct draws *draws)
{
	gsl_rng_free(draws->rng);
	free(draws->counts);
	free(draws->results);
}

static void
draws_init(struct draws *draws, const struct bootstrap_options *options,
    size_t nout)
{
	draws->rng = gsl_rng_alloc(gsl_rng_mt19937);
	draws->counts = memory_zeroed(draws->n, sizeof *draws->counts);
	draws->results = memory_zeroed(nout, options->replicates *
	    sizeof *draws->results);
	gsl_rng_set(draws->rng, options->seed);
}

/*
 * gsl_ran_binomial() squares the distance from the mode in an int, which
 * wraps beyond 46,340: at n = 1e9 its variance is 7 % too large, at 2^31
 * 17 %.  Up to 2^26 that is eleven standard deviations; more is drawn part
 * by part, whose sum has the same law.
 */
#define PART ((uint64_t)1 << 26)

static uint64_t
binomial(const gsl_rng *rng, double p, uint64_t n)
{
	uint64_t drawn = 0;

	for (; n > PART; n -= PART)
		drawn += gsl_ran_binomial(rng, p, (unsigned)PART);
	return drawn + gsl_ran_binomial(rng, p, (unsigned)n);
}

static void
draw_table(struct draws *draws, uint64_t total)
{
	uint64_t left = total, unseen = total;

	for (size_t i = 0; i < draws->n; i++) {
		uint64_t seen = draws->seen[i];
		uint64_t drawn = left;

		/* The last cell that may be drawn takes all that is left. */
		if (seen < unseen)
			drawn = seen == 0 ? 0 : binomial(draws->rng,
			    (double)seen / (double)unseen, left);
		draws->counts[i] = drawn;
		left -= drawn;
		unseen -= seen;
	}
}

/* Moves what is defined to the front. */
static size_t
drop_undefined(double *results, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (isfinite(results[i]))
			results[kept++] = results[i];
	return kept;
}

static void
summarise(double *results, const struct bootstrap_options *options,
    struct bootstrap *out)
{
	size_t kept = drop_undefined(results, options->replicates);
	double tail = (1 - options->level) / 2;
	struct sample sorted;
	struct moments m;

	out->undefined = options->replicates - kept;
	if (kept < 2 || kept < out->undefined ||
	    sample_sort(results, kept, &sorted) != STATUS_OK ||
	    moments(sorted, &m) != STATUS_OK)
		return;
	quantile(sorted, tail, &out->low);
	quantile(sorted, 1 - tail, &out->high);
	out->std_error = sqrt(m.variance);
}

/* The total of a table, and whether it can be drawn from. */
static enum status
table_status(const uint64_t *counts, size_t n, uint64_t *total,
    size_t *filled)
{
	*total = *filled = 0;
	for (size_t i = 0; i < n; i++) {
		if (counts[i] > BOOTSTRAP_TABLE_MAX - *total)
			return STATUS_LIMIT;
		*total += counts[i];
		*filled += counts[i] > 0;
	}
	return *total == 0 ? STATUS_TOO_FEW : STATUS_OK;
}

static void
draw_tables(struct draws *draws, uint64_t total,
    bootstrap_table_statistic *statistic, const void *context,
    const struct bootstrap_options *options, struct bootstrap *out,
    size_t nout)
{
	size_t rows = options->replicates;
	double *one = memory_zeroed(nout, sizeof *one);

	for (size_t i = 0; i < rows; i++) {
		draw_table(draws, total);
		statistic(draws->counts, draws->n, context, one, nout);
		for (size_t j = 0; j < nout; j++)
			draws->results[j * rows + i] = one[j];
	}
	for (size_t j = 0; j < nout; j++)
		summarise(draws->results + j * rows, options, &out[j]);
	free(one);
}

static void
spread_of_table(const uint64_t *counts, size_t n, uint64_t total,
    bootstrap_table_statistic *statistic, const void *context,
    const struct bootstrap_options *options, struct bootstrap *out,
    size_t nout)
{
	struct draws draws = { .n = n, .seen = counts };

	draws_init(&draws, options, nout);
	draw_tables(&draws, total, statistic, context, options, out, nout);
	draws_free(&draws);
}

enum status
bootstrap_table(const uint64_t *counts, size_t n,
    bootstrap_table_statistic *statistic, const void *context,
    const struct bootstrap_options *options, struct bootstrap *out,
    size_t nout)
{
	enum status status = STATUS_DOMAIN;
	uint64_t total;
	size_t filled;

	for (size_t i = 0; i < nout; i++)
		out[i] = unknown;
	if (options_are_good(options) && nout > 0)
		status = table_status(counts, n, &total, &filled);
	if (status != STATUS_OK)
		return status;
	if (filled > 1)
		spread_of_table(counts, n, total, statistic, context, options,
		    out, nout);
	double *one = memory_zeroed(nout, sizeof *one);
	statistic(counts, n, context, one, nout);
	for (size_t i = 0; i < nout; i++)
		out[i].estimate = one[i];
	free(one);
	return STATUS_OK;
}
