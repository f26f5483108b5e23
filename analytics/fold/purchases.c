/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/purchases_private.h"

/* A history in 64 bits: no log has 2^21 days, 5,700 years. */
#define DAY_BITS 21
#define DAY_MASK (((int64_t)1 << DAY_BITS) - 1)

struct purchases_customers {
	uint64_t n, later;
};

static int64_t
pack(const struct buying_history *h)
{
	return ((int64_t)h->repeats << DAY_BITS | h->last) << DAY_BITS |
	    h->age;
}

static struct buying_history
unpack(int64_t key)
{
	return (struct buying_history){ (uint32_t)(key >> 2 * DAY_BITS),
		(uint32_t)(key >> DAY_BITS & DAY_MASK),
		(uint32_t)(key & DAY_MASK) };
}

int64_t
purchases_day(const struct purchases_definition *d, int64_t time)
{
	return d->dates ? time : zone_day(d->zone, time);
}

/* The day that histories speak of. */
static int64_t
known_day(const struct purchases_definition *d)
{
	return d->holdout ? d->cut : purchases_day(d, d->as_of);
}

size_t
purchases_take_day(const struct purchases_definition *d,
    const struct timeline *t, size_t at, struct purchase_day *out,
    bool *overflowed)
{
	bool negative = false;

	*out = (struct purchase_day){ .day = purchases_day(d,
	    t->events[at].time) };
	for (; at < t->n && t->events[at].time <= d->as_of &&
	    purchases_day(d, t->events[at].time) == out->day; at++) {
		const struct event *e = &t->events[at];

		if (!d->buys[e->class])
			continue;
		out->bought = true;
		if (!d->values || e->value == DECIMAL_NONE)
			continue;
		negative |= e->value < 0;
		*overflowed |= !decimal_add(&out->sum, e->value);
	}
	out->returned = out->bought && (out->sum < 0 || (out->sum == 0 &&
	    negative));
	out->bought &= !out->returned;
	return at;
}

/* The moment that the first purchase is known by, for --from and --to. */
static bool
is_asked(const struct purchases_definition *d, int64_t time)
{
	return time >= d->from && time < d->to;
}

bool
purchases_of(const struct purchases_definition *d, const struct timeline *t,
    struct purchaser *out)
{
	int64_t known = known_day(d), first_time = 0;
	struct purchase_day day;

	*out = (struct purchaser){ 0 };
	for (size_t at = 0; at < t->n && t->events[at].time <= d->as_of;) {
		int64_t time = t->events[at].time;

		at = purchases_take_day(d, t, at, &day, &out->overflowed);
		out->returns += day.returned;
		if (!day.bought)
			continue;
		if (!out->bought) {
			out->bought = true;
			first_time = time;
			out->first_day = day.day;
			out->first_sum = day.sum;
			continue;
		}
		if (day.day > known) {
			out->later++;
			continue;
		}
		out->history.repeats++;
		out->history.last = (uint32_t)(day.day - out->first_day);
		out->overflowed |= !decimal_add(&out->repeat_sum, day.sum);
	}
	if (!out->bought || !is_asked(d, first_time) ||
	    out->first_day > known || known - out->first_day > DAY_MASK)
		return false;
	out->history.age = (uint32_t)(known - out->first_day);
	return true;
}

static void
add_repeats(struct purchases *f, const struct timeline *t)
{
	const struct purchases_definition *d = f->definition;
	int64_t as_of = purchases_day(d, d->as_of);
	bool bought = false, overflowed = false;
	struct purchase_day day;

	for (size_t at = 0; at < t->n && t->events[at].time <= d->as_of;) {
		at = purchases_take_day(d, t, at, &day, &overflowed);
		if (day.bought && bought)
			histogram_increment(&f->repeats, as_of - day.day <
			    RISK_CELLS_MAX ? (uint32_t)(as_of - day.day) :
			    RISK_CELLS_MAX - 1);
		bought |= day.bought;
	}
}

static enum status
add(void *fold, const struct timeline *t)
{
	struct purchases *f = fold;
	struct purchases_customers *customers;
	struct purchases_spender *spender;
	struct purchaser p;
	bool counts = purchases_of(f->definition, t, &p);

	if (counts || !p.bought)
		f->returns += p.returns;
	if (!counts)
		return STATUS_OK;
	f->fold.overflowed |= p.overflowed;
	if (p.first_day < f->first_day)
		f->first_day = p.first_day;
	customers = fold_cell(&f->histories, GROUP_NONE,
	    pack(&p.history));
	customers->n++;
	customers->later += p.later;
	if (f->definition->holdout)
		add_repeats(f, t);
	if (f->definition->view != PURCHASES_MODEL) {
		purchases_add_facts(f, t, &p);
		return STATUS_OK;
	}
	if (f->definition->values && p.history.repeats > 0) {
		spender = fold_list_add(&f->spenders, sizeof *spender);
		*spender = (struct purchases_spender){ p.history.repeats,
		    p.repeat_sum };
	}
	return STATUS_OK;
}

static const struct fold_member customers_members[] = {
	MEMBER(struct purchases_customers, COUNT, n),
	MEMBER(struct purchases_customers, COUNT, later),
	{ 0 }
};
static const struct fold_record customers = {
	sizeof(struct purchases_customers), customers_members };

