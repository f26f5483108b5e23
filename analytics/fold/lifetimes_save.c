/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lifetimes fold as text, and back.  Lines of words:
 *
 *   lifetimes 1 LEFT-OUT exact|rounded
 *   group GROUP
 *   KIND TIME COUNT		(0 event, 1 competing, 2 censored, 3 entered)
 *   end
 *
 * Sorted by group, time and kind: equal folds are equal bytes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/fold_text.h"
#include "analytics/fold/lifetimes_private.h"

/* A group with its name, to be sorted. */
struct named {
	struct buffer name;
	uint32_t group;
};

struct saved {
	uint32_t rank;		/* of the group's name */
	int64_t key;
	uint64_t count;
};

static int
by_name(const void *a, const void *b)
{
	return fold_text_compare(&((const struct named *)a)->name,
	    &((const struct named *)b)->name);
}

static int
by_key(const void *a, const void *b)
{
	const struct saved *x = a, *y = b;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

/* The groups in the order of their names; NULL when out of memory. */
static struct named *
name_groups(const struct lifetimes *f, const struct group_names *names,
    size_t *n)
{
	*n = lifetimes_groups(f, NULL, 0);
	uint32_t *groups = calloc(*n + 1, sizeof *groups);
	struct named *all = calloc(*n + 1, sizeof *all);
	bool fine = groups && all;
	if (fine)
		lifetimes_groups(f, groups, *n);
	for (size_t i = 0; i < *n && fine; i++) {
		all[i].group = groups[i];
		fine = fold_text_group(names, groups[i], &all[i].name);
	}
	free(groups);
	if (fine) {
		qsort(all, *n, sizeof *all, by_name);
		return all;
	}
	for (size_t i = 0; all && i < *n; i++)
		free(all[i].name.bytes);
	free(all);
	return NULL;
}

/* All counts, sorted; ranks by group number, GROUP_NONE as 0. */
static struct saved *
sort_counts(const struct lifetimes *f, const struct named *groups, size_t n)
{
	uint32_t most = 0;
	for (size_t i = 0; i < n; i++)
		if (groups[i].group != GROUP_NONE && groups[i].group > most)
			most = groups[i].group;
	uint32_t *ranks = calloc((size_t)most + 1, sizeof *ranks);
	struct saved *all = calloc(f->index.n + 1, sizeof *all);
	for (size_t i = 0; ranks && i < n; i++)
		if (groups[i].group != GROUP_NONE)
			ranks[groups[i].group] = (uint32_t)i;
	for (size_t i = 0; ranks && all && i < f->index.n; i++) {
		const struct cohort_key *k = &f->index.keys[i];
		all[i] = (struct saved){ k->group == GROUP_NONE ? 0 :
		    ranks[k->group], k->cohort, f->counts[i] };
	}
	if (all && ranks)
		qsort(all, f->index.n, sizeof *all, by_key);
	else {
		free(all);
		all = NULL;
	}
	free(ranks);
	return all;
}

enum status
lifetimes_save(const struct lifetimes *f, const struct group_names *names,
    struct buffer *out)
{
	size_t n;
	struct named *groups = name_groups(f, names, &n);
	if (!groups)
		return STATUS_NO_MEMORY;
	struct saved *all = sort_counts(f, groups, n);
	bool fine = all && buffer_format(out, "lifetimes 1 %" PRIu64 " %s\n",
	    f->left_out, f->rounded ? "rounded" : "exact");
	for (size_t i = 0; fine && i < f->index.n; i++) {
		if (i == 0 || all[i].rank != all[i - 1].rank) {
			const struct buffer *name = &groups[all[i].rank].name;
			fine = buffer_add(out, "group ", 6) &&
			    buffer_add(out, name->bytes, name->len) &&
			    buffer_add(out, "\n", 1);
		}
		fine = fine && buffer_format(out, "%d %" PRId64 " %" PRIu64
		    "\n", lifetime_kind(all[i].key),
		    lifetime_time(all[i].key), all[i].count);
	}
	fine = fine && buffer_add(out, "end\n", 4);
	for (size_t i = 0; i < n; i++)
		free(groups[i].name.bytes);
	free(groups);
	free(all);
	return fine ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status
load_count(struct lifetimes *f, uint32_t group, const char *line)
{
	int kind, used = 0;
	int64_t time;
	uint64_t count;
	if (sscanf(line, "%d %" SCNd64 " %" SCNu64 "%n", &kind, &time,
	    &count, &used) != 3 || line[used] || kind < 0 ||
	    kind >= LIFE_KINDS || time < (kind == LIFE_ENTERED ? -1 : 0) ||
	    time > LIFETIME_MAX || count == 0 || count > FOLD_COUNT_MOST)
		return STATUS_FORMAT;
	return lifetimes_put(f, group, lifetime_key(time, kind), count) ?
	    STATUS_OK : STATUS_NO_MEMORY;
}

static enum status
load_lines(struct lifetimes *f, const struct group_names *names,
    struct fold_lines *lines)
{
	enum status status = STATUS_OK;
	uint32_t group = GROUP_NONE;
	bool any = false;
	while (status == STATUS_OK) {
		if (!fold_lines_next(lines))
			return STATUS_FORMAT;
		if (strcmp(lines->line, "end") == 0)
			return STATUS_OK;
		if (strncmp(lines->line, "group ", 6) == 0) {
			status = fold_text_read_group(names, lines->line + 6,
			    &group);
			any = true;
		} else {
			status = any ? load_count(f, group, lines->line) :
			    STATUS_FORMAT;
		}
	}
	return status;
}

/* What is left out, and whether times are rounded. */
static enum status
load_head(struct lifetimes *f, const char *line)
{
	unsigned version;
	uint64_t left_out;
	int used = 0;
	if (sscanf(line, "lifetimes %u %n", &version, &used) != 1 || !used)
		return STATUS_FORMAT;
	if (version > 1)
		return STATUS_VERSION;
	line += used;
	if (sscanf(line, "%" SCNu64 " %n", &left_out, &used) != 1 ||
	    left_out > FOLD_COUNT_MOST)
		return STATUS_FORMAT;
	f->left_out += left_out;
	if (strcmp(line + used, "exact") == 0)
		return STATUS_OK;
	if (strcmp(line + used, "rounded") != 0 || f->definition->second == 0)
		return STATUS_FORMAT;
	return lifetimes_round(f) ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status
lifetimes_load(struct lifetimes *f, const struct group_names *names,
    const char *bytes, size_t len)
{
	struct fold_lines lines = { bytes, bytes + len, NULL };
	enum status status = fold_lines_next(&lines) ?
	    load_head(f, lines.line) : STATUS_FORMAT;
	if (status == STATUS_OK)
		status = load_lines(f, names, &lines);
	fold_lines_free(&lines);
	return status != STATUS_OK ? status :
	    lines.at == lines.end ? STATUS_OK : STATUS_FORMAT;
}
