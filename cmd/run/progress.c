/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/progress.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "analytics/base/memory.h"

struct progress {
	struct reader *reader;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stopped;
	bool stop;
	struct timespec start;
	int shown;		/* characters of the line that stands there */
};

static double
seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	    (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* "412 MB", "1.23 GB", "15.2 M": three digits tell enough. */
static void
format_amount(double amount, char *out, size_t size)
{
	static const char *const units[] = { "", "k", "M", "G", "T" };
	size_t unit = 0;

	for (; amount >= 999.5 && unit < 4; unit++)
		amount /= 1000;
	snprintf(out, size, "%.*f %s", unit && amount < 10 ? 2 :
	    unit && amount < 100 ? 1 : 0, amount, units[unit]);
}

/* Over what stood there, which may have been longer. */
static void
write_over(struct progress *p, const char *line)
{
	char out[256];
	int len = (int)strlen(line);
	int n = snprintf(out, sizeof out, "\r%s%*s\r", line,
	    p->shown > len ? p->shown - len : 0, "");

	p->shown = len;
	/* At worst a line of progress is missing. */
	(void)!write(STDERR_FILENO, out, (size_t)n);
}

static void
show(struct progress *p)
{
	char done[32], all[32], rows[32], line[192];
	struct reader_progress at = reader_progress(p->reader);
	double seconds = seconds_since(&p->start);

	if (at.taken == 0)
		return;
	format_amount((double)at.taken, done, sizeof done);
	format_amount((double)at.rows / seconds, rows, sizeof rows);
	if (at.total > at.taken) {
		format_amount((double)at.total, all, sizeof all);
		snprintf(line, sizeof line, message("%sB of %sB, "
		    "%srows/s, %.0f s left"), done, all, rows, seconds *
		    (double)(at.total - at.taken) / (double)at.taken);
	} else {
		snprintf(line, sizeof line, message("%sB, %srows/s"), done,
		    rows);
	}
	write_over(p, line);
}

/* After a second, then four times a second. */
static void *
watch(void *context)
{
	struct progress *p = context;
	struct timespec due = p->start;

	due.tv_sec++;
	pthread_mutex_lock(&p->lock);
	while (!p->stop) {
		if (pthread_cond_timedwait(&p->stopped, &p->lock, &due) == 0)
			continue;
		show(p);
		clock_gettime(CLOCK_MONOTONIC, &due);
		due.tv_nsec += 250000000;
		due.tv_sec += due.tv_nsec / 1000000000;
		due.tv_nsec %= 1000000000;
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct progress *
progress_start(struct reader *reader)
{
	const char *term = getenv("TERM");

	if (!isatty(STDERR_FILENO) || !term || strcmp(term, "dumb") == 0)
		return NULL;
	struct progress *p = memory_zeroed(1, sizeof *p);
	p->reader = reader;
	clock_gettime(CLOCK_MONOTONIC, &p->start);
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_t how;
	pthread_condattr_init(&how);
	pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
	pthread_cond_init(&p->stopped, &how);
	pthread_condattr_destroy(&how);
	if (pthread_create(&p->thread, NULL, watch, p) == 0)
		return p;
	free(p);
	return NULL;
}

void
progress_stop(struct progress *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_signal(&p->stopped);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	if (p->shown)
		write_over(p, "");
	pthread_cond_destroy(&p->stopped);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
