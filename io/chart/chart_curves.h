/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_CURVES_H
#define IO_CHART_CURVES_H

#include "io/chart/chart_axis.h"
#include "io/chart/terminal.h"

/*
 * The engine of curves: what lies over an axis of time or of size.  Steps
 * (survival, incidence), rates over cohorts, limits with the points between
 * them (a funnel plot, a control chart, a fan) are curves of one shape or
 * another, in one plot or in a panel each.
 */
enum curve_shape {
	CURVE_STEPS,	/* y holds from a point on to the next, from 0 on */
	CURVE_LINE,	/* straight from point to point; points where so many
			   are missing that it would mislead break it */
	CURVE_EDGES,	/* no y: lines along low and high, or a band */
	CURVE_POINTS,	/* no line */
};

enum point_state {
	POINT_WHOLE,	/* filled */
	POINT_OPEN,	/* what is expected: hollow, the line to it is dashed */
	POINT_YOUNG,	/* an estimate for want of time: hollow, off the line,
			   with its own interval */
	POINT_SO_FAR,	/* it can still rise: hollow, pale, off the line */
	POINT_ABOVE,	/* filled, larger: better than the rest */
	POINT_OUTSIDE,	/* the same in orange: worse than the rest */
};

struct curve_point {
	double x, y;		/* y NaN: none */
	double low, high;	/* NaN: no band here */
	uint64_t at_risk;	/* just before x */
	bool censored;		/* for some the watching ended: a tick, where
				   there is a table of those at risk */
	enum point_state state;	/* not of steps, which have no points */
	const char *name;	/* of CURVE_POINTS, where it has room */
	bool usual;		/* its name stands last, straight beside it */
};

enum { CURVE_MARKS = 3, CURVES_TOGETHER = 6, POINTS_MOST = 10000 };

/* A stretch of x: its words at the top, a line where the next one begins. */
struct curves_part {
	double from, to;
	const char *words;
};

/* A dot on a curve, its words, and a line down to the axis. */
struct curve_mark {
	double x, y;		/* NaN: none */
	const char *words;	/* "half by 78 d"; the half is marks[1] */
};

struct curve {
	enum curve_shape shape;
	const char *name;	/* at its end, or over its panel; or NULL */
	const char *end;	/* under that: "27.3% (22.4–32.3)"; or NULL */
	const char *more;	/* and under that, in one plot; or NULL */
	const struct curve_point *points;
	size_t npoints;		/* 1 or more, in the order of x; of
				   CURVE_POINTS in any, to POINTS_MOST */
	/* CURVE_STEPS: at its end so many points are not drawn, and so many
	   before them dotted, without a band: too few are at risk there. */
	size_t nhidden, ndotted;
	double median;		/* x; NaN: it does not get to one half */
	const struct curve_mark *marks;	/* CURVE_MARKS of them; or NULL */
	bool total;		/* of all groups: grey, behind them */
	bool bare;		/* a line without points but those of the last
				   two states */
	bool band;		/* CURVE_EDGES: its lines are firm, and what
				   lies between them is shaded */
	/* CURVE_LINE in one plot: beside the last that is on the line. */
	const char *last, *last_range;
	double level;		/* across the plot; NaN: none */
	const char *level_words;	/* "all 24.5%" */
	bool firm_level;	/* a line and bold words: what all lie around */
	bool limits;		/* of a high far above the others, that of a
				   period of few, a part is shown */
};

struct curves_chart {
	struct chart_frame frame;
	enum axis_kind kind;	/* of x: AXIS_DAYS, AXIS_LINEAR, AXIS_DATES */
	bool amounts;		/* y is how many or how much, not a share */
	double start;		/* y before the first point: 0 or 1 */
	const char *x_title, *y_title;	/* NULL: none */
	const char *at_risk_title;	/* NULL: no table of them */
	const char *so_far;	/* beside the last that can still rise */
	const struct curve *curves;
	size_t ncurves;		/* 1 to 60 */
	size_t together;	/* as many in one plot, at most
				   CURVES_TOGETHER; more get panels */
	bool ground;		/* from lowest to highest, grey in panels */
	/* Of one plot. */
	const struct curves_part *parts;	/* in the order of x */
	size_t nparts;
	const struct curves_chart *below;	/* of a picture: a low plot
				   under it, over the same x; or NULL.  Of
				   its frame nothing is drawn */
};

/* 0, or -1 with a fault (FAULT_OUTPUT): too many, none, or no point. */
int chart_curves(struct chart *chart, const struct curves_chart *curves,
    struct fault *fault);

/*
 * The same as text: the curves in dots, the words of each below; in
 * panels one under the other.  Of points those to see are named.
 */
void chart_curves_terminal(const struct curves_chart *curves,
    const struct terminal *terminal);

/*
 * The last point that is on the line, of young ones where all are; so_far:
 * the last that can still rise.  NULL: none.
 */
const struct curve_point *curve_last(const struct curve *curve, bool so_far);

/* How many of its points are drawn, and how many of them firmly. */
static inline size_t
curve_drawn(const struct curve *curve)
{
	return curve->npoints - curve->nhidden;
}

static inline size_t
curve_firm(const struct curve *curve)
{
	return curve_drawn(curve) - curve->ndotted;
}

/* y of steps at x, before its first point start, behind what is drawn NaN. */
double curve_at(const struct curve *curve, double start, double x);

/* At risk just before x: of the first point at or behind it, else 0. */
uint64_t curve_at_risk(const struct curve *curve, double x);

#endif
