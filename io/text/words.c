/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text/words.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "io/base/installed.h"

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
	/* Beside the program where it was built, or where it was installed. */
	static const char *const folders[] = { "locale",
	    "../share/locale", FUNNEL_SHARE "/locale", NULL };
	char folder[PATH_MAX];

	if (!catalogues[language])
		return 0;
	for (size_t i = 0; folders[i]; i++) {
		installed_path(folders[i], folder);
		open_catalogue(catalogues[language], folder);
		if (strcmp(words_tag(), "en") != 0)
			return 0;
	}
	return fault_set(fault, FAULT_USAGE, "--lang: \"%s\": no catalogue "
	    "of it is installed: %s/%s/LC_MESSAGES/" DOMAIN ".mo",
	    words_languages[language], folder, catalogues[language]);
}
