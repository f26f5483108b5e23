/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/results/retain_columns.h"
#include "cmd/retain/retain.h"

/* What a table is made with. */
struct making {
	const struct scope *scope;
	const struct retain_settings *settings;
	const struct retention_definition *definition;
	const struct retention_result *result;
	struct table *table;
	const struct retention_block **blocks;	/* as they are to stand */
	size_t last;		/* the last period that is shown */
};

/* "7", or "4-7" where a bracket gathers them. */
static void
period_text(const struct retention_definition *d, size_t k, char *out,
    size_t size)
{
	size_t last = d->brackets && k ? d->brackets[k - 1] : k;
	size_t first = !d->brackets || k < 2 ? last : d->brackets[k - 2] + 1;

	if (d->brackets && k == 1)
		first = 1;
	if (first < last)
		snprintf(out, size, "%zu-%zu", first, last);
	else
		snprintf(out, size, "%zu", last);
}

static void
put_period(const struct making *m, size_t column, size_t k)
{
	char text[32];

	period_text(m->definition, k, text, sizeof text);
	if (m->definition->brackets)
		table_word(m->table, column, text);
	else
		table_count(m->table, column, k);
}

static void
add_row(const struct making *m, const struct retention_block *b)
{
	char cohort[EVERY_TEXT] = "(all)";

	if (!b->pooled)
		every_format((enum every)m->scope->settings->every, b->cohort,
		    cohort);
	retain_add_row(m->scope, m->table, b, cohort);
}

static void
put_rate(const struct making *m, size_t column,
    const struct retention_cell *cell)
{
	if (!cell->complete) {
		for (size_t i = 0; i < 3; i++)
			table_na(m->table, column + i);
		return;
	}
	table_range(m->table, column, cell->rate.rate, cell->rate.low,
	    cell->rate.high);
}

static void
add_cell(const struct making *m, const struct retention_block *b, size_t k)
{
	const struct retention_cell *cell = &b->cells[k];

	add_row(m, b);
	put_period(m, RETAIN_PERIOD, k);
	table_bool(m->table, RETAIN_COMPLETE, cell->complete);
	put_rate(m, RETAIN_RATE, cell);
	table_number(m->table, RETAIN_SO_FAR, cell->rate_so_far);
	/* Pooled over no cohort at all: not yet known, and not 0 of 0. */
	if (b->pooled && !cell->complete)
		return;
	table_count(m->table, RETAIN_SIZE, cell->size);
	table_count(m->table, RETAIN_RETAINED, cell->retained);
	if (m->definition->values)
		table_decimal(m->table, RETAIN_VALUE, cell->value);
}

/* Period 0 has no "by then". */
static size_t
first_period(const struct making *m)
{
	return m->settings->mode == 1 + RETENTION_BEFORE;
}

static void
add_limit(const struct making *m, const struct retention_block *b, size_t k)
{
	const struct retention_limit *l = &b->limit[k - 1];
	struct table *t = m->table;
	bool known = !isnan(l->survival);

	retain_add_row(m->scope, t, b, "(product-limit)");
	put_period(m, RETAIN_PERIOD, k);
	table_bool(t, RETAIN_COMPLETE, known);
	if (known) {
		table_count(t, RETAIN_SIZE, l->counts.at_risk);
		table_count(t, RETAIN_RETAINED, l->counts.kept);
		table_range(t, RETAIN_RATE, l->survival, l->low, l->high);
	}
	for (size_t i = RETAIN_RATE; !known && i <= RETAIN_RATE_HIGH; i++)
		table_na(t, i);
}

/* The model's key in the definition: "projection West". */
static int
add_projection(const struct making *m, const struct retention_block *b,
    struct fault *fault)
{
	char key[128] = "projection";

	for (size_t c = 0; c < m->scope->nby; c++) {
		size_t len = 0, used = strlen(key);
		const char *text = b->total ? NULL :
		    scope_group(m->scope, b->group, c, &len);

		snprintf(key + used, sizeof key - used, " %.*s",
		    text && len ? (int)len : 7, b->total ? "(total)" :
		    len ? text : "(none)");
	}
	return retain_project(m->scope, m->table, b, m->result->nperiods,
	    key, fault);
}

