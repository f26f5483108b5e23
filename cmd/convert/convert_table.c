/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/convert/convert_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/convert/convert_entities.h"
#include "cmd/results/convert_columns.h"
#include "cmd/run/currency.h"
#include "cmd/run/reading.h"
#include "io/base/threads.h"
#include "io/text/text.h"
#include "io/text/words.h"

/* Amounts without a currency have a column only where there are any. */
static size_t
value_columns(const struct scope *in, const struct conversion_result *r)
{
	size_t n = in->currencies.n;

	if (n == 0)
		return in->values;
	if (in->currencies.names[n - 1][0])
		return n;
	for (size_t b = 0; b < r->n; b++)
		for (size_t k = 0; k < r->nstages; k++) {
			const decimal *sums = r->blocks[b].rows[k].values;

			if (sums && sums[n - 1] != 0)
				return n;
		}
	return n - 1;
}

void
convert_definition(const struct scope *in, struct conversion_definition *d)
{
	const struct settings *s = in->settings;

	*d = (struct conversion_definition){
		.attribute = in->attribute,
		.every = (enum every)s->every,
		.week_start = s->week_start ? s->week_start - 1 : 0,
		.values = in->values,
		.groups = in->currencies.groups,
		.units = in->currencies.of,
		.nunits = in->currencies.n,
	};
	scope_rules(in, &d->rules);
}

static int
compare_groups(void *scope, uint32_t a, uint32_t b)
{
	return scope_compare(scope, a, b);
}

enum status
convert_finish(const struct scope *scope, const struct conversion *fold,
    struct conversion_result *out)
{
	const struct settings *s = scope->settings;
	const struct lent_threads lent = { run_jobs, settings_threads(s) };

	if (!s->top)
		return conversion_finish(fold, scope_level(scope), s->total,
		    &lent, out);
	struct conversion *top = conversion_top(fold, s->top, compare_groups,
	    (void *)scope);
	enum status status = conversion_finish(top, scope_level(scope),
	    s->total, &lent, out);
	fold_free(top);
	return status;
}

/* A block with the place where it is to stand. */
struct placed {
	const struct conversion_block *block;
	const struct scope *scope;
};

static int
compare_blocks(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->block->total != y->block->total)
		return x->block->total - y->block->total;
	int order = x->block->total ? 0 : scope_compare(x->scope,
	    x->block->group, y->block->group);
	if (order)
		return order;
	return (x->block->cohort > y->block->cohort) -
	    (x->block->cohort < y->block->cohort);
}

static void
put_proportion(struct table *t, size_t at, const struct proportion *p)
{
	table_range(t, at, p->rate, p->low, p->high);
}

static void
put_days(struct table *t, size_t median, const struct conversion_days *d)
{
	const double days[] = { d->median, d->low, d->high, d->p25, d->p75,
	    d->p90 };

	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
		table_number(t, median + i, days[i]);
}

/* NA where the answer is not yet known. */
static void
put_eventual(struct table *t, const struct conversion_row *r)
{
	put_proportion(t, CONVERT_EVENTUAL, &r->eventual);
	put_proportion(t, CONVERT_EVENTUAL_OVERALL, &r->eventual_overall);
	if (!r->eventual_known)
		for (size_t c = CONVERT_EVENTUAL;
		    c <= CONVERT_EVENTUAL_OVERALL_HIGH; c++)
			table_na(t, c);
	table_number(t, CONVERT_EVENTUAL_DAYS, r->eventual_days);
	put_days(t, CONVERT_FROM_ENTRY_MEDIAN_DAYS, &r->from_entry);
	if (!r->eventual_known)
		for (size_t c = CONVERT_FROM_ENTRY_MEDIAN_DAYS;
		    c <= CONVERT_FROM_ENTRY_P90_DAYS; c++)
			table_na(t, c);
}

static void
put_keys(struct table *t, const struct scope *in,
    const struct conversion_block *block)
{
	char cohort[EVERY_TEXT];

	scope_keys(in, t, block->group, block->total);
	if (!in->settings->every)
		return;
	every_format((enum every)in->settings->every, block->cohort, cohort);
	if (in->settings->within.given)
		table_bool(t, CONVERT_COMPLETE, block->complete);
	table_word(t, CONVERT_COHORT, cohort);
}

static void
put_counts(struct table *t, const struct conversion_row *r)
{
	table_count(t, CONVERT_ENTERED, r->entered);
	if (r->balanced) {
		table_count(t, CONVERT_ADVANCED, r->advanced);
		table_count(t, CONVERT_LOST, r->lost);
		table_count(t, CONVERT_SKIPPED, r->skipped);
		table_count(t, CONVERT_EXPIRED, r->expired);
		table_count(t, CONVERT_OPEN, r->open);
	}
	if (r->aged)
		table_count(t, CONVERT_MATURE_N, r->mature_before);
}

