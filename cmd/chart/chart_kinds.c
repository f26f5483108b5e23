/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chart/chart.h"

#include <string.h>

const struct chart_kind *const chart_kinds[] = {
	&chart_kind_cohorts, &chart_kind_groups, &chart_kind_funnel,
	&chart_kind_time, &chart_kind_heatmap, &chart_kind_survival,
	&chart_kind_incidence,
	&chart_kind_forest, &chart_kind_funnel_plot, &chart_kind_compare,
	&chart_kind_bridge, &chart_kind_waterfall,
	&chart_kind_forecast, &chart_kind_calibration, &chart_kind_control,
	&chart_kind_pipeline, &chart_kind_transitions, &chart_kind_sankey,
	&chart_kind_stays, &chart_kind_paths,
	&chart_kind_drivers,
	&chart_kind_rfm, &chart_kind_quadrants, &chart_kind_value,
	&chart_kind_holdout, &chart_kind_foreseen,
	NULL
};

static bool
fits(const struct table *table, const struct chart_kind *kind)
{
	bool ok = table_of(table) == kind->result;

	for (size_t i = 0; ok && kind->columns[i] >= 0; i++)
		ok = table_has(table, (size_t)kind->columns[i]);
	return ok && (!kind->fits || kind->fits(table));
}

/* Every kind and where its result comes from, as advice. */
static void
list_kinds(struct fault *fault)
{
	for (size_t i = 0; chart_kinds[i]; i++)
		fault_advise(fault, "%-12s %s (funnel %s)\n",
		    chart_kinds[i]->name, message(chart_kinds[i]->shows),
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

static int
no_result(struct fault *fault)
{
	fault_set(fault, FAULT_INPUT, "is no result that chart can draw");
	list_kinds(fault);
	return -1;
}

const struct chart_kind *
chart_kind_find(const struct table *table, const char *name,
    struct fault *fault)
{
	const struct chart_kind *kind = name ? by_name(name, fault) : NULL;

	if (name && (!kind || fits(table, kind)))
		return kind;
	for (size_t i = 0; !name && chart_kinds[i]; i++)
		if (fits(table, chart_kinds[i]))
			return chart_kinds[i];
	if (!name)
		no_result(fault);
	else
		fault_set(fault, FAULT_INPUT, "is no result for a %s chart, "
		    "which shows %s", name, message(kind->shows));
	return NULL;
}

/* The first column of a kind that a header lacks; NULL: it has them all. */
static const char *
lacks(const char *const *names, size_t n, const struct chart_kind *kind)
{
	for (size_t i = 0; kind->columns[i] >= 0; i++) {
		const char *name = kind->result->all[kind->columns[i]].name;
		size_t at = 0;

		while (at < n && strcmp(names[at], name) != 0)
			at++;
		if (at == n)
			return name;
	}
	return NULL;
}

const struct columns *
chart_result_of(void *kind_name, const char *const *names, size_t n,
    struct fault *fault)
{
	const struct chart_kind *kind = kind_name ? by_name(kind_name, fault) :
	    NULL;
	const char *column;

	if (kind_name && !kind)
		return NULL;
	for (size_t i = 0; !kind && chart_kinds[i]; i++)
		if (!lacks(names, n, chart_kinds[i]))
			return chart_kinds[i]->result;
	column = kind ? lacks(names, n, kind) : NULL;
	if (kind && !column)
		return kind->result;
	if (!kind)
		no_result(fault);
	else
		fault_set(fault, FAULT_INPUT, "is no result for a %s chart: "
		    "no column \"%s\"; make it with funnel %s", kind->name,
		    column, kind->of);
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
	case ENGINE_SANKEY:
		return chart_sankey(chart, &d.sankey, fault);
	case ENGINE_TILES:
		return chart_tiles(chart, &d.tiles, fault);
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
	case ENGINE_SANKEY:
		chart_sankey_terminal(&d.sankey, terminal);
		return 0;
	case ENGINE_TILES:
		chart_tiles_terminal(&d.tiles, terminal);
		return 0;
	}
	return -1;
}
