/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_DRIVERS_H
#define CMD_DRIVERS_H

#include "analytics/fold/drivers.h"
#include "cmd/run/scope.h"

/* The settings of drivers begin with the shared ones. */
struct drivers_settings {
	struct settings shared;
	struct text_list references;	/* COL=V */
	uint64_t top, min_n;		/* 0: as DRIVERS_TOP, DRIVERS_MIN_N */
	int model;			/* 1 + index: logistic, none */
	const char *cluster;
	bool tests;
};

#define DRIVERS_TOP 10
#define DRIVERS_MIN_N 20

static inline const struct drivers_settings *
drivers_settings(const struct scope *scope)
{
	return (const struct drivers_settings *)scope->settings;
}

static inline bool
drivers_models(const struct drivers_settings *s)
{
	return s->model != 2;
}

/* The goal, for people: "won". */
const char *drivers_goal(const struct scope *scope);

/* A level's value, "(none)" or "(other)", into out. */
void drivers_label(const struct scope *scope, size_t attribute,
    const struct driver_level *level, struct buffer *out);

/* The table of a fold; NULL with a fault. */
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
