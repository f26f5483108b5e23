/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forecasts of one log, whose deals come in any order, by any worker. */
#include "analytics/fold/forecast_finish.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/near.h"
#include "tests/unit/random.h"

enum { IN, TALKED, WON, LOST };

#define DEALS 900
#define AS_OF 500
#define WORKERS 3

static uint64_t seed = 11;

static int64_t
draw(int64_t below)
{
	return (int64_t)(random_next(&seed) % (uint64_t)below);
}

/* Of dates: entered, then talked to, then won or lost. */
struct deal {
	uint32_t group;
	int64_t time[3];
	uint8_t end;
	decimal amount;
};

static void
draw_deals(struct deal *deals)
{
	for (size_t i = 0; i < DEALS; i++) {
		struct deal *d = &deals[i];

		d->group = (uint32_t)draw(3);
		d->time[0] = draw(AS_OF);
		d->time[1] = d->time[0] + 1 + draw(40);
		d->time[2] = d->time[1] + 1 + draw(90);
		d->end = draw(3) ? LOST : WON;
		d->amount = (decimal)(1 + draw(99999)) * 10000000;
	}
}

/* Its open deals go to open, if there is such a place; how many. */
static size_t
add_deal(void *fold, const struct deal *d, struct forecast_standing *open)
{
	const uint8_t classes[] = { IN, TALKED, d->end };
	struct event events[3];
	struct timeline t = { .events = events };

	for (; t.n < 3 && d->time[t.n] <= AS_OF; t.n++)
		events[t.n] = (struct event){ d->time[t.n], d->group,
		    classes[t.n], true, false, d->amount };
	assert_int_equal(forecast_class.add(fold, &t), STATUS_OK);
	return open ? forecast_open(fold, &t, open) : 0;
}

/* From deal `first` on, every step-th one after another. */
static struct forecast *
fold_of(const struct forecast_definition *d, const struct deal *deals,
    size_t first, size_t step)
{
	struct forecast *folds[WORKERS];

	for (size_t w = 0; w < WORKERS; w++)
		folds[w] = fold_new(&forecast_class, d);
	for (size_t i = 0, at = first; i < DEALS; i++) {
		add_deal(folds[at * step % 7 % WORKERS], &deals[at], NULL);
		at = (at + step) % DEALS;
	}
	for (size_t w = 1; w < WORKERS; w++) {
		fold_merge(folds[0], folds[w]);
		fold_free(folds[w]);
	}
	return folds[0];
}

static const struct forecast_block *
block_of(const struct forecast_result *r, uint32_t group)
{
	size_t i = 0;

	while (r->blocks[i].group != group)
		i++;
	return &r->blocks[i];
}

static void
assert_equal(const struct forecast_result *one,
    const struct forecast_result *other, size_t nparts)
{
	assert_int_equal(one->n, other->n);
	for (size_t i = 0; i < one->n; i++) {
		const struct forecast_block *a = &one->blocks[i];
		const struct forecast_block *b = a->total ?
		    &other->blocks[i] : block_of(other, a->group);

		assert_int_equal(a->npast, b->npast);
		assert_memory_equal(a->parts, b->parts,
		    nparts * sizeof *a->parts);
		assert_memory_equal(&a->widen, &b->widen, sizeof a->widen);
	}
}

/* To the last bit, also where the calendar is asked: it adds up what each
   day of each stay was expected to bring. */
static void
order_does_not_matter(void **state)
{
	static const size_t steps[] = { 1, 7, 899 };
	const int64_t until[] = { AS_OF + 30, AS_OF + 90 };
	const struct forecast_definition d = {
		.rules = { .nstages = 3, .stages = { 1, 2, 4 },
		    .outcome = { [LOST] = true }, .dates = true,
		    .zone = &zone_utc, .from = INT64_MIN, .to = INT64_MAX,
		    .as_of = AS_OF },
		.goal = 2, .views = { AS_OF, 420, 330 }, .nviews = 3,
		.horizon = 60, .values = true, .stays = true };
	static const enum every calendars[] = { EVERY_NONE, EVERY_MONTH,
		EVERY_QUARTER };
	struct deal deals[DEALS];

	(void)state;
	draw_deals(deals);
	for (size_t c = 0; c < 3; c++) {
		const struct forecast_ask ask = { .until = until, .n = 2,
			.level = 0.95, .arrivals = 90,
			.calendar = calendars[c], .calibrate = true };
		struct forecast_result first;

		for (size_t i = 0; i < 3; i++) {
			struct forecast *f = fold_of(&d, deals, 31 * i,
			    steps[i]);
			struct forecast_result r;

			assert_int_equal(forecast_finish(f, &ask, true, &r),
			    STATUS_OK);
			fold_free(f);
			if (i == 0) {
				first = r;
				continue;
			}
			assert_equal(&first, &r, 6);
			forecast_result_free(&r);
		}
		forecast_result_free(&first);
	}
}

/* Deals that are open, by stage, age and amount. */
static int
compare_standings(const void *a, const void *b)
{
	const struct forecast_standing *x = a, *y = b;

	if (x->stage != y->stage)
		return x->stage < y->stage ? -1 : 1;
	if (x->age != y->age)
		return x->age < y->age ? -1 : 1;
	return (x->amount > y->amount) - (x->amount < y->amount);
}

static const struct forecast_definition alone = {
	.rules = { .nstages = 3, .stages = { 1, 2, 4 },
	    .outcome = { [LOST] = true }, .dates = true, .zone = &zone_utc,
	    .from = INT64_MIN, .to = INT64_MAX, .as_of = AS_OF },
	.goal = 2, .views = { AS_OF }, .nviews = 1, .values = true };

