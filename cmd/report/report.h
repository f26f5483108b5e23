/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_REPORT_H
#define CMD_REPORT_H

#include "analytics/fold/bookings.h"
#include "analytics/fold/conversion_drift.h"
#include "analytics/fold/projection.h"
#include "analytics/rates/usual.h"
#include "cmd/chart/chart.h"
#include "cmd/results/convert_steps.h"
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
	const char *owner;		/* column of who has a deal */
	struct text_list mail;		/* addresses */
	int period;			/* of the change: 1 is day */
	struct text_list targets;	/* "won=60" */
	bool no_charts;
	bool charts_optional;
};

/* A period and the one that it is compared with; each ends before the next
   begins.  Days. */
struct pair {
	enum every every;
	int64_t before, after, end;
};

/* What a change comes to: p of its own test, q among all of the report. */
struct change {
	struct effect of;
	double p, q;
};

#define CHANGE_NONE ((struct change){ EFFECT_NONE, NAN, NAN })

/* The last whole period of entries and bookings, beside others. */
struct booked {
	bool known;
	enum every every;		/* of what is added up */
	struct pair pair;
	struct bookings_sum now, then, all;
	bool has_year;			/* the data reach so far back */
	struct bookings_sum year_ago;
	struct change entered, value, won, days;
};

/* What was to be reached, of one --period or (rates and days) always. */
enum target {
	TARGET_ENTERED, TARGET_RATE, TARGET_WON, TARGET_VALUE, TARGET_DAYS,
	TARGETS
};

/* What one owner is to win in one --period: so many, or so much. */
struct quota {
	const char *name;
	bool value;
	double target;
};

/* Entries of one period, by when they entered. */
struct entries {
	int64_t day;
	bool ripe;		/* their window is over */
	struct usual usual;	/* of those that are */
	double q;
};

/* The lowest rate, or the longest time, of several steps: rows of the
   funnel.  Differences of times are those of their logs. */
struct extreme {
	struct convert_step step;
	size_t next;		/* the nearest of the others */
	double off;		/* how far that is */
	double p, q;		/* of its own test; NaN: not tested */
	double seen;		/* how far the next would have to be to be
				   seen, with a power of .8 */
};

/* Whose statistics its sections are. */
extern const struct command command_compare, command_convert,
    command_drivers, command_flow, command_forecast, command_retain,
    command_segment, command_value;

struct report;
struct findings;

/* A statistic, over all entities or by one of the group columns. */
struct section {
	struct run run;			/* its own settings and arena */
	struct scope scope;
	struct projection_definition projection;
	const struct section *of;	/* whose fold it shares, or NULL */
	const struct conversion_definition *pool;	/* of its cohorts */
	void *fold;			/* while there is one: section_fold */
	bool projected;			/* it is a projection */
	bool made;			/* from another: it has no fold */
	bool optional;			/* no fault of it is the report's */
	/* Makes its table, and those of sections that are made with it; NULL:
	   its command does. */
	void (*make)(struct report *report, struct section *section,
	    const void *fold);
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
		const char *subtitle;	/* NULL: that of its kind */
		const char *kind;	/* of chart; NULL: what fits */
		const char *end;	/* stage that it shows, or NULL */
		enum chart_verdict verdict;	/* of what it would mark */
		size_t tests;		/* of the family that its q are of */
		bool wanted;		/* and can be made of the table */
		struct picture image;
		const char *text;	/* for a terminal */
		struct fault fault;	/* why it is not there */
	} picture, second;
};

#define SECTIONS_MAX 64
#define PARTS_MAX 20
#define GROUPS_MAX 16		/* columns of --by */

/*
 * All tests that a report made are one family, and its q is over all of
 * them: it goes to where the test is told of.
 */
struct tested {
	double p;
	double *q;		/* or NULL */
	struct table *table;	/* or NULL: the q of a row */
	size_t row, column;
};

#define BUNCHES_MAX (GROUPS_MAX + 8)

