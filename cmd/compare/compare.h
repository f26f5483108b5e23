/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_COMPARE_H
#define CMD_COMPARE_H

#include "analytics/fold/comparison.h"
#include "cmd/run/scope.h"
#include "cmd/run/statistic.h"

/* The settings of compare begin with the shared ones. */
struct compare_settings {
	struct settings shared;
	const char *before, *after, *placebo;
	const char *variant, *control;
	const char *split;	/* NULL: 1:1 */
	const char *power;
	int adjust;		/* 1 + enum adjust; 0: bh */

	/* Of two files, which the command finds out. */
	const char *file_names[2];	/* NULL: they are no sides */
	int64_t file_as_of[2];
};

/* What the two sides are. */
enum compare_mode {
	COMPARE_ALL,		/* none: everybody is the first */
	COMPARE_PERIODS,
	COMPARE_PLACEBO,	/* before and after a date inside --before */
	COMPARE_VARIANT,
	COMPARE_FILES,
};
enum compare_mode compare_mode(const struct compare_settings *settings);

/* For --power the first side is enough. */
bool compare_one_sided(const struct compare_settings *settings);

/* How messages call a side: "--before", "plan \"old\"", a file. */
void compare_side_name(const struct compare_settings *settings, int side,
    char *out, size_t size);

/* Before anything is read; -1 with FAULT_USAGE. */
int compare_check_sides(struct run *run, struct fault *fault);
/* The difference that --power names. */
int compare_difference(const struct compare_settings *settings, double *out,
    struct fault *fault);

/* Parts of --before in which a trend is looked for, the first periods. */
#define COMPARE_PARTS 4
bool compare_has_parts(const struct outcomes_definition *definition);

/* What a table is made from. */
struct compared {
	const struct scope *scope;
	const struct compare_settings *settings;
	struct compared_fold of;
	uint32_t *groups;		/* a tuple of each of its groups, or
					   GROUP_OTHER */
	uint64_t open[2];
	struct compare_split {		/* of variants */
		uint64_t entered[2], crossed;
		struct test test;	/* of the split that was planned */
	} split;
};

/* Who is on which side and in which group; -1 with a fault. */
int compare_sides(struct compared *compared, struct fault *fault);

/* Writes how a row of comparison_finish is called. */
void compare_put_stage(const struct compared *compared, struct table *table,
    size_t column, size_t row);

/*
 * Of two variants: whether chance split them as was planned, and who was
 * seen under both.  compare_split tests and says it, the others put it into
 * a table: a row behind the stages, two lines of the definition.
 */
int compare_split(struct compared *compared, struct fault *fault);
void compare_put_split(const struct compared *compared, struct table *table);
void compare_define_split(const struct compared *compared,
    struct table *table);

/* The table of a fold; NULL with a fault. */
struct table *compare_table(const struct scope *scope, const void *fold,
    struct fault *fault);

/* The scope without the column of the variant, which is no group. */
struct scope compare_groups_scope(const struct compared *compared);

/* Adds the definition. */
void compare_define(const struct compared *compared, struct table *table);

/* An empty one of all columns, with it. */
struct table *compare_table_new(const struct compared *compared,
    const struct columns *columns);

/* The age at which sides are compared. */
double compare_age_days(const struct compared *compared);

/* The three that there are; NULL with a fault. */
struct table *compare_rates(const struct compared *compared,
    struct fault *fault);
struct table *compare_parts(const struct compared *compared,
    struct fault *fault);
struct table *compare_power(const struct compared *compared,
    struct fault *fault);

/* The fold of one side's file, or of all; NULL with a fault. */
const struct outcomes_definition *compare_definition(
    const struct scope *scope, size_t file, struct fault *fault);

/* The run over two files, of which each is a side. */
int compare_files(struct run *run);

#endif
