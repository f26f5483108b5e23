/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store/sequencer.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

struct pending {
	struct pending *next;
	uint64_t sequence, first_line;
	size_t file;
	bool starts_file;
	struct findings findings;
};

void
sequencer_init(struct sequencer *s, struct reader *reader,
    struct output *rejects)
{
	*s = (struct sequencer){ .reader = reader, .rejects = rejects };
	pthread_mutex_init(&s->lock, NULL);
}

static void
findings_free(struct findings *f)
{
	for (size_t i = 0; i < f->nrejected; i++)
		free(f->rejected[i].csv);
	free(f->rejected);
	watch_list_free(&f->watched);
	tail_clear(&f->tail);
	*f = (struct findings){ 0 };
}

void
sequencer_free(struct sequencer *s)
{
	while (s->pending) {
		struct pending *p = s->pending;

		s->pending = p->next;
		findings_free(&p->findings);
		free(p);
	}
	watch_list_free(&s->watched);
	tail_clear(&s->tail);
	free(s->blocks.all);
	pthread_mutex_destroy(&s->lock);
}

static void
note_place(struct place *place, bool found, size_t file, uint64_t line)
{
	if (found && !place->known)
		*place = (struct place){ true, file, line };
}

/* Blocks come in input order: the first mark of all is that of the first. */
static void
note_unit(struct sequencer *s, const struct unit_sight *sight, size_t file)
{
	bool other = s->units[0] != 0;

	if (sight->unit == 0 || sight->unit == s->units[0] || s->units[1])
		return;
	s->units[other] = sight->unit;
	note_place(&s->unit_places[other], true, file,
	    s->line + sight->line);
}

/* A row's fault, or the one that ended the cutting, which is later. */
static void
note_fault(struct sequencer *s, const struct findings *f, const char *file)
{
	if (f->fault.kind != FAULT_NONE) {
		s->fault = f->fault;
		if (f->fault.line == LINE_NONE)
			s->fault.line = 0;
		else
			fault_at(&s->fault, file, s->line + f->fault.line,
			    NULL);
	} else if (f->broken.error != CSV_CUT_OK) {
		reader_fault(file, s->line, &f->broken, &s->fault);
	} else {
		return;
	}
	reader_stop(s->reader);
}

static void
write_rejected(struct sequencer *s, size_t file, uint64_t line,
    const char *reason, const char *csv)
{
	const char *name = reader_file(s->reader, file);

	if (!s->rejects)
		return;
	output_csv(s->rejects, name, strlen(name));
	output_format(s->rejects, ",%llu,%s,", (unsigned long long)line,
	    reason);
	output_text(s->rejects, csv);
	output_text(s->rejects, "\n");
}

static void
reject_held(struct sequencer *s, const struct held_row *row)
{
	s->rejected[row->reject]++;
	if (row->csv)
		write_rejected(s, s->tail_file, row->line,
		    reject_reason(row->reject), row->csv);
	if (!row->fault || s->fault.kind != FAULT_NONE)
		return;
	s->fault = *row->fault;
	fault_at(&s->fault, reader_file(s->reader, s->tail_file), row->line,
	    NULL);
	reader_stop(s->reader);
}

static void
reject_tail(struct sequencer *s)
{
	for (size_t i = 0; i < s->tail.n; i++)
		reject_held(s, &s->tail.rows[i]);
	tail_clear(&s->tail);
}

/* The file has ended: below a table, what is held are footers. */
static void
end_tail(struct sequencer *s)
{
	struct tail *t = &s->tail;
	bool below = false;

	for (size_t i = 0; i < t->n; i++) {
		const struct held_row *row = &t->rows[i];

		below |= row->after_blank || !row->text;
		if (below && t->data)
			s->footers++;
		else
			reject_held(s, row);
	}
	tail_clear(t);
	*t = (struct tail){ 0 };
}

