/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/convert/convert_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/convert/convert_entities.h"
#include "cmd/run/currency.h"
#include "io/text/words.h"

/* The header of convert, after group and cohort columns. */
enum column {
	STEP, STAGE, ENTERED, ADVANCED, LOST, SKIPPED, EXPIRED, OPEN,
	RATE, RATE_LOW, RATE_HIGH, OVERALL, OVERALL_LOW, OVERALL_HIGH,
	MATURE_N, MATURE_RATE, MATURE_LOW, MATURE_HIGH,
	EVENTUAL, EVENTUAL_LOW, EVENTUAL_HIGH,
	EVENTUAL_OVERALL, EVENTUAL_OVERALL_LOW, EVENTUAL_OVERALL_HIGH,
	EVENTUAL_DAYS, MEDIAN_DAYS, P25_DAYS, P75_DAYS, P90_DAYS, TIES,
	VALUE, COLUMNS
};

/* After all others, with --sensitivity. */
static const char *const ranges[] = { "rate_min", "rate_max", "overall_min",
	"overall_max" };
#define RANGES (sizeof ranges / sizeof ranges[0])

static const char *const names[COLUMNS] = {
	"step", "stage", "entered", "advanced", "lost", "skipped", "expired",
	"open", "rate", "rate_low", "rate_high", "overall", "overall_low",
	"overall_high", "mature_n", "mature_rate", "mature_low",
	"mature_high", "eventual", "eventual_low", "eventual_high",
	"eventual_overall", "eventual_overall_low", "eventual_overall_high",
	"eventual_days", "median_days", "p25_days", "p75_days", "p90_days",
	"ties", "value",
};

const struct view convert_view[] = {
	{ N_("stage"), "stage", 0, 0, LOOK_TEXT, 0 },
	{ N_("entered"), "entered", 0, 0, LOOK_COUNT, 0 },
	{ N_("of the one before"), "rate", "rate_low", "rate_high",
	    LOOK_PERCENT, 1 },
	{ N_("overall"), "overall", 0, 0, LOOK_PERCENT, 5 },
	{ N_("eventually"), "eventual_overall", "eventual_overall_low",
	    "eventual_overall_high", LOOK_PERCENT, 0 },
	{ N_("over policies"), "overall_min", "overall_min", "overall_max",
	    LOOK_RANGE, 0 },
	{ N_("lost"), "lost", 0, 0, LOOK_COUNT, 4 },
	{ N_("open"), "open", 0, 0, LOOK_COUNT, 2 },
	{ N_("median"), "median_days", 0, 0, LOOK_DAYS, 3 },
	{ N_("value"), "value", 0, 0, LOOK_NUMBER, 6 },
	{ 0 }
};

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

static size_t
leading(const struct scope *in)
{
	return in->nby + (in->settings->every ? 2 : 0);
}

size_t
convert_block_columns(const struct scope *in)
{
	return leading(in);
}

