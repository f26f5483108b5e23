/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/merge/merge.h"
#include "cmd/run/balance.h"
#include "cmd/run/verdict.h"

static const struct option_spec merge_options[] = {
	{ "total", 0, OPTION_FLAG, offsetof(struct settings, total), NULL,
	    "add rows over all groups", 0, 0 },
	{ "level", 0, OPTION_LEVEL, offsetof(struct settings, level), "P",
	    "confidence of intervals (as the parts have it)", 0, 0 },
	{ 0 }
};

static const struct option_spec whole_options[] = {
	{ "parts", 0, OPTION_COUNT, offsetof(struct merge_settings, parts),
	    "N", "refuse fewer parts or more, empty ones too", 0, 0 },
	{ "rows", 0, OPTION_COUNT, offsetof(struct merge_settings, rows),
	    "N", "refuse fewer rows read or more", 0, 0 },
	{ 0 }
};

static const struct option_group whole_group = {
	"the whole", whole_options, false, NULL
};
static const struct option_group merge_group = {
	"the result", merge_options, false, NULL
};
static const struct option_group *const groups[] = {
	&whole_group, &merge_group, &output_group, &chart_group,
	&partial_group, NULL
};

/* All that went in, for a merge that is a part itself. */
static int
add_partial(const struct parts *parts, const struct scope *scope,
    const void *fold, bool midnights, struct buffer *text,
    struct fault *fault)
{
	struct partial_origin all = { .midnights = midnights };
	size_t room = 0;

	for (size_t i = 0; i < parts->n; i++) {
		const struct partial_origin *o = &parts->all[i].origin;

		all.parts += o->parts;
		all.rows = memory_reserve(all.rows, &room,
		    all.nrows + o->nrows, sizeof *all.rows);
		/* Where there are none yet there may be no memory. */
		for (size_t k = 0; all.rows && k < o->nrows; k++)
			all.rows[all.nrows++] = o->rows[k];
		for (size_t k = 0; k < o->ids.n; k++)
			id_sample_add(&all.ids, o->ids.ids[k].hash,
			    o->ids.ids[k].text, strlen(o->ids.ids[k].text));
	}
	int failed = partial_add(text, scope, fold, &all, fault);
	free(all.rows);
	id_sample_free(&all.ids);
	return failed;
}

/* text: where the saved fold of a merge goes that is a part itself. */
static int
merge_once(struct run *run, struct parts *parts, bool midnights,
    struct buffer *text, struct fault *fault)
{
	const struct statistic *statistic;
	struct scope scope;
	void *fold;
	struct lookup *tuples = lookup_new();
	int failed = parts_merge(run, parts, &scope, tuples, &statistic,
	    &fold, fault);

	if (!failed && !scope.settings->quiet && !midnights)
		balance_say(&scope, NULL);
	if (!failed)
		failed = scope.settings->partial ? add_partial(parts, &scope,
		    fold, midnights, text, fault) :
		    statistic_write(statistic, &scope, fold, fault);
	fold_free(fold);
	zone_free(&scope.zone);
	lookup_free(tuples);
	return failed;
}

static int
merge_parts(struct run *run, struct parts *parts, struct fault *fault)
{
	void *asked = run->settings;
	bool partial = ((struct settings *)asked)->partial;
	struct buffer text = { 0 };
	int failed = merge_once(run, parts, false, &text, fault);

	/* Parts of dates are one as well, and that as times behind it. */
	if (!failed && partial && parts_as_times(parts)) {
		run->settings = asked;
		failed = merge_once(run, parts, true, &text, fault);
	}
	if (!failed && partial)
		failed = partial_commit(&text, run->settings, fault);
	buffer_free(&text);
	return failed;
}

static int
run_merge(struct run *run)
{
	struct fault fault = { 0 };
	struct parts parts = { 0 };
	int failed = verdict_check(
	    &((struct settings *)run->settings)->fail_if, &fault);

	if (!failed && !run->nfiles)
		failed = parts_read(run, "-", &parts, &fault);
	for (size_t i = 0; i < run->nfiles && !failed; i++)
		failed = parts_read(run, run->files[i], &parts, &fault);
	if (!failed)
		failed = merge_parts(run, &parts, &fault);
	parts_free(&parts);
	return failed < 0 ? run_fault(run, &fault) : failed;
}

const struct command command_merge = {
	.name = "merge",
	.summary = "saved folds of parts, as --partial writes them, as one",
	.usage = "[OPTION]... [FILE]...",
	.examples =
	    "  funnel convert --partial --entity lead_id --stage stage "
	    "--time occurred_at --time-format iso --encoding UTF-8 "
	    "--as-of 2025-06-30 -o b2b.fold samples/b2b.csv\n"
	    "  funnel merge b2b.fold\n"
	    "  cat *.fold | funnel merge --format json\n",
	.groups = groups,
	.settings_size = sizeof(struct merge_settings),
	.run = run_merge,
};
