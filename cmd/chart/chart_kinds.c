/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chart/chart.h"

#include <string.h>

const struct chart_kind *const chart_kinds[] = {
	&chart_kind_cohorts, &chart_kind_groups, &chart_kind_funnel,
	&chart_kind_time, &chart_kind_heatmap, &chart_kind_survival,
	&chart_kind_incidence,
	&chart_kind_forest, &chart_kind_funnel_plot, &chart_kind_compare,
	&chart_kind_bridge, NULL
};

/* The first column that the table lacks; NULL: it has them all. */
static const char *
lacks(const struct table *table, const struct chart_kind *kind)
{
	for (size_t i = 0; kind->columns[i]; i++)
		if (!chart_has(table, kind->columns[i]))
			return kind->columns[i];
	return NULL;
}

static bool
fits(const struct table *table, const struct chart_kind *kind)
{
	return !lacks(table, kind) && (!kind->fits || kind->fits(table));
}

/* Every kind and where its result comes from, as advice. */
static void
list_kinds(struct fault *fault)
{
	for (size_t i = 0; chart_kinds[i]; i++)
		fault_advise(fault, "%-12s %s (funnel %s)\n",
		    chart_kinds[i]->name, chart_kinds[i]->shows,
		    chart_kinds[i]->of);
}

static const struct chart_kind *
by_name(const char *name, struct fault *fault)
{
	for (size_t i = 0; chart_kinds[i]; i++)
		if (strcmp(chart_kinds[i]->name, name) == 0)
			return chart_kinds[i];
	fault_set(fault, FAULT_USAGE, "--kind: no chart \"%s\"", name);
	list_kinds(fault);
	return NULL;
}

/* The kind that was asked for, of a table that must fit it. */
static const struct chart_kind *
asked_for(const struct table *table, const char *name, struct fault *fault)
{
	const struct chart_kind *kind = by_name(name, fault);
	if (!kind || fits(table, kind))
		return kind;
	const char *column = lacks(table, kind);
	if (column)
		fault_set(fault, FAULT_INPUT, "is no result for a %s chart: "
		    "no column \"%s\"; make it with funnel %s", name, column,
		    kind->of);
	else
		fault_set(fault, FAULT_INPUT, "is no result for a %s chart, "
		    "which shows %s", name, kind->shows);
	return NULL;
}

const struct chart_kind *
chart_kind_find(const struct table *table, const char *name,
    struct fault *fault)
{
	if (name)
		return asked_for(table, name, fault);
	for (size_t i = 0; chart_kinds[i]; i++)
		if (fits(table, chart_kinds[i]))
			return chart_kinds[i];
	fault_set(fault, FAULT_INPUT, "is no result that chart can draw");
	list_kinds(fault);
	return NULL;
}

int
chart_draw(const struct chart_kind *kind, const struct chart_source *source,
    struct chart *chart, struct fault *fault)
{
	struct chart_source picture = *source;
	struct chart_drawing d = { 0 };
	picture.text = false;
	if (kind->describe(&picture, &d, fault) != 0)
		return -1;
	switch (d.engine) {
	case ENGINE_ROWS:
		return chart_rows(chart, &d.rows, fault);
	case ENGINE_CURVES:
		return chart_curves(chart, &d.curves, fault);
	case ENGINE_HEATMAP:
		return chart_heatmap(chart, &d.heatmap, fault);
	}
	return -1;
}

int
chart_print(const struct chart_kind *kind, const struct chart_source *source,
    const struct terminal *terminal, struct fault *fault)
{
	struct chart_source text = *source;
	struct chart_drawing d = { 0 };
	text.text = true;
	if (kind->describe(&text, &d, fault) != 0)
		return -1;
	switch (d.engine) {
	case ENGINE_ROWS:
		chart_rows_terminal(&d.rows, terminal);
		return 0;
	case ENGINE_CURVES:
		chart_curves_terminal(&d.curves, terminal);
		return 0;
	case ENGINE_HEATMAP:
		chart_heatmap_terminal(&d.heatmap, terminal);
		return 0;
	}
	return -1;
}
