/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How new deals come in, told by those that came. */
#include <math.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_private.h"

#define WEEKS 12	/* by which arrivals are told to be uneven */

static uint64_t
entries_between(const struct pool *p, size_t first, size_t end)
{
	uint64_t n = 0;

	for (size_t day = first; day < end; day++)
		n += pool_on(p, p->entries, (int64_t)day);
	return n;
}

/* Days that the entries go back, the view's own included. */
static size_t
days_of_entries(const struct pool *p)
{
	size_t days = p->days;

	while (days > 0 && p->entries[days - 1] == 0)
		days--;
	return days;
}

static double
dispersion(const struct pool *p, size_t days)
{
	size_t weeks = days / 7 < WEEKS ? days / 7 : WEEKS;
	double sum = 0, squares = 0, mean;

	if (weeks < 2)
		return 1;
	for (size_t w = 0; w < weeks; w++)
		sum += (double)entries_between(p, 7 * w, 7 * w + 7);
	mean = sum / (double)weeks;
	for (size_t w = 0; w < weeks; w++) {
		double off = (double)entries_between(p, 7 * w, 7 * w + 7) -
		    mean;

		squares += off * off;
	}
	return mean > 0 ? fmax(1, squares / (double)(weeks - 1) / mean) : 1;
}

/*
 * How many times the mean day of the year a day of each month has, over
 * the whole months of the log: 1 where they are fewer than 24.
 */
static void
month_factors(const struct pool *p, size_t days, double factor[12])
{
	int64_t first = every_floor(EVERY_MONTH, p->day - (int64_t)days + 1,
	    0), end = every_floor(EVERY_MONTH, p->day + 1, 0);
	double entries[12] = { 0 }, length[12] = { 0 }, all = 0, in_all = 0;
	size_t months = 0;

	if (first < p->day - (int64_t)days + 1)
		first = every_add(EVERY_MONTH, first, 1);
	for (int64_t day = first; day < end; day++) {
		int month = day_to_civil(day).month - 1;
		double n = (double)pool_on(p, p->entries, p->day - day);

		entries[month] += n;
		length[month]++;
		all += n;
		in_all++;
		months += day_to_civil(day).day == 1;
	}
	for (size_t m = 0; m < 12; m++)
		factor[m] = months >= 24 && all > 0 ? entries[m] / length[m]
		    / (all / in_all) : 1;
}

/* Of a season, what is past is freed before it is told what comes. */
static double
base_rate(const struct pool *p, size_t days, const double factor[12])
{
	double expected = 0;

	for (size_t back = 0; back < days; back++)
		expected += factor[day_to_civil(p->day -
		    (int64_t)back).month - 1];
	return expected > 0 ? (double)entries_between(p, 0, days) / expected
	    : 0;
}

struct arrivals
arrivals_of(const struct pool *p, const struct forecast_ask *ask, size_t h)
{
	size_t all = days_of_entries(p);
	size_t days = ask->arrivals < all ? ask->arrivals : all;
	struct arrivals a = { memory_zeroed(h + 1, sizeof(double)),
	    (double)days, dispersion(p, all) };
	double factor[12], rate;

	for (size_t m = 0; m < 12; m++)
		factor[m] = 1;
	if (ask->season)
		month_factors(p, all, factor);
	rate = base_rate(p, days, factor);
	for (size_t day = 1; day <= h; day++)
		a.entering[h - day] = rate * factor[day_to_civil(p->day +
		    (int64_t)day).month - 1];
	return a;
}

/*
 * New deals that win, and the variance of their number: arrivals vary by
 * their dispersion, and their rate is known from so many days.
 */
struct forecast_sum
arrivals_won(const struct arrivals *a, const struct pipeline *pipeline,
    size_t h)
{
	struct forecast_sum sum = { 0 };
	double squares = 0, rate = 0;

	for (size_t r = 0; r < h; r++) {
		double g = pipeline_entering(pipeline, 0, r);

		sum.value += a->entering[r] * g;
		squares += a->entering[r] * g * g;
		rate += a->entering[r];
	}
	sum.variance = sum.value + (a->dispersion - 1) * squares;
	if (rate > 0)
		sum.variance += a->dispersion * sum.value * sum.value /
		    (rate / (double)h * a->days);
	return sum;
}