/* What says when, or how often times left the order open. */
static void
put_times(struct table *t, const struct conversion_row *r)
{
	if (r->balanced)
		table_count(t, CONVERT_TIES, r->ties);
	put_proportion(t, CONVERT_MATURE_RATE, &r->mature);
	put_eventual(t, r);
	put_days(t, CONVERT_MEDIAN_DAYS, &r->next);
}

static void
put_row(struct table *t, const struct scope *in,
    const struct conversion_block *block, size_t k)
{
	const struct conversion_row *r = &block->rows[k];
	const char *name = in->funnel.stages[k].name;

	table_add_row(t);
	put_keys(t, in, block);
	table_word(t, CONVERT_STAGE, name);
	table_count(t, CONVERT_STEP, k + 1);
	put_counts(t, r);
	put_proportion(t, CONVERT_RATE, &r->rate);
	put_proportion(t, CONVERT_OVERALL, &r->overall);
	if (!in->settings->no_time)
		put_times(t, r);
	table_decimal(t, CONVERT_VALUE, r->value);
	put_proportion(t, CONVERT_VALUE_RATE, &r->value_rate);
	for (size_t u = 0; u < table_run(t, CONVERT_VALUES); u++)
		table_decimal(t, NTH(CONVERT_VALUES, u), r->values ?
		    r->values[u] : 0);
	table_number(t, CONVERT_RATE_MIN, r->rate_min);
	table_number(t, CONVERT_RATE_MAX, r->rate_max);
	table_number(t, CONVERT_OVERALL_MIN, r->overall_min);
	table_number(t, CONVERT_OVERALL_MAX, r->overall_max);
}

/* "value", or one of each currency: "value_EUR". */
static void
has_values(struct table *t, const struct scope *in, size_t nvalues)
{
	if (nvalues && !in->currencies.n)
		table_has_columns(t, CONVERT_VALUE, CONVERT_VALUE_RATE_HIGH);
	for (size_t u = 0; in->currencies.n && u < nvalues; u++) {
		const char *currency = in->currencies.names[u];
		struct buffer name = { 0 };

		buffer_format(&name, "value_%s", currency[0] ? currency :
		    "(none)");
		table_has_named(t, CONVERT_VALUES, name.bytes, NULL);
		buffer_free(&name);
	}
}

static struct table *
empty_table(const struct scope *in, size_t nvalues)
{
	struct table *t = table_new(&convert_columns);

	scope_has_groups(in, t);
	if (in->settings->every)
		table_has_columns(t, CONVERT_COHORT, CONVERT_COMPLETE);
	table_has_columns(t, CONVERT_STEP, CONVERT_TIES);
	has_values(t, in, nvalues);
	if (in->settings->sensitivity)
		table_has_columns(t, CONVERT_RATE_MIN, CONVERT_OVERALL_MAX);
	return t;
}

/* "eventually, within 180 d": the window, or how far groups were seen. */
static void
say_horizon(const struct scope *in, struct table *t)
{
	struct arena *arena = &in->run->arena;
	char least[TEXT_NUMBER], most[TEXT_NUMBER], text[256];
	double low = INFINITY, high = -INFINITY;

	for (size_t r = 0; r < table_rows(t); r++) {
		double days = number_at(t, r, CONVERT_EVENTUAL_DAYS);

		low = days < low ? days : low;
		high = days > high ? days : high;
	}
	if (!(low <= high))
		return;
	text_days(low, least);
	text_days(high, most);
	snprintf(text, sizeof text, strcmp(least, most) == 0 ?
	    _("within %s") : _("within %s to %s"), least, most);
	table_column(t, CONVERT_EVENTUAL_OVERALL)->holds = arena_copy(arena,
	    text, strlen(text));
}

/* Most logs have amounts of what was won alone. */
static void
hide_value_rate(const struct scope *in, struct table *t)
{
	if (!in->values || in->currencies.n)
		return;
	for (size_t r = 0; r < table_rows(t); r++)
		if (is_filled(t, r, CONVERT_VALUE_RATE))
			return;
	table_column(t, CONVERT_VALUE_RATE)->head = NULL;
}

struct table *
convert_table(const struct scope *in, const struct conversion_result *result)
{
	struct table *t = empty_table(in, value_columns(in, result));
	struct placed *placed = memory_zeroed(result->n, sizeof *placed);

	for (size_t i = 0; i < result->n; i++)
		placed[i] = (struct placed){ &result->blocks[i], in };
	qsort(placed, result->n, sizeof *placed, compare_blocks);
	for (size_t i = 0; i < result->n; i++)
		for (size_t k = 0; k < result->nstages; k++)
			put_row(t, in, placed[i].block, k);
	free(placed);
	say_horizon(in, t);
	hide_value_rate(in, t);
	scope_define(in, t);
	convert_define_entities(in, result, t);
	if (result->rounded)
		table_define(t, "durations",
		    "rounded down by at most 0.025 %");
	return t;
}
