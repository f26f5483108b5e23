/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log and its truth, as files. */
#include <inttypes.h>
#include <stdio.h>

#include "cmd/simulate/simulate.h"
#include "io/base/output.h"

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

static const struct words *
words_of(const struct simulate_settings *s)
{
	return &words[s->language == 2];
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
	    s->preset, s->entities, s->seed, days);
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

int
simulate_write_truth(const struct simulate_settings *s,
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
	put_truth(out, s, words_of(s), &truth, days);
	return output_commit(out, fault);
}

int
simulate_write_log(const struct simulate_settings *s,
    const struct simulate_model *m, struct fault *fault)
{
	const struct words *w = words_of(s);
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
