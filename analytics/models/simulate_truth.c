/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is true of a model, by integration. */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "analytics/base/memory.h"
#include "analytics/models/simulate.h"

#define GRID 4096

static double
delay_cdf(const struct delay *d, double days)
{
	if (days <= 0)
		return 0;
	if (d->kind == DELAY_LOG_NORMAL)
		return gsl_cdf_ugaussian_P(log(days / d->a) / d->b);
	return -expm1(-pow(days / d->a, d->b));
}

static double
delay_median(const struct delay *d)
{
	return d->kind == DELAY_LOG_NORMAL ? d->a :
	    d->a * pow(log(2), 1 / d->b);
}

/*
 * Convolves the distribution of a sum, as masses at multiples of h, with
 * one more delay.  A mass stands for the cell around it, so that the
 * error is of second order in h.
 */
static void
add_delay(const struct delay *d, double h, const double *sum, double *mass,
    double *out)
{
	for (int i = 0; i <= GRID; i++)
		mass[i] = delay_cdf(d, (i + 0.5) * h) -
		    delay_cdf(d, (i - 0.5) * h);
	for (int i = 0; i <= GRID; i++) {
		double total = 0;

		for (int j = 0; j <= i; j++)
			total += sum[j] * mass[i - j];
		out[i] = total;
	}
}

/* P(sum <= end of the grid): half of the last cell lies beyond. */
static double
up_to_end(const double *sum)
{
	double total = sum[GRID] / 2;

	for (int i = 0; i < GRID; i++)
		total += sum[i];
	return total;
}

/* P(delays of the first k steps together <= within), for each k. */
static void
sums_within(const struct simulate_model *m, double within, double *out)
{
	double *work = memory_zeroed(3 * (GRID + 1), sizeof *work);
	double *sum = work, *mass = work + GRID + 1;
	double *next = work + 2 * (GRID + 1);

	sum[0] = 1;
	out[0] = 1;
	for (int k = 0; k < SIMULATE_STEPS; k++) {
		add_delay(&m->advance[k], within / GRID, sum, mass, next);
		double *swap = sum;
		sum = next;
		next = swap;
		out[k + 1] = up_to_end(sum);
	}
	free(work);
}

enum status
simulate_truth(const struct simulate_model *m, double within_days,
    struct simulate_truth *out)
{
	double within[SIMULATE_STAGES];

	*out = (struct simulate_truth){ 0 };
	if (!(within_days > 0))
		return STATUS_DOMAIN;
	for (int s = 0; s < SIMULATE_SEGMENTS; s++)
		for (int k = 0; k < SIMULATE_STEPS; k++) {
			double p = m->chance[k] * m->segment_factor[s];

			if (!(p > 0 && p < 1))
				return STATUS_DOMAIN;
		}
	sums_within(m, within_days, within);
	for (int s = 0; s < SIMULATE_SEGMENTS; s++) {
		double chance = 1;

		for (int k = 0; k < SIMULATE_STAGES; k++) {
			if (k > 0)
				chance *= m->chance[k - 1] *
				    m->segment_factor[s];
			out->segment_eventual[s][k] = chance;
			out->segment_within[s][k] = chance * within[k];
			out->eventual[k] += m->segment_weight[s] * chance;
			out->within[k] += m->segment_weight[s] * chance *
			    within[k];
		}
	}
	for (int k = 0; k < SIMULATE_STEPS; k++)
		out->median_days[k] = delay_median(&m->advance[k]);
	return STATUS_OK;
}
