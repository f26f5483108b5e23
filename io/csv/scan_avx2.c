/* SPDX-License-Identifier: GPL-3.0-or-later */
#if defined(__x86_64__)
#include <immintrin.h>

#include "io/csv/scan.h"
#include "io/csv/scan_masks.h"

#define SCAN_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt,pclmul")))

static inline SCAN_TARGET uint64_t
equal(__m256i a, __m256i b, char c)
{
	__m256i all = _mm256_set1_epi8(c);
	uint32_t low = (uint32_t)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(a, all));
	uint32_t high = (uint32_t)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(b, all));

	return (uint64_t)high << 32 | low;
}

/* Whether a quote, a CR, a NUL or a byte above ASCII is in one of them. */
static inline SCAN_TARGET bool
rare(__m256i a, __m256i b)
{
	const __m256i quote = _mm256_set1_epi8('"');
	const __m256i cr = _mm256_set1_epi8('\r');
	__m256i found = _mm256_or_si256(_mm256_or_si256(a, b),
	    _mm256_cmpeq_epi8(_mm256_min_epu8(a, b), _mm256_setzero_si256()));

	found = _mm256_or_si256(found, _mm256_or_si256(
	    _mm256_cmpeq_epi8(a, quote), _mm256_cmpeq_epi8(b, quote)));
	found = _mm256_or_si256(found, _mm256_or_si256(
	    _mm256_cmpeq_epi8(a, cr), _mm256_cmpeq_epi8(b, cr)));
	return _mm256_movemask_epi8(found) != 0;
}

static inline SCAN_TARGET void
scan_masks(const char *p, char delimiter, struct scan_masks *m)
{
	__m256i a = _mm256_loadu_si256((const __m256i *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(p + 32));

	m->delimiter = equal(a, b, delimiter);
	m->newline = equal(a, b, '\n');
	/* In most chunks there is nothing of all this. */
	if (__builtin_expect(!rare(a, b), 1)) {
		m->quote = m->cr = m->nul = m->high = 0;
		return;
	}
	m->quote = equal(a, b, '"');
	m->cr = equal(a, b, '\r');
	m->nul = equal(a, b, 0);
	m->high = (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32 |
	    (uint32_t)_mm256_movemask_epi8(a);
}

/* Carry-less multiplication by all ones is a prefix xor. */
static inline SCAN_TARGET uint64_t
scan_inside(uint64_t bits)
{
	return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(
	    _mm_set_epi64x(0, (int64_t)bits), _mm_set1_epi8(-1), 0));
}

/* The places of a byte's bits, ascending, a byte each from the lowest on. */
#define PLACE(m, i) ((uint64_t)((m) >> (i) & 1) * (i) << \
	8 * __builtin_popcount((m) & ((1 << (i)) - 1)))
#define PLACES(m) PLACE(m, 1) | PLACE(m, 2) | PLACE(m, 3) | PLACE(m, 4) | \
	PLACE(m, 5) | PLACE(m, 6) | PLACE(m, 7)
#define PLACES_4(m) PLACES(m), PLACES((m) + 1), \
	PLACES((m) + 2), PLACES((m) + 3)
#define PLACES_16(m) PLACES_4(m), PLACES_4((m) + 4), \
	PLACES_4((m) + 8), PLACES_4((m) + 12)
#define PLACES_64(m) PLACES_16(m), PLACES_16((m) + 16), \
	PLACES_16((m) + 32), PLACES_16((m) + 48)

static const uint64_t places[256] = {
	PLACES_64(0), PLACES_64(64), PLACES_64(128), PLACES_64(192)
};

/* Byte by byte of the mask, eight places each, of which the next one's
   write over what is of no use. */
static inline SCAN_TARGET void
scan_first(uint32_t *to, uint32_t base, uint64_t bits)
{
	__m256i at = _mm256_set1_epi32((int)base);

#pragma GCC unroll 8
	for (int i = 0; i < 8; i++) {
		__m256i eight = _mm256_cvtepu8_epi32(_mm_loadl_epi64(
		    (const __m128i *)&places[bits & 0xff]));

		_mm256_storeu_si256((__m256i *)to,
		    _mm256_add_epi32(eight, at));
		to += _mm_popcnt_u64(bits & 0xff);
		at = _mm256_add_epi32(at, _mm256_set1_epi32(8));
		bits >>= 8;
	}
}

#define SCAN_FIRST 64
#define SCAN_NAME scan_avx2
#include "io/csv/scan_body.h"
#endif
