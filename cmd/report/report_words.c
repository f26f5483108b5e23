/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences of a report, and what stands in them. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cmd/options/span.h"
#include "cmd/report/report.h"
#include "cmd/results/convert_columns.h"
#include "io/text/text.h"
#include "io/text/words.h"

static void
make_room(struct sentences *s)
{
	size_t room = s->room ? 2 * s->room : 16;
	const char **items;

	if (s->n < s->room)
		return;
	items = arena_alloc(s->arena, room * sizeof *items);
	if (s->n)
		memcpy(items, s->items, s->n * sizeof *items);
	s->items = items;
	s->room = room;
}

void
say(struct sentences *s, const char *format, ...)
{
	char text[4096];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	make_room(s);
	s->items[s->n++] = arena_copy(s->arena, text, strlen(text));
}

const char *
report_text(const struct report *report, const char *format, ...)
{
	char text[4096];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return arena_copy(report->arena, text, strlen(text));
}

static const char *
keep(const struct report *report, const char *text)
{
	return arena_copy(report->arena, text, strlen(text));
}

const char *
report_name(const struct report *report, const char *text)
{
	char cut[512];

	text_cut(text, strlen(text), 60, cut, sizeof cut);
	return keep(report, cut);
}

const char *
report_share(const struct report *report, double share, double low,
    double high)
{
	char at[TEXT_NUMBER], range[TEXT_NUMBER], both[2 * TEXT_NUMBER + 8];

	text_percent(share, at);
	text_percent_range(low, high, range);
	text_with_range(at, range, both, sizeof both);
	return keep(report, both);
}

const char *
report_points(const struct report *report, double share)
{
	char text[TEXT_NUMBER];

	text_points(share, text);
	return keep(report, text);
}

const char *
report_points_range(const struct report *report, double share, double low,
    double high)
{
	char at[TEXT_NUMBER], from[TEXT_NUMBER], to[TEXT_NUMBER];
	char all[4 * TEXT_NUMBER];

	text_points(share, at);
	text_points_ends(low, high, from, to);
	snprintf(all, sizeof all, !from[0] || !to[0] ? "%s" :
	    _("%s (%s to %s)"), at, from, to);
	return keep(report, all);
}

const char *
report_points_interval(const struct report *report, struct effect effect)
{
	char from[TEXT_NUMBER], to[TEXT_NUMBER];

	text_points_ends(effect.low, effect.high, from, to);
	return isnan(effect.low) ? "" : report_text(report, _("(%s to %s)"),
	    from, to);
}

const char *
report_stake(const struct report *report, const char *interval, double stake)
{
	uint64_t n = (uint64_t)(stake + .5);
	const char *of = report_text(report, words_n("%s entity",
	    "%s entities", n), report_count(report, n));

	return interval[0] ? report_text(report, "%s · %s", interval, of) :
	    of;
}

const char *
report_tenths(const struct report *report, double share)
{
	return report_text(report, "%.1f", 100 * share);
}

const char *
report_range(const struct report *report, double low, double high)
{
	char range[TEXT_NUMBER], text[TEXT_NUMBER + 8];

	text_percent_range(low, high, range);
	snprintf(text, sizeof text, range[0] ? _("(%s)") : "%s", range);
	return keep(report, text);
}

const char *
report_amount(const struct report *report, double amount)
{
	char text[TEXT_NUMBER];

	text_amount(amount, text);
	return keep(report, text);
}

const char *
report_amounts(const struct report *report, double low, double high)
{
	if (isnan(low) || isnan(high))
		return "";
	return report_text(report, low < 0 ? _("(%s to %s)") : _("(%s–%s)"),
	    report_amount(report, low), report_amount(report, high));
}

static const char *
signed_number(const struct report *report, double number, int decimals)
{
	char text[TEXT_NUMBER];

	text_signed(number, decimals, text);
	return keep(report, text);
}

/* −58%: of ratios no tenth is known. */
const char *
report_percent_change(const struct report *report, double ratio)
{
	return report_text(report, "%s%%", signed_number(report,
	    100 * (ratio - 1), 0));
}

const char *
report_percent_range(const struct report *report, struct effect ratio)
{
	return isnan(ratio.low) ? "" : report_text(report, _("(%s to %s)"),
	    signed_number(report, 100 * (ratio.low - 1), 0),
	    signed_number(report, 100 * (ratio.high - 1), 0));
}

const char *
report_days_change(const struct report *report, double days)
{
	return report_text(report, _("%s d"), signed_number(report, days, 1));
}

const char *
report_days_interval(const struct report *report, struct effect days)
{
	return report_text(report, _("(%s to %s)"), signed_number(report,
	    days.low, 1), signed_number(report, days.high, 1));
}

const char *
report_p(const struct report *report, double p)
{
	char text[TEXT_NUMBER], sign[TEXT_NUMBER + 4];

	text_p(p, text);
	snprintf(sign, sizeof sign, text[0] == '<' ? "< %s" : "= %s",
	    text + (text[0] == '<'));
	return keep(report, sign);
}

const char *
report_days(const struct report *report, double days)
{
	char text[TEXT_NUMBER], tied[TEXT_NUMBER];

	text_days(days, text);
	text_tie(text, tied, sizeof tied);
	return keep(report, tied);
}

const char *
report_count(const struct report *report, uint64_t n)
{
	char text[TEXT_NUMBER];

	text_count(n, text);
	return keep(report, text);
}

const char *
report_span(const struct report *report, struct span span)
{
	char text[TEXT_NUMBER];

	span_shown(span, text);
	return keep(report, text);
}

void
report_note_no_window(const struct report *report, struct document *document)
{
	const struct settings *s = &report->settings->shared;

	if (s->within.given)
		document_note(document, report_text(report, _("The window of "
		    "%s does not count here: deals that ran out of time are "
		    "still open, and late ones count."), report_span(report,
		    s->within.span)));
}

/* Steps go past a stage that is optional. */
static bool
is_step(const struct report *report, size_t row)
{
	return !(report->input.scope.funnel.optional >> row & 1);
}

size_t
report_step(const struct report *report, size_t row, int direction)
{
	size_t n = section_rows(report->funnel), to = row;

	do
		to += (size_t)direction;
	while (to < n && !is_step(report, to));
	return to < n ? to : row;
}

const char *
report_stage(const struct report *report, size_t row)
{
	return report_name(report, section_text(report->funnel, row,
	    CONVERT_STAGE));
}

const char *
report_goal(const struct report *report)
{
	return section_rows(report->funnel) ? report_stage(report,
	    report->goal) : "";
}
