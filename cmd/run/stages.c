/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/stages.h"

#include <stdio.h>
#include <string.h>

/* The seed: what the sales process is, in English and in Chinese. */
#define PLAIN(value) { value, { 0 } }

static const struct stage_value seed_values[][2] = {
	{ PLAIN("identified"), PLAIN("客户识别") },
	{ PLAIN("contacted"), PLAIN("客户开发") },
	{ PLAIN("engaged"), PLAIN("客户沟通") },
	{ PLAIN("won"), PLAIN("交易达成") },
	{ PLAIN("served"), PLAIN("售后服务") },
};
/* What all of it is for. */
#define SEED_GOAL "won"
#define SEED_STAGES (sizeof seed_values / sizeof seed_values[0])

static const struct stage_value seed_outcomes[] = {
	PLAIN("lost"), PLAIN("disqualified"), PLAIN("refunded"),
	PLAIN("丢单"), PLAIN("无效"), PLAIN("退款"),
};
#define SEED_OUTCOMES (sizeof seed_outcomes / sizeof seed_outcomes[0])

static int
add_stage(struct funnel *f, const char *name, const char *values,
    struct arena *arena, struct fault *fault)
{
	struct stage_value *all;
	size_t n;

	if (stage_values_read(values, "stages", arena, &all, &n, fault) != 0)
		return -1;
	if (f->nstages == STAGES_MAX)
		return fault_set(fault, FAULT_USAGE,
		    "--stages: more than %d stages", STAGES_MAX);
	for (size_t i = 0; i < f->nstages; i++)
		if (strcmp(f->stages[i].name, name) == 0)
			return fault_set(fault, FAULT_USAGE,
			    "--stages: \"%s\" is there twice", name);
	for (size_t i = 0; i < n; i++)
		if (!all[i].value[0] || !name[0])
			return fault_set(fault, FAULT_USAGE, "--stages: stage "
			    "%zu has an empty name or value; expected such as "
			    "'lead,demo=call|visit,paid'", f->nstages + 1);
	f->stages[f->nstages++] = (struct funnel_stage){ name, all, n };
	return 0;
}

/* The name stands before the first plain =; else it is the value. */
static int
stage_of_text(struct funnel *f, const char *text, struct arena *arena,
    struct fault *fault)
{
	struct text_list halves = stage_values_split(text, '=', arena);
	struct stage_value *alone;
	size_t n;

	if (halves.n == 1) {
		if (stage_values_read(text, "stages", arena, &alone, &n,
		    fault) != 0)
			return -1;
		/* Of several it is all of them: nobody has to type it. */
		return add_stage(f, n == 1 ? alone->value : text_split(text,
		    '\0', true, arena).items[0], text, arena, fault);
	}
	/* Another = is one of a value. */
	text = strstr(text, halves.items[0]) + strlen(halves.items[0]);
	text += strspn(text, " \t=");
	return add_stage(f, text_split(halves.items[0], '\0', true,
	    arena).items[0], text, arena, fault);
}

/* "A,B=x|y,C" */
static int
stages_of_text(struct funnel *f, const char *text, struct arena *arena,
    struct fault *fault)
{
	struct text_list parts = stage_values_split(text, ',', arena);

	for (size_t i = 0; i < parts.n; i++)
		if (stage_of_text(f, parts.items[i], arena, fault) != 0)
			return -1;
	return 0;
}

static int
stages_of_file(struct funnel *f, const struct settings *s,
    struct arena *arena, struct fault *fault)
{
	for (size_t i = 0; i < s->nfile_stages; i++) {
		const struct stage_text *t = &s->file_stages[i];

		if (add_stage(f, t->name, t->values ? t->values : t->name,
		    arena, fault) != 0)
			return fault_at(fault, s->funnel_file, t->line, NULL);
	}
	return 0;
}

static void
seed(struct funnel *f)
{
	for (size_t i = 0; i < SEED_STAGES; i++)
		f->stages[i] = (struct funnel_stage){ seed_values[i][0].value,
		    seed_values[i], 2 };
	f->nstages = SEED_STAGES;
	f->seed = true;
}

static bool
in_stages(const struct funnel *f, const struct stage_value *value)
{
	for (size_t k = 0; k < f->nstages; k++)
		for (size_t i = 0; i < f->stages[k].nvalues; i++)
			if (stage_values_equal(&f->stages[k].values[i], value))
				return true;
	return false;
}

/* The built-in outcomes, but for those that a stage has taken. */
static void
seed_lost(struct funnel *f, struct arena *arena)
{
	struct stage_value *outcomes = arena_alloc(arena,
	    sizeof seed_outcomes);

	f->noutcomes = 0;
	for (size_t i = 0; i < SEED_OUTCOMES; i++)
		if (!in_stages(f, &seed_outcomes[i]))
			outcomes[f->noutcomes++] = seed_outcomes[i];
	f->outcomes = outcomes;
}

static int
lost_of_text(struct funnel *f, const char *text, struct arena *arena,
    struct fault *fault)
{
	struct stage_value *all;
	size_t n;

	if (stage_values_read(text, "lost", arena, &all, &n, fault) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (all[i].value[0] && in_stages(f, &all[i]))
			return fault_set(fault, FAULT_USAGE, "--lost: \"%s\" "
			    "is a stage too; it can be one of them only",
			    all[i].value);
	f->outcomes = all;
	f->noutcomes = n == 1 && !all[0].value[0] ? 0 : n;
	return 0;
}

int
funnel_of_settings(const struct settings *s, struct arena *arena,
    struct funnel *f, struct fault *fault)
{
	int failed = 0;

