/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_REPORT_H
#define CMD_REPORT_H

#include "analytics/fold/conversion_drift.h"
#include "analytics/fold/projection.h"
#include "cmd/run/folding.h"
#include "cmd/run/statistic.h"
#include "io/chart/gnuplot.h"
#include "io/write/document.h"

/*
 * A report is several commands over one log: each of its sections is the
 * statistic of a command under settings of its own, all are folded in one
 * pass, and the document is written from their tables.
 *
 * What it can hold is a list of parts, each in a file report_PART.c: it
 * plans its sections, says in sentences what they show and what of them
 * to distrust, and writes itself into the document.
 *
 * Memory is the run's arena, but for tables and pictures, which
 * report_free frees.
 */
struct report_settings {
	struct settings shared;
	int kind;			/* 1 + enum document_kind; 0: ending */
	struct text_list parts;
	const char *retention;		/* "START:RETURN" */
	int period;			/* of the change: 1 is day */
	bool no_charts;
	bool charts_optional;
};

/* Whose statistics its sections are. */
extern const struct command command_compare, command_convert,
    command_flow, command_forecast, command_retain, command_segment;

struct report;

/* A statistic, over all entities or by one of the group columns. */
struct section {
	struct run run;			/* its own settings and arena */
	struct scope scope;
	struct projection_definition projection;
	const struct section *of;	/* whose fold it shares, or NULL */
	const struct conversion_definition *pool;	/* of its cohorts */
	void *fold;			/* while there is one */
	bool made;			/* from another: it has no fold */
	bool optional;			/* no fault of it is the report's */
	/* Makes more of its fold, once its table is there; or NULL. */
	void (*more)(struct report *report, const void *fold);
	struct names_of_column {
		struct event_log *log;
		size_t column;
	} names;
	struct table *table;		/* NULL: none; fault says why */
	struct fault fault;
	struct section_picture {
		const struct part *part;	/* that shows it */
		const char *title;	/* NULL: none is asked for */
		bool finding;		/* over it stands what it shows, as
					   its kind says */
		const char *kind;	/* of chart; NULL: what fits */
		const char *end;	/* stage that it shows, or NULL */
		bool wanted;		/* and can be made of the table */
		struct picture image;
		const char *text;	/* for a terminal */
		struct fault fault;	/* why it is not there */
	} picture, second;
};

#define SECTIONS_MAX 64
#define GROUPS_MAX 16		/* columns of --by */

struct report {
	struct run *run;
	const struct report_settings *settings;
	struct arena *arena;		/* of the run */
	enum document_kind kind;
	struct input input;
	size_t goal;			/* stage, and row of the funnel */
	struct section *sections[SECTIONS_MAX];
	size_t nsections;
	const struct part *const *parts;	/* report_parts */
	const bool *wanted;		/* by number of parts */
	const struct part *planning;	/* whose sections are being added */

	/* NULL where a part is not wanted or not to be had. */
	struct section *funnel, *cohorts, *retention, *triangle;
	struct section *change, *closing;
	struct section *flow, *stays, *absorption;
	struct section *forecast, *outlook;	/* for charts, for people */
	struct table *closed;		/* its curve at the usual days */
	const char *before, *after;	/* names of its periods */
	struct section *segments[GROUPS_MAX], *why[GROUPS_MAX];
	struct section *largest[GROUPS_MAX];	/* of segments: shown */
	size_t nsegments, nwhy;
	enum every every;		/* of cohorts */
	struct effect drift;		/* of them; all NaN: not known */
	struct test drifts;
};

/* Sentences, one after another, into an arena. */
struct sentences {
	struct arena *arena;
	const char **items;
	size_t n, room;
};

void say(struct sentences *sentences, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

struct part {
	const char *name;		/* as --parts and [report] have it */
	const char *heading;		/* N_() */
	/* Adds its sections; -1 with a fault.  NULL: it has none. */
	int (*plan)(struct report *report, struct fault *fault);
	/* Each may be NULL; asked only where the part has. */
	void (*sum_up)(const struct report *report, struct sentences *out);
	void (*caveats)(const struct report *report, struct sentences *out);
	void (*write)(const struct report *report, struct document *document);
	/* Whether the data allow it.  NULL: always. */
	bool (*has)(const struct report *report);
};

/* In the order of the document; ends with NULL. */
extern const struct part *const report_parts[];
extern const struct part part_summary, part_funnel, part_change, part_segments,
    part_cohorts, part_time, part_flow, part_retention, part_forecast,
    part_quality, part_definitions;

/*
 * Adds the section of a command by a group column (-1: over all entities);
 * options are names and values in turn, and end with NULL.  NULL with a
 * fault.
 */
struct section *report_add(struct report *report,
    const struct command *command, int column, const char *const *options,
    struct fault *fault);

/* Whether a part is shown; or at least told, as the summary tells all. */
bool report_wants(const struct report *report, const struct part *part);
bool report_plans(const struct report *report, const struct part *part);

/* Of a section of cohorts: all of them together, under other options. */
struct section *report_pool(struct report *report,
    const struct section *of, const char *const *options,
    struct fault *fault);

/* Another table of the same fold, under other options; by its groups, or
   over all of them. */
struct section *report_again(struct report *report,
    const struct section *of, bool grouped, const char *const *options,
    struct fault *fault);

/* One whose table somebody else makes. */
struct section *report_made(struct report *report, struct fault *fault);

/* Folds all sections in one pass, and makes their tables.  That there is
   no data is the fault of a section alone.  -1 with any other. */
int report_fold(struct report *report, struct fault *fault);

/* The length of cohorts that suits the span, or the one asked for. */
enum every report_every(const struct report *report);
const char *report_every_name(enum every every);
/* "2025-01-01" as people call the cohort that begins then: "2025-01". */
const char *report_period(const struct report *report, enum every every,
    const char *first_day);
void section_free(struct section *section);

/* Cells of a section's table: NaN, or "", where there is none. */
size_t section_rows(const struct section *section);
double section_number(const struct section *section, size_t row,
    size_t column);
const char *section_text(const struct section *section, size_t row,
    size_t column);
/* The same as 0 where it is empty. */
uint64_t section_count(const struct section *section, size_t row,
    size_t column);

/* A name of the data for a sentence: harmless, cut to 60 columns. */
const char *report_name(const struct report *report, const char *text);
/* The row of the funnel that is the next step (1), or the one before (-1);
   the row itself where there is none. */
size_t report_step(const struct report *report, size_t row, int direction);
/* The name of the stage that counts. */
const char *report_goal(const struct report *report);
/* "43.0% (38.9–47.1)", "12.3 d", "1,234"; into the arena. */
const char *report_share(const struct report *report, double share,
    double low, double high);
const char *report_days(const struct report *report, double days);
const char *report_count(const struct report *report, uint64_t n);
/* Points: "+3.2", "-3.2 (-9.8 to +3.3)"; "= 0.0123",
   "< 0.0001" for what stands behind p or q. */
const char *report_points(const struct report *report, double share);
const char *report_points_range(const struct report *report, double share,
    double low, double high);
const char *report_p(const struct report *report, double p);
/* "180 days". */
const char *report_span(const struct report *report, struct span span);

/* Draws all pictures that sections ask for, side by side. */
void report_draw(struct report *report);
/* A picture of a section, where it has one; alt tells what it shows. */
void section_figure(const struct report *report,
    const struct section_picture *picture, const char *alt,
    struct document *document);

/* The document, into an output. */
void report_write(struct report *report, struct output *output);

#endif
