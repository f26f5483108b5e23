/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where nobody returns less is kept of what varies with what.  The second
 * way is the same log with a return beyond the horizon, for which all
 * covariances are kept, off states too.
 */
#include "analytics/survival/multistate.h"

#include <stdlib.h>

#include "tests/unit/near.h"
#include "tests/unit/random.h"

#define STAGES 7
#define BEYOND 90000

struct world {
	struct multistate_moves moves[STAGES];
	struct multistate_table table;
};

static void
count(struct world *w, size_t stage, enum move move, uint32_t cell)
{
	histogram_add(&w->moves[stage].by[move], cell, 1);
}

/* One entity, that goes on until it is lost, last seen, or at the goal. */
static void
follow(struct world *w, uint64_t *seed, uint32_t spread)
{
	size_t goal = w->table.nstages - 1;
	uint32_t cell = 0;

	for (size_t k = 0; k < goal; k++) {
		cell += (uint32_t)(random_next(seed) % spread);

		uint64_t fate = random_next(seed) % 10;

		if (fate < 7) {
			count(w, k, MOVE_ADVANCED, cell);
			continue;
		}
		count(w, k, fate < 8 ? MOVE_CENSORED : MOVE_OFF, cell);
		if (fate == 9)
			count(w, k, MOVE_CENSORED_OFF,
			    cell + (uint32_t)(random_next(seed) % spread));
		return;
	}
}

static struct world *
world_new(size_t nstages, size_t entities, uint32_t spread, uint64_t seed)
{
	struct world *w = calloc(1, sizeof *w);

	w->table = (struct multistate_table){ .nstages = nstages,
	    .entered = entities };
	for (size_t k = 0; k < STAGES; k++)
		w->table.stages[k] = &w->moves[k];
	for (size_t i = 0; i < entities; i++)
		follow(w, &seed, spread);
	return w;
}

static void
world_free(struct world *w)
{
	for (size_t k = 0; k < STAGES; k++)
		for (int m = 0; m < MOVES; m++)
			histogram_free(&w->moves[k].by[m]);
	free(w);
}

static void
assert_same(double a, double b)
{
	assert_true(isnan(a) == isnan(b));
	if (!isnan(a))
		assert_near(a, b, 1e-9);
}

static void
assert_same_time(struct multistate_time a, struct multistate_time b)
{
	assert_int_equal(a.cell, b.cell);
	assert_int_equal(a.until, b.until);
}

static void
assert_same_stage(const struct multistate_stage *a,
    const struct multistate_stage *b)
{
	assert_int_equal(a->known, b->known);
	assert_same(a->estimate, b->estimate);
	assert_same(a->low, b->low);
	assert_same(a->high, b->high);
	assert_same(a->variance, b->variance);
	assert_same(a->eventual.rate, b->eventual.rate);
	assert_same(a->eventual.low, b->eventual.low);
	assert_same(a->eventual.high, b->eventual.high);
	assert_same_time(a->times.median, b->times.median);
	assert_same_time(a->times.low, b->times.low);
	assert_same_time(a->times.high, b->times.high);
	assert_same_time(a->times.p25, b->times.p25);
	assert_same_time(a->times.p75, b->times.p75);
	assert_same_time(a->times.p90, b->times.p90);
	assert_int_equal(a->times.reach, b->times.reach);
}