static void
hold(struct sequencer *s, const struct held_row *from)
{
	struct tail *t = &s->tail;
	struct held_row *row;

	if (t->n == FOOTERS_MOST) {
		t->over = true;
		reject_tail(s);
	}
	row = &t->rows[t->n++];
	*row = *from;
	row->line += s->line;
	row->after_blank |= t->blank || (row->begins_block && t->ends_blank);
	if (t->over)
		reject_tail(s);
}

/* What a block held, behind what is held of those before it. */
static void
take_tail(struct sequencer *s, struct tail *from, size_t file)
{
	struct tail *t = &s->tail;

	if (from->data || from->over)
		reject_tail(s);
	if (from->data) {
		t->data = true;
		t->over = t->blank = false;
	}
	t->over |= from->over;
	s->tail_file = file;
	for (size_t i = 0; i < from->n; i++)
		hold(s, &from->rows[i]);
	from->n = 0;
	t->blank |= from->blank;
	t->ends_blank = from->ends_blank;
}

static void
note_examined(struct sequencer *s, const struct pending *p)
{
	const struct findings *f = &p->findings;
	struct block_places *b = &s->blocks;

	b->all = memory_reserve(b->all, &b->room, b->n + 1, sizeof *b->all);
	b->all[b->n++] = (struct block_place){ p->file, s->line };
	for (int i = 0; i < ROW_FAULTS; i++) {
		if (f->faults[i].known && !s->faults[i].place.known)
			s->faults[i].value = f->faults[i].value;
		note_place(&s->faults[i].place, f->faults[i].known, p->file,
		    s->line + f->faults[i].line);
	}
}

void
sequencer_examined(struct sequencer *s,
    struct row_fault_facts faults[ROW_FAULTS], struct block_places *blocks)
{
	for (int i = 0; i < ROW_FAULTS; i++) {
		faults[i].file = s->faults[i].place.file;
		faults[i].line = s->faults[i].place.line;
		faults[i].value = s->faults[i].value;
	}
	*blocks = s->blocks;
	s->blocks = (struct block_places){ 0 };
}

/* The block that is due: its lines are known now. */
static void
place_lines(struct sequencer *s, struct pending *p)
{
	struct findings *f = &p->findings;

	if (p->starts_file) {
		end_tail(s);
		s->line = p->first_line;
	}
	const char *file = reader_file(s->reader, p->file);
	take_tail(s, &f->tail, p->file);
	for (size_t i = 0; i < f->nrejected; i++)
		write_rejected(s, p->file, s->line + f->rejected[i].line,
		    f->rejected[i].reason, f->rejected[i].csv);
	for (int i = 0; i < TIME_SIGHTS; i++)
		note_place(&s->first[i], f->first[i].known, p->file,
		    s->line + f->first[i].line);
	for (int i = 0; i < 2; i++)
		note_unit(s, &f->units[i], p->file);
	if (s->examines)
		note_examined(s, p);
	if (s->fault.kind == FAULT_NONE)
		note_fault(s, f, file);
	watch_list_join(&s->watched, &f->watched, p->file, s->line);
	s->line += f->lines;
}

void
sequencer_end(struct sequencer *s)
{
	if (s->fault.kind == FAULT_NONE)
		end_tail(s);
}

void
sequencer_commit(struct sequencer *s, const struct block *block,
    struct findings *findings)
{
	struct pending *new = memory_array(1, sizeof *new);

	*new = (struct pending){ NULL, block->sequence, block->first_line,
	    block->file, block->starts_file, *findings };
	*findings = (struct findings){ 0 };

	pthread_mutex_lock(&s->lock);
	struct pending **at = &s->pending;
	while (*at && (*at)->sequence < new->sequence)
		at = &(*at)->next;
	new->next = *at;
	*at = new;
	while (s->pending && s->pending->sequence == s->next) {
		struct pending *due = s->pending;

		s->pending = due->next;
		place_lines(s, due);
		s->next++;
		findings_free(&due->findings);
		free(due);
	}
	pthread_mutex_unlock(&s->lock);
}
