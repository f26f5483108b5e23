/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHART_H
#define CMD_CHART_H

#include "io/base/arena.h"
#include "io/chart/chart_curves.h"
#include "io/chart/chart_heatmap.h"
#include "io/chart/chart_rows.h"
#include "io/chart/chart_sankey.h"
#include "io/chart/chart_tiles.h"
#include "io/text/words.h"
#include "io/write/table.h"

/*
 * What charts are made from: a result, new or read back
 * (io/write/result.h), and what whoever asks wants over it.
 */
struct chart_source {
	const struct table *table;
	const char *title, *subtitle;	/* NULL: the kind's own */
	unsigned width, height;		/* before they are scaled; 0: as the
				   chart needs */
	double scale;		/* pixels for each of these; 0: 1 */
	enum chart_theme theme;
	bool text;		/* for a terminal, where some things are not
				   shown and others are whole */
	enum chart_verdict {
		VERDICT_OWN,	/* by the intervals of the table */
		VERDICT_CHANCE, VERDICT_SURE,
	} verdict;		/* of who tested what the chart would mark: the
				   weakest step, or the longest */
	size_t tests;		/* for which q is corrected; 0: as the table
				   says */
	const char *end;	/* --end: a stage; NULL: the kind's own */
	struct arena *arena;	/* for texts that live until it is drawn */
};

/* What an engine of io/chart draws, or writes as text. */
struct chart_drawing {
	enum chart_engine {
		ENGINE_ROWS, ENGINE_CURVES, ENGINE_HEATMAP, ENGINE_SANKEY,
		ENGINE_TILES,
	} engine;
	union {
		struct rows_chart rows;
		struct curves_chart curves;
		struct heatmap_chart heatmap;
		struct sankey_chart sankey;
		struct tiles_chart tiles;
	};
};

/*
 * A kind of chart is one struct in one file, cmd/chart/chart_KIND.c, that
 * describes a result as rows, curves, a heat map, a Sankey diagram or
 * tiles.  To add one: write it, declare the struct below and list it in
 * chart_kinds.c, with a line in chart.1.
 *
 * A table fits a kind if it has all of the columns of its result, and fits
 * (if there is one) says yes.  Of several that fit, the first in the list is
 * taken, or the one that --kind names.
 *
 * describe fills a drawing with all numbers and words in it: io has none.
 * -1 with FAULT_INPUT for what is no such result after all.
 */
struct chart_kind {
	const char *name;	/* for --kind: one word */
	const char *shows;	/* a few words for --help and errors */
	const char *of;		/* the command whose result it is: "convert" */
	const struct columns *result;
	const int *columns;	/* of it; ends with -1 */
	bool takes_end;		/* --end says something to it */
	bool (*fits)(const struct table *table);
	int (*describe)(const struct chart_source *source,
	    struct chart_drawing *out, struct fault *fault);
};

extern const struct chart_kind chart_kind_cohorts, chart_kind_groups,
    chart_kind_funnel, chart_kind_time, chart_kind_incidence;
extern const struct chart_kind chart_kind_drivers, chart_kind_heatmap,
    chart_kind_survival,
    chart_kind_forest, chart_kind_funnel_plot, chart_kind_compare,
    chart_kind_control,
    chart_kind_bridge, chart_kind_waterfall, chart_kind_forecast,
    chart_kind_calibration, chart_kind_pipeline, chart_kind_transitions,
    chart_kind_sankey, chart_kind_stays, chart_kind_paths,
    chart_kind_rfm, chart_kind_quadrants, chart_kind_value,
    chart_kind_holdout, chart_kind_foreseen;

/* All of them, in the order in which they are tried; ends with NULL. */
extern const struct chart_kind *const chart_kinds[];

/*
 * Whose result a header is, as result_read asks for it: that of the kind
 * of this name, or (NULL) of any kind.  NULL with a fault: FAULT_USAGE for
 * an unknown name, FAULT_INPUT for a column that is missing.
 */
const struct columns *chart_result_of(void *kind_name,
    const char *const *names, size_t n, struct fault *fault);

/*
 * The kind that draws a table, by its name or (NULL) the first that fits.
 * NULL with a fault: FAULT_USAGE for an unknown name, FAULT_INPUT for what
 * does not fit.
 */
