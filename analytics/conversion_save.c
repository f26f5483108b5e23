/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The conversion fold as text, and back.  Lines of words:
 *
 *   conversion 1 STAGES HORIZON EMPTY-VALUES
 *   cell COHORT GROUP
 *   stage K ENTERED MATURE TIES COMPLETED LOST EXPIRED OPEN VALUE
 *                            (VALUE: 128 bits, hexadecimal)
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

#include "analytics/conversion_private.h"

#define NO_GROUP "-"	/* a tuple is never this: its first byte is '=' */

/* A tuple as one word: bytes that could end it become %XX. */
static bool
save_group(const struct group_names *names, uint32_t group,
    struct buffer *out)
{
	if (group == GROUP_NONE)
		return buffer_add(out, NO_GROUP, 1);
	size_t len;
	const char *text = names->text(names->context, group, &len);
	return buffer_add(out, "=", 1) && buffer_escape(out, text, len);
}

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
save_stage(struct stage_counts *s, size_t k, struct buffer *out)
{
	unsigned __int128 value = (unsigned __int128)s->value;
	bool fine = buffer_format(out, "stage %zu %" PRIu64 " %" PRIu64
	    " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
	    " %016" PRIx64 "%016" PRIx64 "\n", k, s->entered,
	    s->mature, s->ties, s->fates[0], s->fates[1], s->fates[2],
	    s->fates[3],
	    (uint64_t)(value >> 64), (uint64_t)value);
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
	int order = strcmp(x->group.bytes, y->group.bytes);
	if (order)
		return order;
	return (x->cell->cohort > y->cell->cohort) -
	    (x->cell->cohort < y->cell->cohort);
}

static bool
save_cells(const struct conversion *f, const struct group_names *names,
    struct saved_cell *cells, struct buffer *out)
{
	bool fine = true;
	for (size_t i = 0; i < f->n && fine; i++) {
		cells[i].cell = &f->cells[i];
		fine = save_group(names, f->cells[i].group, &cells[i].group);
	}
	if (fine)
		qsort(cells, f->n, sizeof *cells, by_key);
	for (size_t i = 0; i < f->n && fine; i++) {
		fine = buffer_format(out, "cell %" PRId64 " ",
		    cells[i].cell->cohort) &&
		    buffer_add(out, cells[i].group.bytes,
		    cells[i].group.len) && buffer_add(out, "\n", 1);
		for (size_t k = 0; k < f->definition->nstages && fine; k++)
			fine = save_stage(&cells[i].cell->stages[k], k, out);
	}
	return fine;
}

enum status
conversion_save(const struct conversion *f, const struct group_names *names,
    struct buffer *out)
{
	struct saved_cell *cells = calloc(f->n + 1, sizeof *cells);
	bool fine = cells && buffer_format(out,
	    "conversion 1 %zu %" PRIu32 " %" PRIu64 "\n",
	    f->definition->nstages, f->horizon, f->empty_values) &&
	    save_cells(f, names, cells, out) && buffer_add(out, "end\n", 4);
	for (size_t i = 0; cells && i < f->n; i++)
		free(cells[i].group.bytes);
	free(cells);
	if (f->overflowed)
		return STATUS_LIMIT;
	return fine ? STATUS_OK : STATUS_NO_MEMORY;
}

/* Reading: a cursor over the bytes, one line at a time. */
struct lines {
	const char *at, *end;
};

/* The next line, without its newline; false at the end or if cut off. */
static bool
next_line(struct lines *l, char **line)
{
	const char *newline = l->at < l->end ?
	    memchr(l->at, '\n', (size_t)(l->end - l->at)) : NULL;
	if (!newline)
		return false;
	size_t len = (size_t)(newline - l->at);
	free(*line);
	*line = malloc(len + 1);
	if (!*line)
		return false;
	memcpy(*line, l->at, len);
	(*line)[len] = '\0';
	l->at = newline + 1;
	return strlen(*line) == len;
}

