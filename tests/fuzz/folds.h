/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folds of every class under a few definitions, for their fuzz targets. */
#ifndef TESTS_FUZZ_FOLDS_H
#define TESTS_FUZZ_FOLDS_H

#include <string.h>

#include "analytics/fold/conversion.h"
#include "analytics/fold/drivers.h"
#include "analytics/fold/flow.h"
#include "analytics/fold/forecast.h"
#include "analytics/fold/lifetimes.h"
#include "analytics/fold/outcomes.h"
#include "analytics/fold/purchases.h"
#include "analytics/fold/retention.h"
#include "analytics/fold/watch.h"
#include "io/base/lookup.h"
#include "tests/fuzz/fuzz.h"

/* Three stages, two outcomes, a value that is neither. */
#define FUZZ_STAGES 3
#define FUZZ_CLASSES 6

struct fuzz_fold {
	const struct fold_class *class;
	const void *definition;
	bool dates;		/* the unit of its times */
};

union fuzz_definition {
	struct conversion_definition conversion;
	struct outcomes_definition outcomes;
	struct retention_definition retention;
	struct lifetimes_definition lifetimes;
	struct forecast_definition forecast;
	struct flow_definition flow;
	struct watch_definition watch;
	struct drivers_definition drivers;
	struct purchases_definition purchases;
};

static inline struct match_rules
fuzz_rules(uint8_t how)
{
	static const enum match_order orders[] = { MATCH_ORDERED,
		MATCH_STRICT, MATCH_ANY, MATCH_REACH };
	struct match_rules r = { .nstages = FUZZ_STAGES,
		.stages = { 1, 2, 4 }, .outcome = { [3] = true, [4] = true },
		.order = orders[how & 3], .dates = how & 4,
		.windowed = how & 8, .within = { 10, UNIT_DAY },
		.zone = &zone_utc, .from = INT64_MIN, .to = INT64_MAX };

	r.as_of = r.dates ? 200 : 200 * DAY_MICROS;
	return r;
}

static inline struct fuzz_fold
fuzz_purchases(uint8_t more, union fuzz_definition *d)
{
	d->purchases = (struct purchases_definition){ .buys = { true },
		.values = more & 8, .dates = more & 4, .zone = &zone_utc,
		.as_of = more & 4 ? 200 : 200 * DAY_MICROS,
		.from = INT64_MIN, .to = INT64_MAX,
		.holdout = more & 16, .cut = 150,
		.view = more & 2 ? (enum purchases_view)(1 + more / 8 % 3) :
		    PURCHASES_MODEL,
		.every = EVERY_WEEK, .period_days = 7, .within_days = 20 };
	return (struct fuzz_fold){ &purchases_class, d, more & 4 };
}

/* how: FUZZ_FOLDS times bits for what its definition says, and the class. */
#define FUZZ_FOLDS 7

static inline struct fuzz_fold
fuzz_define(uint8_t how, union fuzz_definition *d)
{
	static const struct period periods[] = { { 0, 100 }, { 100, 200 } };

	memset(d, 0, sizeof *d);
	uint8_t more = how / FUZZ_FOLDS;

	switch (how % FUZZ_FOLDS) {
	case 0:
		d->conversion = (struct conversion_definition){
			.rules = fuzz_rules(more), .values = how & 1,
			.every = more & 16 ? EVERY_MONTH : EVERY_NONE };
		d->conversion.rules.attempts = more & 32;
		d->conversion.values = more & 16;
		return (struct fuzz_fold){ &conversion_class, d, more & 4 };
	case 1:
		d->outcomes = (struct outcomes_definition){
			.rules = fuzz_rules(more), .ages = more & 16,
			.records = more & 32, .goal = 2 };
		if (more & 4) {
			d->outcomes.periods = periods;
			d->outcomes.nperiods = 2;
		}
		return (struct fuzz_fold){ &outcomes_class, d, more & 4 };
	case 2:
		d->retention = (struct retention_definition){
			.starts = { true }, .returns = { [1] = true, true },
			.cohort = more & 1 ? RETENTION_RECURRING :
			    RETENTION_FIRST, .every = EVERY_MONTH,
			.clock = more & 2 ? RETENTION_ROLLING :
			    RETENTION_CALENDAR, .period = EVERY_MONTH,
			.span = { 7, UNIT_DAY }, .nperiods = 5,
			.values = more & 8, .dates = more & 4,
			.zone = &zone_utc, .from = INT64_MIN,
			.to = INT64_MAX };
		d->retention.as_of = more & 4 ? 200 : 200 * DAY_MICROS;
		return (struct fuzz_fold){ &retention_class, d, more & 4 };
	case 3:
		d->forecast = (struct forecast_definition){
			.rules = fuzz_rules(more & 5), .goal = 2,
			.views = { 200, 150 }, .nviews = 2, .horizon = 30,
			.values = more & 8, .stays = more & 16,
			.late = more & 2, .observed_from = 100 };
		return (struct fuzz_fold){ &forecast_class, d, more & 4 };
	case 4:
		d->flow = (struct flow_definition){
			.state = { 0, 1, 2, 3, 4, FLOW_NONE }, .nstates = 5,
			.nstages = FUZZ_STAGES, .ends = !(more & 1),
			.end = { [2] = !(more & 1), !(more & 1), !(more & 1) },
			.keep = more & 2, .dates = more & 4,
			.as_of = more & 4 ? 200 : 200 * DAY_MICROS,
			.from = INT64_MIN, .to = INT64_MAX };
		return (struct fuzz_fold){ &flow_class, d, more & 4 };
	case 5:
		if (more & 32) {
			d->drivers = (struct drivers_definition){
				.rules = fuzz_rules(more & 15), .goal = 1,
				.landmarked = true, .landmark = { 3,
				UNIT_DAY }, .done = { 1 }, .ndone = 1,
				.timed = more & 16 };
			return (struct fuzz_fold){ &drivers_class, d,
				more & 4 };
		}
		d->watch = (struct watch_definition){
			.rules = fuzz_rules(more & 15), .goal = 1,
			.every = more & 1 ? EVERY_MONTH : more & 32 &&
			    !(more & 4) ? EVERY_HOUR : EVERY_WEEK,
			.measure = (enum watch_measure)(more >> 3 & 3),
			.counted = { [1] = true, [3] = true } };
		return (struct fuzz_fold){ &watch_class, d, more & 4 };
	default:
		if (more & 1)
			return fuzz_purchases(more, d);
		d->lifetimes = (struct lifetimes_definition){
			.starts = { true }, .ends = { [1] = true, true },
			.stages = { true, true, true },
			.outcomes = { [3] = true, true },
			.as_of = 200, .from = INT64_MIN, .to = INT64_MAX };
		return (struct fuzz_fold){ &lifetimes_class, d, true };
	}
}

/* Group tuples by a lookup, as the program keeps them. */
static inline const char *
fuzz_group_text(void *context, uint32_t group, size_t *len)
{
	return lookup_text(context, group, len);
}

static inline uint32_t
fuzz_group_number(void *context, const char *text, size_t len)
{
	return lookup_size(context) < 1000 ?
	    lookup_add(context, text, len) : GROUP_NONE;
}

/* One column, but of purchases, whose customers have no groups. */
static inline struct group_names
fuzz_names(const struct fuzz_fold *f, struct lookup *lookup)
{
	return (struct group_names){ .context = lookup,
	    .columns = f->class != &purchases_class,
	    .text = fuzz_group_text, .number = fuzz_group_number };
}

#endif
