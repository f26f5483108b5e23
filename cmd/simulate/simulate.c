/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/simulate/simulate.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/command.h"
#include "io/time/timestamp.h"

#define AT(member) offsetof(struct simulate_settings, member)

static const struct option_spec options[] = {
	{ "entities", 'n', OPTION_COUNT, AT(entities), "N",
	    "how many enter the funnel (1000)", 0, 0 },
	{ "seed", 0, OPTION_COUNT, AT(seed), "N",
	    "another log of the same truth (1)", 0, 0 },
	{ "preset", 0, OPTION_TEXT, AT(preset), "b2b|b2c|ecommerce",
	    "chances, delays and segments (b2b)", 0, 0 },
	{ "chance", 0, OPTION_LIST, AT(chance), "P,P,P,P",
	    "of going on from each stage, instead", 0, 0 },
	{ "growth", 0, OPTION_TEXT, AT(growth), "R",
	    "factor by which entries grow in a year", 0, 0 },
	{ "as-of", 0, OPTION_TEXT, offsetof(struct settings, as_of), "DATE",
	    "nothing later is written (2025-06-30)", 0, 0 },
	{ "within", 0, OPTION_SPAN, AT(window), "SPAN",
	    "window of the truth (180d)", 0, 0 },
	{ "truth", 0, OPTION_TEXT, AT(truth), "FILE",
	    "write what is true of the log, as JSON", 0, 0 },
	{ "lang", 0, OPTION_CHOICE, AT(language), "en|zh",
	    "language of headers, stages and segments", 0, languages },
	{ "output", 'o', OPTION_TEXT, offsetof(struct settings, output),
	    "FILE", "write there", 0, 0 },
	{ "no-output-header", 0, OPTION_FLAG,
	    offsetof(struct settings, no_output_header), NULL,
	    "without the header line", 0, 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"options", options, false, NULL
};
static const struct option_group *const groups[] = {
	&own_group, NULL
};

static int
read_fraction(const char *option, const char *text, double low, double high,
    double *out, struct fault *fault)
{
	char *end;
	double number = strtod(text, &end);

	if (strspn(text, "0123456789.") != strlen(text) || !*text || *end ||
	    !(number > low && number < high))
		return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": expected "
		    "a number above %g and below %g", option, text, low, high);
	*out = number;
	return 0;
}

static int
read_chances(const struct simulate_settings *s, struct simulate_model *m,
    struct fault *fault)
{
	if (s->chance.n == 0)
		return 0;
	if (s->chance.n != SIMULATE_STEPS)
		return fault_set(fault, FAULT_USAGE, "--chance: %zu chances, "
		    "expected %d, one for each step", s->chance.n,
		    SIMULATE_STEPS);
	for (size_t k = 0; k < SIMULATE_STEPS; k++)
		if (read_fraction("chance", s->chance.items[k], 0, 1,
		    &m->chance[k], fault) != 0)
			return -1;
	return 0;
}

static int
read_as_of(const char *text, struct simulate_model *m, struct fault *fault)
{
	struct timestamp t;

	if (!text)
		return 0;
	if (!timestamp_option(text, &zone_utc, &t))
		return fault_set(fault, FAULT_USAGE, "--as-of: \"%s\": "
		    "expected a date such as 2025-06-30", text);
	m->as_of = t.instant + (t.date_only ? DAY_MICROS - MICROS : 0);
	return 0;
}

/* Log and truth cannot share standard output. */
static bool
is_standard(const char *path)
{
	return !path || strcmp(path, "-") == 0;
}

static int
read_model(const struct simulate_settings *s, struct simulate_model *m,
    struct fault *fault)
{
	if (s->truth && is_standard(s->truth) &&
	    is_standard(s->shared.output))
		return fault_set(fault, FAULT_USAGE, "--truth: standard output "
		    "is where the log goes; expected a file, or -o FILE");
	if (!simulate_preset(s->preset, m))
		return fault_set(fault, FAULT_USAGE, "--preset: \"%s\": "
		    "expected b2b, b2c or ecommerce", s->preset);
	if (s->growth && read_fraction("growth", s->growth, 0, 1e6,
	    &m->growth, fault) != 0)
		return -1;
	return read_chances(s, m, fault) | read_as_of(s->shared.as_of, m,
	    fault);
}

static int
run_simulate(struct run *run)
{
	struct simulate_settings *s = run->settings;
	struct simulate_model model;
	struct fault fault = { 0 };

	s->entities = s->entities ? s->entities : 1000;
	s->seed = s->seed ? s->seed : 1;
	s->preset = s->preset ? s->preset : "b2b";
	if (run->nfiles)
		fault_set(&fault, FAULT_USAGE, "reads no file, but \"%s\" was "
		    "given", run->files[0]);
	if (run->nfiles || read_model(s, &model, &fault) != 0 ||
	    simulate_write_truth(s, &model, &fault) != 0 ||
	    simulate_write_log(s, &model, &fault) != 0)
		return run_fault(run, &fault);
	return 0;
}

const struct command command_simulate = {
	.name = "simulate",
	.summary = "an event log from a known truth",
	.usage = "[OPTION]...",
	.examples =
	    "  funnel simulate --entities 500 --seed 7 | funnel convert\n"
	    "  funnel simulate --preset b2c --truth truth.json -o log.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct simulate_settings),
	.run = run_simulate,
};
