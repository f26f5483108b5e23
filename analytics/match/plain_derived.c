/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several folds ask of a batch of plain attempts, made once for all. */
#include <string.h>

#include "analytics/base/always_inline.h"
#include "analytics/base/lanes.h"
#include "analytics/base/memory.h"
#include "analytics/match/duration.h"
#include "analytics/match/matching_private.h"
#include "analytics/match/plain_attempts.h"

struct plain_derived {
	uint8_t all[PLAIN_BATCH];	/* numbers of attempts */
	unsigned known_days;	/* bits by event */
	unsigned known[PLAIN_BEFORE + 1];	/* bits by end, of spans */
	int32_t days[PLAIN_STEPS_MAX][PLAIN_BATCH];
	struct plain_span spans[PLAIN_BEFORE + 1][PLAIN_ENDS];
};

struct plain_derived *
plain_derived_new(void)
{
	struct plain_derived *d = memory_zeroed(1, sizeof *d);

	for (size_t i = 0; i < PLAIN_BATCH; i++)
		d->all[i] = (uint8_t)i;
	return d;
}

void
plain_derived_forget(struct plain_derived *d)
{
	d->known_days = 0;
	memset(d->known, 0, sizeof d->known);
}

/* Eight at once. */
static bool
all_have(const uint32_t *groups, size_t n, uint32_t group)
{
	typedef uint32_t many __attribute__((vector_size(32), aligned(4)));
	const size_t width = sizeof(many) / sizeof *groups;
	many differ = { 0 };
	uint32_t differs = 0;
	size_t i = 0;

	for (; i + width <= n; i += width)
		differ |= *(const many *)(groups + i) ^ group;
	for (; i < n; i++)
		differs |= groups[i] ^ group;
	for (size_t k = 0; k < width; k++)
		differs |= differ[k];
	return !differs;
}

/* Mostly all have one. */
void
plain_first_group(const struct plain_batch *b, struct plain_group *g)
{
	memcpy(g->at, b->derived->all, sizeof g->at);
	g->group = b->groups[0];
	g->n = b->n;
	g->left = 0;
	if (!all_have(b->groups, b->n, g->group)) {
		memcpy(g->others, g->at, sizeof g->others);
		g->left = b->n;
		plain_next_group(b, g);
	}
}

/* The group of the first that is left. */
void
plain_next_group(const struct plain_batch *b, struct plain_group *g)
{
	size_t kept = 0;

	g->n = 0;
	if (g->left == 0)
		return;
	g->group = b->groups[g->others[0]];
	for (size_t j = 0; j < g->left; j++) {
		uint8_t i = g->others[j];
		bool own = b->groups[i] == g->group;

		g->at[g->n] = i;
		g->others[kept] = i;
		g->n += own;
		kept += !own;
	}
	g->left = kept;
}

/*
 * Whole numbers below 2^52 as doubles and back: one that is added to 2^52
 * stands in the lowest bits.
 */
#define TWO_52 0x1p52
#define BITS_OF_TWO_52 UINT64_C(0x4330000000000000)
#define PASSED_BITS 51

typedef uint64_t words __attribute__((vector_size(LANES * 8), aligned(8)));
_Static_assert(PLAIN_BATCH % LANES == 0, "a batch has whole lanes");

/* Of the first n from a place on all bits, of those behind them none. */
static inline ALWAYS_INLINE void
which_of(size_t n, size_t at, words *out)
{
	const words numbers = { 0, 1, 2, 3 };

	*out = (words)(numbers + at < (words){ 0 } + n);
}

/*
 * Microseconds, each below 2^51, in whole units of so many: one that is less
 * than a whole number of them, if by one microsecond, stays less as a
 * double, for what is rounded is a third of that at most.
 */
static inline ALWAYS_INLINE void
divide(const words *micros, double unit, lanes *whole)
{
	const words one = (words)((lanes){ 0 } + 1.0);
	lanes exact = ((lanes)(*micros | BITS_OF_TWO_52) - TWO_52) / unit;

	*whole = (exact + TWO_52) - TWO_52;
	*whole -= (lanes)((words)(*whole > exact) & one);
}

static inline ALWAYS_INLINE uint64_t
add_up(const words *of)
{
	return (*of)[0] + (*of)[1] + (*of)[2] + (*of)[3];
}

static inline ALWAYS_INLINE bool
is_large(const words *met)
{
	return ((*met)[0] | (*met)[1] | (*met)[2] | (*met)[3]) >> PASSED_BITS;
}

/* Cells are those of risk_cell_of_seconds.  False: one is too long. */
WIDEST static bool
put_seconds(const int64_t *from, const int64_t *to, size_t n,
    struct plain_span *out)
{
	words units = { 0 }, micros = { 0 }, met = { 0 };

