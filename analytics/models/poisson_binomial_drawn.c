/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of amounts some of which are drawn from samples. */
#include <complex.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fft_complex.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/models/poisson_binomial_private.h"

/* Cells lie in a circle: the last before the first.  Half of them have room
   for all that is likely, the others for what is not. */
#define CIRCLE (2 * POISSON_BINOMIAL_CELLS)
#define FREQUENCIES (CIRCLE / 2 + 1)	/* of what is real: others mirror */

/* What is drawn from one sample: places in an array. */
struct share {
	size_t from, n;
};

/* The same for all shifts. */
struct drawing {
	const struct chances *chances;
	const struct chance_amounts *amounts;
	double *known;		/* p of those with an amount of their own */
	double *drawn;		/* p of the others, sample by sample */
	uint64_t *alike;	/* as drawn */
	struct share *shares;	/* of drawn: nsamples */
	double cell;
	double below;		/* so far down draws may take the sum */
	double sd;		/* of the error of means, all together */
	double complex **draws;	/* of one draw of each sample */
};

/* What lies on the circle to its frequencies, in place. */
static void
transform(double complex *circle)
{
	gsl_fft_complex_radix2_forward((double *)circle, 1, CIRCLE);
}

static bool
is_drawn(const struct drawing *d, size_t i)
{
	return d->amounts->drawn[i] != AMOUNT_KNOWN && d->chances->p[i] > 0;
}

/* Where those of each sample begin, one sample behind the other. */
static void
begin_shares(struct drawing *d)
{
	size_t place = 0;

	d->shares = memory_zeroed(d->amounts->nsamples, sizeof *d->shares);
	for (size_t i = 0; i < d->chances->n; i++)
		if (is_drawn(d, i))
			d->shares[d->amounts->drawn[i]].n++;
	for (size_t s = 0; s < d->amounts->nsamples; s++) {
		d->shares[s].from = place;
		place += d->shares[s].n;
		d->shares[s].n = 0;
	}
}

/* Who has an amount of its own is impossible to the samples, and the other
   way round. */
static void
sort_out(struct drawing *d)
{
	const struct chances *c = d->chances;

	d->known = memory_zeroed(c->n, sizeof *d->known);
	d->drawn = memory_array(c->n, sizeof *d->drawn);
	d->alike = memory_array(c->n, sizeof *d->alike);
	begin_shares(d);
	for (size_t i = 0; i < c->n; i++)
		if (is_drawn(d, i)) {
			struct share *share =
			    &d->shares[d->amounts->drawn[i]];
			size_t at = share->from + share->n++;

			d->drawn[at] = c->p[i];
			d->alike[at] = chances_alike(c, i);
		} else if (d->amounts->drawn[i] == AMOUNT_KNOWN) {
			d->known[i] = c->p[i];
		}
}

static struct chances
of_sample(const struct drawing *d, size_t s)
{
	return (struct chances){ d->drawn + d->shares[s].from, d->alike +
		d->shares[s].from, d->shares[s].n };
}

static size_t
samples_used(const struct drawing *d)
{
	size_t n = 0;

	for (size_t s = 0; s < d->amounts->nsamples; s++)
		n += of_sample(d, s).n > 0;
	return n;
}

/*
 * How far up (sign 1) or down (sign -1) draws surely take the sum, where
 * chances are shifted: a dozen standard deviations beyond what is expected,
 * and twice the largest.
 */
static double
reach(const struct drawing *d, double shift, double sign)
{
	double mean = 0, squares = 0, largest = 0, most = 0;

	for (size_t s = 0; s < d->amounts->nsamples; s++) {
		const struct amount_sample *sample = &d->amounts->samples[s];
		struct chances of = of_sample(d, s);
		double expected = 0, top = 0;

		for (size_t i = 0; i < of.n; i++)
			expected += (double)of.alike[i] *
			    poisson_binomial_shifted(of.p[i], shift);
		for (size_t i = 0; i < sample->n && of.n > 0; i++) {
			double amount = fmax(0, sign * sample->values[i]);

			top = fmax(top, amount);
			mean += expected * amount / (double)sample->n;
			squares += expected * amount * amount /
			    (double)sample->n;
		}
		most += top * (double)chances_number(&of);
		largest = fmax(largest, top);
	}
	return fmin(most, mean + 12 * sqrt(squares) + 2 * largest);
}

