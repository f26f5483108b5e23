/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the open pipeline will bring by the ends of the next months. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/forecast/forecast.h"
#include "cmd/report/report.h"
#include "cmd/results/forecast_columns.h"
#include "io/text/text.h"
#include "io/text/words.h"

/* Intervals that would have to be this many times as wide are none. */
static const double widening_most = 2;
/* A month that is almost over is none to look forward to. */
enum { MONTHS = 3, DAYS_LEAST = 7 };
/* Fewer that stand still are no finding. */
#define STALE_LEAST 10

/* "2025-07-31,2025-08-31,2025-09-30" */
static const char *
month_ends(const struct report *report)
{
	const struct scope *scope = &report->input.scope;
	int64_t today = scope_day(scope, scope->as_of);
	int64_t month = every_floor(EVERY_MONTH, today + DAYS_LEAST, 0);
	char *out = arena_alloc(report->arena, 16 * MONTHS);

	for (size_t i = 0; i < MONTHS; i++) {
		month = every_add(EVERY_MONTH, month, 1);
		if (i > 0)
			strcat(out, ",");
		day_format(month - 1, out + strlen(out));
	}
	return out;
}

static double
widening(const struct report *report)
{
	const struct table *t = report->forecast->table;

	for (size_t i = 0; i < table_definitions(t); i++)
		if (strcmp(table_definition_key(t, i), "past_widening") == 0)
			return strtod(table_definition_value(t, i), NULL);
	return NAN;
}

bool
report_foresees(const struct report *report)
{
	return !(widening(report) > widening_most);
}

void
report_note_foreseen(const struct report *report, struct document *document)
{
	if (!report_foresees(report))
		document_note(document, _("Past forecasts missed by more "
		    "than their intervals allow: do not rely on what is "
		    "expected here."));
}

/* For charts and for people, of one result. */
static void
make(struct report *report, struct section *s, const void *fold)
{
	struct scope *wide = &report->outlook->scope;
	struct forecast_result result;
	struct forecast_ask ask;
	enum status status;

	if (forecast_ask(&s->scope, &ask, &s->fault) != 0)
		return;
	status = forecast_finish(fold, &ask, false, &result);
	wide->facts = s->scope.facts;
	if (status == STATUS_OK) {
		s->table = forecast_parts_table(&s->scope, fold, &ask,
		    &result, &s->fault);
		report->outlook->table = forecast_parts_table(wide, fold,
		    &ask, &result, &s->fault);
		/* A picture is looked at without what stands around it. */
		if (!report_foresees(report))
			s->picture.subtitle = _("Past forecasts missed by "
			    "more than their intervals allow: do not rely on "
			    "this one.");
	} else {
		statistic_fault(status, &s->fault);
	}
	forecast_result_free(&result);
}

static int
plan(struct report *report, struct fault *fault)
{
	const struct settings *s = &report->settings->shared;
	const char *until = month_ends(report);
	/* Amounts of several units have no sum. */
	bool amounts = s->value && !s->currency;
	const char *const options[] = { "until", until, "format", "csv",
	    amounts ? "value" : NULL, s->value, NULL };
	const char *const people[] = { "until", until, "format", "text",
	    amounts ? "value" : NULL, s->value, NULL };
	int order = s->order - 1;

	/* Where no deal stands at a stage, or is chosen or grouped by its
	   outcome. */
	if (report->goal == 0 || s->entry > 1 || order == MATCH_ANY ||
	    order == MATCH_TOUCH ||
	    attribute_by_outcome(&report->input.scope.attribute))
		return 0;
	report->forecast = report_add(report, &command_forecast, -1, options,
	    fault);
	if (!report->forecast)
		return -1;
	report->forecast->picture.title = _("What open deals will bring");
	report->forecast->make = make;
	report->outlook = report_again(report, report->forecast, false,
	    people, fault);
	if (!report->outlook)
		return -1;
	report->outlook->made = true;
	return 0;
}

/* Of the last date: the deals that are open, or all. */
static size_t
row_of(const struct section *s, const char *part)
{
	size_t row = section_rows(s);

	while (row > 0 && strcmp(section_text(s, row - 1, FORECAST_PART),
	    part) != 0)
		row--;
	return row - 1;
}

static const char *
number_of(const struct report *report, double number)
{
	char text[TEXT_NUMBER];

	text_number_of(number, text);
	return arena_copy(report->arena, text, strlen(text));
}

