/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a fold to what is shown of it. */
#include "cmd/drivers/drivers.h"
#include "cmd/run/folding.h"

/* Why nothing could be counted. */
static int
count_fault(const struct scope *scope, const struct drivers_options *o,
    const struct drivers *d, bool entered, enum status status, size_t wrong,
    struct fault *fault)
{
	const struct drivers_attribute *a = &o->attributes[wrong];
	const char *name = drivers_name(scope, wrong);

	if (status == STATUS_DOMAIN && a->reference)
		return fault_set(fault, FAULT_USAGE, "--reference: %s: nobody "
		    "has \"%s\"", name, a->reference);
	if (status == STATUS_DOMAIN)
		return fault_set(fault, FAULT_INPUT, "--number log:%s: a "
		    "logarithm wants numbers above 0, and some are not",
		    name);
	if (status == STATUS_TOO_FEW && d->dropped)
		return fault_set(fault, FAULT_NO_DATA, "--number: %s is no "
		    "number of anybody at entry: %llu have none", name,
		    (unsigned long long)d->dropped);
	if (status == STATUS_TOO_FEW && d->ended)
		return fault_set(fault, FAULT_NO_DATA, "--landmark: nobody "
		    "was still on the way then, with time to come: %llu had "
		    "ended, or have not come to it yet",
		    (unsigned long long)d->ended);
	if (status == STATUS_TOO_FEW && entered)
		return fault_set(fault, FAULT_NO_DATA, "nobody was watched "
		    "for the whole of --within yet: no rate, not a rate of "
		    "zero");
	return statistic_fault(status, fault);
}

/* The caller frees what was counted, on every return. */
static int
count(const struct scope *scope, const struct drivers_fold *fold,
    const struct drivers_options *o, struct drivers *out,
    struct fault *fault)
{
	size_t wrong = 0;
	enum status status = drivers_count(fold, &scope->names, o, &wrong,
	    out);

	if (out->open && !fold->definition->timed &&
	    !fold->definition->rules.windowed &&
	    !scope->settings->no_time)
		return fault_set(fault, FAULT_USAGE, "%llu %s still open, "
		    "and may yet get there; with --within SPAN those count "
		    "whose time is over", (unsigned long long)out->open,
		    run_n(out->open, "is", "are"));
	return status == STATUS_OK ? 0 : count_fault(scope, o, out,
	    fold->entered > 0, status, wrong, fault);
}

static int
fit(const struct scope *scope, const struct drivers_options *o,
    struct drivers *d, struct fault *fault)
{
	if (drivers_refuse(scope, d, fault) != 0)
		return -1;
	if (drivers_model(drivers_settings(scope)) == DRIVERS_NONE)
		return 0;
	enum status status = drivers_fit(o, d);

	return status == STATUS_OK ? 0 : drivers_fault(scope, d, status,
	    fault);
}

struct table *
drivers_table(const struct scope *scope, const void *fold,
    struct fault *fault)
{
	struct drivers_options o;
	struct table *t = NULL;
	struct drivers d;

	if (drivers_options_of(scope, &o, fault) != 0)
		return NULL;
	if (count(scope, fold, &o, &d, fault) == 0 &&
	    fit(scope, &o, &d, fault) == 0) {
		t = drivers_make_table(scope, &d);
		drivers_say(scope, &d);
	}
	drivers_free(&d);
	return t;
}
