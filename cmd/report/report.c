/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/report/report.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd/report/report_segments.h"
#include "cmd/run/dry_run.h"
#include "cmd/run/result.h"
#include "cmd/run/verdict.h"
#include "io/base/nearest.h"
#include "io/text/text.h"
#include "io/text/words.h"

#define AT(member) offsetof(struct report_settings, member)
#define SHARED(member) offsetof(struct settings, member)

static const char *const kinds[] = { "html", "md", "text", NULL };

/* A funnel file may hold them under [report]. */
static const struct option_spec report_options[] = {
	{ "parts", 0, OPTION_LIST, AT(parts), "PART,…",
	    "summary, funnel, … (all that the data allow)", "report", 0 },
	{ "by", 0, OPTION_LIST, SHARED(by), "COL,…",
	    "segments by each of these columns, one by one", "report", 0 },
	{ "retention", 0, OPTION_TEXT, AT(retention), "START:RETURN",
	    "stages of who comes back (the built-in ones)", "report", 0 },
	{ "quantity", 0, OPTION_TEXT, SHARED(quantity), "COL",
	    "--value is of one piece: column of how many", "input", 0 },
	{ "owner", 0, OPTION_TEXT, AT(owner), "COL",
	    "column of who has a deal (one of --by so called)", "report", 0 },
	{ "period", 0, OPTION_CHOICE, AT(period),
	    "day|week|month|quarter|year",
	    "compared with the one before (by the data's span)",
	    "report", every_names + 1 },
	{ "targets", 0, OPTION_LIST, AT(targets), "FIGURE=N,…",
	    "entered, won, won[OWNER], value, rate, days",
	    "report", 0 },
	{ "top", 0, OPTION_COUNT, SHARED(top), "N",
	    "of each column show the N largest groups (20)",
	    "report", 0 },
	{ "no-charts", 0, OPTION_FLAG, AT(no_charts), NULL,
	    "tables and words alone", "report", 0 },
	{ "charts-optional", 0, OPTION_FLAG, AT(charts_optional), NULL,
	    "written also where a chart cannot be drawn", "report", 0 },
	{ "no-confine", 0, OPTION_FLAG, SHARED(no_confine), NULL,
	    "draw also where gnuplot cannot be confined", 0, 0 },
	{ 0 }
};

static const struct option_spec written[] = {
	{ "output", 'o', OPTION_TEXT, SHARED(output), "FILE",
	    "write there: .html, .md or .txt; %Y-%m is as-of's", 0, 0 },
	{ "format", 't', OPTION_CHOICE, AT(kind), "html|md|text",
	    "by the ending of -o; else text", 0, kinds },
	{ "title", 0, OPTION_TEXT, SHARED(title), "TEXT",
	    "over the report", "report", 0 },
	{ "mail", 0, OPTION_LIST, AT(mail), "ADDRESS,…",
	    "a message with its charts, for sendmail -t", "report", 0 },
	{ "lang", 0, OPTION_CHOICE, SHARED(lang), "en|zh",
	    "of words and charts (en)", "report", languages },
	{ "fail-if", 0, OPTION_REPEAT, SHARED(fail_if), "'rate(won)<0.2'",
	    "exit 1 if the funnel answers yes", 0, 0 },
	{ "log", 0, OPTION_TEXT, SHARED(log), "FILE",
	    "notices go there; errors there as well", 0, 0 },
	{ "lock", 0, OPTION_TEXT, SHARED(lock), "FILE",
	    "one run at a time: exit 75 while another holds it", 0, 0 },
	{ "quiet", 'q', OPTION_FLAG, SHARED(quiet), NULL,
	    "nothing but errors on standard error", 0, 0 },
	{ 0 }
};

static const struct option_group report_group = {
	"the report", report_options, true, "total sensitivity"
};
static const struct option_group written_group = {
	"what is written", written, false, NULL
};
static const struct option_group *const groups[] = {
	&input_group, &report_group, &goal_group, &funnel_group,
	&currency_group, &written_group, &engine_group, NULL
};

static int
choose_kind(const struct report_settings *s, enum document_kind *out,
    struct fault *fault)
{
	static const struct {
		const char *ending;
		enum document_kind kind;
	} endings[] = { { ".html", DOCUMENT_HTML }, { ".htm", DOCUMENT_HTML },
		{ ".md", DOCUMENT_MD }, { ".txt", DOCUMENT_TEXT } };
	const char *path = s->shared.output;
	const char *ending = path ? strrchr(path, '.') : NULL;

