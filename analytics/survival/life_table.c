/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/life_table.h"

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

double
life_table_exposure(const struct life_table *t)
{
	double sum = 0;
	for (size_t i = 0; i < t->n; i++)
		sum += t->rows[i].time * (double)leaving(&t->rows[i]);
	return sum;
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

static void
count(struct life_row *r, enum life_end end)
{
	r->events += end == LIFE_EVENT;
	r->competing += end == LIFE_COMPETING;
	r->censored += end == LIFE_CENSORED;
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
		count(&rows[kept - 1], spans[i].end);
	}
	return kept;
}

/* The same at times of the caller's; false where an end is none of them. */
static bool
gather_at(const struct life_span *spans, size_t n, const double *times,
    size_t ntimes, struct life_row *rows)
{
	size_t next = 0;
	for (size_t i = 0; i < ntimes; i++) {
		rows[i] = (struct life_row){ times[i], 0, 0, 0, 0 };
		for (; next < n && spans[next].to == times[i]; next++)
			count(&rows[i], spans[next].end);
	}
	return next == n;
}

/* Room to sort in. */
struct sorted {
	struct life_span *spans;
	struct life_entry *entries;
	size_t n;
};

static enum status
sort_spans(const struct life_span *spans, size_t n, struct sorted *out)
{
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(spans[i].to) || spans[i].to < 0 ||
		    isnan(spans[i].from))
			return STATUS_DOMAIN;
		if (!(spans[i].from < spans[i].to))
			continue;
		out->entries[out->n] = (struct life_entry){ spans[i].from, 1 };
		out->spans[out->n++] = spans[i];
	}
	qsort(out->spans, out->n, sizeof *out->spans, by_end);
	qsort(out->entries, out->n, sizeof *out->entries, by_start);
	return STATUS_OK;
}

enum status
life_table_make_at(const struct life_span *spans, size_t n,
    const double *times, size_t ntimes, struct life_row *rows,
    struct life_table *out, size_t *left_out)
{
	struct sorted s = { malloc((n + 1) * sizeof *s.spans),
	    malloc((n + 1) * sizeof *s.entries), 0 };
	*out = (struct life_table){ rows, 0 };
	enum status status = s.spans && s.entries ?
	    sort_spans(spans, n, &s) : STATUS_NO_MEMORY;
	if (status == STATUS_OK && !times)
		ntimes = gather(s.spans, s.n, rows);
	else if (status == STATUS_OK &&
	    !gather_at(s.spans, s.n, times, ntimes, rows))
		status = STATUS_DOMAIN;
	if (status == STATUS_OK)
		status = life_table_fill(rows, ntimes, s.entries, s.n);
	if (status == STATUS_OK)
		out->n = ntimes;
	if (status == STATUS_OK && s.n == 0)
		status = STATUS_TOO_FEW;
	if (left_out)
		*left_out = status == STATUS_OK || status == STATUS_TOO_FEW ?
		    n - s.n : 0;
	free(s.spans);
	free(s.entries);
	return status;
}

enum status
life_table_make(const struct life_span *spans, size_t n,
    struct life_row *rows, struct life_table *out, size_t *left_out)
{
	return life_table_make_at(spans, n, NULL, 0, rows, out, left_out);
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
