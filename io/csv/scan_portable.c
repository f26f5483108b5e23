/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain C: eight bytes in a word at a time. */
#include <endian.h>
#include <string.h>

#include "io/csv/scan.h"
#include "io/csv/scan_masks.h"

#define ONES UINT64_C(0x0101010101010101)
#define TOPS UINT64_C(0x8080808080808080)

/* The top bits of eight bytes, gathered: bit i is byte i's. */
static inline uint64_t
gather(uint64_t tops)
{
	return (tops >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* Top bit set in each byte of word that equals c; exact, no carries. */
static inline uint64_t
equal(uint64_t word, unsigned char c)
{
	uint64_t x = word ^ ONES * c;

	return ~(((x & ~TOPS) + ~TOPS) | x) & TOPS;
}

static inline void
scan_masks(const char *p, char delimiter, struct scan_masks *m)
{
	*m = (struct scan_masks){ 0 };
	for (int i = 0; i < 64; i += 8) {
		uint64_t w;

		memcpy(&w, p + i, 8);
		w = le64toh(w);
		uint64_t newline = equal(w, '\n');
		uint64_t ends = equal(w, (unsigned char)delimiter) | newline;

		m->ends |= gather(ends) << i;
		m->newline |= gather(newline) << i;
		m->quote |= gather(equal(w, '"')) << i;
		m->cr |= gather(equal(w, '\r')) << i;
		m->nul |= gather(equal(w, 0)) << i;
		m->high |= gather(w & TOPS) << i;
	}
}

#define scan_inside prefix_xor
#define SCAN_TARGET
#define scan_places(to, base, bits, clad) \
	((void)(clad), places_of(to, base, bits))
#define SCAN_NAME scan_portable
#include "io/csv/scan_body.h"
