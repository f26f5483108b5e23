/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heads of saved folds, up to the fold's own lines. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/merge/parts_private.h"
#include "cmd/run/currency.h"

static bool
read_numbers(const char *text, uint64_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *digits = text + 1;
		size_t len = strspn(digits, "0123456789");

		/* Neither a sign nor a zero in front, and 18 are enough. */
		if (*text != ' ' || len == 0 || len > 18 ||
		    (*digits == '0' && len > 1))
			return false;
		out[i] = strtoull(digits, NULL, 10);
		text = digits + len;
	}
	return *text == '\0';
}

bool
parts_read_hash(const char *text, uint64_t *out)
{
	if (strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)
		return false;
	*out = strtoull(text, NULL, 16);
	return true;
}

/* More rows than there are: sums of many parts do not overflow. */
#define ROWS_MOST ((uint64_t)1 << 48)

#define FACTS 17
static bool
read_facts(const char *text, struct log_facts *f)
{
	uint64_t n[FACTS + REJECTS];

	if (!read_numbers(text, n, FACTS + REJECTS))
		return false;
	for (size_t i = 0; i < FACTS + REJECTS; i++)
		if (n[i] > ROWS_MOST)
			return false;
	f->read = n[0];
	f->not_where = n[1];
	f->other_stages = n[2];
	f->after_as_of = n[3];
	f->repeats = n[4];
	f->used = n[5];
	f->entities = n[6];
	f->empty_values = n[7];
	f->incomparable = n[8];
	f->added = n[9];
	f->footers = n[10];
	f->blank = n[11];
	f->currency = (uint32_t)n[12];
	f->untold = n[13];
	f->cut = n[14];
	f->long_events = n[15];
	f->long_entities = n[16];
	memcpy(f->rejected, n + FACTS, sizeof f->rejected);
	uint64_t sum = f->used + f->repeats + f->not_where +
	    f->other_stages + f->after_as_of + f->footers + f->blank +
	    f->long_events;
	for (int i = 0; i < REJECTS; i++)
		sum += f->rejected[i];
	return f->currency == n[12] && f->read == sum &&
	    f->entities <= f->used && f->incomparable <= f->not_where &&
	    f->added <= f->used && f->untold <= f->read &&
	    f->cut <= f->entities && f->long_entities <= f->long_events;
}

/* "span FIRST LAST": times, which may lie before 1970. */
static bool
read_span(const char *text, struct log_facts *f)
{
	char again[64];

	if (sscanf(text, "span %20" SCNd64 " %20" SCNd64, &f->first,
	    &f->last) != 2 || f->first > f->last)
		return false;
	snprintf(again, sizeof again, "span %" PRId64 " %" PRId64, f->first,
	    f->last);
	return strcmp(text, again) == 0;
}

static bool
read_unit(const char *word, enum part_unit *unit)
{
	static const char *const words[] = { "unknown", "dates", "times",
	    "midnights" };

	for (int i = 0; i < 4; i++)
		if (strcmp(word, words[i]) == 0) {
			*unit = (enum part_unit)i;
			return true;
		}
	return false;
}

static bool
read_rows(char *text, struct partial_origin *o)
{
	struct part_rows rows;
	char *blank = strchr(text, ' ');

	if (!blank || !read_numbers(blank, &rows.rows, 1) || rows.rows == 0 ||
	    rows.rows > ROWS_MOST)
		return false;
	*blank = '\0';
	if (!parts_read_hash(text, &rows.fingerprint))
		return false;
	/* Room doubles where it is full. */
	if ((o->nrows & (o->nrows - 1)) == 0)
		o->rows = memory_resize(o->rows, o->nrows ? o->nrows * 2 : 1,
		    sizeof *o->rows);
	o->rows[o->nrows++] = rows;
	return true;
}

static bool
read_id(char *text, struct id_sample *ids)
{
	uint64_t hash;
	char *blank = strchr(text, ' ');

	if (!blank || ids->n == ID_SAMPLE)
		return false;
	*blank++ = '\0';
	long len = text_unescape(blank);
	if (len <= 0 || !parts_read_hash(text, &hash) ||
	    (ids->n && hash <= ids->ids[ids->n - 1].hash))
		return false;
	id_sample_add(ids, hash, blank, (size_t)len);
	return true;
}

static bool
read_currency(char *text, struct part *part, struct arena *arena)
{
	struct text_list *list = &part->currencies;
	long len = text_unescape(text);

	if (len < 0 || list->n == CURRENCIES_MAX)
		return false;
	if (list->n == 0)
		list->items = arena_alloc(arena, CURRENCIES_MAX *
		    sizeof *list->items);
	list->items[list->n++] = arena_copy(arena, text, (size_t)len);
	return true;
}

