/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/simulate.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/options/settings.h"
#include "cmd/run/command.h"
#include "io/base/output.h"
#include "io/time/timestamp.h"

struct simulate_settings {
	struct settings shared;
	uint64_t entities, seed;
	const char *preset, *growth, *truth;
	struct text_list chance;
	struct optional_span window;
	int language;
};

#define AT(member) offsetof(struct simulate_settings, member)

static const char *const presets[] = { "b2b", "b2c", "ecommerce", NULL };

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

/* What a log is written in. */
struct words {
	const char *header;
	const char *stages[SIMULATE_STAGES + 1];
	const char *segments[SIMULATE_SEGMENTS];
	const char *regions[3];
};

static const struct words words[] = {
	{ "lead_id,stage,occurred_at,channel,region,owner,amount,score",
	    { "identified", "contacted", "engaged", "won", "served",
	    "lost" },
	    { "referral", "search", "event", "advert" },
	    { "north", "south", "west" } },
	{ "客户编号,阶段,时间,渠道,地区,负责人,金额,评分",
	    { "客户识别", "客户开发", "客户沟通", "交易达成", "售后服务",
	    "丢单" },
	    { "转介绍", "搜索", "展会", "广告" },
	    { "华北", "华南", "华西" } },
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
	if (!simulate_preset(s->preset ? s->preset : presets[0], m))
		return fault_set(fault, FAULT_USAGE, "--preset: \"%s\": "
		    "expected b2b, b2c or ecommerce", s->preset);
	if (s->growth && read_fraction("growth", s->growth, 0, 1e6,
	    &m->growth, fault) != 0)
		return -1;
	return read_chances(s, m, fault) | read_as_of(s->shared.as_of, m,
	    fault);
}

/* One row; built by hand because ten million of them are written. */
static void
put_event(struct output *out, const struct words *w,
    const struct simulated_entity *e, const struct simulated_event *event)
{
	char time[40], amount[DECIMAL_MAX_TEXT] = "", score[16] = "";

	instant_format(event->time, &zone_utc, time);
	time[10] = ' ';
	time[19] = '\0';
	if (event->amount != DECIMAL_NONE)
		decimal_format(event->amount, amount);
	if (event->score >= 0)
		snprintf(score, sizeof score, "%d", event->score);
	output_format(out, "L-%07" PRIu64 ",%s,%s,%s,%s,rep-%02d,%s,%s\n",
	    e->number, w->stages[event->stage], time,
	    w->segments[e->segment], w->regions[e->region], e->owner + 1,
	    amount, score);
}

static void
put_shares(struct output *out, const char *name, const double *shares)
{
	output_format(out, "\"%s\": [", name);
	for (int k = 0; k < SIMULATE_STAGES; k++)
		output_format(out, "%s%.12g", k ? ", " : "", shares[k]);
	output_text(out, "]");
}

static void
put_truth(struct output *out, const struct simulate_settings *s,
    const struct words *w, const struct simulate_truth *t, double days)
{
	output_format(out, "{\"preset\": \"%s\", \"entities\": %" PRIu64
	    ", \"seed\": %" PRIu64 ", \"within_days\": %.12g,\n\"stages\": [",
	    s->preset ? s->preset : presets[0], s->entities, s->seed, days);
	for (int k = 0; k < SIMULATE_STAGES; k++)
		output_format(out, "%s\"%s\"", k ? ", " : "", w->stages[k]);
	output_text(out, "],\n");
	put_shares(out, "eventual", t->eventual);
	output_text(out, ",\n");
	put_shares(out, "within", t->within);
	output_text(out, ",\n\"median_days\": [");
	for (int k = 0; k < SIMULATE_STEPS; k++)
		output_format(out, "%s%.12g", k ? ", " : "",
		    t->median_days[k]);
	output_text(out, "],\n\"segments\": [");
	for (int i = 0; i < SIMULATE_SEGMENTS; i++) {
		output_format(out, "%s\n{\"name\": \"%s\", ", i ? "," : "",
		    w->segments[i]);
		put_shares(out, "eventual", t->segment_eventual[i]);
		output_text(out, ", ");
		put_shares(out, "within", t->segment_within[i]);
		output_text(out, "}");
	}
	output_text(out, "\n]}\n");
}

/* Months as 30.4375 days: the truth is of continuous time. */
static double
window_days(const struct simulate_settings *s)
{
	static const double days[] = { 1 / 86400.0, 1 / 1440.0, 1 / 24.0, 1,
		7, 30.4375, 365.25 };

	if (!s->window.given)
		return 180;
	return (double)s->window.span.count * days[s->window.span.unit];
}

static int
write_truth(const struct simulate_settings *s, const struct words *w,
    const struct simulate_model *m, struct fault *fault)
{
	struct simulate_truth truth;
	double days = window_days(s);

	if (days <= 0)
		return fault_set(fault, FAULT_USAGE, "--within: expected a "
		    "span above 0, in which the truth is told");
	if (simulate_truth(m, days, &truth) != STATUS_OK)
		return fault_set(fault, FAULT_USAGE, "--chance: too large: a "
		    "segment's chance would reach 1");
	if (!s->truth)
		return 0;
	struct output *out = output_open(s->truth, fault);
	if (!out)
		return -1;
	put_truth(out, s, w, &truth, days);
	return output_commit(out, fault);
}

static int
write_log(const struct simulate_settings *s, const struct words *w,
    const struct simulate_model *m, struct fault *fault)
{
	struct simulated_entity entity;
	struct simulation *simulation = simulation_new(m, s->entities,
	    s->seed);
	struct output *out = output_open(s->shared.output, fault);

	if (out && !s->shared.no_output_header)
		output_format(out, "%s\n", w->header);
	while (out && !output_failed(out) &&
	    simulation_next(simulation, &entity))
		for (size_t i = 0; i < entity.n; i++)
			put_event(out, w, &entity, &entity.events[i]);
	simulation_free(simulation);
	return out ? output_commit(out, fault) : -1;
}

static int
run_simulate(struct run *run)
{
	struct simulate_settings *s = run->settings;
	struct simulate_model model;
	struct fault fault = { 0 };
	const struct words *w = &words[s->language == 2];

	s->entities = s->entities ? s->entities : 1000;
	s->seed = s->seed ? s->seed : 1;
	if (run->nfiles)
		fault_set(&fault, FAULT_USAGE, "reads no file, but \"%s\" was "
		    "given", run->files[0]);
	if (run->nfiles || read_model(s, &model, &fault) != 0 ||
	    write_truth(s, w, &model, &fault) != 0 ||
	    write_log(s, w, &model, &fault) != 0)
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
