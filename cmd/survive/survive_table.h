/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that make survive's tables share. */
#ifndef CMD_SURVIVE_TABLE_H
#define CMD_SURVIVE_TABLE_H

#include "analytics/survival/life_curve.h"
#include "cmd/results/survive_columns.h"
#include "cmd/survive/survive.h"
#include "io/write/table.h"

/* What a table is made with. */
struct making {
	const struct scope *scope;
	const struct survive_settings *settings;
	const struct lifetimes *fold;
	struct survive_groups groups;
	double unit, level, horizon;
	double step;		/* between rows of a curve; 0: all its times */
	enum band band;
	bool incidence;		/* someone ended otherwise */
	enum curve_column time, chance;	/* those that the curve has; low
					   and high follow the chance */
	struct table *table;
};

/* The cells of a group, or of all of them together, in the last row. */
#define SURVIVE_TOTAL SIZE_MAX
void survive_keys(const struct making *m, size_t group);

/* The rows of a group, of what is asked for; -1 with a fault. */
int survive_add_curve(const struct making *m, size_t group,
    const struct life_table *life, struct fault *fault);

/* What people are shown in place of hundreds of rows; 0: all of them. */
double survive_step(const struct making *m,
    const struct lifetimes_result *lifetimes);
int survive_add_summary(const struct making *m, size_t group,
    const struct life_table *life, struct fault *fault);
int survive_add_tests(const struct making *m,
    const struct lifetimes_result *lifetimes, struct fault *fault);

/* Of curves by group: into the definition whether they differ, by Gray's
   test where something competes, else by log-rank. */
void survive_define_test(const struct making *m,
    const struct lifetimes_result *lifetimes);

int survive_status_fault(enum status status, struct fault *fault);

#endif