/*
 * 2^n outcomes, one by one, at the nodes of Abramowitz and Stegun 25.10
 * (n = 9): the smallest sum that has the level behind it.
 */
static double
by_outcomes(const double *p, const double *amount, size_t n, double tau,
    double level)
{
	static const double nodes[] = { 0, 0.723551018752838,
		1.468553289216668, 2.266580584531843, 3.190993201781528 };
	static const double weights[] = { 7.202352156061e-1,
		4.326515590026e-1, 8.847452739438e-2, 4.943624275537e-3,
		3.960697726326e-5 };
	static double sums[1 << 10], mass[1 << 10];
	double least = -1, behind = 0;

	for (size_t set = 0; set < (size_t)1 << n; set++) {
		sums[set] = mass[set] = 0;
		for (size_t i = 0; i < n; i++)
			sums[set] += set >> i & 1 ? amount[i] : 0;
		for (int k = -4; k <= 4; k++) {
			double at = weights[abs(k)] / sqrt(M_PI);

			for (size_t i = 0; i < n; i++) {
				double odds = p[i] / (1 - p[i]) * exp(tau *
				    M_SQRT2 * copysign(nodes[abs(k)], k));

				at *= (set >> i & 1 ? odds : 1) / (1 + odds);
			}
			mass[set] += at;
		}
	}
	while (behind < level) {
		double next = INFINITY;

		for (size_t set = 0; set < (size_t)1 << n; set++)
			if (sums[set] > least && sums[set] < next)
				next = sums[set];
		least = next;
		for (size_t set = 0; set < (size_t)1 << n; set++)
			behind += sums[set] == least ? mass[set] : 0;
	}
	return least;
}

/* Ten deals of one owner: their wins and what these are worth. */
static void
few_by_outcomes(const struct forecaster *f,
    const struct forecast_standing *deals)
{
	enum { FEW = 10 };
	double p[FEW], one[FEW], amount[FEW], moves = 0, all = 0, tau;
	struct forecast_part sum;

	forecaster_sum(f, 0, deals, FEW, &sum);
	for (size_t i = 0; i < FEW; i++) {
		double *chances = forecaster_estimates(f, 0, deals[i].stage,
		    deals[i].age + 1);

		p[i] = chances[deals[i].age];
		free(chances);
		assert_true(p[i] > 0 && p[i] < 1);
		one[i] = 1;
		amount[i] = decimal_double(deals[i].amount);
		moves += p[i] * (1 - p[i]);
		all += amount[i];
	}
	tau = sqrt(sum.wins.variance - moves) / moves;
	assert_true(tau > 0);
	assert_int_equal(sum.n, FEW);
	assert_near(sum.wins.low, by_outcomes(p, one, FEW, tau, .025),
	    0);
	assert_near(sum.wins.high, by_outcomes(p, one, FEW, tau, .975),
	    0);
	assert_near(sum.open_amount, all, 1e-12);

	double own = 0, worth = 0;
	for (size_t i = 0; i < FEW; i++) {
		own += amount[i] * amount[i] * p[i] * (1 - p[i]);
		worth += amount[i] * p[i] * (1 - p[i]);
	}
	tau = sqrt(sum.amount.variance - own) / worth;
	/* To the cells that amounts are cut into, one a deal. */
	assert_true(fabs(sum.amount.low - by_outcomes(p, amount, FEW, tau,
	    .025)) < FEW * all / 4096);
	assert_true(fabs(sum.amount.high - by_outcomes(p, amount, FEW, tau,
	    .975)) < FEW * all / 4096);
}

/* All deals of a log as those of one owner are the forecast of the whole. */
static void
owners_are_summed_as_the_whole(void **state)
{
	const int64_t until[] = { AS_OF + 30, AS_OF + 90 };
	const struct forecast_ask ask = { .until = until, .n = 2,
		.level = 0.95 };
	struct forecast *f = fold_new(&forecast_class, &alone);
	struct forecast_standing open[DEALS];
	struct deal deals[DEALS];
	struct forecast_result r;
	struct forecaster *one;
	struct forecast_part sum;
	size_t n = 0;

	(void)state;
	draw_deals(deals);
	for (size_t i = 0; i < DEALS; i++)
		n += add_deal(f, &deals[i], &open[n]);
	qsort(open, n, sizeof *open, compare_standings);
	assert_true(n > 50);
	assert_int_equal(forecast_finish(f, &ask, true, &r), STATUS_OK);
	one = forecaster_new(f, &ask, GROUP_NONE, true);
	for (size_t u = 0; u < 2; u++) {
		const struct forecast_part *whole = &r.blocks[r.n - 1].
		    parts[3 * u + FORECAST_OPEN];

		forecaster_sum(one, u, open, n, &sum);
		assert_int_equal(sum.n, n);
		assert_memory_equal(&sum.wins, &whole->wins, sizeof sum.wins);
		assert_memory_equal(&sum.amount, &whole->amount,
		    sizeof sum.amount);
	}
	few_by_outcomes(one, open);
	few_by_outcomes(one, open + n / 2);
	forecaster_sum(one, 0, open, 0, &sum);
	assert_true(sum.n == 0 && sum.wins.value == 0 && sum.wins.high == 0);
	forecaster_free(one);
	forecast_result_free(&r);
	fold_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_does_not_matter),
		cmocka_unit_test(owners_are_summed_as_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
