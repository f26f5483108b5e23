/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SAMPLES_H
#define TESTS_SAMPLES_H

#include <stdlib.h>
#include <string.h>

#include "analytics/samples/sample.h"
#include "tests/unit/near.h"

#define LENGTH(a) (sizeof (a) / sizeof (a)[0])

/* Data sets of R 4.2.2, as its manual gives them. */
static const double cars_speed[] = { 4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12,
    12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 16, 16, 17, 17,
    17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24,
    24, 25 };
static const double cars_dist[] = { 2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28,
    14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26, 54, 32, 40, 32,
    40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92,
    93, 120, 85 };
static const double islands[] = { 11506, 5500, 16988, 2968, 16, 184, 23, 280,
    84, 73, 25, 43, 21, 82, 3745, 840, 13, 30, 30, 89, 40, 33, 49, 14, 42,
    227, 16, 36, 29, 15, 306, 44, 58, 43, 9390, 32, 13, 29, 6795, 16, 15,
    183, 14, 26, 19, 13, 12, 82 };
/* airquality$Ozone from May to September, missing days left out. */
static const double ozone[] = { 41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14,
    18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37,
    29, 71, 39, 23, 21, 37, 20, 12, 13,
    135, 49, 32, 64, 40, 77, 97, 97, 85, 10, 27, 7, 48, 35, 61, 79, 63, 16,
    80, 108, 20, 52, 82, 50, 64, 59,
    39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21,
    9, 45, 168, 73, 76, 118, 84, 85,
    96, 78, 73, 91, 47, 32, 20, 23, 21, 24, 44, 21, 28, 9, 13, 46, 18, 13,
    24, 16, 13, 23, 36, 7, 14, 30, 14, 18, 20 };
static const size_t ozone_months[] = { 26, 9, 26, 26, 29 };
/* sleep$extra: ten with one drug, ten with another. */
static const double sleep_extra[] = { 0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7,
    0.8, 0, 2, 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4 };
/* A classic of cancellation: the variances are 30 and 1. */
static const double far_from_zero[] = { 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16,
    1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 9, 1e9 + 9 };

/* The same pseudo-random numbers everywhere: xorshift. */
static uint64_t draw_seed = 88172645463325252;

static inline unsigned
draw(unsigned n)
{
	draw_seed ^= draw_seed << 13;
	draw_seed ^= draw_seed >> 7;
	draw_seed ^= draw_seed << 17;
	return (unsigned)(draw_seed >> 33) % n;
}

/* A sorted copy, for sample_free. */
static inline struct sample
sample_of(const double *values, size_t n)
{
	double *copy = malloc((n + 1) * sizeof *copy);
	struct sample sample;

	assert_non_null(copy);
	memcpy(copy, values, n * sizeof *copy);
	assert_int_equal(sample_sort(copy, n, &sample), STATUS_OK);
	return sample;
}

static inline void
sample_free(struct sample sample)
{
	free((double *)sample.values);
}

#define SAMPLE(array) sample_of((array), LENGTH(array))

#endif
