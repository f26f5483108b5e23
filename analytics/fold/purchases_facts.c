/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is kept of single customers, as numbers in a row: those who come to
 * the same are counted together.  Of cohorts: the cohort, complete periods,
 * and by period how far it is behind the one before, and its amount.  Of
 * relations and scores: days, purchases, their amount.
 */
#include "analytics/fold/purchases_facts.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/purchases_private.h"

#define NUMBER_BYTES 19		/* of 128 bits, by seven */
#define DAYS_MOST ((int64_t)1 << 31)

struct numbers {
	unsigned char *bytes;
	size_t len, room;
};

/* Small numbers of either sign are few bytes: seven bits each. */
static void
put(struct numbers *out, decimal number)
{
	unsigned __int128 left = (unsigned __int128)number << 1 ^
	    (unsigned __int128)(number >> 127);

	out->bytes = memory_reserve(out->bytes, &out->room, out->len +
	    NUMBER_BYTES, 1);
	for (; left >= 128; left >>= 7)
		out->bytes[out->len++] = (unsigned char)(left | 128);
	out->bytes[out->len++] = (unsigned char)left;
}

/* False where there is none, or one that is written with zeros behind. */
static bool
take(const unsigned char **at, const unsigned char *end, decimal *out)
{
	unsigned __int128 bits = 0;
	unsigned shift = 0;

	for (; *at < end && shift < 7 * NUMBER_BYTES; shift += 7) {
		unsigned char byte = *(*at)++;

		if (shift == 126 && byte > 3)
			return false;
		bits |= (unsigned __int128)(byte & 127) << shift;
		if (byte >= 128)
			continue;
		*out = (decimal)(bits >> 1) ^ -(decimal)(bits & 1);
		return byte > 0 || shift == 0;
	}
	return false;
}

static bool
take_below(const unsigned char **at, const unsigned char *end, int64_t most,
    uint32_t *out)
{
	decimal number;

	if (!take(at, end, &number) || number < 0 || number >= most)
		return false;
	*out = (uint32_t)number;
	return true;
}

/* The days of a customer on which it bought, one by one. */
struct purchase_days {
	const struct purchases_definition *definition;
	const struct timeline *timeline;
	size_t at;
};

static bool
next_purchase(struct purchase_days *days, struct purchase_day *out)
{
	const struct purchases_definition *d = days->definition;
	bool overflowed = false;

	while (days->at < days->timeline->n &&
	    days->timeline->events[days->at].time <= d->as_of) {
		days->at = purchases_take_day(d, days->timeline, days->at,
		    out, &overflowed);
		if (out->bought)
			return true;
	}
	return false;
}

uint32_t
purchases_over(const struct purchases_definition *d, int64_t first_day)
{
	int64_t over = (purchases_day(d, d->as_of) - first_day + 1) /
	    d->period_days;

	return over <= 0 ? 0 : over > PURCHASES_PERIODS_MAX ?
	    PURCHASES_PERIODS_MAX : (uint32_t)over;
}

static void
put_cohort(struct purchases *f, struct purchase_days *days,
    const struct purchaser *p, struct numbers *out)
{
	const struct purchases_definition *d = f->definition;
	int64_t over = purchases_over(d, p->first_day), last = -1, period;
	struct purchase_day day;
	decimal sum = 0;

	put(out, every_floor(d->every, p->first_day, d->week_start));
	put(out, over);
	for (int64_t open = -1;; open = period) {
		bool more = next_purchase(days, &day);

		period = more ? (day.day - p->first_day) / d->period_days :
		    over;
		if (open >= 0 && period != open) {
			put(out, open - last - 1);
			put(out, sum);
			last = open;
			sum = 0;
		}
		if (period >= over)
			return;
		f->fold.overflowed |= !decimal_add(&sum, day.sum);
	}
}

/* False for a customer that is too young to be compared. */
static bool
put_relation(struct purchases *f, struct purchase_days *days,
    const struct purchaser *p, struct numbers *out)
{
	const struct purchases_definition *d = f->definition;
	uint32_t purchases = 0;
	struct purchase_day day;
	int64_t length = 0;
	decimal sum = 0;

	if (p->history.age < d->within_days)
		return false;
	while (next_purchase(days, &day) &&
	    day.day - p->first_day <= d->within_days) {
		length = day.day - p->first_day;
		f->fold.overflowed |= !decimal_add(&sum, day.sum);
		purchases++;
	}
	put(out, length);
	put(out, purchases);
	put(out, sum);
	return true;
}

static void
put_score(struct purchases *f, const struct purchaser *p,
    struct numbers *out)
{
	decimal sum = p->first_sum;

	f->fold.overflowed |= !decimal_add(&sum, p->repeat_sum);
	put(out, p->history.age - p->history.last);
	put(out, p->history.repeats + (decimal)1);
	put(out, sum);
}

