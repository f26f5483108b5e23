/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/results/watch_columns.h"
#include "cmd/run/result.h"
#include "cmd/watch/watch.h"
#include "io/text/words.h"

/* Limits, centre and a point in so many columns: ▏····|··●▕ */
#define STRIP 20
#define STRIP_LOW 2
#define STRIP_CENTER 10
#define STRIP_HIGH 18

/* Where a point lies, by how far it is on the way to its limit. */
static size_t
strip_place(const struct control_point *p)
{
	double from = p->value - p->center;
	double way = from < 0 ? from / (p->center - p->low) : from /
	    (p->high - p->center);
	double place;

	place = floor(STRIP_CENTER + way * (STRIP_HIGH - STRIP_CENTER) + .5);
	/* Beyond is beyond, as near as it may be. */
	if (p->value < p->low)
		return place < 0 ? 0 : place < STRIP_LOW ? (size_t)place :
		    STRIP_LOW - 1;
	if (p->value > p->high)
		return (size_t)fmin(fmax(place, STRIP_HIGH + 1), STRIP - 1);
	return (size_t)fmin(fmax(place, STRIP_LOW), STRIP_HIGH);
}

static void
put_strip(struct table *t, const struct control_point *p)
{
	char text[STRIP * 4] = "";
	size_t at;

	if (isnan(p->low))
		return;
	at = strip_place(p);
	for (size_t i = 0; i < STRIP; i++)
		strcat(text, i == at ? "●" : i == STRIP_LOW ? "▏" :
		    i == STRIP_HIGH ? "▕" : i == STRIP_CENTER ? "|" :
		    i < STRIP_LOW || i > STRIP_HIGH ? " " : "·");
	table_word(t, WATCH_STRIP, text);
}

static void
put_word(struct table *t, size_t column, const char *word)
{
	if (word[0])
		table_word(t, column, word);
}

static const char *
part_word(enum control_part part)
{
	static const char *const words_of[] = {
		[CONTROL_BEFORE] = "", [CONTROL_AFTER] = "",
		[CONTROL_BASELINE] = N_("baseline"),
		[CONTROL_FEW] = N_("few"),
		[CONTROL_OFF] = N_("off"),
		[CONTROL_INCOMPLETE] = N_("incomplete"),
	};

	return words_of[part];
}

/* Rules have one name in any language, as options have. */
static void
put_signal(struct table *t, const struct control_point *p, bool people)
{
	const char *part = part_word(p->part);
	const char *direction = p->is_low ? N_("low") : N_("high");
	char rules[WATCH_RULES_TEXT], text[WATCH_RULES_TEXT + 64];

	watch_rules_text(p->signals, people ? ", " : " ", rules);
	if (!p->signals) {
		put_word(t, WATCH_SIGNAL, people && part[0] ? _(part) : part);
		return;
	}
	snprintf(text, sizeof text, "%s: %s", _(direction), rules);
	put_word(t, WATCH_SIGNAL, people ? text : rules);
	put_word(t, WATCH_DIRECTION, direction);
}

static void
put_number(struct table *t, size_t column, double x)
{
	if (!isnan(x))
		table_number(t, column, x);
}

/* Of a baseline that is too short nothing is known yet. */
static void
put_limits(struct table *t, const struct watch_block *b,
    const struct control_point *p)
{
	if (isnan(b->baseline.center)) {
		for (size_t c = WATCH_CENTER; c <= WATCH_CUSUM_DOWN; c++)
			table_na(t, c);
		return;
	}
	put_number(t, WATCH_CENTER, p->center);
	put_number(t, WATCH_LOW, p->low);
	put_number(t, WATCH_HIGH, p->high);
	put_number(t, WATCH_Z, p->z);
	put_number(t, WATCH_EWMA, p->ewma);
	put_number(t, WATCH_EWMA_LIMIT, p->ewma_limit);
	put_number(t, WATCH_CUSUM_UP, p->cusum_up);
	put_number(t, WATCH_CUSUM_DOWN, p->cusum_down);
}

static void
put_value(struct table *t, enum watch_measure measure,
    const struct control_point *p)
{
	if (measure == WATCH_ENTRIES || measure == WATCH_EVENTS) {
		table_count(t, WATCH_COUNT, p->k);
		return;
	}
	table_count(t, WATCH_N, p->n);
	table_count(t, WATCH_K, p->k);
	put_number(t, measure == WATCH_RATE ? WATCH_SHARE :
	    WATCH_MEDIAN_DAYS, p->value);
}

