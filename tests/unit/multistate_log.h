/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_MULTISTATE_LOG_H
#define TESTS_MULTISTATE_LOG_H

/*
 * An event log into the moves of its entities, for --order ordered
 * --entry first --reopen continue --ties for, as SEMANTICS 3 and 4 say
 * it: no product code but the histograms that hold what comes out.
 */
#include <time.h>

#include "analytics/survival/multistate.h"
#include "tests/unit/csv.h"
#include "tests/unit/near.h"

#define LOG_LOST 100	/* after all stages of the same time */

struct log_event {
	const char *id, *group;
	long time;	/* days, or seconds */
	int stage;	/* or LOG_LOST */
};

struct log_move {
	const char *group;
	long clock;
	int stage;
	enum move move;
};

struct log_entity {
	const char *group;
	long watched;
};

struct log {
	struct csv csv;
	bool dates;
	int nstages;
	long as_of, within;	/* within < 0: no window */
	struct log_event *events;
	size_t nevents;
	struct log_move *moves;
	size_t nmoves;
	struct log_entity *entities;	/* that entered */
	size_t nentities;
};

static inline long
log_time(const char *text, bool dates)
{
	struct tm tm = { 0 };
	int fields = sscanf(text, "%d-%d-%d %d:%d:%d", &tm.tm_year,
	    &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec);

	assert_true(fields == 3 || fields == 6);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	/* A date as as-of is the end of its day. */
	long seconds = timegm(&tm);
	return dates ? seconds / 86400 : seconds + (fields == 3 ? 86399 : 0);
}

static int
log_by_time(const void *a, const void *b)
{
	const struct log_event *x = a, *y = b;
	int ids = strcmp(x->id, y->id);

	if (ids)
		return ids;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->stage - y->stage;
}

static void
log_move(struct log *l, const char *group, long clock, int stage,
    enum move move)
{
	l->moves[l->nmoves++] = (struct log_move){ group, clock, stage,
	    move };
}

/* From one state to another, at one time: at most one net change. */
static void
log_change(struct log *l, const char *group, long clock, int stage,
    bool off, int to, bool off_there)
{
	if (off && (to > stage || !off_there))
		log_move(l, group, clock, stage, MOVE_BACK);
	for (int s = stage; s < to; s++)
		log_move(l, group, clock, s, MOVE_ADVANCED);
	if (off_there && (!off || to > stage))
		log_move(l, group, clock, to, MOVE_OFF);
}

/* What an entity has done up to a moment. */
struct log_state {
	int reached;		/* stages filled */
	int furthest;		/* seen at all */
	bool lost;
};

/* All events of one time; answers where the next begin. */
static size_t
log_moment(struct log_state *s, const struct log_event *e, size_t n, size_t i)
{
	long time = e[i].time;
	bool loses = false, stages = false;

	for (; i < n && e[i].time == time; i++) {
		if (e[i].stage == LOG_LOST) {
			loses = true;
			continue;
		}
		stages = true;
		s->reached += e[i].stage == s->reached;
		s->furthest = e[i].stage > s->furthest ? e[i].stage :
		    s->furthest;
	}
	s->lost = loses || (s->lost && !stages);
	return i;
}

/* The events of one entity, in order of their times. */
static void
log_entity(struct log *l, const struct log_event *e, size_t n)
{
	size_t i = 0;

	while (i < n && e[i].stage != 0)
		i++;
	if (i == n)
		return;
	const char *group = e[i].group;
	long entry = e[i].time, watched = l->as_of - entry;
	struct log_state s = { 0 };
	int at = 0, goal = l->nstages - 1;
	bool off = false;
	l->entities[l->nentities++] = (struct log_entity){ group, watched };
	while (i < n && at < goal && (l->within < 0 ||
	    e[i].time - entry <= l->within)) {
		long time = e[i].time;

		i = log_moment(&s, e, n, i);
		int to = s.reached - 1;
		bool is_off = to < goal && (s.lost || s.furthest > to);
		log_change(l, group, time - entry, at, off, to, is_off);
		at = to;
		off = is_off;
	}
	if (at < goal && (l->within < 0 || watched < l->within))
		log_move(l, group, watched, at, off ? MOVE_CENSORED_OFF :
		    MOVE_CENSORED);
}

static void
log_read_events(struct log *l, const char *const *columns,
    const char *const *stages)
{
	size_t id = csv_column(&l->csv, columns[0]);
	size_t stage = csv_column(&l->csv, columns[1]);
	size_t time = csv_column(&l->csv, columns[2]);

	for (size_t i = 0; i < l->csv.n; i++) {
		char **cells = l->csv.rows[i].cells;
		struct log_event e = { cells[id],
		    columns[3] ? csv_cell(&l->csv, i, columns[3]) : "",
		    log_time(cells[time], l->dates), -1 };

		for (int s = 0; s < l->nstages; s++)
			if (strcmp(cells[stage], stages[s]) == 0)
				e.stage = s;
		if (strcmp(cells[stage], "lost") == 0)
			e.stage = LOG_LOST;
		if (e.stage >= 0 && e.time <= l->as_of)
			l->events[l->nevents++] = e;
	}
	qsort(l->events, l->nevents, sizeof *l->events, log_by_time);
}

/*
 * columns: id, stage, time, group (or NULL).  within: "20h", "5d" or
 * "".  False where the file is missing.  The caller frees it with log_free.
 */
static bool
log_read(struct log *l, const char *path, const char *const *columns,
    const char *const *stages, int nstages, const char *as_of,
    const char *within)
{
	*l = (struct log){ .nstages = nstages };
	if (!csv_read(path, &l->csv))
		return false;
	char *unit;
	long count = strtol(within, &unit, 10);
	l->dates = strlen(csv_cell(&l->csv, 0, columns[2])) == 10;
	l->as_of = log_time(as_of, l->dates);
	l->within = !*within ? -1 : *unit == 'h' ? count * 3600 :
	    count * (l->dates ? 1 : 86400);
	l->events = malloc(l->csv.n * sizeof *l->events);
	l->entities = malloc(l->csv.n * sizeof *l->entities);
	l->moves = malloc((l->csv.n * 4 + 16) * sizeof *l->moves);
	log_read_events(l, columns, stages);
	for (size_t i = 0, next; i < l->nevents; i = next) {
		next = i;
		while (next < l->nevents && strcmp(l->events[next].id,
		    l->events[i].id) == 0)
			next++;
		log_entity(l, l->events + i, next - i);
	}
	return true;
}

static void
log_free(struct log *l)
{
	csv_free(&l->csv);
	free(l->events);
	free(l->entities);
	free(l->moves);
}

#endif
