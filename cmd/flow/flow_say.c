/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the days go, and what to beware of. */
#include <inttypes.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "cmd/flow/flow.h"

static void
say_bottleneck(const struct flow_making *m, const struct flow_stays *stays)
{
	const struct flow_definition *d = m->definition;
	size_t longest = d->nstates;

	for (size_t k = 0; k < d->nstates; k++)
		if (!d->end[k] && stays[k].time_share > 0 &&
		    (longest == d->nstates || stays[k].time_share >
		    stays[longest].time_share))
			longest = k;
	if (longest < d->nstates)
		run_say(m->scope->run, "bottleneck: %s, %.0f%% of all days; "
		    "returns to it: %" PRIu64, m->names[longest],
		    100 * stays[longest].time_share,
		    stays[longest].returns);
}

void
flow_say(const struct flow_making *m, const struct flow_part *part)
{
	const struct run *run = m->scope->run;
	uint64_t ties = flow_ties(part->pool), cut = flow_cut(part->pool);
	struct flow_stays *stays;

	if (m->scope->settings->quiet)
		return;
	stays = memory_array(m->definition->nstates, sizeof *stays);
	flow_stays(part->pool, scope_level(m->scope), stays);
	say_bottleneck(m, stays);
	free(stays);
	if (ties)
		run_say(run, "moves between equal times: %" PRIu64 "; they "
		    "go in the order of the stages, whatever the file's",
		    ties);
	if (cut)
		run_say(run, "ways of more than %d stays: %" PRIu64 "; what "
		    "comes behind is in no path, and names no entity",
		    FLOW_STAYS_MAX, cut);
}
