/* SPDX-License-Identifier: GPL-3.0-or-later */
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "io/csv/scan.h"
#include "io/csv/scan_masks.h"

#define SCAN_TARGET __attribute__((target( \
	"avx512f,avx512bw,avx512vl,avx512vbmi2,avx2,bmi,bmi2,popcnt,pclmul")))

static inline SCAN_TARGET uint64_t
equal(__m512i a, char c)
{
	return _mm512_cmpeq_epi8_mask(a, _mm512_set1_epi8(c));
}

static inline SCAN_TARGET void
scan_masks(const char *p, char delimiter, struct scan_masks *m)
{
	__m512i a = _mm512_loadu_si512(p);

	m->newline = equal(a, '\n');
	m->ends = equal(a, delimiter) | m->newline;
	m->quote = equal(a, '"');
	m->cr = equal(a, '\r');
	m->nul = equal(a, 0);
	m->high = _mm512_movepi8_mask(a);
}

static inline SCAN_TARGET uint64_t
scan_inside(uint64_t bits)
{
	return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(
	    _mm_set_epi64x(0, (int64_t)bits), _mm_set1_epi8(-1), 0));
}

/* The numbers 0 … 63 of the bits that are set, moved together. */
static inline SCAN_TARGET void
scan_places(uint32_t *to, uint32_t base, uint64_t bits, bool clad)
{
	const __m512i places = _mm512_set_epi64(
	    0x3f3e3d3c3b3a3938, 0x3736353433323130, 0x2f2e2d2c2b2a2928,
	    0x2726252423222120, 0x1f1e1d1c1b1a1918, 0x1716151413121110,
	    0x0f0e0d0c0b0a0908, 0x0706050403020100);
	__m512i set = _mm512_maskz_compress_epi8(bits, places);
	int n = __builtin_popcountll(bits);

	(void)clad;
	_mm512_storeu_si512(to, _mm512_add_epi32(_mm512_cvtepu8_epi32(
	    _mm512_castsi512_si128(set)), _mm512_set1_epi32((int)base)));
	for (int i = 0; i < 16 && n > 16; i++)
		bits &= bits - 1;
	for (to += 16; n > 16; n--, bits &= bits - 1)
		*to++ = base + (uint32_t)__builtin_ctzll(bits);
}

#define SCAN_NAME scan_avx512
#include "io/csv/scan_body.h"
#endif
