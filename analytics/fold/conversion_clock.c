/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Durations of a fold, as cells of its histograms.  While all of them
 * together are few, each is told apart: cell n is the n-th of a list.
 * Beyond that they are the cells of risk.h, in this fold and in all that
 * it is merged into, so that only what was counted decides, and no order.
 */
#include <stdlib.h>

#include "analytics/base/digit_sort.h"
#include "analytics/base/memory.h"
#include "analytics/fold/conversion_private.h"

static const int64_t *
durations_of(const struct conversion *f)
{
	return f->durations.items;
}

/* Every duration that was counted, in another cell. */
static void
map_all(struct conversion *f, const uint32_t *map)
{
	conversion_map_waiting(f, map);
	for (size_t i = 0; i < f->cells.index.n; i++)
		for (size_t k = 0; k < f->definition->rules.nstages; k++) {
			struct stage_counts *s = &conversion_stages(f, i)[k];

			for (size_t time = 0; time < TIMES; time++)
				histogram_map(&s->times[time], map);
		}
}

static void
forget(struct conversion *f)
{
	free(f->durations.items);
	free(f->slots);
	f->durations = (struct fold_list){ 0 };
	f->slots = NULL;
	f->nslots = 0;
	f->unordered = false;
}

/* From here on durations are told apart by their cells alone. */
static void
coarsen(struct conversion *f)
{
	if (f->coarse)
		return;
	uint32_t *map = memory_array(f->durations.n + 1, sizeof *map);
	for (size_t i = 0; i < f->durations.n; i++)
		map[i + 1] = risk_cell_of_seconds(durations_of(f)[i] / MICROS);
	map_all(f, map);
	free(map);
	forget(f);
	f->coarse = true;
}

/* A slot is a cell below, and bits of what it stands for above. */
#define CELL_BITS 17
#define CELL_MASK (((uint32_t)1 << CELL_BITS) - 1)

static uint64_t
mix(int64_t passed)
{
	return (uint64_t)passed * UINT64_C(0x9e3779b97f4a7c15);
}

static uint32_t
tag(int64_t passed)
{
	return (uint32_t)(mix(passed) >> 16) & ~CELL_MASK;
}

static size_t
slot_of(const struct conversion *f, int64_t passed)
{
	const int64_t *durations = durations_of(f);
	size_t at = (mix(passed) >> 32) * f->nslots >> 32;

	while (f->slots[at] && ((f->slots[at] & ~CELL_MASK) != tag(passed) ||
	    durations[(f->slots[at] & CELL_MASK) - 1] != passed))
		at = (at + 1) & (f->nslots - 1);
	return at;
}

/* At most four of five slots are taken: 2^17 are enough. */
static bool
is_full(const struct conversion *f)
{
	return 5 * (f->durations.n + 1) > 4 * f->nslots;
}

static void
grow(struct conversion *f)
{
	size_t n = f->nslots ? f->nslots : 512;

	for (; is_full(f); f->nslots = n)
		n *= 4;
	free(f->slots);
	f->slots = memory_zeroed(n, sizeof *f->slots);
	for (size_t i = 0; i < f->durations.n; i++) {
		int64_t passed = durations_of(f)[i];

		f->slots[slot_of(f, passed)] = tag(passed) | ((uint32_t)i + 1);
	}
}

uint32_t
conversion_exact_cell(struct conversion *f, int64_t passed)
{
	struct fold_list *l = &f->durations;

	if (is_full(f))
		grow(f);
	size_t at = slot_of(f, passed);
	if (f->slots[at])
		return f->slots[at] & CELL_MASK;
	if (l->n == DURATIONS_MOST) {
		coarsen(f);
		return risk_cell_of_seconds(passed / MICROS);
	}
	f->unordered |= l->n > 0 && durations_of(f)[l->n - 1] > passed;
	l->items = memory_reserve(l->items, &l->room, l->n + 1,
	    sizeof passed);
	((int64_t *)l->items)[l->n++] = passed;
	f->slots[at] = tag(passed) | (uint32_t)l->n;
	return (uint32_t)l->n;
}

struct place {
	int64_t passed;
	uint32_t cell;
};

/* In the order of numbers that may be below 0. */
static uint64_t
duration_word(const struct place *p)
{
	return (uint64_t)p->passed ^ UINT64_C(1) << 63;
}
DIGIT_SORT(sort_durations, struct place, duration_word, 11)

void
conversion_order_durations(struct conversion *f)
{
	size_t n = f->durations.n;
	int64_t *durations = f->durations.items;

	if (!f->unordered)
		return;
	struct place *room = memory_array(2 * n, sizeof *room), *all = room;
	uint32_t *map = memory_array(n + 1, sizeof *map);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct place){ durations[i], (uint32_t)i + 1 };
	/* They are up to a hundred thousand, of every fold. */
	all = sort_durations(room, room + n, n);
	for (size_t i = 0; i < n; i++) {
		durations[i] = all[i].passed;
		map[all[i].cell] = (uint32_t)i + 1;
	}
	map_all(f, map);
	free(room);
	free(map);
	free(f->slots);
	f->slots = NULL;
	f->nslots = 0;
	f->unordered = false;
}

void
conversion_join_durations(struct conversion *into, struct conversion *from)
{
	if (into->definition->rules.dates)
		return;
	uint32_t *map = memory_array(from->durations.n + 1, sizeof *map);
	if (from->coarse)
		coarsen(into);
	for (size_t i = 0; i < from->durations.n && !into->coarse; i++)
		map[i + 1] = conversion_exact_cell(into,
		    durations_of(from)[i]);
	if (!into->coarse)
		map_all(from, map);
	else
		coarsen(from);
	free(map);
	forget(from);
}

void
conversion_copy_durations(struct conversion *into,
    const struct conversion *from)
{
	size_t n = from->durations.n;

	into->coarse = from->coarse;
	for (size_t i = 0; i < n; i++)
		*(int64_t *)fold_list_add(&into->durations,
		    sizeof(int64_t)) = durations_of(from)[i];
}

uint32_t
conversion_last_cell(const struct conversion *f, int64_t passed)
{
	if (f->definition->rules.dates || f->coarse)
		return duration_cell_of(&f->definition->rules, passed);
	size_t low = 0, high = f->durations.n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (durations_of(f)[middle] <= passed)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint32_t)low;
}

double
conversion_days_of(const struct conversion *f, uint32_t cell)
{
	const struct match_rules *r = &f->definition->rules;

	if (r->dates || f->coarse)
		return risk_days(rules_clock(r), cell);
	return cell == 0 ? 0 :
	    (double)durations_of(f)[cell - 1] / (double)DAY_MICROS;
}
