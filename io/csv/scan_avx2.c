/* SPDX-License-Identifier: GPL-3.0-or-later */
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "io/csv/scan.h"
#include "io/csv/scan_masks.h"

#define SCAN_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt,pclmul")))

static inline SCAN_TARGET __m256i
load(const char *p)
{
	return _mm256_loadu_si256((const __m256i *)p);
}

static inline SCAN_TARGET __m256i
equal(__m256i bytes, char c)
{
	return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
}

static inline SCAN_TARGET uint64_t
bits(__m256i a, __m256i b)
{
	return (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32 |
	    (uint32_t)_mm256_movemask_epi8(a);
}

/* What may not be here stands in a table at its own low half: NULs, and
   quotes and CRs unless they may. */
static const char other_bytes[2][2][16] = {
#define OTHER_BYTES(quote, cr) \
	{ 0, -1, quote, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, cr, -1, -1 }
	{ OTHER_BYTES('"', '\r'), OTHER_BYTES('"', -1) },
	{ OTHER_BYTES(-1, '\r'), OTHER_BYTES(-1, -1) },
};

static inline SCAN_TARGET __m256i
others(__m256i bytes, bool quotes, bool returns)
{
	const __m256i table = _mm256_broadcastsi128_si256(_mm_loadu_si128(
	    (const __m128i *)other_bytes[quotes][returns]));

	return _mm256_cmpeq_epi8(bytes, _mm256_shuffle_epi8(table, bytes));
}

#define SCAN_SEEN
/* Nothing but zeroes; the highest bit of no byte. */
struct scan_seen {
	__m256i other, high;
};

/* What ends a field in 32 bytes; *newline: of these, newlines. */
static inline SCAN_TARGET __m256i
ends_of(__m256i bytes, char delimiter, __m256i *newline)
{
	*newline = equal(bytes, '\n');
	return _mm256_or_si256(*newline, equal(bytes, delimiter));
}

static inline SCAN_TARGET void
scan_some(const char *p, char delimiter, bool quotes, bool returns,
    struct scan_masks *m, struct scan_seen *seen)
{
	__m256i a = load(p), b = load(p + 32), newline_a, newline_b;
	__m256i ends_a = ends_of(a, delimiter, &newline_a);
	__m256i ends_b = ends_of(b, delimiter, &newline_b);

	m->newline = bits(newline_a, newline_b);
	if (quotes) {
		__m256i behind_a = equal(load(p - 1), '"');
		__m256i behind_b = equal(load(p + 31), '"');

		m->behind_quote = bits(behind_a, behind_b);
		ends_a = _mm256_and_si256(ends_a, behind_a);
		ends_b = _mm256_and_si256(ends_b, behind_b);
	}
	m->ends = bits(ends_a, ends_b);
	if (returns)
		m->cr = bits(equal(a, '\r'), equal(b, '\r'));
	seen->other = _mm256_or_si256(seen->other, _mm256_or_si256(
	    others(a, quotes, returns), others(b, quotes, returns)));
	seen->high = _mm256_or_si256(seen->high, _mm256_or_si256(a, b));
}

static inline SCAN_TARGET bool
scan_others(const struct scan_seen *seen)
{
	return _mm256_movemask_epi8(seen->other) != 0;
}

static inline SCAN_TARGET bool
scan_high(const struct scan_seen *seen)
{
	return _mm256_movemask_epi8(seen->high) != 0;
}

static inline SCAN_TARGET void
scan_masks(const char *p, char delimiter, struct scan_masks *m)
{
	__m256i a = load(p), b = load(p + 32);
	uint64_t rest = bits(others(a, false, false), others(b, false, false));

	m->newline = bits(equal(a, '\n'), equal(b, '\n'));
	m->ends = bits(equal(a, delimiter), equal(b, delimiter)) | m->newline;
	m->quote = m->cr = m->nul = 0;
	m->high = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(a, b));
	if (rest == 0)
		return;
	m->quote = bits(equal(a, '"'), equal(b, '"'));
	m->cr = bits(equal(a, '\r'), equal(b, '\r'));
	m->nul = rest ^ m->quote ^ m->cr;
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
scan_many(uint32_t *to, uint32_t base, uint64_t bits)
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

/*
 * Bit by bit where there are few, as with fields of usual length: so many
 * steps however few they are, since their number follows no pattern.  Past
 * the last bit a step writes 64 + base, which is of no use.  Quotes and eight
 * fields of a sale take 77 bytes, without quotes 61.
 */
static inline __attribute__((always_inline)) SCAN_TARGET void
scan_places(uint32_t *to, uint32_t base, uint64_t bits, bool clad)
{
	const int few = clad ? 8 : 10;

	if (_mm_popcnt_u64(bits) > few) {
		scan_many(to, base, bits);
		return;
	}
#pragma GCC unroll 10
	for (int i = 0; i < few; i++) {
		to[i] = base + (uint32_t)_tzcnt_u64(bits);
		bits = _blsr_u64(bits);
	}
}

#define SCAN_NAME scan_avx2
#include "io/csv/scan_body.h"
#endif
