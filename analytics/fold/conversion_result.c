/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a result holds beside its blocks, and its end. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion_private.h"

/* What became of all entities, and from where to where some skipped. */
void
conversion_put_entities(const struct conversion *fold,
    struct conversion_result *out)
{
	size_t n = out->nstages * out->nstages;

	out->entities = fold->entities;
	out->entities_entered = fold->entered;
	out->outside = fold->outside;
	out->entry_unknown = fold->entry_unknown;
	for (size_t i = 0; i < fold->cells.index.n; i++)
		out->undated += conversion_cell_at(fold, i)->undated;
	memcpy(out->never_entered, fold->never_entered,
	    sizeof out->never_entered);
	out->skips = memory_array(n, sizeof *out->skips);
	memcpy(out->skips, fold->skips, n * sizeof *out->skips);
}

void
conversion_result_free(struct conversion_result *r)
{
	for (size_t i = 0; i < r->n; i++) {
		for (size_t k = 0; r->blocks[i].rows && k < r->nstages; k++)
			free(r->blocks[i].rows[k].values);
		free(r->blocks[i].rows);
	}
	free(r->blocks);
	free(r->skips);
	*r = (struct conversion_result){ 0 };
}
