/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A calendar that closes deals: more happens as a quarter or month ends,
 * whatever the age of a deal.
 */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_private.h"

#define PARTS_MAX 13
/* Fewer wins say nothing of thirteen parts. */
#define WINS_LEAST 100

/* Days before the end of a month: its last, the one before, … */
static const int month_parts[] = { 1, 2, 3, 6, 10, 15, 20, 25 };
#define MONTH_PARTS (sizeof month_parts / sizeof month_parts[0] + 1)

/* Which part of its quarter or month a day lies in, from the end. */
static size_t
part_of(enum every calendar, int64_t day)
{
	int64_t first = every_floor(calendar, day, 0);
	int64_t left = every_add(calendar, first, 1) - 1 - day;
	size_t part = 0;

	if (calendar == EVERY_QUARTER)
		return left / 7 < PARTS_MAX ? (size_t)(left / 7) :
		    PARTS_MAX - 1;
	while (part < MONTH_PARTS - 1 && left >= month_parts[part])
		part++;
	return part;
}

/* By part: what happened, and what would have on any day of that age. */
struct happened {
	double seen[PARTS_MAX], expected[PARTS_MAX];
};

/* One kind of it, at ages on one side of `old`. */
struct kind {
	const struct pool *pool;
	enum every calendar;
	bool lost, old;
	const size_t *from;	/* by stage: the age that is old */
};

/* The share that leaves a stage on the day of an age. */
static double
hazard_at(const struct kind *kind, size_t stage, size_t age)
{
	const struct pipeline_seen *seen = &kind->pool->seen[stage];
	size_t goal = kind->pool->goal;
	uint64_t left = kind->lost ? seen->left[goal + 1][age] : 0;

	for (size_t to = 1; to <= goal && !kind->lost; to++)
		left += seen->left[to] ? seen->left[to][age] : 0;
	return seen->at_risk[age] ? (double)left /
	    (double)seen->at_risk[age] : 0;
}

static void
follow_stay(const struct kind *kind, const struct forecast_stay *stay,
    struct happened *h)
{
	int64_t began = kind->pool->day - stay->began;
	size_t from = kind->from[stay->stage];
	size_t first = kind->old ? from : 0;
	bool is_old = stay->days >= from;

	for (size_t age = first; age <= stay->days && age < kind->pool->ages
	    && (kind->old || age < from); age++)
		h->expected[part_of(kind->calendar, began + (int64_t)age)] +=
		    hazard_at(kind, stay->stage, age);
	if (stay->end == (kind->lost ? STAY_LOST : STAY_ON) &&
	    is_old == kind->old)
		h->seen[part_of(kind->calendar, began + stay->days)]++;
}

/*
 * By days left, 0 … h.  One more on either side: a part of which hardly
 * anything was seen says little, and nothing is impossible.
 */
static double *
factors(const struct kind *kind, int64_t until, size_t h)
{
	const struct forecast_stay *stays = kind->pool->stays.items;
	struct happened happened = { { 0 }, { 0 } };
	double *out = memory_array(h + 1, sizeof *out);
	double factor[PARTS_MAX], seen = 0, expected = 0;

	for (size_t i = 0; i < kind->pool->stays.n; i++)
		follow_stay(kind, &stays[i], &happened);
	for (size_t i = 0; i < PARTS_MAX; i++) {
		factor[i] = (happened.seen[i] + 1) / (happened.expected[i] +
		    1);
		seen += happened.seen[i];
		expected += happened.expected[i] * factor[i];
	}
	for (size_t left = 0; left <= h; left++)
		out[left] = expected > 0 ? factor[part_of(kind->calendar,
		    until - (int64_t)left)] * seen / expected : 1;
	return out;
}

/* The age by which half of those who go on from a stage have gone. */
static size_t
median_age(const struct pool *p, size_t stage)
{
	const struct pipeline_seen *seen = &p->seen[stage];
	uint64_t all = 0, so_far = 0;
	size_t age = 0;

	for (size_t to = 1; to <= p->goal; to++)
		for (size_t u = 0; seen->left[to] && u < p->ages; u++)
			all += seen->left[to][u];
	for (; age < p->ages && 2 * so_far < all; age++)
		for (size_t to = 1; to <= p->goal; to++)
			so_far += seen->left[to] ? seen->left[to][age] : 0;
	return age;
}

struct pipeline_pace
calendar_pace(const struct pool *p, enum every calendar, int64_t until,
    size_t h)
{
	struct pipeline_pace pace;

	for (size_t k = 0; k < p->goal; k++)
		pace.old[k] = median_age(p, k);
	for (size_t old = 0; old < 2; old++) {
		pace.on[old] = factors(&(struct kind){ p, calendar, false,
		    old, pace.old }, until, h);
		pace.lost[old] = factors(&(struct kind){ p, calendar, true,
		    old, pace.old }, until, h);
	}
	return pace;
}

void
calendar_pace_free(struct pipeline_pace *pace)
{
	for (size_t old = 0; old < 2; old++) {
		free(pace->on[old]);
		free(pace->lost[old]);
	}
}

/*
 * Against even within each whole quarter or month, so that growth from one
 * to the next says nothing.
 */
static double
chi_square(const struct pool *p, enum every calendar, size_t days,
    double *all)
{
	int64_t first = every_floor(calendar, p->day - (int64_t)days, 0);
	int64_t end = every_floor(calendar, p->day + 1, 0);
	double seen[PARTS_MAX] = { 0 }, expected[PARTS_MAX] = { 0 }, sum = 0;

	*all = 0;
	for (first = every_add(calendar, first, 1); first < end;) {
		int64_t next = every_add(calendar, first, 1);
		double wins = 0;

		for (int64_t day = first; day < next; day++) {
			double n = (double)pool_on(p, p->won, p->day - day);

			seen[part_of(calendar, day)] += n;
			wins += n;
		}
		for (int64_t day = first; day < next; day++)
			expected[part_of(calendar, day)] += wins /
			    (double)(next - first);
		*all += wins;
		first = next;
	}
	for (size_t i = 0; i < PARTS_MAX; i++)
		if (expected[i] > 0)
			sum += (seen[i] - expected[i]) * (seen[i] -
			    expected[i]) / expected[i];
	return sum;
}

void
calendar_test(const struct pool *pool, enum every calendar, double *p,
    double *effect)
{
	size_t days = pool->days, parts = calendar == EVERY_QUARTER ?
	    PARTS_MAX : MONTH_PARTS;
	double all, sum;

	*p = *effect = NAN;
	while (days > 0 && pool->won[days - 1] == 0)
		days--;
	sum = chi_square(pool, calendar, days, &all);
	if (all < WINS_LEAST)
		return;
	*p = gsl_cdf_chisq_Q(sum, (double)(parts - 1));
	*effect = sum / all;
}