static int
add_block(struct making *m, const struct retention_block *b, size_t last,
    struct fault *fault)
{
	for (size_t k = first_period(m); k <= last; k++)
		if (b->pooled || retention_begun(&b->cells[k]))
			add_cell(m, b, k);
	for (size_t k = 1; b->pooled && k <= last; k++)
		add_limit(m, b, k);
	return b->pooled && m->settings->project ?
	    add_projection(m, b, fault) : 0;
}

static bool
same_group(const struct retention_block *a, const struct retention_block *b)
{
	return a->total == b->total && (a->total || a->group == b->group);
}

static int
add_long(struct making *m, struct fault *fault)
{
	size_t last = 0, n = m->result->n;

	for (size_t i = 0; i < n; i++) {
		const struct retention_block *b = m->blocks[i];

		if (i == 0 || !same_group(m->blocks[i - 1], b))
			last = 0;
		last = b->last > last ? b->last : last;
		if (add_block(m, b, b->pooled ? last : b->last, fault) != 0)
			return -1;
	}
	return 0;
}

static void
add_wide(struct making *m)
{
	size_t first = first_period(m);

	for (size_t i = 0; i < m->result->n; i++) {
		const struct retention_block *b = m->blocks[i];

		add_row(m, b);
		table_count(m->table, RETAIN_WIDE_SIZE, b->size);
		for (size_t k = first; k <= m->last; k++)
			if (b->cells[k].complete)
				table_number(m->table, NTH(RETAIN_WIDE_RATES,
				    k - first), b->cells[k].rate.rate);
			else if (b->pooled || retention_begun(&b->cells[k]))
				table_na(m->table, NTH(RETAIN_WIDE_RATES,
				    k - first));
	}
}

/* A block with the scope that knows the names of its group. */
struct placed {
	const struct retention_block *block;
	const struct scope *scope;
};

static int
compare_blocks(const void *a, const void *b)
{
	const struct placed *p = a, *q = b;
	const struct retention_block *x = p->block, *y = q->block;

	if (x->total != y->total)
		return x->total - y->total;
	int order = x->total || x->group == y->group ? 0 :
	    scope_compare(p->scope, x->group, y->group);
	if (order)
		return order;
	if (x->pooled != y->pooled)
		return x->pooled - y->pooled;
	return (x->cohort > y->cohort) - (x->cohort < y->cohort);
}

/* Groups by name, cohorts by date, each group's pooled row behind them. */
static void
sort_blocks(struct making *m)
{
	size_t n = m->result->n;
	struct arena *arena = &m->scope->run->arena;
	struct placed *placed = memory_zeroed(n, sizeof *placed);

	m->blocks = arena_alloc(arena, n * sizeof *m->blocks);
	for (size_t i = 0; i < n; i++)
		placed[i] = (struct placed){ &m->result->blocks[i],
		    m->scope };
	qsort(placed, n, sizeof *placed, compare_blocks);
	for (size_t i = 0; i < n; i++) {
		const struct retention_block *b = placed[i].block;

		m->blocks[i] = b;
		m->last = b->last > m->last ? b->last : m->last;
	}
	free(placed);
}

static void
has_periods(const struct making *m, struct table *t)
{
	for (size_t k = first_period(m); k <= m->last; k++) {
		char text[32];

		period_text(m->definition, k, text, sizeof text);
		table_has_named(t, RETAIN_WIDE_RATES, text, NULL);
	}
}

static struct table *
empty_table(const struct making *m)
{
	bool wide = m->settings->wide;
	struct table *t = table_new(wide ? &retain_wide_columns :
	    &retain_columns);

	scope_has_groups(m->scope, t);
	if (wide) {
		table_has_columns(t, RETAIN_WIDE_COHORT, RETAIN_WIDE_SIZE);
		has_periods(m, t);
		return t;
	}
	table_has_columns(t, RETAIN_COHORT, RETAIN_SO_FAR);
	if (m->definition->values)
		table_has_column(t, RETAIN_VALUE);
	return t;
}

struct table *
retain_table(const struct scope *scope,
    const struct retention_definition *definition,
    const struct retention_result *result, struct fault *fault)
{
	struct making m = { scope,
	    (const struct retain_settings *)scope->settings, definition,
	    result, NULL, NULL, 0 };

	sort_blocks(&m);
	m.table = empty_table(&m);
	scope_define(scope, m.table);
	if (m.settings->wide) {
		add_wide(&m);
		return m.table;
	}
	if (add_long(&m, fault) == 0)
		return m.table;
	table_free(m.table);
	return NULL;
}