void
purchases_add_facts(struct purchases *f, const struct timeline *t,
    const struct purchaser *p)
{
	struct purchase_days days = { f->definition, t, 0 };
	struct numbers out = { NULL, 0, 0 };
	bool counts = true;

	switch (f->definition->view) {
	case PURCHASES_MODEL:
		return;
	case PURCHASES_COHORTS:
		put_cohort(f, &days, p, &out);
		break;
	case PURCHASES_RELATIONS:
		counts = put_relation(f, &days, p, &out);
		break;
	case PURCHASES_SCORES:
		put_score(f, p, &out);
		break;
	}
	if (counts)
		tally_add(&f->facts, out.bytes, out.len, 1);
	free(out.bytes);
}

static bool
take_total(const struct purchases *f, const struct tally_item *item,
    struct purchases_total *out)
{
	const unsigned char *at = tally_bytes(&f->facts, item);
	const unsigned char *end = at + item->len;

	out->n = item->count;
	return take_below(&at, end, DAYS_MOST, &out->days) &&
	    take_below(&at, end, DAYS_MOST, &out->purchases) &&
	    take(&at, end, &out->amount) && at == end &&
	    out->purchases > 0;
}

static bool
take_path(const struct purchases *f, const struct tally_item *item,
    struct purchases_path *out)
{
	decimal cohort;

	*out = (struct purchases_path){ .n = item->count,
		.at = tally_bytes(&f->facts, item) };
	out->end = out->at + item->len;
	if (!take(&out->at, out->end, &cohort) || cohort < -DAYS_MOST ||
	    cohort > DAYS_MOST)
		return false;
	out->cohort = (int64_t)cohort;
	return take_below(&out->at, out->end, PURCHASES_PERIODS_MAX + 1,
	    &out->complete);
}

void
purchases_path(const struct purchases *f, const struct tally_item *item,
    struct purchases_path *out)
{
	take_path(f, item, out);
}

bool
purchases_path_next(struct purchases_path *path, uint32_t *period,
    decimal *amount)
{
	uint32_t behind;

	if (!take_below(&path->at, path->end, (int64_t)path->complete -
	    path->next, &behind) || !take(&path->at, path->end, amount))
		return false;
	*period = path->next + behind;
	path->next = *period + 1;
	return true;
}

/* As many periods are over as of a first purchase in the cohort: between
   those of its last day and of its first. */
static bool
is_complete(const struct purchases_definition *d,
    const struct purchases_path *path)
{
	int64_t next = every_add(d->every, path->cohort, 1);

	return path->complete >= purchases_over(d, next - 1) &&
	    path->complete <= purchases_over(d, path->cohort);
}

static bool
is_path(const struct purchases *f, const struct tally_item *item)
{
	const struct purchases_definition *d = f->definition;
	const unsigned char *at;
	struct purchases_path path;
	uint32_t period;
	decimal amount;

	if (!take_path(f, item, &path) || !every_is_interval(d->every,
	    d->week_start, path.cohort) || !is_complete(d, &path))
		return false;
	do
		at = path.at;
	while (purchases_path_next(&path, &period, &amount));
	return at == path.end;
}

/* Customers of histories no older than that. */
static uint64_t
customers_below(const struct purchases *f, uint64_t age_days)
{
	size_t n = purchases_counts(f, NULL);
	struct buying_count *counts = memory_array(n, sizeof *counts);
	uint64_t customers = 0;

	purchases_counts(f, counts);
	for (size_t i = 0; i < n; i++)
		customers += counts[i].history.age < age_days ? counts[i].n :
		    0;
	free(counts);
	return customers;
}

uint64_t
purchases_young(const struct purchases *f)
{
	const struct purchases_definition *d = f->definition;

	return d->view == PURCHASES_RELATIONS ? customers_below(f,
	    d->within_days) : 0;
}

bool
purchases_facts_are_sound(const struct purchases *f)
{
	const struct purchases_definition *d = f->definition;
	uint64_t n = 0;

	for (size_t i = 0; i < f->facts.n; i++) {
		struct purchases_total total;

		n += f->facts.items[i].count;
		if (d->view == PURCHASES_COHORTS ?
		    !is_path(f, &f->facts.items[i]) :
		    !take_total(f, &f->facts.items[i], &total))
			return false;
	}
	return n == (d->view == PURCHASES_MODEL ? 0 : customers_below(f,
	    UINT64_MAX) - purchases_young(f));
}

size_t
purchases_totals(const struct purchases *f, struct purchases_total *out)
{
	struct tally_item *items;

	if (!out)
		return f->facts.n;
	items = tally_sorted(&f->facts);
	for (size_t i = 0; i < f->facts.n; i++)
		take_total(f, &items[i], &out[i]);
	free(items);
	return f->facts.n;
}
