/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A preset of any bytes, then a NUL and an export of any bytes: import ends
 * with events, or with the status of its kind and a sentence.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmd/options/options.h"
#include "cmd/run/command.h"
#include "io/base/fault.h"
#include "tests/fuzz/fuzz.h"

extern const struct command command_import;

static int
file_of(const void *bytes, size_t len, char path[32])
{
	int file = memfd_create("fuzz", 0);

	MUST(file >= 0 && write(file, bytes, len) == (ssize_t)len,
	    "no file");
	snprintf(path, 32, "/proc/self/fd/%d", file);
	return file;
}

/* What it says on standard error goes to `said`. */
static int
run_import(char *preset, char *export, int said)
{
	char *arguments[] = { "import", "-q", "-o", "/dev/null", "--preset",
		preset, export };
	struct run run = { .command = &command_import };
	struct command_line line;
	struct fault fault = { 0 };
	int saved = dup(STDERR_FILENO), status;

	run.settings = arena_alloc(&run.arena, command_import.settings_size);
	MUST(options_read(7, arguments, command_import.groups, &run.arena,
	    &line, &fault) == 0, "%s", fault.sentence);
	run.files = line.files;
	run.nfiles = line.nfiles;
	dup2(said, STDERR_FILENO);
	status = command_import.run(&run);
	dup2(saved, STDERR_FILENO);
	close(saved);
	arena_free(&run.arena);
	return status;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char usual[] = "Id,Created,Won,State\n"
	    "a,2025-01-02,2025-01-05,Won\nb,2025-01-03,,Open\n";
	const uint8_t *end = len ? memchr(bytes, '\0', len) : NULL;
	size_t preset_len = end ? (size_t)(end - bytes) : len;
	char preset[32], export[32], said[32];
	int files[3], status;

	files[0] = file_of(bytes, preset_len, preset);
	files[1] = end ? file_of(end + 1, len - preset_len - 1, export) :
	    file_of(usual, sizeof usual - 1, export);
	files[2] = file_of("", 0, said);
	status = run_import(preset, export, files[2]);
	MUST(status == 0 || (status >= FAULT_USAGE && status <= FAULT_OUTPUT),
	    "status %d", status);
	MUST((status == 0) == (lseek(files[2], 0, SEEK_END) == 0),
	    "status %d, %lld bytes said", status,
	    (long long)lseek(files[2], 0, SEEK_END));
	for (int i = 0; i < 3; i++)
		close(files[i]);
	return 0;
}
