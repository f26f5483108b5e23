/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The conversion fold as text, and back.  Lines of words:
 *
 *   conversion 1 STAGES EMPTY-VALUES DROPPED
 *   horizon CELL …            of each step
 *   cell COHORT GROUP
 *   stage K ENTERED MATURE MATURE-BEFORE TIES COMPLETED LOST EXPIRED OPEN
 *           VALUE             (VALUE: 128 bits, hexadecimal)
 *   clusters K WHICH ENTITIES N YY YN NN
 *   counts K HISTOGRAM CELL:COUNT …
 *   end
 *
 * Cells are sorted by group and cohort, counts by cell: equal folds are
 * equal bytes.  The driver writes the definition before and checks it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/fold_text.h"
#include "analytics/fold/conversion_private.h"

struct count {
	uint32_t cell;
	uint64_t count;
};

static int
by_cell(const void *a, const void *b)
{
	uint32_t x = ((const struct count *)a)->cell;
	uint32_t y = ((const struct count *)b)->cell;
	return (x > y) - (x < y);
}

static bool
save_histogram(const struct histogram *h, size_t k, size_t i,
    struct buffer *out)
{
	struct histogram_cursor c = { 0 };
	size_t n = 0;
	while (histogram_next(h, &c))
		n++;
	if (n == 0)
		return true;
	struct count *counts = malloc(n * sizeof *counts);
	if (!counts)
		return false;
	c = (struct histogram_cursor){ 0 };
	for (n = 0; histogram_next(h, &c); n++)
		counts[n] = (struct count){ c.cell, c.count };
	qsort(counts, n, sizeof *counts, by_cell);
	bool fine = buffer_format(out, "counts %zu %zu", k, i);
	for (size_t j = 0; j < n && fine; j++)
		fine = buffer_format(out, " %" PRIu32 ":%" PRIu64,
		    counts[j].cell, counts[j].count);
	free(counts);
	return fine && buffer_add(out, "\n", 1);
}

static bool
save_clusters(const struct clusters *c, size_t k, size_t i,
    struct buffer *out)
{
	return c->entities == 0 || buffer_format(out, "clusters %zu %zu %"
	    PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", k,
	    i, c->entities, c->n, c->yy, c->yn, c->nn);
}

static bool
save_stage(struct stage_counts *s, size_t k, struct buffer *out)
{
	unsigned __int128 value = (unsigned __int128)s->value;
	bool fine = buffer_format(out, "stage %zu %" PRIu64 " %" PRIu64
	    " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
	    " %" PRIu64 " %016" PRIx64 "%016" PRIx64 "\n", k, s->entered,
	    s->mature, s->mature_before, s->ties, s->fates[0], s->fates[1],
	    s->fates[2], s->fates[3],
	    (uint64_t)(value >> 64), (uint64_t)value);
	for (size_t i = 0; i < STAGE_CLUSTERS && fine; i++)
		fine = save_clusters(stage_clusters(s, i), k, i, out);
	for (size_t i = 0; i < STAGE_HISTOGRAMS && fine; i++)
		fine = save_histogram(stage_histogram(s, i), k, i, out);
	return fine;
}

/* A cell with its group as text, to be sorted. */
struct saved_cell {
	struct buffer group;
	const struct cell *cell;
};

static int
by_key(const void *a, const void *b)
{
	const struct saved_cell *x = a, *y = b;
	int order = fold_text_compare(&x->group, &y->group);
	if (order)
		return order;
	return (x->cell->cohort > y->cell->cohort) -
	    (x->cell->cohort < y->cell->cohort);
}

static bool
save_cells(const struct conversion *f, const struct group_names *names,
    struct saved_cell *cells, struct buffer *out)
{
	size_t nstages = f->definition->rules.nstages;
	bool fine = true;
	for (size_t i = 0; i < f->n && fine; i++) {
		cells[i].cell = &f->cells[i];
		fine = fold_text_group(names, f->cells[i].group,
		    &cells[i].group);
	}
	if (fine)
		qsort(cells, f->n, sizeof *cells, by_key);
	for (size_t i = 0; i < f->n && fine; i++) {
		fine = buffer_format(out, "cell %" PRId64 " ",
		    cells[i].cell->cohort) &&
		    buffer_add(out, cells[i].group.bytes,
		    cells[i].group.len) && buffer_add(out, "\n", 1);
		for (size_t k = 0; k < nstages && fine; k++)
			fine = save_stage(&cells[i].cell->stages[k], k, out);
	}
	return fine;
}

enum status
conversion_save(const struct conversion *f, const struct group_names *names,
    struct buffer *out)
{
	struct saved_cell *cells = calloc(f->n + 1, sizeof *cells);
	size_t nstages = f->definition->rules.nstages;
	bool fine = cells && conversion_settle(f) &&
	    buffer_format(out, "conversion 1 %zu %" PRIu64
	    " %" PRIu64 "\nhorizon", nstages, f->empty_values, f->dropped);
	for (size_t k = 0; k < nstages && fine; k++)
		fine = buffer_format(out, " %" PRIu32, f->horizon[k]);
	fine = fine && buffer_add(out, "\n", 1) &&
	    save_cells(f, names, cells, out) && buffer_add(out, "end\n", 4);
	for (size_t i = 0; cells && i < f->n; i++)
		free(cells[i].group.bytes);
	free(cells);
	if (f->overflowed)
		return STATUS_LIMIT;
	return fine ? STATUS_OK : STATUS_NO_MEMORY;
}