static const struct fold_member spender_members[] = {
	MEMBER(struct purchases_spender, NUMBER, repeats),
	MEMBER(struct purchases_spender, VALUE, sum),
	{ 0 }
};
static const struct fold_record spender = {
	sizeof(struct purchases_spender), spender_members };

static const struct fold_member members[] = {
	MEMBER(struct purchases, COUNT, returns),
	MEMBER(struct purchases, LEAST, first_day),
	MEMBER(struct purchases, CELLS, histories, .of = &customers),
	MEMBER(struct purchases, LIST, spenders, .of = &spender),
	MEMBER(struct purchases, TALLY, facts),
	MEMBER(struct purchases, HISTOGRAM, repeats),
	{ 0 }
};

static void
start(void *fold)
{
	struct purchases *f = fold;

	f->definition = f->fold.definition;
}

/* So many came back; the oldest bought first on the first day. */
static bool
is_sound(const void *fold)
{
	const struct purchases *f = fold;
	const struct purchases_definition *d = f->definition;
	const struct purchases_spender *all = f->spenders.items;
	uint64_t back = 0, bought = 0;
	uint32_t oldest = 0;

	for (size_t i = 0; i < f->histories.index.n; i++) {
		const struct cohort_key *key = &f->histories.index.keys[i];
		const struct purchases_customers *c =
		    fold_cell_at(&f->histories, i);
		struct buying_history h;

		if (key->cohort < 0 || key->group != GROUP_NONE)
			return false;
		h = unpack(key->cohort);
		if (h.last > h.age || h.repeats > h.last ||
		    (h.repeats == 0 && h.last > 0) || c->n == 0)
			return false;
		if (c->later > 0 && !d->holdout)
			return false;
		back += h.repeats > 0 ? c->n : 0;
		bought += c->n * h.repeats + c->later;
		oldest = h.age > oldest ? h.age : oldest;
	}
	for (size_t i = 0; i < f->spenders.n; i++)
		if (all[i].repeats == 0 || all[i].sum == DECIMAL_NONE)
			return false;
	if (histogram_total(&f->repeats) != (d->holdout ? bought : 0))
		return false;
	if (f->spenders.n != (d->values && d->view == PURCHASES_MODEL ?
	    back : 0))
		return false;
	return purchases_facts_are_sound(f) && (f->histories.index.n == 0 ?
	    f->first_day == INT64_MAX :
	    f->first_day == known_day(d) - oldest);
}

const struct fold_class purchases_class = {
	.name = "purchases",
	.size = sizeof(struct purchases),
	.members = members,
	.add = add,
	.start = start,
	.is_sound = is_sound,
};

static int
compare_histories(const void *a, const void *b)
{
	const struct buying_count *x = a, *y = b;
	int64_t p = pack(&x->history), q = pack(&y->history);

	return (p > q) - (p < q);
}

size_t
purchases_counts(const struct purchases *f, struct buying_count *counts)
{
	size_t n = f->histories.index.n;

	for (size_t i = 0; counts && i < n; i++) {
		const struct purchases_customers *c =
		    fold_cell_at(&f->histories, i);

		counts[i] = (struct buying_count){
		    unpack(f->histories.index.keys[i].cohort), c->n };
	}
	if (counts)
		qsort(counts, n, sizeof *counts, compare_histories);
	return n;
}

struct later {
	struct buying_count count;	/* first: what is compared */
	uint64_t later;
};

void
purchases_later(const struct purchases *f, uint64_t *later)
{
	size_t n = f->histories.index.n;
	struct later *all = memory_array(n, sizeof *all);

	for (size_t i = 0; i < n; i++) {
		const struct purchases_customers *c =
		    fold_cell_at(&f->histories, i);

		all[i] = (struct later){ { unpack(
		    f->histories.index.keys[i].cohort), c->n }, c->later };
	}
	qsort(all, n, sizeof *all, compare_histories);
	for (size_t i = 0; i < n; i++)
		later[i] = all[i].later;
	free(all);
}

static int
compare_spenders(const void *a, const void *b)
{
	const struct gamma_gamma_spender *x = a, *y = b;

	if (x->repeats != y->repeats)
		return x->repeats < y->repeats ? -1 : 1;
	return (x->sum > y->sum) - (x->sum < y->sum);
}

size_t
purchases_spenders(const struct purchases *f,
    struct gamma_gamma_spender *spenders)
{
	const struct purchases_spender *all = f->spenders.items;
	size_t n = 0;

	for (size_t i = 0; i < f->spenders.n; i++) {
		if (all[i].sum <= 0)
			continue;
		if (spenders)
			spenders[n] = (struct gamma_gamma_spender){
			    all[i].repeats, decimal_double(all[i].sum) };
		n++;
	}
	if (spenders)
		qsort(spenders, n, sizeof *spenders, compare_spenders);
	return n;
}

bool
purchases_begin_at_once(const struct purchases *f)
{
	uint64_t all = 0, early = 0;
	int64_t span;

	if (f->histories.index.n == 0)
		return false;
	span = known_day(f->definition) - f->first_day + 1;
	for (size_t i = 0; i < f->histories.index.n; i++) {
		const struct purchases_customers *c =
		    fold_cell_at(&f->histories, i);
		struct buying_history h =
		    unpack(f->histories.index.keys[i].cohort);

		all += c->n;
		early += 10 * (span - 1 - h.age) < span ? c->n : 0;
	}
	return 5 * early > all;
}
