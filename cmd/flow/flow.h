/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_FLOW_H
#define CMD_FLOW_H

#include "analytics/fold/flow_finish.h"
#include "cmd/run/scope.h"

/* The settings of flow begin with the shared ones. */
struct flow_settings {
	struct settings shared;
	bool stays, passages, absorption, tests, values;
	size_t nvalues;		/* of --values, once they are read */
	uint64_t paths;		/* 0: not these */
	const char *end;
	int repeats;		/* 1 + index: merge, keep */
	uint64_t max_paths;
};

static inline const struct flow_settings *
flow_settings(const struct scope *scope)
{
	return (const struct flow_settings *)scope->settings;
}

/* A struct flow_definition, into the arena of the run; NULL with a fault. */
const void *flow_define(const struct scope *scope, struct fault *fault);

/* The same of --values; check before anything is read, and the run. */
int flow_check_values(struct run *run, struct fault *fault);
int flow_define_values(const struct scope *scope,
    struct flow_definition *definition, struct fault *fault);
const char *const *flow_value_names(const struct scope *scope);
int flow_run(struct run *run);

/* The names of its states. */
const char *const *flow_names(const struct scope *scope);

/* The table of a fold; NULL with a fault. */
struct table *flow_table(const struct scope *scope, const void *fold,
    struct fault *fault);

/* One group, or all. */
struct flow_part {
	uint32_t group;
	bool total;
	bool shown;		/* it has rows; of all there are sentences */
	struct flow_pool *pool;
};

/* A table in the making. */
struct flow_making {
	const struct scope *scope;
	const struct flow_definition *definition;
	const char *const *names;
	struct table *table;
};

void flow_begin_row(const struct flow_making *making,
    const struct flow_part *part);
void flow_put_estimate(struct table *table, size_t column,
    const struct proportion *estimate);

/* The rows of one part: moves, stays, first passages, ways. */
void flow_put_moves(const struct flow_making *making,
    const struct flow_part *part);
void flow_put_stays(const struct flow_making *making,
    const struct flow_part *part);
void flow_put_passages(const struct flow_making *making,
    const struct flow_part *part);
void flow_put_paths(const struct flow_making *making,
    const struct flow_part *part);

/* -1 with a fault where a stage leads to no end. */
int flow_put_absorption(const struct flow_making *making,
    const struct flow_part *part, struct fault *fault);
void flow_put_tests(const struct flow_making *making,
    const struct flow_part *part);

/* What the chain takes for granted, and whether the log bears it out. */
void flow_say_order(const struct flow_making *making,
    const struct flow_part *part);

/* Where the days go, and what to beware of: of the part for all. */
void flow_say(const struct flow_making *making,
    const struct flow_part *part);

#endif
