/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/time/calendar.h"
#include "cmd/chart/chart.h"
#include "cmd/options/settings.h"
#include "cmd/options/span.h"
#include "io/text/text.h"

int
chart_check_shares(const struct table *table, size_t column,
    struct fault *fault)
{
	for (size_t r = 0; r < table_rows(table); r++) {
		double share = number_at(table, r, column);

		if (!isnan(share) && !(share >= 0 && share <= 1))
			return fault_set(fault, FAULT_INPUT, "row %zu: %s: "
			    "expected a share from 0 to 1, not %g", r + 1,
			    column_name(table, column), share);
	}
	return 0;
}

const char *
chart_definition(const struct table *table, const char *key)
{
	for (size_t i = 0; i < table_definitions(table); i++)
		if (strcmp(table_definition_key(table, i), key) == 0)
			return table_definition_value(table, i);
	return NULL;
}

const char *
chart_cohort(const struct chart_source *s, const char *first_day, bool months)
{
	const char *every = chart_definition(s->table, "every");
	char name[EVERY_TEXT];
	size_t i = 0;

	while (every && every_names[i] && strcmp(every, every_names[i]) != 0)
		i++;
	every_name(months ? EVERY_MONTH : every && every_names[i] ?
	    (enum every)(i + 1) : EVERY_NONE, first_day, name);
	return chart_words(s->arena, "%s", name);
}

double
chart_level(const struct table *table)
{
	const char *text = chart_definition(table, "level");
	double level = text ? strtod(text, NULL) : 0;

	return level > 0 && level < 1 ? level : 0.95;
}

const char *
chart_words(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	int len = vsnprintf(NULL, 0, format, arguments);
	char *text = len < 0 ? NULL : arena_alloc(arena, (size_t)len + 1);
	if (text)
		vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	va_end(arguments);
	return text ? text : "";
}

const char *
chart_rate(struct arena *arena, double rate, double low, double high)
{
	char percent[TEXT_NUMBER], range[TEXT_NUMBER], both[3 * TEXT_NUMBER];

	text_percent(rate, percent);
	text_percent_range(low, high, range);
	text_with_range(percent, range, both, sizeof both);
	return isnan(rate) ? "" : chart_words(arena, "%s", both);
}

const char *
chart_share(struct arena *arena, double share)
{
	return share > 0 && share < .005 ? "<1%" : chart_words(arena,
	    "%.0f%%", 100 * share);
}

const char *
chart_points(struct arena *arena, double difference, double low, double high)
{
	char text[3][TEXT_NUMBER];

	text_points(difference, text[0]);
	text_points_ends(low, high, text[1], text[2]);
	return isnan(low) || isnan(high) ? chart_words(arena, "%s", text[0]) :
	    chart_words(arena, _("%s (%s to %s)"), text[0], text[1], text[2]);
}

const char *
chart_n(struct arena *arena, uint64_t n)
{
	char digits[TEXT_NUMBER];

	text_count(n, digits);
	return chart_words(arena, "%s", digits);
}

const char *
chart_number(struct arena *arena, double x, bool amount)
{
	char text[TEXT_NUMBER];

	if (amount)
		text_amount(x, text);
	else
		text_number_of(x, text);
	return chart_words(arena, "%s", text);
}

const char *
chart_join(struct arena *arena, const char *a, const char *b)
{
	return chart_words(arena, "%s%s%s", a, *a && *b ? " · " : "", b);
}

const char *
chart_few_words(const struct chart_source *s, const char *method,
    const struct heat_row *rows, size_t nrows, size_t ncolumns)
{
	bool any = false;

	for (size_t r = 0; r < nrows; r++)
		for (size_t c = 0; c < ncolumns; c++)
			any |= !isnan(rows[r].rates[c]) &&
			    !heat_is_many(&rows[r], c);
	return any ? chart_words(s->arena, s->text ? _("%s Without a shade: "
	    "of fewer than ten.") : _("%s Small and grey: of fewer than "
	    "ten."), method) : method;
}

/* The day of a time: "2025-06-30T22:12:18Z" is 2025-06-30. */
static int
day_length(const char *time)
{
	return (int)strcspn(time, "T ");
}

/* "2024-01-09 to 2025-06-30", of times. */
static const char *
span_words(struct arena *arena, const char *span)
{
	const char *to = span ? strstr(span, " to ") : NULL;

	return !to ? "" : chart_words(arena, _("%.*s to %.*s"),
	    day_length(span), span, day_length(to + 4), to + 4);
}

/* "within 180 d" stays in one piece, a list of values need not. */
static const char *
one_policy(struct arena *arena, const char *format, const char *value)
{
	char words[TEXT_NUMBER], tied[4 * TEXT_NUMBER];
	struct span span;

	if (!span_parse(value, strlen(value), &span))
		return chart_words(arena, format, value);
	span_shown(span, words);
	text_tie(chart_words(arena, format, words), tied, sizeof tied);
	return chart_words(arena, "%s", tied);
}

/* What of the definition is not as usual. */
static const char *
policy_words(const struct table *table, struct arena *arena)
{
	static const struct { const char *key, *usual, *format; } policies[] = {
		{ "within", NULL, N_("within %s") },
		{ "step_within", NULL, N_("each step within %s") },
		{ "order", "ordered", N_("order: %s") },
		{ "entry", "first", N_("entry: %s") },
		{ "count", "entities", N_("counted: %s") },
		{ "ties", "for", N_("ties %s") },
		{ "where", NULL, N_("where %s") },
		{ "having", NULL, N_("having %s") },
	};
	const char *said = "";

	for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
		const char *value = chart_definition(table, policies[i].key);

		if (!value || (policies[i].usual &&
		    strcmp(value, policies[i].usual) == 0))
			continue;
		said = chart_words(arena, "%s%s%s", said, *said ? _(", ") : "",
		    one_policy(arena, _(policies[i].format), value));
	}
	return said;
}

/* Nothing where the span ends that day anyway. */
static const char *
as_of_words(const struct table *table, struct arena *arena)
{
	const char *as_of = chart_definition(table, "as_of");
	const char *span = chart_definition(table, "span");
	const char *to = span ? strstr(span, " to ") : NULL;

	if (!as_of || (to && day_length(as_of) == day_length(to + 4) &&
	    strncmp(as_of, to + 4, (size_t)day_length(as_of)) == 0))
		return "";
	return chart_words(arena, _("as of %.*s"), day_length(as_of), as_of);
}

const char *
chart_strong(const struct chart_source *s)
{
	return s->theme == THEME_PRINT ? _("black") : _("orange");
}

struct chart_frame
chart_frame_of(const struct chart_source *s, const char *title,
    const char *subtitle, const char *about)
{
	const char *footer = chart_join(s->arena, about ? about : "",
	    span_words(s->arena, chart_definition(s->table, "span")));

	footer = chart_join(s->arena, footer, as_of_words(s->table, s->arena));
	return (struct chart_frame){
		.title = s->title ? s->title : title,
		.subtitle = s->subtitle ? s->subtitle : subtitle,
		.footer = chart_join(s->arena, footer,
		    policy_words(s->table, s->arena)),
		.width = s->width, .height = s->height, .scale = s->scale,
		.theme = s->theme,
	};
}
