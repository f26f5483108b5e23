/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fold of outcomes as text, and back.  Lines of words:
 *
 *   outcomes 1 STEPS
 *   last PERIOD TIME                   the last entry, if there is one
 *   cell PERIOD GROUP
 *   step K REACHED MATURE OPEN
 *   ages K CELL:COUNT …
 *   record FLAGS PURCHASES LAST KEY MEASURED
 *                                      (the last two: 128 bits, hexadecimal)
 *   end
 *
 * Cells are sorted by group and period, counts by cell, records by their
 * members: equal folds are equal bytes.  The driver writes the definition
 * before and checks it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/fold_text.h"
#include "analytics/fold/outcomes.h"


/* A cell with its group as text, to be sorted. */
struct saved {
	struct buffer group;
	int64_t period;
	const struct outcome_cell *cell;
};

static int
by_key(const void *a, const void *b)
{
	const struct saved *x = a, *y = b;
	int order = fold_text_compare(&x->group, &y->group);
	if (order)
		return order;
	return (x->period > y->period) - (x->period < y->period);
}

#define ORDER(member) \
	if (x->member != y->member) \
		return x->member < y->member ? -1 : 1

static int
by_members(const void *a, const void *b)
{
	const struct outcome_record *x = a, *y = b;
	ORDER(flags);
	ORDER(purchases);
	ORDER(last);
	ORDER(key);
	ORDER(measured);
	return 0;
}

/* As many words as there are cells, by cell. */
static bool
save_ages(const struct histogram *h, size_t k, struct buffer *out)
{
	struct histogram_cursor c = { 0 };
	uint32_t top = 0;
	bool any = false;
	while (histogram_next(h, &c)) {
		top = c.cell > top ? c.cell : top;
		any = true;
	}
	bool fine = !any || buffer_format(out, "ages %zu", k);
	for (uint32_t cell = 0; any && cell <= top && fine; cell++) {
		uint64_t count = histogram_count(h, cell);
		if (count)
			fine = buffer_format(out, " %" PRIu32 ":%" PRIu64,
			    cell, count);
	}
	return fine && (!any || buffer_add(out, "\n", 1));
}

static bool
save_decimal(decimal value, struct buffer *out)
{
	unsigned __int128 bits = (unsigned __int128)value;
	return buffer_format(out, " %016" PRIx64 "%016" PRIx64,
	    (uint64_t)(bits >> 64), (uint64_t)bits);
}

static bool
save_records(const struct outcome_cell *c, struct buffer *out)
{
	if (c->nrecords == 0)
		return true;
	struct outcome_record *all = malloc(c->nrecords * sizeof *all);
	if (!all)
		return false;
	memcpy(all, c->records, c->nrecords * sizeof *all);
	qsort(all, c->nrecords, sizeof *all, by_members);
	bool fine = true;
	for (size_t i = 0; i < c->nrecords && fine; i++)
		fine = buffer_format(out, "record %" PRIu32 " %" PRIu32
		    " %" PRId64, all[i].flags, all[i].purchases,
		    all[i].last) && save_decimal(all[i].key, out) &&
		    save_decimal(all[i].measured, out) &&
		    buffer_add(out, "\n", 1);
	free(all);
	return fine;
}

static bool
save_cell(const struct saved *s, size_t nsteps, struct buffer *out)
{
	const struct outcome_cell *c = s->cell;
	bool fine = buffer_format(out, "cell %" PRId64 " ", s->period) &&
	    buffer_add(out, s->group.bytes, s->group.len) &&
	    buffer_add(out, "\n", 1);
	for (size_t k = 0; k < nsteps && fine; k++) {
		const struct outcome_counts *n = &c->steps[k];
		fine = buffer_format(out, "step %zu %" PRIu64 " %" PRIu64
		    " %" PRIu64 "\n", k, n->reached, n->mature, n->open);
		if (fine && c->ages)
			fine = save_ages(&c->ages[k], k, out);
	}
	return fine && save_records(c, out);
}

