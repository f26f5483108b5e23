/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_DRIVERS_H
#define CMD_DRIVERS_H

#include "analytics/fold/drivers_finish.h"
#include "cmd/run/scope.h"

/* The settings of drivers begin with the shared ones. */
struct drivers_settings {
	struct settings shared;
	struct text_list references;	/* COL=V */
	struct text_list bins, numbers;	/* COL:N; COL or log:COL */
	struct text_list did;		/* stages */
	struct optional_span landmark;
	uint64_t top, min_n;		/* 0: as DRIVERS_TOP, DRIVERS_MIN_N */
	int model;			/* 1 + index into drivers_models */
	const char *cluster, *strata;
	bool tests, firth;
	const char *status, *event_value, *duration;	/* of a table */
};

#define DRIVERS_TOP 10
#define DRIVERS_MIN_N 20
#define DRIVERS_BINS_USUAL 4
#define DRIVERS_TUPLES UINT32_MAX	/* more than numbers are for */

enum drivers_model { DRIVERS_LOGISTIC, DRIVERS_COX, DRIVERS_NONE };

static inline const struct drivers_settings *
drivers_settings(const struct scope *scope)
{
	return (const struct drivers_settings *)scope->settings;
}

static inline enum drivers_model
drivers_model(const struct drivers_settings *s)
{
	return s->model ? (enum drivers_model)(s->model - 1) :
	    DRIVERS_LOGISTIC;
}

/* The columns of --by that are attributes. */
static inline size_t
drivers_nattributes(const struct scope *scope)
{
	const struct drivers_settings *s = drivers_settings(scope);

	return scope->nby - (s->cluster != NULL) - (s->strata != NULL);
}

/* A table of entities, which no event log is behind. */
static inline bool
drivers_of_table(const struct drivers_settings *s)
{
	return s->status || s->duration;
}

/* The run over one. */
int drivers_rows(struct run *run);

/* Options that do not go together; the columns of --bin, --number,
   --cluster and --strata become those of --by.  -1 with a fault. */
int drivers_check(struct run *run, struct fault *fault);

/* The fold's definition; NULL with a fault. */
const void *drivers_define(const struct scope *scope, struct fault *fault);

/* drivers_options.c: the column of "log:COL" or "COL"; that of "COL:N" or
   "COL", and N: false if that is no number from 2 on. */
const char *drivers_number_column(const char *text);
bool drivers_bin_column(const char *text, size_t *len, uint64_t *n);

/*
 * What is asked for of a fold, into the arena.  -1 with FAULT_USAGE: a
 * --reference of no attribute.
 */
int drivers_options_of(const struct scope *scope,
    struct drivers_options *out, struct fault *fault);

/* The goal, for people: "won". */
const char *drivers_goal(const struct scope *scope);

/* An attribute's name, in the arena: its column, or "contacted by 7d". */
const char *drivers_name(const struct scope *scope, size_t attribute);

/* A level's value, "(none)" or "(other)", into out. */
void drivers_label(const struct scope *scope, size_t attribute,
    const struct driver *driver, const struct driver_level *level,
    struct buffer *out);

/* The table of what was counted and fitted; that of a fold, or NULL with a
   fault (drivers_count.c). */
struct table *drivers_make_table(const struct scope *scope,
    const struct drivers *drivers);
struct table *drivers_table(const struct scope *scope, const void *fold,
    struct fault *fault);

/* What to beware of. */
void drivers_say(const struct scope *scope, const struct drivers *drivers);

/* Why there is no model of these counts; 0, or -1 with the fault. */
int drivers_refuse(const struct scope *scope, const struct drivers *drivers,
    struct fault *fault);
int drivers_fault(const struct scope *scope, const struct drivers *drivers,
    enum status status, struct fault *fault);

#endif
