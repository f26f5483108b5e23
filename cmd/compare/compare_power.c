/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many it takes to see a difference, and what these would have seen. */
#include <math.h>

#include "cmd/compare/compare.h"
#include "io/text/words.h"

enum { STAGE, N1, RATE1, DIFF, RATE2, N2, POWER, NEEDED };

static const struct column all[] = {
	[STAGE] = { "stage", N_("stage"), LOOK_TEXT },
	[N1] = { "n1", N_("first has"), LOOK_COUNT, .place = 1, .drop = 1 },
	[RATE1] = { "rate1", N_("rate"), LOOK_PERCENT },
	[DIFF] = { "diff", NULL, LOOK_POINTS },
	[RATE2] = { "rate2", N_("wanted"), LOOK_PERCENT },
	[N2] = { "n2", N_("second has"), LOOK_COUNT, .place = 1, .drop = 1 },
	[POWER] = { "power", N_("power of these"), LOOK_PERCENT,
	    .place = 1 },
	[NEEDED] = { "n_needed", N_("each side needs"), LOOK_COUNT },
};
static const struct columns columns = COLUMNS_OF(all);

static void
put_row(struct table *t, const struct compared *c, size_t row,
    double difference)
{
	struct comparison_power p;

	comparison_power(&c->of, row, difference, scope_level(c->scope), &p);
	table_add_row(t);
	compare_put_stage(c, t, STAGE, row);
	table_count(t, N1, p.n[0]);
	table_number(t, DIFF, difference);
	if (!compare_one_sided(c->settings))
		table_count(t, N2, p.n[1]);
	table_number(t, RATE1, p.rate);
	table_number(t, RATE2, p.wanted);
	table_number(t, POWER, p.power);
	if (!isnan(p.needed))
		table_count(t, NEEDED, (uint64_t)p.needed);
}

struct table *
compare_power(const struct compared *c, struct fault *fault)
{
	double difference;

	if (compare_difference(c->settings, &difference, fault) != 0)
		return NULL;
	struct table *t = compare_table_new(c, &columns);

	table_define(t, "power_wanted", "0.8");
	for (size_t i = 0; i < c->of.fold->nsteps; i++)
		put_row(t, c, i, difference);
	return t;
}
