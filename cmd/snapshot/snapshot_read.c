/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which snapshots a log holds, and whether each is one. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/cohort_index.h"
#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "cmd/snapshot/snapshot.h"

/* What one worker sees. */
struct survey {
	struct cohort_index dates;
	uint64_t *rows;		/* by number of the date */
	size_t room;
	bool twice;		/* below: the first by date, then id */
	int64_t date;
	char *id;		/* with NUL */
};

static void
count_rows(struct survey *s, int64_t date, uint64_t rows)
{
	size_t n = s->dates.n;
	size_t i = cohort_index_number(&s->dates, 0, date);

	s->rows = memory_reserve(s->rows, &s->room, i + 1, sizeof *s->rows);
	s->rows[i] = i == n ? rows : s->rows[i] + rows;
}

static void
note_twice(struct survey *s, int64_t date, const char *id, size_t len)
{
	int order = s->twice ? (s->date > date) - (s->date < date) : 1;

	if (order == 0)
		order = strncmp(s->id, id, len) >= 0 && strlen(s->id) > len ?
		    1 : strncmp(s->id, id, len);
	if (order <= 0)
		return;
	free(s->id);
	s->id = memory_zeroed(len + 1, 1);
	memcpy(s->id, id, len);
	s->date = date;
	s->twice = true;
}

static int
look(void *context, const struct timeline *t, struct fault *fault)
{
	struct survey *s = context;

	(void)fault;
	for (size_t i = 0; i < t->n; i++) {
		count_rows(s, t->events[i].time, 1);
		if (i > 0 && t->events[i].time == t->events[i - 1].time)
			note_twice(s, t->events[i].time, t->id, t->id_len);
	}
	return 0;
}

static void
add_survey(struct survey *into, struct survey *from)
{
	for (size_t i = 0; i < from->dates.n; i++)
		count_rows(into, from->dates.keys[i].cohort, from->rows[i]);
	if (from->twice)
		note_twice(into, from->date, from->id, strlen(from->id));
}

static void
end_survey(struct survey *s)
{
	cohort_index_free(&s->dates);
	free(s->rows);
	free(s->id);
}

/* Visits all timelines; *out is to be ended. */
static int
survey(struct input *in, struct survey *out, struct fault *fault)
{
	size_t n = in->options.threads;
	struct survey *all = memory_zeroed(n, sizeof *all);
	void **contexts = memory_array(n, sizeof *contexts);
	int failed;

	for (size_t i = 0; i < n; i++)
		contexts[i] = &all[i];
	failed = event_log_visit(in->log, in->scope.as_of, look, contexts,
	    fault);
	in->scope.facts = *event_log_facts(in->log);
	*out = (struct survey){ 0 };
	for (size_t i = 0; i < n; i++) {
		add_survey(out, &all[i]);
		end_survey(&all[i]);
	}
	free(contexts);
	free(all);
	return failed;
}

/* A file without rows is a snapshot of an empty pipeline all the same. */
static void
take_dates(const struct input *in, struct survey *found,
    const int64_t *times, struct snapshots *out)
{
	struct arena *arena = &in->scope.run->arena;

	for (size_t i = 0; times && i < in->scope.run->nfiles; i++)
		if (times[i] / DAY_MICROS <= in->scope.as_of)
			count_rows(found, times[i] / DAY_MICROS, 0);
	out->n = found->dates.n;
	out->dates = arena_alloc(arena, (out->n + 1) * sizeof *out->dates);
	out->rows = arena_alloc(arena, (out->n + 1) * sizeof *out->rows);
	for (size_t i = 0; i < out->n; i++)
		out->dates[i] = found->dates.keys[i].cohort;
	qsort(out->dates, out->n, sizeof *out->dates, compare_int64);
	for (size_t i = 0; i < out->n; i++)
		out->rows[i] = found->rows[cohort_index_number(&found->dates,
		    0, out->dates[i])];
}

/* The rows of an id in a snapshot, from its files again. */
static const struct watched *
find_rows(const struct input *in, const char *id, int64_t date,
    struct event_log **log)
{
	struct fault fault;
	struct reader *reader;
	struct log_options o = in->options;
	const struct watched *first;

