/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/conversion.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/fold/conversion_private.h"

struct conversion *
conversion_new(const struct conversion_definition *definition)
{
	struct conversion *f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	f->definition = definition;
	f->mask = 15;
	f->slots = calloc(f->mask + 1, sizeof *f->slots);
	f->matcher = matcher_new(&definition->rules);
	f->queue = calloc(1, sizeof *f->queue);
	f->days = calloc(DAYS_KEPT, sizeof *f->days);
	if (!f->slots || !f->matcher || !f->queue || !f->days) {
		conversion_free(f);
		return NULL;
	}
	for (size_t k = 0; k < matcher_steps(f->matcher); k++)
		f->stage_of[k] = (uint8_t)matcher_stage(f->matcher, k);
	return f;
}

struct histogram *
stage_histogram(struct stage_counts *s, size_t i)
{
	struct histogram *all[STAGE_HISTOGRAMS] = { &s->reached, &s->lost,
	    &s->expired, &s->open, &s->step_next, &s->step_lost,
	    &s->step_expired, &s->step_open };
	return all[i];
}

struct clusters *
stage_clusters(struct stage_counts *s, size_t i)
{
	struct clusters *all[STAGE_CLUSTERS] = { &s->step, &s->overall,
	    &s->of_mature };
	return all[i];
}

void
conversion_cell_free(struct cell *cell, size_t nstages)
{
	for (size_t k = 0; cell->stages && k < nstages; k++) {
		for (size_t h = 0; h < STAGE_HISTOGRAMS; h++)
			histogram_free(stage_histogram(&cell->stages[k], h));
		free(cell->stages[k].values);
	}
	free(cell->stages);
	cell->stages = NULL;
}

void
conversion_free(struct conversion *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++)
		conversion_cell_free(&f->cells[i],
		    f->definition->rules.nstages);
	free(f->cells);
	free(f->slots);
	free(f->queue);
	free(f->days);
	matcher_free(f->matcher);
	free(f);
}

struct stage_counts *
conversion_new_counts(size_t nstages)
{
	/* calloc knows no alignment of 16 beyond malloc's, which suffices. */
	return calloc(nstages, sizeof(struct stage_counts));
}

static size_t
slot_of(const struct conversion *f, uint32_t group, int64_t cohort)
{
	uint64_t h = ((uint64_t)cohort << 32 ^ group) *
	    UINT64_C(0x9E3779B97F4A7C15);
	size_t at = (h >> 32) & f->mask;
	while (f->slots[at]) {
		const struct cell *c = &f->cells[f->slots[at] - 1];
		if (c->group == group && c->cohort == cohort)
			break;
		at = (at + 1) & f->mask;
	}
	return at;
}

static bool
grow(struct conversion *f)
{
	if (f->n == f->room) {
		size_t room = f->room ? f->room * 2 : 8;
		struct cell *cells = realloc(f->cells, room * sizeof *cells);
		if (!cells)
			return false;
		f->cells = cells;
		f->room = room;
	}
	if ((f->n + 1) * 2 <= f->mask)
		return true;
	uint32_t *slots = calloc(f->mask * 2 + 2, sizeof *slots);
	if (!slots)
		return false;
	free(f->slots);
	f->slots = slots;
	f->mask = f->mask * 2 + 1;
	for (size_t i = 0; i < f->n; i++)
		f->slots[slot_of(f, f->cells[i].group, f->cells[i].cohort)] =
		    (uint32_t)i + 1;
	return true;
}

struct cell *
conversion_find_cell(struct conversion *f, uint32_t group, int64_t cohort)
{
	size_t at = slot_of(f, group, cohort);
	if (f->slots[at]) {
		f->last = f->slots[at] - 1;
		return &f->cells[f->last];
	}
	if (!grow(f))
		return NULL;
	struct cell cell = { group, cohort,
	    conversion_new_counts(f->definition->rules.nstages) };
	if (!cell.stages)
		return NULL;
	f->cells[f->n] = cell;
	f->slots[slot_of(f, group, cohort)] = (uint32_t)++f->n;
	return &f->cells[f->n - 1];
}

static void
add_clusters(struct clusters *to, const struct clusters *from)
{
	to->entities += from->entities;
	to->n += from->n;
	to->yy += from->yy;
	to->yn += from->yn;
	to->nn += from->nn;
}

/* The sums of each unit. */
static bool
add_values(struct conversion *f, struct stage_counts *to,
    const struct stage_counts *from)
{
	size_t n = f->definition->nunits;
	if (!from->values)
		return true;
	if (!to->values)
		to->values = calloc(n, sizeof *to->values);
	for (size_t u = 0; to->values && u < n; u++)
		f->overflowed |= !decimal_add(&to->values[u],
		    from->values[u]);
	return to->values != NULL;
}

bool
conversion_add_cell(struct conversion *f, struct cell *into,
    struct cell *from)
{
	bool fine = true;
	for (size_t k = 0; k < f->definition->rules.nstages; k++) {
		struct stage_counts *to = &into->stages[k];
		struct stage_counts *s = &from->stages[k];
		to->entered += s->entered;
		to->mature += s->mature;
		to->mature_before += s->mature_before;
		for (size_t i = 0; i < STAGE_CLUSTERS; i++)
			add_clusters(stage_clusters(to, i),
			    stage_clusters(s, i));
		to->ties += s->ties;
		for (int i = 0; i < 4; i++)
			to->fates[i] += s->fates[i];
		f->overflowed |= !decimal_add(&to->value, s->value);
		fine &= add_values(f, to, s);
		for (size_t h = 0; h < STAGE_HISTOGRAMS; h++)
			fine &= histogram_merge(stage_histogram(to, h),
			    stage_histogram(s, h));
	}
	return fine;
}

bool
conversion_settle(const struct conversion *f)
{
	return histogram_flush(f->queue);
}

enum status
conversion_merge(struct conversion *into, struct conversion *from)
{
	if (!conversion_settle(into) || !conversion_settle(from))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < from->n; i++) {
		struct cell *cell = conversion_cell(into,
		    from->cells[i].group, from->cells[i].cohort);
		if (!cell || !conversion_add_cell(into, cell,
		    &from->cells[i]))
			return STATUS_NO_MEMORY;
		conversion_cell_free(&from->cells[i],
		    from->definition->rules.nstages);
	}
	memset(from->slots, 0, (from->mask + 1) * sizeof *from->slots);
	from->n = 0;
	for (size_t k = 0; k < STAGES_MAX; k++)
		if (from->horizon[k] > into->horizon[k])
			into->horizon[k] = from->horizon[k];
	into->empty_values += from->empty_values;
	into->dropped += from->dropped;
	into->overflowed |= from->overflowed;
	from->empty_values = from->dropped = 0;
	return STATUS_OK;
}

static void *
class_new(const void *definition)
{
	return conversion_new(definition);
}

static enum status
class_add(void *fold, const struct timeline *timeline)
{
	return conversion_add(fold, timeline);
}

static enum status
class_merge(void *into, void *from)
{
	return conversion_merge(into, from);
}

static enum status
class_save(const void *fold, const struct group_names *names,
    struct buffer *out)
{
	return conversion_save(fold, names, out);
}

static enum status
class_load(void *fold, const struct group_names *names, const char *bytes,
    size_t len)
{
	return conversion_load(fold, names, bytes, len);
}

static void
class_free(void *fold)
{
	conversion_free(fold);
}

const struct fold_class conversion_class = {
	"conversion", class_new, class_add, class_merge, class_save,
	class_load, class_free,
};
