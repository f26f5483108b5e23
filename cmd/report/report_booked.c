/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last whole period of entries and bookings beside the one before. */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "cmd/report/report.h"
#include "io/text/words.h"

/* What is added up of one period after another, from the first on. */
struct series {
	struct total *entered, *value, *won;
	size_t n;
};

static void
fill_series(const struct report *report, const struct bookings *fold,
    int64_t first, struct series *s)
{
	double level = scope_level(&report->input.scope);
	struct bookings_sum sum;

	for (size_t i = 0; i < s->n; i++) {
		int64_t day = every_add(report->booked.every, first,
		    (int64_t)i);
		const struct bookings_of of = { .from = day, .to = day + 1,
		    .all = true };

		bookings_total(fold, of, level, &sum);
		s->entered[i] = (struct total){ (double)sum.entered,
		    (double)sum.entered };
		s->won[i] = (struct total){ (double)sum.won,
		    (double)sum.won };
		s->value[i] = (struct total){ isnan(sum.value.estimate) ? 0 :
		    sum.value.estimate, sum.squares };
	}
}

/* One deal that much of the value hangs on; wins without an amount. */
#define LARGE .1

void
booked_caveats(const struct report *report, struct sentences *out)
{
	const struct bookings_sum *all = &report->booked.all;
	double share = all->largest / all->value.estimate;

	report_target_caveats(report, out);
	if (share > LARGE && all->won > all->unvalued + 10)
		say(out, _("One amount, %1$s, is %2$s of all that came in: "
		    "sums and their changes hang on it."),
		    report_amount(report, all->largest), report_share(report,
		    share, NAN, NAN));
	if (all->unvalued > 0 && all->unvalued < all->won)
		say(out, _("%1$s of %2$s that reached %3$s have no amount: "
		    "sums are too low."), report_count(report,
		    all->unvalued), report_count(report, all->won),
		    report_goal(report));
}

/* How many periods of cohorts lie from a day up to another. */
static size_t
count_periods(enum every every, int64_t from, int64_t to)
{
	size_t n = 0;

	while (from < to) {
		from = every_add(every, from, 1);
		n++;
	}
	return n;
}

static void
compare_totals(struct report *report, const struct series *s, int64_t first)
{
	const struct pair *p = &report->booked.pair;
	double level = scope_level(&report->input.scope);
	size_t before = count_periods(report->booked.every, first, p->before);
	size_t after = count_periods(report->booked.every, first, p->after);
	struct booked *b = &report->booked;

	totals_change(s->entered, s->n, before, after, after - before, level,
	    &b->entered.of, &b->entered.p);
	totals_change(s->won, s->n, before, after, after - before, level,
	    &b->won.of, &b->won.p);
	totals_change(s->value, s->n, before, after, after - before, level,
	    &b->value.of, &b->value.p);
}

static void
sum_pair(struct report *report, const struct bookings *fold)
{
	struct booked *b = &report->booked;
	const struct scope *s = &report->input.scope;
	const struct pair *p = &b->pair;
	double level = scope_level(s);
	const struct bookings_of then = { .from = p->before, .to = p->after,
	    .all = true }, now = { .from = p->after, .to = p->end,
	    .all = true };
	int64_t year = every_add(EVERY_YEAR, p->after, -1);
	const struct bookings_of ago = { .from = year, .to = every_add(
	    EVERY_YEAR, p->end, -1), .all = true };

	bookings_sum(fold, now, level, &b->now);
	bookings_sum(fold, then, level, &b->then);
	bookings_shift(fold, then, now, level, &b->days.of, &b->days.p);
	/* A period that the data begin in would look like growth since. */
	b->has_year = year >= scope_day(s, s->facts.first) &&
	    p->every > EVERY_WEEK && bookings_sum(fold, ago, level,
	    &b->year_ago) == STATUS_OK;
}

void
booked_compare(struct report *report, const void *fold)
{
	int64_t *days, first;
	size_t n = bookings_periods(fold, &days);
	struct series s;

	first = n ? days[0] : 0;
	free(days);
	bookings_total(fold, (struct bookings_of){ .from = INT64_MIN,
	    .to = INT64_MAX, .all = true }, scope_level(
	    &report->input.scope), &report->booked.all);
	if (n == 0 || !report_pair(report, false, &report->booked.pair))
		return;
	s.n = count_periods(report->booked.every, first,
	    report->booked.pair.end);
	s.entered = memory_zeroed(3 * s.n + 1, sizeof *s.entered);
	s.won = s.entered + s.n;
	s.value = s.won + s.n;
	fill_series(report, fold, first, &s);
	report->booked.known = first <= report->booked.pair.before;
	if (report->booked.known) {
		compare_totals(report, &s, first);
		sum_pair(report, fold);
	}
	free(s.entered);
}

