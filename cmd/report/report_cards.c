/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four figures that a report begins with. */
#include <math.h>

#include "cmd/report/report.h"
#include "cmd/results/bookings_columns.h"
#include "cmd/results/convert_columns.h"
#include "io/text/words.h"

#define NOTES 4

/* Notes of one card, as they come; NULL is none. */
struct notes {
	const char **items;
	size_t n;
};

static struct notes
new_notes(const struct report *report)
{
	return (struct notes){ arena_alloc(report->arena, NOTES *
	    sizeof(char *)), 0 };
}

static void
note(struct notes *notes, const char *text)
{
	if (text && notes->n < NOTES)
		notes->items[notes->n++] = text;
}

/* "-58% (-67 to -47) on 2017 Q3, beyond chance" */
static const char *
tell_change(const struct report *report, const char *change,
    const char *range, const char *than, double q)
{
	return report_text(report, report_is_sure(report, q) ?
	    _("%s %s on %s, beyond chance") :
	    _("%s %s on %s, may be chance"), change, range, than);
}

/* Up is better unless it is days. */
static enum document_tone
tone_of(const struct report *report, double q, bool better)
{
	return !report_is_sure(report, q) ? TONE_PLAIN : better ?
	    TONE_BETTER : TONE_WORSE;
}

static const char *
name(const struct report *report, int64_t day)
{
	return report_period_of(report, report->booked.pair.every, day);
}

/* A column of the bookings, period by period; the last of them marked
   where what it is part of is worse. */
static struct document_trend
trend_of(const struct report *report, size_t column, enum document_tone tone,
    const char *alt)
{
	const struct section *s = report->bookings;
	size_t n = section_rows(s);
	double *values = arena_alloc(report->arena, (n + 1) * sizeof *values);
	bool *marked = arena_alloc(report->arena, n + 1);

	for (size_t i = 0; i < n; i++)
		values[i] = section_number(s, i, column);
	if (n > 0)
		marked[n - 1] = tone == TONE_WORSE;
	return (struct document_trend){ .values = values, .marked = marked,
	    .n = n, .alt = alt };
}

static void
note_year(const struct report *report, struct notes *notes, const char *then)
{
	const struct booked *b = &report->booked;
	char first[40];

	if (b->has_year) {
		note(notes, then[0] ? report_text(report,
		    _("a year ago %s"), then) : _("a year ago: none"));
		return;
	}
	scope_time_text(&report->input.scope,
	    report->input.scope.facts.first, first);
	first[10] = '\0';
	note(notes, report_text(report, _("a year ago: data begin %s"),
	    first));
}

static void
card_entered(const struct report *report, struct document_card *c)
{
	const struct booked *b = &report->booked;
	struct notes notes = new_notes(report);

	c->label = _("Entered");
	c->figure = report_count(report, b->now.entered);
	c->of = name(report, b->pair.after);
	c->tone = tone_of(report, b->entered.q, b->entered.of.estimate > 1);
	c->change = isnan(b->entered.p) ? NULL : tell_change(report,
	    report_percent_change(report, b->entered.of.estimate),
	    report_percent_range(report, b->entered.of),
	    name(report, b->pair.before), b->entered.q);
	note(&notes, report_against_total(report, TARGET_ENTERED,
	    (double)b->now.entered));
	note_year(report, &notes, report_count(report, b->year_ago.entered));
	c->notes = notes.items;
	c->nnotes = notes.n;
	c->trend = trend_of(report, BOOKINGS_ENTERED, c->tone,
	    _("Entered, period by period"));
}

/* What can be expected in the end, of all. */
static void
note_eventual(const struct report *report, struct notes *notes)
{
	const struct section *s = report->funnel;
	double rate = section_number(s, report->goal,
	    CONVERT_EVENTUAL_OVERALL);

	if (!isnan(rate))
		note(notes, report_text(report, _("in the end, of all: %s"),
		    report_share(report, rate, section_number(s,
		    report->goal, CONVERT_EVENTUAL_OVERALL_LOW),
		    section_number(s, report->goal,
		    CONVERT_EVENTUAL_OVERALL_HIGH))));
}

static struct document_trend
trend_of_rates(const struct report *report)
{
	size_t n = report->nentries;
	double *values = arena_alloc(report->arena, (n + 1) * sizeof *values);
	double *low = arena_alloc(report->arena, (n + 1) * sizeof *low);
	double *high = arena_alloc(report->arena, (n + 1) * sizeof *high);
	bool *young = arena_alloc(report->arena, n + 1);
	bool *marked = arena_alloc(report->arena, n + 1);

	for (size_t i = 0; i < n; i++) {
		const struct entries *e = &report->entries[i];

		values[i] = e->usual.seen.n ? count_rate(e->usual.seen) : NAN;
		low[i] = e->ripe ? e->usual.low : NAN;
		high[i] = e->ripe ? e->usual.high : NAN;
		young[i] = !e->ripe;
		marked[i] = e->ripe && report_is_sure(report, e->q) &&
		    e->usual.rate < e->usual.center;
	}
	return (struct document_trend){ values, low, high, young, marked, n,
	    _("Share that reached the goal, by period of entry, between its "
	    "usual limits") };
}

/* The last entries that have had their time, and those before them. */
static void
fill_rate(const struct report *report, const struct entries *e,
    struct document_card *c, struct notes *notes)
{
	const struct change *change = &report->latest;
	const char *than = report_period_of(report, report->every,
	    e > report->entries ? e[-1].day : e->day);
	struct proportion rate;