	if (s->mail.n) {
		*out = DOCUMENT_HTML;
		return s->kind ? fault_set(fault, FAULT_USAGE, "--mail is a "
		    "format of its own: leave out --format") : 0;
	}
	*out = s->kind ? (enum document_kind)(s->kind - 1) : DOCUMENT_TEXT;
	if (s->kind || !path || strcmp(path, "-") == 0)
		return 0;
	for (size_t i = 0; ending && i < sizeof endings / sizeof endings[0];
	    i++)
		if (strcasecmp(ending, endings[i].ending) == 0) {
			*out = endings[i].kind;
			return 0;
		}
	return fault_set(fault, FAULT_USAGE, "-o: \"%s\": expected a name "
	    "that ends in .html, .md or .txt, or --format", path);
}

/* Names of all parts, of a funnel and of orders, each once. */
static size_t
part_names(const char *names[2 * PARTS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; report_parts[i]; i++)
		names[n++] = report_parts[i]->name;
	for (size_t i = 0; report_order_parts[i]; i++) {
		size_t p = 0;

		while (p < n && strcmp(names[p],
		    report_order_parts[i]->name) != 0)
			p++;
		if (p == n)
			names[n++] = report_order_parts[i]->name;
	}
	return n;
}

/* Before a row is read: which of them the log has is known then. */
static int
check_parts(const struct text_list *asked, struct fault *fault)
{
	const char *names[2 * PARTS_MAX];
	size_t n = part_names(names);

	for (size_t i = 0; i < asked->n; i++) {
		const char *near;
		size_t p = 0;

		while (p < n && strcmp(names[p], asked->items[i]) != 0)
			p++;
		if (p < n)
			continue;
		near = nearest(asked->items[i], names, n);
		fault_set(fault, FAULT_USAGE, "--parts: no part \"%s\"",
		    asked->items[i]);
		fault_suggest(fault, near);
		for (p = 0; p < n; p++)
			fault_advise(fault, "%s%s", p ? ", " :
			    message("parts: "),
			    names[p]);
		return fault_advise(fault, "\n");
	}
	return 0;
}

/* Those that are asked for; all of them if none is. */
static void
choose_parts(struct report *report, const struct part *const *parts,
    bool wanted[PARTS_MAX])
{
	const struct text_list *asked = &report->settings->parts;

	for (size_t p = 0; parts[p]; p++) {
		wanted[p] = asked->n == 0;
		for (size_t i = 0; i < asked->n; i++)
			wanted[p] |= strcmp(parts[p]->name,
			    asked->items[i]) == 0;
	}
	report->parts = parts;
	report->wanted = wanted;
}

static int
plan(struct report *report, struct fault *fault)
{
	const struct scope *scope = &report->input.scope;

	if (!report->input.stageless && funnel_goal(&scope->funnel, "goal",
	    scope->settings->goal, &report->goal, fault) != 0)
		return -1;
	report->every = report_every(report);
	for (size_t p = 0; report->parts[p]; p++) {
		const struct part *part = report->parts[p];
		/* The funnel is what --fail-if asks, and what time shows. */
		bool wanted = report_plans(report, part) ||
		    part == &part_funnel;

		report->planning = part;
		if (wanted && part->plan && part->plan(report, fault) != 0)
			return -1;
	}
	return 0;
}

/* What columns of owners are called, folded. */
static bool
is_owner(const char *column)
{
	static const char *const names[] = { "owner", "ownername", "ownerid",
		"opportunityowner", "dealowner", "leadowner", "accountowner",
		"salesagent", "salesrep", "salesperson", "rep", "agent",
		"assignedto", "负责人", "所有者", "销售", "销售员",
		"销售代表", "业务员" };
	char *folded = text_fold(column);
	bool is = false;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		is |= strcmp(folded, names[i]) == 0;
	free(folded);
	return is;
}

/* The place among --by of the column of --owner, which is added to them, or
   of the first that is called so; -1: there is none. */
static int
find_owner(struct report_settings *s, struct arena *arena)
{
	struct text_list *by = &s->shared.by;

	for (size_t i = 0; i < by->n; i++)
		if (s->owner ? strcmp(by->items[i], s->owner) == 0 :
		    is_owner(by->items[i]))
			return (int)i;
	if (!s->owner)
		return -1;
	const char **items = arena_alloc(arena, (by->n + 1) * sizeof *items);
	for (size_t i = 0; i < by->n; i++)
		items[i] = by->items[i];
	items[by->n] = s->owner;
	*by = (struct text_list){ .items = items, .n = by->n + 1 };
	return (int)by->n - 1;
}

