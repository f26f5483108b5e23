/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the rate of some period was not what it usually is. */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/rates/difference.h"
#include "analytics/rates/two_rates.h"
#include "cmd/report/report.h"
#include "io/text/words.h"

static size_t
count_ripe(const struct report *report)
{
	size_t n = 0;

	for (size_t i = 0; i < report->nentries; i++)
		n += report->entries[i].ripe;
	return n;
}

/* Each against all others that are ripe, too. */
static void
hold_against_others(struct report *report)
{
	struct usual *ripe = memory_array(report->nentries + 1, sizeof *ripe);
	size_t n = 0;

	for (size_t i = 0; i < report->nentries; i++)
		if (report->entries[i].ripe)
			ripe[n++] = report->entries[i].usual;
	rates_usual(ripe, n);
	n = 0;
	for (size_t i = 0; i < report->nentries; i++)
		if (report->entries[i].ripe)
			report->entries[i].usual = ripe[n++];
	free(ripe);
}

/* The ripe entries before some; NULL if there are none. */
static const struct entries *
before(const struct report *report, const struct entries *e)
{
	return e > report->entries && e[-1].ripe ? &e[-1] : NULL;
}

static void
compare_latest(struct report *report)
{
	const struct entries *now = report_latest(report);
	const struct entries *then = now ? before(report, now) : NULL;
	struct change *c = &report->latest;
	bool exact;

	*c = (struct change){ EFFECT_NONE, NAN, NAN };
	if (!then || difference_newcombe(now->usual.seen, then->usual.seen,
	    scope_level(&report->input.scope), &c->of) != STATUS_OK)
		return;
	rates_differ(now->usual.seen, then->usual.seen, &c->p, &exact);
}

void
usual_test(struct report *report, struct family *family)
{
	report_read_entries(report);
	hold_against_others(report);
	compare_latest(report);
	family_begin(family, _("periods of entry"));
	for (size_t i = 0; i < report->nentries; i++)
		family_add(family, report->entries[i].usual.p,
		    &report->entries[i].q);
	family_begin(family, _("the last of them beside the one before"));
	family_add(family, report->latest.p, &report->latest.q);
}

/* By how many entities it has more or fewer than usual. */
static double
stake(const struct entries *e)
{
	return fabs(e->usual.rate - e->usual.center) *
	    (double)e->usual.seen.n;
}

static const struct entries *
largest_move(const struct report *report)
{
	const struct entries *found = NULL;

	for (size_t i = 0; i < report->nentries; i++) {
		const struct entries *e = &report->entries[i];

		if (report_is_sure(report, e->q) && (!found || stake(e) >
		    stake(found)))
			found = e;
	}
	return found;
}

static const char *
rate_of(const struct report *report, const struct entries *e)
{
	return report_share(report, e->usual.rate, NAN, NAN);
}

static const char *
name_of(const struct report *report, const struct entries *e)
{
	return report_period_of(report, report->every, e->day);
}

/* "36.8% of 1,198 reached won, of those of 2017-06 57.2%; …" */
static const char *
tell_move(const struct report *report, const struct entries *e)
{
	const struct entries *then = before(report, e);
	const char *usual = report_share(report, e->usual.center,
	    e->usual.low, e->usual.high);
	const char *n = report_count(report, e->usual.seen.n);

	if (!then)
		return report_text(report, _("%1$s of %2$s reached %3$s, "
		    "usually %4$s, q %5$s."), rate_of(report, e), n,
		    report_goal(report), usual, report_p(report, e->q));
	return report_text(report, _("%1$s of %2$s reached %3$s, %5$s of those "
	    "of %4$s; usual is %6$s, q %7$s."), rate_of(report, e), n,
	    report_goal(report), name_of(report, then),
	    rate_of(report, then), usual, report_p(report, e->q));
}

/* All others that have had their time: the usual. */
static struct count
others(const struct report *report, const struct entries *e)
{
	struct count all = { 0, 0 };

	for (size_t i = 0; i < report->nentries; i++) {
		const struct entries *other = &report->entries[i];

		if (other != e && other->ripe) {
			all.k += other->usual.seen.k;
			all.n += other->usual.seen.n;
		}
	}
	return all;
}

/* Since the period before; where that went the other way, or there is
   none, from the usual. */
static struct effect
move_of(const struct report *report, const struct entries *e)
{
	double level = scope_level(&report->input.scope);
	const struct entries *then = before(report, e);
	struct effect move = EFFECT_NONE;

	if (then)
		difference_newcombe(e->usual.seen, then->usual.seen, level,
		    &move);
	if (!(move.estimate * (e->usual.rate - e->usual.center) > 0))
		difference_newcombe(e->usual.seen, others(report, e), level,
		    &move);
	return move;
}

void
usual_find(const struct report *report, struct findings *out)
{
	const struct entries *e = largest_move(report);
	struct effect move;
	struct finding f = { 0 };

	if (!e)
		return;
	bool low = e->usual.rate < e->usual.center;
	move = move_of(report, e);
	f.stake = fabs(move.estimate) * (double)e->usual.seen.n;
	f.headline = report_text(report, low ? _("entries of %s reached %s "
	    "less often, %s of them") : _("entries of %s reached %s more "
	    "often, %s of them"), name_of(report, e), report_goal(report),
	    rate_of(report, e));
	f.is = (struct document_finding){
		.figure = report_text(report, _("%s points"),
		    report_points(report, move.estimate)),
		.interval = report_stake(report, report_points_interval(
		    report, move), f.stake),
		.lead = report_text(report, low ? _("Fewer of %s reached %s")
		    : _("More of %s reached %s"), name_of(report, e),
		    report_goal(report)),
		.text = tell_move(report, e),
		.tone = low ? TONE_WORSE : TONE_BETTER,
	};
	find(out, &f);
}