	for (size_t i = 0; i < PLAIN_BATCH; i += LANES) {
		words all = *(const words *)(to + i) -
		    *(const words *)(from + i), counts;
		lanes whole;

		which_of(n, i, &counts);
		/* What would be below 0 is 0. */
		all &= counts & ~(words)((lane_integers)all < 0);
		met |= all;
		divide(&all, (double)MICROS, &whole);
		words number = (words)(whole + TWO_52) ^ BITS_OF_TWO_52;
		words few = (words)(whole < (double)(1 << RISK_BITS_KEPT));
		/* A shift, which gcc's analyser does not know of lanes. */
		words cell = (words)whole / (UINT64_C(1) << (52 -
		    RISK_BITS_KEPT)) - RISK_EXPONENT;
		cell = (number & few) | (cell & ~few);

		units += number;
		micros += all;
		for (size_t k = 0; k < LANES; k++)
			out->cell[i + k] = (uint32_t)cell[k];
	}
	out->units = add_up(&units);
	out->micros = add_up(&micros) - out->units * MICROS;
	return !is_large(&met);
}

/* Days, or durations so long that nobody measures them. */
static void
put_one_by_one(const struct match_rules *r, const int64_t *from,
    const int64_t *to, size_t n, struct plain_span *out)
{
	uint64_t unit = r->dates ? 1 : MICROS;

	out->units = out->micros = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t passed = to[i] < from[i] ? 0 : to[i] - from[i];

		out->cell[i] = duration_cell_of(r, passed);
		out->units += (uint64_t)passed / unit;
		out->micros += (uint64_t)passed % unit;
	}
}

static void
put_span(const struct plain_batch *b, enum plain_since since, size_t until,
    struct plain_span *out)
{
	const int64_t *from = b->time[plain_from(b, since, until)];
	const int64_t *to = until < PLAIN_AS_OF ? b->time[until] :
	    b->deadline;
	int64_t as_of[PLAIN_BATCH];

	if (until == PLAIN_AS_OF) {
		for (size_t i = 0; i < PLAIN_BATCH; i++)
			as_of[i] = b->rules->as_of;
		to = as_of;
	}
	if (b->rules->dates || !put_seconds(from, to, b->n, out))
		put_one_by_one(b->rules, from, to, b->n, out);
}

const struct plain_span *
plain_span(const struct plain_batch *b, enum plain_since since, size_t until)
{
	struct plain_derived *d = b->derived;
	/* The entry is what comes before some ends. */
	bool first = until < PLAIN_AS_OF ? until == 1 : b->nevents == 1;
	enum plain_since of = first ? PLAIN_ENTRY : since;
	struct plain_span *out = &d->spans[of][until];

	if (!(d->known[of] >> until & 1))
		put_span(b, of, until, out);
	d->known[of] |= 1u << until;
	return out;
}

/* In a zone of one offset.  False: one lies before 1970, or far ahead. */
WIDEST static bool
put_days(const int64_t *time, int64_t offset, size_t n, int32_t *out)
{
	words met = { 0 };

	for (size_t i = 0; i < PLAIN_BATCH; i += LANES) {
		words all = *(const words *)(time + i) + (uint64_t)offset;
		words counts;
		lanes whole;

		which_of(n, i, &counts);
		all &= counts;
		met |= all;
		divide(&all, (double)DAY_MICROS, &whole);
		words number = (words)(whole + TWO_52);
		for (size_t k = 0; k < LANES; k++)
			out[i + k] = (int32_t)number[k];
	}
	return !is_large(&met);
}

const int32_t *
plain_days(const struct plain_batch *b, size_t event)
{
	const struct match_rules *r = b->rules;
	struct plain_derived *d = b->derived;
	const int64_t *time = b->time[event];
	int32_t *out = d->days[event];

	if (d->known_days >> event & 1)
		return out;
	d->known_days |= 1u << event;
	if (!r->dates && !r->zone->n && !r->zone->rule.dst &&
	    put_days(time, r->zone->first * MICROS, b->n, out))
		return out;
	for (size_t i = 0; i < b->n; i++)
		out[i] = (int32_t)(r->dates ? time[i] : zone_day(r->zone,
		    time[i]));
	return out;
}

/* Four lanes at once: each end is read once for all of them. */
WIDEST void
plain_count_past(const int64_t time[PLAIN_BATCH], const int64_t *ends,
    size_t n, int64_t out[PLAIN_BATCH])
{
	for (size_t i = 0; i < PLAIN_BATCH; i += 4 * LANES) {
		const lane_integers *of = (const lane_integers *)(time + i);
		lane_integers *to = (lane_integers *)(out + i);
		lane_integers a = of[0], b = of[1], c = of[2], d = of[3];
		lane_integers past_a, past_b, past_c, past_d;

		past_a = past_b = past_c = past_d = (lane_integers){ 0 } +
		    (int64_t)n;
		/* One less where it lies behind. */
		for (size_t k = 0; k < n; k++) {
			past_a += a > ends[k];
			past_b += b > ends[k];
			past_c += c > ends[k];
			past_d += d > ends[k];
		}
		to[0] = past_a;
		to[1] = past_b;
		to[2] = past_c;
		to[3] = past_d;
	}
}
