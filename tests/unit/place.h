/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_PLACE_H
#define TESTS_PLACE_H

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/chart/gnuplot.h"
#include "tests/unit/near.h"

/* What tests share that run gnuplot, or what pretends to be one. */

/* A folder of its own for each test, named by TMPDIR. */
struct place {
	char folder[64];
	char old_path[4096];
};

static inline int
enter(void **state)
{
	static struct place place;

	strcpy(place.folder, "/tmp/funnel-test-XXXXXX");
	if (mkdtemp(place.folder) == NULL)
		return -1;
	snprintf(place.old_path, sizeof place.old_path, "%s",
	    getenv("PATH"));
	setenv("TMPDIR", place.folder, 1);
	*state = &place;
	return 0;
}

static inline size_t
count_files(const char *folder, bool remove_them)
{
	DIR *all = opendir(folder);
	struct dirent *entry;
	size_t n = 0;

	assert_non_null(all);
	while ((entry = readdir(all)) != NULL) {
		char path[PATH_MAX];

		if (entry->d_name[0] == '.')
			continue;
		n++;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (remove_them)
			unlink(path);
	}
	closedir(all);
	return n;
}

static inline int
leave(void **state)
{
	struct place *place = *state;

	setenv("PATH", place->old_path, 1);
	unsetenv("TMPDIR");
	count_files(place->folder, true);
	return rmdir(place->folder);
}

static inline int
run(const char *script, enum image image, struct picture *picture,
    struct fault *fault)
{
	static const unsigned patience_ms = 20000;

	memset(fault, 0, sizeof *fault);
	return gnuplot_run(script, strlen(script), image, patience_ms,
	    picture, fault);
}

static inline void
skip_without_gnuplot(void)
{
	if (system("gnuplot --version >/dev/null 2>&1") != 0)
		skip();
}

static const char good[] = "\nset xrange [0:1]\nset yrange [0:1]\nplot x\n";

static inline void
script_for(enum image image, const char *body, char *out, size_t size)
{
	static const char *const terminals[] = { "pngcairo", "svg",
	    "pdfcairo" };

	snprintf(out, size, "set terminal %s noenhanced\n%s",
	    terminals[image], body);
}

/* Runs test in a new folder, which it must leave empty. */
static inline void
in_a_folder_of_its_own(void (*test)(void))
{
	char folder[] = "/tmp/funnel-test-XXXXXX", here[4096];

	assert_non_null(getcwd(here, sizeof here));
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	test();
	assert_int_equal(chdir(here), 0);
	assert_int_equal(rmdir(folder), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

#endif
