/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DIGIT_SORT_H
#define ANALYTICS_DIGIT_SORT_H

#include <stddef.h>
#include <stdint.h>

/*
 * A sort by counting digits of so many bits:
 *
 *	DIGIT_SORT(by_time, struct visit, time_of, 11)
 *
 * defines
 *
 *	static struct visit *by_time(struct visit *items,
 *	    struct visit *other, size_t n);
 *
 * n items in ascending order of the uint64_t that time_of(&item) answers,
 * a function or a macro; equal ones stay as they stood.  Which of the two
 * arrays holds them is answered; both have room for n, and the other is
 * spoiled.  Digits in which all agree are left out.
 *
 * Nine to eleven bits: their counts stay in the nearest cache.
 */
#define DIGIT_SORT(name, type, word_of, bits) \
static void \
name##_digit(const type *from, type *to, size_t n, unsigned shift) \
{ \
	size_t next[1u << (bits)] = { 0 }, sum = 0; \
	const size_t most = (1u << (bits)) - 1; \
 \
	for (size_t i = 0; i < n; i++) \
		next[word_of(&from[i]) >> shift & most]++; \
	for (size_t d = 0; d <= most; d++) { \
		size_t count = next[d]; \
 \
		next[d] = sum; \
		sum += count; \
	} \
	for (size_t i = 0; i < n; i++) \
		to[next[word_of(&from[i]) >> shift & most]++] = from[i]; \
} \
 \
static type * \
name(type *items, type *other, size_t n) \
{ \
	uint64_t differ = 0; \
 \
	for (size_t i = 1; i < n; i++) \
		differ |= word_of(&items[i]) ^ word_of(&items[0]); \
	for (unsigned shift = 0; shift < 64; shift += (bits)) { \
		type *sorted = other; \
 \
		if (!(differ >> shift & ((1u << (bits)) - 1))) \
			continue; \
		name##_digit(items, sorted, n, shift); \
		other = items; \
		items = sorted; \
	} \
	return items; \
}

#endif
