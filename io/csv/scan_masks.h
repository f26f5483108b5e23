/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SCAN_MASKS_H
#define IO_SCAN_MASKS_H

#include <stdint.h>

/* Bit i: byte i of a chunk of 64 is that character. */
struct scan_masks {
	uint64_t ends;		/* delimiters and newlines */
	uint64_t newline, quote, cr, nul, high;
	uint64_t behind_quote;	/* what stands behind a quote */
};

/* The bits of the bytes that follow, behind those of a chunk before. */
static inline uint64_t
scan_next(uint64_t bits, uint64_t before)
{
	return bits << 1 | before >> 63;
}

/* Bit i of the result: the parity of bits 0 … i. */
static inline uint64_t
prefix_xor(uint64_t bits)
{
	bits ^= bits << 1;
	bits ^= bits << 2;
	bits ^= bits << 4;
	bits ^= bits << 8;
	bits ^= bits << 16;
	bits ^= bits << 32;
	return bits;
}

/* The places of all bits; how many there are
   follows no pattern, so the first 16 are written without asking. */
static inline void
places_of(uint32_t *to, uint32_t base, uint64_t bits)
{
	for (int i = 0; i < 16; i++) {
		*to++ = base + (uint32_t)__builtin_ctzll(bits |
		    (uint64_t)1 << 63);
		bits &= bits - 1;
	}
	for (; bits; bits &= bits - 1)
		*to++ = base + (uint32_t)__builtin_ctzll(bits);
}

#endif