/* A report of nothing would be one of zeros. */
static int
check_funnel(const struct report *report, struct fault *fault)
{
	const struct section *s = report->funnel;

	if (s && !s->table) {
		*fault = s->fault;
		return -1;
	}
	return 0;
}

static int
write_document(struct report *report, struct fault *fault)
{
	struct output *out = output_open(report->settings->shared.output,
	    fault);

	if (!out)
		return -1;
	/* First, so that no report shows what is not there. */
	if (files_write(report, fault) != 0) {
		output_abandon(out);
		return -1;
	}
	if (report->settings->mail.n)
		report_write_mail(report, out);
	else
		report_write(report, out);
	return output_commit(out, fault);
}

static const struct fault *
first_undrawn(const struct report *report)
{
	for (size_t i = 0; i < report->nsections; i++) {
		const struct section *s = report->sections[i];

		if (s->picture.fault.kind)
			return &s->picture.fault;
		if (s->second.fault.kind)
			return &s->second.fault;
	}
	return NULL;
}

/* A report that lacks what it had last night would take its place. */
static int
check_pictures(const struct report *report, struct fault *fault)
{
	const struct fault *first = first_undrawn(report);
	const struct settings *s = &report->settings->shared;

	if (!first)
		return 0;
	if (!report->settings->charts_optional) {
		*fault = *first;
		fault_advise(fault, "no report is written; --charts-optional "
		    "writes it without\n");
		return -1;
	}
	/* The reason is in the language of the report: see report_draw. */
	if (!s->quiet && words_language() == message_language())
		run_say(report->run, "%s: the report is written without",
		    first->sentence);
	else if (!s->quiet)
		run_say(report->run, "charts could not be drawn: the report "
		    "is written without");
	return 0;
}

static void
say_no_pictures(const struct report *report)
{
	const struct report_settings *s = report->settings;

	if (report->kind == DOCUMENT_MD && !files_are_wanted(report) &&
	    !s->no_charts && !s->shared.quiet)
		run_say(report->run, "Markdown on standard output has no "
		    "charts: those of -o FILE.md are files beside it");
}

static int
make(struct report *report, struct fault *fault)
{
	int status = 0;

	if (plan(report, fault) != 0 || report_fold(report, fault) != 0 ||
	    input_finish(&report->input, fault) != 0 ||
	    check_funnel(report, fault) != 0 ||
	    (report->funnel && result_fails(report->run,
	    report->funnel->table, &status, fault) != 0))
		return -1;
	report_hide_amounts(report);
	report_test(report);
	segments_share_q(report);
	extremes_mark(report);
	limits_draw(report);
	report_draw(report);
	say_no_pictures(report);
	if (check_pictures(report, fault) != 0 ||
	    write_document(report, fault) != 0)
		return -1;
	return status;
}

static int
run_report(struct run *run)
{
	struct report_settings *s = run->settings;
	struct report report = { .run = run, .settings = s,
	    .arena = &run->arena };
	struct input_needs needs = { .values = true, .groups = true,
		.orders = true };

	report.owner = find_owner(s, report.arena);
	struct fault fault = { 0 };
	bool wanted[PARTS_MAX];

	if (choose_kind(s, &report.kind, &fault) != 0 ||
	    report_check_mail(s, &fault) != 0 ||
	    check_parts(&s->parts, &fault) != 0 ||
	    report_read_targets(&report, &fault) != 0 ||
	    verdict_check(&s->shared.fail_if, &fault) != 0)
		return run_fault(run, &fault);
	choose_parts(&report, report_parts, wanted);
	needs.ids = report_plans(&report, &part_actions);
	if (input_open(run, &needs, &report.input, &fault) != 0)
		return run_fault(run, &fault);
	if (report.input.stageless)
		choose_parts(&report, report_order_parts, wanted);
	int failed = s->shared.dry_run ?
	    dry_run_write(&report.input, &fault) : make(&report, &fault);
	for (size_t i = 0; i < report.nsections; i++)
		section_free(report.sections[i]);
	table_free(report.closed);
	table_free(report.stuck);
	table_free(report.pipeline);
	input_free(&report.input);
	return failed < 0 ? run_fault(run, &fault) : failed;
}

const struct command command_report = {
	.name = "report",
	.summary = "the whole review: HTML with charts, Markdown or text",
	.usage = "[OPTION]... [FILE]...",
	.examples =
	    "  funnel report -f samples/b2b.funnel -o report.html "
	    "samples/b2b.csv\n"
	    "  funnel report --by channel,region --within 90d "
	    "samples/b2b.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct report_settings),
	.run = run_report,
};
