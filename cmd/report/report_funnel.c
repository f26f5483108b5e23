/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The funnel: who entered, went on, was lost, is still open. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/chart/chart.h"
#include "cmd/convert/convert_table.h"
#include "cmd/report/report.h"
#include "cmd/results/convert_columns.h"
#include "io/text/text.h"
#include "io/text/words.h"

/* Attempts chosen by their outcome have no cohorts. */
static bool
wants_cohorts(const struct report *report)
{
	return (report_plans(report, &part_cohorts) ||
	    report_plans(report, &part_change)) &&
	    report->settings->shared.entry <= 1;
}

static void
find_drift(struct report *report, const void *fold)
{
	conversion_drift(fold, scope_level(&report->input.scope),
	    &report->drift, &report->drifts);
}

/* Nobody looks at the times of each cohort. */
static void
make_cohorts(struct report *report, struct section *s, const void *fold)
{
	struct conversion_result result;
	enum status status = conversion_finish_rates(fold,
	    scope_level(&s->scope), false, &result);

	(void)report;
	if (status == STATUS_OK)
		s->table = convert_table(&s->scope, &result);
	else
		statistic_fault(status, &s->fault);
	conversion_result_free(&result);
}

/* By cohorts where they are wanted: the whole is what they add up to. */
static int
plan(struct report *report, struct fault *fault)
{
	/* Amounts of several currencies are never added. */
	const char *value = report->settings->shared.currency ? NULL :
	    report->settings->shared.value;
	const char *const whole[] = { value ? "value" : NULL, value, NULL };
	const char *const cohorts[] = { "every",
	    report_every_name(report->every), value ? "value" : NULL, value,
	    NULL };

	report->drift = EFFECT_NONE;
	report->drifts = TEST_NONE;
	if (wants_cohorts(report)) {
		report->cohorts = report_add(report, &command_convert, -1,
		    cohorts, fault);
		if (!report->cohorts)
			return -1;
		report->cohorts->make = make_cohorts;
		report->cohorts->more = find_drift;
		report->cohorts->picture.part = &part_cohorts;
		report->cohorts->picture.title =
		    _("Conversion by date of entry");
		report->cohorts->picture.end =
		    report->input.scope.funnel.stages[report->goal].name;
		report->funnel = report_pool(report, report->cohorts, whole,
		    fault);
	} else {
		report->funnel = report_add(report, &command_convert, -1,
		    whole, fault);
	}
	if (!report->funnel)
		return -1;
	report->funnel->picture.title = _("The funnel");
	report->funnel->picture.finding = true;
	return 0;
}

/* The row with the most, or 0 rows if all have none. */
static size_t
largest(const struct section *s, size_t column)
{
	size_t most = 0;

	for (size_t r = 1; r < section_rows(s); r++)
		if (section_count(s, r, column) >
		    section_count(s, most, column))
			most = r;
	return most;
}

static void
say_whole(const struct report *report, struct sentences *out)
{
	const struct section *s = report->funnel;
	size_t goal = report->goal;
	double eventual = section_number(s, goal, CONVERT_EVENTUAL_OVERALL);
	uint64_t reached = section_count(s, goal, CONVERT_ENTERED);

	say(out, words_n("%s entered the funnel; %s of them (%s) has reached "
	    "%s.", "%s entered the funnel; %s of them (%s) have reached %s.",
	    reached), report_count(report, section_count(s, 0,
	    CONVERT_ENTERED)), report_count(report, reached),
	    report_share(report, section_number(s, goal, CONVERT_OVERALL), NAN,
	    NAN), report_stage(report, goal));
	if (isnan(eventual) || section_sum(s, CONVERT_OPEN) == 0)
		return;
	say(out, _("Of those who enter now, %s can be expected to reach %s "
	    "within %s; whoever is still open counts neither as won nor as "
	    "lost."), report_share(report, eventual,
	    section_number(s, goal, CONVERT_EVENTUAL_OVERALL_LOW),
	    section_number(s, goal, CONVERT_EVENTUAL_OVERALL_HIGH)),
	    report_stage(report, goal), report_days(report,
	    section_number(s, goal, CONVERT_EVENTUAL_DAYS)));
}

/* Where the largest part of them stands; "most" are more than half. */
static void
say_where(const struct report *report, enum convert_column column,
    const char *one, const char *some, const char *most, const char *whole,
    struct sentences *out)
{
	const struct section *s = report->funnel;
	uint64_t all = section_sum(s, column);
	size_t where = largest(s, column);
	uint64_t there = section_count(s, where, column);

	if (all == 1)
		say(out, one, report_stage(report, where));
	else if (all > 1 && there == all)
		say(out, whole, report_count(report, all),
		    report_stage(report, where));
	else if (all > 1)
		say(out, 2 * there > all ? most : some,
		    report_count(report, all), report_count(report, there),
		    report_stage(report, where));
}

static void
say_open(const struct report *report, struct sentences *out)
{
	const struct section *s = report->funnel;

	say_where(report, CONVERT_OPEN, _("1 is still open, at %s."),
	    _("%s are still open, %s of them at %s."),
	    _("%s are still open, most of them (%s) at %s."),
	    _("%s are still open, all at %s."), out);
	say_where(report, CONVERT_LOST, _("1 is lost, at %s."),
	    _("%s are lost, %s of them at %s."),
	    _("%s are lost, most of them (%s) at %s."),
	    _("%s are lost, all at %s."), out);
	if (section_sum(s, CONVERT_SKIPPED))
		say(out, words_n("%s went on without the next stage in "
		    "order, and is not open.", "%s went on without the next "
		    "stage in order, and are not open.",
		    section_sum(s, CONVERT_SKIPPED)), report_count(report,
		    section_sum(s, CONVERT_SKIPPED)));
	if (section_sum(s, CONVERT_EXPIRED))
		say(out, _("%s ran out of time."), report_count(report,
		    section_sum(s, CONVERT_EXPIRED)));
}

