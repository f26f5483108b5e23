/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Life tables of entities one by one, for tests. */
#ifndef TESTS_SPANS_H
#define TESTS_SPANS_H

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "analytics/base/risk.h"
#include "analytics/survival/life_table.h"
#include "tests/unit/near.h"

/* One entity: under observation in (from, to]; from -INFINITY: always. */
struct life_span {
	double from, to;
	enum life_end end;
};

static inline int
by_end(const void *a, const void *b)
{
	const struct life_span *x = a, *y = b;

	return (x->to > y->to) - (x->to < y->to);
}

static inline int
by_start(const void *a, const void *b)
{
	const struct life_entry *x = a, *y = b;

	return (x->time > y->time) - (x->time < y->time);
}

static inline void
count(struct life_row *r, enum life_end end)
{
	r->events += end == LIFE_EVENT;
	r->competing += end == LIFE_COMPETING;
	r->censored += end == LIFE_CENSORED;
}

/* One row a time, of spans sorted by their ends. */
static inline size_t
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
static inline bool
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
struct sorted_spans {
	struct life_span *spans;
	struct life_entry *entries;
	size_t n;
};

static inline enum status
sort_spans(const struct life_span *spans, size_t n, struct sorted_spans *out)
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

/*
 * The table of n spans with a row at each of times[0..ntimes), which
 * ascend and hold every end of a span: STATUS_DOMAIN where they do not.
 * Tests of groups with late entry need tables at the same times.  rows
 * has room for ntimes.  Without a span that is left, all rows are of
 * nobody.
 */
static inline enum status
life_table_make_at(const struct life_span *spans, size_t n,
    const double *times, size_t ntimes, struct life_row *rows,
    struct life_table *out, size_t *left_out)
{
	struct sorted_spans s = { malloc((n + 1) * sizeof *s.spans),
	    malloc((n + 1) * sizeof *s.entries), 0 };

	assert_non_null(s.spans);
	assert_non_null(s.entries);
	*out = (struct life_table){ rows, 0 };

	enum status status = sort_spans(spans, n, &s);

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

/*
 * The table of n spans, in O(n log n).  rows has room for n; out->rows is
 * rows.  A span with from >= to was never seen at risk and is left out:
 * *left_out (or NULL) says how many.  STATUS_TOO_FEW when none is left,
 * and then the table is empty; STATUS_DOMAIN for a to that is negative or
 * no finite number, or a from that is NaN.
 *
 * Oracle: R Surv(from, to, end).
 */
static inline enum status
life_table_make(const struct life_span *spans, size_t n,
    struct life_row *rows, struct life_table *out, size_t *left_out)
{
	return life_table_make_at(spans, n, NULL, 0, rows, out, left_out);
}

#endif
