/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What entered and what closed, period by period, each by its own date. */
#include <stdlib.h>
#include <string.h>

#include "cmd/report/report.h"
#include "cmd/results/bookings_columns.h"
#include "io/text/words.h"

static const void *
define(const struct scope *scope, struct fault *fault)
{
	const struct settings *s = scope->settings;
	struct bookings_definition *d = arena_alloc(&scope->run->arena,
	    sizeof *d);

	*d = (struct bookings_definition){
		.attribute = scope->attribute,
		.every = (enum every)s->every,
		.week_start = s->week_start ? s->week_start - 1 : 0,
	};
	scope_rules(scope, &d->rules);
	return scope_goal_step(scope, &d->goal, fault) == 0 ? d : NULL;
}

static void
put_name(struct table *t, enum every every, int64_t day)
{
	char text[16], name[EVERY_TEXT];

	day_format(day, text);
	every_name(every, text, name);
	table_word(t, BOOKINGS_PERIOD, name);
}

static void
put_sum(struct table *t, const struct bookings_sum *sum)
{
	const struct {
		enum bookings_column column;
		double value;
	} numbers[] = {
		{ BOOKINGS_CLOSED_WIN_RATE, sum->closed_win_rate.rate },
		{ BOOKINGS_CLOSED_WIN_RATE_LOW, sum->closed_win_rate.low },
		{ BOOKINGS_CLOSED_WIN_RATE_HIGH, sum->closed_win_rate.high },
		{ BOOKINGS_VALUE, sum->value.estimate },
		{ BOOKINGS_VALUE_LOW, sum->value.low },
		{ BOOKINGS_VALUE_HIGH, sum->value.high },
		{ BOOKINGS_MEDIAN_DAYS, sum->days.value },
		{ BOOKINGS_MEDIAN_DAYS_LOW, sum->days.low },
		{ BOOKINGS_MEDIAN_DAYS_HIGH, sum->days.high },
	};

	table_count(t, BOOKINGS_ENTERED, sum->entered);
	table_count(t, BOOKINGS_WON, sum->won);
	table_count(t, BOOKINGS_LOST, sum->lost);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		table_number(t, numbers[i].column, numbers[i].value);
}

static struct table *
make_table(const struct scope *scope, const void *fold, struct fault *fault)
{
	enum every every = (enum every)scope->settings->every;
	struct table *t = table_new(&bookings_columns);
	struct bookings_sum sum;
	int64_t *days;
	size_t n = bookings_periods(fold, &days);

	(void)fault;
	scope_define(scope, t);
	table_has_columns(t, BOOKINGS_PERIOD, BOOKINGS_CLOSED_WIN_RATE_HIGH);
	if (scope->values)
		table_has_columns(t, BOOKINGS_VALUE, BOOKINGS_VALUE_HIGH);
	table_has_columns(t, BOOKINGS_MEDIAN_DAYS, BOOKINGS_MEDIAN_DAYS_HIGH);
	for (size_t i = 0; i < n; i++) {
		const struct bookings_of of = { .from = days[i],
		    .to = days[i] + 1, .all = true };

		if (bookings_sum(fold, of, scope_level(scope), &sum) !=
		    STATUS_OK)
			continue;
		table_add_row(t);
		put_name(t, every, days[i]);
		put_sum(t, &sum);
	}
	free(days);
	return t;
}

static const struct statistic statistic = {
	.class = &bookings_class,
	.define = define,
	.table = make_table,
};

static const struct option_group *const groups[] = {
	&funnel_group, &goal_group, NULL
};

/* No command of its own: a statistic that the report alone shows. */
static const struct command command_bookings = {
	.name = "bookings",
	.groups = groups,
	.settings_size = sizeof(struct settings),
	.statistic = &statistic,
};

static int
plan(struct report *report, struct fault *fault)
{
	const struct settings *s = &report->settings->shared;
	const char *value = s->currency ? NULL : s->value;
	const char *const options[] = { "every",
	    report_every_name(report_booked_every(report)),
	    value ? "value" : NULL, value, NULL };

	report->booked.every = report_booked_every(report);
	report->booked.entered = report->booked.value = report->booked.won =
	    report->booked.days = CHANGE_NONE;
	/* Attempts chosen by their outcome have no date of their own. */
	if (report->goal == 0 || s->entry > 1 ||
	    s->order == 1 + MATCH_TOUCH || s->order == 1 + MATCH_ANY)
		return 0;
	report->bookings = report_add(report, &command_bookings, -1, options,
	    fault);
	if (!report->bookings)
		return -1;
	report->bookings->more = booked_compare;
	return 0;
}

static void
write(const struct report *report, struct document *document)
{
	document_table(document, report->bookings->table);
	document_note(document, _("Entries by the date of entry; what reached "
	    "the goal, was lost and is worth by the date of that, whenever it "
	    "had entered. “Of those closed” (closed_win_rate) leaves out who "
	    "is still open: it moves with how fast losses are closed."));
}

static bool
has(const struct report *report)
{
	return section_rows(report->bookings) > 0;
}

const struct part part_bookings = {
	.name = "bookings", .heading = N_("Entries and bookings"),
	.plan = plan, .test = booked_test, .find = booked_find,
	.caveats = booked_caveats, .write = write,
	.has = has,
};
