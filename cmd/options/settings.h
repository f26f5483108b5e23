/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SETTINGS_H
#define CMD_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/options/options.h"

/*
 * The options that commands share: the same letters and words for the
 * same thing.  A command's own settings struct begins with this one.
 */
struct stage_text {	/* [stages] of a funnel file */
	const char *name, *values;	/* values NULL: the name itself */
	uint64_t line;
};

struct settings {
	/* what is read */
	const char *funnel_file;
	const char *entity, *session, *stage, *time, *value, *quantity, *key;
	const char *undated;	/* "": none; NULL: as it is usually called */
	bool attribute_value;	/* value describes: it is never added */
	bool no_time;		/* the order of stages is the order */
	const char *tz, *encoding, *delimiter, *decimal;
	bool no_header;
	struct text_list header;
	const char *skip_lines;
	uint64_t expect_rows;	/* 0: as many as there are */
	bool no_trim;
	const char *bad_rows;
	bool dry_run;
	struct text_list join;	/* second tables */
	bool join_strict;
	bool by_name;		/* --union */

	/* the funnel */
	const char *stages, *lost;
	struct stage_text *file_stages;	/* of the funnel file */
	size_t nfile_stages;
	const char *file_lost;
	int order, entry, ties, count, reopen;
	const char *attribute;
	struct optional_span within, step_within, min_gap;
	struct text_list exclude, exclude_entity, optional;
	struct text_list by;
	const char *goal;	/* the stage that counts, of some commands */
	int every, week_start;
	const char *from, *to, *as_of;
	struct text_list time_formats, where, having;
	uint64_t top;
	const char *calendar, *currency;
	bool sensitivity;
	bool total;
	double level;		/* 0: not given */

	/* what is written */
	int format, lang;
	const char *output, *title, *chart;
	bool no_confine;
	bool quiet, no_output_header, with_definition, excel_safe;
	bool partial;
	struct text_list fail_if;	/* cron */
	const char *log, *lock;
	const char *state;	/* what watch has told */

	/* the engine */
	uint64_t threads, max_memory, max_field, max_columns, max_groups;
	const char *max_entity_events;	/* "N" or "N:drop" */
};

struct reader;

/* Opens the input as the settings ask for; -1 with a fault. */
int settings_reader(const struct settings *settings,
    const char *const *files, size_t nfiles, struct reader **out,
    struct fault *fault);

/* A name of a file that no result is written as, or no picture is drawn
   as: -1 with FAULT_USAGE. */
int settings_check_output(const struct option_group *const *groups,
    const struct settings *settings, struct fault *fault);

/* Policies that do not go together: -1 with FAULT_USAGE. */
int settings_check_policy(const struct settings *settings,
    struct fault *fault);

/*
 * Groups of options over struct settings, of which commands are composed.
 * That of the funnel has those of matching (which attempts there are) and
 * those of estimates made of them; that of starts is for commands that
 * count from a start on and match no attempts; that of the goal for those
 * to which one stage is success.
 */
extern const struct option_group input_group, matching_group, funnel_group,
    start_group, goal_group, currency_group, output_group, chart_group,
    partial_group, engine_group;

/* With what the groups of a command end that shows a statistic. */
#define RESULT_GROUPS &output_group, &chart_group, &partial_group, \
	&engine_group, NULL

/* What --every and --week-start take; each ends with NULL. */
#define EVERY_ARGUMENT "hour|day|week|month|quarter|year"
extern const char *const every_names[], *const weekday_names[];

/*
 * --strata COL of tests between the groups of --by: the last of the group
 * columns from here on.  -1 with FAULT_USAGE if --by is just that column.
 */
int settings_add_strata(struct settings *settings, const char *strata,
    struct arena *arena, struct fault *fault);

/* --split R:R: what the first of two groups was to have of all, a fraction
   in (0, 1).  -1 with FAULT_USAGE. */
int settings_split(const char *text, double *share, struct fault *fault);

#endif
