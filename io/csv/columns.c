/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analytics/base/memory.h"
#include "io/base/nearest.h"

static const char *const usual_entity[] = {
	"entity", "entity_id", "lead_id", "lead", "deal_id", "deal",
	"opportunity_id", "customer_id", "account_id", "contact_id", "case_id",
	"case:concept:name", "user_id", "session_id", "客户编号", "客户ID",
	"线索编号", "商机编号", "编号", NULL
};
static const char *const usual_stage[] = {
	"stage", "deal_stage", "status", "activity", "event", "event_name",
	"concept:name", "阶段", "状态", "事件", NULL
};
static const char *const usual_time[] = {
	"time", "date", "timestamp", "occurred_at", "event_time", "created_at",
	"time:timestamp", "时间", "日期", "发生时间", NULL
};

static const struct {
	const char *option;
	const char *const *names;
} roles[] = {
	[ROLE_ENTITY] = { "entity", usual_entity },
	[ROLE_STAGE] = { "stage", usual_stage },
	[ROLE_TIME] = { "time", usual_time },
};

/* "  columns: a, b, c" under a fault; long lists are cut. */
static int
advise_columns(const struct reader *r, struct fault *fault)
{
	char list[2048];
	size_t at = 0, n = reader_columns(r);
	for (size_t i = 0; i < n && at < sizeof list - 1; i++) {
		const char *name = reader_column(r, i);
		if (at + strlen(name) + 16 > sizeof list) {
			at += (size_t)snprintf(list + at, sizeof list - at,
			    ", …");
			break;
		}
		at += (size_t)snprintf(list + at, sizeof list - at, "%s%s",
		    i ? ", " : "", name);
	}
	list[at < sizeof list ? at : sizeof list - 1] = '\0';
	return fault_advise(fault, "  columns: %s\n", list);
}

static int
no_column(const struct reader *r, const char *name, struct fault *fault)
{
	size_t n = reader_columns(r);
	const char **names = memory_zeroed(n, sizeof *names);
	const char *near = NULL;
	for (size_t i = 0; i < n; i++)
		names[i] = reader_column(r, i);
	near = nearest(name, names, n);
	free(names);
	if (near)
		fault_set(fault, FAULT_USAGE,
		    "no column \"%s\"; did you mean \"%s\"?", name, near);
	else
		fault_set(fault, FAULT_USAGE, "no column \"%s\"", name);
	fault_at(fault, reader_file(r, 0), 0, NULL);
	return advise_columns(r, fault);
}

static int
by_number(const struct reader *r, const char *name, size_t *out)
{
	char *end;
	if (name[0] != '#' || name[1] < '1' || name[1] > '9')
		return -1;
	unsigned long number = strtoul(name + 1, &end, 10);
	if (*end || number > reader_columns(r))
		return -1;
	*out = number - 1;
	return 0;
}

int
column_find(const struct reader *r, const char *name, size_t *out,
    struct fault *fault)
{
	size_t found = COLUMN_NONE;
	for (size_t i = 0; i < reader_columns(r); i++) {
		if (strcmp(reader_column(r, i), name) != 0)
			continue;
		if (found != COLUMN_NONE) {
			fault_set(fault, FAULT_USAGE, "two columns are named "
			    "\"%s\"; say which by number: #%zu or #%zu", name,
			    found + 1, i + 1);
			return fault_at(fault, reader_file(r, 0), 0, NULL);
		}
		found = i;
	}
	*out = found;
	if (found != COLUMN_NONE || by_number(r, name, out) == 0)
		return 0;
	return no_column(r, name, fault);
}

static bool
is_usual(const char *name, const char *const *usual)
{
	for (; *usual; usual++)
		if (strcasecmp(name, *usual) == 0)
			return true;
	return false;
}

int
column_guess(const struct reader *r, enum role role, size_t *out,
    struct fault *fault)
{
	const char *option = roles[role].option;
	size_t found = COLUMN_NONE;
	for (size_t i = 0; i < reader_columns(r); i++) {
		if (!is_usual(reader_column(r, i), roles[role].names))
			continue;
		if (found != COLUMN_NONE) {
			fault_set(fault, FAULT_USAGE, "which column is the "
			    "%s: \"%s\" or \"%s\"? say --%s", option,
			    reader_column(r, found), reader_column(r, i),
			    option);
			fault_at(fault, reader_file(r, 0), 0, NULL);
			return advise_columns(r, fault);
		}
		found = i;
	}
	*out = found;
	if (found != COLUMN_NONE)
		return 0;
	fault_set(fault, FAULT_USAGE, "which column is the %s? say --%s",
	    option, option);
	fault_at(fault, reader_file(r, 0), 0, NULL);
	return advise_columns(r, fault);
}
