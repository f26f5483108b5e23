/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/stages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/base/nearest.h"

/* The seed: what the sales process is, in English and in Chinese. */
static const char *const seed_values[][2] = {
	{ "identified", "客户识别" },
	{ "contacted", "客户开发" },
	{ "engaged", "客户沟通" },
	{ "won", "交易达成" },
	{ "served", "售后服务" },
};
/* What all of it is for. */
#define SEED_GOAL "won"
#define SEED_STAGES (sizeof seed_values / sizeof seed_values[0])

static const char *const seed_outcomes[] = {
	"lost", "disqualified", "refunded", "丢单", "无效", "退款",
};
#define SEED_OUTCOMES (sizeof seed_outcomes / sizeof seed_outcomes[0])

static int
add_stage(struct funnel *f, const char *name, const char *values,
    struct arena *arena, struct fault *fault)
{
	struct text_list list = text_split(values, '|', true, arena);

	if (f->nstages == STAGES_MAX)
		return fault_set(fault, FAULT_USAGE,
		    "--stages: more than %d stages", STAGES_MAX);
	for (size_t i = 0; i < f->nstages; i++)
		if (strcmp(f->stages[i].name, name) == 0)
			return fault_set(fault, FAULT_USAGE,
			    "--stages: \"%s\" is there twice", name);
	for (size_t i = 0; i < list.n; i++)
		if (!list.items[i][0] || !name[0])
			return fault_set(fault, FAULT_USAGE, "--stages: stage "
			    "%zu has an empty name or value; expected such as "
			    "'lead,demo=call|visit,paid'", f->nstages + 1);
	f->stages[f->nstages++] = (struct funnel_stage){ name, list.items,
	    list.n };
	return 0;
}

/* "A,B=x|y,C": the name stands before the first plain '='. */
static int
stages_of_text(struct funnel *f, const char *text, struct arena *arena,
    struct fault *fault)
{
	struct text_list parts = text_split(text, ',', false, arena);

	for (size_t i = 0; i < parts.n; i++) {
		const char *values = parts.items[i];
		struct text_list halves = text_split(values, '=', false,
		    arena), name;

		if (halves.n > 1)
			values = strstr(values, halves.items[0]) +
			    strlen(halves.items[0]);
		values += strspn(values, halves.n > 1 ? " \t=" : "");
		name = text_split(halves.items[0], '\0', true, arena);
		if (add_stage(f, name.items[0], values, arena, fault) != 0)
			return -1;
	}
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
		f->stages[i] = (struct funnel_stage){ seed_values[i][0],
		    seed_values[i], 2 };
	f->nstages = SEED_STAGES;
	f->seed = true;
}

static bool
in_stages(const struct funnel *f, const char *value)
{
	for (size_t k = 0; k < f->nstages; k++)
		for (size_t i = 0; i < f->stages[k].nvalues; i++)
			if (strcmp(f->stages[k].values[i], value) == 0)
				return true;
	return false;
}

/* The built-in outcomes, but for those that a stage has taken. */
static void
seed_lost(struct funnel *f, struct arena *arena)
{
	const char **outcomes = arena_alloc(arena, sizeof seed_outcomes);

	f->noutcomes = 0;
	for (size_t i = 0; i < SEED_OUTCOMES; i++)
		if (!in_stages(f, seed_outcomes[i]))
			outcomes[f->noutcomes++] = seed_outcomes[i];
	f->outcomes = outcomes;
}

static int
lost_of_text(struct funnel *f, const char *text, struct arena *arena,
    struct fault *fault)
{
	struct text_list list = text_split(text, '|', true, arena);

	for (size_t i = 0; i < list.n; i++)
		if (list.items[i][0] && in_stages(f, list.items[i]))
			return fault_set(fault, FAULT_USAGE, "--lost: \"%s\" "
			    "is a stage too; it can be one of them only",
			    list.items[i]);
	f->outcomes = list.items;
	f->noutcomes = list.n == 1 && !list.items[0][0] ? 0 : list.n;
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
		if (strcmp(f->stages[k].values[0], SEED_GOAL) == 0 &&
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

uint64_t
funnel_value_rows(const struct funnel *f, const struct event_log *log,
    const char *value)
{
	for (size_t i = 0; i < f->nvalues; i++)
		if (strcmp(f->values[i].value, value) == 0)
			return event_log_value_rows(log, i);
	return 0;
}

uint64_t
funnel_stage_rows(const struct funnel *f, const struct event_log *log,
    size_t k)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < f->stages[k].nvalues; i++)
		rows += funnel_value_rows(f, log, f->stages[k].values[i]);
	return rows;
}

/* "  value  rows" lines of what the stage column holds. */
static void
advise_values(const struct event_log *log, struct fault *fault)
{
	char line[2048] = "";
	size_t at = 0, n = event_log_others(log);

	for (size_t i = 0; i < n && i < 20; i++) {
		size_t len;
		uint64_t rows;
		const char *text = event_log_other(log, i, &len, &rows);
		int shown = len > 60 ? 60 : (int)len;

		at += (size_t)snprintf(line + at, sizeof line - at,
		    "    %.*s  %llu row%s\n", shown, text,
		    (unsigned long long)rows, rows == 1 ? "" : "s");
	}
	if (n > 20)
		snprintf(line + at, sizeof line - at, "    … and %s%zu "
		    "more\n", event_log_others_cut(log) ? "over " : "",
		    n - 20);
	fault_advise(fault, "  values in no stage:\n%s", line);
}

