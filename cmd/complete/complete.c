/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/complete/complete.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/funnel_settings.h"

void
complete_with(const struct completion *c, const char *text, const char *about)
{
	if (strncmp(text, c->typed, strlen(c->typed)) != 0)
		return;
	printf("%s%s", c->before, text);
	if (about)
		printf("\t%s", about);
	putchar('\n');
}

static void
name_commands(const struct completion *c)
{
	for (size_t i = 0; c->commands[i]; i++)
		complete_with(c, c->commands[i]->name,
		    c->commands[i]->summary);
}

static void
name_options(const struct completion *c)
{
	struct option_walk w = { .groups = c->command->groups };

	while (option_next(&w)) {
		char name[64];

		snprintf(name, sizeof name, "--%s", w.spec->name);
		complete_with(c, name, w.spec->help);
	}
	complete_with(c, "--help", "says what the options are");
}

/* The option that a word is, if the next one is its value. */
static const struct option_spec *
option_of_word(const struct option_group *const *groups, const char *word)
{
	const struct option_spec *o = NULL;

	if (word[0] == '-' && word[1] == '-' && word[2])
		o = option_by_name(groups, word + 2);
	else if (word[0] == '-' && word[1] && word[1] != '-' && !word[2])
		o = option_by_letter(groups, word[1]);
	return o && o->kind != OPTION_FLAG ? o : NULL;
}

/* "--by=reg": the option is in the word itself. */
static const struct option_spec *
option_within(struct completion *c)
{
	const char *word = c->words[c->at];
	const char *equals = strchr(word, '=');
	const struct option_spec *o;
	char *name;

	if (strncmp(word, "--", 2) != 0 || !equals)
		return NULL;
	name = arena_copy(&c->arena, word, (size_t)(equals - word));
	o = option_of_word(c->command->groups, name);
	if (o) {
		c->before = arena_copy(&c->arena, word,
		    (size_t)(equals + 1 - word));
		c->typed = equals + 1;
	}
	return o;
}

/* Whether options have ended before the word. */
static bool
is_operand(const struct completion *c)
{
	for (size_t i = 1; i < c->at; i++)
		if (strcmp(c->words[i], "--") == 0)
			return true;
	return false;
}

/*
 * The line without what is typed just now.  Where it is not right so far,
 * its options count for nothing, and every word that is a file does.
 */
static void
read_others(struct completion *c)
{
	char **others = arena_alloc(&c->arena, c->n * sizeof *others);
	bool own = c->spec && c->typed == c->words[c->at];
	struct command_line line;
	struct fault fault = { 0 };
	int n = 0;

	for (size_t i = 1; i < c->n; i++)
		if (i != c->at && !(own && i + 1 == c->at))
			others[n++] = arena_copy(&c->arena, c->words[i],
			    strlen(c->words[i]));
	c->settings = arena_alloc(&c->arena, c->command->settings_size);
	if (options_read(n, others, c->command->groups, &c->arena, &line,
	    &fault) != 0)
		return;
	c->files = line.files;
	c->nfiles = line.nfiles;
	if (settings_apply(c->commands, c->command, &line, c->settings,
	    &c->arena, &fault) != 0)
		memset(c->settings, 0, c->command->settings_size);
}

static int
complete_word(struct completion *c)
{
	bool operand;

	if (c->at == 0) {
		name_commands(c);
		complete_with(c, "help", "says what a command does");
		return 0;
	}
	if (strcmp(c->words[0], "help") == 0) {
		name_commands(c);
		return 0;
	}
	c->command = command_find(c->commands, c->words[0]);
	if (!c->command)
		return 1;
	operand = is_operand(c);
	c->spec = operand ? NULL : option_within(c);
	if (!c->spec && !operand && c->at > 1)
		c->spec = option_of_word(c->command->groups,
		    c->words[c->at - 1]);
	if (c->spec) {
		read_others(c);
		return complete_value(c);
	}
	if (operand || c->words[c->at][0] != '-')
		return 1;
	name_options(c);
	return 0;
}

int
complete(const struct command *const *commands, int argc, char **argv)
{
	struct completion c = { .commands = commands, .before = "" };
	char *end = NULL;
	int answer;

	if (argc > 0)
		c.at = strtoul(argv[0], &end, 10);
	if (!end || end == argv[0] || *end || c.at >= (size_t)argc - 1) {
		fprintf(stderr, "funnel: --complete: expected the number of "
		    "a word, and the words\n");
		return FAULT_USAGE;
	}
	c.words = argv + 1;
	c.n = (size_t)argc - 1;
	c.typed = c.words[c.at];
	answer = complete_word(&c);
	arena_free(&c.arena);
	return answer;
}
