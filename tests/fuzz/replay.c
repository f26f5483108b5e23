/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The main of a fuzz target where there is no fuzzer: tries every input
 * of its corpus, tests/fuzz/corpus/NAME for fuzz_NAME, or of the files
 * that are named, as TAP.  Each is also tried cut short at every length,
 * or where it is long at a hundred of them.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

static int tests;

static void
try(const char *path)
{
	static uint8_t bytes[1 << 20];
	FILE *file = fopen(path, "rb");

	if (!file) {
		printf("Bail out! %s: %s\n", path, strerror(errno));
		exit(2);
	}
	size_t len = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	size_t step = len / 100 + 1;
	for (size_t cut = 0; cut < len; cut += step) {
		/* Its own room, so that a sanitizer sees what is beyond. */
		uint8_t *copy = malloc(cut + 1);

		if (!copy)
			abort();
		memcpy(copy, bytes, cut);
		LLVMFuzzerTestOneInput(copy, cut);
		free(copy);
	}
	LLVMFuzzerTestOneInput(bytes, len);
	printf("ok %d - %s\n", ++tests, path);
	fflush(stdout);
}

static int
no_dots(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void
try_all(const char *folder)
{
	struct dirent **entries;
	char path[8192];
	int n = scandir(folder, &entries, no_dots, alphasort);

	if (n <= 0) {
		printf("Bail out! %s: no corpus\n", folder);
		exit(2);
	}
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%s", folder,
		    entries[i]->d_name);
		try(path);
		free(entries[i]);
	}
	free(entries);
}

static void
hang(int signal)
{
	static const char words[] = "replay: an input takes over a minute\n";

	(void)signal;
	(void)!write(2, words, sizeof words - 1);
	abort();
}

int
main(int argc, char **argv)
{
	char folder[4096];
	const char *name = strrchr(argv[0], '/');

	name = name ? name + 1 : argv[0];
	name += strncmp(name, "fuzz_", 5) == 0 ? 5 : 0;
	signal(SIGALRM, hang);
	alarm(60);
	for (int i = 1; i < argc; i++)
		try(argv[i]);
	if (argc == 1) {
		snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", name);
		try_all(folder);
	}
	printf("1..%d\n", tests);
	return 0;
}
