/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of saved folds, line by line. */
#include <string.h>

#include "cmd/merge/parts_private.h"

int
lines_fault(struct lines *l, const char *sentence)
{
	fault_set(l->fault, FAULT_INPUT, "%s",
	    message(sentence));
	return fault_at(l->fault, l->name, l->number, NULL);
}

int
lines_damaged(struct lines *l)
{
	return lines_fault(l, "this saved fold is damaged");
}

int
lines_no_fold(struct lines *l)
{
	return lines_fault(l, "no saved fold, as --partial writes it: expected "
	    "\"funnel-partial 2 …\"");
}

static int
cut_off(struct lines *l)
{
	if (l->number == 0)
		fault_set(l->fault, FAULT_INPUT, "is empty (0 bytes)");
	else
		fault_set(l->fault, FAULT_INPUT, "this saved fold is cut off");
	return fault_at(l->fault, l->name, l->number ? l->number + 1 : 0,
	    NULL);
}

int
lines_fill(struct lines *l)
{
	if (l->at < l->len)
		return 1;
	ssize_t got = source_read(l->source, l->block, LINES_BLOCK, l->fault);
	if (got < 0)
		return -1;
	l->at = 0;
	l->len = (size_t)got;
	return got > 0;
}

void
lines_add(struct buffer *b, const char *bytes, size_t len)
{
	buffer_add(b, bytes, len);
}

/* What is no saved fold is seen by its first bytes, however long it is. */
#define TITLE_MOST 200	/* bytes of a first line */

int
lines_next(struct lines *l)
{
	bool first = l->part->text.len == 0;

	l->line.len = 0;
	for (;;) {
		int more = lines_fill(l);

		if (more <= 0)
			return more < 0 ? -1 : first && l->line.len ?
			    (l->number++, lines_no_fold(l)) : cut_off(l);
		const char *at = l->block + l->at;
		const char *newline = memchr(at, '\n', l->len - l->at);
		size_t len = newline ? (size_t)(newline - at) :
		    l->len - l->at;
		lines_add(&l->line, at, len);
		l->at += len + (newline != NULL);
		if (newline || (first && l->line.len > TITLE_MOST))
			break;
	}
	l->number++;
	if (first && l->line.len > TITLE_MOST)
		return lines_no_fold(l);
	if (memchr(l->line.bytes, '\0', l->line.len))
		return lines_fault(l, "no saved fold, as --partial writes it: "
		    "it holds NUL bytes");
	l->from = l->part->text.len;
	lines_add(&l->part->text, l->line.bytes, l->line.len);
	lines_add(&l->part->text, "\n", 1);
	return 0;
}
