/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fold of any class finished to all that is cheap of it: whatever was
 * read of a saved fold as sound must go through, and sanitizers watch.
 */
#ifndef TESTS_FUZZ_FINISH_H
#define TESTS_FUZZ_FINISH_H

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/drivers_finish.h"
#include "analytics/fold/flow_finish.h"
#include "analytics/fold/forecast_finish.h"
#include "analytics/fold/outcomes_finish.h"
#include "analytics/fold/purchases_cohorts.h"
#include "analytics/fold/purchases_relations.h"
#include "tests/fuzz/folds.h"

#define FINISH_LEVEL 0.95

static inline void
finish_conversion(const void *fold)
{
	const double days[] = { 0, 1, 100 };
	struct multistate_point points[3];
	struct conversion_result result;

	conversion_finish(fold, FINISH_LEVEL, true, NULL, &result);
	conversion_result_free(&result);
	conversion_curve(fold, 1, FINISH_LEVEL, days, 3, points);
}

static inline void
finish_outcomes(const void *fold, const struct group_names *names)
{
	const struct segments_options options = { .level = FINISH_LEVEL };
	const struct outcomes_grouping how = { .columns = 1 };
	struct outcomes_groups groups;
	struct outcomes_segments segments;

	if (outcomes_group(fold, names, &how, &groups) == STATUS_OK) {
		outcomes_compare(&groups, NULL, &options, true, &segments);
		outcomes_segments_free(&segments);
	}
	outcomes_groups_free(&groups);
}

static inline void
finish_retention(const void *fold)
{
	for (int mode = RETENTION_ON; mode <= RETENTION_STREAK; mode++) {
		struct retention_result result;

		if (retention_finish(fold, (enum retention_mode)mode,
		    FINISH_LEVEL, true, &result) == STATUS_OK)
			retention_result_free(&result);
	}
}

static inline void
finish_forecast(const struct forecast *fold)
{
	const int64_t until[] = { 210, 260 };
	const struct forecast_ask ask = { .until = until, .n = 2,
		.level = FINISH_LEVEL, .arrivals = 30, .season = true,
		.calendar = fold->definition->stays ? EVERY_QUARTER :
		    EVERY_NONE, .calibrate = true };
	struct forecast_result result;

	forecast_finish(fold, &ask, true, &result);
	forecast_result_free(&result);
}

static inline void
finish_pool(const struct flow_pool *pool, size_t states)
{
	const char *const names[] = { "a", "b", "c", "d", "e" };
	struct flow_transition transitions[25];
	struct flow_stays stays[5];
	struct flow_path paths[4];
	struct flow_absorption absorptions[25];
	struct flow_order orders[6];
	struct flow_passage *passages = memory_array(
	    flow_passages_most(pool), sizeof *passages);
	size_t n, stuck;

	MUST(states <= 5, "states");
	flow_transitions(pool, FINISH_LEVEL, transitions);
	flow_stays(pool, FINISH_LEVEL, stays);
	flow_paths(pool, names, 3, FINISH_LEVEL, paths);
	flow_passages(pool, FINISH_LEVEL, passages);
	flow_absorptions(pool, FINISH_LEVEL, absorptions, &n, &stuck);
	flow_order_tests(pool, orders);
	free(passages);
}

static inline void
finish_flow(const struct flow *fold)
{
	struct flow_index *index = flow_index_new(fold);

	for (int all = 0; all < 2; all++) {
		struct flow_pool *pool = flow_pool_new(index, GROUP_NONE,
		    all);

		finish_pool(pool, fold->definition->nstates);
		flow_pool_free(pool);
	}
	flow_index_free(index);
}

static inline void
finish_watch(const void *fold)
{
	const struct watch_ask ask = { .last = 4, .baseline = 12,
		.rules = 1u << CONTROL_BEYOND | 1u << CONTROL_CUSUM,
		.points = NAN, .sigma = 3 };
	struct watch_result result;

	watch_finish(fold, &ask, &result);
	watch_result_free(&result);
}

static inline void
finish_drivers(const void *fold, const struct group_names *names)
{
	const struct drivers_attribute attribute = { DRIVERS_LEVELS, 0,
		false, NULL };
	const struct drivers_options options = { .attributes = &attribute,
		.nattributes = 1, .level = FINISH_LEVEL, .threads = 1 };
	struct drivers drivers;
	size_t wrong;

	drivers_count(fold, names, &options, &wrong, &drivers);
	drivers_free(&drivers);
}

static inline void
finish_purchases(const struct purchases *fold)
{
	size_t n = purchases_counts(fold, NULL);
	struct buying_count *counts = memory_array(n, sizeof *counts);
	uint64_t *later = memory_array(n, sizeof *later);
	struct gamma_gamma_spender *spenders = memory_array(
	    purchases_spenders(fold, NULL), sizeof *spenders);
	struct relations relations;

	purchases_counts(fold, counts);
	purchases_later(fold, later);
	purchases_spenders(fold, spenders);
	purchases_begin_at_once(fold);
	if (fold->definition->view == PURCHASES_COHORTS)
		free(purchases_cohorts(fold, FINISH_LEVEL, &n));
	if (fold->definition->view == PURCHASES_RELATIONS)
		purchases_relations(fold, 1, 1, &relations);
	free(counts);
	free(later);
	free(spenders);
}

static inline void
finish_lifetimes(const void *fold)
{
	const struct lifetimes_shape shape = { .n = 1, .unit = 1 };
	struct lifetimes_result result;

	if (lifetimes_finish(fold, &shape, &result) == STATUS_OK)
		lifetimes_result_free(&result);
}

static inline void
fuzz_finish(const struct fuzz_fold *f, const void *fold,
    const struct group_names *names)
{
	if (f->class == &conversion_class)
		finish_conversion(fold);
	else if (f->class == &outcomes_class)
		finish_outcomes(fold, names);
	else if (f->class == &retention_class)
		finish_retention(fold);
	else if (f->class == &forecast_class)
		finish_forecast(fold);
	else if (f->class == &flow_class)
		finish_flow(fold);
	else if (f->class == &watch_class)
		finish_watch(fold);
	else if (f->class == &drivers_class)
		finish_drivers(fold, names);
	else if (f->class == &purchases_class)
		finish_purchases(fold);
	else
		finish_lifetimes(fold);
}

#endif
