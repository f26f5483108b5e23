/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SCOPE_H
#define CMD_SCOPE_H

#include "analytics/base/fold.h"
#include "analytics/fold/attribute.h"
#include "analytics/match/matching.h"
#include "cmd/options/settings.h"
#include "cmd/run/command.h"
#include "cmd/run/stages.h"
#include "io/store/event_log.h"
#include "io/time/zone.h"
#include "io/write/table.h"

/*
 * What a result speaks of: everything between a fold and its table that
 * does not depend on where the fold came from.  A log that was read has a
 * scope (input.h), and so have saved folds that are merged (partial.h).
 */
struct scope {
	struct run *run;	/* its arena lives as long as a result */
	const struct command *command;	/* whose result it is */
	const struct settings *settings;
	struct zone zone;
	const struct working_time *working;	/* of --calendar, or NULL */
	struct funnel funnel;
	const char *const *entity;	/* what the parts of an id are called;
					   see io/store/id_text.h */
	size_t nentity;
	const char *const *by;	/* names of the group columns */
	size_t nby;
	struct attribute attribute;	/* which event's values they are */
	bool values;		/* amounts are summed */
	bool dates;		/* the unit of times: see struct event */
	int64_t as_of;		/* in that unit */
	int64_t from, to;	/* entries in [from, to) */
	bool as_of_given;
	struct currencies {	/* of --currency; n 0: none */
		const char **names;	/* by bytes, "(none)" last */
		size_t n;
		const uint32_t *of;	/* by tuple */
		const uint32_t *groups;	/* see struct conversion_definition */
	} currencies;
	struct log_facts facts;	/* whole once the log was visited */
	struct group_names names;	/* of group tuples, and currencies */
	struct lookup *tuples;	/* of saved folds that are merged, or NULL */
	uint64_t seed_rows[SEED_VALUES];	/* for a saved fold of the
						   built-in funnel */
};

/*
 * Resolves --as-of, --from and --to, and puts as-of's civil time into the
 * name of the output (%Y, %m, …); the unit and facts must be known.
 */
int scope_times(struct scope *scope, struct fault *fault);
/* The three alone. */
int scope_bounds(struct scope *scope, struct fault *fault);

/*
 * Resolves --attribute; the funnel must be.  -1 with FAULT_USAGE: no such
 * stage.
 */
int scope_attribute(struct scope *scope, struct fault *fault);

/*
 * Where groups are compared by whether they get to a step: -1 with
 * FAULT_USAGE if they are made by the value there, or at a later stage.
 */
int scope_check_attribute(const struct scope *scope, size_t goal,
    struct fault *fault);

/* The step of --goal (see funnel_goal_step), and that groups go with it. */
int scope_goal_step(const struct scope *scope, size_t *out,
    struct fault *fault);

/*
 * Reads --calendar, if it is given, into the run's arena; the setting is
 * then the calendar itself, and no file.
 */
int scope_calendar(struct scope *scope, struct fault *fault);

/*
 * The time that an option means, in the unit of events; of a date its
 * beginning, or (end) that of the day behind it.  -1 with FAULT_USAGE.
 */
int scope_bound(const struct scope *scope, const char *option,
    const char *text, bool end, int64_t *out, struct fault *fault);

/* The rules of matching that the settings ask for. */
void scope_rules(const struct scope *scope, struct match_rules *out);

/* The value of a group column of a tuple. */
const char *scope_group(const struct scope *scope, uint32_t tuple,
    size_t column, size_t *len);

/* Compares tuples column by column, by bytes, empty values last; after
   all of them GROUP_OTHER. */
int scope_compare(const struct scope *scope, uint32_t a, uint32_t b);

/* The group columns of a table, before all others. */
void scope_has_groups(const struct scope *scope, struct table *table);

/*
 * Writes the group cells of a row: the values of a tuple,
 * "(none)" for empty ones; "(other)", "(total)" in each for GROUP_OTHER
 * and a total.
 */
void scope_keys(const struct scope *scope, struct table *table,
    uint32_t tuple, bool total);

/* The columns of an entity's id, one a part of it, and their cells. */
void scope_has_entity(const struct scope *scope, struct table *table,
    size_t column);
void scope_put_entity(const struct scope *scope, struct table *table,
    size_t column, const char *id, size_t len);

/* The civil day of a time. */
static inline int64_t
scope_day(const struct scope *scope, int64_t time)
{
	return scope->dates ? time : zone_day(&scope->zone, time);
}

/* "2025-06-30", or an instant with its offset, into out (40 bytes). */
void scope_time_text(const struct scope *scope, int64_t time, char *out);

/* Adds to a fault, of nobody's being there, which times there are; -1. */
int scope_advise_span(const struct scope *scope, struct fault *fault);
/* Whether --from or --to bounds who enters. */
bool scope_has_bounds(const struct scope *scope);

/* The cohort of --every in which a time lies, as results call it. */
void scope_cohort_text(const struct scope *scope, int64_t time,
    char out[EVERY_TEXT]);

/*
 * How the times are written, as far as it is not ISO 8601 or told by
 * --time-format: "month/day/year"; "" if there is nothing to say.
 */
void scope_time_forms(const struct scope *scope, translator *in, char *out,
    size_t size);

/* The definition that travels with a result. */
void scope_define(const struct scope *scope, struct table *table);

/* A confidence level; 0.95 if none is asked for. */
double scope_level(const struct scope *scope);

#endif
