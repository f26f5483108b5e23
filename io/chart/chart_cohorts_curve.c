/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "io/chart/chart_cohorts_private.h"

static const struct stroke open_stroke = { 2.2, TONE_BLUE, true };
static const struct stroke whole_stroke = { 2.2, TONE_BLUE, false };

/* Where the usual distance is far exceeded, cohorts are missing. */
static bool
is_apart(const struct cohort *cohorts, size_t i, int64_t usual)
{
	return i > 0 && cohorts[i].day - cohorts[i - 1].day > usual * 8 / 5;
}

static int64_t
usual_distance(const struct cohort *cohorts, size_t n)
{
	int64_t least = INT64_MAX / 16;

	for (size_t i = 1; i < n; i++)
		if (cohorts[i].day - cohorts[i - 1].day < least)
			least = cohorts[i].day - cohorts[i - 1].day;
	return least;
}

void
cohorts_fill_curve(struct cohorts_curve *curve,
    const struct cohorts_panel *panel, const struct axis *days,
    const struct axis *rate)
{
	int64_t usual = usual_distance(panel->cohorts, panel->n);

	curve->n = curve->nwhole = 0;
	for (size_t i = 0; i < panel->n; i++) {
		const struct cohort *c = &panel->cohorts[i];
		double x = axis_at(days, (double)c->day), gap = NAN;

		if (c->state == COHORT_SO_FAR)
			continue;
		if (is_apart(panel->cohorts, i, usual)) {
			curve->rate[curve->n] = curve->low[curve->n] =
			    curve->high[curve->n] = (struct point){ x, gap };
			curve->n++;
		}
		curve->rate[curve->n] = (struct point){ x,
		    axis_at(rate, c->rate) };
		curve->low[curve->n] = (struct point){ x,
		    axis_at(rate, c->low) };
		curve->high[curve->n] = (struct point){ x,
		    axis_at(rate, c->high) };
		curve->n++;
		if (c->state == COHORT_WHOLE)
			curve->nwhole = curve->n;
	}
}

/* A lone point has no band to show its interval. */
static void
draw_whiskers(struct chart *chart, const struct cohorts_curve *curve)
{
	static const double width = 5;

	for (size_t i = 0; i < curve->n; i++) {
		bool before = i > 0 && !isnan(curve->low[i - 1].y);
		bool after = i + 1 < curve->n && !isnan(curve->low[i + 1].y);
		double top = curve->high[i].y, bottom = curve->low[i].y;

		if (before || after || isnan(top) || isnan(bottom))
			continue;

		const struct point low[] = {
			{ curve->rate[i].x - width, bottom },
			{ curve->rate[i].x + width, bottom },
		}, high[] = {
			{ curve->rate[i].x - width, top },
			{ curve->rate[i].x + width, top },
		};

		chart_band(chart, low, high, 2, TONE_BLUE);
	}
}

void
cohorts_draw_curve(struct chart *chart, const struct cohorts_curve *curve)
{
	size_t whole = curve->nwhole;

	if (curve->n == 0)
		return;
	chart_band(chart, curve->low, curve->high, curve->n, TONE_BLUE);
	draw_whiskers(chart, curve);
	if (whole > 0)
		chart_path(chart, curve->rate, whole, &whole_stroke);
	if (whole < curve->n)
		chart_path(chart, curve->rate + (whole > 0 ? whole - 1 : 0),
		    curve->n - (whole > 0 ? whole - 1 : 0), &open_stroke);
}
