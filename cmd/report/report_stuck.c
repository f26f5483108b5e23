/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of open deals those that may be shown. */
#include "cmd/report/report_stuck.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"

/* Eight bytes, as a number that is less where they come before. */
static uint64_t
number_of(const char *bytes)
{
	uint64_t number;

	memcpy(&number, bytes, sizeof number);
	return be64toh(number);
}

/* How an id begins: where these are less, it comes before. */
static void
begin_of(const char *id, size_t len, uint64_t out[2])
{
	char bytes[2 * sizeof *out] = { 0 };

	if (len >= sizeof bytes) {
		out[0] = number_of(id);
		out[1] = number_of(id + sizeof *out);
	} else if (len > sizeof *out) {
		/* The last eight, without those that are in the first. */
		out[0] = number_of(id);
		out[1] = number_of(id + len - sizeof *out) <<
		    8 * (sizeof bytes - len);
	} else {
		memcpy(bytes, id, len);
		out[0] = number_of(bytes);
		out[1] = 0;
	}
}

/* The heaviest first, without amounts behind all others; of equals the
   oldest; then by their ids. */
static int
compare_weights(const struct stuck *x, const struct stuck *y)
{
	if (x->weight > y->weight || x->weight < y->weight)
		return x->weight > y->weight ? -1 : 1;
	if (x->standing.age != y->standing.age)
		return x->standing.age > y->standing.age ? -1 : 1;
	for (size_t i = 0; i < 2; i++)
		if (x->id_begins[i] != y->id_begins[i])
			return x->id_begins[i] < y->id_begins[i] ? -1 : 1;
	return compare_bytes(x->id, x->id_len, y->id, y->id_len);
}

static struct rank *
rank_of(struct heaviest *h, const struct forecast_standing *at)
{
	size_t known = h->ages[at->stage];

	if (at->age >= known) {
		size_t n = at->age < 2 * known ? 2 * known : at->age + 1;
		struct rank *ranks = memory_resize(h->ranks[at->stage], n,
		    sizeof *ranks);

		memset(ranks + known, 0, (n - known) * sizeof *ranks);
		h->ranks[at->stage] = ranks;
		h->ages[at->stage] = n;
	}
	return &h->ranks[at->stage][at->age];
}

/* Whether it surely comes behind all of a full rank, whose deals have its
   age. */
static bool
is_lighter(const struct rank *r, const struct stuck *s)
{
	if (s->weight > r->weight || s->weight < r->weight)
		return s->weight < r->weight;
	return s->id_begins[0] > r->id_begins[0] ||
	    (s->id_begins[0] == r->id_begins[0] &&
	    s->id_begins[1] > r->id_begins[1]);
}

/* Where there is no room, the lightest goes. */
static void
insert(struct rank *r, const struct stuck *of)
{
	struct stuck new = *of;
	size_t at;

	if (!r->items)
		r->items = memory_array(STUCK_SHOWN, sizeof *r->items);
	new.id = memory_resize(r->n == STUCK_SHOWN ? r->items[--r->n].id :
	    NULL, of->id_len + 1, 1);
	memcpy(new.id, of->id, of->id_len);
	for (at = r->n++; at > 0 && compare_weights(&new,
	    &r->items[at - 1]) < 0; at--)
		r->items[at] = r->items[at - 1];
	r->items[at] = new;
	if (r->n < STUCK_SHOWN)
		return;
	r->weight = r->items[STUCK_SHOWN - 1].weight;
	memcpy(r->id_begins, r->items[STUCK_SHOWN - 1].id_begins,
	    sizeof r->id_begins);
}

static bool
may_be_kept(const struct rank *r, const struct stuck *s)
{
	return r->n < STUCK_SHOWN || !is_lighter(r, s);
}

static void
keep(struct rank *r, const struct stuck *s)
{
	if (r->n < STUCK_SHOWN || (!is_lighter(r, s) &&
	    compare_weights(s, &r->items[STUCK_SHOWN - 1]) < 0))
		insert(r, s);
}

