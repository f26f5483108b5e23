/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/base/nearest.h"
#include "io/text/text.h"

/* As text_fold has them.  The first is our own: import writes it. */
static const char *const usual_entity[] = {
	"entity", "entityid", "lead", "leadid", "deal", "dealid",
	"opportunity", "opportunityid", "recordid", "orderid", "orderno",
	"ordernumber", "customer", "customerid", "client", "clientid",
	"user", "userid", "accountid", "contactid", "sessionid", "ticketid",
	"caseid", "case:concept:name", "客户编号", "客户id", "线索编号",
	"线索id", "商机编号", "商机id", "机会编号", "订单编号", "订单号",
	"订单id", "用户编号", "用户id", "会员编号", "会员id", "编号", NULL
};
static const char *const usual_stage[] = {
	"stage", "stagename", "dealstage", "leadstage", "leadstatus",
	"orderstatus", "status", "activity", "event", "eventname",
	"eventtype", "concept:name", "behaviortype", "阶段", "商机阶段",
	"销售阶段", "状态", "订单状态", "事件", "事件类型", "事件名称", "行为",
	"行为类型", NULL
};
static const char *const usual_time[] = {
	"time", "date", "datetime", "timestamp", "time:timestamp",
	"occurredat", "eventtime", "eventdate", "eventtimestamp",
	"createdat", "createddate", "createdtime", "updatedat", "orderdate",
	"invoicedate", "时间", "日期", "发生时间", "发生日期", "事件时间",
	"创建时间", "更新时间", "下单时间", "订单时间", "行为时间", NULL
};
/* What is in names that are not usual, and may be meant all the same. */
static const char *const like_entity[] = {
	"id", "number", "key", "uuid", "号", "码", NULL
};
static const char *const like_stage[] = {
	"stage", "status", "event", "activity", "phase", "state", "step",
	"阶段", "状态", "事件", NULL
};
static const char *const like_time[] = {
	"date", "time", "日", "时间", NULL
};

static const struct {
	const char *option;
	const char *const *names, *const *like;
} roles[] = {
	[ROLE_ENTITY] = { "entity", usual_entity, like_entity },
	[ROLE_STAGE] = { "stage", usual_stage, like_stage },
	[ROLE_TIME] = { "time", usual_time, like_time },
};

/* Columns that fit, by number; the list is the caller's. */
struct fits {
	size_t *at, n;
};

/* As many columns as a person reads. */
#define LISTED_MOST 12

enum likeness {
	LIKE_EXACT,	/* byte for byte */
	LIKE_FOLDED,
	LIKE_PART,	/* the folded name holds it */
};

/* Two or three letters stand in many a word: an id is not subsidiary_of. */
static bool
has_part(const char *folded, const char *part)
{
	size_t len = strlen(folded), n = strlen(part);

	if (n > 3 || (n > 0 && part[0] & 0x80))
		return strstr(folded, part) != NULL;
	return n <= len && (strncmp(folded, part, n) == 0 ||
	    strcmp(folded + len - n, part) == 0);
}

static bool
is_like(const char *name, const char *folded, const char *wanted,
    enum likeness how)
{
	if (how == LIKE_EXACT)
		return strcmp(name, wanted) == 0;
	return how == LIKE_FOLDED ? strcmp(folded, wanted) == 0 :
	    has_part(folded, wanted);
}

/* Of the first n columns those that are like one of the words, which end
   with NULL. */
static struct fits
find_like(const struct reader *r, size_t n, const char *const *words,
    enum likeness how)
{
	struct fits fits = { memory_array(n, sizeof *fits.at), 0 };

	for (size_t i = 0; i < n; i++) {
		const char *name = reader_column(r, i);
		char *folded = text_fold(name);
		size_t w = 0;

		while (words[w] && !is_like(name, folded, words[w], how))
			w++;
		if (words[w])
			fits.at[fits.n++] = i;
		free(folded);
	}
	return fits;
}

/* The number of a column among those of its name; "#4" tells them apart. */
static bool
is_alone(const struct reader *r, size_t column)
{
	const char *words[] = { reader_column(r, column), NULL };
	struct fits fits = find_like(r, reader_columns(r), words, LIKE_EXACT);

	free(fits.at);
	return fits.n == 1;
}

/* "engage_date, close_date", under a fault; long lists are cut. */
static int
advise(const struct reader *r, const char *format, const struct fits *fits,
    struct fault *fault)
{
	char list[2048];
	size_t used = 0, shown = 0;

	for (; shown < fits->n && shown < LISTED_MOST; shown++) {
		const char *name = reader_column(r, fits->at[shown]);

		if (used + strlen(name) + 32 > sizeof list)
			break;
		used += (size_t)snprintf(list + used, sizeof list - used,
		    "%s%s", shown ? ", " : "", name);
		if (!*name || !is_alone(r, fits->at[shown]))
			used += (size_t)snprintf(list + used,
			    sizeof list - used, "%s#%zu", *name ? " " : "",
			    fits->at[shown] + 1);
	}
	if (shown < fits->n)
		snprintf(list + used, sizeof list - used,
		    message(" and %zu more"), fits->n - shown);
	return fault_advise(fault, format, list);
}

