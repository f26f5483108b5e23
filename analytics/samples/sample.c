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
#define MANY 128
#define DIGIT 11	/* bits, whose counts stay near */
#define DIGITS ((size_t)1 << DIGIT)

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

/* The least key, and the bits of what each has above it: only the digits in
   which keys differ are of interest. */
static uint64_t
least_key(const double *values, size_t n, unsigned *bits)
{
	uint64_t least = UINT64_MAX, most = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t key = key_of(values[i]);

		least = key < least ? key : least;
		most = key > most ? key : most;
	}
	/* No number has the highest key. */
	*bits = order_bits(most - least + 1);
	return least;
}

/* The same of keys, which are told from it on. */
static uint64_t
lower_keys(uint64_t *keys, size_t n, unsigned *bits)
{
	uint64_t least = UINT64_MAX, most = 0;

	for (size_t i = 0; i < n; i++) {
		least = keys[i] < least ? keys[i] : least;
		most = keys[i] > most ? keys[i] : most;
	}
	for (size_t i = 0; i < n; i++)
		keys[i] -= least;
	*bits = order_bits(most - least + 1);
	return least;
}

static void
sort_many(double *values, size_t n)
{
	uint64_t *keys = memory_array(n, sizeof *keys);
	unsigned bits;
	uint64_t least = least_key(values, n, &bits);

	for (size_t i = 0; i < n; i++)
		keys[i] = key_of(values[i]) - least;
	order_words(keys, n, bits);
	for (size_t i = 0; i < n; i++)
		values[i] = value_of(keys[i] + least);
	free(keys);
}

void
sort_doubles(double *values, size_t n)
{
	if (n >= MANY)
		sort_many(values, n);
	else if (n > 1)
		qsort(values, n, sizeof *values, compare_double);
}

/*
 * Places from one to another alone: the highest digit of each key tells
 * which few can stand there, and how many stand before those.
 */
static void
put_places(double *values, size_t n, size_t from, size_t to)
{
	size_t counts[DIGITS] = { 0 };
	size_t first = 0, last, below = 0, upto, few = 0;
	unsigned bits;
	uint64_t least = least_key(values, n, &bits);
	unsigned shift = bits > DIGIT ? bits - DIGIT : 0;

	for (size_t i = 0; i < n; i++)
		counts[(key_of(values[i]) - least) >> shift]++;
	while (below + counts[first] <= from)
		below += counts[first++];
	for (last = first, upto = below + counts[first]; upto < to;)
		upto += counts[++last];

	/* What is none of them is written behind them. */
	uint64_t *keys = memory_array(upto - below + 1, sizeof *keys);
	for (size_t i = 0; i < n; i++) {
		uint64_t key = key_of(values[i]) - least;

		keys[few] = key;
		few += (key >> shift) - first <= last - first;
	}
	least += lower_keys(keys, few, &bits);
	order_words_at(keys, few, bits, from - below, to - below);
	for (size_t i = from; i < to; i++)
		values[i] = value_of(keys[i - below] + least);
	free(keys);
}

/* The two zeros are equal, but would be printed as they fall. */
static enum status
check(double *values, size_t n)
{
	if (n > SAMPLE_MAX)
		return STATUS_LIMIT;
	for (size_t i = 0; i < n; i++)
		if (!isfinite(values[i]))
			return STATUS_DOMAIN;
	for (size_t i = 0; i < n; i++)
		if (values[i] == 0)
			values[i] = 0;
	return STATUS_OK;
}

void
sort_doubles_at(double *values, size_t n, size_t from, size_t to)
{
	if (n < MANY || from >= to)
		sort_doubles(values, n);
	else
		put_places(values, n, from, to);
}

enum status
sample_sort_at(double *values, size_t n, size_t from, size_t to,
    struct sample *out)
{
	enum status status = check(values, n);

	*out = (struct sample){ NULL, 0 };
	if (status != STATUS_OK)
		return status;
	sort_doubles_at(values, n, from, to);
	*out = (struct sample){ values, n };
	return STATUS_OK;
}

enum status
sample_sort(double *values, size_t n, struct sample *out)
{
	enum status status = check(values, n);

	*out = (struct sample){ NULL, 0 };
	if (status != STATUS_OK)
		return status;
	sort_doubles(values, n);
	*out = (struct sample){ values, n };
	return STATUS_OK;
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
