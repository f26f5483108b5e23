/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/folding.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/folds.h"
#include "io/base/threads.h"

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
	void **all;		/* a fold of each class */
	size_t n;
	struct folds *folds;	/* drives them; NULL: there is one */
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
	size_t failed = 0;
	enum status status = folds_add(w->folds, timeline, &failed);
	const struct fold *of = w->all[failed];

	return status == STATUS_OK ? 0 :
	    status_fault(status, of->class->name, fault);
}

/* Where there is one fold, it does as well with timelines. */
static int
visit_alone(void *context, const struct timeline *timeline,
    struct fault *fault)
{
	struct worker *w = context;
	const struct fold *of = w->all[0];
	enum status status = of->class->add(w->all[0], timeline);

	return status == STATUS_OK ? 0 :
	    status_fault(status, of->class->name, fault);
}

static void
free_worker(struct worker *w)
{
	folds_free(w->folds);
	for (size_t i = 0; w->all && i < w->n; i++)
		fold_free(w->all[i]);
	free(w->all);
}

static void
new_worker(struct worker *w, const struct folding *foldings, size_t n)
{
	w->n = n;
	w->all = memory_array(n, sizeof *w->all);
	for (size_t i = 0; i < n; i++)
		w->all[i] = fold_new(foldings[i].class,
		    foldings[i].definition);
	w->folds = n > 1 ? folds_new(w->all, n) : NULL;
}

/* All into the first, which the caller gets. */
static void
merge(struct worker *workers, size_t nworkers, struct folding *foldings,
    size_t n, size_t threads)
{
	const struct lent_threads lent = { run_jobs, threads };
	void **parts = memory_array(nworkers, sizeof *parts);

	for (size_t w = 0; w < nworkers && n > 1; w++)
		folds_flush(workers[w].folds);
	for (size_t i = 0; i < n; i++) {
		for (size_t w = 0; w < nworkers; w++)
			parts[w] = workers[w].all[i];
		fold_merge_all(parts, nworkers, &lent);
		foldings[i].fold = parts[0];
		workers[0].all[i] = NULL;
	}
	free(parts);
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
	if (last)
		event_log_last_visit(in->log);
	int failed = event_log_visit(in->log, in->scope.as_of, n > 1 ? visit :
	    visit_alone, contexts, fault);
	in->scope.facts = *event_log_facts(in->log);
	if (!failed)
		merge(workers, nworkers, foldings, n, in->options.threads);
	for (size_t w = 0; w < nworkers; w++)
		free_worker(&workers[w]);
	free(workers);
	free(contexts);
	return failed;
}
