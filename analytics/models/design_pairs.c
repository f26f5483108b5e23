/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/design_pairs.h"

#include <stdlib.h>

#include "analytics/base/memory.h"

/* So many of a pair stay near. */
#define ENTRIES_MOST 1024

static void
put_pair(struct design_pairs *p, const struct design *d, size_t attribute)
{
	const size_t *nlevels = d->nlevels + attribute;
	bool two = attribute + 1 < d->nattributes && nlevels[0] * nlevels[1] <=
	    ENTRIES_MOST;

	p->all[p->n++] = (struct design_pair){
		.first = design_term(d, attribute, 0), .nfirst = nlevels[0],
		.second = design_term(d, attribute + 1, 0),
		.nsecond = two ? nlevels[1] : 0, .from = p->nentries };
	p->nentries += two ? nlevels[0] * nlevels[1] : nlevels[0];
}

static void
put_entries(struct design_pairs *p, const struct design *d)
{
	p->entries = memory_array(d->ncells * p->n + 1, sizeof *p->entries);
	for (size_t i = 0; i < d->ncells; i++) {
		const uint8_t *level = d->levels + i * d->nattributes;

		for (size_t j = 0; j < p->n; j++) {
			const struct design_pair *one = &p->all[j];
			size_t entry = one->from + *level++;

			if (one->nsecond)
				entry += (entry - one->from) *
				    (one->nsecond - 1) + *level++;
			p->entries[i * p->n + j] = (uint16_t)entry;
		}
	}
}

struct design_pairs
design_pairs_new(const struct design *d)
{
	struct design_pairs p = {
		.all = memory_array(d->nattributes + 1, sizeof *p.all) };

	for (size_t a = 0; a < d->nattributes;
	    a += p.all[p.n - 1].nsecond ? 2 : 1)
		put_pair(&p, d, a);
	put_entries(&p, d);
	return p;
}

void
design_pairs_free(struct design_pairs *p)
{
	free(p->all);
	free(p->entries);
	*p = (struct design_pairs){ 0 };
}

void
design_pairs_spread(const struct design_pairs *p, size_t width,
    const double *terms, double *entries)
{
	for (size_t j = 0; j < p->n; j++) {
		const struct design_pair *one = &p->all[j];
		size_t n = one->nsecond ? one->nsecond : 1;

		for (size_t e = 0; e < one->nfirst * n; e++)
			for (size_t i = 0; i < width; i++)
				entries[(one->from + e) * width + i] =
				    terms[(one->first + e / n) * width + i] +
				    (one->nsecond ? terms[(one->second +
				    e % n) * width + i] : 0);
	}
}

void
design_pairs_gather(const struct design_pairs *p, size_t width,
    const double *entries, double *terms)
{
	for (size_t j = 0; j < p->n; j++) {
		const struct design_pair *one = &p->all[j];
		size_t n = one->nsecond ? one->nsecond : 1;

		for (size_t e = 0; e < one->nfirst * n; e++)
			for (size_t i = 0; i < width; i++) {
				double x = entries[(one->from + e) * width +
				    i];

				terms[(one->first + e / n) * width + i] += x;
				if (one->nsecond)
					terms[(one->second + e % n) * width +
					    i] += x;
			}
	}
}
