/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text/words.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "funnel"

const char *const words_languages[] = { "en", "zh", NULL };
static const char *const catalogues[] = { NULL, "zh_CN" };

const char *
words(const char *english)
{
	return english[0] ? dgettext(DOMAIN, english) : english;
}

const char *
words_n(const char *one, const char *many, uint64_t n)
{
	return dngettext(DOMAIN, one, many, n > 1 ? 2 : n);
}

const char *
words_tag(void)
{
	/* As a catalogue names itself. */
	return words(N_("en"));
}

/* Beside the program where it was built, or where it was installed. */
static void
folder_of_catalogues(size_t i, char out[PATH_MAX])
{
	static const char *const folders[] = { "locale",
	    "../share/locale" };
	char program[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", program,
	    sizeof program - 1);
	char *slash = len > 0 ? memrchr(program, '/', (size_t)len) : NULL;

	if (i == 2 || !slash)
		snprintf(out, PATH_MAX, "%s", FUNNEL_LOCALEDIR);
	else
		snprintf(out, PATH_MAX, "%.*s/%s", (int)(slash - program),
		    program, folders[i]);
}

/*
 * gettext translates nothing in the locale "C", which cron runs in; in
 * C.UTF-8, which needs not be generated, it does, by LANGUAGE.
 */
static void
open_catalogue(const char *name, const char *folder)
{
	setenv("LANGUAGE", name, 1);
	setlocale(LC_MESSAGES, "C.UTF-8");
	bindtextdomain(DOMAIN, folder);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	/* Errors stay as they are: strerror finds no catalogue there. */
	bindtextdomain("libc", folder);
}

int
words_choose(int language, struct fault *fault)
{
	char folder[PATH_MAX];

	if (!catalogues[language])
		return 0;
	for (size_t i = 0; i < 3; i++) {
		folder_of_catalogues(i, folder);
		open_catalogue(catalogues[language], folder);
		if (strcmp(words_tag(), "en") != 0)
			return 0;
	}
	return fault_set(fault, FAULT_USAGE, "--lang: \"%s\": no catalogue "
	    "of it is installed: %s/%s/LC_MESSAGES/" DOMAIN ".mo",
	    words_languages[language], folder, catalogues[language]);
}
