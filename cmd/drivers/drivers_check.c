/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that do not go together, and what they add to --by. */
#include <string.h>

#include "cmd/drivers/drivers.h"

/* From the end, so that where saved folds are merged all stands already. */
static void
add_column(struct text_list *by, const char *name, size_t len,
    struct arena *arena)
{
	for (size_t i = 0; i < by->n; i++)
		if (strlen(by->items[i]) == len &&
		    memcmp(by->items[i], name, len) == 0)
			return;
	const char **items = arena_alloc(arena, (by->n + 1) * sizeof *items);
	if (by->n)
		memcpy(items, by->items, by->n * sizeof *items);
	items[by->n++] = arena_copy(arena, name, len);
	by->items = items;
}

static int
add_columns(struct drivers_settings *s, struct arena *arena,
    struct fault *fault)
{
	for (size_t i = 0; i < s->bins.n; i++) {
		size_t len;
		uint64_t n;

		if (!drivers_bin_column(s->bins.items[i], &len, &n))
			return fault_set(fault, FAULT_USAGE, "--bin: \"%s\": "
			    "expected COL:N, from 2 to %d groups",
			    s->bins.items[i], BINS_MAX);
		add_column(&s->shared.by, s->bins.items[i], len, arena);
	}
	for (size_t i = 0; i < s->numbers.n; i++) {
		const char *column = drivers_number_column(s->numbers.items[i]);

		add_column(&s->shared.by, column, strlen(column), arena);
	}
	return 0;
}

/* Clusters and strata come behind the attributes, and are none. */
static int
move_last(struct settings *s, const char *column, const char *option,
    struct arena *arena, struct fault *fault)
{
	const char **items = arena_alloc(arena, (s->by.n + 1) *
	    sizeof *items);
	size_t n = 0;

	for (size_t i = 0; i < s->by.n; i++)
		if (strcmp(s->by.items[i], column) != 0)
			items[n++] = s->by.items[i];
	if (n == 0)
		return fault_set(fault, FAULT_USAGE, "--%s: \"%s\" is "
		    "then no attribute, and --by names no other", option,
		    column);
	items[n++] = column;
	s->by.items = items;
	s->by.n = n;
	return 0;
}

/* What is known only afterwards goes with success because of success. */
static const char *
known_later(const struct drivers_settings *s)
{
	if (s->shared.entry > 1)
		return N_("--entry best and latest choose an entry by what "
		    "came of it: what goes with success then is the choice; "
		    "drivers look at the first");
	if (s->shared.attribute &&
	    strcmp(s->shared.attribute, "last") == 0)
		return N_("--attribute last is known only afterwards, and may "
		    "be what success left behind; drivers are known at entry");
	if (s->did.n && !s->landmark.given)
		return N_("--did is known only after the entry: whoever took "
		    "long had longer to do it, and whoever ended early could "
		    "not; --landmark SPAN looks at those still on their way "
		    "then, and at what they had done by then");
	return NULL;
}

static const char *
of_the_model(const struct drivers_settings *s)
{
	bool none = drivers_model(s) == DRIVERS_NONE;
	bool cox = drivers_model(s) == DRIVERS_COX;

	if (none && s->tests)
		return N_("--tests are of the model, and --model none has "
		    "none");
	if (none && s->cluster)
		return N_("--cluster is of the model, and --model none has "
		    "none");
	if (s->firth && drivers_model(s) != DRIVERS_LOGISTIC)
		return N_("--firth is of logistic regression alone");
	if (s->firth && s->cluster)
		return N_("--firth and --cluster do not go together: its "
		    "intervals are of the likelihood, which knows no clusters");
	if (s->strata && !cox)
		return N_("--strata are of hazards: add --model cox");
	if (cox && s->shared.no_time)
		return N_("--model cox wants times, and --no-time has none");
	return NULL;
}

/* What has no sense of a table; and what makes one. */
static int
check_table(const struct drivers_settings *s, struct fault *fault)
{
	const struct settings *shared = &s->shared;
	const struct {
		bool given;
		const char *option;
	} of_logs[] = {
		{ shared->stages || shared->nfile_stages, "stages" },
		{ shared->goal, "goal" }, { shared->lost, "lost" },
		{ shared->within.given, "within" },
		{ s->landmark.given, "landmark" }, { s->did.n > 0, "did" },
		{ shared->from, "from" }, { shared->to, "to" },
		{ shared->as_of, "as-of" }, { shared->partial, "partial" },
		{ shared->having.n > 0, "having" },
	};
	bool cox = drivers_model(s) == DRIVERS_COX;

	if (!drivers_of_table(s))
		return s->event_value ? fault_set(fault, FAULT_USAGE,
		    "--event-value is of a table of entities: add --status") :
		    0;
	for (size_t i = 0; i < sizeof of_logs / sizeof of_logs[0]; i++)
		if (of_logs[i].given)
			return fault_set(fault, FAULT_USAGE, "--%s is of an "
			    "event log, and --%s of a table of entities",
			    of_logs[i].option, s->status ? "status" :
			    "duration");
	if (!s->status)
		return fault_set(fault, FAULT_USAGE, "--duration wants "
		    "--status: how it ended");
	return cox == (s->duration != NULL) ? 0 : fault_set(fault,
	    FAULT_USAGE, cox ? N_("--model cox of a table wants --duration: "
	    "how long it took") : N_("--duration is of --model cox: a chance "
	    "has none, and whoever is there for a short time had no time to "
	    "end"));
}

int
drivers_check(struct run *run, struct fault *fault)
{
	struct drivers_settings *s = run->settings;
	const char *why = known_later(s);

	if (!why)
		why = of_the_model(s);
	if (s->did.n > DRIVERS_DONE_MAX)
		why = N_("--did: more than 16 stages");
	if (why)
		return fault_set(fault, FAULT_USAGE, "%s", message(why));
	if (check_table(s, fault) != 0 || add_columns(s, &run->arena,
	    fault) != 0)
		return -1;
	if (s->shared.by.n == 0 && s->did.n == 0)
		return fault_set(fault, FAULT_USAGE, "which attributes? say "
		    "--by COL,...");
	/* Nearly each entity may have a tuple of its own, and none is
	   shown. */
	if (!s->shared.max_groups)
		s->shared.max_groups = DRIVERS_TUPLES;
	if (s->cluster && move_last(&s->shared, s->cluster, "cluster",
	    &run->arena, fault) != 0)
		return -1;
	return s->strata ? move_last(&s->shared, s->strata, "strata",
	    &run->arena, fault) : 0;
}
