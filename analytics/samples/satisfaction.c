/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/satisfaction.h"

#include <math.h>
#include <stdbool.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

/* Doubles hold integers up to here. */
#define MOST ((uint64_t)1 << 53)

/* False where the sum would pass MOST. */
static bool
add(uint64_t *total, uint64_t count)
{
	if (count > MOST - *total)
		return false;
	*total += count;
	return true;
}

enum status
nps_add(struct nps_counts *counts, double answer)
{
	if (!(answer >= 0 && answer <= 10) || answer != floor(answer))
		return STATUS_DOMAIN;
	if (answer >= 9)
		counts->promoters++;
	else if (answer >= 7)
		counts->passives++;
	else
		counts->detractors++;
	return STATUS_OK;
}

static void
nps_interval(const struct nps_counts *counts, double n, double level,
    struct nps *out)
{
	double z = qnorm((1 - level) / 2, 0, 1, 0, 0);
	double p = ((double)counts->promoters + 0.75) / (n + 3);
	double d = ((double)counts->detractors + 0.75) / (n + 3);
	double half = z * sqrt((p + d - (p - d) * (p - d)) / (n + 3));

	out->low = fmax(-100, fmin(out->points, 100 * (p - d - half)));
	out->high = fmin(100, fmax(out->points, 100 * (p - d + half)));
}

enum status
nps(const struct nps_counts *counts, double level, struct nps *out)
{
	uint64_t n = 0;

	*out = (struct nps){ NAN, NAN, NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (!add(&n, counts->promoters) || !add(&n, counts->passives) ||
	    !add(&n, counts->detractors))
		return STATUS_LIMIT;
	if (n == 0)
		return STATUS_TOO_FEW;
	out->points = 100 * ((double)counts->promoters -
	    (double)counts->detractors) / (double)n;
	nps_interval(counts, (double)n, level, out);
	return STATUS_OK;
}

static double
answers(const struct nps_counts *counts)
{
	return (double)counts->promoters + (double)counts->passives +
	    (double)counts->detractors;
}

/* Of an answer, in points, both groups taken as one. */
static double
deviation_of_both(const struct nps_counts *first,
    const struct nps_counts *second)
{
	double n = answers(first) + answers(second);
	double p = ((double)first->promoters + (double)second->promoters) / n;
	double d = ((double)first->detractors +
	    (double)second->detractors) / n;

	return 100 * sqrt(p + d - (p - d) * (p - d));
}

enum status
nps_difference(const struct nps_counts *first,
    const struct nps_counts *second, double level,
    struct nps_difference *out)
{
	struct nps a, b;
	enum status status = nps(first, level, &a);

	*out = (struct nps_difference){ NAN, NAN, NAN, NAN, NAN };
	if (status == STATUS_OK)
		status = nps(second, level, &b);
	if (status != STATUS_OK)
		return status;
	double sd = deviation_of_both(first, second) *
	    sqrt(1 / answers(first) + 1 / answers(second));

	out->points = a.points - b.points;
	out->low = fmax(-200, out->points - sqrt((a.points - a.low) *
	    (a.points - a.low) + (b.high - b.points) * (b.high - b.points)));
	out->high = fmin(200, out->points + sqrt((a.high - a.points) *
	    (a.high - a.points) + (b.points - b.low) * (b.points - b.low)));
	out->p = sd > 0 ? 2 * pnorm(fabs(out->points) / sd, 0, 1, 0, 0) : 1;
	out->detectable = sd * (qnorm((1 - level) / 2, 0, 1, 0, 0) +
	    qnorm(0.2, 0, 1, 0, 0));
	return STATUS_OK;
}
