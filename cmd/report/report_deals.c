/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open deals one by one: which stand still, and what their owners have. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/forecast/forecast.h"
#include "cmd/report/report.h"
#include "cmd/results/bookings_columns.h"
#include "io/text/words.h"

#define STUCK_SHOWN 10

struct deal {
	struct forecast_standing standing;
	double chance;		/* by the last date; NaN: not known */
	size_t id, id_len;	/* in the bytes of its finder */
	const char *name;	/* of its owner; "" if there is none */
	size_t name_len;
};

/* What a worker found. */
struct finder {
	const struct report *report;
	uint64_t moved[GROUPS_MAX];
	struct forecast *fold;	/* for its matcher */
	struct forecast_standing *standings;
	size_t standings_room;
	struct deal *deals;
	size_t n, room;
	struct buffer ids;
};

/* The value of a column, unless it is empty and so no value. */
static const char *
value_of(const struct finder *f, const struct event *e, size_t column,
    size_t *len)
{
	const char *value = e->group == GROUP_NONE ? "" :
	    event_log_tuple(f->report->input.log, e->group, column, len);

	return value[0] ? value : NULL;
}

static bool
has_two(const struct finder *f, const struct timeline *t, size_t column)
{
	const char *first = NULL, *value;
	size_t first_len = 0, len = 0;

	for (size_t i = 0; i < t->n; i++) {
		value = value_of(f, &t->events[i], column, &len);
		if (value && first && (len != first_len ||
		    memcmp(value, first, len) != 0))
			return true;
		if (value && !first) {
			first = value;
			first_len = len;
		}
	}
	return false;
}

/* Most keep their groups: columns are asked of the others alone. */
static void
count_moved(struct finder *f, const struct timeline *t)
{
	size_t i = 1;

	while (i < t->n && t->events[i].group == t->events[0].group)
		i++;
	for (size_t c = 0; i < t->n && c < f->report->nsegments; c++)
		f->moved[c] += has_two(f, t, c);
}

static int
visit(void *context, const struct timeline *t, struct fault *fault)
{
	struct finder *f = context;
	size_t n;

	(void)fault;
	count_moved(f, t);
	f->standings = memory_reserve(f->standings, &f->standings_room, t->n,
	    sizeof *f->standings);
	n = forecast_open(f->fold, t, f->standings);
	f->deals = memory_reserve(f->deals, &f->room, f->n + n,
	    sizeof *f->deals);
	for (size_t i = 0; i < n; i++) {
		f->deals[f->n++] = (struct deal){ f->standings[i], NAN,
		    f->ids.len, t->id_len, "", 0 };
		buffer_add(&f->ids, t->id, t->id_len);
	}
	return 0;
}

/* All that the workers found; in the first. */
static void
gather(struct finder *finders, size_t n)
{
	struct finder *all = &finders[0];

	for (size_t w = 1; w < n; w++) {
		struct finder *f = &finders[w];

		all->deals = memory_reserve(all->deals, &all->room, all->n +
		    f->n, sizeof *all->deals);
		for (size_t i = 0; i < f->n; i++) {
			all->deals[all->n] = f->deals[i];
			all->deals[all->n++].id += all->ids.len;
		}
		buffer_add(&all->ids, f->ids.bytes, f->ids.len);
		for (size_t c = 0; c < GROUPS_MAX; c++)
			all->moved[c] += f->moved[c];
	}
}

static void
finders_free(struct finder *finders, size_t n)
{
	for (size_t w = 0; w < n; w++) {
		fold_free(finders[w].fold);
		free(finders[w].standings);
		free(finders[w].deals);
		buffer_free(&finders[w].ids);
	}
	free(finders);
}

static int
compare_places(const void *a, const void *b)
{
	const struct forecast_standing *x = &((const struct deal *)a)->
	    standing, *y = &((const struct deal *)b)->standing;

	if (x->stage != y->stage)
		return x->stage < y->stage ? -1 : 1;
	return (x->age > y->age) - (x->age < y->age);
}

