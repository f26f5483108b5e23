/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/list/list.h"

#include <inttypes.h>
#include <string.h>

#include "cmd/run/dry_run.h"
#include "cmd/run/verdict.h"
#include "io/base/nearest.h"

#define AT(member) offsetof(struct list_settings, member)

static const char *const stays[] = { "latest", "cumulative", NULL };
static const char *const keys[] = { "entry", "entity", "stage", "outcome",
	"days_in_stage", "days_total", "last_at", "amount", "amount_days" };
#define COUNT(names) (sizeof(names) / sizeof(names)[0])

static const struct option_spec list_options[] = {
	{ "reached", 0, OPTION_TEXT, AT(reached), "STAGE",
	    "those that got to this stage or further", 0, 0 },
	{ "not-reached", 0, OPTION_TEXT, AT(not_reached), "STAGE",
	    "those that did not", 0, 0 },
	{ "outcome", 0, OPTION_LIST, AT(outcome), "open,lost,…",
	    "of open, lost, skipped, expired, completed", 0, 0 },
	{ "stuck-over", 0, OPTION_SPAN, AT(stuck_over), "SPAN",
	    "open, and not moved for longer than this", 0, 0 },
	{ "stay", 0, OPTION_CHOICE, AT(stay), "latest|cumulative",
	    "days_in_stage: the latest stay, or all of them", 0, stays },
	{ "sort", 0, OPTION_TEXT, AT(sort), "[-]KEY",
	    "entry, stage, amount_days, …; - descends (entry)", 0,
	    0 },
	{ "limit", 0, OPTION_COUNT, AT(limit), "N",
	    "the first N rows alone", 0, 0 },
	{ "value", 0, OPTION_TEXT, offsetof(struct settings, value), "COL",
	    "column of the amount of a deal", "input", 0 },
	{ "all", 0, OPTION_FLAG, AT(all), NULL,
	    "also entities that have no attempt that counts", 0, 0 },
	{ 0 }
};

static const struct option_group list_group = {
	"what is listed", list_options, true, NULL
};
static const struct option_group *const groups[] = {
	&list_group, &input_group, &matching_group, &output_group,
	&engine_group, NULL
};

static int
read_outcomes(const struct list_settings *s, struct list_plan *p,
    struct fault *fault)
{
	for (size_t i = 0; i < s->outcome.n; i++) {
		const char *name = s->outcome.items[i];
		size_t f = 0;

		while (list_outcomes[f] && strcmp(list_outcomes[f], name) != 0)
			f++;
		if (!list_outcomes[f])
			return fault_set(fault, FAULT_USAGE, "--outcome: "
			    "\"%s\": expected open, lost, skipped, expired "
			    "or completed", name);
		p->fates |= 1u << f;
	}
	return 0;
}

static int
read_sort(const struct list_settings *s, struct list_plan *p,
    struct fault *fault)
{
	const char *name = s->sort;

	if (!name)
		return 0;
	p->down = name[0] == '-';
	name += p->down;
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i], name) == 0) {
			p->sort = (enum list_sort)i;
			return 0;
		}
	const char *near = nearest(name, keys, COUNT(keys));
	return fault_set(fault, FAULT_USAGE, near ? N_("--sort: \"%s\": did "
	    "you mean \"%s\"? expected entry, entity, stage, outcome, "
	    "days_in_stage, days_total, last_at, amount or amount_days, after "
	    "a - to descend") : N_("--sort: \"%s\": expected entry, entity, "
	    "stage, outcome, days_in_stage, days_total, last_at, amount or "
	    "amount_days, after a - to descend"), name, near);
}

