/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the days and the values of stages show. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "cmd/check/check.h"
#include "io/base/utf8.h"
#include "io/csv/joins.h"

#define GAP_TIMES 10	/* longer than so many usual ones */
#define GAP_DAYS 3
#define FUTURE_DAYS 30
#define PERIODS_LEAST 6	/* to know what is usual */
#define SPAN_ROWS 10	/* of a value, to know when it is used */

int64_t
check_last_day(const struct day_counts *d)
{
	uint64_t seen = 0, most = d->n - d->n / 1000;
	int64_t usual = INT64_MIN, last = INT64_MIN;

	for (int64_t i = 0; i < DAYS_COUNTED; i++) {
		seen += d->rows[i];
		if (usual == INT64_MIN && d->n && seen >= most)
			usual = i;
		if (d->rows[i])
			last = i;
	}
	if (last == INT64_MIN || last <= usual + FUTURE_DAYS)
		return INT64_MAX;
	return DAY_FIRST + usual + FUTURE_DAYS;
}

/* The longest stretch without a row, against the usual one. */
static void
find_gap(const struct day_counts *d, struct finding *f)
{
	int64_t *gaps = memory_array(DAYS_COUNTED, sizeof *gaps);
	int64_t last = -1, longest = 0, from = 0;
	size_t n = 0;
	char first[16];

	for (int64_t i = -DAY_FIRST; i < DAYS_COUNTED; i++) {
		if (d->rows[i] == 0)
			continue;
		if (last >= 0)
			gaps[n++] = i - last;
		if (last >= 0 && i - last > longest) {
			longest = i - last;
			from = last;
		}
		last = i;
	}
	qsort(gaps, n, sizeof *gaps, compare_int64);
	if (n && longest > GAP_TIMES * gaps[n / 2] && longest > GAP_DAYS) {
		day_format(DAY_FIRST + from, first);
		f->rows = (uint64_t)longest;
		snprintf(f->value, sizeof f->value, "after %s", first);
	}
	free(gaps);
}

/* Rows by month or week. */
struct periods {
	struct period {
		int64_t first;	/* its first day */
		uint64_t rows;
	} *all;
	size_t n;
	enum every every;
	int64_t begins, ends;	/* days of the first and the last row */
};

static void
count_periods(const struct day_counts *d, enum every every,
    struct periods *p)
{
	*p = (struct periods){ .all = memory_array(DAYS_COUNTED,
	    sizeof *p->all), .every = every };
	for (int64_t i = -DAY_FIRST; i < DAYS_COUNTED; i++) {
		int64_t day = DAY_FIRST + i, first;

		if (d->rows[i] == 0)
			continue;
		first = every_floor(every, day, 0);
		if (p->n == 0)
			p->begins = day;
		if (p->n == 0 || p->all[p->n - 1].first != first)
			p->all[p->n++] = (struct period){ first, 0 };
		p->all[p->n - 1].rows += d->rows[i];
		p->ends = day;
	}
}

static double
usual_rows(const struct periods *p)
{
	int64_t *rows = memory_array(p->n, sizeof *rows), usual;

	for (size_t i = 0; i < p->n; i++)
		rows[i] = (int64_t)p->all[i].rows;
	qsort(rows, p->n, sizeof *rows, compare_int64);
	usual = rows[p->n / 2];
	free(rows);
	return (double)usual;
}

/*
 * A period of which less than half is there, and that is as busy as usual
 * on the days that are: an export that was cut, not a slow month.
 */
static void
find_partial(const struct periods *p, size_t at, struct finding *f)
{
	int64_t first = p->all[at].first;
	int64_t end = every_add(p->every, first, 1);
	int64_t from = at == 0 ? p->begins : first;
	int64_t to = at + 1 == p->n ? p->ends + 1 : end;
	double days = (double)(to - from), all = (double)(end - first);
	char begins[16], ends[16];

	if (2 * days >= all || (double)p->all[at].rows / days <
	    usual_rows(p) / all / 2)
		return;
	day_format(from, begins);
	day_format(to - 1, ends);
	f->rows = p->all[at].rows;
	f->note = true;
	snprintf(f->value, sizeof f->value, "%s..%s", begins, ends);
}

