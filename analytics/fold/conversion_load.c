/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A saved conversion fold back; conversion_save.c says its form. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/fold_text.h"
#include "analytics/fold/conversion_private.h"

static enum status
load_cell(struct conversion *f, const struct group_names *names, char *line,
    struct cell **out)
{
	int64_t cohort;
	int at = 0;
	if (sscanf(line, "cell %" SCNd64 " %n", &cohort, &at) != 1 || !at)
		return STATUS_FORMAT;
	uint32_t group;
	enum status status = fold_text_read_group(names, line + at, &group);
	if (status != STATUS_OK)
		return status;
	*out = conversion_cell(f, group, cohort);
	return *out ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status
load_stage(struct conversion *f, struct cell *cell, const char *line)
{
	size_t k;
	uint64_t n[8], high, low;
	int at = 0;
	if (sscanf(line, "stage %zu %" SCNu64 " %" SCNu64 " %" SCNu64
	    " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
	    " %16" SCNx64 "%16" SCNx64 "%n", &k, &n[0], &n[1], &n[2], &n[3],
	    &n[4], &n[5], &n[6], &n[7], &high, &low, &at) != 11 || line[at] ||
	    k >= f->definition->rules.nstages)
		return STATUS_FORMAT;
	for (int i = 0; i < 8; i++)
		if (n[i] > FOLD_COUNT_MOST)
			return STATUS_FORMAT;
	decimal value = (decimal)((unsigned __int128)high << 64 | low);
	struct stage_counts *s = &cell->stages[k];
	s->entered += n[0];
	s->mature += n[1];
	s->mature_before += n[2];
	s->ties += n[3];
	for (int i = 0; i < 4; i++)
		s->fates[i] += n[4 + i];
	f->overflowed |= !decimal_add(&s->value, value);
	return STATUS_OK;
}

static enum status
load_counts(struct conversion *f, struct cell *cell, const char *line)
{
	size_t k, i;
	uint64_t c, count;
	char *end;
	k = strtoul(line + strlen("counts "), &end, 10);
	i = *end == ' ' ? strtoul(end + 1, &end, 10) : STAGE_HISTOGRAMS;
	if (k >= f->definition->rules.nstages || i >= STAGE_HISTOGRAMS)
		return STATUS_FORMAT;
	struct histogram *h = stage_histogram(&cell->stages[k], i);
	for (const char *at = end; *at;) {
		if (!fold_text_read_pair(&at, &c, &count) ||
		    c >= RISK_CELLS_MAX || count > FOLD_COUNT_MOST)
			return STATUS_FORMAT;
		if (!histogram_add(h, (uint32_t)c, count))
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

static enum status
load_clusters(struct conversion *f, struct cell *cell, const char *line)
{
	size_t k, i;
	struct clusters c;
	int at = 0;
	if (sscanf(line, "clusters %zu %zu %" SCNu64 " %" SCNu64 " %" SCNu64
	    " %" SCNu64 " %" SCNu64 "%n", &k, &i, &c.entities, &c.n, &c.yy,
	    &c.yn, &c.nn, &at) != 7 || line[at] ||
	    k >= f->definition->rules.nstages || i >= STAGE_CLUSTERS)
		return STATUS_FORMAT;
	struct clusters *to = stage_clusters(&cell->stages[k], i);
	to->entities += c.entities;
	to->n += c.n;
	to->yy += c.yy;
	to->yn += c.yn;
	to->nn += c.nn;
	return STATUS_OK;
}

static enum status
load_horizon(struct conversion *f, const char *line)
{
	const char *at = line + strlen("horizon");
	for (size_t k = 0; k < f->definition->rules.nstages; k++) {
		char *end;
		unsigned long cell = strtoul(at, &end, 10);
		if (end == at || cell >= RISK_CELLS_MAX)
			return STATUS_FORMAT;
		if (cell > f->horizon[k])
			f->horizon[k] = (uint32_t)cell;
		at = end;
	}
	return *at ? STATUS_FORMAT : STATUS_OK;
}

static enum status
load_head(struct conversion *f, const char *line)
{
	unsigned version;
	size_t nstages;
	uint64_t empty, dropped;
	if (sscanf(line, "conversion %u", &version) != 1)
		return STATUS_FORMAT;
	if (version > 1)
		return STATUS_VERSION;
	if (sscanf(line, "conversion %u %zu %" SCNu64 " %" SCNu64, &version,
	    &nstages, &empty, &dropped) != 4)
		return STATUS_FORMAT;
	if (nstages != f->definition->rules.nstages)
		return STATUS_MISMATCH;
	f->empty_values += empty;
	f->dropped += dropped;
	return STATUS_OK;
}

static enum status
load_line(struct conversion *f, const struct group_names *names, char *line,
    struct cell **cell, bool *ended)
{
	if (strcmp(line, "end") == 0) {
		*ended = true;
		return STATUS_OK;
	}
	if (!*cell && strncmp(line, "horizon ", 8) == 0)
		return load_horizon(f, line);
	if (strncmp(line, "cell ", 5) == 0)
		return load_cell(f, names, line, cell);
	if (*cell && strncmp(line, "stage ", 6) == 0)
		return load_stage(f, *cell, line);
	if (*cell && strncmp(line, "clusters ", 9) == 0)
		return load_clusters(f, *cell, line);
	if (*cell && strncmp(line, "counts ", 7) == 0)
		return load_counts(f, *cell, line);
	return STATUS_FORMAT;
}

enum status
conversion_load(struct conversion *f, const struct group_names *names,
    const char *bytes, size_t len)
{
	struct fold_lines lines = { bytes, bytes + len, NULL };
	struct cell *cell = NULL;
	enum status status = fold_lines_next(&lines) ?
	    load_head(f, lines.line) : STATUS_FORMAT;
	bool ended = false;
	while (status == STATUS_OK && !ended)
		status = fold_lines_next(&lines) ? load_line(f, names,
		    lines.line, &cell, &ended) : STATUS_FORMAT;
	fold_lines_free(&lines);
	return status != STATUS_OK ? status :
	    lines.at == lines.end ? STATUS_OK : STATUS_FORMAT;
}