/* The lines of a head, in their order; of some there are many. */
static const struct {
	const char *word;
	bool many, wanted;
} head[] = {
	{ "with ", true, false }, { "by ", true, false },
	{ "currency ", true, false }, { "unit ", false, true },
	{ "span ", false, false }, { "facts ", false, true },
	{ "seed ", false, false }, { "parts ", false, true },
	{ "part ", true, false }, { "id ", true, false },
};
enum head_line { HEAD_WITH, HEAD_BY, HEAD_CURRENCY, HEAD_UNIT, HEAD_SPAN,
	HEAD_FACTS, HEAD_SEED, HEAD_PARTS, HEAD_PART, HEAD_ID, HEAD_LINES };

/* What is kept of a head as text, while it is read. */
struct texts {
	struct buffer with, by;
};

static bool
read_known(struct lines *l, enum head_line what, struct texts *texts)
{
	struct part *part = l->part;
	char *line = l->line.bytes, *rest = line + strlen(head[what].word);

	switch (what) {
	case HEAD_WITH:
		lines_add(&texts->with, line, l->line.len);
		lines_add(&texts->with, "\n", 1);
		return true;
	case HEAD_BY:
		lines_add(&texts->by, rest, strlen(rest));
		lines_add(&texts->by, "\n", 1);
		return true;
	case HEAD_CURRENCY:
		return read_currency(rest, part, &l->run->arena);
	case HEAD_UNIT:
		return read_unit(rest, &part->unit);
	case HEAD_SPAN:
		return part->unit != UNIT_UNKNOWN &&
		    read_span(line, &part->facts);
	case HEAD_FACTS:
		return read_facts(rest - 1, &part->facts);
	case HEAD_SEED:
		part->seed = true;
		return read_numbers(rest - 1, part->seed_rows, SEED_VALUES);
	case HEAD_PARTS:
		return read_numbers(rest - 1, &part->origin.parts, 1) &&
		    part->origin.parts > 0;
	case HEAD_PART:
		return read_rows(rest, &part->origin);
	default:
		return read_id(rest, &part->origin.ids);
	}
}

/* 1 where the fold itself begins with the line; -1 with a fault. */
static int
read_head_line(struct lines *l, size_t *next, struct texts *texts)
{
	size_t k = *next;

	for (; k < HEAD_LINES && !line_begins(l->line.bytes, head[k].word); k++)
		if (head[k].wanted)
			return lines_damaged(l);
	if (k == HEAD_LINES)
		return 1;
	*next = head[k].many ? k : k + 1;
	return read_known(l, (enum head_line)k, texts) ? 0 : lines_damaged(l);
}

static int
read_title(struct lines *l, struct part *part)
{
	char name[33];
	unsigned version;

	if (sscanf(l->line.bytes, "funnel-partial %9u %32s", &version, name) !=
	    2)
		return lines_no_fold(l);
	if (version != PARTIAL_VERSION) {
		fault_set(l->fault, FAULT_INPUT, version > PARTIAL_VERSION ?
		    N_("saved by a newer funnel (version %u of saved folds; "
		    "this one reads %d)") : N_("saved by an older funnel "
		    "(version %u of saved folds; this one reads %d)"),
		    version, PARTIAL_VERSION);
		return fault_at(l->fault, l->name, l->number, NULL);
	}
	part->command = command_find(l->run->commands, name);
	if (!part->command || !part->command->statistic) {
		fault_set(l->fault, FAULT_INPUT, "a saved fold of \"%s\", "
		    "which this funnel does not have", name);
		return fault_at(l->fault, l->name, l->number, NULL);
	}
	return 0;
}

/* What became events is what its parts had, and no more was of a stage. */
static bool
adds_up(const struct part *part)
{
	const struct log_facts *f = &part->facts;
	uint64_t rows = 0, seed = 0;

	for (size_t i = 0; i < part->origin.nrows; i++)
		rows += part->origin.rows[i].rows;
	for (int i = 0; i < SEED_VALUES; i++) {
		if (part->seed_rows[i] > ROWS_MOST)
			return false;
		seed += part->seed_rows[i];
	}
	return rows == f->used + f->repeats + f->after_as_of &&
	    seed <= f->read;
}

int
parts_read_head(struct lines *l, struct part *part)
{
	struct texts texts = { { 0 }, { 0 } };
	struct arena *arena = &l->run->arena;
	size_t next = 0;
	int got = lines_next(l) != 0 || read_title(l, part) != 0 ? -1 : 0;

	while (got == 0)
		got = lines_next(l) != 0 ? -1 : read_head_line(l, &next,
		    &texts);
	if (texts.with.len)
		part->with = arena_copy(arena, texts.with.bytes,
		    texts.with.len);
	if (texts.by.len)
		part->by = arena_copy(arena, texts.by.bytes, texts.by.len);
	buffer_free(&texts.with);
	buffer_free(&texts.by);
	part->facts.any_time = part->unit != UNIT_UNKNOWN;
	if (got > 0 && !adds_up(part))
		return lines_fault(l, "this saved fold is damaged: its rows "
		    "do not add up");
	return got < 0 ? -1 : 0;
}
