/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading saved folds. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/partial.h"
#include "io/csv/source.h"

/* A file that is being taken apart, line by line. */
struct lines {
	struct run *run;
	const char *name;
	char *at, *end;
	uint64_t number;
	char *line;	/* the last one, without its newline, NUL-ended */
	struct fault *fault;
};

static int
fault_here(struct lines *l, const char *sentence)
{
	fault_set(l->fault, FAULT_INPUT, "%s", sentence);
	return fault_at(l->fault, l->name, l->number, NULL);
}

static int
cut_off(struct lines *l)
{
	fault_set(l->fault, FAULT_INPUT, "this saved fold is cut off");
	return fault_at(l->fault, l->name, l->number + 1, NULL);
}

/* The next line is ended in place: files are read whole. */
static int
next_line(struct lines *l)
{
	char *newline = l->at < l->end ?
	    memchr(l->at, '\n', (size_t)(l->end - l->at)) : NULL;
	if (!newline && l->number == 0 && l->at == l->end) {
		fault_set(l->fault, FAULT_INPUT, "is empty (0 bytes)");
		return fault_at(l->fault, l->name, 0, NULL);
	}
	if (!newline)
		return cut_off(l);
	*newline = '\0';
	l->line = l->at;
	l->at = newline + 1;
	l->number++;
	return 0;
}

static bool
begins(const char *line, const char *word)
{
	return strncmp(line, word, strlen(word)) == 0;
}

/* Joins a line to a text that grows in the arena. */
static int
append(struct arena *arena, char **text, const char *line)
{
	size_t before = *text ? strlen(*text) : 0, len = strlen(line);
	char *longer = arena_alloc(arena, before + len + 2);
	if (!longer)
		return -1;
	if (before)
		memcpy(longer, *text, before);
	memcpy(longer + before, line, len);
	longer[before + len] = '\n';
	*text = longer;
	return 0;
}

static bool
read_numbers(const char *text, uint64_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *end;
		if (*text != ' ' || text[1] < '0' || text[1] > '9')
			return false;
		out[i] = strtoull(text + 1, &end, 10);
		text = end;
	}
	return *text == '\0';
}

#define FACTS 8
static bool
read_facts(const char *text, struct log_facts *f)
{
	uint64_t n[FACTS + REJECTS];
	if (!read_numbers(text, n, FACTS + REJECTS))
		return false;
	f->read = n[0];
	f->not_where = n[1];
	f->other_stages = n[2];
	f->after_as_of = n[3];
	f->repeats = n[4];
	f->used = n[5];
	f->entities = n[6];
	f->empty_values = n[7];
	memcpy(f->rejected, n + FACTS, sizeof f->rejected);
	return true;
}

static bool
read_unit(const char *word, enum part_unit *unit)
{
	static const char *const words[] = { "unknown", "dates", "times" };
	for (int i = 0; i < 3; i++)
		if (strcmp(word, words[i]) == 0) {
			*unit = (enum part_unit)i;
			return true;
		}
	return false;
}

static bool
read_id(const char *text, struct part *part, struct arena *arena)
{
	struct part_id id;
	int used = 0;
	if (sscanf(text, "%" SCNx64 " %" SCNu64 "%n", &id.fingerprint,
	    &id.rows, &used) != 2 || text[used])
		return false;
	if ((part->nids & (part->nids - 1)) == 0) {
		struct part_id *more = arena_alloc(arena,
		    (part->nids ? part->nids * 2 : 1) * sizeof *more);
		if (!more)
			return false;
		if (part->nids)
			memcpy(more, part->ids, part->nids * sizeof *more);
		part->ids = more;
	}
	part->ids[part->nids++] = id;
	return true;
}

/* One line of a head; 1 when the fold itself begins with it. */
static int
read_head_line(struct lines *l, struct part *part)
{
	struct arena *arena = &l->run->arena;
	const char *line = l->line;
	bool fine = true;
	if (begins(line, "with "))
		fine = append(arena, &part->with, line) == 0;
	else if (begins(line, "by "))
		fine = append(arena, &part->by, line + 3) == 0;
	else if (begins(line, "unit "))
		fine = read_unit(line + 5, &part->unit);
	else if (begins(line, "span "))
		fine = sscanf(line, "span %" SCNd64 " %" SCNd64,
		    &part->facts.first, &part->facts.last) == 2;
	else if (begins(line, "facts "))
		fine = read_facts(line + 5, &part->facts);
	else if (begins(line, "seed "))
		fine = part->seed = read_numbers(line + 4, part->seed_rows,
		    SEED_VALUES);
	else if (begins(line, "part "))
		fine = read_id(line + 5, part, arena);
	else
		return 1;
	return fine ? 0 : fault_here(l, "this saved fold is damaged");
}

