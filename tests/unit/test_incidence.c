/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/incidence.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/histogram.h"
#include "tests/unit/maven.h"

#define EXACT 1e-9

/* A life table in whole days as a risk table; rows are the caller's. */
static struct risk_table
risk_of(const struct life_table *life)
{
	struct risk_row *rows = calloc(life->n + 1, sizeof *rows);
	for (size_t i = 0; i < life->n; i++)
		rows[i] = (struct risk_row){ (uint32_t)life->rows[i].time,
		    life->rows[i].events, life->rows[i].competing,
		    life->rows[i].censored };
	return (struct risk_table){ rows, life->n,
	    life_table_entered(life) };
}

/* R 4.2.2 survfit with states: reference/maven_crm_competing_risks.csv. */
static void
incidence_is_that_of_r(void **state)
{
	struct csv r = reference("maven_crm_competing_risks.csv");
	struct csv m = reference("maven_counts.csv");
	const double z = 1.959963984540054;

	(void)state;
	for (size_t i = 0; i < r.n; i++)
		for (int won = 0; won < 2; won++) {
			const char *group = csv_cell(&r, i, "group");
			const char *equals = strchr(group, '=');
			struct life_table life = maven_table(&m, equals ?
			    equals + 1 : NULL, won ? "won" : "lost");
			struct risk_table risk = risk_of(&life);
			struct incidence f;
			double wanted = csv_number(csv_cell(&r, i, won ?
			    "ci_won" : "ci_lost"));
			double se = csv_number(csv_cell(&r, i, won ?
			    "se_won" : "se_lost"));
			assert_int_equal(incidence_at(&risk,
			    (uint32_t)csv_number(csv_cell(&r, i, "time")),
			    0.95, BAND_LOG_LOG, &f), STATUS_OK);
			assert_true(f.known);
			assert_near(f.estimate, wanted, EXACT);
			assert_near(sqrt(f.variance), se, EXACT);
			double w = z * se / (wanted * log(wanted));
			assert_near(f.low, pow(wanted, exp(-w)), EXACT);
			assert_near(f.high, pow(wanted, exp(w)), EXACT);
			free((void *)(uintptr_t)risk.rows);
			free((void *)(uintptr_t)life.rows);
		}
	csv_free(&m);
	csv_free(&r);
}

/*
 * By hand: of ten, one event at 1, one censored at 2, two events and one
 * competing at 3, the rest censored at 5.
 */
static const struct risk_row ten[] = { { 1, 1, 0, 0 }, { 2, 0, 0, 1 },
	{ 3, 2, 1, 0 }, { 5, 0, 0, 5 } };
static const struct risk_table table_of_ten = { ten, 4, 10 };

static void
ten_by_hand(void **state)
{
	struct incidence f;

	(void)state;
	assert_int_equal(incidence_at(&table_of_ten, 0, 0.95, BAND_LOG_LOG,
	    &f), STATUS_OK);
	assert_near(f.estimate, 0, 0);
	assert_int_equal(f.observed, 10);
	/* No censoring yet: a plain ratio, and ten of them. */
	assert_int_equal(incidence_at(&table_of_ten, 1, 0.95, BAND_PLAIN,
	    &f), STATUS_OK);
	assert_near(f.estimate, 0.1, 0);
	assert_near(f.effective_n, 10, 1e-12);
	assert_near(f.variance, 0.1 * 0.9 / 10, 1e-12);
	assert_near(f.high, 0.1 + 1.959963984540054 * sqrt(0.009), 1e-12);
	assert_near(f.low, 0, 0);
	/* .1 + .9·2/8 */
	assert_int_equal(incidence_at(&table_of_ten, 3, 0.95, BAND_LOG_LOG,
	    &f), STATUS_OK);
	assert_near(f.estimate, 0.325, 1e-15);
	assert_int_equal(f.observed, 9);
	assert_true(f.effective_n > 9 && f.effective_n < 10);
	/* At 6 nobody is there any more, and not all had ended. */
	assert_int_equal(incidence_at(&table_of_ten, 6, 0.95, BAND_LOG_LOG,
	    &f), STATUS_OK);
	assert_false(f.known);
	assert_nan(f.estimate);
	assert_nan(f.low);
}

/* An effect of 4 is a quarter of the entities. */
static void
widened_by_the_design(void **state)
{
	struct incidence f, wide;

	(void)state;
	incidence_at(&table_of_ten, 3, 0.95, BAND_LOG_LOG, &f);
	wide = f;
	assert_int_equal(incidence_widen(&wide, 4, 0.95, BAND_LOG_LOG),
	    STATUS_OK);
	assert_near(wide.estimate, f.estimate, 0);
	assert_near(wide.variance, 4 * f.variance, 1e-12);
	assert_near(wide.effective_n, f.effective_n / 4, 1e-12);
	double w = 1.959963984540054 * 2 * sqrt(f.variance) /
	    (f.estimate * log(f.estimate));
	assert_near(wide.low, pow(f.estimate, exp(-w)), EXACT);
	assert_near(wide.high, pow(f.estimate, exp(w)), EXACT);
}

