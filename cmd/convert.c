/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/conversion.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/convert_table.h"
#include "cmd/folding.h"
#include "cmd/input.h"
#include "cmd/result.h"

static const struct option_group groups[] = {
	{ "what is read", input_options },
	{ "the funnel", funnel_options },
	{ "what is written", output_options },
	{ "the engine", engine_options },
	{ 0 }
};

static int
status_fault(enum status status, struct fault *fault)
{
	if (status == STATUS_TOO_FEW)
		return fault_set(fault, FAULT_NO_DATA,
		    "nobody entered the funnel: no rate, not a rate of zero");
	if (status == STATUS_LIMIT)
		return fault_set(fault, FAULT_INPUT,
		    "--value: the sum is too large to be exact");
	return fault_set(fault, FAULT_INPUT, "%s", status_sentence(status));
}

static int
write_result(struct run *run, struct input *in,
    const struct conversion *fold, struct fault *fault)
{
	const struct settings *s = run->settings;
	struct conversion_result result;
	enum status status = conversion_finish(fold,
	    s->level ? s->level : 0.95, s->total, &result);
	if (status != STATUS_OK)
		return status_fault(status, fault);
	struct table *table = convert_table(in, &result);
	conversion_result_free(&result);
	if (!table)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	int failed = result_write(run, table, convert_view,
	    convert_block_columns(in), fault);
	table_free(table);
	return failed;
}

static int
run_convert(struct run *run)
{
	struct fault fault = { 0 };
	struct input in;
	struct input_needs needs = { .values = true, .groups = true };
	if (input_open(run, &needs, &in, &fault) != 0)
		return run_fault(run, &fault);
	struct conversion_definition definition;
	convert_definition(&in, &definition);
	struct folding folding = { &conversion_class, &definition, NULL };
	int failed = fold_log(&in, &folding, 1, &fault);
	if (!failed)
		failed = input_finish(&in, &fault);
	if (!failed)
		failed = write_result(run, &in, folding.fold, &fault);
	conversion_free(folding.fold);
	input_free(&in);
	return failed ? run_fault(run, &fault) : 0;
}

const struct command command_convert = {
	.name = "convert",
	.summary = "stage conversion: who went on, was lost, is still open",
	.usage = "[OPTION]... [FILE]...",
	.examples =
	    "  funnel convert samples/b2b.csv\n"
	    "  funnel convert --within 90d --by channel --total "
	    "samples/b2b.csv\n"
	    "  funnel convert --every month --within 90d samples/b2b.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct settings),
	.run = run_convert,
};
