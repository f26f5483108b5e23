/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was entered and closed, each by its own date: against counts over
 * all deals, one after another.
 */
#include "analytics/fold/bookings.h"

#include <stdlib.h>

#include "analytics/time/calendar.h"
#include "tests/unit/near.h"
#include "tests/unit/random.h"

enum { IN, WON, LOST };

#define DEALS 400
#define GROUPS 3
#define MONTHS 5
#define AS_OF 150
#define UNIT ((decimal)1000000000)

static uint64_t seed = 7;

static int
draw(int below)
{
	return (int)(random_next(&seed) % (uint64_t)below);
}

/* In days of 1970; amounts: 0, none. */
struct deal {
	uint32_t group;
	int entry, closed;	/* closed behind AS_OF: it is open */
	bool won;
	int asked, paid;	/* amounts of entry and of close */
};

static const int first_days[MONTHS + 1] = { 0, 31, 59, 90, 120, 151 };

static void
draw_deals(struct deal *deals)
{
	for (size_t i = 0; i < DEALS; i++) {
		deals[i] = (struct deal){ .group = (uint32_t)draw(GROUPS),
			.entry = draw(140), .won = draw(2),
			.asked = draw(3) ? 1 + draw(900) : 0,
			.paid = draw(2) ? 1 + draw(900) : 0 };
		deals[i].closed = deals[i].entry + 1 + draw(60);
	}
}

static decimal
amount_of(int amount)
{
	return amount ? amount * UNIT : DECIMAL_NONE;
}

/* Of times, all lie at noon; what was won is lost once more, which does not
   count. */
static void
add_deal(struct bookings *f, const struct deal *d)
{
	const struct match_rules *r = &f->definition->rules;
	int64_t unit = r->dates ? 1 : DAY_MICROS;
	int64_t noon = r->dates ? 0 : DAY_MICROS / 2;
	struct event events[] = {
		{ d->entry * unit + noon, d->group, IN, true, false,
		    amount_of(d->asked) },
		{ d->closed * unit + noon, d->group, d->won ? WON : LOST,
		    true, false, amount_of(d->paid) },
		{ (d->closed + 1) * unit + noon, d->group, LOST, true, false,
		    DECIMAL_NONE } };
	struct timeline t = { .events = events, .n = d->closed > AS_OF ? 1 :
	    d->won && d->closed < AS_OF ? 3 : 2 };

	assert_int_equal(bookings_class.add(f, &t), STATUS_OK);
}

static struct bookings_definition
definition(bool dates)
{
	return (struct bookings_definition){
		.rules = { .nstages = 2, .stages = { 1, 2 },
		    .outcome = { [LOST] = true }, .zone = &zone_utc,
		    .dates = dates, .from = INT64_MIN, .to = INT64_MAX,
		    .as_of = dates ? AS_OF : (AS_OF + 1) * DAY_MICROS - 1 },
		.goal = 1, .every = EVERY_MONTH };
}

/* Every second deal by another worker. */
static struct bookings *
fold_of(const struct bookings_definition *d, const struct deal *deals)
{
	struct bookings *f = fold_new(&bookings_class, d);
	struct bookings *other = fold_new(&bookings_class, d);

	for (size_t i = 0; i < DEALS; i++)
		add_deal(i % 2 ? other : f, &deals[i]);
	fold_merge(f, other);
	fold_free(other);
	return f;
}

static bool
lies_in(int day, struct bookings_of of)
{
	return day >= of.from && day < of.to;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *values, size_t n)
{
	qsort(values, n, sizeof *values, compare);
	return n ? (values[(n - 1) / 2] + values[n / 2]) / 2 : NAN;
}

/* Days of wins; how many. */
static size_t
days_of_wins(const struct deal *deals, struct bookings_of of, double *out)
{
	size_t n = 0;

	for (size_t i = 0; i < DEALS; i++)
		if (deals[i].won && deals[i].closed <= AS_OF && (of.all ||
		    deals[i].group == of.group) && lies_in(deals[i].closed,
		    of))
			out[n++] = deals[i].closed - deals[i].entry;
	return n;
}

static void
expect_sum(const struct bookings *f, const struct deal *deals,
    struct bookings_of of)
{
	uint64_t entered = 0, lost = 0, unvalued = 0;
	double sum = 0, squares = 0, largest = 0, days[DEALS];
	size_t won = days_of_wins(deals, of, days);
	struct bookings_sum s;

