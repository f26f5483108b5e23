/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/options/settings.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "analytics/base/decimal.h"
#include "io/chart/chart.h"
#include "io/text/words.h"

#define AT(member) offsetof(struct settings, member)

static const char *const orders[] = { "ordered", "strict", "any", "reach",
	"touch", NULL };
static const char *const entries[] = { "first", "best", "latest", NULL };
static const char *const ties[] = { "for", "against", NULL };
static const char *const counts[] = { "entities", "attempts", NULL };
static const char *const reopens[] = { "continue", "new", NULL };
const char *const every_names[] = { "hour", "day", "week", "month",
	"quarter", "year", NULL };
const char *const weekday_names[] = { "monday", "tuesday", "wednesday",
	"thursday", "friday", "saturday", "sunday", NULL };
static const char *const formats[] = { "text", "csv", "tsv", "json", "md",
	"html", NULL };

static const struct option_spec input_options[] = {
	{ "file", 'f', OPTION_TEXT, AT(funnel_file), "FILE",
	    "funnel file: columns, stages, policy; options win", 0, 0 },
	{ "entity", 0, OPTION_TEXT, AT(entity), "COL,…",
	    "column of the id, or several that make one", "input", 0 },
	{ "session", 0, OPTION_TEXT, AT(session), "SPAN|day",
	    "a part of an entity after that long a silence", "input", 0 },
	{ "stage", 0, OPTION_TEXT, AT(stage), "COL",
	    "column of the stage", "input", 0 },
	{ "time", 0, OPTION_TEXT, AT(time), "COL",
	    "column of the date or time", "input", 0 },
	{ "undated", 0, OPTION_TEXT, AT(undated), "COL",
	    "column of marks: nobody knows when (undated)", "input", 0 },
	{ "no-time", 0, OPTION_FLAG, AT(no_time), NULL,
	    "there is none: stages were passed in their order", "input", 0 },
	{ "time-format", 0, OPTION_REPEAT, AT(time_formats), "FORMAT",
	    "strptime's, iso, serial, epoch-s, …; repeatable", "input", 0 },
	{ "encoding", 0, OPTION_TEXT, AT(encoding), "NAME",
	    "of the input, if it is not found out", "input", 0 },
	{ "delimiter", 0, OPTION_TEXT, AT(delimiter), "CHAR",
	    ", ; | or tab, if it is not found out", "input", 0 },
	{ "decimal", 0, OPTION_TEXT, AT(decimal), "CHAR",
	    "decimal mark of values: . (default) or ,", "input", 0 },
	{ "no-header", 0, OPTION_FLAG, AT(no_header), NULL,
	    "the input has no header; columns are #1, #2, …", "input", 0 },
	{ "header", 0, OPTION_LIST, AT(header), "A,B,…",
	    "the input has no header; its columns are these", "input", 0 },
	{ "skip-lines", 0, OPTION_TEXT, AT(skip_lines), "N",
	    "above the header of each file, if not found out", "input", 0 },
	{ "expect-rows", 0, OPTION_COUNT, AT(expect_rows), "N",
	    "an error unless the input has so many rows", 0, 0 },
	{ "no-trim", 0, OPTION_FLAG, AT(no_trim), NULL,
	    "keep blanks around ids, stages and groups", "input", 0 },
	{ "union", 0, OPTION_FLAG, AT(by_name), NULL,
	    "files may have different columns: by name, as one", "input", 0 },
	{ "join", 0, OPTION_REPEAT, AT(join), "FILE:KEY[=COL]",
	    "a second table: its columns too, by its key", "input", 0 },
	{ "join-strict", 0, OPTION_FLAG, AT(join_strict), NULL,
	    "exit 1 if a key is not in a second table", "input", 0 },
	{ "bad-rows", 0, OPTION_TEXT, AT(bad_rows), "fail|skip|FILE",
	    "what to do with rows that cannot be used", "input", 0 },
	{ "dry-run", 0, OPTION_FLAG, AT(dry_run), NULL,
	    "say what is understood of the input, and stop", 0, 0 },
	{ 0 }
};

