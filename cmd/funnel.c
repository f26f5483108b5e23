/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "analytics/base/memory.h"
#include "analytics/base/setup.h"
#include "cmd/chart/chart.h"
#include "cmd/commands.h"
#include "cmd/complete/complete.h"
#include "cmd/options/settings.h"
#include "cmd/run/command.h"
#include "cmd/run/funnel_settings.h"
#include "cmd/run/statistic.h"
#include "io/base/nearest.h"
#include "io/chart/confine.h"
#include "io/csv/gunzip.h"
#include "io/text/words.h"

#define DECLARE(name) extern const struct command command_##name;
#define LIST(name) &command_##name,

COMMANDS(DECLARE)
static const struct command *const commands[] = { COMMANDS(LIST) NULL };

/* What help wrote may not have arrived; a closed pipe is no fault. */
static int
close_help(const struct run *run)
{
	struct fault fault;

	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	if (errno == EPIPE)
		return FAULT_OUTPUT;
	fault_set(&fault, FAULT_OUTPUT, "%s", message(strerror(errno)));
	fault_at(&fault, standard_output, 0, NULL);
	return run_fault(run, &fault);
}

static void
print_usage(FILE *to)
{
	fprintf(to, "%s", message("usage: funnel COMMAND [OPTION]... "
	    "[FILE]...\n\n"
	    "Honest funnel statistics from CSV exports of sales activity.\n\n"
	    "commands\n"));
	for (size_t i = 0; commands[i]; i++)
		fprintf(to, "  %-10s %s\n", commands[i]->name,
		    message(commands[i]->summary));
	fprintf(to, "%s", message("\nfunnel COMMAND --help says more; "
	    "man funnel is the manual.\n"));
}

static void
print_help(const struct command *c)
{
	printf("funnel %s: %s\n\n%s\n", c->name, message(c->summary),
	    c->examples);
	printf(message("usage: funnel %s %s\n"), c->name, c->usage);
	options_help(c->groups);
}

static int
print_version(const struct run *run)
{
	printf("funnel %s\ngzip by %s\n%s", FUNNEL_VERSION,
	    gunzip_library(), confine_exists() ? "" :
	    "gnuplot runs without a filter: this build has none for this "
	    "machine\n");
	return close_help(run);
}

static const struct command *
command_of_line(const struct run *run, const char *name)
{
	const char *names[sizeof commands / sizeof *commands];
	size_t n = 0;
	const struct command *found = command_find(commands, name);
	struct fault fault;

	if (found)
		return found;
	for (size_t i = 0; commands[i]; i++)
		names[n++] = commands[i]->name;
	const char *near = nearest(name, names, n);
	fault_set(&fault, FAULT_USAGE, near ? N_("no command \"%s\"") :
	    N_("no command \"%s\"; funnel --help lists them"), name);
	fault_suggest(&fault, near);
	run_fault(run, &fault);
	return NULL;
}

/* No file on a terminal would wait for typing: show the usage instead. */
static bool
waits_for_typing(const struct run *run)
{
	return run->nfiles == 0 && isatty(STDIN_FILENO) &&
	    strstr(run->command->usage, "FILE");
}

/* 0, a fault's status, or 75 (sysexits: try again later). */
#define LOCK_HELD 75

static int
open_log(struct run *run, struct settings *s)
{
	struct fault fault;

	if (!s->log)
		return 0;
	run->log = fopen(s->log, "ae");
	/* Notices go there and nowhere else: -q has nothing to silence. */
	if (run->log) {
		s->quiet = false;
		return 0;
	}
	fault_set(&fault, FAULT_OUTPUT, "%s", message(strerror(errno)));
	fault_at(&fault, s->log, 0, NULL);
	return run_fault(run, &fault);
}

/* Held until the process ends, however it ends. */
static int
take_lock(const struct run *run, const struct settings *s)
{
	struct fault fault;

	if (!s->lock)
		return 0;
	int file = open(s->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0)
		return 0;
	bool held = file >= 0 && errno == EWOULDBLOCK;
	fault_set(&fault, FAULT_OUTPUT, "%s", held ?
	    message("another run holds this lock") : message(strerror(errno)));
	fault_at(&fault, s->lock, 0, NULL);
	int status = run_fault(run, &fault);
	return held ? LOCK_HELD : status;
}

