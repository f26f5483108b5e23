/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Survival from a table of durations: a row an entity. */
#include "cmd/run/lifetime_rows.h"
#include "cmd/run/statistic.h"
#include "cmd/survive/survive.h"

static int
fold_rows(struct lifetime_rows *r, struct fault *fault)
{
	static const struct lifetimes_definition plain = { .late = false };
	struct lifetimes *fold = fold_new(&lifetimes_class, &plain);
	enum status status = STATUS_OK;

	for (size_t i = 0; i < r->n && status == STATUS_OK; i++)
		status = lifetimes_count(fold, r->all[i].group,
		    r->all[i].time, lifetime_end(r, i));
	int failed = status == STATUS_OK ? lifetime_rows_write(r, fold,
	    fault) : fault_set(fault, FAULT_INPUT, "%s",
	    message(status_sentence(status)));
	fold_free(fold);
	return failed;
}

int
survive_durations(struct run *run)
{
	const struct survive_settings *s = run->settings;
	const struct lifetime_columns columns = { s->duration, s->status,
		s->event_value, s->competing_value, s->force_km };
	struct fault fault = { 0 };
	struct lifetime_rows rows;
	int failed = lifetime_rows_read(run, &columns, &rows, &fault);

	if (failed == 0)
		failed = fold_rows(&rows, &fault);
	else if (failed > 0)
		failed = 0;
	lifetime_rows_free(&rows);
	return failed < 0 ? run_fault(run, &fault) : failed;
}