/* Which attempts there are: for whatever lists or counts them. */
#define MATCHING_OPTIONS \
	{ "stages", 0, OPTION_TEXT, AT(stages), "'A,B=x|y,C'", \
	    "the stages in order, and their values", 0, 0 }, \
	{ "lost", 0, OPTION_TEXT, AT(lost), "V|V", \
	    "values that end a deal", 0, 0 }, \
	{ "tz", 0, OPTION_TEXT, AT(tz), "ZONE", \
	    "of days, and of times without an offset (UTC)", "input", 0 }, \
	{ "order", 0, OPTION_CHOICE, AT(order), \
	    "ordered|strict|any|reach|touch", \
	    "how a timeline is matched to the stages", "policy", orders }, \
	{ "within", 0, OPTION_SPAN, AT(within), "SPAN", \
	    "how long after its entry an attempt may take", "policy", 0 }, \
	{ "step-within", 0, OPTION_SPAN, AT(step_within), "SPAN", \
	    "how long after the step before a step may come", "policy", 0 }, \
	{ "min-gap", 0, OPTION_SPAN, AT(min_gap), "SPAN", \
	    "how long after the step before it must come", "policy", 0 }, \
	{ "calendar", 0, OPTION_TEXT, AT(calendar), "FILE", \
	    "windows and stays count working time alone", "policy", 0 }, \
	{ "entry", 0, OPTION_CHOICE, AT(entry), "first|best|latest", \
	    "which attempt of an entity counts", "policy", entries }, \
	{ "ties", 0, OPTION_CHOICE, AT(ties), "for|against", \
	    "whether equal times count as in order", "policy", ties }, \
	{ "count", 0, OPTION_CHOICE, AT(count), "entities|attempts", \
	    "what is counted", "policy", counts }, \
	{ "reopen", 0, OPTION_CHOICE, AT(reopen), "continue|new", \
	    "what a lost deal does that comes back", "policy", reopens }, \
	{ "optional", 0, OPTION_LIST, AT(optional), "STAGE,…", \
	    "stages that steps may go past", "policy", 0 }, \
	{ "exclude", 0, OPTION_REPEAT, AT(exclude), "VALUE[:A..B]", \
	    "what ends an attempt, between two stages", "policy", 0 }, \
	{ "exclude-entity", 0, OPTION_REPEAT, AT(exclude_entity), "VALUE", \
	    "what drops an entity altogether", "policy", 0 }, \
	{ "where", 0, OPTION_REPEAT, AT(where), "COL=V|V", \
	    "rows that count; also != < <= > >= ~glob !~glob", "policy", 0 }, \
	{ "having", 0, OPTION_REPEAT, AT(having), "COL=V|V", \
	    "the same of the entry that was chosen", "policy", 0 }, \
	{ "by", 0, OPTION_LIST, AT(by), "COL,…", \
	    "groups: the value at the entry", "report", 0 }, \
	{ "attribute", 0, OPTION_TEXT, AT(attribute), \
	    "entry|first|last|STAGE", \
	    "which event's value is the group", "policy", 0 }, \
	{ "every", 0, OPTION_CHOICE, AT(every), EVERY_ARGUMENT, \
	    "cohorts by the date of entry", "report", every_names }, \
	{ "week-start", 0, OPTION_CHOICE, AT(week_start), "DAY", \
	    "monday (default) … sunday", "policy", weekday_names }, \
	{ "from", 0, OPTION_TEXT, AT(from), "DATE", \
	    "entries from this date or time on", "policy", 0 }, \
	{ "to", 0, OPTION_TEXT, AT(to), "DATE", \
	    "entries up to this date, itself included", "policy", 0 }, \
	{ "as-of", 0, OPTION_TEXT, AT(as_of), "DATE", \
	    "the data speak up to here (the newest time)", "policy", 0 }

static const struct option_spec matching_options[] = {
	MATCHING_OPTIONS,
	{ 0 }
};

static const struct option_spec funnel_options[] = {
	MATCHING_OPTIONS,
	{ "top", 0, OPTION_COUNT, AT(top), "N",
	    "the N largest groups, all others as (other)", "report", 0 },
	{ "value", 0, OPTION_TEXT, AT(value), "COL",
	    "column of an amount to be summed", "input", 0 },
	{ "key", 0, OPTION_TEXT, AT(key), "COL",
	    "what tells equal amounts apart: order number", "input", 0 },
	{ "sensitivity", 0, OPTION_FLAG, AT(sensitivity), NULL,
	    "how far rates hang on ties, entry, skipped stages", "report",
	    0 },
	{ "total", 0, OPTION_FLAG, AT(total), NULL,
	    "add rows over all groups", "report", 0 },
	{ "level", 0, OPTION_LEVEL, AT(level), "P",
	    "confidence of intervals (0.95)", "report", 0 },
	{ 0 }
};

static const struct option_spec goal_options[] = {
	{ "goal", 0, OPTION_TEXT, AT(goal), "STAGE",
	    "the stage that counts (won, or the last one)",
	    "policy", 0 },
	{ 0 }
};

