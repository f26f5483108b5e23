/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two sides are: as options, and as periods of a fold. */
#include <stdio.h>
#include <string.h>

#include "cmd/compare/compare.h"
#include "io/time/timestamp.h"

enum compare_mode
compare_mode(const struct compare_settings *s)
{
	if (s->placebo)
		return COMPARE_PLACEBO;
	if (s->before)
		return COMPARE_PERIODS;
	if (s->variant)
		return COMPARE_VARIANT;
	return s->file_names[0] ? COMPARE_FILES : COMPARE_ALL;
}

bool
compare_one_sided(const struct compare_settings *s)
{
	enum compare_mode mode = compare_mode(s);

	return s->power && (mode == COMPARE_ALL ||
	    (mode == COMPARE_PERIODS && !s->after));
}

void
compare_side_name(const struct compare_settings *s, int side, char *out,
    size_t size)
{
	switch (compare_mode(s)) {
	case COMPARE_PERIODS:
		snprintf(out, size, "%s", side ? "--after" : "--before");
		break;
	case COMPARE_PLACEBO:
		snprintf(out, size, side ? message("--before from %s on") :
		    message("--before up to %s"), s->placebo);
		break;
	case COMPARE_VARIANT:
		snprintf(out, size, side ? message("another %s than \"%s\"") :
		    message("%s \"%s\""), s->variant, s->control);
		break;
	case COMPARE_FILES:
		snprintf(out, size, "%s", s->file_names[side]);
		break;
	default:
		snprintf(out, size, "the log");
	}
}

static int
refuse(struct fault *fault, const char *why)
{
	return fault_set(fault, FAULT_USAGE, "%s", message(why));
}

/* Which sides are asked for: in one way only. */
static int
check_mode(const struct compare_settings *s, struct fault *fault)
{
	bool periods = s->before || s->after || s->placebo;

	if (periods && (s->variant || s->control))
		return refuse(fault, "--variant does not go with --before, "
		    "--after and --placebo: two ways to say what is compared");
	if (s->variant && !s->control)
		return refuse(fault, "--variant wants --control VALUE: what "
		    "the others are compared with");
	if (s->control && !s->variant)
		return refuse(fault, "--control wants --variant COL: the "
		    "column that has this value");
	if (s->split && !s->variant)
		return refuse(fault, "--split is of two variants: it wants "
		    "--variant COL --control VALUE");
	if (periods && !s->before)
		return refuse(fault, s->after ? N_("--after wants --before "
		    "A..B") :
		    N_("--placebo wants --before A..B: it lies in it"));
	if (s->before && !s->after && !s->placebo && !s->power)
		return refuse(fault, "--before wants --after A..B");
	return 0;
}

static int
read_difference(const char *text, double *out)
{
	decimal value;
	size_t len = strlen(text);
	bool percent = len > 0 && text[len - 1] == '%';

	if (decimal_parse(text, len - percent, '.', &value) != DECIMAL_OK)
		return -1;
	*out = decimal_double(value) / (percent ? 100 : 1);
	return *out != 0 && *out > -1 && *out < 1 ? 0 : -1;
}

int
compare_difference(const struct compare_settings *s, double *out,
    struct fault *fault)
{
	if (read_difference(s->power, out) == 0)
		return 0;
	return fault_set(fault, FAULT_USAGE, "--power: \"%s\": expected the "
	    "difference that is wanted, such as 0.05, 5%% or -2%%", s->power);
}

/* "A..B", of which one may be empty. */
static bool
split_period(const char *text, char *from, char *to, size_t size)
{
	const char *dots = strstr(text, "..");

	if (!dots || (size_t)(dots - text) >= size ||
	    strlen(dots + 2) >= size || strlen(text) == 2)
		return false;
	memcpy(from, text, (size_t)(dots - text));
	from[dots - text] = '\0';
	strcpy(to, dots + 2);
	return true;
}

static int
bad_period(const char *option, const char *text, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": expected two "
	    "dates such as 2025-01-01..2025-03-31, or times", option, text);
}

