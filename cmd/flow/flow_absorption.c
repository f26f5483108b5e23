/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where whoever is in a stage ends, by the chain. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/flow/flow.h"
#include "cmd/results/flow_columns.h"
#include "cmd/run/statistic.h"

#define ORDER_P_LEAST .05	/* below it the chain's assumption is off */

static void
put_absorption(const struct flow_making *m, const struct flow_part *part,
    const struct flow_absorption *a)
{
	const char *stage = m->names[a->from], *end = m->names[a->end];
	struct table *t = m->table;

	flow_begin_row(m, part);
	table_word(t, ABSORPTION_STAGE, stage);
	table_word(t, ABSORPTION_END, end);
	flow_put_estimate(t, ABSORPTION_CHANCE, &a->chance);
	table_number(t, ABSORPTION_SE, a->se);
	table_count(t, ABSORPTION_ENTITIES, a->entities);
	table_count(t, ABSORPTION_ENDED, a->ended);
	table_count(t, ABSORPTION_ENDED_THERE, a->ended_there);
	table_number(t, ABSORPTION_OBSERVED, a->observed);
}

int
flow_put_absorption(const struct flow_making *m,
    const struct flow_part *part, struct fault *fault)
{
	size_t nstates = m->definition->nstates, n, stuck = 0;
	struct flow_absorption *rows = memory_array(nstates * nstates,
	    sizeof *rows);
	enum status status = flow_absorptions(part->pool,
	    scope_level(m->scope), rows, &n, &stuck);

	for (size_t i = 0; i < n; i++)
		put_absorption(m, part, &rows[i]);
	free(rows);
	return status == STATUS_OK ? 0 : fault_set(fault, FAULT_USAGE,
	    "--absorption: from \"%s\" nobody came to any end: where who is "
	    "there will end is not known", m->names[stuck]);
}

void
flow_put_tests(const struct flow_making *m, const struct flow_part *part)
{
	struct flow_order *tests = memory_array(m->definition->nstates + 1,
	    sizeof *tests);
	size_t n = flow_order_tests(part->pool, tests);
	struct table *t = m->table;

	for (size_t i = 0; i < n; i++) {
		const struct flow_order *o = &tests[i];

		flow_begin_row(m, part);
		if (o->from == FLOW_NONE)
			table_marker(t, ORDER_STAGE, "(all)");
		else
			table_word(t, ORDER_STAGE, m->names[o->from]);
		table_count(t, ORDER_N, o->n);
		table_number(t, ORDER_CHI_SQUARED, o->chi_squared);
		table_number(t, ORDER_G, o->g);
		table_count(t, ORDER_DF, o->df);
		table_count(t, ORDER_FEW, o->expected_few);
		if (!isnan(o->p))
			statistic_p(t, ORDER_P, o->p);
	}
	free(tests);
}

void
flow_say_order(const struct flow_making *m, const struct flow_part *part)
{
	struct flow_order *tests = memory_array(m->definition->nstates + 1,
	    sizeof *tests);
	size_t n = flow_order_tests(part->pool, tests);
	const struct flow_order *all = &tests[n - 1];
	char text[200];

	table_define(m->table, "assumes", "where a deal goes next depends on "
	    "where it stands alone");
	if (all->p < ORDER_P_LEAST) {
		snprintf(text, sizeof text, "it does not: where it was before "
		    "matters too (chi-squared %.4g on %" PRIu64 " df, p %.2g)",
		    all->chi_squared, all->df, all->p);
		table_define(m->table, "warning", text);
		if (!m->scope->settings->quiet)
			run_say(m->scope->run, "warning: where a deal goes "
			    "next is taken to depend on where it stands "
			    "alone; it does not: where it was before matters "
			    "too (chi-squared %.4g on %" PRIu64 " df, p %.2g)",
			    all->chi_squared, all->df, all->p);
	}
	free(tests);
}
