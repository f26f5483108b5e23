/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which language errors and notices are, before any can arise. */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/run/command.h"

/* Of languages[]; -1 if it is none. */
static int
language_of_name(const char *name)
{
	for (int i = 0; languages[i]; i++)
		if (strcmp(languages[i], name) == 0)
			return i;
	return -1;
}

/* The last --lang, wherever it stands: an error before it is in it too. */
static int
language_of_options(int argc, char **argv)
{
	int found = -1;

	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const char *value = NULL;

		if (strncmp(argv[i], "--lang=", 7) == 0)
			value = argv[i] + 7;
		else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			value = argv[i + 1];
		if (value)
			found = language_of_name(value);
	}
	return found;
}

/*
 * As locales are named: "zh", "zh_CN.UTF-8", "zh_Hans@x".  Traditional
 * characters are another language to who reads them.
 */
static int
language_of_locale(const char *name, size_t len)
{
	static const char *const traditional[] = { "_TW", "_HK", "_MO",
	    "_Hant" };
	char language[3] = { name[0], len > 1 ? name[1] : '\0', '\0' };

	if (len > 2 && isalnum((unsigned char)name[2]))
		return -1;
	for (size_t i = 0; i < sizeof traditional / sizeof *traditional; i++)
		if (len > 2 && strncasecmp(name + 2, traditional[i],
		    strlen(traditional[i])) == 0)
			return -1;
	return language_of_name(language);
}

/* Of a terminal that shows no UTF-8 a translation would be noise. */
static bool
is_utf8(const char *locale)
{
	const char *charset = strchr(locale, '.');

	return !charset || strncasecmp(charset, ".utf-8", 6) == 0 ||
	    strncasecmp(charset, ".utf8", 5) == 0;
}

/* As gettext heeds them, but that no locale must have been generated. */
static int
language_of_environment(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *locale = NULL, *list = getenv("LANGUAGE");

	for (size_t i = 0; i < 3 && (!locale || !*locale); i++)
		locale = getenv(names[i]);
	if (!locale || !*locale || strcmp(locale, "C") == 0 ||
	    strcmp(locale, "POSIX") == 0 || !is_utf8(locale))
		return 0;
	while (list && *list) {
		size_t len = strcspn(list, ":");
		int found = language_of_locale(list, len);

		if (found >= 0)
			return found;
		list += len + (list[len] == ':');
	}
	int found = language_of_locale(locale, strlen(locale));
	return found < 0 ? 0 : found;
}

void
run_choose_language(int argc, char **argv)
{
	int language = language_of_options(argc, argv);

	message_choose(language < 0 ? language_of_environment() : language);
}