/* Under the curves of all deals together: an owner alone has too few. */
static int
put_chances(const struct report *report, struct finder *f,
    struct fault *fault)
{
	const struct section *s = report->forecast;
	struct forecaster *forecaster;
	struct forecast_ask ask;

	if (forecast_ask(&s->scope, &ask, fault) != 0)
		return -1;
	forecaster = forecaster_new(projection_inner(s->fold), &ask,
	    GROUP_NONE, true);
	qsort(f->deals, f->n, sizeof *f->deals, compare_places);
	for (size_t i = 0; i < f->n; i++) {
		const struct forecast_standing *at = &f->deals[i].standing;

		f->deals[i].chance = i > 0 && compare_places(&f->deals[i - 1],
		    &f->deals[i]) == 0 ? f->deals[i - 1].chance :
		    forecaster_chance(forecaster, ask.n - 1, at->stage,
		    at->age).chance;
	}
	forecaster_free(forecaster);
	return 0;
}

static bool
is_stuck(const struct deal *d)
{
	return d->chance <= 0;
}

/* Amount times age; without an amount it comes behind all others. */
static double
weight(const struct deal *d)
{
	return d->standing.amount == DECIMAL_NONE ? 0 :
	    decimal_double(d->standing.amount) * (double)d->standing.age;
}

/* The stuck ones first, the heaviest, the oldest; then by their ids. */
static int
compare_weights(const void *a, const void *b, void *ids)
{
	const struct deal *x = a, *y = b;
	size_t len = x->id_len < y->id_len ? x->id_len : y->id_len;
	int order;

	if (is_stuck(x) != is_stuck(y))
		return is_stuck(x) ? -1 : 1;
	if (weight(x) > weight(y) || weight(x) < weight(y))
		return weight(x) > weight(y) ? -1 : 1;
	if (x->standing.age != y->standing.age)
		return x->standing.age > y->standing.age ? -1 : 1;
	order = memcmp((const char *)ids + x->id, (const char *)ids + y->id,
	    len);
	return order ? order : (x->id_len > y->id_len) -
	    (x->id_len < y->id_len);
}

static const char *
stage_of(const struct report *report, const struct deal *d)
{
	const struct funnel *f = &report->input.scope.funnel;
	size_t stage = 0;

	while (funnel_step(f, stage) < d->standing.stage ||
	    f->optional >> stage & 1)
		stage++;
	return f->stages[stage].name;
}

static void
put_owner(struct table *t, size_t column, const struct deal *d)
{
	if (d->name_len)
		table_text(t, column, d->name, d->name_len);
	else
		table_marker(t, column, "(none)");
}

static bool
has_amounts(const struct finder *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->deals[i].standing.amount != DECIMAL_NONE)
			return true;
	return false;
}

static void
put_stuck(struct report *report, struct finder *f)
{
	struct table *t = table_new(&stuck_columns);

	table_has_column(t, STUCK_ENTITY);
	if (report->owner >= 0)
		table_has_column(t, STUCK_OWNER);
	table_has_columns(t, STUCK_STAGE, STUCK_DAYS);
	if (has_amounts(f))
		table_has_column(t, STUCK_AMOUNT);
	qsort_r(f->deals, f->n, sizeof *f->deals, compare_weights,
	    f->ids.bytes);
	for (size_t i = 0; i < f->n && i < STUCK_SHOWN; i++) {
		const struct deal *d = &f->deals[i];
		const char *stage = stage_of(report, d);

		if (!is_stuck(d))
			break;
		table_add_row(t);
		table_text(t, STUCK_ENTITY, f->ids.bytes + d->id, d->id_len);
		put_owner(t, STUCK_OWNER, d);
		table_text(t, STUCK_STAGE, stage, strlen(stage));
		table_number(t, STUCK_DAYS, d->standing.age);
		if (d->standing.amount != DECIMAL_NONE)
			table_number(t, STUCK_AMOUNT,
			    decimal_double(d->standing.amount));
	}
	report->stuck = t;
}

