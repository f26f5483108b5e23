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

/*
 * Stays by the calendar.  All of it are counts: stays come as the threads
 * left them, and sums of doubles would tell in which order.
 */
struct past_days {
	const struct pool *pool;
	enum every calendar;
	const size_t *old;	/* by stage: the age that is */
	uint64_t *at_risk;	/* by part, stage and age */
	uint64_t seen[2][2][PARTS_MAX];	/* by old and lost: who left so */
};

static uint64_t *
at_risk_of(const struct past_days *d, size_t part, size_t stage)
{
	return d->at_risk + (part * d->pool->goal + stage) * d->pool->ages;
}

static void
count_stay(struct past_days *d, const struct forecast_stay *stay)
{
	int64_t began = d->pool->day - stay->began;
	bool old = stay->days >= d->old[stay->stage];

	for (size_t age = 0; age <= stay->days && age < d->pool->ages; age++)
		at_risk_of(d, part_of(d->calendar, began + (int64_t)age),
		    stay->stage)[age]++;
	if (stay->end != STAY_OPEN)
		d->seen[old][stay->end == STAY_LOST][part_of(d->calendar,
		    began + stay->days)]++;
}

static void
count_stays(struct past_days *d)
{
	const struct pool *pool = d->pool;
	const struct forecast_stay *stays = pool->stays.items;

	d->at_risk = memory_zeroed(PARTS_MAX * pool->goal * pool->ages,
	    sizeof *d->at_risk);
	for (size_t i = 0; i < pool->stays.n; i++)
		count_stay(d, &stays[i]);
}

/* The share that leaves a stage on the day of an age. */
static double
hazard_at(const struct pool *pool, size_t stage, size_t age, bool lost)
{
	const struct pipeline_seen *seen = &pool->seen[stage];
	uint64_t left = lost ? seen->left[pool->goal + 1][age] : 0;

	for (size_t to = 1; to <= pool->goal && !lost; to++)
		left += seen->left[to] ? seen->left[to][age] : 0;
	return seen->at_risk[age] ? (double)left /
	    (double)seen->at_risk[age] : 0;
}

/* By part: what would have happened, were any day of an age like others. */
static void
expect(const struct past_days *d, bool old, bool lost,
    double expected[PARTS_MAX])
{
	const struct pool *pool = d->pool;

	for (size_t i = 0; i < PARTS_MAX; i++)
		expected[i] = 0;
	for (size_t k = 0; k < pool->goal; k++)
		for (size_t age = 0; age < pool->ages; age++) {
			if ((age >= d->old[k]) != old)
				continue;
			double hazard = hazard_at(pool, k, age, lost);
			for (size_t i = 0; i < PARTS_MAX; i++)
				expected[i] += hazard *
				    (double)at_risk_of(d, i, k)[age];
		}
}

/*
 * By days left, 0 … h.  One more on either side: a part of which hardly
 * anything was seen says little, and nothing is impossible.
 */
static double *
factors(const struct past_days *d, bool old, bool lost, int64_t until,
    size_t h)
{
	const uint64_t *seen = d->seen[old][lost];
	double *out = memory_array(h + 1, sizeof *out);
	double factor[PARTS_MAX], expected[PARTS_MAX], all = 0, most = 0;

	expect(d, old, lost, expected);
	for (size_t i = 0; i < PARTS_MAX; i++) {
		factor[i] = ((double)seen[i] + 1) / (expected[i] + 1);
		all += (double)seen[i];
		most += expected[i] * factor[i];
	}
	for (size_t left = 0; left <= h; left++)
		out[left] = most > 0 ? factor[part_of(d->calendar,
		    until - (int64_t)left)] * all / most : 1;
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
	struct past_days days = { .pool = p, .calendar = calendar,
	    .old = pace.old };

	for (size_t k = 0; k < p->goal; k++)
		pace.old[k] = median_age(p, k);
	count_stays(&days);
	for (size_t old = 0; old < 2; old++) {
		pace.on[old] = factors(&days, old, false, until, h);
		pace.lost[old] = factors(&days, old, true, until, h);
	}
	free(days.at_risk);
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
