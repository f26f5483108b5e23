/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_RETAIN_H
#define CMD_RETAIN_H

#include "analytics/fold/retention.h"
#include "cmd/run/scope.h"

/* The settings of retain begin with the shared ones. */
struct retain_settings {
	struct settings shared;
	const char *start, *returns;
	int mode, clock, cohort;	/* 1 + the enum; 0: its first */
	uint64_t periods, min_events, project;
	struct text_list brackets;
	bool wide;
};

/* See struct statistic. */
int retain_check(struct run *run, struct fault *fault);
const void *retain_define(const struct scope *scope, struct fault *fault);

/* A result as a table; NULL with a fault. */
struct table *retain_table(const struct scope *scope,
    const struct retention_definition *definition,
    const struct retention_result *result, struct fault *fault);

/*
 * Adds the rows of a projection behind those of its pooled block, and
 * says in the definition how well the model fits.  key: of that line.
 * -1 with a fault.
 */
int retain_project(const struct scope *scope, struct table *table,
    const struct retention_block *pooled, size_t nperiods, const char *key,
    struct fault *fault);

/* Adds a row with its group cells and cohort. */
void retain_add_row(const struct scope *scope, struct table *table,
    const struct retention_block *block, const char *cohort);

#endif
