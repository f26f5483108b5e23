/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/base/secret.h"

/* As many names are tried before a folder full of them is an error. */
#define NAMES_MAX 100

/*
 * Those that have a name.  Nothing is allocated under the lock, which who
 * runs out of memory takes, nor can a signal come, whose handler takes it.
 */
static atomic_flag held = ATOMIC_FLAG_INIT;
static struct temporary *first;

static void
take_lock(sigset_t *before)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, before);
	while (atomic_flag_test_and_set(&held))
		sched_yield();
}

static void
give_lock(const sigset_t *before)
{
	int error = errno;

	atomic_flag_clear(&held);
	pthread_sigmask(SIG_SETMASK, before, NULL);
	errno = error;
}

/* By this name a file that has none can be linked. */
static void
name_descriptor(char name[32], int file)
{
	snprintf(name, 32, "/proc/self/fd/%d", file);
}

static int
open_nameless(const char *folder, int mode)
{
#ifdef O_TMPFILE
	return open(folder, O_TMPFILE | mode | O_CLOEXEC, 0600);
#else
	(void)folder;
	(void)mode;
	errno = ENOTSUP;
	return -1;
#endif
}

/* Of the folder of target; -1: this one cannot, or no name is to be had. */
static int
make_nameless(const char *target)
{
	char folder[PATH_MAX], name[32];
	const char *slash = strrchr(target, '/');

	snprintf(folder, sizeof folder, "%.*s",
	    slash ? (int)(slash - target) + 1 : 1, slash ? target : ".");

	int file = open_nameless(folder, O_WRONLY);

	if (file < 0)
		return -1;
	name_descriptor(name, file);
	if (access(name, F_OK) == 0)
		return file;
	close(file);
	return -1;
}

static int
make_named(struct temporary *t)
{
	sigset_t before;

	take_lock(&before);

	int file = mkostemp(t->path, O_CLOEXEC);

	if (file >= 0) {
		t->named = true;
		t->next = first;
		first = t;
	}
	give_lock(&before);
	return file;
}

int
temporary_beside(struct temporary *t, const char *target)
{
	const char *slash = strrchr(target, '/');
	int folder = slash ? (int)(slash - target) + 1 : 0;
	int len = snprintf(t->path, sizeof t->path, "%.*s.funnel-XXXXXX",
	    folder, target);

	t->named = false;
	errno = ENAMETOOLONG;
	if ((size_t)len >= sizeof t->path)
		return -1;

	int file = make_nameless(target);

	return file >= 0 ? file : make_named(t);
}

/* -1 with errno. */
static int
link_and_rename(const char *from, const char *name, const char *target)
{
	if (linkat(AT_FDCWD, from, AT_FDCWD, name, AT_SYMLINK_FOLLOW) != 0)
		return -1;
	if (rename(name, target) == 0)
		return 0;

	int error = errno;

	unlink(name);
	errno = error;
	return -1;
}

/*
 * By a process of its own, in a session of its own, so that between the two
 * calls SIGKILL does not stop them.  vfork copies no pages; all that the
 * child does is system calls, and errno is ours.
 */
static int
link_unstopped(const char *from, const char *name, const char *target)
{
	int status;
	pid_t child = vfork();

	if (child == 0) {
		setsid();
		_exit(link_and_rename(from, name, target) == 0 ? 0 : 1);
	}
	if (child < 0)
		return link_and_rename(from, name, target);

	int error = errno;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	errno = error;
	return status == 0 ? 0 : -1;
}

/* A link never replaces: a new name is linked, and renamed. */
static int
link_over(struct temporary *t, const char *from, const char *target)
{
	char *letters = t->path + strlen(t->path) - 6;

	for (int i = 0; i < NAMES_MAX; i++) {
		uint32_t number;

		secret_fill(&number, sizeof number);
		snprintf(letters, 7, "%06x", number & 0xffffff);
		if (link_unstopped(from, t->path, target) == 0)
			return 0;
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

static int
link_nameless(struct temporary *t, int file, const char *target)
{
	char from[32];

	name_descriptor(from, file);
	if (linkat(AT_FDCWD, from, AT_FDCWD, target, AT_SYMLINK_FOLLOW) == 0)
		return 0;
	return errno == EEXIST ? link_over(t, from, target) : -1;
}

static int
rename_named(struct temporary *t, const char *target)
{
	struct temporary **at = &first;
	int failed = target ? rename(t->path, target) : 0;
	int error = errno;

	if (failed || !target)
		unlink(t->path);
	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	errno = error;
	return failed;
}

int
temporary_end(struct temporary *t, int file, const char *target)
{
	sigset_t before;
	int failed = 0;

	take_lock(&before);
	if (t->named)
		failed = rename_named(t, target);
	else if (target)
		failed = link_nameless(t, file, target);
	give_lock(&before);
	return failed;
}

int
temporary_nameless(const char *folder)
{
	struct temporary t = { .named = false };
	int file = open_nameless(folder, O_RDWR);

	if (file >= 0)
		return file;

	int len = snprintf(t.path, sizeof t.path, "%s/funnel-XXXXXX", folder);

	errno = ENAMETOOLONG;
	if ((size_t)len < sizeof t.path)
		file = make_named(&t);
	if (file >= 0)
		temporary_end(&t, file, NULL);
	return file;
}

void
temporary_remove_all(void)
{
	sigset_t before;

	/* Never given back: what others make now would be left. */
	take_lock(&before);
	for (const struct temporary *t = first; t; t = t->next)
		unlink(t->path);
}