	for (size_t i = 0; i < DEALS; i++) {
		const struct deal *d = &deals[i];
		double amount = d->paid ? d->paid : d->asked;

		if (!of.all && d->group != of.group)
			continue;
		entered += lies_in(d->entry, of);
		if (d->closed > AS_OF || !lies_in(d->closed, of))
			continue;
		lost += !d->won;
		unvalued += d->won && amount == 0;
		sum += d->won ? amount : 0;
		squares += d->won ? amount * amount : 0;
		largest = d->won ? fmax(largest, amount) : largest;
	}
	assert_int_equal(bookings_total(f, of, 0.95, &s), STATUS_OK);
	assert_true(s.entered == entered && s.won == won && s.lost == lost &&
	    s.unvalued == unvalued && isnan(s.days.value));
	assert_int_equal(bookings_sum(f, of, 0.95, &s), STATUS_OK);
	assert_int_equal(s.entered, entered);
	assert_int_equal(s.won, won);
	assert_int_equal(s.lost, lost);
	assert_int_equal(s.unvalued, unvalued);
	assert_near(s.squares, squares, 1e-12);
	if (won > unvalued) {
		assert_near(s.value.estimate, sum, 1e-12);
		assert_near(s.largest, largest, 1e-12);
	} else {
		assert_nan(s.value.estimate);
		assert_nan(s.largest);
	}
	if (won)
		assert_near(s.days.value, median(days, won), 1e-12);
	else
		assert_nan(s.days.value);
	if (won + lost == 0) {
		assert_nan(s.closed_win_rate.rate);
		return;
	}
	/* Wilson's, by its formula. */
	double n = (double)(won + lost), p = (double)won / n;
	double z = 1.959963984540054, zz = z * z / n;
	double half = z * sqrt(p * (1 - p) / n + zz / (4 * n)) / (1 + zz);
	assert_near(s.closed_win_rate.rate, p, 1e-12);
	assert_near(s.closed_win_rate.low, (p + zz / 2) / (1 + zz) - half,
	    1e-12);
	assert_near(s.closed_win_rate.high, (p + zz / 2) / (1 + zz) + half,
	    1e-12);
}

static void
each_counts_by_its_own_date(void **state)
{
	struct deal deals[DEALS];

	(void)state;
	for (int dates = 0; dates < 2; dates++) {
		struct bookings_definition d = definition(dates);

		draw_deals(deals);
		struct bookings *f = fold_of(&d, deals);
		int64_t *days;
		uint32_t *groups;
		assert_int_equal(bookings_periods(f, &days), MONTHS);
		assert_int_equal(bookings_groups(f, &groups), GROUPS);
		for (size_t m = 0; m < MONTHS; m++) {
			struct bookings_of of = { first_days[m],
				first_days[m + 1], 0, true };

			assert_int_equal(days[m], first_days[m]);
			expect_sum(f, deals, of);
			of.all = false;
			for (of.group = 0; of.group < GROUPS; of.group++)
				expect_sum(f, deals, of);
		}
		expect_sum(f, deals, (struct bookings_of){ INT64_MIN,
		    INT64_MAX, 0, true });
		free(days);
		free(groups);
		fold_free(f);
	}
}

/* The median of all differences between a win of one and one of another. */
static void
wins_are_compared_by_their_days(void **state)
{
	static double differences[DEALS * DEALS];
	const struct bookings_of before = { 31, 59, 0, true };
	const struct bookings_of after = { 59, 90, 0, true };
	struct bookings_definition d = definition(true);
	struct deal deals[DEALS];
	double one[DEALS], two[DEALS], p, back;
	struct effect shift, other;

	(void)state;
	draw_deals(deals);
	struct bookings *f = fold_of(&d, deals);
	size_t n1 = days_of_wins(deals, before, one), n = 0;
	size_t n2 = days_of_wins(deals, after, two);
	for (size_t i = 0; i < n1; i++)
		for (size_t k = 0; k < n2; k++)
			differences[n++] = two[k] - one[i];
	assert_int_equal(bookings_shift(f, before, after, 0.95, &shift, &p),
	    STATUS_OK);
	assert_near(shift.estimate, median(differences, n), 1e-12);
	assert_true(shift.low <= shift.estimate && shift.estimate <=
	    shift.high && p > 0 && p <= 1);
	assert_int_equal(bookings_shift(f, after, before, 0.95, &other,
	    &back), STATUS_OK);
	assert_near(other.estimate, -shift.estimate, 1e-12);
	assert_near(back, p, 1e-12);
	fold_free(f);
}

static void
nothing_is_no_sum(void **state)
{
	const struct bookings_of none = { 2000, 3000, 0, true };
	const struct bookings_of all = { INT64_MIN, INT64_MAX, 0, true };
	struct bookings_definition d = definition(true);
	struct deal deals[DEALS];
	struct bookings_sum s;
	struct effect shift;
	double p;

	(void)state;
	draw_deals(deals);
	struct bookings *f = fold_of(&d, deals);
	assert_int_equal(bookings_sum(f, none, 0.95, &s), STATUS_TOO_FEW);
	assert_true(s.entered == 0 && s.won == 0 && s.lost == 0);
	assert_true(isnan(s.closed_win_rate.rate) && isnan(s.value.estimate)
	    && isnan(s.days.value));
	assert_int_equal(bookings_total(f, none, 0.95, &s), STATUS_TOO_FEW);
	assert_int_equal(bookings_sum(f, all, 1, &s), STATUS_DOMAIN);
	assert_int_equal(bookings_total(f, all, 1, &s), STATUS_DOMAIN);
	assert_int_equal(bookings_shift(f, none, all, 0.95, &shift, &p),
	    STATUS_TOO_FEW);
	assert_true(isnan(shift.estimate) && isnan(p));
	fold_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_counts_by_its_own_date),
		cmocka_unit_test(wins_are_compared_by_their_days),
		cmocka_unit_test(nothing_is_no_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
