/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drivers of a table of entities: a row each, and how it ended. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "cmd/drivers/drivers.h"
#include "cmd/run/lifetime_rows.h"
#include "cmd/run/statistic.h"
#include "cmd/run/verdict.h"

/* Each time once, in order. */
struct times {
	int64_t *all;
	double *numbers;
	size_t n;
};

static void
take_times(const struct lifetime_rows *r, struct times *t)
{
	t->n = 0;
	t->all = memory_array(r->n + 1, sizeof *t->all);
	t->numbers = memory_array(r->n + 1, sizeof *t->numbers);
	for (size_t i = 0; i < r->n; i++)
		t->all[i] = r->all[i].time;
	qsort(t->all, r->n, sizeof *t->all, compare_int64);
	for (size_t i = 0; i < r->n; i++)
		if (i == 0 || t->all[i] != t->all[t->n - 1]) {
			t->all[t->n] = t->all[i];
			t->numbers[t->n++] = decimal_double(t->all[i]);
		}
}

static void
count_row(struct drivers_fold *fold, const struct lifetime_rows *r, size_t i,
    const struct times *t)
{
	const int64_t *at = bsearch(&r->all[i].time, t->all, t->n,
	    sizeof *t->all, compare_int64);
	struct drivers_cell *c = fold_cell(&fold->cells, r->all[i].group,
	    drivers_key((uint32_t)(at - t->all), 0));

	fold->entered++;
	c->n++;
	c->k += lifetime_end(r, i) == LIFE_EVENT;
}

/* There are no events to match: its rules are of none. */
static int
fold_rows(struct lifetime_rows *r, bool timed, struct fault *fault)
{
	struct times times;

	take_times(r, &times);
	const struct drivers_definition d = { .goal = 1, .timed = timed,
		.times = times.numbers, .rules = { .nstages = 2,
		.stages = { 1, 2 }, .dates = true, .from = INT64_MIN,
		.to = INT64_MAX } };
	struct drivers_fold *fold = fold_new(&drivers_class, &d);
	for (size_t i = 0; i < r->n; i++)
		count_row(fold, r, i, &times);
	int failed = lifetime_rows_write(r, fold, fault);
	fold_free(fold);
	free(times.all);
	free(times.numbers);
	return failed;
}

/* Whatever is not the event is none: censored at its time, or not there. */
int
drivers_rows(struct run *run)
{
	const struct drivers_settings *s = run->settings;
	const struct lifetime_columns columns = { s->duration, s->status,
		s->event_value, NULL, true };
	struct fault fault = { 0 };
	struct lifetime_rows rows;

	if (verdict_check(&s->shared.fail_if, &fault) != 0 ||
	    drivers_check(run, &fault) != 0)
		return run_fault(run, &fault);
	int failed = lifetime_rows_read(run, &columns, &rows, &fault);
	if (failed == 0)
		failed = fold_rows(&rows, s->duration, &fault);
	else if (failed > 0)
		failed = 0;
	lifetime_rows_free(&rows);
	return failed < 0 ? run_fault(run, &fault) : failed;
}
