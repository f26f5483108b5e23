/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/language.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/base/installed.h"

#define DOMAIN "funnel"

const char *const languages[] = { "en", "zh", NULL };
static const char *const catalogues[] = { NULL, "zh_CN" };

static int of_messages;
static int opened;		/* languages[opened]; 0: none */

const char *
language_text(const char *english)
{
	return english[0] ? dgettext(DOMAIN, english) : english;
}

const char *
language_text_n(const char *one, const char *many, uint64_t n)
{
	return dngettext(DOMAIN, one, many, n > 1 ? 2 : n);
}

/*
 * gettext translates nothing in the locale "C", which cron runs in; in
 * C.UTF-8, which needs not be generated, it does, by LANGUAGE.
 */
static bool
is_catalogue(const char *name, const char *folder)
{
	setenv("LANGUAGE", name, 1);
	setlocale(LC_MESSAGES, "C.UTF-8");
	bindtextdomain(DOMAIN, folder);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	/* libc's own catalogue is not on every machine: ours has its words. */
	bindtextdomain("libc", folder);
	/* As a catalogue names itself. */
	return strcmp(language_text(N_("en")), "en") != 0;
}

const char *
language_open(int language)
{
	/* Beside the program where it was built, or where it was installed. */
	static const char *const folders[] = { "locale",
	    "../share/locale", FUNNEL_SHARE "/locale", NULL };
	static char file[PATH_MAX + 64];
	char folder[PATH_MAX];

	if (!catalogues[language] || opened == language)
		return NULL;
	for (size_t i = 0; folders[i]; i++) {
		installed_path(folders[i], folder);
		if (is_catalogue(catalogues[language], folder)) {
			opened = language;
			return NULL;
		}
	}
	snprintf(file, sizeof file, "%s/%s/LC_MESSAGES/" DOMAIN ".mo",
	    folder, catalogues[language]);
	return file;
}

void
message_choose(int language)
{
	of_messages = language_open(language) ? 0 : language;
}

int
message_language(void)
{
	return of_messages;
}

const char *
message(const char *english)
{
	return of_messages ? language_text(english) : english;
}

const char *
untranslated(const char *english)
{
	return english;
}