static int
compare_owners(const void *a, const void *b)
{
	const struct deal *x = a, *y = b;
	size_t len = x->name_len < y->name_len ? x->name_len : y->name_len;
	int order = memcmp(x->name, y->name, len);

	if (order || x->name_len != y->name_len)
		return order ? order : x->name_len < y->name_len ? -1 : 1;
	order = compare_places(x, y);
	return order ? order : (x->standing.amount > y->standing.amount) -
	    (x->standing.amount < y->standing.amount);
}

/* What the open deals of one owner come to, in one order always. */
struct owned {
	const struct deal *first;
	uint64_t open, stuck;
	double expected, amount, worth;
};

static void
add_deal(struct owned *o, const struct deal *d)
{
	double amount = d->standing.amount == DECIMAL_NONE ? 0 :
	    decimal_double(d->standing.amount);

	o->open++;
	o->stuck += is_stuck(d);
	o->amount += amount;
	if (isnan(d->chance))
		return;
	o->expected += d->chance;
	o->worth += d->chance * amount;
}

static int
compare_expected(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;

	if (x->expected > y->expected || x->expected < y->expected)
		return x->expected > y->expected ? -1 : 1;
	return compare_owners(x->first, y->first);
}

static void
put_owned(struct table *t, const struct owned *o)
{
	table_add_row(t);
	put_owner(t, PIPELINE_OWNER, o->first);
	table_count(t, PIPELINE_OPEN, o->open);
	table_count(t, PIPELINE_STUCK, o->stuck);
	table_number(t, PIPELINE_EXPECTED, o->expected);
	table_number(t, PIPELINE_AMOUNT, o->amount);
	table_number(t, PIPELINE_WORTH, o->worth);
}

static void
put_pipeline(struct report *report, struct finder *f)
{
	struct owned *owners = memory_array(f->n + 1, sizeof *owners);
	struct table *t = table_new(&pipeline_columns);
	size_t n = 0;

	table_has_columns(t, PIPELINE_OWNER, PIPELINE_EXPECTED);
	if (has_amounts(f))
		table_has_columns(t, PIPELINE_AMOUNT, PIPELINE_WORTH);
	qsort(f->deals, f->n, sizeof *f->deals, compare_owners);
	for (size_t i = 0; i < f->n; i++) {
		const struct deal *d = &f->deals[i];

		if (i == 0 || d->name_len != d[-1].name_len || memcmp(d->name,
		    d[-1].name, d->name_len) != 0)
			owners[n++] = (struct owned){ .first = d };
		add_deal(&owners[n - 1], d);
	}
	qsort(owners, n, sizeof *owners, compare_expected);
	for (size_t i = 0; i < n; i++)
		put_owned(t, &owners[i]);
	free(owners);
	report->pipeline = t;
}

static void
put_names(struct report *report, struct finder *f)
{
	for (size_t i = 0; i < f->n && report->owner >= 0; i++)
		f->deals[i].name = event_log_tuple(report->input.log,
		    f->deals[i].standing.group, (size_t)report->owner,
		    &f->deals[i].name_len);
}

/* Another walk, which knows the chances that the first one found. */
int
report_visit_deals(struct report *report, struct fault *fault)
{
	size_t n = report->input.options.threads;
	void **contexts;
	struct finder *finders;
	int failed;

	if (!report->forecast)
		return 0;
	contexts = memory_array(n, sizeof *contexts);
	finders = memory_zeroed(n, sizeof *finders);
	for (size_t w = 0; w < n; w++) {
		finders[w].report = report;
		finders[w].fold = fold_new(&forecast_class,
		    report->forecast->projection.definition);
		contexts[w] = &finders[w];
	}
	failed = event_log_visit(report->input.log,
	    report->input.scope.as_of, visit, contexts, fault);
	free(contexts);
	gather(finders, n);
	put_names(report, finders);
	memcpy(report->moved, finders[0].moved, sizeof report->moved);
	if (!failed)
		failed = put_chances(report, finders, fault);
	if (!failed) {
		put_stuck(report, finders);
		if (report->owner >= 0)
			put_pipeline(report, finders);
	}
	finders_free(finders, n);
	return failed;
}