/* Who reads the log of a night shall know. */
static void
log_unconfined(const struct run *run)
{
	const struct settings *s = run->settings;

	if (run->log && (s->no_confine || !confine_exists()))
		run_say(run, "gnuplot runs without a filter: %s",
		    s->no_confine ? "--no-confine" :
		    message("this build has none for this machine"));
}

/* What surrounds a run from cron. */
static int
run_guarded(struct run *run)
{
	int status = open_log(run, run->settings);

	if (!status)
		status = take_lock(run, run->settings);
	log_unconfined(run);
	if (!status)
		status = run->command->run(run);
	if (!status && run->unmatched)
		status = 1;
	/* What failed says more than that it could not be logged. */
	if (run_close_log(run) != 0 && status <= 1)
		status = FAULT_OUTPUT;
	return status;
}

static int
choose_language(const struct settings *s, struct fault *fault)
{
	return s->lang ? words_choose(s->lang - 1, fault) : 0;
}

static int
run_command(struct run *run, int argc, char **argv)
{
	const struct command *c = run->command;
	struct command_line line;
	struct fault fault = { 0 };

	run->settings = arena_alloc(&run->arena, c->settings_size);
	if (options_read(argc, argv, c->groups, &run->arena, &line,
	    &fault) != 0)
		return run_fault(run, &fault);
	if (line.help) {
		print_help(c);
		return close_help(run);
	}
	if (line.version)
		return print_version(run);
	if (settings_apply(run->commands, c, &line, run->settings,
	    &run->arena, &fault) != 0 ||
	    choose_language(run->settings, &fault) != 0 ||
	    settings_check_output(c->groups, run->settings, &fault) != 0 ||
	    statistic_check_chart(c, run->settings, &run->arena, &fault) != 0)
		return run_fault(run, &fault);
	run->given = arena_alloc(&run->arena, c->settings_size);
	memcpy((void *)run->given, run->settings, c->settings_size);
	run->files = line.files;
	run->nfiles = line.nfiles;
	if (waits_for_typing(run)) {
		fprintf(stderr, message("usage: funnel %s %s\n"
		    "funnel %s --help says more\n"), c->name, c->usage,
		    c->name);
		return FAULT_USAGE;
	}
	if (((const struct settings *)run->settings)->no_confine)
		confine_waive();
	if (run_check_no_time(run, &fault) != 0 ||
	    run_check_files(run, &fault) != 0)
		return run_fault(run, &fault);
	return run_guarded(run);
}

/*
 * Started with a standard descriptor closed, the next file opened would
 * take its place: a lock, a log or a spill file would be written over with
 * results.  What fills the gap fails when it is used, as a closed one does.
 */
static void
fill_descriptors(void)
{
	for (int file = 0; file <= 2; file++)
		if (fcntl(file, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", file == 0 ? O_WRONLY : O_RDONLY) != file)
			_exit(FAULT_OUTPUT);
}

/*
 * The first touch of a page costs more than most of what is done there: so
 * there is one pool, as of a program of one thread, which grows by many pages
 * at once, has large arrays too, and does not shrink.  Threads ask it for
 * large pieces seldom; each has small ones at hand.
 */
static void
settle_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_TOP_PAD, 4 << 20);
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TRIM_THRESHOLD, INT_MAX);
#endif
}

int
main(int argc, char **argv)
{
	struct run run = { .commands = commands, .draw = chart_of_result };

	fill_descriptors();
	run_choose_language(argc - 1, argv + 1);
	run_catch_signals();
	settle_memory();
	analytics_setup();
	memory_on_exhaustion(run_out_of_memory, &run);
	if (argc < 2) {
		print_usage(stderr);
		return FAULT_USAGE;
	}
	bool help = strcmp(argv[1], "help") == 0;
	if ((help && argc == 2) || strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "-h") == 0) {
		print_usage(stdout);
		return close_help(&run);
	}
	if (strcmp(argv[1], "--version") == 0)
		return print_version(&run);
	if (strcmp(argv[1], "--complete") == 0) {
		int answer = complete(commands, argc - 2, argv + 2);

		return close_help(&run) != 0 ? FAULT_OUTPUT : answer;
	}
	run.command = command_of_line(&run, argv[1 + help]);
	if (!run.command)
		return FAULT_USAGE;
	if (help) {
		print_help(run.command);
		return close_help(&run);
	}
	int status = run_command(&run, argc - 2, argv + 2);
	arena_free(&run.arena);
	return status;
}