static int
read_title(struct lines *l, struct part *part)
{
	unsigned version;
	char name[33];
	char sentence[120];
	if (sscanf(l->line, "funnel-partial %u %32s", &version, name) != 2)
		return fault_here(l, "no saved fold, as --partial writes it: "
		    "expected \"funnel-partial 1 …\"");
	if (version > PARTIAL_VERSION) {
		snprintf(sentence, sizeof sentence, "saved by a newer funnel "
		    "(version %u of saved folds; this one reads %d)", version,
		    PARTIAL_VERSION);
		return fault_here(l, sentence);
	}
	part->command = command_find(l->run->commands, name);
	if (!part->command || !part->command->statistic) {
		snprintf(sentence, sizeof sentence, "a saved fold of \"%s\", "
		    "which this funnel does not have", name);
		return fault_here(l, sentence);
	}
	return 0;
}

static int
read_part(struct lines *l, struct part *part)
{
	int got = 0;
	*part = (struct part){ .name = l->name };
	if (next_line(l) != 0 || read_title(l, part) != 0)
		return -1;
	while (got == 0) {
		if (next_line(l) != 0)
			return -1;
		got = read_head_line(l, part);
	}
	if (got < 0)
		return -1;
	part->facts.any_time = part->unit != UNIT_UNKNOWN;
	/* The fold's own lines are read once the definition is known. */
	part->body = l->line;
	while (strcmp(l->line, "end") != 0) {
		l->line[strlen(l->line)] = '\n';
		if (next_line(l) != 0)
			return -1;
	}
	part->body_len = (size_t)(l->at - part->body);
	l->line[strlen(l->line)] = '\n';
	return 0;
}

static int
add_part(struct parts *parts, const struct part *part, struct arena *arena)
{
	if (parts->n == parts->room) {
		size_t room = parts->room ? parts->room * 2 : 16;
		struct part *all = arena_alloc(arena, room * sizeof *all);
		if (!all)
			return -1;
		if (parts->n)
			memcpy(all, parts->all, parts->n * sizeof *all);
		parts->all = all;
		parts->room = room;
	}
	parts->all[parts->n++] = *part;
	return 0;
}

/* A whole file into the arena. */
static char *
read_whole(struct source *source, struct arena *arena, size_t *len,
    struct fault *fault)
{
	size_t room = (size_t)1 << 16;
	char *text = arena_alloc(arena, room);
	*len = 0;
	while (text) {
		ssize_t got = source_read(source, text + *len, room - *len,
		    fault);
		if (got < 0)
			return NULL;
		if (got == 0)
			return text;
		*len += (size_t)got;
		if (*len < room)
			continue;
		char *larger = arena_alloc(arena, room * 2);
		if (larger)
			memcpy(larger, text, *len);
		text = larger;
		room *= 2;
	}
	fault_set(fault, FAULT_INPUT, "out of memory");
	return NULL;
}

int
parts_read(struct run *run, const char *path, struct parts *parts,
    struct fault *fault)
{
	struct source *source = source_open(path, "UTF-8", fault);
	size_t len;
	if (!source)
		return -1;
	struct lines l = { .run = run, .fault = fault };
	l.name = arena_copy(&run->arena, source_name(source),
	    strlen(source_name(source)));
	char *text = l.name ? read_whole(source, &run->arena, &len, fault) :
	    NULL;
	source_close(source);
	if (!text) {
		if (!fault->file[0])
			fault_at(fault, l.name ? l.name : path, 0, NULL);
		return -1;
	}
	l.at = text;
	l.end = text + len;
	if (memchr(text, '\0', len)) {
		fault_set(fault, FAULT_INPUT, "no saved fold, as --partial "
		    "writes it: it holds NUL bytes");
		return fault_at(fault, l.name, 0, NULL);
	}
	do {
		struct part part;
		if (read_part(&l, &part) != 0)
			return -1;
		if (add_part(parts, &part, &run->arena) != 0)
			return fault_set(fault, FAULT_INPUT, "out of memory");
	} while (l.at < l.end);
	return 0;
}
