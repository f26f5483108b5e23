/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The retention fold as text, and back.  Lines of words:
 *
 *   retention 1 PERIODS
 *   cell COHORT SIZE EARLIEST LATEST GROUP
 *   on CELL:COUNT …
 *   first CELL:COUNT …
 *   last CELL:COUNT …
 *   run CELL:COUNT …
 *   value CELL:DECIMAL …		(only where values are summed)
 *   end
 *
 * Cells are sorted by group and cohort, counts of 0 left out: equal folds
 * are equal bytes.  The driver writes the definition before and checks it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/fold_text.h"
#include "analytics/fold/retention_private.h"

#define TIME_MOST ((int64_t)400000000 * 1000000000)	/* 12,000 years */

static const char *const count_names[RETENTION_COUNTS] = { "on", "first",
	"last", "run" };

/* A cohort with its group as text, to be sorted. */
struct saved {
	struct buffer group;
	int64_t cohort;
	const struct cohort_counts *counts;
};

static int
by_key(const void *a, const void *b)
{
	const struct saved *x = a, *y = b;
	int order = fold_text_compare(&x->group, &y->group);
	if (order)
		return order;
	return (x->cohort > y->cohort) - (x->cohort < y->cohort);
}

static bool
save_counts(const struct saved *s, size_t nperiods, struct buffer *out)
{
	bool fine = true;
	for (size_t i = 0; i < RETENTION_COUNTS && fine; i++) {
		const uint64_t *counts = counts_of(s->counts,
		    (enum retention_count)i, nperiods);
		fine = buffer_add(out, count_names[i],
		    strlen(count_names[i]));
		for (size_t k = 0; k <= nperiods && fine; k++)
			if (counts[k])
				fine = buffer_format(out, " %zu:%" PRIu64, k,
				    counts[k]);
		fine = fine && buffer_add(out, "\n", 1);
	}
	return fine;
}

static bool
save_values(const decimal *values, size_t nperiods, struct buffer *out)
{
	char text[DECIMAL_MAX_TEXT];
	bool fine = !values || buffer_add(out, "value", 5);
	for (size_t k = 0; values && k <= nperiods && fine; k++) {
		if (values[k] == 0)
			continue;
		decimal_format(values[k], text);
		fine = buffer_format(out, " %zu:%s", k, text);
	}
	return fine && (!values || buffer_add(out, "\n", 1));
}

static bool
save_cohort(const struct saved *s, size_t nperiods, struct buffer *out)
{
	return buffer_format(out, "cell %" PRId64 " %" PRIu64 " %" PRId64
	    " %" PRId64 " ", s->cohort, s->counts->size,
	    s->counts->earliest, s->counts->latest) &&
	    buffer_add(out, s->group.bytes, s->group.len) &&
	    buffer_add(out, "\n", 1) && save_counts(s, nperiods, out) &&
	    save_values(s->counts->values, nperiods, out);
}

