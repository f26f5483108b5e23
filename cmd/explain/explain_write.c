/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What explain says to people: a document. */
#include <string.h>

#include "cmd/explain/explain.h"
#include "cmd/explain/explain_text.h"
#include "io/text/words.h"
#include "io/write/document.h"

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
    struct document *d)
{
	struct buffer text = { 0 };

	document_list_begin(d);
	for (size_t i = 0; i < entity->n; i++) {
		text.len = 0;
		row_text(writer, entity, &entity->rows[i], &text);
		document_item(d, text.bytes);
	}
	document_list_end(d);
	buffer_free(&text);
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
    struct document *d)
{
	size_t n = entity->explanation.n ? entity->explanation.n : 1;

	document_section(d, entity->id);
	write_rows(writer, entity, d);
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
	const struct settings *s = writer->scope->settings;
	struct document_head head = { .title = s->title ? s->title :
	    _("Why they count as they do"), .language = words_tag() };
	struct buffer definition = { 0 };
	struct document *d = document_begin(layout->format == FORMAT_HTML ?
	    DOCUMENT_HTML : layout->format == FORMAT_MD ? DOCUMENT_MD :
	    DOCUMENT_TEXT, &head, layout->width, out);

	for (size_t i = 0; i < writer->n; i++)
		if (writer->all[i].n)
			write_entity(writer, &writer->all[i], d);
	write_definition(t, d, &definition);
	document_end(d);
	buffer_free(&definition);
}

static int
write_all(const struct writer *writer, struct table *t,
    const struct layout *layout, struct output *out,
    struct verdict *verdict, struct fault *fault)
{
	const struct settings *s = writer->scope->settings;
	struct writer english = *writer;
	bool people = result_for_people(s);

	english.english = true;
	if ((!people || s->fail_if.n) && explain_table(&english, t, layout,
	    people ? NULL : out, verdict, fault) != 0)
		return -1;
	if (people)
		write_document(writer, t, layout, out);
	return 0;
}

int
explain_write(const struct writer *writer, struct fault *fault)
{
	struct run *run = writer->scope->run;
	const struct settings *s = writer->scope->settings;
	const struct layout layout = result_layout(run);
	struct verdict verdict = { .run = run, .part = true };
	struct table *t = explain_table_new(writer);
	/* A question to a column that is not there, before any output. */
	struct output *out = verdict_ask(&verdict, &s->fail_if, t, fault) ?
	    NULL : output_open(s->output, fault);
	int failed = out ? write_all(writer, t, &layout, out, &verdict,
	    fault) : -1;

	table_free(t);
	if (out && failed)
		output_abandon(out);
	else if (out)
		failed = output_commit(out, fault);
	return failed ? -1 : verdict_status(&verdict);
}
