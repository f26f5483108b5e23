/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CONTAINER_H
#define IO_CONTAINER_H

#include <stddef.h>

#include "io/base/fault.h"

/*
 * Files that are often handed in and can be no text: 0, or -1 with
 * FAULT_INPUT and what to do, by their first bytes (16 are enough).
 */
int container_refuse(const unsigned char *bytes, size_t len,
    struct fault *fault);

/*
 * The same of text that is no CSV, by how it begins once it is UTF-8: HTML,
 * XML and JSON.  A header in which a name begins so is quoted.
 */
int container_refuse_text(const char *text, size_t len,
    struct fault *fault);

#endif