static void
find_partials(const struct day_counts *d, struct finding *findings)
{
	struct periods p;

	count_periods(d, EVERY_MONTH, &p);
	if (p.n < PERIODS_LEAST) {
		free(p.all);
		count_periods(d, EVERY_WEEK, &p);
	}
	if (p.n >= PERIODS_LEAST) {
		find_partial(&p, 0, &findings[CHECK_PARTIAL_FIRST]);
		find_partial(&p, p.n - 1, &findings[CHECK_PARTIAL_LAST]);
	}
	free(p.all);
}

/* One stage ends where another begins, and both were long in use. */
static bool
takes_over(const struct value_span *a, const struct value_span *b,
    int64_t tenth)
{
	return a->rows >= SPAN_ROWS && b->rows >= SPAN_ROWS &&
	    a->last < b->first && b->first - a->last <= tenth &&
	    a->last - a->first >= tenth && b->last - b->first >= tenth;
}

static void
put_pair(struct finding *f, const char *one, const char *other)
{
	char a[sizeof f->value / 2 - 1], b[sizeof f->value / 2 - 1];

	utf8_copy(a, sizeof a, one, strlen(one));
	utf8_copy(b, sizeof b, other, strlen(other));
	snprintf(f->value, sizeof f->value, "%s, %s", a, b);
}

static void
find_renamed(const struct input *in, struct finding *f)
{
	const struct log_options *o = &in->options;
	int64_t first = INT64_MAX, last = INT64_MIN;

	for (size_t i = 0; i < o->nvalues; i++) {
		const struct value_span *s = event_log_span(in->log, i);

		if (s->rows && s->first < first)
			first = s->first;
		if (s->rows && s->last > last)
			last = s->last;
	}
	if (first >= last)
		return;
	for (size_t i = 0; i < o->nvalues; i++)
		for (size_t k = 0; k < o->nvalues; k++) {
			if (o->values[i].class == o->values[k].class ||
			    !takes_over(event_log_span(in->log, i),
			    event_log_span(in->log, k), (last - first) / 10))
				continue;
			if (f->rows++ == 0)
				put_pair(f, o->values[i].value,
				    o->values[k].value);
		}
}

/* Rows of all joins, and the key that comes first in the input. */
static void
find_orphans(const struct input *in, struct finding *f)
{
	const struct joins *joins = reader_joins(in->reader);
	uint64_t earliest = UINT64_MAX;

	for (size_t i = 0; joins && i < joins->n; i++) {
		const struct orphans *o = &joins->items[i].orphans;
		const char *key;
		uint64_t place;
		uint32_t first;
		size_t len;

		f->rows += o->rows;
		if (orphans_first(o, &first, 1) == 0)
			continue;
		place = o->of[first].block << 32 | o->of[first].line;
		if (place >= earliest)
			continue;
		earliest = place;
		event_log_place(in->log, place, &f->file, &f->line);
		f->placed = true;
		key = lookup_text(o->keys, first, &len);
		utf8_copy(f->value, sizeof f->value, key, len);
	}
}

/* Rows of joined tables that no row asked for, and the first of them. */
static void
find_unused(const struct input *in, struct finding *f)
{
	const struct joins *joins = reader_joins(in->reader);

	f->note = true;
	for (size_t i = 0; joins && i < joins->n; i++) {
		const struct join *one = &joins->items[i];

		for (size_t row = 0; row < joined_rows(one->table); row++) {
			const char *key;

			if (one->used[row] || f->rows++ > 0)
				continue;
			f->placed = true;
			f->table = joined_file(one->table);
			f->line = joined_row_line(one->table, row);
			key = joined_row_key(one->table, row);
			utf8_copy(f->value, sizeof f->value, key,
			    strlen(key));
		}
	}
}

void
check_whole(const struct input *in, const struct day_counts *days,
    struct finding findings[CHECK_KINDS])
{
	find_gap(days, &findings[CHECK_GAP]);
	find_partials(days, findings);
	find_renamed(in, &findings[CHECK_RENAMED]);
	find_orphans(in, &findings[CHECK_ORPHAN]);
	find_unused(in, &findings[CHECK_UNUSED]);
}
