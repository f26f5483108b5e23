/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why there is no answer, and what to beware of in one. */
#include <inttypes.h>
#include <string.h>

#include "cmd/drivers/drivers.h"
#include "cmd/run/folding.h"

/* Events a parameter: fewer, and estimates are biased, or none. */
#define EVENTS_ENOUGH 10
#define EVENTS_LEAST 5
/* Of fewer clusters robust errors are too small. */
#define CLUSTERS_ENOUGH 20

/* Of times the events tell, and who is censored does not. */
static uint64_t
events(const struct drivers *d)
{
	uint64_t others = d->whole.n - d->whole.k;

	if (d->times)
		return d->whole.k;
	return d->whole.k < others ? d->whole.k : others;
}

int
drivers_refuse(const struct scope *scope, const struct drivers *d,
    struct fault *fault)
{
	const struct drivers_settings *s = drivers_settings(scope);

	if (events(d) == 0)
		return fault_set(fault, FAULT_NO_DATA, d->whole.k ?
		    N_("all of %" PRIu64 " got to %s: nothing goes with what "
		    "is always so") : N_("none of %" PRIu64 " got to %s: "
		    "nothing goes with what is always so"), d->whole.n,
		    drivers_goal(scope));
	if (drivers_model(s) != DRIVERS_NONE && !s->firth &&
	    events(d) < EVENTS_LEAST * d->parameters)
		return fault_set(fault, FAULT_NO_DATA, "%" PRIu64 " %s for %"
		    PRIu64 " parameters, and a model wants %d for each; a "
		    "lower --top, fewer columns, %s--model none", events(d),
		    d->times ? message("events") : message("of the rarer "
		    "outcome"),
		    d->parameters, EVENTS_LEAST, d->times ?
		    message("or ") : message("--firth, or "));
	return 0;
}

/* "channel web, owner ann" of those that decide the outcome. */
static void
name_separated(const struct scope *scope, const struct drivers *d,
    struct buffer *out)
{
	for (size_t a = 0; a < d->n; a++)
		for (size_t l = 0; l < d->all[a].n; l++) {
			if (!d->all[a].levels[l].separated)
				continue;
			buffer_format(out, "%s%s ", out->len ? ", " : "",
			    drivers_name(scope, a));
			drivers_label(scope, a, &d->all[a],
			    &d->all[a].levels[l], out);
		}
}

int
drivers_fault(const struct scope *scope, const struct drivers *d,
    enum status status, struct fault *fault)
{
	struct buffer names = { 0 };

	if (status == STATUS_LIMIT)
		return fault_set(fault, FAULT_USAGE, "more than %d levels "
		    "together: a lower --top, or fewer columns",
		    DESIGN_LEVELS_MAX);
	if (status == STATUS_TOO_FEW)
		return fault_set(fault, FAULT_NO_DATA, "--cluster: all "
		    "entities are one, so that nothing tells how certain "
		    "this is");
	if (status != STATUS_NO_CONVERGENCE)
		return statistic_fault(status, fault);
	name_separated(scope, d, &names);
	fault_set(fault, FAULT_USAGE, "the outcome is decided by %.*s: %s "
	    "have no finite ratio; a higher --min-n pools small levels, and "
	    "%s", (int)names.len, names.bytes, d->times ? message("hazards") :
	    message("odds"),
	    d->times ? message("--model logistic --firth gives odds that have "
	    "one") :
	    message("--firth gives finite ones"));
	buffer_free(&names);
	return -1;
}

/* A change of sign is the finding: something else explains the crude one. */
static void
say_reversed(const struct scope *scope, size_t attribute,
    const struct driver *d, const struct driver_level *l)
{
	struct buffer name = { 0 };
	bool crude = l->crude.low > 1 || l->crude.high < 1;
	bool adjusted = l->adjusted.low > 1 || l->adjusted.high < 1;

	if (!((l->crude.estimate - 1) * (l->adjusted.estimate - 1) < 0) ||
	    !(crude || adjusted))
		return;
	drivers_label(scope, attribute, d, l, &name);
	run_say(scope->run, "%s %.*s: %s ratio %.2f by itself, %.2f beside "
	    "the other attributes: the sign changes", drivers_name(scope,
	    attribute), (int)name.len, name.bytes, drivers_model(
	    drivers_settings(scope)) == DRIVERS_COX ? message("hazard") :
	    message("odds"),
	    l->crude.estimate, l->adjusted.estimate);
	buffer_free(&name);
}

static void
say_aliased(const struct scope *scope, size_t attribute,
    const struct driver *d, const struct driver_level *l)
{
	struct buffer name = { 0 };

	if (!l->aliased)
		return;
	drivers_label(scope, attribute, d, l, &name);
	run_say(scope->run, "%s %.*s is not estimated: the attributes before "
	    "it say the same", drivers_name(scope, attribute), (int)name.len,
	    name.bytes);
	buffer_free(&name);
}

static void
say_model(const struct scope *scope, const struct drivers *d)
{
	for (size_t a = 0; a < d->n; a++)
		for (size_t l = 0; l < d->all[a].n; l++) {
			say_reversed(scope, a, &d->all[a],
			    &d->all[a].levels[l]);
			say_aliased(scope, a, &d->all[a],
			    &d->all[a].levels[l]);
		}
	if (events(d) < EVENTS_ENOUGH * d->parameters &&
	    !drivers_settings(scope)->firth)
		run_say(scope->run, "%" PRIu64 " %s for %" PRIu64
		    " parameters: under %d for each, estimates are rough",
		    events(d), d->times ? message("events") :
		    message("of the rarer outcome"),
		    d->parameters, EVENTS_ENOUGH);
	if (d->proportional.p < 0.05)
		run_say(scope->run, "hazards are not proportional (p %.2g): "
		    "a ratio is one of all times together, and --tests names "
		    "the attributes", d->proportional.p);
	if (drivers_settings(scope)->cluster &&
	    d->nclusters < CLUSTERS_ENOUGH)
		run_say(scope->run, "%zu clusters: under %d, intervals are "
		    "too narrow", d->nclusters, CLUSTERS_ENOUGH);
}

void
drivers_say(const struct scope *scope, const struct drivers *d)
{
	if (scope->settings->quiet)
		return;
	if (d->ended)
		run_say(scope->run, "%" PRIu64 " ended by the landmark, or "
		    "have not come to it yet, and are left out", d->ended);
	if (d->dropped)
		run_say(scope->run, "%" PRIu64 " have no number, and are "
		    "left out", d->dropped);
	run_say(scope->run, "%zu %s tested, q over them; p of a level (%zu) "
	    "is not adjusted for their number", d->n, run_n(d->n,
	    "attribute", "attributes"), d->tested);
	if (drivers_model(drivers_settings(scope)) != DRIVERS_NONE)
		say_model(scope, d);
}
