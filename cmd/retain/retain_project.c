/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that --project adds: a model of those who stay. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/results/retain_columns.h"
#include "cmd/retain/retain.h"

static const char *
limit_text(enum sbg_limit limit)
{
	switch (limit) {
	case SBG_INSIDE:
		break;
	case SBG_GEOMETRIC:
		return ": the geometric limit, everyone has the same chance "
		    "to leave";
	case SBG_SPLIT:
		return ": the limit of two kinds, who leave at once or never";
	}
	return "";
}

/* What was fitted, and how well it fits. */
static void
define_fit(struct table *table, const char *key, const struct sbg *fit)
{
	char text[400];
	int n = fit->limit == SBG_INSIDE ? snprintf(text, sizeof text,
	    "shifted-beta-geometric, alpha %.6g, beta %.6g", fit->alpha,
	    fit->beta) : snprintf(text, sizeof text,
	    "shifted-beta-geometric, theta %.6g%s", fit->theta,
	    limit_text(fit->limit));

	n += snprintf(text + n, sizeof text - (size_t)n,
	    ", log-likelihood %.9g, chi-square %.6g on %zu df",
	    fit->log_likelihood, fit->chi_square, fit->df);
	if (!isnan(fit->p))
		snprintf(text + n, sizeof text - (size_t)n, ", p %.4g",
		    fit->p);
	table_define(table, key, text);
}

void
retain_add_row(const struct scope *scope, struct table *table,
    const struct retention_block *block, const char *cohort)
{
	table_add_row(table);
	scope_keys(scope, table, block->group, block->total);
	if (cohort[0] == '(')
		table_marker(table, RETAIN_COHORT, cohort);
	else
		table_word(table, RETAIN_COHORT, cohort);
}

static void
add_points(const struct scope *scope, struct table *table,
    const struct retention_block *b, const struct sbg_point *points,
    size_t n)
{
	for (size_t t = 1; t <= n; t++) {
		retain_add_row(scope, table, b, "(projected)");
		table_count(table, RETAIN_PERIOD, t);
		table_range(table, RETAIN_RATE, points[t].survival,
		    points[t].low, points[t].high);
	}
}

int
retain_project(const struct scope *scope, struct table *table,
    const struct retention_block *b, size_t nperiods, const char *key,
    struct fault *fault)
{
	const struct retain_settings *s =
	    (const struct retain_settings *)scope->settings;
	struct sbg_point *points = arena_alloc(&scope->run->arena,
	    (nperiods + s->project + 1) * sizeof *points);
	struct sbg fit;
	size_t n;
	enum status status = retention_project(b, nperiods, s->project,
	    scope_level(scope), &fit, points, &n);

	/* Whoever has seen nobody leave can say nothing of when. */
	if (status == STATUS_TOO_FEW) {
		table_define(table, key, "none: it wants two complete "
		    "periods, and someone who has left");
		return 0;
	}
	if (status != STATUS_OK)
		return fault_set(fault, FAULT_INPUT, "--project: %s",
		    message(status_sentence(status)));
	define_fit(table, key, &fit);
	add_points(scope, table, b, points, n);
	return 0;
}