enum status
outcomes_save(const struct outcomes *f, const struct group_names *names,
    struct buffer *out)
{
	size_t n = f->index.n;
	struct saved *all = calloc(n + 1, sizeof *all);
	bool fine = all && outcomes_settle(f) &&
	    buffer_format(out, "outcomes 1 %zu\n", f->nsteps);
	for (size_t p = 0; p < OUTCOME_PERIODS_MAX && fine; p++)
		if (f->last[p] != INT64_MIN)
			fine = buffer_format(out, "last %zu %" PRId64 "\n",
			    p, f->last[p]);
	for (size_t i = 0; i < n && fine; i++) {
		all[i].period = f->index.keys[i].cohort;
		all[i].cell = &f->cells[i];
		fine = fold_text_group(names, f->index.keys[i].group,
		    &all[i].group);
	}
	if (fine)
		qsort(all, n, sizeof *all, by_key);
	for (size_t i = 0; i < n && fine; i++)
		fine = save_cell(&all[i], f->nsteps, out);
	fine = fine && buffer_add(out, "end\n", 4);
	for (size_t i = 0; all && i < n; i++)
		free(all[i].group.bytes);
	free(all);
	if (f->overflowed)
		return STATUS_LIMIT;
	return fine ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status
load_head(const struct outcomes *f, struct fold_lines *lines)
{
	unsigned version;
	size_t nsteps;
	if (!fold_lines_next(lines) ||
	    sscanf(lines->line, "outcomes %u", &version) != 1)
		return STATUS_FORMAT;
	if (version > 1)
		return STATUS_VERSION;
	if (sscanf(lines->line, "outcomes %u %zu", &version, &nsteps) != 2)
		return STATUS_FORMAT;
	return nsteps == f->nsteps ? STATUS_OK : STATUS_MISMATCH;
}

static enum status
load_last(struct outcomes *f, const char *line)
{
	size_t period;
	int64_t last;
	if (sscanf(line, "last %zu %" SCNd64, &period, &last) != 2 ||
	    period >= OUTCOME_PERIODS_MAX)
		return STATUS_FORMAT;
	if (last > f->last[period])
		f->last[period] = last;
	return STATUS_OK;
}

static enum status
load_cell(struct outcomes *f, const struct group_names *names, char *line,
    struct outcome_cell **out)
{
	size_t period;
	uint32_t group;
	int at = 0;
	if (sscanf(line, "cell %zu %n", &period, &at) != 1 || !at ||
	    period >= OUTCOME_PERIODS_MAX)
		return STATUS_FORMAT;
	enum status status = fold_text_read_group(names, line + at, &group);
	if (status != STATUS_OK)
		return status;
	*out = outcomes_cell(f, group, period);
	return *out ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status
load_step(const struct outcomes *f, const struct outcome_cell *cell,
    const char *line)
{
	size_t k;
	uint64_t reached, mature, open;
	if (sscanf(line, "step %zu %" SCNu64 " %" SCNu64 " %" SCNu64, &k,
	    &reached, &mature, &open) != 4 || k >= f->nsteps ||
	    reached > FOLD_COUNT_MOST || mature > reached ||
	    open > FOLD_COUNT_MOST)
		return STATUS_FORMAT;
	cell->steps[k].reached += reached;
	cell->steps[k].mature += mature;
	cell->steps[k].open += open;
	return STATUS_OK;
}

static enum status
load_ages(const struct outcomes *f, const struct outcome_cell *cell,
    const char *line)
{
	size_t k;
	int used = 0;
	if (!cell->ages || sscanf(line, "ages %zu%n", &k, &used) != 1 ||
	    k >= f->nsteps)
		return STATUS_FORMAT;
	for (const char *at = line + used; *at;) {
		uint64_t age, count;
		if (!fold_text_read_pair(&at, &age, &count) ||
		    age >= RISK_CELLS_MAX || count > FOLD_COUNT_MOST)
			return STATUS_FORMAT;
		if (!histogram_add(&cell->ages[k], (uint32_t)age, count))
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

static enum status
load_record(const struct outcomes *f, struct outcome_cell *cell,
    const char *line)
{
	struct outcome_record r = { 0 };
	uint64_t key[2], measured[2];
	if (!f->definition->records || sscanf(line, "record %" SCNu32
	    " %" SCNu32 " %" SCNd64 " %16" SCNx64 "%16" SCNx64 " %16" SCNx64
	    "%16" SCNx64, &r.flags, &r.purchases, &r.last, &key[0], &key[1],
	    &measured[0], &measured[1]) != 7)
		return STATUS_FORMAT;
	struct outcome_record *to = outcomes_record(cell);
	if (!to)
		return STATUS_NO_MEMORY;
	r.key = (decimal)((unsigned __int128)key[0] << 64 | key[1]);
	r.measured = (decimal)((unsigned __int128)measured[0] << 64 |
	    measured[1]);
	*to = r;
	return STATUS_OK;
}

static enum status
load_line(struct outcomes *f, const struct group_names *names, char *line,
    struct outcome_cell **cell)
{
	if (strncmp(line, "last ", 5) == 0)
		return load_last(f, line);
	if (strncmp(line, "cell ", 5) == 0)
		return load_cell(f, names, line, cell);
	if (!*cell)
		return STATUS_FORMAT;
	if (strncmp(line, "step ", 5) == 0)
		return load_step(f, *cell, line);
	if (strncmp(line, "ages ", 5) == 0)
		return load_ages(f, *cell, line);
	return load_record(f, *cell, line);
}

enum status
outcomes_load(struct outcomes *f, const struct group_names *names,
    const char *bytes, size_t len)
{
	struct fold_lines lines = { bytes, bytes + len, NULL };
	struct outcome_cell *cell = NULL;
	enum status status = load_head(f, &lines);
	bool ended = false;
	while (status == STATUS_OK && !ended) {
		if (!fold_lines_next(&lines))
			status = STATUS_FORMAT;
		else if (strcmp(lines.line, "end") == 0)
			ended = true;
		else
			status = load_line(f, names, lines.line, &cell);
	}
	fold_lines_free(&lines);
	if (status != STATUS_OK)
		return status;
	return lines.at == lines.end ? STATUS_OK : STATUS_FORMAT;
}
