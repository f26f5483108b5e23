/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/threads.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

int
run_threads(size_t n, void *(*work)(void *), void *workers, size_t size,
    struct fault *fault)
{
	pthread_t *threads = calloc(n, sizeof *threads);
	if (!threads)
		return fault_set(fault, FAULT_INPUT, "out of memory");
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
		    strerror(error));
	return 0;
}