/* The ends that no sum is beyond; draws: with what is drawn. */
static struct extent
bounds(const struct drawing *d, bool draws)
{
	struct extent ends = { 0, 0 };

	for (size_t i = 0; i < d->chances->n; i++) {
		double n = (double)chances_alike(d->chances, i);
		double least = d->amounts->amount[i], most = least;

		if (!(d->chances->p[i] > 0) || (is_drawn(d, i) && !draws))
			continue;
		if (is_drawn(d, i)) {
			const struct amount_sample *s =
			    &d->amounts->samples[d->amounts->drawn[i]];

			least = s->values[0];
			most = s->values[s->n - 1];
		}
		ends.low += n * fmin(0, least);
		ends.high += n * fmax(0, most);
	}
	return ends;
}

/* What room the sum takes.  shift: the furthest up of any. */
static void
measure(struct drawing *d, double shift)
{
	struct extent known = bounds(d, false);

	d->below = 6 * d->sd + reach(d, shift, -1);
	d->cell = (known.high - known.low + 6 * d->sd + d->below + reach(d,
	    shift, 1)) / POISSON_BINOMIAL_CELLS;
}

/* A value's chance is split between the two cells that it lies between. */
static void
put_on_circle(double complex *circle, double cells, double chance)
{
	double whole = floor(cells);
	size_t at = (size_t)((int64_t)whole + CIRCLE) % CIRCLE;

	circle[at] += chance * (1 - (cells - whole));
	circle[(at + 1) % CIRCLE] += chance * (cells - whole);
}

static void
transform_samples(struct drawing *d)
{
	d->draws = memory_zeroed(d->amounts->nsamples, sizeof *d->draws);
	for (size_t s = 0; s < d->amounts->nsamples; s++) {
		const struct amount_sample *sample = &d->amounts->samples[s];

		if (of_sample(d, s).n == 0)
			continue;
		d->draws[s] = memory_zeroed(CIRCLE, sizeof **d->draws);
		for (size_t i = 0; i < sample->n; i++)
			put_on_circle(d->draws[s], sample->values[i] /
			    d->cell, 1 / (double)sample->n);
		transform(d->draws[s]);
	}
}

/* What is known, in frequencies, into sum. */
static void
begin(const struct drawing *d, double shift, double complex *sum)
{
	const struct chances known = { d->known, d->chances->alike,
		d->chances->n };
	struct masses m = poisson_binomial_sum(&(struct addends){ &known,
	    d->amounts->amount, d->cell, shift });

	/* Nothing is known: every frequency is 1. */
	bool nothing = m.n == 1 && m.first == 0;
	for (size_t i = 0; i < CIRCLE; i++)
		sum[i] = nothing;
	for (size_t i = 0; i < m.n && !nothing; i++)
		sum[(m.first + i) % CIRCLE] += m.chances[i];
	if (!nothing)
		transform(sum);
	free(m.room);
}

/* The distribution of the sum at one shift, in frequencies. */
static void
sum_at(const struct drawing *d, double shift, double complex *sum)
{
	begin(d, shift, sum);
	for (size_t s = 0; s < d->amounts->nsamples; s++) {
		struct chances of = of_sample(d, s);
		struct masses count;

		if (of.n == 0)
			continue;
		count = poisson_binomial_sum(&(struct addends){ &of,
		    .shift = shift });
		masses_multiply(&count, d->draws[s], FREQUENCIES, sum);
		free(count.room);
	}
}

/* All shifts together, and the error of means: on the circle again. */
static double complex *
mix(const struct drawing *d, const struct shift_node *nodes, size_t nnodes)
{
	double complex *mixed = memory_zeroed(CIRCLE, sizeof *mixed);
	double complex *sum = memory_array(CIRCLE, sizeof *sum);

	for (size_t i = 0; i < nnodes; i++) {
		sum_at(d, nodes[i].shift, sum);
		for (size_t j = 0; j < FREQUENCIES; j++)
			mixed[j] += nodes[i].weight * sum[j];
	}
	for (size_t j = 0; j < FREQUENCIES; j++) {
		double turn = 2 * M_PI * (double)j / CIRCLE * d->sd /
		    d->cell;

		mixed[j] *= exp(-turn * turn / 2);
		mixed[(CIRCLE - j) % CIRCLE] = conj(mixed[j]);
	}
	gsl_fft_complex_radix2_inverse((double *)mixed, 1, CIRCLE);
	free(sum);
	return mixed;
}

