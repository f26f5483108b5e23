/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/explain/explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/dry_run.h"

#define AT(member) offsetof(struct explain_settings, member)
#define IDS_MAX 1000

static const struct option_spec explain_options[] = {
	{ "id", 0, OPTION_REPEAT, AT(ids), "ID",
	    "the entity to explain; repeat it for several", 0, 0 },
	{ 0 }
};

static const struct option_group explain_group = {
	"what is explained", explain_options, false, NULL
};
static const struct option_group *const groups[] = {
	&explain_group, &input_group, &matching_group, &output_group,
	&engine_group, NULL
};

static int
explain_one(const struct writer *writer, struct entity *entity,
    struct fault *fault)
{
	enum status status = entity->timeline.n == 0 ? STATUS_OK :
	    explain(writer->matcher, &entity->timeline, &entity->explanation);

	return status == STATUS_OK ? 0 : fault_set(fault, FAULT_INPUT, "%s",
	    message(status_sentence(status)));
}

/* Ids that no row has are said; that none has any is a fault. */
static int
check_found(const struct input *in, const struct writer *writer,
    struct fault *fault)
{
	uint64_t footers = event_log_facts(in->log)->footers;
	char below[128] = "";
	size_t found = 0;

	for (size_t i = 0; i < writer->n; i++)
		found += writer->all[i].n > 0;
	if (footers)
		snprintf(below, sizeof below, footers == 1 ?
		    message("%" PRIu64 " footer below the table takes no "
		    "part; ") : message("%" PRIu64 " footers below the table "
		    "take no part; "), footers);
	for (size_t i = 0; i < writer->n; i++) {
		const char *id = writer->all[i].id;

		if (writer->all[i].n > 0)
			continue;
		if (found == 0)
			return fault_set(fault, FAULT_NO_DATA, "no row is of "
			    "\"%s\"; %sids are taken byte for byte, and funnel "
			    "list --all has them", id, below);
		run_say(in->scope.run, "no row is of \"%s\"", id);
	}
	return 0;
}

static int
explain_all(struct input *in, const struct explain_settings *s,
    struct fault *fault)
{
	struct writer writer = { .scope = &in->scope, .reader = in->reader };

	scope_rules(&in->scope, &writer.rules);
	writer.matcher = matcher_new(&writer.rules);
	int failed = entities_find(in, &s->ids, &writer, fault);
	for (size_t i = 0; !failed && i < writer.n; i++)
		failed = explain_one(&writer, &writer.all[i], fault);
	if (!failed)
		entities_rows(writer.all, writer.n, in->log);
	if (!failed)
		failed = check_found(in, &writer, fault);
	if (!failed)
		failed = input_finish(in, fault);
	if (!failed)
		failed = explain_write(&writer, fault);
	for (size_t i = 0; i < writer.n; i++) {
		free((void *)writer.all[i].timeline.events);
		free((void *)writer.all[i].id);
		free(writer.all[i].rows);
		explanation_free(&writer.all[i].explanation);
	}
	free(writer.all);
	matcher_free(writer.matcher);
	return failed;
}

/* Each id once, in the order in which they are asked for. */
static int
check_ids(struct explain_settings *s, struct fault *fault)
{
	size_t n = 0;

	if (s->ids.n == 0)
		return fault_set(fault, FAULT_USAGE, "whom? Say --id ID; "
		    "funnel list has the ids");
	if (s->ids.n > IDS_MAX)
		return fault_set(fault, FAULT_USAGE, "--id: more than %d "
		    "of them", IDS_MAX);
	for (size_t i = 0; i < s->ids.n; i++) {
		size_t j = 0;

		while (j < n && strcmp(s->ids.items[j], s->ids.items[i]) != 0)
			j++;
		if (j == n)
			s->ids.items[n++] = s->ids.items[i];
	}
	s->ids.n = n;
	return 0;
}

static int
run(struct run *this)
{
	struct fault fault = { 0 };
	struct input in;
	struct explain_settings *s = this->settings;

	if (check_ids(s, &fault) != 0)
		return run_fault(this, &fault);
	const struct input_needs needs = { .ids = true, .groups = true,
	    .watch = s->ids.items, .nwatch = s->ids.n };
	if (input_open(this, &needs, &in, &fault) != 0)
		return run_fault(this, &fault);
	int failed = s->shared.dry_run ? dry_run_write(&in, &fault) :
	    explain_all(&in, s, &fault);
	input_free(&in);
	return failed < 0 ? run_fault(this, &fault) : failed;
}

const struct command command_explain = {
	.name = "explain",
	.summary = "why an entity counts as it does, row by row",
	.usage = "--id ID [OPTION]... [FILE]...",
	.examples =
	    "  funnel explain --id L-0000238 -t text samples/b2b.csv\n"
	    "  funnel explain --id L-0000001 --id L-0000002 "
	    "--within 30d samples/b2c.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct explain_settings),
	.run = run,
};
