/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_STAGES_H
#define CMD_STAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/match/matching.h"
#include "cmd/options/settings.h"
#include "cmd/run/stage_value.h"
#include "io/csv/reader.h"
#include "io/store/event_log.h"

/*
 * The funnel: its stages in order with their values, its outcomes, and
 * the classes that they make of the values of the stage column.
 *
 * Everything lives in the arena of the run.
 */
struct funnel_stage {
	const char *name;
	const struct stage_value *values;
	size_t nvalues;
};

/* --exclude: between two stages, or (not bounded) any two. */
struct funnel_exclusion {
	struct stage_value *values;
	size_t nvalues;
	bool bounded;
	size_t from, to;	/* stages */
};

struct funnel_class {
	const char *value;	/* one of those that are in it, with the
				   conditions that hold there */
	uint32_t stages;	/* bit k: it can fill stage k */
	uint32_t exclusions;	/* bit i: exclusion i */
	bool outcome, drops;
};

/* A value whose rows are asked more, and what they are asked. */
struct funnel_asked {
	const char *value;
	const struct stage_value **asked;	/* each with conditions */
	const char **options;	/* that of each, for messages */
	struct class_tests tests;	/* these: see funnel_ask */
};

struct funnel {
	struct funnel_stage stages[STAGES_MAX];
	size_t nstages;
	const struct stage_value *outcomes;
	size_t noutcomes;
	struct stage_value *drops;	/* of --exclude-entity */
	size_t ndrops;
	bool seed;	/* the built-in stages: nothing was asked for */
	bool lost_given;	/* the outcomes were asked for */
	const char *left_out[5];	/* built-in stages that no row has */
	size_t nleft_out;

	uint32_t optional;	/* bit k: stage k is not required */
	struct funnel_exclusion exclusions[EXCLUSIONS_MAX];
	size_t nexclusions;

	struct class_value *values;	/* see struct log_options */
	size_t nvalues;
	struct funnel_asked *asked;
	size_t nasked;
	struct funnel_class classes[CLASSES_MAX];
	size_t nclasses;
};

/*
 * The funnel that the settings ask for; the built-in one if they ask for
 * none.  -1 with FAULT_USAGE.
 */
int funnel_of_settings(const struct settings *settings,
    struct arena *arena, struct funnel *out, struct fault *fault);

/*
 * Where no stages are told: these two, which are values of the column (or
 * several, V|V).  For commands that look at two stages only.
 */
void funnel_name_stages(struct settings *settings, const char *first,
    const char *second, struct arena *arena);

/* The last part of it: optional stages, exclusions, classes. */
int funnel_make_classes(struct funnel *funnel,
    const struct settings *settings, struct arena *arena,
    struct fault *fault);

/* A stage by its name; -1 with FAULT_USAGE that names the option. */
int funnel_find_stage(const struct funnel *funnel, const char *option,
    const char *name, size_t *out, struct fault *fault);

/*
 * The stage that counts as success: the one that an option names; without
 * a name "won" of the built-in stages, else the last that all pass.  -1
 * with FAULT_USAGE: no such stage, an optional one.
 */
int funnel_goal(const struct funnel *funnel, const char *option,
    const char *name, size_t *out, struct fault *fault);

/* The step of --goal; of the first stage, which has no rate, -1. */
int funnel_goal_step(const struct funnel *funnel, const char *name,
    size_t *out, struct fault *fault);

/* The step that a stage is: stages that are not optional before it. */
size_t funnel_step(const struct funnel *funnel, size_t stage);

/*
 * After the rows are read.  The built-in funnel keeps the stages that
 * occur, in the language in which they occur; values that are in no stage
 * and no outcome are then a fault that lists them and says what to write.
 * Any funnel needs at least one of its stages to occur (FAULT_USAGE).
 * part: of a larger log, in which they may occur; nothing is dropped.
 */
int funnel_resolve(struct funnel *funnel, const struct event_log *log,
    const char *stage_column, bool part, struct fault *fault);

/*
 * Why it could not be resolved, by what the column has: -1 with the fault.
 * Where values are the built-in ones, written otherwise, the options to
 * paste are in it.
 */
int stages_none_occurs(const struct funnel *funnel,
    const struct event_log *log, const char *column, struct fault *fault);
int stages_not_built_in(const struct funnel *funnel,
    const struct event_log *log, const char *column, struct fault *fault);

/*
 * Finds the columns of all conditions of values, for whoever reads the log.
 * -1 with FAULT_USAGE.
 */
int funnel_ask(struct funnel *funnel, const struct settings *settings,
    const struct zone *zone, const struct reader *reader,
    struct arena *arena, struct fault *fault);

/* Rows of the log that have one of the values of stage k. */
uint64_t funnel_stage_rows(const struct funnel *funnel,
    const struct event_log *log, size_t k);

/* Rows of the log that have a value the funnel knows; and of them those
   for which its conditions hold. */
uint64_t funnel_value_rows(const struct funnel *funnel,
    const struct event_log *log, const char *value);
uint64_t funnel_asked_rows(const struct funnel *funnel,
    const struct event_log *log, const struct stage_value *value);

/*
 * The funnel as --stages and --lost take it, into the arena.
 */
const char *funnel_stages_value(const struct funnel *funnel,
    struct arena *arena);
const char *funnel_lost_value(const struct funnel *funnel,
    struct arena *arena);

/*
 * For saved folds of the built-in funnel, which cannot be resolved before all
 * parts are seen: rows by built-in value, stage by stage, English and
 * Chinese.  funnel_resolve_seed names the stages, or refuses (FAULT_USAGE)
 * when one of them occurs nowhere: the whole would not have had it.
 */
#define SEED_VALUES 10
void funnel_seed_rows(const struct funnel *funnel,
    const struct event_log *log, uint64_t rows[SEED_VALUES]);
int funnel_resolve_seed(struct funnel *funnel,
    const uint64_t rows[SEED_VALUES], struct fault *fault);

/* Whether some row is asked more than its value. */
bool funnel_asks(const struct funnel *funnel);

/* "identified → contacted → won", into the arena. */
const char *funnel_text(const struct funnel *funnel, struct arena *arena);

#endif
