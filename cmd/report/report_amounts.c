/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What deals are worth: by the day, and as a share of what entered. */
#include <math.h>

#include "cmd/report/report.h"
#include "cmd/results/convert_columns.h"
#include "io/text/text.h"
#include "io/text/words.h"

/* Open deals that still have time, before the goal. */
static uint64_t
count_open(const struct report *report)
{
	uint64_t n = 0;

	for (size_t row = 0; row < report->goal; row++)
		n += section_count(report->funnel, row, CONVERT_OPEN);
	return n;
}

/* From the entry to the goal, as the funnel's table has it. */
static double
cycle_days(const struct report *report)
{
	return section_number(report->funnel, report->goal,
	    CONVERT_FROM_ENTRY_MEDIAN_DAYS);
}

/* An amount; without amounts a number of deals, of which a day has few. */
static const char *
by_the_day(const struct report *report, double velocity, bool amounts)
{
	char number[TEXT_NUMBER];

	if (amounts)
		return report_amount(report, velocity);
	text_number_of(velocity, number);
	return report_text(report, "%s", number);
}

/*
 * "27.7k (20.1k–38.4k)": the ends of a product are as far from it, in logs,
 * as the root of the squares of how far those of its parts are from them
 * (MOVER: Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702).  The
 * sum of amounts has the number of deals in it, so that the interval of
 * their mean is no narrower than it should be.
 */
static const char *
velocity_range(const struct report *report, double velocity, bool amounts)
{
	const struct bookings_sum *all = &report->booked.all;
	size_t goal = report->goal;
	double rate = section_number(report->funnel, goal,
	    CONVERT_EVENTUAL_OVERALL);
	const struct effect none = { 1, 1, 1 };
	const struct effect parts[] = { { rate, section_number(report->funnel,
	    goal, CONVERT_EVENTUAL_OVERALL_LOW), section_number(
	    report->funnel, goal, CONVERT_EVENTUAL_OVERALL_HIGH) },
	    amounts ? all->value : none, { 1 / cycle_days(report),
	    1 / section_number(report->funnel, goal,
	    CONVERT_FROM_ENTRY_MEDIAN_DAYS_HIGH), 1 / section_number(
	    report->funnel, goal, CONVERT_FROM_ENTRY_MEDIAN_DAYS_LOW) } };
	double below = 0, above = 0;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		below += pow(log(parts[i].estimate / parts[i].low), 2);
		above += pow(log(parts[i].high / parts[i].estimate), 2);
	}
	const char *at = by_the_day(report, velocity, amounts);
	if (isnan(below) || isnan(above))
		return at;
	const char *near = by_the_day(report, velocity * exp(-sqrt(below)),
	    amounts);
	const char *far = by_the_day(report, velocity * exp(sqrt(above)),
	    amounts);
	/* Credits take away every day. */
	const char *range = velocity < 0 ? report_text(report, _("(%s to "
	    "%s)"), far, near) : report_text(report, _("(%s–%s)"), near, far);
	return report_text(report, _("%1$s %2$s"), at, range);
}

/* A rule of thumb that takes all that is open for alive. */
static const char *
but_for_stuck(const struct report *report, const char *velocity, double each,
    bool amounts)
{
	uint64_t open = count_open(report), stuck = report_stale(report);

	/* Deals that ran out of a window are stuck, too, and not in it. */
	if (report->settings->shared.within.given || stuck == 0 ||
	    stuck >= open)
		return velocity;
	return report_text(report, _("%1$s Without the %2$s that are stuck: "
	    "%3$s."), velocity, report_count(report, stuck), by_the_day(
	    report, each * (double)(open - stuck), amounts));
}

/* What is open times its rate, by the days that it takes: a rule of thumb of
   sales, whose parts are taken to be independent. */
const char *
report_velocity(const struct report *report)
{
	const struct bookings_sum *all = &report->booked.all;
	double rate = section_number(report->funnel, report->goal,
	    CONVERT_EVENTUAL_OVERALL), open = (double)count_open(report);
	double mean = all->won > all->unvalued ? all->value.estimate /
	    (double)(all->won - all->unvalued) : NAN;
	const char *share = report_share(report, rate, NAN, NAN);
	const char *n = report_count(report, count_open(report));
	double days = cycle_days(report);
	const char *took = report_days(report, days);

	if (!(rate > 0) || !(days > 0) || open < 1)
		return NULL;
	if (isnan(mean))
		return but_for_stuck(report, report_text(report,
		    _("Velocity: %1$s a day = %2$s open × %3$s ÷ %4$s."),
		    velocity_range(report, open * rate / days, false), n,
		    share, took), rate / days, false);
	return but_for_stuck(report, report_text(report, _("Velocity: %1$s a "
	    "day = %2$s open × %3$s × %5$s on average ÷ %4$s."),
	    velocity_range(report, open * rate * mean / days, true), n, share,
	    took, report_amount(report, mean)), rate * mean / days, true);
}

/* All that entered with an amount got there, though not all that entered:
   then amounts were written at the close. */
static bool
amounts_come_late(const struct report *report)
{
	const struct section *s = report->funnel;

	return section_number(s, report->goal, CONVERT_VALUE_RATE) >= 1 &&
	    section_count(s, report->goal, CONVERT_ENTERED) <
	    section_count(s, 0, CONVERT_ENTERED);
}

/* Why there is no share of what entered; NULL: there is one. */
static const char *
missing_share(const struct report *report)
{
	const struct section *s = report->funnel;

	if (amounts_come_late(report))
		return report_text(report, _("only deals that reached %s have "
		    "an amount, so that it would be 100%%"),
		    report_goal(report));
	if (!isnan(section_number(s, report->goal, CONVERT_VALUE_RATE)))
		return NULL;
	if (report->settings->shared.order == 1 + MATCH_TOUCH)
		return _("each stage is counted for itself");
	return _("deals enter without an amount, or with one below 0");
}

void
report_amount_caveats(const struct report *report, struct sentences *out)
{
	const char *reason = missing_share(report);
	double sum = section_number(report->funnel, report->goal,
	    CONVERT_VALUE);

	if (sum > 0 && reason)
		say(out, _("There is no share of the amounts: %s."), reason);
}

/* What is not told in words is no column for people either. */
void
report_hide_amounts(struct report *report)
{
	struct table *t = report->funnel ? report->funnel->table : NULL;

	if (t && table_has(t, CONVERT_VALUE_RATE) && missing_share(report))
		table_column(t, CONVERT_VALUE_RATE)->head = NULL;
}

const char *
report_by_amount(const struct report *report)
{
	const struct section *s = report->funnel;
	double rate = section_number(s, report->goal, CONVERT_VALUE_RATE);

	if (missing_share(report))
		return NULL;
	return report_text(report, _("By amount, %1$s of what entered has "
	    "reached %2$s."), report_share(report, rate,
	    section_number(s, report->goal, CONVERT_VALUE_RATE_LOW),
	    section_number(s, report->goal, CONVERT_VALUE_RATE_HIGH)),
	    report_goal(report));
}