/* Without the log: a long run must not end on a typing error. */
static int
read_options(struct run *run, struct list_plan *p, struct fault *fault)
{
	const struct list_settings *s = run->settings;
	bool touch = s->shared.order == 1 + MATCH_TOUCH;

	*p = (struct list_plan){ .stuck = s->stuck_over.given,
	    .stuck_over = s->stuck_over.span, .cumulative = s->stay == 2,
	    .all = s->all, .limit = s->limit };
	if (touch && (s->outcome.n || s->stuck_over.given))
		return fault_set(fault, FAULT_USAGE, "--%s does not go with "
		    "--order touch, which has no outcomes", s->outcome.n ?
		    "outcome" : "stuck-over");
	if (read_outcomes(s, p, fault) != 0 || read_sort(s, p, fault) != 0)
		return -1;
	if (p->sort >= SORT_AMOUNT && !s->shared.value)
		return fault_set(fault, FAULT_USAGE, "--sort %s wants "
		    "--value, a column of amounts", s->sort);
	return verdict_check(&s->shared.fail_if, fault);
}

/* A stage and all behind it. */
static int
read_stage(const struct funnel *f, const char *option, const char *name,
    uint32_t *out, struct fault *fault)
{
	size_t k;

	if (!name)
		return 0;
	if (funnel_find_stage(f, option, name, &k, fault) != 0)
		return -1;
	*out = ~(((uint32_t)1 << k) - 1);
	return 0;
}

static int
read_stages(const struct scope *scope, struct list_plan *p,
    struct fault *fault)
{
	const struct list_settings *s = scope->run->settings;
	const struct funnel *f = &scope->funnel;

	if (read_stage(f, "reached", s->reached, &p->reached, fault) != 0)
		return -1;
	return read_stage(f, "not-reached", s->not_reached, &p->not_reached,
	    fault);
}

static int
list(struct input *in, struct list_plan *p, struct fault *fault)
{
	struct list_counts counts = { 0 };
	struct sorter *rows = NULL;

	p->scope = &in->scope;
	scope_rules(&in->scope, &p->rules);
	int failed = read_stages(&in->scope, p, fault);
	if (!failed)
		failed = list_rows(in, p, &rows, &counts, fault);
	if (!failed && counts.attempts == 0 && !p->all) {
		failed = fault_set(fault, FAULT_NO_DATA,
		    "nobody entered the funnel; --all lists all entities");
		if (scope_has_bounds(&in->scope))
			scope_advise_span(&in->scope, fault);
	}
	if (!failed)
		failed = input_finish(in, fault);
	if (!failed && !in->scope.settings->quiet)
		run_say(in->scope.run, "%" PRIu64 " of %" PRIu64 " %s %s "
		    "listed", counts.listed, counts.attempts,
		    p->rules.attempts ? run_n(counts.attempts, "attempt",
		    "attempts") : run_n(counts.attempts,
		    "entity that entered", "entities that entered"),
		    run_n(counts.listed, "is", "are"));
	if (!failed)
		failed = list_write(p, rows, &counts, in->options.threads,
		    fault);
	sorter_free(rows);
	return failed;
}

static int
run(struct run *this)
{
	struct fault fault = { 0 };
	struct input in;
	struct list_plan plan;
	const struct input_needs needs = { .ids = true, .groups = true,
	    .values = true };

	if (read_options(this, &plan, &fault) != 0 ||
	    input_open(this, &needs, &in, &fault) != 0)
		return run_fault(this, &fault);
	int failed = in.scope.settings->dry_run ? dry_run_write(&in, &fault) :
	    list(&in, &plan, &fault);
	input_free(&in);
	return failed < 0 ? run_fault(this, &fault) : failed;
}

const struct command command_list = {
	.name = "list",
	.summary = "a row an entity: its stages, where it stands, how long",
	.usage = "[OPTION]... [FILE]...",
	.examples =
	    "  funnel list samples/b2b.csv\n"
	    "  funnel list --stuck-over 30d --sort -days_in_stage --limit 10 "
	    "samples/b2b.csv\n"
	    "  funnel list --reached engaged --not-reached won --by owner "
	    "samples/b2b.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct list_settings),
	.run = run,
	.timeless = true,
};