const struct chart_kind *chart_kind_find(const struct table *table,
    const char *name, struct fault *fault);

/*
 * A source as a picture or as text, by its kind.  -1 with a fault of
 * describe, or FAULT_OUTPUT of io.
 */
int chart_draw(const struct chart_kind *kind,
    const struct chart_source *source, struct chart *chart,
    struct fault *fault);
int chart_print(const struct chart_kind *kind,
    const struct chart_source *source, const struct terminal *terminal,
    struct fault *fault);

/* -1 with a fault where a number of a column is no share, 0 to 1. */
int chart_check_shares(const struct table *table, size_t column,
    struct fault *fault);
/*
 * The group of a row: its cells in the first n columns, "Acme · north"; of
 * a total "All".  And the names of those columns, "account · region".
 */
const char *chart_keys(const struct chart_source *source, size_t row,
    size_t n);
const char *chart_heads(const struct chart_source *source, size_t n);
/* When a period begins, in days: "2025-01-31", or "2025-01-31T08:00" of an
   hour.  False of another text. */
bool chart_period(const char *text, double *days);
/* Whether two rows are of one group. */
bool chart_same_group(const struct table *table, size_t one, size_t other);
/* -1 with FAULT_INPUT where not all rows are; command: whose result it is. */
int chart_check_one_group(const struct table *table, const char *command,
    struct fault *fault);
/* Of fewer a rate says little: it is drawn, and no colour speaks for it. */
enum { CHART_FEW = 10 };

/* A method, and what faded cells are where rows have some. */
const char *chart_few_words(const struct chart_source *source,
    const char *method, const struct heat_row *rows, size_t nrows,
    size_t ncolumns);

/* What was found, if a title of it is shown whole; else what there is. */
const char *chart_title(const struct chart_source *source,
    const char *finding, const char *topic);
/*
 * The title of a picture of the way from one stage to another, whose names
 * are cut so that it tells both; format is of the two.
 */
const char *chart_way(const struct chart_source *source, const char *format,
    const char *from, const char *to);
/* A line of the definition; NULL if it was not written. */
const char *chart_definition(const struct table *table, const char *key);
/* A cohort as people call it, by the table's definition of every; months:
   where that has none, all begin with one. */
const char *chart_cohort(const struct chart_source *source,
    const char *first_day, bool months);
/* --level of the result, or 0.95. */
double chart_level(const struct table *table);

/* printf into the arena. */
const char *chart_words(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Title, subtitle, footer, size and theme: what was asked for, else the
 * kind's own.  The footer is `about` (NULL: nothing), then dates and
 * definition as far as the result tells them: "about · 2024-01-09 to
 * 2025-06-30 · within 180 d, first entry, …".
 */
struct chart_frame chart_frame_of(const struct chart_source *source,
    const char *title, const char *subtitle, const char *about);

/*
 * --size and --scale, NULL where not given, into a source: a size is that
 * of the image, in which what is wider than usual has larger text.  -1 with
 * FAULT_USAGE.
 */
int chart_read_size(const char *size, const char *scale,
    struct chart_source *source, struct fault *fault);

/* How the tone is called in which the one thing to see is painted. */
const char *chart_strong(const struct chart_source *source);

/*
 * --chart of other commands, see struct run: a picture of their result as
 * chart would draw it, with what they have of its options.
 */
struct run;
int chart_of_result(struct run *run, const struct table *table,
    const char *path, struct fault *fault);

/* 1,234,567 */
const char *chart_n(struct arena *arena, uint64_t n);

/* An amount as people write it, or so many, which may be broken. */
const char *chart_number(struct arena *arena, double x, bool amount);

/* Parts of a line, with a dot between; "" parts are left out. */
const char *chart_join(struct arena *arena, const char *one,
    const char *other);

/* "43.2% (42.1–44.3)"; without an interval "43.2%"; "" for NaN. */
const char *chart_rate(struct arena *arena, double rate, double low,
    double high);

/* In whole per cents, where room is short: "43%", "<1%". */
const char *chart_share(struct arena *arena, double share);

/* "+2.1 (-0.3 to +4.5)" of a difference of shares, in points. */
const char *chart_points(struct arena *arena, double difference, double low,
    double high);

#endif
