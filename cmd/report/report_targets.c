/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was to be reached, beside the figures that were. */
#include <math.h>
#include <string.h>

#include "cmd/report/report.h"
#include "io/text/words.h"

static const char *const names[TARGETS] = { "entered", "rate", "won", "value",
	"days" };

/* "40%" and 0.4 are one rate. */
static bool
read_number(enum target which, const char *text, double *out)
{
	size_t len = strlen(text);
	bool percent = which == TARGET_RATE && len && text[len - 1] == '%';
	decimal number;

	if (decimal_parse(text, len - percent, '.', &number) != DECIMAL_OK)
		return false;
	*out = decimal_double(number) / (percent ? 100 : 1);
	return *out > 0 && (which != TARGET_RATE || *out < 1);
}

static int
fault_number(const char *item, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--targets: \"%s\": expected "
	    "entered, won, value, days or rate, = and a number above 0, of a "
	    "rate one below 100%%", item);
}

static int
read_target(const char *item, struct report *report, struct fault *fault)
{
	const char *mark = strstr(item, "]=");
	const char *owner = strchr(item, '[');
	size_t len;
	enum target which = 0;

	/* "won[rep-01]=12": a name may hold an equals sign. */
	mark = owner && mark ? mark + 1 : strchr(item, '=');
	len = mark ? (size_t)(mark - item) : strlen(item);
	if (owner && mark && owner < mark) {
		double number;

		if (!read_number(TARGET_WON, mark + 1, &number))
			return fault_number(item, fault);
		return report_read_quota(report, item, len, number, fault);
	}

	while (which < TARGETS && (strlen(names[which]) != len ||
	    memcmp(names[which], item, len) != 0))
		which++;
	if (!mark || which == TARGETS || !read_number(which, mark + 1,
	    &report->targets[which]))
		return fault_number(item, fault);
	return 0;
}

static bool
of_period(const struct report *report)
{
	return report->nquotas > 0 ||
	    !isnan(report->targets[TARGET_ENTERED]) ||
	    !isnan(report->targets[TARGET_WON]) ||
	    !isnan(report->targets[TARGET_VALUE]);
}

int
report_read_targets(struct report *report, struct fault *fault)
{
	const struct text_list *given = &report->settings->targets;

	for (size_t i = 0; i < TARGETS; i++)
		report->targets[i] = NAN;
	report->quotas = arena_alloc(report->arena, (given->n + 1) *
	    sizeof *report->quotas);
	for (size_t i = 0; i < given->n; i++)
		if (read_target(given->items[i], report, fault) != 0)
			return -1;
	/* What suits a year would be too much for a month. */
	if (of_period(report) && !report->settings->period)
		return fault_set(fault, FAULT_USAGE, "--targets: entered, won "
		    "and value are of a period: say of which by --period");
	return 0;
}

static bool
fits(const struct report *report)
{
	return (int)report->booked.pair.every == report->settings->period + 1;
}

/* "target 500: 96.6% of it" */
const char *
report_against_total(const struct report *report, enum target which,
    double reached)
{
	double target = report->targets[which];

	if (isnan(target) || isnan(reached) || !fits(report))
		return NULL;
	return report_text(report, which == TARGET_WON ? _("target of won "
	    "ones %1$s: %2$s of it") : _("target %1$s: %2$s of it"),
	    which == TARGET_VALUE ? report_amount(report, target) :
	    report_text(report, "%.15g", target), report_share(report,
	    reached / target, NAN, NAN));
}

/* "target 40.0%: −14.4 points (−22.5 to −4.3)": what is uncertain is the
   figure, not the target. */
const char *
report_against_rate(const struct report *report,
    const struct proportion *reached)
{
	double target = report->targets[TARGET_RATE];

	return isnan(target) || isnan(reached->rate) ? NULL :
	    report_text(report, _("target %1$s: %2$s points %3$s"),
	    report_share(report, target, NAN, NAN), report_points(report,
	    reached->rate - target), report_points_interval(report,
	    (struct effect){ reached->rate - target, reached->low - target,
	    reached->high - target }));
}

const char *
report_against_days(const struct report *report,
    const struct quantile *reached)
{
	double target = report->targets[TARGET_DAYS];
	struct effect off = { reached->value - target, reached->low - target,
	    reached->high - target };

	if (isnan(target) || isnan(reached->value))
		return NULL;
	return report_text(report, isnan(off.low) || isnan(off.high) ?
	    _("target %1$s: %2$s") : _("target %1$s: %2$s %3$s"),
	    report_days(report, target), report_days_change(report,
	    off.estimate), report_days_interval(report, off));
}

void
report_target_caveats(const struct report *report, struct sentences *out)
{
	int asked = report->settings->period + 1;

	if (of_period(report) && !report->booked.known)
		say(out, _("Targets are of a %s, and the data hold too few "
		    "whole ones: nothing is compared with them."),
		    report_unit((enum every)asked));
	else if (of_period(report) && !fits(report))
		say(out, _("Targets are of a %1$s, figures of a %2$s: they are "
		    "not compared; --every %3$s has both of one length."),
		    report_unit((enum every)asked), report_unit(
		    report->booked.pair.every),
		    report_every_name((enum every)asked));
}