static struct stuck
stuck_of(const struct forecast_standing *standing, const char *id,
    size_t id_len)
{
	bool valued = standing->amount != DECIMAL_NONE;
	struct stuck s = { *standing, valued ? decimal_double(
	    standing->amount) * (double)standing->age : 0, { 0 },
	    (char *)id, id_len };

	begin_of(id, id_len, s.id_begins);
	return s;
}

void
heaviest_add(struct heaviest *h, const struct forecast_standing *standing,
    const char *id, size_t id_len)
{
	const struct stuck new = stuck_of(standing, id, id_len);

	h->amounts |= standing->amount != DECIMAL_NONE;
	keep(rank_of(h, standing), &new);
}

/* Few are kept, and what they come among is far away: it is all called for
   before the first of them is looked at. */
void
heaviest_add_batch(struct heaviest *h, const struct plain_batch *b,
    const struct forecast_standing *standings, size_t n)
{
	struct stuck kept[PLAIN_BATCH];
	size_t nkept = 0;

	for (size_t i = 0; i < n; i++) {
		const struct rank *r = rank_of(h, &standings[i]);

		kept[nkept] = stuck_of(&standings[i], b->id_bytes +
		    b->ids[i].at, b->ids[i].len);
		h->amounts |= standings[i].amount != DECIMAL_NONE;
		if (!may_be_kept(r, &kept[nkept]))
			continue;
		nkept++;
		for (size_t k = 0; k < r->n; k += 2)
			__builtin_prefetch(&r->items[k], 1);
	}
	for (size_t j = 0; j < nkept; j++)
		keep(rank_of(h, &kept[j].standing), &kept[j]);
}

void
heaviest_join(struct heaviest *into, const struct heaviest *from)
{
	for (size_t s = 0; s < STAGES_MAX; s++)
		for (size_t a = 0; a < from->ages[s]; a++)
			for (size_t i = 0; i < from->ranks[s][a].n; i++) {
				const struct stuck *of =
				    &from->ranks[s][a].items[i];

				heaviest_add(into, &of->standing, of->id,
				    of->id_len);
			}
	into->amounts |= from->amounts;
}

void
heaviest_free(struct heaviest *h)
{
	for (size_t s = 0; s < STAGES_MAX; s++) {
		for (size_t a = 0; a < h->ages[s]; a++) {
			struct rank *r = &h->ranks[s][a];

			for (size_t i = 0; i < r->n; i++)
				free(r->items[i].id);
			free(r->items);
		}
		free(h->ranks[s]);
	}
}

static size_t
take_rank(const struct rank *r, const struct stuck *out[STUCK_SHOWN],
    size_t n)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct stuck *s = &r->items[i];
		size_t at = n;

		while (at > 0 && compare_weights(s, out[at - 1]) < 0)
			at--;
		if (at == STUCK_SHOWN)
			break;
		n += n < STUCK_SHOWN;
		memmove(&out[at + 1], &out[at], (n - at - 1) * sizeof *out);
		out[at] = s;
	}
	return n;
}

/* Of a stage, up to the oldest deal: there is room for older ones. */
static size_t
ages_of(const struct heaviest *h, size_t stage)
{
	size_t ages = h->ages[stage];

	while (ages > 0 && h->ranks[stage][ages - 1].n == 0)
		ages--;
	return ages;
}

size_t
heaviest_stuck(const struct heaviest *h, const struct forecaster *forecaster,
    size_t date, const struct stuck *out[STUCK_SHOWN])
{
	size_t n = 0;

	for (size_t s = 0; s < STAGES_MAX; s++) {
		size_t ages = ages_of(h, s);
		double *chances;

		if (ages == 0)
			continue;
		chances = forecaster_estimates(forecaster, date, s, ages);
		for (size_t a = 0; a < ages; a++)
			if (h->ranks[s][a].n && chances[a] <= 0)
				n = take_rank(&h->ranks[s][a], out, n);
		free(chances);
	}
	return n;
}
