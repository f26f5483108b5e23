/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading saved folds. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/merge/parts_private.h"
#include "io/base/checksum.h"

/*
 * Whether a line can be one of a fold: its first word is a name or a
 * number.  Else a log that follows would be read to its end, and kept,
 * before it is said to be none.
 */
static bool
is_of_fold(const char *line)
{
	size_t sign = *line == '-';
	size_t digits = strspn(line + sign, "0123456789");
	size_t name = strspn(line, "abcdefghijklmnopqrstuvwxyz_");
	size_t len = digits ? sign + digits : name;

	return len > 0 && (line[len] == ' ' || line[len] == '\0');
}

/* The fold's own lines are read once the definition is known. */
static int
read_body(struct lines *l, struct part *part)
{
	uint64_t sum;

	part->body = l->from;
	part->body_line = l->number;
	while (strcmp(l->line.bytes, "end") != 0) {
		if (!is_of_fold(l->line.bytes))
			return lines_damaged(l);
		if (lines_next(l) != 0)
			return -1;
	}
	part->body_len = part->text.len - part->body;
	if (lines_next(l) != 0)
		return -1;
	if (!line_begins(l->line.bytes, "checksum ") ||
	    !parts_read_hash(l->line.bytes + strlen("checksum "), &sum) ||
	    sum != checksum(part->text.bytes, l->from))
		return lines_fault(l, "this saved fold is damaged: its bytes "
		    "are not those that were written");
	return 0;
}

static int
read_part(struct lines *l, struct part *part)
{
	*part = (struct part){ .name = l->name, .line = l->number + 1 };
	l->part = part;
	return parts_read_head(l, part) != 0 ? -1 : read_body(l, part);
}

/* Behind a part of dates: the same as times. */
static int
read_midnights(struct lines *l, struct part *dates)
{
	struct part *p = dates->midnights = memory_zeroed(1, sizeof *p);
	int more = lines_fill(l);

	if (more == 0)
		return lines_fault(l, "this saved fold is cut off: its dates "
		    "are not there as times");
	if (more < 0 || read_part(l, p) != 0)
		return -1;
	if (p->unit != UNIT_MIDNIGHTS || p->command != dates->command)
		return lines_damaged(l);
	p->unit = UNIT_TIMES;
	return 0;
}

bool
parts_as_times(struct parts *parts)
{
	bool any = false;

	for (size_t i = 0; i < parts->n; i++) {
		struct part *p = &parts->all[i], dates = *p;

		if (p->unit != UNIT_DATES)
			continue;
		*p = *dates.midnights;
		*dates.midnights = dates;
		p->midnights = dates.midnights;
		p->midnights->midnights = NULL;
		any = true;
	}
	return any;
}

static void part_free(struct part *part);

static void
midnights_free(struct part *dates)
{
	if (dates->midnights)
		part_free(dates->midnights);
	free(dates->midnights);
	dates->midnights = NULL;
}

static void
part_free(struct part *part)
{
	midnights_free(part);
	buffer_free(&part->text);
	id_sample_free(&part->origin.ids);
	free(part->origin.rows);
}

void
parts_drop_midnights(struct parts *parts)
{
	for (size_t i = 0; i < parts->n; i++)
		midnights_free(&parts->all[i]);
}

void
parts_free(struct parts *parts)
{
	for (size_t i = 0; i < parts->n; i++)
		part_free(&parts->all[i]);
	free(parts->all);
	*parts = (struct parts){ 0 };
}

static int
read_all(struct lines *l, struct parts *parts)
{
	int more;

	do {
		parts->all = memory_reserve(parts->all, &parts->room,
		    parts->n + 1, sizeof *parts->all);
		struct part *part = &parts->all[parts->n++];
		if (read_part(l, part) != 0 || (part->unit == UNIT_DATES &&
		    read_midnights(l, part) != 0))
			return -1;
		if (part->unit == UNIT_MIDNIGHTS)
			return lines_damaged(l);
	} while ((more = lines_fill(l)) > 0);
	return more;
}

int
parts_read(struct run *run, const char *path, struct parts *parts,
    struct fault *fault)
{
	struct lines l = { .run = run, .fault = fault,
		.source = source_open(path, "UTF-8", fault) };

	if (!l.source)
		return -1;
	l.name = arena_copy(&run->arena, source_name(l.source),
	    strlen(source_name(l.source)));
	l.block = memory_array(LINES_BLOCK, 1);
	int failed = read_all(&l, parts);
	if (failed && !fault->file[0])
		fault_at(fault, l.name, 0, NULL);
	source_close(l.source);
	buffer_free(&l.line);
	free(l.block);
	return failed;
}