const char *
usual_title(const struct report *report)
{
	const struct entries *e = largest_move(report);

	return !e ? report_text(report, _("Share that reached %s, by period "
	    "of entry"), report_goal(report)) : report_text(report,
	    _("%1$s: %2$s reached %3$s, usually %4$s"), name_of(report, e),
	    rate_of(report, e), report_goal(report), report_share(report,
	    e->usual.center, NAN, NAN));
}

/* A fall that came a year before, too, may be a season's. */
static void
say_year_ago(const struct report *report, const struct entries *e,
    struct sentences *out)
{
	const struct entries *ago = entries_year_ago(report, e);
	bool low = e->usual.rate < e->usual.center;

	if (!ago)
		return;
	bool same = low ? ago->usual.rate < ago->usual.center :
	    ago->usual.rate > ago->usual.center;
	say(out, !same ? _("A year before, %1$s had %2$s: that is not on the "
	    "same side of the usual, as a season would be.") : low ? _("A "
	    "year before, %1$s had %2$s, below the usual, too: a season "
	    "would look so.") : _("A year before, %1$s had %2$s, above the "
	    "usual, too: a season would look so."), name_of(report, ago),
	    rate_of(report, ago));
}

void
usual_sum_up(const struct report *report, struct sentences *out)
{
	const struct entries *e = largest_move(report);

	if (!e)
		return;
	say(out, _("Of %1$s periods of entry that have had their time, %2$s "
	    "lies farthest from the usual: %3$s"), report_count(report,
	    count_ripe(report)), name_of(report, e), tell_move(report, e));
	say_year_ago(report, e, out);
}

bool
usual_has(const struct report *report)
{
	return count_ripe(report) > 1;
}

/* In a period of the usual size, half of what its limits are apart is what
   would have been seen. */
void
usual_missed(const struct report *report, struct sentences *out)
{
	double reach = 0;
	size_t n = 0;

	for (size_t i = 0; i < report->nentries; i++) {
		const struct usual *u = &report->entries[i].usual;

		if (isnan(u->low))
			continue;
		reach += (u->high - u->low) / 2;
		n++;
	}
	if (n == 0 || largest_move(report))
		return;
	say(out, _("No period of entry differs from the usual (%1$s of them; "
	    "%2$s points beside it would have been seen)."),
	    report_count(report, n),
	    report_tenths(report, reach / (double)n));
}

#define OTHERS_NAMED 6

/* Besides the largest move. */
static void
say_others(const struct report *report, const struct entries *largest,
    struct sentences *out)
{
	const char *text = NULL;
	size_t n = 0;

	for (size_t i = 0; i < report->nentries; i++) {
		const struct entries *e = &report->entries[i];

		if (e == largest || !report_is_sure(report, e->q) ||
		    n++ >= OTHERS_NAMED)
			continue;
		text = text ? report_text(report, _("%s, %s (%s)"), text,
		    name_of(report, e), rate_of(report, e)) :
		    report_text(report, _("%s (%s)"), name_of(report, e),
		    rate_of(report, e));
	}
	if (text)
		say(out, _("Off the line, too: %s."), text);
}

/* When the window of the first young entries is over. */
static void
say_ripe(const struct report *report, struct sentences *out)
{
	char first[16], last[16];
	size_t i = 0;

	while (i < report->nentries && report->entries[i].ripe)
		i++;
	if (i == report->nentries ||
	    !report->settings->shared.within.given)
		return;
	day_format(report_ripe(report, report->every,
	    report->entries[i].day), first);
	day_format(report_ripe(report, report->every,
	    report->entries[report->nentries - 1].day), last);
	say(out, _("Too young to judge: those who entered from %1$s on; their "
	    "window is over on %2$s, that of the last on %3$s."),
	    name_of(report, &report->entries[i]), first, last);
}

/* What follows an extreme lies nearer to the usual, by itself. */
static void
say_return(const struct report *report, struct sentences *out)
{
	const struct entries *now = report_latest(report);
	const struct entries *then = now ? before(report, now) : NULL;

	if (!then || !report_is_sure(report, then->q) ||
	    (then->usual.rate < then->usual.center) !=
	    (now->usual.rate > then->usual.rate))
		return;
	say(out, then->usual.rate < then->usual.center ? _("%1$s is compared "
	    "with %2$s, which was unusually low: a rise after it is in part "
	    "its return to the usual.") : _("%1$s is compared with %2$s, "
	    "which was unusually high: a fall after it is in part its return "
	    "to the usual."), name_of(report, now), name_of(report, then));
}

/* Why the others are not judged, and what one that is picked is worth. */
void
usual_caveats(const struct report *report, struct sentences *out)
{
	const struct scope *scope = &report->input.scope;
	const struct entries *e = largest_move(report);
	size_t ripe = count_ripe(report);

	if (e)
		say(out, _("%1$s was picked as the most unusual of %2$s: the "
		    "next ones will lie nearer to the usual, whatever is "
		    "done."), name_of(report, e), report_count(report, ripe));
	say_return(report, out);
	say_others(report, e, out);
	say_ripe(report, out);
	if (ripe > 0 && ripe <= USUAL_OTHERS)
		say(out, _("%s periods of entry are too few to say what is "
		    "usual: %d are wanted."), report_count(report, ripe),
		    USUAL_OTHERS + 1);
	if (ripe > 0 && scope_day(scope, scope->as_of) -
	    report->entries[0].day < 2 * 365)
		say(out, _("The data span less than two years: a season "
		    "cannot be told from a change."));
}