/* "  stages: lead, demo=call|visit" */
static int
no_stage_occurs(const struct funnel *f, const struct event_log *log,
    const char *column, struct fault *fault)
{
	fault_set(fault, FAULT_USAGE, "none of the funnel's stages occurs in "
	    "\"%s\"", column);
	for (size_t k = 0; k < f->nstages; k++) {
		const struct funnel_stage *stage = &f->stages[k];
		bool other = stage->nvalues > 1 ||
		    strcmp(stage->values[0], stage->name) != 0;

		fault_advise(fault, "%s%s", k ? ", " : "  stages: ",
		    stage->name);
		for (size_t i = 0; other && i < stage->nvalues; i++)
			fault_advise(fault, "%s%s", i ? "|" : "=",
			    stage->values[i]);
	}
	fault_advise(fault, "\n");
	if (event_log_others(log) > 0)
		advise_values(log, fault);
	return -1;
}

static int
not_the_seed(const struct event_log *log, const char *column,
    struct fault *fault)
{
	fault_set(fault, FAULT_USAGE, "\"%s\" has values that are no built-in "
	    "stage or outcome; say which are the stages, in order", column);
	advise_values(log, fault);
	return fault_advise(fault, "  --stages 'first,second=value|value' "
	    "--lost 'value|value'\n");
}

/* Only stages that occur; Chinese names where no English value does. */
static void
resolve_seed(struct funnel *f, const struct event_log *log)
{
	uint64_t english = 0;
	size_t kept = 0;
	uint32_t mask[STAGES_MAX] = { 0 };

	for (size_t k = 0; k < f->nstages; k++)
		english += funnel_value_rows(f, log, f->stages[k].values[0]);
	for (size_t k = 0; k < f->nstages; k++) {
		if (funnel_stage_rows(f, log, k) == 0) {
			f->left_out[f->nleft_out++] =
			    f->stages[k].values[english ? 0 : 1];
			continue;
		}
		mask[k] = (uint32_t)1 << kept;
		f->stages[kept] = f->stages[k];
		f->stages[kept].name = f->stages[kept].values[english ? 0 : 1];
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

		while (o < SEED_OUTCOMES && (strlen(seed_outcomes[o]) != len ||
		    memcmp(seed_outcomes[o], value, len) != 0))
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
		return not_the_seed(log, stage_column, fault);
	if (part)
		return 0;
	if (rows == 0)
		return no_stage_occurs(f, log, stage_column, fault);
	if (f->seed)
		resolve_seed(f, log);
	return 0;
}

void
funnel_seed_rows(const struct funnel *f, const struct event_log *log,
    uint64_t rows[SEED_VALUES])
{
	for (size_t i = 0; i < SEED_VALUES; i++)
		rows[i] = funnel_value_rows(f, log, seed_values[i / 2][i % 2]);
}

int
funnel_resolve_seed(struct funnel *f, const uint64_t rows[SEED_VALUES],
    struct fault *fault)
{
	uint64_t english = 0;

	for (size_t k = 0; k < SEED_STAGES; k++)
		english += rows[2 * k];
	for (size_t k = 0; k < SEED_STAGES; k++) {
		f->stages[k].name = seed_values[k][english ? 0 : 1];
		if (rows[2 * k] + rows[2 * k + 1] == 0)
			return fault_set(fault, FAULT_USAGE, "stage \"%s\" "
			    "occurs in no part; make the parts with --stages, "
			    "so that all have the same", f->stages[k].name);
	}
	return 0;
}

/* Appends with a backslash before whatever would end or split it. */
static char *
put_escaped(char *to, const char *text)
{
	for (; *text; text++) {
		if (strchr(",=|\\ \t", *text))
			*to++ = '\\';
		*to++ = *text;
	}
	return to;
}

const char *
funnel_stages_value(const struct funnel *f, struct arena *arena)
{
	size_t len = 1;

	for (size_t k = 0; k < f->nstages; k++) {
		len += 2 * strlen(f->stages[k].name) + 2;
		for (size_t i = 0; i < f->stages[k].nvalues; i++)
			len += 2 * strlen(f->stages[k].values[i]) + 1;
	}
	char *text = arena_alloc(arena, len), *to = text;
	for (size_t k = 0; k < f->nstages; k++) {
		if (k)
			*to++ = ',';
		to = put_escaped(to, f->stages[k].name);
		for (size_t i = 0; i < f->stages[k].nvalues; i++) {
			*to++ = i ? '|' : '=';
			to = put_escaped(to, f->stages[k].values[i]);
		}
	}
	return text;
}

const char *
funnel_lost_value(const struct funnel *f, struct arena *arena)
{
	size_t len = 1;

	for (size_t i = 0; i < f->noutcomes; i++)
		len += 2 * strlen(f->outcomes[i]) + 1;
	char *text = arena_alloc(arena, len), *to = text;
	for (size_t i = 0; i < f->noutcomes; i++) {
		if (i)
			*to++ = '|';
		to = put_escaped(to, f->outcomes[i]);
	}
	return text;
}

const char *
funnel_text(const struct funnel *f, struct arena *arena)
{
	static const char arrow[] = " → ";
	size_t len = 0;

	for (size_t k = 0; k < f->nstages; k++)
		len += strlen(f->stages[k].name) + sizeof arrow;
	char *text = arena_alloc(arena, len + 1);
	for (size_t k = 0; k < f->nstages; k++) {
		strcat(text, k ? arrow : "");
		strcat(text, f->stages[k].name);
	}
	return text;
}