static const struct option_spec currency_options[] = {
	{ "currency", 0, OPTION_TEXT, AT(currency), "COL",
	    "column of the unit of amounts: a sum of each", "input", 0 },
	{ 0 }
};

static const struct option_spec start_options[] = {
	{ "stages", 0, OPTION_TEXT, AT(stages), "'A,B=x|y,C'",
	    "stages and their values (those that are named)", 0, 0 },
	{ "tz", 0, OPTION_TEXT, AT(tz), "ZONE",
	    "of days, and of times without an offset (UTC)", "input", 0 },
	{ "where", 0, OPTION_REPEAT, AT(where), "COL=V|V",
	    "rows that count; also != < <= > >= ~glob !~glob", "policy", 0 },
	{ "having", 0, OPTION_REPEAT, AT(having), "COL=V|V",
	    "the same of the start", "policy", 0 },
	{ "by", 0, OPTION_LIST, AT(by), "COL,…",
	    "groups: the value at the start", "report", 0 },
	{ "week-start", 0, OPTION_CHOICE, AT(week_start), "DAY",
	    "monday (default) … sunday", "policy", weekday_names },
	{ "from", 0, OPTION_TEXT, AT(from), "DATE",
	    "starts from this date or time on", "policy", 0 },
	{ "to", 0, OPTION_TEXT, AT(to), "DATE",
	    "starts up to this date, itself included", "policy", 0 },
	{ "as-of", 0, OPTION_TEXT, AT(as_of), "DATE",
	    "the data speak up to here (the newest time)", "policy", 0 },
	{ "value", 0, OPTION_TEXT, AT(value), "COL",
	    "column of an amount to be summed over returns", "input", 0 },
	{ "key", 0, OPTION_TEXT, AT(key), "COL",
	    "what tells equal amounts apart: order number", "input", 0 },
	{ "total", 0, OPTION_FLAG, AT(total), NULL,
	    "add rows over all groups", "report", 0 },
	{ "level", 0, OPTION_LEVEL, AT(level), "P",
	    "confidence of intervals (0.95)", "report", 0 },
	{ 0 }
};

static const struct option_spec output_options[] = {
	{ "format", 't', OPTION_CHOICE, AT(format), "text|csv|tsv|json|md|html",
	    "text on a terminal, csv elsewhere", 0, formats },
	{ "output", 'o', OPTION_TEXT, AT(output), "FILE",
	    "its ending says the format; %Y-%m is as-of's", 0,
	    0 },
	{ "title", 0, OPTION_TEXT, AT(title), "TEXT",
	    "over tables for people", "report", 0 },
	{ "lang", 0, OPTION_CHOICE, AT(lang), "en|zh",
	    "of what people read (en)", "report", languages },
	{ "no-output-header", 0, OPTION_FLAG, AT(no_output_header), NULL,
	    "csv, tsv without the header line", 0, 0 },
	{ "with-definition", 0, OPTION_FLAG, AT(with_definition), NULL,
	    "csv, tsv begin with the definition, as # lines", 0, 0 },
	{ "excel-safe", 0, OPTION_FLAG, AT(excel_safe), NULL,
	    "csv that a spreadsheet takes as text", 0, 0 },
	{ "fail-if", 0, OPTION_REPEAT, AT(fail_if), "'rate(won)<0.2'",
	    "exit 1 if the result answers yes", 0, 0 },
	{ "log", 0, OPTION_TEXT, AT(log), "FILE",
	    "notices go there; errors there as well", 0, 0 },
	{ "lock", 0, OPTION_TEXT, AT(lock), "FILE",
	    "one run at a time: exit 75 while another holds it", 0, 0 },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), NULL,
	    "nothing but errors on standard error", 0, 0 },
	{ 0 }
};

static const struct option_spec chart_options[] = {
	{ "chart", 0, OPTION_TEXT, AT(chart), "FILE",
	    "a picture of the result too: .png, .svg or .pdf", 0, 0 },
	{ "no-confine", 0, OPTION_FLAG, AT(no_confine), NULL,
	    "draw also where gnuplot cannot be confined", 0, 0 },
	{ 0 }
};

static const struct option_spec partial_options[] = {
	{ "partial", 0, OPTION_FLAG, AT(partial), NULL,
	    "write the saved fold of a part, for funnel merge", 0, 0 },
	{ 0 }
};