/* Draws may lie before the first cell: these are the last of the circle. */
static struct extent
between(const struct drawing *d, const double complex *circle, double level)
{
	size_t below = (size_t)ceil(d->below / d->cell);
	double from = bounds(d, false).low - (double)below * d->cell;
	double *mass = memory_array(CIRCLE, sizeof *mass);
	struct extent out;

	for (size_t i = 0; i < CIRCLE; i++)
		mass[i] = creal(circle[(i + CIRCLE - below) % CIRCLE]);
	out.low = from + d->cell * poisson_binomial_quantile(mass, CIRCLE,
	    (1 - level) / 2);
	out.high = from + d->cell * poisson_binomial_quantile(mass, CIRCLE,
	    (1 + level) / 2);
	free(mass);
	return out;
}

static struct extent
exact(struct drawing *d, double tau, double level)
{
	struct shift_node nodes[NODES];
	size_t nnodes = poisson_binomial_nodes(tau, nodes);
	double complex *circle;
	struct extent out;

	measure(d, nodes[nnodes - 1].shift);
	if (!(d->cell > 0))
		return (struct extent){ 0, 0 };
	transform_samples(d);
	circle = mix(d, nodes, nnodes);
	out = between(d, circle, level);
	for (size_t s = 0; s < d->amounts->nsamples; s++)
		free(d->draws[s]);
	free(d->draws);
	free(circle);
	return out;
}

/* Mean and variance of what is drawn beside those of poisson_binomial.c. */
static struct extent
normal(const struct drawing *d, double tau, double level)
{
	double z = gsl_cdf_ugaussian_Pinv((1 + level) / 2);
	double mean = 0, variance = d->sd * d->sd, moves = 0, half;

	for (size_t i = 0; i < d->chances->n; i++) {
		double n = (double)chances_alike(d->chances, i);
		double p = d->chances->p[i], amount = d->amounts->amount[i];

		mean += n * p * amount;
		moves += n * p * (1 - p) * amount;
		variance += n * p * (1 - p) * amount * amount;
		if (is_drawn(d, i))
			variance += n * p *
			    d->amounts->samples[d->amounts->drawn[i]].variance;
	}
	half = z * sqrt(variance + tau * tau * moves * moves);
	return (struct extent){ mean - half, mean + half };
}

double
poisson_binomial_means_variance(const struct chances *chances,
    const struct chance_amounts *amounts)
{
	double *expected = memory_zeroed(amounts->nsamples, sizeof *expected);
	double variance = 0;

	for (size_t i = 0; i < chances->n; i++)
		if (amounts->drawn[i] != AMOUNT_KNOWN)
			expected[amounts->drawn[i]] += chances->p[i] *
			    (double)chances_alike(chances, i);
	for (size_t s = 0; s < amounts->nsamples; s++)
		if (expected[s] > 0)
			variance += expected[s] * expected[s] *
			    amounts->samples[s].variance /
			    (double)amounts->samples[s].n;
	free(expected);
	return variance;
}

struct extent
poisson_binomial_drawn(const struct chances *chances,
    const struct chance_amounts *amounts, double tau, double level)
{
	struct drawing d = { .chances = chances, .amounts = amounts };
	struct extent out, ends;
	size_t nsamples;

	sort_out(&d);
	nsamples = samples_used(&d);
	d.sd = sqrt(poisson_binomial_means_variance(chances, amounts));
	if (nsamples == 0)
		out = poisson_binomial_amount(chances, amounts->amount, tau,
		    level);
	else if (nsamples > POISSON_BINOMIAL_SAMPLES ||
	    chances_number(chances) > POISSON_BINOMIAL_MOST)
		out = normal(&d, tau, level);
	else
		out = exact(&d, tau, level);
	ends = bounds(&d, true);
	free(d.known);
	free(d.drawn);
	free(d.alike);
	free(d.shares);
	return (struct extent){ fmax(ends.low, out.low), fmin(ends.high,
	    out.high) };
}