static int
advise_columns(const struct reader *r, struct fault *fault)
{
	const char *any[] = { "", NULL };
	struct fits all = find_like(r, reader_columns(r), any, LIKE_PART);

	advise(r, N_("  columns: %s\n"), &all, fault);
	free(all.at);
	return -1;
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
	fault_set(fault, FAULT_USAGE, "no column \"%s\"", name);
	fault_suggest(fault, near);
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

/* "#1, #4 or #7", or "A" or "B". */
static void
alternatives(const struct reader *r, const struct fits *fits, bool names,
    char *out, size_t size)
{
	size_t used = 0;

	*out = '\0';
	for (size_t i = 0; i < fits->n && i < LISTED_MOST && used < size;
	    i++) {
		const char *between = i == 0 ? "" :
		    i + 1 == fits->n ? message(" or ") :
		    message(", ");

		used += (size_t)(names ? snprintf(out + used, size - used,
		    message("%s\"%.60s\""), between,
		    reader_column(r, fits->at[i])) :
		    snprintf(out + used, size - used, "%s#%zu", between,
		    fits->at[i] + 1));
	}
}

static int
several(const struct reader *r, const char *name, const struct fits *fits,
    enum likeness how, struct fault *fault)
{
	char numbers[256], names[512];

	alternatives(r, fits, false, numbers, sizeof numbers);
	alternatives(r, fits, true, names, sizeof names);
	if (how == LIKE_FOLDED)
		fault_set(fault, FAULT_USAGE, "\"%s\" can be the column %s; "
		    "write it as it is, or say its number: %s", name, names,
		    numbers);
	else if (fits->n == 2)
		fault_set(fault, FAULT_USAGE, "two columns are named \"%s\"; "
		    "say which by number: %s", name, numbers);
	else
		fault_set(fault, FAULT_USAGE, "%zu columns are named \"%s\"; "
		    "say which by number: %s", fits->n, name, numbers);
	return fault_at(fault, reader_file(r, 0), 0, NULL);
}

/* 1 and the column that fits alone; 0 if none does; -1 if several do. */
static int
find_one(const struct reader *r, const char *name, enum likeness how,
    size_t *out, struct fault *fault)
{
	char *folded = text_fold(name);
	const char *words[] = { how == LIKE_EXACT ? name : folded, NULL };
	struct fits fits = find_like(r, reader_columns(r), words, how);
	int found = fits.n == 1;

	if (fits.n > 1)
		found = several(r, name, &fits, how, fault);
	if (found == 1)
		*out = fits.at[0];
	free(fits.at);
	free(folded);
	return found;
}

int
column_find(const struct reader *r, const char *name, size_t *out,
    struct fault *fault)
{
	int found = find_one(r, name, LIKE_EXACT, out, fault);

	*out = found == 1 ? *out : COLUMN_NONE;
	if (found == 0 && by_number(r, name, out) == 0)
		return 0;
	if (found == 0)
		found = find_one(r, name, LIKE_FOLDED, out, fault);
	return found > 0 ? 0 : found < 0 ? -1 : no_column(r, name, fault);
}

static int
which_of(const struct reader *r, enum role role, const struct fits *fits,
    struct fault *fault)
{
	const char *option = roles[role].option;
	char names[640];

	alternatives(r, fits, true, names, sizeof names);
	fault_set(fault, FAULT_USAGE, "which column is the %s: %s? say --%s",
	    option, names, option);
	return fault_at(fault, reader_file(r, 0), 0, NULL);
}

/* No usual name: those that are like one, or all. */
static int
which(const struct reader *r, enum role role, struct fault *fault)
{
	const char *option = roles[role].option;
	size_t n = reader_own_columns(r);
	struct fits like = find_like(r, n, roles[role].like, LIKE_PART);

	fault_set(fault, FAULT_USAGE, "which column is the %s? say --%s",
	    option, option);
	fault_at(fault, reader_file(r, 0), 0, NULL);
	if (like.n > 0 && like.n < n)
		advise(r, N_("  likely: %s\n"), &like, fault);
	else
		advise_columns(r, fault);
	free(like.at);
	return -1;
}

int
column_guess(const struct reader *r, enum role role, size_t *out,
    struct fault *fault)
{
	const char *own[] = { roles[role].names[0], NULL };
	size_t n = reader_own_columns(r);
	struct fits fits = find_like(r, n, own, LIKE_FOLDED);

	/* A log of our own may carry along what is usual elsewhere. */
	if (fits.n == 0) {
		free(fits.at);
		fits = find_like(r, n, roles[role].names, LIKE_FOLDED);
	}
	*out = fits.n == 1 ? fits.at[0] : COLUMN_NONE;
	if (fits.n > 1)
		which_of(r, role, &fits, fault);
	free(fits.at);
	if (fits.n == 0)
		return which(r, role, fault);
	return fits.n == 1 ? 0 : -1;
}

bool
column_may_be(const struct reader *r, enum role role)
{
	size_t n = reader_own_columns(r);
	struct fits like = find_like(r, n, roles[role].like, LIKE_PART);
	struct fits usual = find_like(r, n, roles[role].names, LIKE_FOLDED);

	free(like.at);
	free(usual.at);
	return like.n + usual.n > 0;
}

int
column_if_there(const struct reader *r, const char *name, size_t *out,
    struct fault *fault)
{
	*out = COLUMN_NONE;
	return find_one(r, name, LIKE_FOLDED, out, fault) < 0 ? -1 : 0;
}
