/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/folding.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/match/matching.h"

int
statistic_fault(enum status status, struct fault *fault)
{
	if (status == STATUS_TOO_FEW)
		return fault_set(fault, FAULT_NO_DATA,
		    "nobody entered the funnel: no rate, not a rate of zero");
	if (status == STATUS_LIMIT)
		return fault_set(fault, FAULT_INPUT,
		    "--value: the sum is too large to be exact");
	return fault_set(fault, FAULT_INPUT, "%s",
	    message(status_sentence(status)));
}

struct worker {
	struct folding *foldings;	/* a fold of each class */
	size_t n;
};

static int
status_fault(enum status status, const char *what, struct fault *fault)
{
	return fault_set(fault, FAULT_INPUT, "%s: %s", what,
	    message(status_sentence(status)));
}

static int
visit(void *context, const struct timeline *timeline, struct fault *fault)
{
	struct worker *w = context;
	struct match_memo memo;
	struct timeline shared = *timeline;

	memo.n = memo.nprojected = 0;
	if (w->n > 1)
		shared.memo = &memo;
	for (size_t i = 0; i < w->n; i++) {
		enum status status = w->foldings[i].class->add(
		    w->foldings[i].fold, &shared);

		if (status != STATUS_OK)
			return status_fault(status, w->foldings[i].class->name,
			    fault);
	}
	return 0;
}

static void
free_worker(struct worker *w)
{
	for (size_t i = 0; w->foldings && i < w->n; i++)
		fold_free(w->foldings[i].fold);
	free(w->foldings);
	w->foldings = NULL;
}

static void
new_worker(struct worker *w, const struct folding *foldings, size_t n)
{
	w->n = n;
	w->foldings = memory_array(n, sizeof *w->foldings);
	for (size_t i = 0; i < n; i++) {
		w->foldings[i] = foldings[i];
		w->foldings[i].fold = fold_new(foldings[i].class,
		    foldings[i].definition);
	}
}

/* All into the first, which the caller gets. */
static void
merge(struct worker *workers, size_t nworkers, struct folding *foldings,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t w = 1; w < nworkers; w++)
			fold_merge(workers[0].foldings[i].fold,
			    workers[w].foldings[i].fold);
		foldings[i].fold = workers[0].foldings[i].fold;
		workers[0].foldings[i].fold = NULL;
	}
}

int
fold_log(struct input *in, struct folding *foldings, size_t n, bool last,
    struct fault *fault)
{
	/* Two at least: what was merged is whole (fold.h). */
	size_t nworkers = in->options.threads > 1 ? in->options.threads : 2;
	struct worker *workers = memory_zeroed(nworkers, sizeof *workers);
	void **contexts = memory_zeroed(nworkers, sizeof *contexts);

	for (size_t w = 0; w < nworkers; w++) {
		new_worker(&workers[w], foldings, n);
		contexts[w] = &workers[w];
	}
	int failed = event_log_visit(in->log, in->scope.as_of, visit,
	    contexts, fault);
	in->scope.facts = *event_log_facts(in->log);
	if (last)
		event_log_done(in->log);
	if (!failed)
		merge(workers, nworkers, foldings, n);
	for (size_t w = 0; w < nworkers; w++)
		free_worker(&workers[w]);
	free(workers);
	free(contexts);
	return failed;
}
