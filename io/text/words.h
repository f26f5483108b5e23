/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_WORDS_H
#define IO_WORDS_H

#include <stdint.h>

#include "io/base/fault.h"
#include "io/base/language.h"

/*
 * What people read, in their language: English as it stands in the
 * source, or a gettext catalogue made from cmd/po.
 *
 *	_("weakest step")	is translated where it stands
 *	N_("overall")		in a constant: translated where it is shown,
 *				by _(view->head)
 *	words_n("%s deal", "%s deals", n)
 *
 * Only for results that people read: tables, charts, reports.  Machine
 * formats and options stay as they are; errors and notices have a language
 * of their own (io/base/language.h).  A text that _() returns lives on.
 * Each needs an entry in cmd/po/zh_CN.po; tests/cli/words.t finds missing
 * ones.
 */
const char *words(const char *english) __attribute__((format_arg(1)));
const char *words_n(const char *one, const char *many, uint64_t n)
    __attribute__((format_arg(1), format_arg(2)));
#define _(text) words(text)

/*
 * From here on results and messages are in languages[language]; once,
 * before threads.  No locale of the machine is needed or heeded, so that the
 * same options give the same bytes everywhere.  -1 with a fault if there is
 * no catalogue.
 */
int words_choose(int language, struct fault *fault);

/* Which of languages[] results are in. */
int words_language(void);

/* As HTML names the language: "en", "zh-CN". */
const char *words_tag(void);

#endif