void
convert_definition(const struct scope *in, struct conversion_definition *d)
{
	const struct settings *s = in->settings;
	*d = (struct conversion_definition){
		.attribute = s->attribute ? (enum attribute)(s->attribute - 1) :
		    ATTRIBUTE_ENTRY,
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
	if (!s->top)
		return conversion_finish(fold, scope_level(scope), s->total,
		    out);
	struct conversion *top = conversion_top(fold, s->top, compare_groups,
	    (void *)scope);
	if (!top)
		return STATUS_NO_MEMORY;
	enum status status = conversion_finish(top, scope_level(scope),
	    s->total, out);
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
	table_number(t, at, p->rate);
	table_number(t, at + 1, p->low);
	table_number(t, at + 2, p->high);
}

/* NA where the answer is not yet known. */
static void
put_eventual(struct table *t, size_t base, const struct conversion_row *r)
{
	put_proportion(t, base + EVENTUAL, &r->eventual);
	put_proportion(t, base + EVENTUAL_OVERALL, &r->eventual_overall);
	if (!r->eventual_known)
		for (size_t c = EVENTUAL; c <= EVENTUAL_OVERALL_HIGH; c++)
			table_na(t, base + c);
	table_number(t, base + EVENTUAL_DAYS, r->eventual_days);
}

static int
put_keys(struct table *t, const struct scope *in,
    const struct conversion_block *block)
{
	size_t n = in->nby;
	if (scope_keys(in, t, block->group, block->total) != 0)
		return -1;
	if (!in->settings->every)
		return 0;
	char day[16];
	day_format(block->cohort, day);
	if (in->settings->within.given)
		table_bool(t, n + 1, block->complete);
	return table_text(t, n, day, strlen(day));
}

static int
put_row(struct table *t, const struct scope *in, size_t nvalues,
    const struct conversion_block *block, size_t k)
{
	const struct conversion_row *r = &block->rows[k];
	const char *name = in->funnel.stages[k].name;
	size_t base = leading(in);
	if (table_add_row(t) != 0 || put_keys(t, in, block) != 0 ||
	    table_text(t, base + STAGE, name, strlen(name)) != 0)
		return -1;
	table_count(t, base + STEP, k + 1);
	table_count(t, base + ENTERED, r->entered);
	if (r->balanced) {
		table_count(t, base + ADVANCED, r->advanced);
		table_count(t, base + LOST, r->lost);
		table_count(t, base + SKIPPED, r->skipped);
		table_count(t, base + EXPIRED, r->expired);
		table_count(t, base + OPEN, r->open);
		table_count(t, base + TIES, r->ties);
	}
	put_proportion(t, base + RATE, &r->rate);
	put_proportion(t, base + OVERALL, &r->overall);
	if (r->aged)
		table_count(t, base + MATURE_N, r->mature_before);
	put_proportion(t, base + MATURE_RATE, &r->mature);
	put_eventual(t, base, r);
	table_number(t, base + MEDIAN_DAYS, r->median_days);
	table_number(t, base + P25_DAYS, r->p25_days);
	table_number(t, base + P75_DAYS, r->p75_days);
	table_number(t, base + P90_DAYS, r->p90_days);
	for (size_t u = 0; in->currencies.n && u < nvalues; u++)
		table_decimal(t, base + VALUE + u, r->values ? r->values[u] :
		    0);
	if (in->values && !in->currencies.n)
		table_decimal(t, base + VALUE, r->value);
	if (in->settings->sensitivity) {
		size_t at = base + VALUE + nvalues;
		table_number(t, at, r->rate_min);
		table_number(t, at + 1, r->rate_max);
		table_number(t, at + 2, r->overall_min);
		table_number(t, at + 3, r->overall_max);
	}
	return 0;
}

/* "value", or one of each currency: "value_EUR". */
static bool
name_values(const struct scope *in, size_t nvalues, const char **out)
{
	struct arena *arena = &in->run->arena;
	if (!in->currencies.n)
		out[0] = names[VALUE];
	for (size_t u = 0; in->currencies.n && u < nvalues; u++) {
		const char *currency = in->currencies.names[u];
		struct buffer name = { 0 };
		bool fine = buffer_add(&name, "value_", 6) &&
		    buffer_add(&name, currency[0] ? currency : "(none)",
		    currency[0] ? strlen(currency) : 6);
		out[u] = fine ? arena_copy(arena, name.bytes, name.len) :
		    NULL;
		buffer_free(&name);
		if (!out[u])
			return false;
	}
	return true;
}

static struct table *
empty_table(const struct scope *in, size_t nvalues)
{
	const char *all[16 + 2 + COLUMNS + CURRENCIES_MAX + RANGES];
	size_t n = 0;
	for (size_t c = 0; c < in->nby; c++)
		all[n++] = in->by[c];
	if (in->settings->every) {
		all[n++] = "cohort";
		all[n++] = "complete";
	}
	memcpy(all + n, names, VALUE * sizeof *names);
	n += VALUE;
	if (!name_values(in, nvalues, all + n))
		return NULL;
	n += nvalues;
	for (size_t c = 0; in->settings->sensitivity && c < RANGES; c++)
		all[n++] = ranges[c];
	return table_new(all, n);
}

const struct view *
convert_view_of(const struct scope *in, const struct table *t)
{
	struct arena *arena = &in->run->arena;
	size_t n = 0, base = leading(in) + VALUE;
	while (convert_view[n].head)
		n++;
	struct view *view = arena_alloc(arena, (n + in->currencies.n + 1) *
	    sizeof *view);
	if (!view)
		return NULL;
	memcpy(view, convert_view, n * sizeof *view);
	size_t end = table_columns(t) - (in->settings->sensitivity ?
	    RANGES : 0);
	for (size_t u = 0; in->currencies.n && base + u < end; u++) {
		/* The table's own names are data. */
		const char *name = table_name(t, base + u);
		view[n++] = (struct view){ name, name, 0, 0, LOOK_NUMBER,
		    6 };
	}
	return view;
}

struct table *
convert_table(const struct scope *in, const struct conversion_result *result)
{
	size_t nvalues = value_columns(in, result);
	struct table *t = empty_table(in, nvalues);
	struct placed *placed = memory_zeroed(result->n, sizeof *placed);
	bool fine = t && placed;
	for (size_t i = 0; fine && i < result->n; i++)
		placed[i] = (struct placed){ &result->blocks[i], in };
	if (fine)
		qsort(placed, result->n, sizeof *placed, compare_blocks);
	for (size_t i = 0; fine && i < result->n; i++)
		for (size_t k = 0; fine && k < result->nstages; k++)
			fine = put_row(t, in, nvalues, placed[i].block,
			    k) == 0;
	free(placed);
	if (fine && scope_define(in, t) == 0 &&
	    convert_define_entities(in, result, t) == 0)
		return t;
	table_free(t);
	return NULL;
}