static const struct option_spec engine_options[] = {
	{ "threads", 0, OPTION_COUNT, AT(threads), "N",
	    "workers (the cores)", 0, 0 },
	{ "max-memory", 0, OPTION_BYTES, AT(max_memory), "SIZE",
	    "beyond it to $TMPDIR (half of what is free)", 0, 0 },
	{ "max-field", 0, OPTION_BYTES, AT(max_field), "SIZE",
	    "of one field (1M)", 0, 0 },
	{ "max-columns", 0, OPTION_COUNT, AT(max_columns), "N",
	    "of the input (4096)", 0, 0 },
	{ "max-groups", 0, OPTION_COUNT, AT(max_groups), "N",
	    "distinct values of --by (10000)", 0, 0 },
	{ "max-entity-events", 0, OPTION_TEXT, AT(max_entity_events),
	    "N[:drop]", "of one id (1000000); drop leaves it out", "input",
	    0 },
	{ 0 }
};

const struct option_group input_group = {
	"what is read", input_options, false, NULL
};
const struct option_group matching_group = {
	"the funnel", matching_options, true, NULL
};
const struct option_group funnel_group = {
	"the funnel", funnel_options, true, NULL
};
const struct option_group start_group = {
	"who and when", start_options, true, NULL
};
const struct option_group goal_group = {
	"the goal", goal_options, true, NULL
};
const struct option_group currency_group = {
	"amounts", currency_options, true, NULL
};
const struct option_group output_group = {
	"what is written", output_options, false, NULL
};
const struct option_group chart_group = {
	"a picture of it", chart_options, false, NULL
};
const struct option_group partial_group = {
	"part by part", partial_options, false, NULL
};
const struct option_group engine_group = {
	"the engine", engine_options, false, NULL
};

static int
check_chart(const struct settings *s, struct fault *fault)
{
	if (!s->chart)
		return 0;
	if (image_by_ending(s->chart) < 0)
		return fault_set(fault, FAULT_USAGE, "--chart: \"%s\": "
		    "expected a name that ends in .png, .svg or .pdf",
		    s->chart);
	if (s->partial)
		return fault_set(fault, FAULT_USAGE, "--chart does not go "
		    "with --partial, which has no result yet");
	return 0;
}

/* Under such a name nobody finds a table. */
int
settings_check_output(const struct option_group *const *groups,
    const struct settings *s, struct fault *fault)
{
	static const char *const others[] = { ".png", ".svg", ".pdf", ".jpg",
	    ".xlsx", ".xls", ".ods", ".docx", ".gz", ".zst", ".zip" };
	const char *ending = s->output ? strrchr(s->output, '.') : NULL;

	if (check_chart(s, fault) != 0)
		return -1;
	if (option_by_name(groups, "format") != output_group.specs ||
	    s->format || !ending)
		return 0;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strcasecmp(ending, others[i]) == 0)
			return fault_set(fault, FAULT_USAGE, "--output: "
			    "\"%s\": a result is written as .csv, .tsv, "
			    ".json, .md, .html or .txt%s", s->output, i < 4 ?
			    message("; funnel chart draws it") : "");
	return 0;
}

int
settings_add_strata(struct settings *s, const char *strata,
    struct arena *arena, struct fault *fault)
{
	struct text_list *by = &s->by;

	if (by->n == 1 && strcmp(by->items[0], strata) == 0)
		return fault_set(fault, FAULT_USAGE, "--strata: \"%s\" is "
		    "what --by compares; strata are of another column",
		    strata);
	/* As it is where saved folds are merged. */
	if (strcmp(by->items[by->n - 1], strata) == 0)
		return 0;
	const char **items = arena_alloc(arena, (by->n + 1) * sizeof *items);
	memcpy(items, by->items, by->n * sizeof *items);
	items[by->n++] = strata;
	by->items = items;
	return 0;
}

int
settings_split(const char *text, double *share, struct fault *fault)
{
	const char *colon = strchr(text, ':');
	decimal parts[2] = { 0, 0 };

	if (colon && decimal_parse(text, (size_t)(colon - text), '.',
	    &parts[0]) == DECIMAL_OK && decimal_parse(colon + 1,
	    strlen(colon + 1), '.', &parts[1]) == DECIMAL_OK &&
	    parts[0] > 0 && parts[1] > 0) {
		*share = decimal_double(parts[0]) /
		    (decimal_double(parts[0]) + decimal_double(parts[1]));
		return 0;
	}
	return fault_set(fault, FAULT_USAGE, "--split: \"%s\": expected two "
	    "shares such as 1:1 or 90:10", text);
}
