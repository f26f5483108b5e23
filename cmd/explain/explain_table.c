/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What explain says to machines: a table, written part by part. */
#include <string.h>

#include "cmd/explain/explain.h"
#include "cmd/explain/explain_text.h"

#define PART_ROWS 2048	/* that are in memory as cells */

enum { ENTITY, ATTEMPT, FILE_NAME, LINE, TIME, VALUE, RULE, STAGE,
	SINCE, WHY };

/* People are told in sentences. */
static const struct column all[] = {
	[ENTITY] = { "entity" }, [ATTEMPT] = { "attempt" },
	[FILE_NAME] = { "file" }, [LINE] = { "line" }, [TIME] = { "time" },
	[VALUE] = { "value" }, [RULE] = { "rule" }, [STAGE] = { "stage" },
	[SINCE] = { "since" }, [WHY] = { "why" },
};
static const struct columns columns = COLUMNS_OF(all);

/* By enum why, row_role (but for events), match_verdict and fate. */
static const char *const rules[] = {
	[WHY_STEP] = "step", [WHY_ENTRY] = "entry", [WHY_WAITS] = "waits",
	[WHY_OPTIONAL] = "optional", [WHY_OPTIONAL_NOT] = "optional-not",
	[WHY_AGAIN] = "again", [WHY_AHEAD] = "ahead", [WHY_TIE] = "tie",
	[WHY_TOO_SOON] = "too-soon", [WHY_TOO_LATE] = "too-late",
	[WHY_APART] = "out-of-turn", [WHY_OTHER_CHAIN] = "other-chain",
	[WHY_BEFORE_ENTRY] = "before-entry",
	[WHY_OTHER_ENTRY] = "other-entry",
	[WHY_OTHER_ATTEMPT] = "other-attempt",
	[WHY_AFTER_WINDOW] = "after-window",
	[WHY_COMPLETED] = "after-completion", [WHY_ENDED] = "after-exclusion",
	[WHY_LOST_BEFORE] = "after-loss", [WHY_LOST] = "loses",
	[WHY_ONLY_LOST] = "only-lost", [WHY_REOPENED] = "loses-reopened",
	[WHY_EXCLUDES] = "excludes",
	[WHY_EXCLUDES_NOT] = "excludes-not", [WHY_DROPS] = "drops-entity",
	[WHY_DROPPED] = "dropped",
};
static const char *const uses[] = {
	[ROLE_EVENT] = "", [ROLE_REPEAT] = "repeat",
	[ROLE_AFTER_AS_OF] = "after-as-of", [ROLE_NOT_WHERE] = "not-where",
	[ROLE_OTHER_STAGE] = "other-stage", [ROLE_REJECTED] = "rejected",
};
static const char *const verdicts[] = {
	[MATCH_COUNTS] = "", [MATCH_NO_ENTRY] = "no-entry",
	[MATCH_DROPPED] = "dropped", [MATCH_BEFORE_FROM] = "before-from",
	[MATCH_AFTER_TO] = "after-to", [MATCH_NOT_HAVING] = "not-having",
};
static const char *const fates[] = {
	[FATE_COMPLETED] = "completed", [FATE_LOST] = "lost",
	[FATE_SKIPPED] = "skipped", [FATE_EXPIRED] = "expired",
	[FATE_OPEN] = "open",
};

static void
put(struct table *t, size_t column, const char *text)
{
	table_word(t, column, text);
}

static void
put_time(const struct writer *writer, struct table *t, size_t column,
    int64_t time)
{
	char text[40];

	if (time == INT64_MAX || time == INT64_MIN)
		return;
	scope_time_text(writer->scope, time, text);
	put(t, column, text);
}

/* The rule of an event, the stage it speaks of, and since when. */
static void
put_reason(const struct writer *writer, const struct entity *entity,
    const struct entity_row *row, struct table *t)
{
	const struct reason *r = &entity->explanation.reasons[row->event];
	bool optional = r->why == WHY_OPTIONAL || r->why == WHY_OPTIONAL_NOT;

	put(t, RULE, rules[r->why]);
	put_time(writer, t, SINCE, r->time);
	if (entity->explanation.n)
		table_count(t, ATTEMPT, r->attempt + 1);
	put(t, STAGE, optional ? writer->scope->funnel.stages[r->first].name :
	    step_name(writer, r->last));
}

