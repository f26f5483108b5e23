/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

/* A log is read later: its lines say when. */
static void
log_fault(FILE *log, const char *name, const struct fault *fault)
{
	char when[32];
	time_t now = time(NULL);
	struct tm utc;
	if (gmtime_r(&now, &utc) && strftime(when, sizeof when,
	    "%Y-%m-%dT%H:%M:%SZ ", &utc))
		fputs(when, log);
	print_fault(log, name, fault);
	fflush(log);
}

static const char *
name_of(const struct run *run)
{
	return run->command ? run->command->name : NULL;
}

int
run_fault(const struct run *run, const struct fault *fault)
{
	if (run->log && fault->sentence[0])
		log_fault(run->log, name_of(run), fault);
	print_fault(stderr, name_of(run), fault);
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

void
run_say(const struct run *run, const char *format, ...)
{
	struct fault line;
	char sentence[sizeof line.sentence];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	/* By way of a fault, which makes bytes of the data harmless. */
	fault_set(&line, FAULT_INPUT, "%s", sentence);
	if (run->log)
		log_fault(run->log, name_of(run), &line);
	else
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
