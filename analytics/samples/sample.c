/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/sample.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "analytics/base/order.h"

/* Counting digits pays from so many values on. */
#define MANY 1024

/* Bits in the order of the numbers: negative ones are turned round. */
static uint64_t
key_of(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static double
value_of(uint64_t key)
{
	uint64_t bits = key >> 63 ? key ^ (uint64_t)1 << 63 : ~key;
	double value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

/* Only the digits in which keys differ are of interest: those of what each
   has above the least. */
static void
sort_many(double *values, size_t n, size_t from, size_t to)
{
	uint64_t *keys = memory_array(n, sizeof *keys);
	uint64_t least = UINT64_MAX, most = 0;

	for (size_t i = 0; i < n; i++) {
		keys[i] = key_of(values[i]);
		least = keys[i] < least ? keys[i] : least;
		most = keys[i] > most ? keys[i] : most;
	}
	for (size_t i = 0; i < n; i++)
		keys[i] -= least;
	/* No number has the highest key. */
	order_words_at(keys, n, order_bits(most - least + 1), from, to);
	for (size_t i = 0; i < n; i++)
		values[i] = value_of(keys[i] + least);
	free(keys);
}

static void
sort_at(double *values, size_t n, size_t from, size_t to)
{
	if (n >= MANY)
		sort_many(values, n, from, to);
	else if (n > 1)
		qsort(values, n, sizeof *values, compare_double);
}

void
sort_doubles(double *values, size_t n)
{
	sort_at(values, n, 0, n);
}

enum status
sample_sort_at(double *values, size_t n, size_t from, size_t to,
    struct sample *out)
{
	*out = (struct sample){ NULL, 0 };
	if (n > SAMPLE_MAX)
		return STATUS_LIMIT;
	for (size_t i = 0; i < n; i++)
		if (!isfinite(values[i]))
			return STATUS_DOMAIN;
	/* The two zeros are equal, but would be printed as they fall. */
	for (size_t i = 0; i < n; i++)
		if (values[i] == 0)
			values[i] = 0;
	sort_at(values, n, from, to);
	*out = (struct sample){ values, n };
	return STATUS_OK;
}

enum status
sample_sort(double *values, size_t n, struct sample *out)
{
	return sample_sort_at(values, n, 0, n, out);
}

static bool
is_in(double one, double value, bool equal)
{
	return equal ? one <= value : one < value;
}

/* The first in [low, high) that is not below, or at most, a value. */
static size_t
halve(struct sample sample, size_t low, size_t high, double value,
    bool equal)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_in(sample.values[middle], value, equal))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Steps that double, and halving what the last of them went over. */
static size_t
step(struct sample sample, size_t low, double value, bool equal)
{
	size_t wide = 1;

	while (wide <= sample.n - low &&
	    is_in(sample.values[low + wide - 1], value, equal)) {
		low += wide;
		wide *= 2;
	}
	return halve(sample, low, wide <= sample.n - low ? low + wide - 1 :
	    sample.n, value, equal);
}

size_t
sample_below(struct sample sample, double value)
{
	return halve(sample, 0, sample.n, value, false);
}

size_t
sample_up_to(struct sample sample, double value)
{
	return halve(sample, 0, sample.n, value, true);
}

size_t
sample_below_from(struct sample sample, size_t from, double value)
{
	return step(sample, from, value, false);
}

size_t
sample_up_to_from(struct sample sample, size_t from, double value)
{
	return step(sample, from, value, true);
}
