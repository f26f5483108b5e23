/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether what the estimates assume holds. */
#include "cmd/convert/convert_tests.h"

#include <string.h>

#include "analytics/fold/conversion_drift.h"
#include "cmd/results/test_columns.h"
#include "cmd/run/folding.h"
#include "cmd/run/statistic.h"
#include "io/text/text.h"

int
convert_check_tests(const struct settings *s, struct fault *fault)
{
	const char *why = NULL;

	if (s->every)
		why = N_("--tests follows entries from day to day by itself: "
		    "leave out --every");
	else if (s->sensitivity)
		why = N_("--tests and --sensitivity are two results: ask for "
		    "one");
	else if (s->count == 2)
		why = N_("--tests is of entities: leave out --count attempts");
	else if (s->order == 1 + MATCH_TOUCH)
		why = N_("--tests is of what comes in order of time: leave out "
		    "--order touch");
	else if (s->entry > 1 + ENTRY_FIRST)
		why = N_("--tests wants --entry first: attempts chosen by "
		    "their outcome bias what is measured in time");
	return why ? fault_set(fault, FAULT_USAGE, "%s", message(why)) : 0;
}

/* Under it, one of twenty logs that do not drift would be warned of. */
#define SURELY 0.05

static void
warn(const struct scope *scope, const struct effect *ratio, double p)
{
	char text[TEXT_NUMBER];

	if (scope->settings->quiet || !(p < SURELY))
		return;
	text_p(p, text);
	run_say(scope->run, "drift: entries are not alike over time (p %s): "
	    "later ones come to the last stage %s, and eventual rates are "
	    "those of a mixture; --from and --every look at parts", text,
	    ratio->estimate < 1 ? message("less or later") : message("more or "
	    "sooner"));
}

struct table *
convert_tests(const struct scope *scope, const struct conversion *fold,
    struct fault *fault)
{
	struct effect ratio;
	struct test test;
	enum status status = conversion_drift(fold, scope_level(scope),
	    &ratio, &test);

	if (status != STATUS_OK && status != STATUS_TOO_FEW) {
		statistic_fault(status, fault);
		return NULL;
	}
	struct table *t = table_new(&test_columns);
	table_has_all(t);
	scope_define(scope, t);
	table_add_row(t);
	table_text(t, TEST_NAME, "drift", strlen("drift"));
	table_number(t, TEST_STATISTIC, test.statistic);
	table_number(t, TEST_DF, test.df);
	statistic_p(t, TEST_P, test.p);
	table_range(t, TEST_EFFECT, ratio.estimate, ratio.low, ratio.high);
	table_text(t, TEST_EFFECT_NAME, "hazard_ratio_30d",
	    strlen("hazard_ratio_30d"));
	warn(scope, &ratio, test.p);
	return t;
}