	proportion_wilson(e->usual.seen.k, e->usual.seen.n,
	    scope_level(&report->input.scope), &rate);
	c->of = report_text(report, _("of those who entered in %s"),
	    report_period_of(report, report->every, e->day));
	c->figure = report_share(report, rate.rate, NAN, NAN);
	c->interval = report_range(report, rate.low, rate.high);
	c->tone = tone_of(report, change->q, change->of.estimate > 0);
	if (!isnan(change->p))
		c->change = tell_change(report, report_text(report,
		    _("%s points"), report_points(report,
		    change->of.estimate)), report_points_interval(report,
		    change->of), than, change->q);
	note(notes, report_against_rate(report, &rate));
	if (!isnan(e->usual.center))
		note(notes, report_text(report, _("usual: %s"),
		    report_share(report, e->usual.center, e->usual.low,
		    e->usual.high)));
	note_eventual(report, notes);
	c->trend = trend_of_rates(report);
}

/* Where nothing is ripe: what can be expected in the end. */
static void
fill_eventual(const struct report *report, struct document_card *c,
    struct notes *notes)
{
	const struct section *s = report->funnel;
	size_t goal = report->goal;

	c->of = _("of those who enter now, in the end");
	c->figure = report_share(report, section_number(s, goal,
	    CONVERT_EVENTUAL_OVERALL), NAN, NAN);
	if (!c->figure[0])
		c->figure = "–";
	c->interval = report_range(report, section_number(s, goal,
	    CONVERT_EVENTUAL_OVERALL_LOW), section_number(s, goal,
	    CONVERT_EVENTUAL_OVERALL_HIGH));
	if (!report->settings->shared.within.given)
		note(notes, _("no --within: periods of entry are not "
		    "compared"));
	else
		note(notes, _("no period of entry has had its time"));
}

static void
card_rate(const struct report *report, struct document_card *c)
{
	const struct entries *e = report_latest(report);
	const struct settings *s = &report->settings->shared;
	struct notes notes = new_notes(report);

	c->label = s->within.given ? report_text(report, _("Reached %s "
	    "within %s"), report_goal(report), report_span(report,
	    s->within.span)) : report_text(report, _("Reached %s"),
	    report_goal(report));
	if (e && e->usual.seen.n)
		fill_rate(report, e, c, &notes);
	else
		fill_eventual(report, c, &notes);
	c->notes = notes.items;
	c->nnotes = notes.n;
}

/* Value that came in, or where there is none how many reached the goal. */
static void
card_value(const struct report *report, struct document_card *c)
{
	const struct booked *b = &report->booked;
	bool values = !isnan(b->now.value.estimate);
	const struct change *change = values ? &b->value : &b->won;
	struct notes notes = new_notes(report);

	c->label = values ? report_text(report, _("Value of %s"),
	    report_goal(report)) : report_goal(report);
	c->of = report_text(report, _("closed in %s"), name(report,
	    b->pair.after));
	c->figure = values ? report_amount(report, b->now.value.estimate) :
	    report_count(report, b->now.won);
	c->interval = values ? report_amounts(report, b->now.value.low,
	    b->now.value.high) : NULL;
	c->tone = tone_of(report, change->q, change->of.estimate > 1);
	c->change = isnan(change->p) ? NULL : tell_change(report,
	    report_percent_change(report, change->of.estimate),
	    report_percent_range(report, change->of),
	    name(report, b->pair.before), change->q);
	note(&notes, report_against_total(report, TARGET_VALUE,
	    b->now.value.estimate));
	note(&notes, report_against_total(report, TARGET_WON,
	    (double)b->now.won));
	if (values && b->now.won > b->now.unvalued)
		note(&notes, report_text(report, _("%s of them, %s each on "
		    "average"), report_count(report, b->now.won),
		    report_amount(report, b->now.value.estimate /
		    (double)(b->now.won - b->now.unvalued))));
	note_year(report, &notes, values ? report_amount(report,
	    b->year_ago.value.estimate) : report_count(report,
	    b->year_ago.won));
	c->notes = notes.items;
	c->nnotes = notes.n;
	c->trend = trend_of(report, values ? BOOKINGS_VALUE : BOOKINGS_WON,
	    c->tone, _("By period of closing"));
}

static void
card_days(const struct report *report, struct document_card *c)
{
	const struct booked *b = &report->booked;
	struct notes notes = new_notes(report);

	c->label = report_text(report, _("Time to %s"), report_goal(report));
	c->of = report_text(report, _("median of those closed in %s"),
	    name(report, b->pair.after));
	c->figure = isnan(b->now.days.value) ? "–" : report_days(report,
	    b->now.days.value);
	if (!isnan(b->now.days.low) && !isnan(b->now.days.high))
		c->interval = report_text(report, _("(%s–%s)"),
		    report_days(report, b->now.days.low), report_days(report,
		    b->now.days.high));
	c->tone = tone_of(report, b->days.q, b->days.of.estimate < 0);
	c->change = isnan(b->days.p) ? NULL : tell_change(report,
	    report_days_change(report, b->days.of.estimate),
	    report_days_interval(report, b->days.of), name(report,
	    b->pair.before), b->days.q);
	/* A shift of all times is no difference of two medians. */
	if (c->change && !isnan(b->then.days.value))
		note(&notes, report_text(report, _("%1$s had %2$s; the change "
		    "is the median of all differences between their deals"),
		    name(report, b->pair.before), report_days(report,
		    b->then.days.value)));
	note(&notes, report_against_days(report, &b->now.days));
	note_year(report, &notes, report_days(report,
	    b->year_ago.days.value));
	c->notes = notes.items;
	c->nnotes = notes.n;
	c->trend = trend_of(report, BOOKINGS_MEDIAN_DAYS, c->tone,
	    _("By period of closing"));
}

void
report_cards(const struct report *report, struct document_card cards[CARDS])
{
	card_entered(report, &cards[0]);
	card_rate(report, &cards[1]);
	card_value(report, &cards[2]);
	card_days(report, &cards[3]);
}