struct family {
	struct tested *tests;
	size_t n, room;
	struct bunch {
		const char *of;		/* "channel" */
		size_t n;		/* tests */
	} bunches[BUNCHES_MAX];
	size_t nbunches;
};

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
	struct section *limits;		/* of entries: a picture */
	struct section *flow, *stays, *absorption;
	struct section *drivers;
	struct section *forecast, *outlook;	/* for charts, for people */
	struct section *worth, *again, *bought;	/* of purchases */
	struct section *customers, *segmented;
	struct table *closed;		/* its curve at the usual days */
	const char *before, *after;	/* names of its periods */
	struct section *segments[GROUPS_MAX], *why[GROUPS_MAX];
	struct section *largest[GROUPS_MAX];	/* of segments: shown */
	size_t nsegments, nwhy;
	uint64_t moved[GROUPS_MAX];	/* entities of two values, by column */
	const uint32_t *first_of_value[GROUPS_MAX];	/* by column and tuple:
						   report_section.c */
	enum every every;		/* of cohorts */
	struct effect drift;		/* of them; all NaN: not known */
	struct test drifts;
	double drift_q;
	struct extreme weakest, slowest;

	int owner;			/* of --by: who has a deal; -1: none */
	struct section *bookings, *owners;
	struct table *stuck, *pipeline;	/* of open deals; or NULL */
	struct owner_sum *owner_sums;	/* see report_owners.c */
	size_t nowner_sums;
	struct booked booked;
	double targets[TARGETS];	/* NaN: none */
	struct quota *quotas;		/* of owners, as they were given */
	size_t nquotas;
	struct entries *entries;	/* by period of every */
	size_t nentries;
	struct change latest;		/* of the last that is ripe */
	struct family family;
	const struct findings *findings;	/* while it is written */
};

/* Sentences, one after another, into an arena. */
struct sentences {
	struct arena *arena;
	const char **items;
	size_t n, room;
};

