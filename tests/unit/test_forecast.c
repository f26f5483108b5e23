/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forecasts of one log, whose deals come in any order, by any worker. */
#include "analytics/fold/forecast_finish.h"

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

static void
add_deal(void *fold, const struct deal *d)
{
	const uint8_t classes[] = { IN, TALKED, d->end };
	struct event events[3];
	struct timeline t = { .events = events };

	for (; t.n < 3 && d->time[t.n] <= AS_OF; t.n++)
		events[t.n] = (struct event){ d->time[t.n], d->group,
		    classes[t.n], true, false, d->amount };
	assert_int_equal(forecast_class.add(fold, &t), STATUS_OK);
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
		add_deal(folds[at * step % 7 % WORKERS], &deals[at]);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
