/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/options/settings.h"
#include "cmd/run/command.h"
#include "io/base/temporary.h"

static void
print_fault(FILE *to, const char *name, const struct fault *fault)
{
	char text[sizeof *fault + 64];

	if (!fault->sentence[0])
		return;
	fault_format(fault, text, sizeof text);
	fprintf(to, "funnel%s%s: %s\n", name ? " " : "", name ? name : "",
	    text);
}

static const char *
name_of(const struct run *run)
{
	return run->command ? run->command->name : NULL;
}

static void
log_is_lost(const struct run *run)
{
	const struct settings *s = run->settings;
	struct fault fault;

	fault_set(&fault, FAULT_OUTPUT, "%s", message(strerror(errno)));
	fault_at(&fault, s->log, 0, NULL);
	print_fault(stderr, name_of(run), &fault);
}

/* A log is read later: its lines say when.  -1: it cannot be written. */
static int
log_fault(const struct run *run, const struct fault *fault)
{
	char when[32];
	FILE *log = run->log;
	bool lost = ferror(log);
	time_t now = time(NULL);
	struct tm utc;

	if (gmtime_r(&now, &utc) && strftime(when, sizeof when,
	    "%Y-%m-%dT%H:%M:%SZ ", &utc))
		fputs(when, log);
	print_fault(log, name_of(run), fault);
	if (fflush(log) == 0 && !lost)
		return 0;
	if (!lost)
		log_is_lost(run);
	return -1;
}

int
run_close_log(struct run *run)
{
	FILE *log = run->log;

	run->log = NULL;
	if (!log)
		return 0;

	bool lost = ferror(log);
	int failed = fclose(log);

	if (failed && !lost)
		log_is_lost(run);
	return failed || lost ? -1 : 0;
}

/* What is misread in another encoding can be what is wrong. */
static struct fault
with_guess(const struct run *run, const struct fault *fault)
{
	struct fault more = *fault;

	if (run->guess && fault->kind != FAULT_OUTPUT &&
	    !strstr(fault->advice, "--encoding"))
		fault_advise(&more, "  the text was read as %s, which is a "
		    "guess: --encoding names another\n", run->guess);
	return more;
}

int
run_fault(const struct run *run, const struct fault *fault)
{
	struct fault more = with_guess(run, fault);

	if (run->log && fault->sentence[0])
		log_fault(run, &more);
	print_fault(stderr, name_of(run), &more);
	return fault->kind;
}

void
run_out_of_memory(void *context)
{
	static atomic_flag begun = ATOMIC_FLAG_INIT;
	const struct run *run = context;
	struct fault fault;

	/* Of several threads the first one speaks. */
	while (atomic_flag_test_and_set(&begun))
		pause();
	temporary_remove_all();
	fault_set(&fault, FAULT_OUTPUT, "out of memory");
	/* Others still run: nothing may be freed or flushed for them. */
	_exit(run_fault(run, &fault));
}

/* Only calls that a handler may make. */
static void
end_by_signal(int number)
{
	temporary_remove_all();
	/* Blocked until we return, then by its default: so that whoever waits
	   for us sees which it was. */
	raise(number);
}

void
run_catch_signals(void)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGXCPU };
	struct sigaction ours = { .sa_handler = end_by_signal,
		.sa_flags = SA_RESETHAND };

	sigfillset(&ours.sa_mask);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct sigaction old;

		/* nohup asked for SIGHUP to be ignored. */
		if (sigaction(ends[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			sigaction(ends[i], &ours, NULL);
	}
	/* Seen as writes that fail: a closed pipe ends quietly, and of a file
	   that grew too large there is something to say. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

void
run_say(const struct run *run, const char *format, ...)
{
	struct fault line;
	char sentence[sizeof line.sentence];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, message(format), arguments);
	va_end(arguments);
	/* By way of a fault, which makes bytes of the data harmless. */
	fault_set(&line, FAULT_INPUT, "%s", sentence);
	if (!run->log || log_fault(run, &line) != 0)
		print_fault(stderr, name_of(run), &line);
}

const struct command *
command_find(const struct command *const *commands, const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

void
run_say_header(const struct run *run, const char *file, uint64_t line)
{
	run_say(run, "%s: the header is on line %" PRIu64 ": %s; "
	    "--skip-lines N says otherwise", file, line, line == 2 ?
	    message("the one above is no table") :
	    message("the lines above are no table"));
}
