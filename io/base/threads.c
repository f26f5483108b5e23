/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

int
run_threads(size_t n, void *(*work)(void *), void *workers, size_t size,
    struct fault *fault)
{
	pthread_t *threads = memory_zeroed(n, sizeof *threads);
	size_t started = 0;
	int error = 0;

	while (started + 1 < n && !error) {
		error = pthread_create(&threads[started], NULL, work,
		    (char *)workers + started * size);
		if (!error)
			started++;
	}
	if (!error)
		work((char *)workers + started * size);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	free(threads);
	if (error)
		return fault_set(fault, FAULT_INPUT,
		    "cannot start a thread: %s; try --threads 1",
		    message(strerror(error)));
	return 0;
}

struct jobs {
	void (*job)(void *, size_t);
	void *context;
	size_t n;
	atomic_size_t next;
};

static void *
do_jobs(void *worker)
{
	struct jobs *jobs = *(struct jobs **)worker;
	size_t i;

	while ((i = jobs->next++) < jobs->n)
		jobs->job(jobs->context, i);
	return NULL;
}

void
run_jobs(size_t threads, size_t n, void (*job)(void *, size_t),
    void *context)
{
	struct jobs jobs = { .job = job, .context = context, .n = n };
	struct jobs *all[] = { &jobs };
	struct fault fault;

	if (n > 1 && threads > 1)
		(void)run_threads(threads < n ? threads : n, do_jobs, all, 0,
		    &fault);
	do_jobs(all);
}