	*f = (struct funnel){ 0 };
	if (s->stages)
		failed = stages_of_text(f, s->stages, arena, fault);
	else if (s->nfile_stages)
		failed = stages_of_file(f, s, arena, fault);
	else
		seed(f);
	if (failed)
		return -1;
	const char *lost = s->lost ? s->lost : s->file_lost;
	f->lost_given = lost != NULL;
	if (lost)
		failed = lost_of_text(f, lost, arena, fault);
	else
		seed_lost(f, arena);
	if (failed)
		return s->lost ? -1 : fault_at(fault, s->funnel_file, 0, NULL);
	return funnel_make_classes(f, s, arena, fault);
}

/* None is asked for: that of the built-in stages, or the last. */
static size_t
usual_goal(const struct funnel *f)
{
	size_t k;

	for (k = 1; f->seed && k < f->nstages; k++)
		if (strcmp(f->stages[k].values[0].value, SEED_GOAL) == 0 &&
		    !(f->optional >> k & 1))
			return k;
	for (k = f->nstages - 1; k > 0 && f->optional >> k & 1; k--)
		;
	return k;
}

int
funnel_goal(const struct funnel *f, const char *option, const char *name,
    size_t *out, struct fault *fault)
{
	*out = usual_goal(f);
	if (!name)
		return 0;
	if (funnel_find_stage(f, option, name, out, fault) != 0)
		return -1;
	return f->optional >> *out & 1 ? fault_set(fault, FAULT_USAGE,
	    "--%s: \"%s\" is optional, which tells nothing of those who go "
	    "past it", option, name) : 0;
}

int
funnel_goal_step(const struct funnel *f, const char *name, size_t *out,
    struct fault *fault)
{
	size_t stage;

	if (funnel_step(f, f->nstages) < 2)
		return fault_set(fault, FAULT_USAGE, "--stages: a rate wants "
		    "two stages: from where to where");
	if (funnel_goal(f, "goal", name, &stage, fault) != 0)
		return -1;
	*out = funnel_step(f, stage);
	return stage ? 0 : fault_set(fault, FAULT_USAGE, "--goal: \"%s\" is "
	    "the first stage, where everybody enters", name);
}

/* Only stages that occur; Chinese names where no English value does. */
static void
resolve_seed(struct funnel *f, const struct event_log *log)
{
	uint64_t english = 0;
	size_t kept = 0;
	uint32_t mask[STAGES_MAX] = { 0 };

	for (size_t k = 0; k < f->nstages; k++)
		english += funnel_value_rows(f, log,
		    f->stages[k].values[0].value);
	for (size_t k = 0; k < f->nstages; k++) {
		if (funnel_stage_rows(f, log, k) == 0) {
			f->left_out[f->nleft_out++] =
			    f->stages[k].values[english ? 0 : 1].value;
			continue;
		}
		mask[k] = (uint32_t)1 << kept;
		f->stages[kept] = f->stages[k];
		f->stages[kept].name =
		    f->stages[kept].values[english ? 0 : 1].value;
		kept++;
	}
	for (size_t c = 0; c < f->nclasses; c++)
		if (f->classes[c].stages)
			f->classes[c].stages =
			    mask[__builtin_ctz(f->classes[c].stages)];
	f->nstages = kept;
}

/* Other values are outcomes that --lost has left out, and nothing else. */
static bool
known_others(const struct funnel *f, const struct event_log *log)
{
	for (size_t i = 0; i < event_log_others(log); i++) {
		size_t len, o = 0;
		uint64_t rows;
		const char *value = event_log_other(log, i, &len, &rows);

		while (o < SEED_OUTCOMES && (strlen(seed_outcomes[o].value) !=
		    len || memcmp(seed_outcomes[o].value, value, len) != 0))
			o++;
		if (!f->lost_given || o == SEED_OUTCOMES)
			return false;
	}
	return true;
}

int
funnel_resolve(struct funnel *f, const struct event_log *log,
    const char *stage_column, bool part, struct fault *fault)
{
	uint64_t rows = 0;

	for (size_t k = 0; k < f->nstages; k++)
		rows += funnel_stage_rows(f, log, k);
	if (f->seed && !known_others(f, log))
		return stages_not_built_in(f, log, stage_column, fault);
	if (part)
		return 0;
	if (rows == 0)
		return stages_none_occurs(f, log, stage_column, fault);
	if (f->seed)
		resolve_seed(f, log);
	return 0;
}

void
funnel_seed_rows(const struct funnel *f, const struct event_log *log,
    uint64_t rows[SEED_VALUES])
{
	for (size_t i = 0; i < SEED_VALUES; i++)
		rows[i] = funnel_value_rows(f, log,
		    seed_values[i / 2][i % 2].value);
}

int
funnel_resolve_seed(struct funnel *f, const uint64_t rows[SEED_VALUES],
    struct fault *fault)
{
	uint64_t english = 0;

	for (size_t k = 0; k < SEED_STAGES; k++)
		english += rows[2 * k];
	for (size_t k = 0; k < SEED_STAGES; k++) {
		f->stages[k].name = seed_values[k][english ? 0 : 1].value;
		if (rows[2 * k] + rows[2 * k + 1] == 0)
			return fault_set(fault, FAULT_USAGE, "stage \"%s\" "
			    "occurs in no part; make the parts with --stages, "
			    "so that all have the same", f->stages[k].name);
	}
	return 0;
}