/* "Active 200, Resolved 58" of "… never entered (Active 200, Resolved 58)". */
static const char *
first_seen(const struct report *report, const char *balance)
{
	const char *from = strchr(balance, '('), *to = strrchr(balance, ')');
	char cut[1024] = "";

	if (from && to > from)
		text_cut(from + 1, (size_t)(to - from - 1), 240, cut,
		    sizeof cut);
	return arena_copy(report->arena, cut, strlen(cut));
}

/* Entities that no row of the table counts: as its definition tells. */
static void
say_others(const struct report *report, struct sentences *out)
{
	const char *balance = chart_definition(report->funnel->table,
	    "balance");
	uint64_t all, outside, never;

	if (!balance || sscanf(balance, "%19" SCNu64 " = %*u entered + %19"
	    SCNu64 " outside + %19" SCNu64, &all, &outside, &never) != 3)
		return;
	if (never)
		say(out, _("%s of %s entities never entered; they were first "
		    "seen at: %s."), report_count(report, never),
		    report_count(report, all), first_seen(report, balance));
	if (outside)
		say(out, _("%s of %s entities entered outside of what was "
		    "asked for."), report_count(report, outside),
		    report_count(report, all));
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	if (section_rows(report->funnel) == 0)
		return;
	say_whole(report, out);
	if (report_by_amount(report))
		say(out, "%s", report_by_amount(report));
	weakest_sum_up(report, out);
	say_open(report, out);
}

/* "12 in no quantile" */
static void
say_undated(const struct report *report, struct sentences *out)
{
	const char *undated = chart_definition(report->funnel->table,
	    "undated");
	uint64_t n;

	if (undated && sscanf(undated, "%19" SCNu64, &n) == 1)
		say(out, words_n("%s entity has events of which nobody knows "
		    "when they were: it counts, but in no duration.",
		    "%s entities have events of which nobody knows when they "
		    "were: they count, but in no duration.", n),
		    report_count(report, n));
}

/* What “eventually” takes for granted, and is not so. */
static void
caveat_drift(const struct report *report, struct sentences *out)
{
	char p[TEXT_NUMBER];

	if (!report_is_sure(report, report->drift_q))
		return;
	text_p(report->drift_q, p);
	say(out, report->drift.estimate < 1 ?
	    _("Entries are not alike over time (q %s): later ones reach the "
	    "last stage less often or later, so that “eventually” mixes what "
	    "was with what is.") :
	    _("Entries are not alike over time (q %s): later ones reach the "
	    "last stage more often or sooner, so that “eventually” mixes what "
	    "was with what is."), p);
}

static void
test(struct report *report, struct family *family)
{
	family_begin(family, _("drift of entries"));
	family_add(family, report->drifts.p, &report->drift_q);
	extreme_weakest(report, family, _("the weakest step"));
}

#define FEW 30	/* below, an interval is wider than most decisions */

static void
caveats(const struct report *report, struct sentences *out)
{
	const struct section *s = report->funnel;
	uint64_t advanced = section_sum(s, CONVERT_ADVANCED);
	uint64_t ties = section_sum(s, CONVERT_TIES);

	say_others(report, out);
	say_undated(report, out);
	report_amount_caveats(report, out);
	caveat_drift(report, out);
	if (ties * 100 > advanced)
		say(out, words_n("%s of %s advances (%s) rests on equal "
		    "times, whose order the data do not tell.", "%s of %s "
		    "advances (%s) rest on equal times, whose order the data "
		    "do not tell.", ties), report_count(report,
		    ties), report_count(report, advanced),
		    report_share(report, (double)ties / (double)advanced,
		    NAN, NAN));
	if (report->settings->shared.currency)
		say(out, _("Amounts are in several currencies, and not added "
		    "up here; funnel convert --currency does."));
	for (size_t r = 0; r + 1 < section_rows(s); r++) {
		uint64_t n = section_count(s, r, CONVERT_ENTERED);

		if (n >= FEW)
			continue;
		say(out, _("Only %s reached %s: rates from there on are "
		    "uncertain."), report_count(report, n),
		    report_stage(report, r));
		return;
	}
}

/* "The funnel: identified 1,200; contacted 905 (75.4%); …" */
static const char *
alt(const struct report *report)
{
	const struct section *s = report->funnel;
	struct sentences text = { .arena = report->arena };

	say(&text, _("Bars, one a stage: %s %s"), report_stage(report, 0),
	    report_count(report, section_count(s, 0, CONVERT_ENTERED)));
	for (size_t r = 1; r < section_rows(s); r++)
		say(&text, _("%s; %s %s (%s)"), text.items[text.n - 1],
		    report_stage(report, r), report_count(report,
		    section_count(s, r, CONVERT_ENTERED)), report_share(report,
		    section_number(s, r, CONVERT_OVERALL), NAN, NAN));
	return text.items[text.n - 1];
}

static void
write(const struct report *report, struct document *document)
{
	const struct section *s = report->funnel;

	section_figure(report, &s->picture, alt(report), document);
	document_table(document, s->table);
	document_note(document, _("Rates are of everyone who entered, so that "
	    "whoever is still open lowers them; “eventually” is the share "
	    "of them that will get there in the end. Brackets hold the "
	    "interval."));
}

const struct part part_funnel = {
	.name = "funnel", .heading = N_("Funnel"), .plan = plan,
	.test = test, .find = weakest_find, .missed = weakest_missed,
	.sum_up = sum_up, .caveats = caveats, .write = write,
};
