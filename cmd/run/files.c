/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No file is read and written by one run. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/options/settings.h"
#include "cmd/run/command.h"

/* A file that a run writes, by the option that names it. */
struct written_file {
	const char *option, *path;
	struct stat about;
	bool exists;
};

#define WRITTEN 6

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	    S_ISREG(a->st_mode);
}

/* Links, hard and symbolic, are other names of the same file. */
static size_t
list_written(const struct settings *s, struct written_file *out)
{
	const char *rejects = s->bad_rows && strcmp(s->bad_rows, "fail") != 0
	    && strcmp(s->bad_rows, "skip") != 0 ? s->bad_rows : NULL;
	const struct written_file all[WRITTEN] = {
		{ .option = "output", .path = s->output },
		{ .option = "chart", .path = s->chart },
		{ .option = "bad-rows", .path = rejects },
		{ .option = "log", .path = s->log },
		{ .option = "lock", .path = s->lock },
		{ .option = "state", .path = s->state },
	};
	size_t n = 0;

	for (size_t i = 0; i < WRITTEN; i++) {
		if (!all[i].path || strcmp(all[i].path, "-") == 0)
			continue;
		out[n] = all[i];
		out[n].exists = stat(out[n].path, &out[n].about) == 0;
		n++;
	}
	return n;
}

static int
check_read(const struct run *run, const struct written_file *w,
    struct fault *fault)
{
	struct stat about;

	for (size_t i = 0; i < run->nfiles || i == 0; i++) {
		bool standard = run->nfiles == 0 ||
		    strcmp(run->files[i], "-") == 0;
		int failed = standard ? fstat(STDIN_FILENO, &about) :
		    stat(run->files[i], &about);

		if (failed == 0 && w->exists && is_same(&w->about, &about))
			return fault_set(fault, FAULT_USAGE, "--%s: \"%s\" "
			    "is the file that is read: it would be written "
			    "over", w->option, w->path);
	}
	return 0;
}

static int
check_second(const char *path, const char *option,
    const struct written_file *w, struct fault *fault)
{
	struct stat about;

	if (stat(path, &about) != 0 || !w->exists ||
	    !is_same(&w->about, &about))
		return 0;
	return fault_set(fault, FAULT_USAGE, "--%s: \"%s\" is the file that "
	    "--%s reads: it would be written over", w->option, w->path,
	    option);
}

/* The file of FILE:KEY, as far as that is one. */
static int
check_joined(const struct settings *s, const struct written_file *w,
    struct fault *fault)
{
	for (size_t i = 0; i < s->join.n; i++) {
		char path[4096];

		snprintf(path, sizeof path, "%.*s",
		    (int)strcspn(s->join.items[i], ":"), s->join.items[i]);
		if (check_second(path, "join", w, fault) != 0)
			return -1;
	}
	return 0;
}

static int
check_written(const struct written_file *a, const struct written_file *b,
    struct fault *fault)
{
	if (strcmp(a->path, b->path) != 0 && !(a->exists && b->exists &&
	    is_same(&a->about, &b->about)))
		return 0;
	return fault_set(fault, FAULT_USAGE, "--%s and --%s name one file, "
	    "\"%s\"", a->option, b->option, b->path);
}

int
run_check_files(const struct run *run, struct fault *fault)
{
	struct written_file written[WRITTEN];
	size_t n = list_written(run->settings, written);

	for (size_t i = 0; i < n; i++) {
		if (check_read(run, &written[i], fault) != 0 ||
		    check_joined(run->settings, &written[i], fault) != 0)
			return -1;
		for (size_t k = 0; k < i; k++)
			if (check_written(&written[k], &written[i],
			    fault) != 0)
				return -1;
	}
	return 0;
}

int
run_check_second(const struct run *run, const char *path, const char *option,
    struct fault *fault)
{
	struct written_file written[WRITTEN];
	size_t n = list_written(run->settings, written);

	for (size_t i = 0; i < n; i++)
		if (check_second(path, option, &written[i], fault) != 0)
			return -1;
	return 0;
}
