/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CURRENCY_H
#define CMD_CURRENCY_H

#include "cmd/run/scope.h"

/*
 * --currency: amounts of different units are never added.  The unit is
 * read as one more group column, behind those of --by; its tuples are
 * then told apart into group and unit.
 */
#define CURRENCIES_MAX 64

/* Once the log is read, whose tuples end with the currency. */
int currency_resolve(struct scope *scope, const struct event_log *log,
    struct fault *fault);

/* The name of a currency: of struct group_names, of a scope. */
const char *currency_text(void *scope, uint32_t unit, size_t *len);

/* Sorts names as currencies are: by bytes, the empty one last. */
void currency_sort(const char **names, size_t n);

/* --currency without --value: -1 with FAULT_USAGE. */
int currency_check(const struct settings *settings, struct fault *fault);

#endif