	*log = NULL;
	if (in->scope.run->nfiles == 0 || settings_reader(in->scope.settings,
	    in->scope.run->files, in->scope.run->nfiles, &reader,
	    &fault) != 0)
		return NULL;
	o.watch = &id;
	o.nwatch = 1;
	o.bad_rows = BAD_ROWS_SKIP;
	*log = event_log_read(reader, &o, &fault);
	reader_close(reader);
	for (first = *log ? event_log_watched(*log) : NULL; first;
	    first = first->next)
		if (first->use == ROW_EVENT && (o.file_times ?
		    o.file_times[first->file] / DAY_MICROS :
		    first->event.time) == date)
			break;
	return first;
}

static const struct watched *
next_row(const struct input *in, const struct watched *first)
{
	const int64_t *times = in->options.file_times;
	const struct watched *w = first->next;

	while (w && (w->use != ROW_EVENT || (times ?
	    w->file != first->file : w->event.time != first->event.time)))
		w = w->next;
	return w;
}

static int
id_twice(const struct input *in, const struct survey *s,
    struct fault *fault)
{
	const char *column = reader_column(in->reader, in->options.entity);
	const struct watched *first, *second = NULL;
	struct event_log *log;
	char date[16];

	day_format(s->date, date);
	first = find_rows(in, s->id, s->date, &log);
	if (first)
		second = next_row(in, first);
	if (second) {
		fault_set(fault, FAULT_INPUT, "\"%.80s\" is on %s%sline %"
		    PRIu64 " too, in one snapshot (%s)", s->id, second->file ==
		    first->file ? "" : reader_file(in->reader, first->file),
		    second->file == first->file ? "" : ":", first->line,
		    date);
		fault_at(fault, reader_file(in->reader, second->file),
		    second->line, column);
	} else {
		fault_set(fault, FAULT_INPUT, "\"%.80s\" is in the snapshot "
		    "of %s twice", s->id, date);
		fault_at(fault, NULL, 0, column);
	}
	event_log_free(log);
	return fault_advise(fault, "  a snapshot has one row for each deal; "
	    "--entity says in which column its id is\n");
}

/* A deal in a stage that nobody knows would look deleted. */
static int
unknown_stages(const struct input *in, struct fault *fault)
{
	size_t n = event_log_others(in->log);

	fault_set(fault, FAULT_USAGE, "%" PRIu64 " rows are in no stage and "
	    "no outcome, and their deals would seem deleted; name all stages "
	    "with --stages, and --lost", in->scope.facts.other_stages);
	for (size_t i = 0; i < n && i < 20; i++) {
		uint64_t rows;
		size_t len;
		const char *value = event_log_other(in->log, i, &len, &rows);

		fault_advise(fault, "  %8" PRIu64 "  %.*s\n", rows,
		    len > 60 ? 60 : (int)len, value);
	}
	return -1;
}

/* An export that was cut off makes deals seem deleted. */
static void
say_small(const struct input *in, const struct snapshots *s)
{
	char date[16], before[16];

	for (size_t i = 1; i < s->n && !in->scope.settings->quiet; i++) {
		if (s->rows[i] * 2 >= s->rows[i - 1])
			continue;
		day_format(s->dates[i], date);
		day_format(s->dates[i - 1], before);
		run_say(in->scope.run, "the snapshot of %s has %" PRIu64
		    " rows, that of %s %" PRIu64 ": was it cut off?", date,
		    s->rows[i], before, s->rows[i - 1]);
	}
}

int
snapshots_of_log(struct input *in, const int64_t *times,
    struct snapshots *out, struct fault *fault)
{
	struct survey found;
	int failed = 0;

	/* A snapshot without rows is the newest all the same. */
	for (size_t i = 0; times && !in->scope.as_of_given &&
	    i < in->scope.run->nfiles; i++)
		if (times[i] / DAY_MICROS > in->scope.as_of)
			in->scope.as_of = times[i] / DAY_MICROS;
	if (in->scope.facts.any_time && !in->scope.dates)
		return fault_set(fault, FAULT_INPUT, "--date: \"%s\" has "
		    "times of day; all rows of a snapshot have one date",
		    in->scope.settings->time);
	if (in->scope.facts.other_stages)
		return unknown_stages(in, fault);
	failed = survey(in, &found, fault);
	if (!failed && found.twice)
		failed = id_twice(in, &found, fault);
	if (!failed) {
		take_dates(in, &found, times, out);
		say_small(in, out);
		failed = snapshot_closes(in, out, fault);
	}
	end_survey(&found);
	return failed;
}
