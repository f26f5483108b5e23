/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_COMPLETE_H
#define CMD_COMPLETE_H

#include "cmd/options/settings.h"
#include "cmd/run/command.h"

/*
 * What a word of a command line may become: the answer to the Tab key of a
 * shell, whose own scripts (.ci/completions) only ask for it.  Commands and
 * options come from their tables, columns and stages from the head of the
 * files on the line.
 */
struct completion {
	const struct command *const *commands;	/* all, then NULL */
	const struct command *command;	/* NULL: that is what is completed */
	char **words;		/* behind "funnel" */
	size_t n, at;		/* at: the word that is completed, < n */

	/* complete.c: an option's value, or NULL. */
	const struct option_spec *spec;
	const char *before;	/* what of the word stands as it is: "--by=" */
	const char *typed;	/* the rest of it */
	struct settings *settings;	/* by the other words, if they are
					   right so far, else zeroed */
	const char *const *files;
	size_t nfiles;
	struct arena arena;
};

/*
 * funnel --complete N WORD...: writes what the N-th word (from 0) may
 * become, a line each, with a tab and what it is where that is known.
 * Answers 0 if nothing else may stand there, 1 if a file may, and 2 where
 * the words are not as they should be.
 */
int complete(const struct command *const *commands, int argc, char **argv);

/* A candidate, if it goes on from what is typed; about may be NULL. */
void complete_with(const struct completion *completion, const char *text,
    const char *about);

/* complete_values.c: the value of the option; as complete answers. */
int complete_value(struct completion *completion);

/*
 * complete_input.c: what the head of the files says, each once; nothing
 * where there are no files, or one is no regular file.
 */
struct text_list complete_columns(struct completion *completion);
/* The values of a column, or (NULL) of that of the stage. */
struct text_list complete_column(struct completion *completion,
    const char *column);
/* The stages by name: of --stages or a funnel file, else those values. */
struct text_list complete_stages(struct completion *completion);

#endif
