/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/options/options.h"

#include <stdio.h>
#include <string.h>

#include "io/base/nearest.h"
#include "io/text/text.h"

#define NAMES_MAX 128

/* Whether a group says that the command lacks it. */
static bool
is_without(const struct option_group *const *groups, const char *name)
{
	size_t len = strlen(name);

	for (; *groups; groups++)
		for (const char *at = (*groups)->without; at;
		    at = strchr(at, ' ')) {
			at += at[0] == ' ';
			if (strncmp(at, name, len) == 0 &&
			    (at[len] == ' ' || !at[len]))
				return true;
		}
	return false;
}

static const struct option_spec *
first_of_name(const struct option_group *const *groups, const char *name)
{
	for (; *groups; groups++)
		for (const struct option_spec *s = (*groups)->specs; s->name;
		    s++)
			if (strcmp(s->name, name) == 0)
				return s;
	return NULL;
}

const struct option_spec *
option_by_name(const struct option_group *const *groups, const char *name)
{
	return is_without(groups, name) ? NULL : first_of_name(groups, name);
}

const struct option_spec *
option_next(struct option_walk *w)
{
	while (w->groups[w->group]) {
		w->spec = w->spec ? w->spec + 1 :
		    w->groups[w->group]->specs;
		if (!w->spec->name) {
			w->spec = NULL;
			w->group++;
		} else if (option_by_name(w->groups, w->spec->name) ==
		    w->spec) {
			return w->spec;
		}
	}
	return NULL;
}

const struct option_spec *
option_by_letter(const struct option_group *const *groups, char letter)
{
	struct option_walk w = { .groups = groups };

	while (option_next(&w) && w.spec->letter != letter)
		;
	return w.spec;
}

static int
unknown(const struct option_group *const *groups, const char *name,
    struct fault *fault)
{
	struct option_walk w = { .groups = groups };
	const char *names[NAMES_MAX];
	size_t n = 0;

	while (n < NAMES_MAX && option_next(&w))
		names[n++] = w.spec->name;
	const char *near = nearest(name, names, n);
	if (near)
		return fault_set(fault, FAULT_USAGE,
		    "no option \"--%s\"; did you mean \"--%s\"?", name, near);
	return fault_set(fault, FAULT_USAGE,
	    "no option \"--%s\"; --help lists the options", name);
}

/* Where the reader stands in argv. */
struct cursor {
	int argc, at;
	char **argv;
	const struct option_group *const *groups;
	struct command_line *out;
	struct fault *fault;
};

static int
use_option(struct cursor *c, const struct option_spec *spec, const char *value)
{
	if (spec->kind != OPTION_FLAG && !value) {
		if (c->at + 1 >= c->argc)
			return fault_set(c->fault, FAULT_USAGE,
			    "--%s: a value is missing: %s", spec->name,
			    spec->argument);
		value = c->argv[++c->at];
	}
	c->out->uses[c->out->nuses++] = (struct use){ spec, value };
	return 0;
}

static int
read_long(struct cursor *c, char *word)
{
	char *value = strchr(word, '=');
	bool *asked = strcmp(word, "help") == 0 ? &c->out->help :
	    strcmp(word, "version") == 0 ? &c->out->version : NULL;

	if (value)
		*value++ = '\0';
	if (asked) {
		*asked = true;
		return 0;
	}
	const struct option_spec *spec = option_by_name(c->groups, word);
	if (!spec)
		return unknown(c->groups, word, c->fault);
	if (spec->kind == OPTION_FLAG && value)
		return fault_set(c->fault, FAULT_USAGE,
		    "--%s takes no value", word);
	return use_option(c, spec, value);
}

static int
read_letters(struct cursor *c, const char *letters)
{
	for (; *letters; letters++) {
		if (*letters == 'h') {
			c->out->help = true;
			continue;
		}
		const struct option_spec *spec = option_by_letter(c->groups,
		    *letters);
		if (!spec)
			return fault_set(c->fault, FAULT_USAGE,
			    "no option \"-%c\"; --help lists the options",
			    *letters);
		if (spec->kind != OPTION_FLAG)
			return use_option(c, spec,
			    letters[1] ? letters + 1 : NULL);
		if (use_option(c, spec, NULL) != 0)
			return -1;
	}
	return 0;
}

int
options_read(int argc, char **argv, const struct option_group *const *groups,
    struct arena *arena, struct command_line *out, struct fault *fault)
{
	*out = (struct command_line){ 0 };
	/* A cluster of letters can hold more options than argv has words. */
	size_t room = 1;
	for (int i = 0; i < argc; i++)
		room += strlen(argv[i]) + 1;
	out->uses = arena_alloc(arena, room * sizeof *out->uses);
	out->files = arena_alloc(arena, ((size_t)argc + 1) *
	    sizeof *out->files);

	struct cursor c = { argc, 0, argv, groups, out, fault };
	bool options = true;
	for (; c.at < argc; c.at++) {
		char *word = argv[c.at];
		int failed = 0;

		if (options && strcmp(word, "--") == 0)
			options = false;
		else if (options && strncmp(word, "--", 2) == 0)
			failed = read_long(&c, word + 2);
		else if (options && word[0] == '-' && word[1])
			failed = read_letters(&c, word + 1);
		else
			out->files[out->nfiles++] = word;
		if (failed)
			return -1;
	}
	return 0;
}

void
options_help(const struct option_group *const *groups)
{
	struct option_walk w = { .groups = groups };
	size_t titled = SIZE_MAX;

	for (const struct option_spec *s; (s = option_next(&w));) {
		char left[64];
		char letter[5] = "    ";

		if (w.group != titled)
			printf("\n%s\n",
			    message(groups[titled = w.group]->title));
		if (s->letter)
			snprintf(letter, sizeof letter, "-%c, ", s->letter);
		snprintf(left, sizeof left, "%s--%s%s%s", letter, s->name,
		    s->argument ? " " : "", s->argument ? s->argument : "");
		int width = (int)text_width(left, strlen(left));
		if (width > 26)
			printf("  %s\n  %26s  %s\n", left, "",
			    message(s->help));
		else
			printf("  %s%*s  %s\n", left, 26 - width, "",
			    message(s->help));
	}
}
