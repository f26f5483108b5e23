/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers by recency, frequency and money: of a log of purchases. */
#include <math.h>

#include "analytics/models/rfm.h"
#include "cmd/report/report.h"
#include "cmd/results/value_columns.h"
#include "io/text/words.h"

static int
plan(struct report *report, struct fault *fault)
{
	const char *value = report->settings->shared.value;
	const char *const options[] = { "value", value, "rfm", "5",
	    "summary", NULL, "format", "csv", NULL };
	const char *const people[] = { "value", value, "rfm", "5", "summary",
	    NULL, "format", "text", NULL };

	if (!value)
		return 0;
	report->customers = report_add(report, &command_value, -1, options,
	    fault);
	if (!report->customers)
		return -1;
	report->customers->picture.title = _("Customers in segments");
	report->customers->picture.finding = true;
	report->segmented = report_again(report, report->customers, false,
	    people, fault);
	return report->segmented ? 0 : -1;
}

/* Segments [first, last], which are rows, together. */
struct sum {
	uint64_t n;
	double share, money, money_share;
};

static struct sum
sum_of(const struct section *s, size_t first, size_t last)
{
	struct sum out = { 0 };
	double all = 0;

	for (size_t row = 0; row < section_rows(s); row++) {
		double money = section_number(s, row, RFM_SUMMARY_MONEY);

		all += money;
		if (row < first || row > last)
			continue;
		out.n += section_count(s, row, RFM_SUMMARY_N);
		out.share += section_number(s, row, RFM_SUMMARY_SHARE);
		out.money += money;
	}
	out.money_share = out.money / all;
	return out;
}

static const char *
share(const struct report *report, double x)
{
	return report_share(report, x, NAN, NAN);
}

/* Those who bought last and most often: what hangs on them. */
static void
find_best(const struct report *report, struct findings *out)
{
	struct sum best = sum_of(report->customers, RFM_CHAMPIONS,
	    RFM_CHAMPIONS);
	struct finding f = { .stake = (double)best.n };

	if (best.n == 0 || !(best.money_share > best.share))
		return;
	f.headline = report_text(report, _("%1$s of customers bring %2$s of "
	    "the money"), share(report, best.share), share(report,
	    best.money_share));
	f.is = (struct document_finding){
		.figure = share(report, best.money_share),
		.interval = _("of the money"),
		.lead = _("Those who bought last and most often"),
		.text = report_text(report, _("%1$s customers, %2$s of all, "
		    "brought %3$s: %4$s of the money."), report_count(report,
		    best.n), share(report, best.share), report_amount(report,
		    best.money), share(report, best.money_share)),
	};
	find(out, &f);
}

/* Those who bought often and have been silent for long: whom to call. */
static const char *
tell_silent(const struct report *report, const struct sum *silent)
{
	return report_text(report, _("%1$s customers bought often and have "
	    "been silent for long: they brought %2$s, %3$s of the money."),
	    report_count(report, silent->n), report_amount(report,
	    silent->money), share(report, silent->money_share));
}

static void
find_silent(const struct report *report, struct findings *out)
{
	struct sum silent = sum_of(report->customers, RFM_CANNOT_LOSE,
	    RFM_AT_RISK);
	struct finding f = { .stake = (double)silent.n };

	if (silent.n == 0)
		return;
	f.headline = report_text(report, _("%s good customers have fallen "
	    "silent"), report_count(report, silent.n));
	f.is = (struct document_finding){
		.figure = report_count(report, silent.n),
		.interval = _("customers"),
		.lead = _("To be called first"),
		.text = tell_silent(report, &silent),
		.tone = TONE_WORSE,
	};
	find(out, &f);
}

static void
find_customers(const struct report *report, struct findings *out)
{
	find_best(report, out);
	find_silent(report, out);
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	struct sum silent = sum_of(report->customers, RFM_CANNOT_LOSE,
	    RFM_AT_RISK);

	if (silent.n > 0)
		say(out, "%s", tell_silent(report, &silent));
}

static void
write(const struct report *report, struct document *document)
{
	struct sum all = sum_of(report->customers, 0, section_rows(
	    report->customers));

	section_figure(report, &report->customers->picture, _("A map of "
	    "segments, recency across and frequency up, stronger in "
	    "colour where a customer brought more; the table below has its "
	    "numbers."), document);
	section_table(&report->customers->picture,
	    report->segmented->table, document);
	document_note(document, _("Recency and frequency in five levels of "
	    "about as many customers; equal ones stay together. funnel value "
	    "--rfm 5 names the customers."));
	if (all.n < report->input.scope.facts.entities)
		document_note(document, report_text(report, _("Have "
		    "returns and no purchase, so that they are in no "
		    "segment: %s."), report_count(report,
		    report->input.scope.facts.entities - all.n)));
}

static bool
has(const struct report *report)
{
	return section_rows(report->segmented) > 0;
}

const struct part part_customers = {
	.name = "customers", .heading = N_("Customers in segments"),
	.plan = plan, .find = find_customers, .sum_up = sum_up,
	.write = write, .has = has,
};