enum status
retention_save(const struct retention *f, const struct group_names *names,
    struct buffer *out)
{
	size_t n = f->index.n, nperiods = f->definition->nperiods;
	/* The sums are lost; the whole could not be right. */
	if (f->overflowed)
		return STATUS_LIMIT;
	struct saved *all = calloc(n + 1, sizeof *all);
	bool fine = all && buffer_format(out, "retention 1 %zu\n", nperiods);
	for (size_t i = 0; i < n && fine; i++) {
		all[i].cohort = f->index.keys[i].cohort;
		all[i].counts = &f->cohorts[i];
		fine = fold_text_group(names, f->index.keys[i].group,
		    &all[i].group);
	}
	if (fine)
		qsort(all, n, sizeof *all, by_key);
	for (size_t i = 0; i < n && fine; i++)
		fine = save_cohort(&all[i], nperiods, out);
	fine = fine && buffer_add(out, "end\n", 4);
	for (size_t i = 0; all && i < n; i++)
		free(all[i].group.bytes);
	free(all);
	return fine ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status
load_head(const struct retention *f, struct fold_lines *lines)
{
	unsigned version;
	size_t nperiods;
	if (!fold_lines_next(lines) ||
	    sscanf(lines->line, "retention %u", &version) != 1)
		return STATUS_FORMAT;
	if (version > 1)
		return STATUS_VERSION;
	if (sscanf(lines->line, "retention %u %zu", &version, &nperiods) != 2)
		return STATUS_FORMAT;
	return nperiods == f->definition->nperiods ? STATUS_OK :
	    STATUS_MISMATCH;
}

/* *sum: over the cells, what was read. */
static enum status
load_counts(struct fold_lines *lines, enum retention_count what,
    const struct cohort_counts *into, size_t nperiods, uint64_t *sum)
{
	size_t len = strlen(count_names[what]);
	*sum = 0;
	if (!fold_lines_next(lines) ||
	    strncmp(lines->line, count_names[what], len) != 0)
		return STATUS_FORMAT;
	for (const char *at = lines->line + len; *at;) {
		uint64_t k, count;
		if (!fold_text_read_pair(&at, &k, &count) || k > nperiods ||
		    count > FOLD_COUNT_MOST)
			return STATUS_FORMAT;
		*sum += count;
		counts_of(into, what, nperiods)[k] += count;
	}
	return STATUS_OK;
}

/* " CELL:DECIMAL …", added to the values of a cohort. */
static enum status
load_values(struct retention *f, struct fold_lines *lines,
    struct cohort_counts *into)
{
	if (!into->values)
		return STATUS_OK;
	if (!fold_lines_next(lines) ||
	    strncmp(lines->line, "value", 5) != 0)
		return STATUS_FORMAT;
	for (const char *at = lines->line + 5; *at;) {
		decimal value;
		size_t k = 0, digits = strspn(at + 1, "0123456789");
		if (*at != ' ' || digits == 0 || digits > 4 ||
		    at[1 + digits] != ':')
			return STATUS_FORMAT;
		k = strtoul(at + 1, NULL, 10);
		at += digits + 2;
		size_t len = strcspn(at, " ");
		if (k > f->definition->nperiods ||
		    decimal_parse(at, len, '.', &value) != DECIMAL_OK)
			return STATUS_FORMAT;
		f->overflowed |= !decimal_add(&into->values[k], value);
		at += len;
	}
	return STATUS_OK;
}

/* A size that can be added to others, times that periods can. */
static bool
is_sound(int64_t cohort, const struct cohort_counts *c)
{
	return cohort >= -TIME_MOST / DAY_MICROS &&
	    cohort <= TIME_MOST / DAY_MICROS && c->earliest >= -TIME_MOST &&
	    c->latest <= TIME_MOST && c->earliest <= c->latest &&
	    c->size > 0 && c->size <= FOLD_COUNT_MOST;
}

static enum status
load_cohort(struct retention *f, const struct group_names *names,
    struct fold_lines *lines)
{
	struct cohort_counts head;
	int64_t cohort;
	uint32_t group;
	int at = 0;
	if (sscanf(lines->line, "cell %" SCNd64 " %" SCNu64 " %" SCNd64
	    " %" SCNd64 " %n", &cohort, &head.size, &head.earliest,
	    &head.latest, &at) != 4 || !at ||
	    !is_sound(cohort, &head))
		return STATUS_FORMAT;
	enum status status = fold_text_read_group(names, lines->line + at,
	    &group);
	if (status != STATUS_OK)
		return status;
	struct cohort_counts *c = retention_cohort(f, group, cohort);
	if (!c)
		return STATUS_NO_MEMORY;
	c->size += head.size;
	if (head.earliest < c->earliest)
		c->earliest = head.earliest;
	if (head.latest > c->latest)
		c->latest = head.latest;
	uint64_t sum = 0;
	for (int i = 0; i < RETENTION_COUNTS && status == STATUS_OK; i++)
		status = load_counts(lines, (enum retention_count)i, c,
		    f->definition->nperiods, &sum);
	/* Each start has one run, and runs come last of the counts. */
	if (status == STATUS_OK && sum != head.size)
		return STATUS_FORMAT;
	return status == STATUS_OK ? load_values(f, lines, c) : status;
}

enum status
retention_load(struct retention *f, const struct group_names *names,
    const char *bytes, size_t len)
{
	struct fold_lines lines = { bytes, bytes + len, NULL };
	enum status status = load_head(f, &lines);
	bool ended = false;
	while (status == STATUS_OK && !ended) {
		if (!fold_lines_next(&lines))
			status = STATUS_FORMAT;
		else if (strcmp(lines.line, "end") == 0)
			ended = true;
		else
			status = load_cohort(f, names, &lines);
	}
	fold_lines_free(&lines);
	return status != STATUS_OK ? status :
	    lines.at == lines.end ? STATUS_OK : STATUS_FORMAT;
}
