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

static inline SCAN_TARGET void
scan_masks(const char *p, char delimiter, struct scan_masks *m)
{
	__m256i a = _mm256_loadu_si256((const __m256i *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(p + 32));

	m->delimiter = equal(a, b, delimiter);
	m->newline = equal(a, b, '\n');
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

#define scan_first scan_first_bits
#define SCAN_NAME scan_avx2
#include "io/csv/scan_body.h"
#endif