void say(struct sentences *sentences, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What stands on the first screen, the largest first. */
struct finding {
	double stake;		/* entities that it is about */
	const char *headline;	/* as a clause: "fewer entered in 2017 Q4" */
	struct document_finding is;	/* but for its section */
	const struct part *part;	/* that tells more */
};

struct findings {
	struct finding *items;
	size_t n, room;
};

void find(struct findings *findings, const struct finding *finding);

struct part {
	const char *name;		/* as --parts and [report] have it */
	const char *heading;		/* N_() */
	bool first;	/* of the first screen: contents stand behind it, and
			   it tells of all parts */
	bool leans;	/* it shows what other parts plan */
	/* Adds its sections; -1 with a fault.  NULL: it has none. */
	int (*plan)(struct report *report, struct fault *fault);
	/* What it gathers beside the sections, in the same walk: false,
	   nothing.  NULL: never. */
	bool (*gathers)(const struct report *report, struct folding *out);
	/* Of what was gathered, while there are folds; -1 with a fault. */
	int (*gathered)(struct report *report, void *fold,
	    struct fault *fault);
	/* Each may be NULL; asked only where the part has. */
	void (*test)(struct report *report, struct family *family);
	void (*find)(const struct report *report, struct findings *out);
	/* What was looked for and not found, with what could be seen. */
	void (*missed)(const struct report *report, struct sentences *out);
	/* Where the part begins. */
	void (*sum_up)(const struct report *report, struct sentences *out);
	void (*caveats)(const struct report *report, struct sentences *out);
	void (*write)(const struct report *report, struct document *document);
	/* Whether the data allow it.  NULL: always. */
	bool (*has)(const struct report *report);
};

/* In the order of the document, of a funnel and of a log of purchases;
   each ends with NULL. */
extern const struct part *const report_parts[], *const report_order_parts[];
extern const struct part part_summary, part_actions, part_distrust,
    part_funnel, part_bookings, part_change, part_segments, part_drivers,
    part_owners, part_cohorts,
    part_time, part_flow, part_retention, part_forecast, part_quality,
    part_definitions, part_worth, part_repurchase, part_customers;

/*
 * Tests of one bunch, such as a column of groups; of a table those rows
 * whose p is not empty.  Of two groups each is compared with the other:
 * that is one test.
 */
void family_begin(struct family *family, const char *of);
void family_add(struct family *family, double p, double *q);
/* The same of one row. */
void family_row(struct family *family, struct table *table, size_t row,
    size_t p, size_t q);
void family_table(struct family *family, struct table *table, size_t p,
    size_t q);
/* Tests all that the parts have, and puts q where it is told. */
void report_test(struct report *report);
bool report_is_sure(const struct report *report, double q);

/* The findings that are shown; NULL-safe names for their sections. */
#define FINDINGS_MOST 5
void report_find(const struct report *report, struct findings *out);
const char *report_headline(const struct report *report,
    const struct findings *findings);

/* Which periods: see report_periods.c. */
bool report_pair(const struct report *report, bool ripe, struct pair *out);
enum every report_booked_every(const struct report *report);
const char *report_period_of(const struct report *report, enum every every,
    int64_t day);
/* When the window of the last entry of a period is over: a day. */
int64_t report_ripe(const struct report *report, enum every every,
    int64_t day);
/* The last entries that are ripe; NULL if none are. */
const struct entries *report_latest(const struct report *report);
/* Fills the entries of the cohorts' table. */
void report_read_entries(struct report *report);

/* Whether the data allow a part; whether it is shown; its number among those
   that are, 0: it is not. */
bool report_has(const struct report *report, const struct part *part);
bool report_shows(const struct report *report, const struct part *part);
size_t report_number_of(const struct report *report,
    const struct part *part);
size_t report_tests(const struct report *report);
const char *report_aside(const struct report *report);

/* report_booked.c: of part_bookings; the fold is of bookings. */
void booked_compare(struct report *report, const void *fold);
void booked_test(struct report *report, struct family *family);
void booked_caveats(const struct report *report, struct sentences *out);
void booked_find(const struct report *report, struct findings *out);

/* report_extreme.c: of part_funnel and part_time; the name is of the family.
   Pictures mark what is sure. */
void extreme_weakest(struct report *report, struct family *family,
    const char *name);
void extreme_slowest(struct report *report, struct family *family,
    const char *name);
bool extreme_is_sure(const struct report *report, const struct extreme *e);
void extremes_mark(struct report *report);

/* report_weakest.c: of part_funnel. */
void weakest_sum_up(const struct report *report, struct sentences *out);
void weakest_missed(const struct report *report, struct sentences *out);
void weakest_find(const struct report *report, struct findings *out);

/* report_moved.c: what part_segments gathers. */
bool moved_gathers(const struct report *report, struct folding *out);
int moved_gathered(struct report *report, void *fold, struct fault *fault);

/* report_deals.c: what part_actions gathers; of it stuck, pipeline. */
bool report_gathers_deals(const struct report *report, struct folding *out);
int report_judge_deals(struct report *report, void *fold,
    struct fault *fault);

/* report_forecast.c: of the open deals, how many are of an age at which none
   was won; whether past forecasts bear what is foreseen; and that they do
   not, below a table of it. */
uint64_t report_stale(const struct report *report);
bool report_foresees(const struct report *report);
void report_note_foreseen(const struct report *report,
    struct document *document);

/* report_amounts.c: sentences; NULL: it is not known. */
const char *report_velocity(const struct report *report);
const char *report_by_amount(const struct report *report);
/* Why it is not told, where there are amounts. */
void report_amount_caveats(const struct report *report,
    struct sentences *out);
void report_hide_amounts(struct report *report);

/* report_cards.c */
#define CARDS 4
void report_cards(const struct report *report,
    struct document_card cards[CARDS]);

/* report_targets.c: -1 with FAULT_USAGE; a figure beside its target, NULL
   where there is none; that those of a period fit none. */
int report_read_targets(struct report *report, struct fault *fault);
/* report_quotas.c: one of an owner, of an item whose first len bytes stand
   before its mark; -1 with FAULT_USAGE.  The last whole period that they are
   compared in, which is followed by that of the forecast: false, they are not;
   the last day of that. */
int report_read_quota(struct report *report, const char *item, size_t len,
    double target, struct fault *fault);
bool report_quota_period(const struct report *report, struct pair *out);
int64_t report_quota_end(const struct pair *period);
const char *report_against_total(const struct report *report,
    enum target which, double reached);
const char *report_against_rate(const struct report *report,
    const struct proportion *reached);
const char *report_against_days(const struct report *report,
    const struct quantile *reached);
void report_target_caveats(const struct report *report,
    struct sentences *out);

/* report_usual.c: of part_change. */
void usual_test(struct report *report, struct family *family);
void usual_find(const struct report *report, struct findings *out);
void usual_missed(const struct report *report, struct sentences *out);
void usual_caveats(const struct report *report, struct sentences *out);
/* The largest move, and what was a year before it. */
void usual_sum_up(const struct report *report, struct sentences *out);
bool usual_has(const struct report *report);
/* "2017-07: 36.8% reached won, usually 54.8%", of the largest move; else
   what is shown. */
const char *usual_title(const struct report *report);

/* report_limits.c: the picture of it; made when q are known. */
int limits_plan(struct report *report, struct fault *fault);
void limits_draw(struct report *report);
void limits_write(const struct report *report, struct document *document);

/* report_entries.c: all periods as a table; those a year before some. */
void entries_write(const struct report *report, struct document *document);
const struct entries *entries_year_ago(const struct report *report,
    const struct entries *entries);

/* All columns of groups together. */
#define REPORT_COLUMNS (-2)

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
/* What the section's command folded, while there is a fold. */
void *section_fold(const struct section *section);

/* Cells of a section's table: NaN, or "", where there is none. */
size_t section_rows(const struct section *section);
double section_number(const struct section *section, size_t row,
    size_t column);
const char *section_text(const struct section *section, size_t row,
    size_t column);
/* The same as 0 where it is empty. */
uint64_t section_count(const struct section *section, size_t row,
    size_t column);
/* Of all rows. */
uint64_t section_sum(const struct section *section, size_t column);

/* A name of the data for a sentence: harmless, cut to 60 columns. */
const char *report_name(const struct report *report, const char *text);
/* That of the stage of a row of the funnel. */
const char *report_stage(const struct report *report, size_t row);
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
/* "(-9.8 to +3.3)" alone; "3.2": points without a sign. */
const char *report_points_interval(const struct report *report,
    struct effect effect);
/* "(-9.8 to +3.3) · 84 entities" */
const char *report_stake(const struct report *report, const char *interval,
    double stake);
const char *report_tenths(const struct report *report, double share);
/* "1.34M (1.20M–1.50M)"; "+12% (−3 to +30)" of a ratio. */
const char *report_amount(const struct report *report, double amount);
const char *report_amounts(const struct report *report, double low,
    double high);
/* Under numbers that go by no window though the funnel has one. */
void report_note_no_window(const struct report *report,
    struct document *document);
const char *report_percent_change(const struct report *report, double ratio);
const char *report_percent_range(const struct report *report,
    struct effect ratio);
/* "−0.4 d" of a difference; "(−8.7 to +8.8)". */
const char *report_days_change(const struct report *report, double days);
const char *report_days_interval(const struct report *report,
    struct effect days);
/* "(34.1–39.6)"; "" where it is not known. */
const char *report_range(const struct report *report, double low,
    double high);
/* Words with whatever they hold, into the arena. */
const char *report_text(const struct report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "180 days". */
const char *report_span(const struct report *report, struct span span);

/* report_retention.c: "month"; a triangle of retain, its cohorts by the names
   that people call them, which the caller frees. */
const char *report_unit(enum every every);
struct table *report_triangle(const struct report *report,
    const struct table *from);

/* Draws all pictures that sections ask for, side by side. */
void report_draw(struct report *report);
/* A picture of a section, where it has one; alt tells what it shows. */
void section_figure(const struct report *report,
    const struct section_picture *picture, const char *alt,
    struct document *document);

/* The table below it: behind a word where the picture shows the same. */
void section_table(const struct section_picture *picture,
    const struct table *table, struct document *document);

/* report_files.c: whether pictures are files beside a Markdown report; the
   path of one from there, NULL if it has none; writes them, -1 with
   FAULT_OUTPUT. */
bool files_are_wanted(const struct report *report);
const char *files_path(const struct report *report,
    const struct section_picture *picture);
int files_write(const struct report *report, struct fault *fault);

/* --mail: -1 with FAULT_USAGE; what files and the page call a picture; the
   message. */
int report_check_mail(const struct report_settings *settings,
    struct fault *fault);
const char *report_picture_name(const struct report *report,
    const struct section_picture *picture);
const char *report_picture_id(const struct report *report,
    const struct section_picture *picture);
void report_write_mail(struct report *report, struct output *output);

/* The document, into an output. */
void report_write(struct report *report, struct output *output);

#endif