static void
forward_is_the_general_case(void **state)
{
	static const size_t entities[] = { 3, 40, 700, 5000 };
	static const uint32_t spreads[] = { 4, 300, 12000 };

	(void)state;
	for (size_t i = 0; i < 6 * 4 * 3 * 4; i++) {
		size_t nstages = 2 + i % 6;
		uint32_t spread = spreads[i / 24 % 3];
		struct world *w = world_new(nstages, entities[i / 6 % 4],
		    spread, i);
		struct multistate_horizon h = { .windowed = true };
		struct multistate_stage forward[STAGES], general[STAGES];

		/* Steps may have windows of their own. */
		for (size_t k = 0; k < nstages; k++)
			h.cell[k] = i / 72 % 2 ? BEYOND - 1 :
			    spread * (uint32_t)(k + 1) / 2;
		assert_int_equal(multistate_estimate(&w->table, &h, .95,
		    NULL, forward), STATUS_OK);
		count(w, 0, MOVE_BACK, BEYOND);
		assert_int_equal(multistate_estimate(&w->table, &h, .95,
		    NULL, general), STATUS_OK);
		for (size_t k = 0; k < nstages; k++)
			assert_same_stage(&forward[k], &general[k]);
		world_free(w);
	}
}

/*
 * A step alone is read in windows of cells, and forward only; an estimate of
 * two stages is by one count after another, and back again.  Cells of few and
 * of thousands, as lists, tables and arrays.
 */
static void
steps_are_estimates(void **state)
{
	static const size_t entities[] = { 1, 2, 5, 60, 3000, 40000 };
	static const uint32_t spreads[] = { 1, 3, 500, 20000, 45000 };
	static const double levels[] = { .5, .8, .95, .999 };

	(void)state;
	for (size_t i = 0; i < 6 * 5 * 4 * 3; i++) {
		struct world *w = world_new(2, entities[i % 6],
		    spreads[i / 6 % 5], i);
		const struct multistate_horizon end = { .windowed = true,
		    .cell = { UINT32_MAX, UINT32_MAX } };
		double level = levels[i / 30 % 4];
		double effects[] = { 1, 1 + (double)(i / 120) };
		struct multistate_stage stages[STAGES];
		struct multistate_times times;
		struct multistate_moves many = { 0 };
		uint32_t cells[16];

		/* Who is off is not followed on the clock of a step. */
		histogram_free(&w->moves[0].by[MOVE_CENSORED_OFF]);
		/* Some of it as a list. */
		for (uint32_t j = 0; j < 16; j++)
			cells[j] = j * j * 300;
		histogram_add_many(&many.by[MOVE_OFF], cells, i % 16);
		histogram_merge(&w->moves[0].by[MOVE_OFF],
		    &many.by[MOVE_OFF]);
		histogram_free(&many.by[MOVE_OFF]);
		w->table.entered += i % 16;
		assert_int_equal(multistate_all_times(&w->table, level,
		    effects[1], &times), STATUS_OK);
		assert_int_equal(multistate_estimate(&w->table, &end, level,
		    effects, stages), STATUS_OK);
		if (stages[1].known)
			assert_memory_equal(&times, &stages[1].times,
			    sizeof times);
		/* One more than there were. */
		count(w, 0, MOVE_CENSORED, 99000);
		assert_int_equal(multistate_all_times(&w->table, level,
		    effects[1], &times), STATUS_DOMAIN);
		world_free(w);
	}
}

/* The last cell of a move before which ten are at a stage, looked for one by
   one from the beginning. */
static void
late_censorings_stay(void **state)
{
	(void)state;
	for (size_t entities = 8; entities < 14; entities++) {
		struct world *w = world_new(2, 0, 1, 0);
		struct multistate_horizon h = { .windowed = false,
		    .cell = { 40, 40 } };
		struct multistate_stage s[STAGES];

		/* All but one censored at 20, that one moves at 40. */
		w->table.entered = entities;
		count(w, 0, MOVE_ADVANCED, 10);
		for (size_t i = 2; i < entities; i++)
			count(w, 0, MOVE_CENSORED, 20);
		count(w, 0, MOVE_ADVANCED, 40);
		assert_int_equal(multistate_estimate(&w->table, &h, .95,
		    NULL, s), STATUS_OK);
		assert_near(s[1].estimate, 2. / (double)entities, 1e-12);
		world_free(w);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forward_is_the_general_case),
		cmocka_unit_test(steps_are_estimates),
		cmocka_unit_test(late_censorings_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
