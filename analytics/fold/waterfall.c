/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/waterfall.h"

#include "analytics/base/timeline.h"
#include "analytics/fold/state.h"

/* Of a block and a pair of dates, by the number of its first. */
struct waterfall_cell {
	uint64_t n[MOVES];
	decimal values[MOVES];
};

struct waterfall {
	struct fold fold;
	uint64_t *seen;			/* by date */
	struct fold_cells pairs;
};

static size_t
dates_length(const void *definition)
{
	return ((const struct waterfall_definition *)definition)->ndates;
}

static const struct fold_member cell_members[] = {
	MEMBER(struct waterfall_cell, COUNT, n, .count = MOVES),
	MEMBER(struct waterfall_cell, SUM, values, .count = MOVES),
	{ 0 }
};
static const struct fold_record cell_record = {
	sizeof(struct waterfall_cell), cell_members };

static const struct fold_member members[] = {
	MEMBER(struct waterfall, COUNT, seen, .length = dates_length),
	MEMBER(struct waterfall, CELLS, pairs, .of = &cell_record),
	{ 0 }
};

/* An entity at one end of a pair. */
struct end {
	bool there, open, inside;	/* inside: its close date is in the
					   range, or there is none asked for */
	enum snapshot_state state;
	uint32_t block;
	decimal value;			/* 0 where it has none */
};

static struct end
end_of(const struct waterfall_definition *d, const struct event *e)
{
	int64_t close = d->closes ? d->closes[e->group] : NO_CLOSE_DATE;
	struct end end = { .there = true, .state = d->states[e->class],
	    .block = d->blocks ? d->blocks[e->group] : GROUP_NONE,
	    .value = e->value == DECIMAL_NONE ? 0 : e->value };

	end.inside = !d->closing || (close != NO_CLOSE_DATE &&
	    close >= d->from && close < d->to);
	end.open = end.inside && end.state == SNAPSHOT_OPEN;
	return end;
}

static void
move(struct waterfall *f, struct waterfall_cell *cell, enum movement what,
    decimal value)
{
	cell->n[what]++;
	if (!decimal_add(&cell->values[what], value))
		f->fold.overflowed = true;
}

static void
change(struct waterfall *f, struct waterfall_cell *cell, decimal by)
{
	if (by != 0)
		move(f, cell, by > 0 ? MOVE_INCREASED : MOVE_DECREASED, by);
}

/* What was open at the first date. */
static void
leave(struct waterfall *f, struct waterfall_cell *cell,
    const struct end *a, const struct end *b)
{
	if (!b->there) {
		move(f, cell, MOVE_DELETED, -a->value);
	} else if (b->state == SNAPSHOT_WON) {
		change(f, cell, b->value - a->value);
		move(f, cell, MOVE_WON, -b->value);
	} else if (b->state == SNAPSHOT_LOST) {
		move(f, cell, MOVE_LOST, -a->value);
	} else if (b->open) {
		change(f, cell, b->value - a->value);
	} else {
		move(f, cell, MOVE_PUSHED_OUT, -a->value);
	}
}

/* What was not, and is at the second, or has come and gone between. */
static void
enter(struct waterfall *f, struct waterfall_cell *cell,
    const struct end *a, const struct end *b, bool seen)
{
	bool closed = a->there && a->state != SNAPSHOT_OPEN;

	/* Closed at both dates, it was in no pipeline at either. */
	if (!b->inside || (closed && b->state != SNAPSHOT_OPEN))
		return;
	move(f, cell, closed ? MOVE_REOPENED : a->there ? MOVE_PULLED_IN :
	    seen ? MOVE_RESTORED : MOVE_CREATED, b->value);
	if (b->state == SNAPSHOT_WON)
		move(f, cell, MOVE_WON, -b->value);
	else if (b->state == SNAPSHOT_LOST)
		move(f, cell, MOVE_LOST, -b->value);
}

/* seen: at or before the first date.  The ends are of one block. */
static void
take_pair(struct waterfall *f, size_t pair, const struct end *a,
    const struct end *b, bool seen)
{
	struct waterfall_cell *cell = fold_cell(&f->pairs, a->there ?
	    a->block : b->block, (int64_t)pair);

	if (a->open) {
		move(f, cell, MOVE_START, a->value);
		leave(f, cell, a, b);
	} else if (b->there) {
		enter(f, cell, a, b, seen);
	}
	if (b->open)
		move(f, cell, MOVE_END, b->value);
}

static enum status
add(void *fold, const struct timeline *t)
{
	struct waterfall *f = fold;
	const struct waterfall_definition *d = f->fold.definition;
	struct end none = { 0 }, a = none;
	bool seen = false;
	size_t i = 0;

	for (size_t k = 0; k < d->ndates; k++) {
		struct end b = none;

		for (; i < t->n && t->events[i].time < d->dates[k]; i++)
			continue;
		if (i < t->n && t->events[i].time == d->dates[k]) {
			b = end_of(d, &t->events[i]);
			f->seen[k]++;
		}
		if (k > 0 && a.there && b.there && a.block != b.block) {
			take_pair(f, k - 1, &a, &none, true);
			take_pair(f, k - 1, &none, &b, true);
		} else if (k > 0 && (a.there || b.there)) {
			take_pair(f, k - 1, &a, &b, seen);
		}
		a = b;
		seen = t->events[0].time <= d->dates[k];
	}
	return STATUS_OK;
}

size_t
waterfall_finish(const struct waterfall *f, struct waterfall_row *rows,
    size_t n)
{
	const struct waterfall_definition *d = f->fold.definition;
	const struct cohort_index *index = &f->pairs.index;

	for (size_t i = 0; i < n && i < index->n; i++) {
		const struct waterfall_cell *cell = fold_cell_at(&f->pairs, i);
		const struct cohort_key *key = &index->keys[i];

		rows[i] = (struct waterfall_row){ .block = key->group,
		    .from = d->dates[key->cohort],
		    .to = d->dates[key->cohort + 1] };
		for (int m = 0; m < MOVES; m++) {
			rows[i].moves[m].n = cell->n[m];
			rows[i].moves[m].value = cell->values[m];
		}
	}
	return index->n;
}

bool
waterfall_balances(const struct waterfall_row *row)
{
	uint64_t in = 0, out = 0;
	decimal value = 0;

	for (int m = MOVE_START; m < MOVE_END; m++) {
		value += row->moves[m].value;
		if (m <= MOVE_PULLED_IN)
			in += row->moves[m].n;
		else if (m >= MOVE_WON)
			out += row->moves[m].n;
	}
	return in == out + row->moves[MOVE_END].n &&
	    value == row->moves[MOVE_END].value;
}

uint64_t
waterfall_seen(const struct waterfall *f, size_t i)
{
	return f->seen[i];
}

static bool
is_sound(const void *fold)
{
	const struct waterfall *f = fold;
	size_t n = f->pairs.index.n, pairs = dates_length(f->fold.definition);

	for (size_t i = 0; i < n; i++) {
		int64_t pair = f->pairs.index.keys[i].cohort;

		if (pair < 0 || (uint64_t)pair + 1 >= pairs)
			return false;
	}
	return true;
}

const struct fold_class waterfall_class = {
	.name = "waterfall",
	.size = sizeof(struct waterfall),
	.members = members,
	.add = add,
	.is_sound = is_sound,
};
