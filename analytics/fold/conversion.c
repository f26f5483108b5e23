/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/conversion.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion_private.h"

static size_t
nstages(const void *definition)
{
	const struct conversion_definition *d = definition;

	return d->rules.nstages;
}

static size_t
nskips(const void *definition)
{
	return nstages(definition) * nstages(definition);
}

static size_t
nunits(const void *definition)
{
	return ((const struct conversion_definition *)definition)->nunits;
}

static const struct fold_member cluster_members[] = {
	MEMBER(struct clusters, COUNT, entities),
	MEMBER(struct clusters, COUNT, n),
	MEMBER(struct clusters, PRODUCT, yy),
	MEMBER(struct clusters, PRODUCT, yn),
	MEMBER(struct clusters, PRODUCT, nn),
	MEMBER(struct clusters, SUM, n3),
	MEMBER(struct clusters, SUM, n4),
	MEMBER(struct clusters, SUM, n5),
	{ 0 }
};
static const struct fold_record clusters = { sizeof(struct clusters),
	cluster_members };

#define STAGE(kind, field, ...) \
	MEMBER(struct stage_counts, kind, field, ##__VA_ARGS__)
static const struct fold_member stage_members[] = {
	STAGE(COUNT, entered),
	STAGE(COUNT, ties),
	STAGE(COUNT, mature),
	STAGE(COUNT, mature_before),
	STAGE(COUNT, fates, .count = FATES),
	STAGE(SUM, value),
	STAGE(COUNT, weighed),
	STAGE(SUM, weight),
	STAGE(SUM, weight_squares),
	STAGE(FLAG, unweighed),
	STAGE(RECORD, step, .of = &clusters),
	STAGE(RECORD, overall, .of = &clusters),
	STAGE(RECORD, of_mature, .of = &clusters),
	STAGE(UNITS, values, .length = nunits),
	STAGE(HISTOGRAM, moves, .count = MOVES),
	STAGE(HISTOGRAM, unseen, .count = MOVES),
	STAGE(HISTOGRAM, step_next),
	STAGE(HISTOGRAM, step_ended),
	STAGE(HISTOGRAM, step_open),
	{ 0 }
};
static const struct fold_record stage = { sizeof(struct stage_counts),
	stage_members };

static const struct fold_member cell_members[] = {
	MEMBER(struct cell, RECORD, stages, .length = nstages, .of = &stage),
	MEMBER(struct cell, COUNT, unseen),
	MEMBER(struct cell, COUNT, undated),
	MEMBER(struct cell, GREATEST, watched),
	{ 0 }
};
static const struct fold_record cell = { sizeof(struct cell), cell_members };

static const struct fold_member duration_members[] = {
	{ .name = "passed", .kind = MEMBER_TIME },
	{ 0 }
};
static const struct fold_record duration = { sizeof(int64_t),
	duration_members };

static const struct fold_member members[] = {
	MEMBER(struct conversion, COUNT, empty_values),
	MEMBER(struct conversion, COUNT, dropped),
	MEMBER(struct conversion, COUNT, entities),
	MEMBER(struct conversion, COUNT, entered),
	MEMBER(struct conversion, COUNT, outside),
	MEMBER(struct conversion, COUNT, entry_unknown),
	MEMBER(struct conversion, COUNT, never_entered, .count = CLASSES_MAX),
	MEMBER(struct conversion, COUNT, skips, .length = nskips),
	MEMBER(struct conversion, GREATEST, horizon, .count = STAGES_MAX),
	MEMBER(struct conversion, FLAG, coarse),
	MEMBER(struct conversion, LIST, durations, .of = &duration),
	MEMBER(struct conversion, CELLS, cells, .of = &cell),
	{ 0 }
};

static void
start(void *fold)
{
	struct conversion *f = fold;

	f->definition = f->fold.definition;
	f->matcher = matcher_new(&f->definition->rules);
	f->queue = memory_zeroed(1, sizeof *f->queue);

	const struct match_rules *r = &f->definition->rules;

	f->cohorts = every_memo_new(f->definition->every,
	    f->definition->week_start, r->dates ? NULL : r->zone);
	if (r->nstages > 1 && !r->working &&
	    f->definition->attribute.of == ATTRIBUTE_ENTRY)
		f->plain = matcher_plain(f->matcher);
	for (size_t k = 0; k < matcher_steps(f->matcher); k++)
		f->stage_of[k] = (uint8_t)matcher_stage(f->matcher, k);
}

static void
stop(void *fold)
{
	struct conversion *f = fold;

	conversion_forget_waiting(f);
	free(f->queue);
	free(f->cohorts);
	free(f->slots);
	matcher_free(f->matcher);
}

static void
flush(struct conversion *f, const struct lent_threads *lent)
{
	conversion_count_queue(f);
	conversion_count_waiting(f, lent);
	conversion_flush_plain(f);
	conversion_order_durations(f);
}

/* Times that wait in both are sorted once, when they are in one. */
static void
join(void *into, void *from)
{
	struct conversion *to = into, *f = from;

	conversion_count_queue(f);
	conversion_flush_plain(f);
	conversion_join_durations(to, f);
	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct cohort_key *key = &f->cells.index.keys[i];

		conversion_move_waiting(f, fold_cell(&to->cells, key->group,
		    key->cohort), conversion_cell_at(f, i));
	}
}

static void
finish_merge(void *into, const struct lent_threads *lent)
{
	flush(into, lent);
}

void
conversion_add_cell(struct conversion *into, const struct conversion *from,
    size_t number, uint32_t group, int64_t cohort)
{
	struct cell *to = fold_cell(&into->cells, group, cohort);

	fold_record_add(&into->fold, &cell, to,
	    fold_cell_at(&from->cells, number));
}

void
conversion_flush(const void *fold)
{
	/* What waits and in which order is no part of what it holds. */
	flush((struct conversion *)fold, NULL);
}

const struct fold_class conversion_class = {
	.name = "conversion",
	.size = sizeof(struct conversion),
	.members = members,
	.add = conversion_add,
	.takes_plain = conversion_takes_plain,
	.add_plain = conversion_add_batch,
	.start = start,
	.stop = stop,
	.flush = conversion_flush,
	.is_sound = conversion_is_sound,
	.join = join,
	.finish_merge = finish_merge,
};