static enum status
load_cell(struct conversion *f, const struct group_names *names, char *line,
    struct cell **out)
{
	int64_t cohort;
	int at = 0;
	if (sscanf(line, "cell %" SCNd64 " %n", &cohort, &at) != 1 || !at)
		return STATUS_FORMAT;
	uint32_t group = GROUP_NONE;
	if (line[at] == '=') {
		long len = text_unescape(line + at + 1);
		if (len < 0)
			return STATUS_FORMAT;
		group = names->number(names->context, line + at + 1,
		    (size_t)len);
		if (group == GROUP_NONE)
			return STATUS_LIMIT;
	} else if (strcmp(line + at, NO_GROUP) != 0) {
		return STATUS_FORMAT;
	}
	*out = conversion_cell(f, group, cohort);
	return *out ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status
load_stage(struct conversion *f, struct cell *cell, const char *line)
{
	size_t k;
	uint64_t n[7], high, low;
	int at = 0;
	if (sscanf(line, "stage %zu %" SCNu64 " %" SCNu64 " %" SCNu64
	    " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %16" SCNx64
	    "%16" SCNx64 "%n", &k, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5],
	    &n[6], &high, &low, &at) != 10 || line[at] ||
	    k >= f->definition->nstages)
		return STATUS_FORMAT;
	decimal value = (decimal)((unsigned __int128)high << 64 | low);
	struct stage_counts *s = &cell->stages[k];
	s->entered += n[0];
	s->mature += n[1];
	s->ties += n[2];
	for (int i = 0; i < 4; i++)
		s->fates[i] += n[3 + i];
	f->overflowed |= !decimal_add(&s->value, value);
	return STATUS_OK;
}

/* "CELL:COUNT" at *at, which is moved behind it. */
static bool
read_count(const char **at, uint32_t *cell, uint64_t *count)
{
	char *end;
	if (**at != ' ')
		return false;
	unsigned long c = strtoul(*at + 1, &end, 10);
	if (end == *at + 1 || *end != ':' || c >= RISK_CELLS_MAX)
		return false;
	*at = end + 1;
	*cell = (uint32_t)c;
	*count = strtoull(*at, &end, 10);
	if (end == *at)
		return false;
	*at = end;
	return true;
}

static enum status
load_counts(struct conversion *f, struct cell *cell, const char *line)
{
	size_t k, i;
	uint32_t c;
	uint64_t count;
	char *end;
	k = strtoul(line + strlen("counts "), &end, 10);
	i = *end == ' ' ? strtoul(end + 1, &end, 10) : STAGE_HISTOGRAMS;
	if (k >= f->definition->nstages || i >= STAGE_HISTOGRAMS)
		return STATUS_FORMAT;
	struct histogram *h = stage_histogram(&cell->stages[k], i);
	for (const char *at = end; *at;) {
		if (!read_count(&at, &c, &count))
			return STATUS_FORMAT;
		if (!histogram_add(h, c, count))
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

static enum status
load_head(struct conversion *f, const char *line)
{
	unsigned version;
	size_t nstages;
	uint32_t horizon;
	uint64_t empty;
	if (sscanf(line, "conversion %u", &version) != 1)
		return STATUS_FORMAT;
	if (version > 1)
		return STATUS_VERSION;
	if (sscanf(line, "conversion %u %zu %" SCNu32 " %" SCNu64, &version,
	    &nstages, &horizon, &empty) != 4 || horizon >= RISK_CELLS_MAX)
		return STATUS_FORMAT;
	if (nstages != f->definition->nstages)
		return STATUS_MISMATCH;
	if (horizon > f->horizon)
		f->horizon = horizon;
	f->empty_values += empty;
	return STATUS_OK;
}

enum status
conversion_load(struct conversion *f, const struct group_names *names,
    const char *bytes, size_t len)
{
	struct lines lines = { bytes, bytes + len };
	struct cell *cell = NULL;
	char *line = NULL;
	enum status status = next_line(&lines, &line) ?
	    load_head(f, line) : STATUS_FORMAT;
	bool ended = false;
	while (status == STATUS_OK && !ended) {
		if (!next_line(&lines, &line))
			status = STATUS_FORMAT;
		else if (strcmp(line, "end") == 0)
			ended = true;
		else if (strncmp(line, "cell ", 5) == 0)
			status = load_cell(f, names, line, &cell);
		else if (cell && strncmp(line, "stage ", 6) == 0)
			status = load_stage(f, cell, line);
		else if (cell && strncmp(line, "counts ", 7) == 0)
			status = load_counts(f, cell, line);
		else
			status = STATUS_FORMAT;
	}
	free(line);
	return status != STATUS_OK ? status :
	    lines.at == lines.end ? STATUS_OK : STATUS_FORMAT;
}
