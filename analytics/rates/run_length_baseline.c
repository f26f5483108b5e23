/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits about a centre, and in deviations, that were themselves estimated:
 * those by which a false alarm within 52 points has, on average over
 * baselines, the chance that it has with limits that are known.
 *
 * By simulation, 400,000 charts a row (numpy, PCG64, 20261129): normal
 * baselines of so many points, their mean and their mean step × √π/2, and
 * 52 points that follow; the quantile of the largest statistic, divided by
 * the limit that is known.
 */
#include <math.h>
#include <stddef.h>

#include "analytics/rates/run_length.h"

#define LENGTHS 5
#define BASELINES 8

static const double lengths[LENGTHS] = { 370, 740, 1480, 3700, 7400 };
static const double baselines[BASELINES] = { 12, 16, 20, 26, 39, 52, 104,
	208 };

/* Of shifts how many points more; else by how much wider. */
static const double widening[CONTROL_RULES][BASELINES][LENGTHS] = {
	[CONTROL_BEYOND] = {
		{ 1.286, 1.376, 1.465, 1.580, 1.675 },
		{ 1.216, 1.279, 1.340, 1.418, 1.476 },
		{ 1.173, 1.223, 1.269, 1.328, 1.370 },
		{ 1.133, 1.171, 1.204, 1.246, 1.276 },
		{ 1.090, 1.113, 1.133, 1.160, 1.177 },
		{ 1.069, 1.086, 1.102, 1.118, 1.132 },
		{ 1.034, 1.041, 1.048, 1.058, 1.063 },
		{ 1.018, 1.021, 1.025, 1.029, 1.032 },
	},
	[CONTROL_EWMA] = {
		{ 1.447, 1.551, 1.657, 1.795, 1.906 },
		{ 1.341, 1.416, 1.486, 1.577, 1.651 },
		{ 1.277, 1.333, 1.387, 1.460, 1.507 },
		{ 1.216, 1.256, 1.295, 1.346, 1.381 },
		{ 1.149, 1.175, 1.199, 1.230, 1.252 },
		{ 1.115, 1.133, 1.150, 1.171, 1.187 },
		{ 1.061, 1.067, 1.074, 1.082, 1.090 },
		{ 1.033, 1.036, 1.039, 1.043, 1.048 },
	},
	[CONTROL_CUSUM] = {
		{ 2.169, 2.700, 3.283, 4.084, 4.603 },
		{ 1.800, 2.133, 2.516, 3.025, 3.392 },
		{ 1.605, 1.832, 2.094, 2.484, 2.755 },
		{ 1.435, 1.586, 1.762, 2.014, 2.200 },
		{ 1.271, 1.355, 1.448, 1.587, 1.699 },
		{ 1.196, 1.254, 1.313, 1.403, 1.472 },
		{ 1.082, 1.105, 1.127, 1.166, 1.183 },
		{ 1.032, 1.041, 1.051, 1.065, 1.078 },
	},
	[CONTROL_SHIFT] = {
		{ 1, 2, 3, 4, 5 },
		{ 1, 1, 2, 3, 4 },
		{ 1, 1, 1, 2, 3 },
		{ 1, 1, 1, 2, 2 },
		{ 0, 1, 1, 1, 1 },
		{ 0, 0, 0, 1, 1 },
		{ 0, 0, 0, 0, 1 },
		{ 0, 0, 0, 0, 0 },
	},
};

/* Lines over the logarithm of the length, which go on behind the last. */
static double
at_length(const double row[LENGTHS], double points)
{
	size_t i = 0;

	if (points <= lengths[0])
		return row[0];
	while (i + 2 < LENGTHS && points > lengths[i + 1])
		i++;
	return row[i] + (row[i + 1] - row[i]) * log(points / lengths[i]) /
	    log(lengths[i + 1] / lengths[i]);
}

/* Lines over 1 / baseline, the last of which ends where it is known. */
static double
at_baseline(enum control_rule rule, double points, double baseline)
{
	double here, next, from, to = 0;
	size_t i = 0;

	while (i + 1 < BASELINES && baseline >= baselines[i + 1])
		i++;
	here = at_length(widening[rule][i], points);
	from = 1 / baselines[i];
	next = rule == CONTROL_SHIFT ? 0 : 1;
	if (i + 1 < BASELINES) {
		next = at_length(widening[rule][i + 1], points);
		to = 1 / baselines[i + 1];
	}
	return next + (here - next) * (1 / baseline - to) / (from - to);
}

double
run_length_widen(enum control_rule rule, double limit, double points,
    double baseline)
{
	double by = at_baseline(rule, points, fmax(baseline, baselines[0]));

	/* A little less than a point is none. */
	return rule == CONTROL_SHIFT ? ceil(limit + by - 1e-9) : limit * by;
}