static const char *
amount_of(const struct report *report, double amount)
{
	char text[TEXT_NUMBER];

	text_amount(amount, text);
	return arena_copy(report->arena, text, strlen(text));
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	const struct section *s = report->forecast;
	size_t row = row_of(s, "open");
	double amount = section_number(s, row, FORECAST_AMOUNT);
	const char *n = report_count(report, section_count(s, row,
	    FORECAST_N)), *until = section_text(s, row, FORECAST_UNTIL);
	const char *won = number_of(report, section_number(s, row,
	    FORECAST_EXPECTED));
	const char *low = number_of(report, section_number(s, row,
	    FORECAST_EXPECTED_LOW));
	const char *high = number_of(report, section_number(s, row,
	    FORECAST_EXPECTED_HIGH));

	if (section_count(s, row, FORECAST_N) == 0) {
		say(out, _("No deal is open."));
		return;
	}
	if (isnan(section_number(s, row, FORECAST_EXPECTED))) {
		say(out, _("Too few deals have left their stages to say what "
		    "comes of those that are open."));
		return;
	}
	/* What past forecasts did not bear is no finding. */
	if (!report_foresees(report))
		return;
	if (isnan(amount))
		say(out, _("Of %s open deals %s (%s–%s) are expected to be "
		    "won by %s."), n, won, low, high, until);
	else
		say(out, _("Of %s open deals %s (%s–%s) are expected to be "
		    "won by %s, worth %s."), n, won, low, high, until,
		    amount_of(report, amount));
}

static void
caveats(const struct report *report, struct sentences *out)
{
	const struct section *s = report->forecast;
	size_t row = row_of(s, "open");
	uint64_t unknown = section_count(s, row, FORECAST_UNKNOWN);
	uint64_t imputed = section_count(s, row, FORECAST_IMPUTED);
	uint64_t n = section_count(s, row, FORECAST_N);

	if (!report_foresees(report))
		say(out, _("Past forecasts missed by more than their "
		    "intervals allow, which would have had to be %s times as "
		    "wide: do not rely on the forecast."),
		    number_of(report, widening(report)));
	if (imputed > 0)
		say(out, _("%s of %s open deals have no amount: each is worth "
		    "any of those won, and the intervals of the forecast are "
		    "wider for it."),
		    report_count(report, imputed), report_count(report, n));
	if (unknown > 0)
		say(out, _("%s of %s open deals stand in stages that too few "
		    "have left to say what comes of them."),
		    report_count(report, unknown), report_count(report, n));
}

uint64_t
report_stale(const struct report *report)
{
	const struct section *s = report->forecast;

	return section_count(s, row_of(s, "open"), FORECAST_STALE);
}

/* Deals of an age at which none was won: a fact, and no test. */
static void
find_stale(const struct report *report, struct findings *out)
{
	const struct section *s = report->forecast;
	size_t row = row_of(s, "open");
	uint64_t stale = section_count(s, row, FORECAST_STALE);
	uint64_t n = section_count(s, row, FORECAST_N);
	struct finding f = { .stake = (double)stale };
	struct proportion share;

	/* Where none was ever won, no age is worse than another. */
	if (report->booked.all.won == 0 || stale < STALE_LEAST ||
	    proportion_wilson(stale, n,
	    scope_level(&report->input.scope), &share) != STATUS_OK)
		return;
	const char *part = report_share(report, share.rate, NAN, NAN);
	f.headline = report_text(report, _("%s of what is open is stuck"),
	    part);
	f.is = (struct document_finding){
		.figure = part,
		.interval = report_stake(report, report_range(report, share.low,
		    share.high), f.stake),
		.lead = stale == n ? _("All of what is open is stuck") :
		    2 * stale > n ? _("Most of what is open is stuck") :
		    _("Part of what is open is stuck"),
		.text = report_text(report, _("%1$s of %2$s open deals have "
		    "stood in their stage for so long that none of that age "
		    "was won in the time that is left to %3$s."),
		    report_count(report, stale), report_count(report, n),
		    section_text(s, row, FORECAST_UNTIL)),
		.tone = TONE_WORSE,
	};
	find(out, &f);
}

static void
write(const struct report *report, struct document *document)
{
	const struct section *s = report->forecast;

	if (section_count(s, row_of(s, "open"), FORECAST_N) > 0)
		section_figure(report, &s->picture, _("What is won by each "
		    "date, with its interval; the table below has its "
		    "numbers."), document);
	section_table(&report->forecast->picture,
	    report->outlook->table, document);
	if (report->pipeline && table_rows(report->pipeline)) {
		document_subheading(document, report_text(report, _("What is "
		    "open, by owner, and what is expected of it by %s"),
		    section_text(report->forecast, section_rows(
		    report->forecast) - 1, FORECAST_UNTIL)));
		document_table(document, report->pipeline);
		report_note_foreseen(report, document);
	}
	document_note(document, _("Each open deal has the chance that deals "
	    "of its stage and age had; new ones come in as they did in the "
	    "last 90 days. Past forecasts, each blind after its day, say "
	    "whether to rely on the intervals."));
	report_note_no_window(report, document);
}

static bool
has(const struct report *report)
{
	return section_rows(report->forecast) > 0 &&
	    section_rows(report->outlook) > 0;
}

const struct part part_forecast = {
	.name = "forecast", .heading = N_("Pipeline and forecast"),
	.plan = plan, .find = find_stale, .sum_up = sum_up,
	.caveats = caveats, .write = write, .has = has,
};
