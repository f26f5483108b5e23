/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store/event_log.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "io/base/secret.h"
#include "io/store/event_log_private.h"

/* Sorting numbers by the text that they stand for. */
struct by_text {
	const char *text;
	size_t len;
	uint32_t number;
};

static int
compare_text(const void *a, const void *b)
{
	const struct by_text *x = a, *y = b;

	return compare_bytes(x->text, x->len, y->text, y->len);
}

static void
sort_others(struct event_log *log)
{
	size_t n = value_counts_size(log->others);
	struct by_text *all = memory_array(n + 1, sizeof *all);
	uint64_t rows;

	for (uint32_t i = 0; i < n; i++) {
		all[i].number = i;
		all[i].text = value_counts_at(log->others, i, &all[i].len,
		    &rows);
	}
	qsort(all, n, sizeof *all, compare_text);
	log->others_sorted = memory_array(n + 1, sizeof *log->others_sorted);
	for (size_t i = 0; i < n; i++)
		log->others_sorted[i] = all[i].number;
	free(all);
}

static void
prepare(struct event_log *log, const struct log_options *options)
{
	struct layout_bits layout = { .groups = options->ngroups > 0 ||
	    options->examine,
	    .values = options->value != COLUMN_NONE,
	    .keys = options->key != COLUMN_NONE || options->examine,
	    .ids = options->keep_ids };

	log->store = store_new(options->threads, layout, options->budget,
	    options->folder);
	log->classes = lookup_new();
	log->others = value_counts_new();
	log->sampled = value_counts_new();
	log->tuples = tuples_new(options->ngroups);
	log->value_rows = memory_zeroed(options->nvalues + 1,
	    sizeof *log->value_rows);
	for (size_t i = 0; i < options->nvalues; i++)
		lookup_add(log->classes, options->values[i].value,
		    strlen(options->values[i].value));
	log->spans = memory_zeroed(options->nvalues + 1, sizeof *log->spans);
	secret_fill(&log->secret, sizeof log->secret);
	id_secret_make(&log->secret);
}

static void
add_none(struct event_log *log)
{
	uint32_t values[WANTED_MAX];

	for (size_t i = 0; i < log->options.ngroups; i++)
		values[i] = tuples_add_value(log->tuples, i, "", 0);
	log->none = tuples_add(log->tuples, values);
}

uint32_t
event_log_none(const struct event_log *log)
{
	return log->none;
}

struct event_log *
event_log_read(struct reader *reader, const struct log_options *options,
    struct fault *fault)
{
	struct event_log *log = memory_zeroed(1, sizeof *log);

	log->reader = reader;
	log->options = *options;
	prepare(log, options);
	if (ingest(log, fault) != 0) {
		event_log_free(log);
		return NULL;
	}
	if (options->none_group)
		add_none(log);
	sort_others(log);
	return log;
}

void
event_log_free(struct event_log *log)
{
	if (!log)
		return;
	store_free(log->store);
	lookup_free(log->classes);
	value_counts_free(log->others);
	value_counts_free(log->sampled);
	tuples_free(log->tuples);
	free(log->value_rows);
	free(log->others_sorted);
	watch_list_free(&log->watched);
	id_sample_free(&log->ids);
	cohort_index_free(&log->faulty);
	free(log->spans);
	free(log->blocks.all);
	free(log);
}

void
event_log_as_times(struct event_log *log)
{
	const struct zone *zone = log->options.zone;
	struct log_facts *f = &log->facts;

	if (!f->dates)
		return;
	f->dates = false;
	f->first = zone_instant(zone, f->first * DAY_MICROS);
	f->last = zone_instant(zone, f->last * DAY_MICROS);
}

void
event_log_last_visit(struct event_log *log)
{
	log->last = true;
}

const struct log_facts *
event_log_facts(const struct event_log *log)
{
	return &log->facts;
}

const struct id_sample *
event_log_ids(const struct event_log *log)
{
	return &log->ids;
}

uint64_t
event_log_value_rows(const struct event_log *log, size_t i)
{
	return log->value_rows[i];
}

size_t
event_log_others(const struct event_log *log)
{
	return value_counts_size(log->others);
}

const char *
event_log_other(const struct event_log *log, size_t i, size_t *len,
    uint64_t *rows)
{
	return value_counts_at(log->others, log->others_sorted[i], len, rows);
}

bool
event_log_others_cut(const struct event_log *log)
{
	return value_counts_cut(log->others);
}

const struct watched *
event_log_watched(const struct event_log *log)
{
	return log->watched.first;
}

size_t
event_log_tuples(const struct event_log *log)
{
	return tuples_end(log->tuples);
}

void
event_log_values(const struct event_log *log, const uint32_t *tuples,
    size_t n, size_t ncolumns, uint32_t *out)
{
	tuples_values(log->tuples, tuples, n, ncolumns, out);
}

const char *
event_log_tuple(const struct event_log *log, uint32_t tuple, size_t column,
    size_t *len)
{
	return tuples_value_text(log->tuples, tuple, column, len);
}

const char *
event_log_tuple_bytes(const struct event_log *log, uint32_t tuple,
    size_t *len)
{
	return tuples_text(log->tuples, tuple, len);
}