/* F is .1, .325: of those who get there 4/13 by day 1, all by day 3. */
static void
quantiles_are_of_those_who_get_there(void **state)
{
	static const double probs[] = { 0.25, 0.3, 0.31, 0.9 };
	static const double wanted[] = { 1, 1, 3, 3 };
	static const struct risk_row flat[] = { { 2, 1, 0, 0 },
		{ 6, 1, 0, 0 } };
	static const struct risk_table two = { flat, 2, 2 };
	static const struct risk_row never[] = { { 2, 0, 3, 0 } };
	static const struct risk_table none = { never, 1, 3 };
	const double half = 0.5;
	double days[4];

	(void)state;
	assert_int_equal(incidence_quantiles(&table_of_ten, RISK_DAYS, NULL,
	    probs, 4, days), STATUS_OK);
	for (size_t i = 0; i < 4; i++)
		assert_near(days[i], wanted[i], 0);
	/* R: on a stretch at the level, its middle. */
	assert_int_equal(incidence_quantiles(&two, RISK_DAYS, NULL, &half, 1,
	    days), STATUS_OK);
	assert_near(days[0], 4, 0);
	assert_int_equal(incidence_quantiles(&none, RISK_DAYS, NULL, &half, 1,
	    days), STATUS_OK);
	assert_nan(days[0]);
}

static void
nonsense_has_no_answer(void **state)
{
	static const struct risk_table nobody = { NULL, 0, 0 };
	static const struct risk_table wrong = { ten, 4, 11 };
	struct incidence f;

	(void)state;
	assert_int_equal(incidence_at(&nobody, 3, 0.95, BAND_LOG_LOG, &f),
	    STATUS_TOO_FEW);
	assert_nan(f.estimate);
	assert_int_equal(incidence_at(&wrong, 3, 0.95, BAND_LOG_LOG, &f),
	    STATUS_DOMAIN);
	assert_int_equal(incidence_at(&table_of_ten, 3, 1, BAND_LOG_LOG, &f),
	    STATUS_DOMAIN);
	assert_nan(f.high);
}

/* 13 significant bits, rounded down; no order is turned. */
static void
cells_keep_thirteen_bits(void **state)
{
	uint32_t before = 0;

	(void)state;
	for (int64_t s = 0; s < (int64_t)1 << 35; s += 1 + s / 5000) {
		uint32_t cell = risk_cell_of_seconds(s);
		int64_t least = risk_seconds_of_cell(cell), unit = 1;
		while (s / unit >= 8192)
			unit *= 2;
		assert_int_equal(least, s / unit * unit);
		assert_true(cell >= before && cell < RISK_CELLS_MAX);
		assert_int_equal(risk_cell_of_seconds(least), cell);
		before = cell;
	}
	assert_int_equal(risk_cell_of_seconds(-5), 0);
	assert_int_equal(risk_cell_of_seconds(INT64_MAX),
	    RISK_CELLS_MAX - 1);
	assert_near(risk_days(RISK_DAYS, 7), 7, 0);
	/* 12 hours are 2,700 times 16 seconds, and no less. */
	assert_near(risk_days(RISK_SECONDS, risk_cell_of_seconds(43207)),
	    0.5, 0);
}

/* Against an array, from a few cells in a table to all in bytes. */
static void
histograms_count(void **state)
{
	static uint64_t wanted[RISK_CELLS_MAX], found[RISK_CELLS_MAX];
	static const uint32_t spread[] = { 5, 300, 40000 };
	uint64_t seed = 9;

	(void)state;
	for (size_t k = 0; k < sizeof spread / sizeof spread[0]; k++) {
		struct histogram parts[3] = { { 0 } };
		memset(wanted, 0, sizeof wanted);
		memset(found, 0, sizeof found);
		for (int i = 0; i < 200000; i++) {
			seed = seed * UINT64_C(6364136223846793005) + 1;
			uint32_t cell = (uint32_t)(seed >> 33) % spread[k];
			uint64_t many = i % 1000 ? 1 : UINT64_C(1) <<
			    (seed >> 40) % 44;
			struct histogram *h = &parts[i % 3];
			if (many == 1)
				histogram_increment(h, cell);
			else
				histogram_add(h, cell, many);
			wanted[cell] += many;
		}
		histogram_merge(&parts[0], &parts[1]);
		histogram_merge(&parts[0], &parts[2]);
		struct histogram_cursor at = { 0 };
		while (histogram_next(&parts[0], &at)) {
			assert_int_equal(found[at.cell], 0);
			found[at.cell] = at.count;
		}
		uint32_t last, greatest = 0;
		for (uint32_t c = 0; c < RISK_CELLS_MAX; c++) {
			greatest = wanted[c] ? c : greatest;
			assert_int_equal(found[c], wanted[c]);
			if (c < 45000)
				assert_int_equal(histogram_count(&parts[0],
				    c), wanted[c]);
		}
		assert_true(histogram_last(&parts[0], &last));
		assert_int_equal(last, greatest);
		for (size_t i = 0; i < 3; i++)
			histogram_free(&parts[i]);
		assert_false(histogram_last(&parts[0], &last));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(incidence_is_that_of_r),
		cmocka_unit_test(ten_by_hand),
		cmocka_unit_test(widened_by_the_design),
		cmocka_unit_test(quantiles_are_of_those_who_get_there),
		cmocka_unit_test(nonsense_has_no_answer),
		cmocka_unit_test(cells_keep_thirteen_bits),
		cmocka_unit_test(histograms_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