void
booked_test(struct report *report, struct family *family)
{
	struct booked *b = &report->booked;

	family_begin(family, _("figures of the last period"));
	family_add(family, b->entered.p, &b->entered.q);
	family_add(family, b->won.p, &b->won.q);
	family_add(family, b->value.p, &b->value.q);
	family_add(family, b->days.p, &b->days.q);
}

static const char *
now(const struct report *report)
{
	return report_period_of(report, report->booked.pair.every,
	    report->booked.pair.after);
}

static const char *
then(const struct report *report)
{
	return report_period_of(report, report->booked.pair.every,
	    report->booked.pair.before);
}

static void
find_entered(const struct report *report, struct findings *out)
{
	const struct booked *b = &report->booked;
	uint64_t n = b->now.entered, m = b->then.entered;
	bool low = n < m;
	struct finding f = { .stake = fabs((double)n - (double)m) };
	const char *change = report_percent_change(report,
	    b->entered.of.estimate);

	if (!report_is_sure(report, b->entered.q))
		return;
	f.headline = report_text(report, low ? _("entries fell by %2$s in "
	    "%1$s") : _("entries rose by %2$s in %1$s"), now(report),
	    report_share(report, fabs(b->entered.of.estimate - 1), NAN,
	    NAN));
	f.is = (struct document_finding){
		.figure = change,
		.interval = report_stake(report, report_percent_range(report,
		    b->entered.of), f.stake),
		.lead = report_text(report, low ? _("Fewer entered in %s") :
		    _("More entered in %s"), now(report)),
		.text = report_text(report, _("%1$s entered in %2$s, %3$s in "
		    "%4$s, q %5$s."), report_count(report, n), now(report),
		    report_count(report, m), then(report), report_p(report,
		    b->entered.q)),
		.tone = low ? TONE_WORSE : TONE_BETTER,
	};
	find(out, &f);
}

static void
find_value(const struct report *report, struct findings *out)
{
	const struct booked *b = &report->booked;
	double n = b->now.value.estimate, m = b->then.value.estimate;
	bool low = n < m;
	struct finding f = { .stake = fabs(n - m) / m * (double)b->then.won };
	const char *change = report_percent_change(report,
	    b->value.of.estimate);

	if (!report_is_sure(report, b->value.q))
		return;
	f.headline = report_text(report, low ? _("value fell by %2$s in "
	    "%1$s") : _("value rose by %2$s in %1$s"), now(report),
	    report_share(report, fabs(b->value.of.estimate - 1), NAN, NAN));
	f.is = (struct document_finding){
		.figure = change,
		.interval = report_percent_range(report, b->value.of),
		.lead = report_text(report, low ? _("Less value in %s") :
		    _("More value in %s"), now(report)),
		.text = report_text(report, _("%1$s in %2$s, %3$s in %4$s, q "
		    "%5$s."), report_amount(report, n), now(report),
		    report_amount(report, m), then(report), report_p(report,
		    b->value.q)),
		.tone = low ? TONE_WORSE : TONE_BETTER,
	};
	find(out, &f);
}

static void
find_days(const struct report *report, struct findings *out)
{
	const struct booked *b = &report->booked;
	bool longer = b->days.of.estimate > 0;
	struct finding f = { .stake = fabs(b->days.of.estimate) /
	    b->then.days.value * (double)b->now.won };

	if (!report_is_sure(report, b->days.q) || !(f.stake >= 0))
		return;
	f.headline = report_text(report, longer ? _("%s took longer to %s")
	    : _("%s took less time to %s"), now(report), report_goal(report));
	f.is = (struct document_finding){
		.figure = report_days_change(report, b->days.of.estimate),
		.interval = report_days_interval(report, b->days.of),
		.lead = report_text(report, longer ? _("Longer to %s in %s")
		    : _("Sooner to %s in %s"), report_goal(report),
		    now(report)),
		.text = report_text(report, _("Half of those closed in %1$s "
		    "took %2$s, in %3$s %4$s, q %5$s."), now(report),
		    report_days(report, b->now.days.value), then(report),
		    report_days(report, b->then.days.value), report_p(report,
		    b->days.q)),
		.tone = longer ? TONE_WORSE : TONE_BETTER,
	};
	find(out, &f);
}

void
booked_find(const struct report *report, struct findings *out)
{
	find_entered(report, out);
	find_value(report, out);
	find_days(report, out);
}
