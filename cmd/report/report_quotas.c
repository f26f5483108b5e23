/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each owner was to reach: beside what was, and what is expected. */
#include <math.h>
#include <string.h>

#include "cmd/forecast/forecast.h"
#include "cmd/report/report_owners.h"
#include "cmd/results/bookings_columns.h"
#include "io/text/words.h"

/* "won[rep-01]": a name may hold any of the marks. */
int
report_read_quota(struct report *report, const char *item, size_t len,
    double number, struct fault *fault)
{
	size_t figure = strcspn(item, "[");
	bool won = figure == 3 && memcmp(item, "won", 3) == 0;
	bool value = figure == 5 && memcmp(item, "value", 5) == 0;
	struct quota *q;

	if ((!won && !value) || len < figure + 3 || item[len - 1] != ']')
		return fault_set(fault, FAULT_USAGE, "--targets: \"%s\": of an "
		    "owner expected won[NAME] or value[NAME]", item);
	if (report->owner < 0)
		return fault_set(fault, FAULT_USAGE, "--targets: \"%s\": "
		    "--owner says which column that is of", item);
	q = &report->quotas[report->nquotas++];
	*q = (struct quota){ .value = value, .target = number,
	    .name = arena_copy(report->arena, item + figure + 1,
	    len - figure - 2) };
	return 0;
}

bool
report_quota_period(const struct report *report, struct pair *out)
{
	int period = report->settings->period + 1;

	return report->nquotas > 0 && report_pair(report, false, out) &&
	    (int)out->every == period;
}

int64_t
report_quota_end(const struct pair *period)
{
	return every_add(period->every, period->end, 1) - 1;
}

static bool
has_amounts(const struct report *report)
{
	return report->owners->scope.values;
}

static double
reached(const struct quota *q, const struct bookings_sum *sum)
{
	return q->value ? sum->value.estimate : (double)sum->won;
}

/* Of the open deals of an owner by the end of the period, with the ends of
   its interval: none is 0. */
static struct forecast_sum
expected(const struct report *report, const struct quota *q)
{
	const struct table *t = report->pipeline;
	size_t of = q->value ? PIPELINE_DUE_WORTH : PIPELINE_DUE;

	if (!t || !table_has(t, PIPELINE_DUE))
		return (struct forecast_sum){ NAN, NAN, NAN, NAN };
	for (size_t r = 0; r < table_rows(t); r++)
		if (strcmp(text_at(t, r, PIPELINE_OWNER), q->name) == 0)
			return (struct forecast_sum){ .value = number_at(t, r,
			    of), .low = number_at(t, r, of + 1), .high =
			    number_at(t, r, of + 2), .variance = NAN };
	return (struct forecast_sum){ 0 };
}

static void
put_quota(const struct report *report, struct table *t,
    const struct quota *q)
{
	const struct owner_sum *o = report_owner_sum(report, q->name,
	    strlen(q->name));
	struct forecast_sum more = expected(report, q);

	table_add_row(t);
	table_word(t, QUOTA_OWNER, q->name);
	table_number(t, QUOTA_TARGET, q->target);
	if (!o)
		return;

	double last = reached(q, &o->last), now = reached(q, &o->now);
	/* No win is a sum of 0. */
	last = isnan(last) && o->last.won == 0 ? 0 : last;
	now = isnan(now) && o->now.won == 0 ? 0 : now;
	table_number(t, QUOTA_REACHED, last);
	table_number(t, QUOTA_SHARE, last / q->target);
	table_number(t, QUOTA_SO_FAR, now);
	table_number(t, QUOTA_EXPECTED, more.value);
	table_number(t, QUOTA_EXPECTED_LOW, more.low);
	table_number(t, QUOTA_EXPECTED_HIGH, more.high);
	table_number(t, QUOTA_OUTLOOK, (now + more.value) / q->target);
	table_number(t, QUOTA_OUTLOOK_LOW, (now + more.low) / q->target);
	table_number(t, QUOTA_OUTLOOK_HIGH, (now + more.high) / q->target);
}

static void
write_figure(const struct report *report, struct document *document,
    bool value, const struct pair *p)
{
	struct table *t = table_new(&quota_columns);
	bool ahead = report->pipeline && table_has(report->pipeline,
	    PIPELINE_DUE);

	table_has_columns(t, QUOTA_OWNER, QUOTA_SO_FAR);
	if (ahead)
		table_has_columns(t, QUOTA_EXPECTED, QUOTA_OUTLOOK_HIGH);
	for (size_t c = QUOTA_TARGET; c <= QUOTA_EXPECTED; c++)
		if (value && c != QUOTA_SHARE)
			table_column(t, c)->look = LOOK_AMOUNT;
	for (size_t i = 0; i < report->nquotas; i++)
		if (report->quotas[i].value == value)
			put_quota(report, t, &report->quotas[i]);
	if (table_rows(t)) {
		document_subheading(document, report_text(report, value ?
		    _("Amounts against targets, by owner: %1$s and %2$s") :
		    _("Won against targets, by owner: %1$s and %2$s"),
		    report_period_of(report, p->every, p->after),
		    report_period_of(report, p->every, p->end)));
		document_table(document, t);
	}
	table_free(t);
}

void
quotas_write(const struct report *report, struct document *document)
{
	struct pair p;

	if (!report_quota_period(report, &p))
		return;
	write_figure(report, document, false, &p);
	if (has_amounts(report))
		write_figure(report, document, true, &p);
	if (report->pipeline)
		report_note_foreseen(report, document);
	document_note(document, report_text(report, report->pipeline &&
	    table_has(report->pipeline, PIPELINE_DUE) ? _("Reached in %1$s; "
	    "so far in %2$s, with what the deals that are open now are "
	    "expected to add by its end, each by its stage and age. Deals "
	    "that are yet to come are in none of it.") : _("Reached in "
	    "%1$s; so far in %2$s. No date of the forecast is its end."),
	    report_period_of(report, p.every, p.after), report_period_of(
	    report, p.every, p.end)));
}

void
quotas_caveats(const struct report *report, struct sentences *out)
{
	for (size_t i = 0; i < report->nquotas; i++)
		if (!report_owner_sum(report, report->quotas[i].name,
		    strlen(report->quotas[i].name)))
			say(out, _("%s has a target and no deal: no name in "
			    "the data is written so."), report_name(report,
			    report->quotas[i].name));
}
