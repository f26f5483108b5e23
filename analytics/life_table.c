/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/life_table.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static uint64_t
leaving(const struct life_row *r)
{
	return r->events + r->competing + r->censored;
}

static bool
ascends(const struct life_row *rows, size_t i)
{
	return isfinite(rows[i].time) && rows[i].time >= 0 &&
	    (i == 0 || rows[i - 1].time < rows[i].time);
}

enum status
life_table_check(const struct life_table *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!ascends(t->rows, i) ||
		    leaving(&t->rows[i]) > t->rows[i].at_risk)
			return STATUS_DOMAIN;
	return STATUS_OK;
}

uint64_t
life_table_entered(const struct life_table *t)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < t->n; i++)
		sum += leaving(&t->rows[i]);
	return sum;
}

enum status
life_table_fill(struct life_row *rows, size_t n,
    const struct life_entry *entries, size_t nentries)
{
	struct life_table t = { rows, n };
	uint64_t at_risk = entries ? 0 : life_table_entered(&t);
	size_t next = 0;
	for (size_t i = 0; i < n; i++) {
		if (!ascends(rows, i))
			return STATUS_DOMAIN;
		for (; entries && next < nentries &&
		    entries[next].time < rows[i].time; next++) {
			if (next && !(entries[next - 1].time <=
			    entries[next].time))
				return STATUS_DOMAIN;
			at_risk += entries[next].count;
		}
		rows[i].at_risk = at_risk;
		if (leaving(&rows[i]) > at_risk)
			return STATUS_DOMAIN;
		at_risk -= leaving(&rows[i]);
	}
	return STATUS_OK;
}

static int
by_end(const void *a, const void *b)
{
	const struct life_span *x = a, *y = b;
	return (x->to > y->to) - (x->to < y->to);
}

static int
by_start(const void *a, const void *b)
{
	const struct life_entry *x = a, *y = b;
	return (x->time > y->time) - (x->time < y->time);
}

/* One row a time, of spans sorted by their ends. */
static size_t
gather(const struct life_span *spans, size_t n, struct life_row *rows)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || rows[kept - 1].time < spans[i].to)
			rows[kept++] = (struct life_row){ spans[i].to, 0, 0,
			    0, 0 };
		struct life_row *r = &rows[kept - 1];
		r->events += spans[i].end == LIFE_EVENT;
		r->competing += spans[i].end == LIFE_COMPETING;
		r->censored += spans[i].end == LIFE_CENSORED;
	}
	return kept;
}

static enum status
make(const struct life_span *spans, size_t n, struct life_span *sorted,
    struct life_entry *entries, struct life_row *rows,
    struct life_table *out)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(spans[i].to) || spans[i].to < 0 ||
		    isnan(spans[i].from))
			return STATUS_DOMAIN;
		if (!(spans[i].from < spans[i].to))
			continue;
		entries[kept] = (struct life_entry){ spans[i].from, 1 };
		sorted[kept++] = spans[i];
	}
	if (kept == 0)
		return STATUS_TOO_FEW;
	qsort(sorted, kept, sizeof *sorted, by_end);
	qsort(entries, kept, sizeof *entries, by_start);
	size_t nrows = gather(sorted, kept, rows);
	enum status status = life_table_fill(rows, nrows, entries, kept);
	if (status == STATUS_OK)
		*out = (struct life_table){ rows, nrows };
	return status;
}

enum status
life_table_make(const struct life_span *spans, size_t n,
    struct life_row *rows, struct life_table *out, size_t *left_out)
{
	*out = (struct life_table){ rows, 0 };
	if (left_out)
		*left_out = 0;
	if (n == 0)
		return STATUS_TOO_FEW;
	struct life_span *sorted = malloc(n * sizeof *sorted);
	struct life_entry *entries = malloc(n * sizeof *entries);
	enum status status = sorted && entries ?
	    make(spans, n, sorted, entries, rows, out) : STATUS_NO_MEMORY;
	if (left_out && (status == STATUS_OK || status == STATUS_TOO_FEW))
		*left_out = n - (size_t)life_table_entered(out);
	free(sorted);
	free(entries);
	return status;
}

enum status
life_table_of_risk(const struct risk_table *risk, enum risk_clock clock,
    struct life_row *rows, struct life_table *out)
{
	*out = (struct life_table){ rows, 0 };
	for (size_t i = 0; i < risk->n; i++) {
		const struct risk_row *r = &risk->rows[i];
		rows[i] = (struct life_row){ risk_days(clock, r->cell), 0,
		    r->events, r->competing, r->censored };
	}
	enum status status = life_table_fill(rows, risk->n, NULL, 0);
	if (status == STATUS_OK)
		out->n = risk->n;
	return status;
}
