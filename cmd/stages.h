/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_STAGES_H
#define CMD_STAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/timeline.h"
#include "cmd/settings.h"
#include "io/event_log.h"

/*
 * The funnel: its stages in order with their values, its outcomes, and
 * the classes that they make of the values of the stage column.
 *
 * Everything lives in the arena of the run.
 */
struct funnel_stage {
	const char *name;
	const char *const *values;
	size_t nvalues;
};

struct funnel {
	struct funnel_stage stages[STAGES_MAX];
	size_t nstages;
	const char *const *outcomes;
	size_t noutcomes;
	bool seed;	/* the built-in stages: nothing was asked for */
	bool told_lost;	/* the outcomes were asked for */

	struct class_value *values;	/* each value once, with its class */
	size_t nvalues;
	uint32_t class_stages[CLASSES_MAX];	/* bit k: can fill stage k */
	bool class_outcome[CLASSES_MAX];
	size_t nclasses;
};

/*
 * The funnel that the settings ask for; the built-in one if they ask for
 * none.  -1 with FAULT_USAGE.
 */
int funnel_of_settings(const struct settings *settings,
    struct arena *arena, struct funnel *out, struct fault *fault);

/*
 * After the rows are read.  The built-in funnel keeps the stages that
 * occur, in the language in which they occur; values that are in no stage
 * and no outcome are then a fault that lists them and says what to write.
 * Any funnel needs at least one of its stages to occur (FAULT_USAGE).
 */
int funnel_settle(struct funnel *funnel, const struct event_log *log,
    const char *stage_column, struct fault *fault);

/* Rows of the log that have one of the values of stage k. */
uint64_t funnel_stage_rows(const struct funnel *funnel,
    const struct event_log *log, size_t k);

/* Rows of the log that have outcome i. */
uint64_t funnel_outcome_rows(const struct funnel *funnel,
    const struct event_log *log, size_t i);

/* "identified → contacted → won", into the arena. */
const char *funnel_text(const struct funnel *funnel, struct arena *arena);

#endif