static void
put_row(const struct scope *scope, struct table *t,
    enum watch_measure measure, const struct watch_block *b,
    const struct watch_row *row)
{
	const char *name = watch_settings(scope)->measure;
	const struct control_point *p = &row->point;
	char period[EVERY_TEXT];

	name = name ? name : "rate";
	table_add_row(t);
	scope_keys(scope, t, b->group, false);
	table_word(t, WATCH_MEASURE, name);
	if (scope->settings->every) {
		every_format((enum every)scope->settings->every, row->period,
		    period);
		table_word(t, WATCH_PERIOD, period);
		table_bool(t, WATCH_COMPLETE, p->part != CONTROL_INCOMPLETE);
	}
	put_value(t, measure, p);
	put_limits(t, b, p);
	put_signal(t, p, result_for_people(scope->settings));
	if (!isnan(b->baseline.center))
		put_strip(t, p);
}

/* What false alarms are promised. */
static void
define_promise(const struct scope *scope, const struct watch_ask *ask,
    struct table *t)
{
	static const int of_year[] = { 0, 8760, 365, 52, 12, 4, 1 };
	int year = of_year[scope->settings->every];
	char text[128];

	if (isnan(ask->points))
		return;
	if (year)
		snprintf(text, sizeof text, "one in %.0f %s; within a year "
		    "with a chance of %.0f%%", ask->points,
		    watch_periods(scope), 100 * -expm1(-year / ask->points));
	else
		snprintf(text, sizeof text, "one in %.0f logs, by all groups "
		    "together", ask->points);
	table_define(t, "false_alarms", text);
}

static void
define_baseline(const struct watch_result *r, struct table *t)
{
	const struct control_baseline *b = r->n == 1 ?
	    &r->blocks[0].baseline : NULL;
	char text[64];

	if (!b || isnan(b->center))
		return;
	snprintf(text, sizeof text, "%zu", b->periods);
	table_define(t, "baseline_periods", text);
	snprintf(text, sizeof text, "%.12g", b->center);
	table_define(t, "center", text);
	if (isnan(b->sigma_z))
		return;
	snprintf(text, sizeof text, "%.12g", b->sigma_z);
	table_define(t, "sigma_z", text);
}

static void
has_columns(const struct scope *scope, struct table *t,
    enum watch_measure measure, bool judged)
{
	scope_has_groups(scope, t);
	/* It would be part of the name of a row in messages. */
	if (!judged)
		table_has_column(t, WATCH_MEASURE);
	if (scope->settings->every)
		table_has_columns(t, WATCH_PERIOD, WATCH_COMPLETE);
	if (measure == WATCH_ENTRIES || measure == WATCH_EVENTS)
		table_has_column(t, WATCH_COUNT);
	else
		table_has_columns(t, WATCH_N, WATCH_K);
	if (measure == WATCH_RATE)
		table_has_column(t, WATCH_SHARE);
	if (measure == WATCH_MEDIAN)
		table_has_column(t, WATCH_MEDIAN_DAYS);
	if (result_for_people(scope->settings))
		table_has_column(t, WATCH_STRIP);
	table_has_columns(t, WATCH_CENTER, WATCH_Z);
	if (scope->settings->every)
		table_has_columns(t, WATCH_EWMA, WATCH_CUSUM_DOWN);
	table_has_columns(t, WATCH_SIGNAL, WATCH_DIRECTION);
}

struct table *
watch_table(const struct scope *scope, const struct watch_ask *ask,
    const struct watch_result *r, bool judged)
{
	struct table *t = table_new(scope->settings->every ?
	    &watch_columns : &watch_group_columns);
	enum watch_measure measure = watch_measure(scope);

	scope_define(scope, t);
	define_baseline(r, t);
	define_promise(scope, ask, t);
	has_columns(scope, t, measure, judged);
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->blocks[i].n; k++)
			if (!judged || r->blocks[i].rows[k].judged)
				put_row(scope, t, measure, &r->blocks[i],
				    &r->blocks[i].rows[k]);
	return t;
}
