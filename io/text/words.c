/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text/words.h"

static int of_results;

const char *
words(const char *english)
{
	return of_results ? language_text(english) : english;
}

const char *
words_n(const char *one, const char *many, uint64_t n)
{
	if (of_results)
		return language_text_n(one, many, n);
	return n == 1 ? one : many;
}

int
words_language(void)
{
	return of_results;
}

const char *
words_tag(void)
{
	/* As a catalogue names itself. */
	return words(N_("en"));
}

int
words_choose(int language, struct fault *fault)
{
	const char *missing = language_open(language);

	message_choose(language);
	if (missing)
		return fault_set(fault, FAULT_USAGE, "--lang: \"%s\": no "
		    "catalogue of it is installed: %s", languages[language],
		    missing);
	of_results = language;
	return 0;
}
