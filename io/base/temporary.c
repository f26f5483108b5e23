/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Nothing is allocated under the lock: who runs out of memory takes it. */
static struct {
	pthread_mutex_t lock;
	struct temporary *first;
} present = { .lock = PTHREAD_MUTEX_INITIALIZER };

int
temporary_make(struct temporary *t)
{
	pthread_mutex_lock(&present.lock);

	int file = mkostemp(t->path, O_CLOEXEC);
	int error = errno;

	if (file >= 0) {
		t->next = present.first;
		present.first = t;
	}
	pthread_mutex_unlock(&present.lock);
	errno = error;
	return file;
}

int
temporary_end(struct temporary *t, const char *target)
{
	struct temporary **at = &present.first;

	pthread_mutex_lock(&present.lock);

	int failed = target ? rename(t->path, target) : 0;
	int error = errno;

	if (failed || !target)
		unlink(t->path);
	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	pthread_mutex_unlock(&present.lock);
	errno = error;
	return failed;
}

void
temporary_remove_all(void)
{
	/* Never unlocked: what others make now would be left. */
	pthread_mutex_lock(&present.lock);
	for (const struct temporary *t = present.first; t; t = t->next)
		unlink(t->path);
}
