/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SECRET_H
#define IO_SECRET_H

#include <stddef.h>

/*
 * Random bytes for seeding hashes, so that nobody can choose keys that
 * collide.  They never reach an output: results do not depend on them.
 */
void secret_fill(void *bytes, size_t len);

#endif
