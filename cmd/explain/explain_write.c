/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is entity, as a document for people or a table for machines. */
#include <string.h>

#include "cmd/explain/explain_text.h"
#include "cmd/run/result.h"
#include "cmd/run/verdict.h"
#include "io/text/words.h"
#include "io/write/document.h"

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
	table_text(t, column, text, strlen(text));
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

static struct table *
make_table(const struct writer *writer)
{
	struct table *t = table_new(&columns);

	table_has_all(t);
	for (size_t i = 0; i < writer->n; i++) {
		const struct entity *entity = &writer->all[i];
		size_t n = entity->explanation.n ? entity->explanation.n : 1;

		for (size_t r = 0; r < entity->n; r++)
			put_row(writer, entity, &entity->rows[r], t);
		for (size_t a = 0; a < n && entity->n; a++)
			put_verdict(writer, entity, a, t);
	}
	scope_define(writer->scope, t);
	return t;
}

/* 2025-05-27 08:15:20 "contacted" (line 23): reaches contacted … */
static void
row_text(const struct writer *writer, const struct entity *entity,
    const struct entity_row *row, struct buffer *out)
{
	const struct watched *w = row->row;
	struct buffer place = { 0 };
	char time[40] = "";

	if (w->timed)
		time_text(writer, w->event.time, time);
	place_text(writer, w, &place);
	fill_text(writer, out, N_("{time} “{value}” ({other}): "),
	    &(struct blanks){ .time = w->timed ? time : w->time,
	    .value = w->stage, .other = place.bytes });
	buffer_free(&place);
	clause_of_row(writer, entity, row, out);
}

static void
write_rows(const struct writer *writer, const struct entity *entity,
    struct document *d, struct arena *arena)
{
	const char **items = arena_alloc(arena, (entity->n + 1) *
	    sizeof *items);

	for (size_t i = 0; i < entity->n; i++) {
		struct buffer text = { 0 };

		row_text(writer, entity, &entity->rows[i], &text);
		items[i] = arena_copy(arena, text.bytes, text.len);
		buffer_free(&text);
	}
	document_list(d, items, entity->n);
}

static void
write_attempt(const struct writer *writer, const struct entity *entity,
    size_t i, struct document *d)
{
	struct buffer verdict = { 0 }, count = { 0 }, heading = { 0 };

	verdict_sentence(writer, entity, i, &verdict);
	count_sentence(writer, entity, i, &count);
	fill_text(writer, &heading, N_("Attempt {n}"),
	    &(struct blanks){ .n = i + 1 });
	if (entity->explanation.n > 1)
		document_subheading(d, heading.bytes);
	document_paragraph(d, verdict.bytes);
	document_paragraph(d, count.bytes);
	buffer_free(&verdict);
	buffer_free(&count);
	buffer_free(&heading);
}

static void
write_entity(const struct writer *writer, const struct entity *entity,
    struct document *d, struct arena *arena)
{
	size_t n = entity->explanation.n ? entity->explanation.n : 1;

	document_section(d, entity->id);
	write_rows(writer, entity, d, arena);
	for (size_t i = 0; i < n; i++)
		write_attempt(writer, entity, i, d);
}

static void
write_definition(const struct table *t, struct document *d,
    struct buffer *text)
{
	for (size_t i = 0; i < table_definitions(t); i++) {
		const char *value = table_definition_value(t, i);

		buffer_format(text, "%s%s ", i ? " · " : "",
		    table_definition_key(t, i));
		buffer_add(text, value, strlen(value));
	}
	document_note(d, text->bytes ? text->bytes : "");
}

static void
write_document(const struct writer *writer, const struct table *t,
    const struct layout *layout, struct output *out)
{
	struct arena *arena = &writer->scope->run->arena;
	const struct settings *s = writer->scope->settings;
	struct document_head head = { .title = s->title ? s->title :
	    _("Why they count as they do"), .language = words_tag() };
	struct buffer definition = { 0 };
	struct document *d = document_begin(layout->format == FORMAT_HTML ?
	    DOCUMENT_HTML : layout->format == FORMAT_MD ? DOCUMENT_MD :
	    DOCUMENT_TEXT, &head, layout->width, out);

	for (size_t i = 0; i < writer->n; i++)
		if (writer->all[i].n)
			write_entity(writer, &writer->all[i], d, arena);
	write_definition(t, d, &definition);
	document_end(d);
	buffer_free(&definition);
}

static int
write_people(const struct writer *writer, const struct table *t,
    const struct layout *layout, struct fault *fault)
{
	struct output *out = output_open(writer->scope->settings->output,
	    fault);

	if (!out)
		return -1;
	write_document(writer, t, layout, out);
	return output_commit(out, fault);
}

int
explain_write(const struct writer *writer, struct fault *fault)
{
	struct run *run = writer->scope->run;
	const struct layout layout = result_layout(run);
	struct writer english = *writer;
	int status = 0;

	english.english = true;
	struct table *t = make_table(&english);
	int failed = result_fails(run, t, &status, fault);
	if (!failed && (layout.format == FORMAT_TEXT ||
	    layout.format == FORMAT_MD || layout.format == FORMAT_HTML))
		failed = write_people(writer, t, &layout, fault);
	else if (!failed)
		failed = result_write(run, t, fault);
	table_free(t);
	return failed ? failed : status;
}
