/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step of the funnel that fewest take. */
#include <math.h>

#include "cmd/report/report.h"
#include "io/text/words.h"

static struct proportion
rate_of(const struct report *report, size_t row)
{
	const struct section *s = report->funnel;
	size_t by = report->weakest.step.by;

	return (struct proportion){ section_number(s, row, by),
	    section_number(s, row, by + 1), section_number(s, row, by + 2) };
}

static const char *
share_of(const struct report *report, size_t row, bool interval)
{
	struct proportion p = rate_of(report, row);

	return report_share(report, p.rate, interval ? p.low : NAN,
	    interval ? p.high : NAN);
}

static const char *
stage_before(const struct report *report)
{
	return report_stage(report, report_step(report,
	    report->weakest.step.row, -1));
}

/* Where the eventual rate is not known, it is the one so far. */
void
weakest_sum_up(const struct report *report, struct sentences *out)
{
	struct convert_step step = report->weakest.step;

	if (!step.several)
		return;
	say(out, !extreme_is_sure(report, &report->weakest) ?
	    _("No step is clearly the weakest; the lowest rate is from %s to "
	    "%s: %s.") : step.by == CONVERT_EVENTUAL ?
	    _("The weakest step is from %s to %s: %s go on in the end.") :
	    _("The weakest step is from %s to %s: %s have gone on so far."),
	    stage_before(report), report_stage(report, step.row),
	    share_of(report, step.row, true));
}

void
weakest_missed(const struct report *report, struct sentences *out)
{
	const struct extreme *w = &report->weakest;

	if (isnan(w->q) || extreme_is_sure(report, &report->weakest))
		return;
	say(out, w->seen < 1 ? _("No step is clearly the weakest (q %1$s; "
	    "one that is %2$s points below the next would have been seen).") :
	    _("No step is clearly the weakest (q %1$s; so few show no "
	    "difference at all)."), report_p(report, w->q),
	    report_tenths(report, w->seen));
}

void
weakest_find(const struct report *report, struct findings *out)
{
	const struct section *s = report->funnel;
	const struct extreme *w = &report->weakest;
	struct finding f = { 0 };

	if (!extreme_is_sure(report, &report->weakest))
		return;
	uint64_t n = section_count(s, report_step(report, w->step.row, -1),
	    CONVERT_ENTERED);
	struct proportion rate = rate_of(report, w->step.row);
	const char *shown = share_of(report, w->step.row, false);
	f.stake = (rate_of(report, w->next).rate - rate.rate) * (double)n;
	f.headline = report_text(report, _("fewest go on from %s to %s: %s"),
	    stage_before(report), report_stage(report, w->step.row), shown);
	f.is = (struct document_finding){
		.figure = shown,
		.interval = report_stake(report, report_range(report,
		    rate.low, rate.high), f.stake),
		.lead = report_text(report, _("The weakest step is from %s "
		    "to %s"), stage_before(report), report_stage(report,
		    w->step.row)),
		.text = report_text(report, w->step.by == CONVERT_EVENTUAL ?
		    _("%1$s of %2$s go on in the end; the next weakest step "
		    "has %3$s, q %4$s.") : _("%1$s of %2$s have gone on so "
		    "far; the next weakest step has %3$s, q %4$s."), shown,
		    report_count(report, n), share_of(report, w->next, false),
		    report_p(report, w->q)),
		.tone = TONE_WORSE,
	};
	find(out, &f);
}
