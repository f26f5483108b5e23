/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_EXPLAIN_H
#define CMD_EXPLAIN_H

#include "analytics/base/fold.h"
#include "analytics/match/explanation.h"
#include "cmd/run/input.h"
#include "cmd/run/result.h"
#include "cmd/run/verdict.h"

/*
 * funnel explain: why an entity counts as it does.  Its rows are watched
 * as they are read; its timeline is the one that is counted; the reasons
 * are the matcher's (analytics/match/explanation.h).
 */
struct explain_settings {
	struct settings shared;
	struct text_list ids;
};

/* What became of a row. */
enum row_role {
	ROLE_EVENT,		/* an event: see its reason */
	ROLE_REPEAT,		/* of the row `of` */
	ROLE_AFTER_AS_OF,
	ROLE_NOT_WHERE,
	ROLE_OTHER_STAGE,
	ROLE_REJECTED,
};

struct entity_row {
	const struct watched *row;
	enum row_role role;
	const struct watched *of;
	size_t event;		/* of the timeline */
};

/* An entity that is explained, all of it. */
struct entity {
	const char *id;
	size_t asked;		/* of --id; several are its sessions */
	int64_t from;		/* rows from then on, up to the next of the
				   same id, are its */
	struct timeline timeline;	/* n 0: no row counts */
	struct entity_row *rows;		/* in order of time */
	size_t n;
	struct explanation explanation;
};

struct writer {
	const struct scope *scope;
	struct match_rules rules;
	struct matcher *matcher;
	const struct reader *reader;
	struct entity *all;
	size_t n;
	bool english;	/* for machines, whatever the language */
};

/*
 * explain_timelines.c: finds the timelines of --id, and makes an entity of
 * each: of its sessions, where entities are cut, or of one.
 */
int entities_find(struct input *input, const struct text_list *ids,
    struct writer *writer, struct fault *fault);

/* explain_rows.c: the rows of all entities, and what became of each. */
void entities_rows(struct entity *all, size_t n, const struct event_log *log);

/*
 * explain_words.c: why a row counts, or not; a clause without its subject.
 * explain_verdict.c: what became of an attempt (any, if there is none),
 * and how convert counts it; sentences.
 */
void clause_of_row(const struct writer *writer, const struct entity *entity,
    const struct entity_row *row, struct buffer *out);
void verdict_sentence(const struct writer *writer, const struct entity *entity,
    size_t attempt, struct buffer *out);
void count_sentence(const struct writer *writer, const struct entity *entity,
    size_t attempt, struct buffer *out);

/*
 * explain_table.c: for machines a table, in their language; written to out,
 * part by part, unless that is NULL, and asked what --fail-if asks.
 */
struct table *explain_table_new(const struct writer *writer);
int explain_table(const struct writer *writer, struct table *table,
    const struct layout *layout, struct output *out,
    struct verdict *verdict, struct fault *fault);

/* explain_write.c: for people a document; whichever it is to be. */
int explain_write(const struct writer *writer, struct fault *fault);

#endif