/* As instants, whatever the unit of the log will be. */
static int
check_period(const char *option, const char *text, const struct zone *zone,
    struct period *out, struct fault *fault)
{
	char from[80], to[80];
	struct timestamp t;

	*out = (struct period){ INT64_MIN, INT64_MAX };
	if (!text)
		return 0;
	if (!split_period(text, from, to, sizeof from) ||
	    (from[0] && !timestamp_option(from, zone, &t)))
		return bad_period(option, text, fault);
	if (from[0])
		out->from = t.instant;
	if (to[0] && !timestamp_option(to, zone, &t))
		return bad_period(option, text, fault);
	if (to[0])
		out->to = !t.date_only ? t.instant : zone_day_start(zone,
		    zone_day(zone, t.instant) + 1);
	return out->from < out->to ? 0 : fault_set(fault, FAULT_USAGE,
	    "--%s: \"%s\": it ends before it begins", option, text);
}

static int
check_placebo(const struct compare_settings *s, const struct period *before,
    int64_t date, struct fault *fault)
{
	if (date > before->from && date < before->to)
		return 0;
	return fault_set(fault, FAULT_USAGE, "--placebo: \"%s\": expected a "
	    "date inside --before %s", s->placebo, s->before);
}

static int
check_overlap(const struct compare_settings *s, const struct period *before,
    const struct period *after, struct fault *fault)
{
	if (before->from >= after->to || after->from >= before->to)
		return 0;
	return fault_set(fault, FAULT_USAGE, "--before %s and --after %s "
	    "overlap: an entry would be on both sides", s->before, s->after);
}

/* A long run must not end on a typing error. */
static int
check_dates(const struct compare_settings *s, struct fault *fault)
{
	struct period before, after;
	struct timestamp t;
	struct zone zone;

	if (zone_load(s->shared.tz ? s->shared.tz : "UTC", &zone, fault) != 0)
		return -1;
	int failed = check_period("before", s->before, &zone, &before,
	    fault) || check_period("after", s->after, &zone, &after, fault);
	if (!failed && s->before && s->after)
		failed = check_overlap(s, &before, &after, fault);
	if (!failed && s->placebo)
		failed = timestamp_option(s->placebo, &zone, &t) ?
		    check_placebo(s, &before, t.instant, fault) :
		    fault_set(fault, FAULT_USAGE, "--placebo: \"%s\": "
		    "expected a date such as 2025-02-15, or a time",
		    s->placebo);
	zone_free(&zone);
	return failed ? -1 : 0;
}

/* The variant is one group column more, behind the others. */
static int
add_variant(struct run *run, struct fault *fault)
{
	struct compare_settings *s = run->settings;
	struct text_list *by = &s->shared.by;

	for (size_t i = 0; i < by->n; i++) {
		if (strcmp(by->items[i], s->variant) != 0)
			continue;
		/* A saved fold names it already, and as the last one. */
		return run->command->statistic ? refuse(fault, "--by names "
		    "the column of --variant: inside a group there would be "
		    "one side only") : 0;
	}
	const char **items = arena_alloc(&run->arena,
	    (by->n + 1) * sizeof *items);
	if (by->n)
		memcpy(items, by->items, by->n * sizeof *items);
	items[by->n++] = s->variant;
	by->items = items;
	return 0;
}

int
compare_check_sides(struct run *run, struct fault *fault)
{
	struct compare_settings *s = run->settings;
	double difference, share;

	if (check_mode(s, fault) != 0 || check_dates(s, fault) != 0 ||
	    (s->split && settings_split(s->split, &share, fault) != 0) ||
	    (s->power && compare_difference(s, &difference, fault) != 0))
		return -1;
	if (compare_mode(s) == COMPARE_ALL && !s->power &&
	    !s->shared.dry_run)
		return refuse(fault, "which two sides? say --before A..B "
		    "--after C..D, or --variant COL --control VALUE, or give "
		    "exactly two files");
	if (compare_mode(s) == COMPARE_FILES && s->shared.partial)
		return refuse(fault, "--partial wants the sides inside one "
		    "log: --before and --after, or --variant");
	return s->variant ? add_variant(run, fault) : 0;
}