static void
put_row(const struct writer *writer, const struct entity *entity,
    const struct entity_row *row, struct table *t)
{
	const struct watched *w = row->row;
	struct buffer why = { 0 };

	clause_of_row(writer, entity, row, &why);
	table_add_row(t);
	put(t, ENTITY, entity->id);
	put(t, FILE_NAME, reader_file(writer->reader, w->file));
	table_count(t, LINE, w->line);
	put(t, VALUE, w->stage);
	put(t, WHY, why.bytes);
	if (w->timed)
		put_time(writer, t, TIME, w->event.time);
	else
		put(t, TIME, w->time);
	if (row->role == ROLE_EVENT)
		put_reason(writer, entity, row, t);
	else
		put(t, RULE, uses[row->role]);
	buffer_free(&why);
}

static void
put_verdict(const struct writer *writer, const struct entity *entity, size_t i,
    struct table *t)
{
	const struct explanation *x = &entity->explanation;
	const struct attempt *a = x->n ? &x->attempts[i] : NULL;
	enum match_verdict verdict = a ? x->verdicts[i] :
	    entity->timeline.n ? x->verdict : MATCH_NO_ENTRY;
	bool touch = writer->rules.order == MATCH_TOUCH;
	struct buffer why = { 0 };

	verdict_sentence(writer, entity, i, &why);
	table_add_row(t);
	put(t, ENTITY, entity->id);
	put(t, WHY, why.bytes);
	put(t, RULE, verdict != MATCH_COUNTS || !a ? verdicts[verdict] :
	    touch ? "touched" : fates[a->fate]);
	if (a) {
		table_count(t, ATTEMPT, i + 1);
		put(t, STAGE, step_name(writer, a->reached - 1));
		put_time(writer, t, SINCE, a->entry);
	}
	if (a && !touch)
		put_time(writer, t, TIME, a->fate_time);
	buffer_free(&why);
}

struct table *
explain_table_new(const struct writer *writer)
{
	struct table *t = table_new(&columns);

	table_has_all(t);
	scope_define(writer->scope, t);
	return t;
}

/* What is done with a part. */
struct parts {
	struct table *table;
	struct table_stream *stream;	/* NULL: it is only asked */
	struct verdict *verdict;
	const struct text_list *questions;
};

static int
end_part(struct parts *p, struct fault *fault)
{
	if (p->stream)
		table_stream_part(p->stream);
	int failed = verdict_ask(p->verdict, p->questions, p->table, fault);
	table_clear(p->table);
	return failed;
}

static int
put_entity(const struct writer *writer, const struct entity *entity,
    struct parts *p, struct fault *fault)
{
	size_t attempts = entity->explanation.n ? entity->explanation.n : 1;

	for (size_t i = 0; entity->n && i < entity->n + attempts; i++) {
		if (i < entity->n)
			put_row(writer, entity, &entity->rows[i], p->table);
		else
			put_verdict(writer, entity, i - entity->n, p->table);
		/* What is asked of a row is asked of them all. */
		if (table_rows(p->table) == PART_ROWS &&
		    p->questions->n == 0 && end_part(p, fault) != 0)
			return -1;
	}
	return 0;
}

int
explain_table(const struct writer *writer, struct table *t,
    const struct layout *layout, struct output *out,
    struct verdict *verdict, struct fault *fault)
{
	struct parts p = { t, out ? table_stream_new(t, layout, out) : NULL,
	    verdict, &writer->scope->settings->fail_if };
	int failed = 0;

	verdict->part = false;
	for (size_t i = 0; i < writer->n && !failed; i++)
		failed = put_entity(writer, &writer->all[i], &p, fault);
	if (!failed && table_rows(t) > 0)
		failed = end_part(&p, fault);
	if (!failed && p.stream)
		table_stream_end(p.stream);
	table_stream_free(p.stream);
	return failed;
}