static int
read_period(const struct scope *scope, const char *option, const char *text,
    struct period *out, struct fault *fault)
{
	char from[80], to[80];

	*out = (struct period){ INT64_MIN, INT64_MAX };
	if (!split_period(text, from, to, sizeof from))
		return bad_period(option, text, fault);
	if ((from[0] && scope_bound(scope, option, from, false, &out->from,
	    fault) != 0) || (to[0] && scope_bound(scope, option, to, true,
	    &out->to, fault) != 0))
		return -1;
	return 0;
}

static int
cut_placebo(const struct scope *scope, struct period periods[2],
    struct fault *fault)
{
	const struct compare_settings *s =
	    (const struct compare_settings *)scope->settings;
	int64_t date;

	if (scope_bound(scope, "placebo", s->placebo, false, &date,
	    fault) != 0 || check_placebo(s, periods, date, fault) != 0)
		return -1;
	periods[1] = (struct period){ date, periods[0].to };
	periods[0].to = date;
	return 0;
}

/* The first period in equal parts, where both ends are known. */
static size_t
cut_parts(const struct scope *scope, struct period *periods)
{
	const struct period whole = periods[0], after = periods[1];
	int64_t least = COMPARE_PARTS * (scope->dates ? 1 : DAY_MICROS);

	if (whole.from == INT64_MIN || whole.to == INT64_MAX ||
	    whole.to - whole.from < least)
		return 2;
	for (int i = 0; i < COMPARE_PARTS; i++) {
		int64_t length = whole.to - whole.from;

		periods[i].from = whole.from + length * i / COMPARE_PARTS;
		periods[i].to = whole.from + length * (i + 1) / COMPARE_PARTS;
	}
	periods[COMPARE_PARTS] = after;
	return COMPARE_PARTS + 1;
}

bool
compare_has_parts(const struct outcomes_definition *d)
{
	return d->nperiods == COMPARE_PARTS + 1;
}

static int
find_periods(const struct scope *scope, struct outcomes_definition *d,
    struct fault *fault)
{
	const struct compare_settings *s =
	    (const struct compare_settings *)scope->settings;
	struct period *p = arena_alloc(&scope->run->arena,
	    OUTCOME_PERIODS_MAX * sizeof *p);

	d->periods = p;
	if (!s->before)
		return 0;
	if (read_period(scope, "before", s->before, &p[0], fault) != 0)
		return -1;
	d->nperiods = s->placebo || s->after ? 2 : 1;
	if (s->placebo)
		return cut_placebo(scope, p, fault);
	if (!s->after)
		return 0;
	if (read_period(scope, "after", s->after, &p[1], fault) != 0)
		return -1;
	/* Of dates the times of day are gone. */
	if (check_overlap(s, &p[0], &p[1], fault) != 0)
		return -1;
	d->nperiods = cut_parts(scope, p);
	return 0;
}

const struct outcomes_definition *
compare_definition(const struct scope *scope, size_t file,
    struct fault *fault)
{
	const struct compare_settings *s =
	    (const struct compare_settings *)scope->settings;
	enum compare_mode mode = compare_mode(s);
	struct outcomes_definition *d = arena_alloc(
	    &scope->run->arena, sizeof *d);

	d->period = file;
	d->attribute = scope->attribute;
	scope_rules(scope, &d->rules);
	if (mode == COMPARE_VARIANT) {
		d->variants = &scope->names;
		d->variant = scope->nby - 1;
	}
	d->ages = !outcomes_aged(&d->rules) && mode != COMPARE_VARIANT &&
	    mode != COMPARE_ALL;
	return scope_goal_step(scope, &d->goal, fault) == 0 &&
	    find_periods(scope, d, fault) == 0 ? d : NULL;
}
