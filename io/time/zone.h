/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_ZONE_H
#define IO_ZONE_H

#include "analytics/time/calendar.h"
#include "io/base/fault.h"

/*
 * Reads an IANA time zone ("Asia/Shanghai") from the system's TZif files
 * (/usr/share/zoneinfo; never from $TZ or $TZDIR: the same input must
 * give the same bytes everywhere).  "UTC" needs no file.  Also a fixed
 * offset, "+08:00".  The name is checked before a path is made of it: no
 * "..", no leading "/", only [A-Za-z0-9_+-/].
 *
 * 0, or -1 with FAULT_USAGE: unknown name (with the nearest one), or a
 * machine without tzdata; FAULT_INPUT: its file cannot be read.  The zone is
 * freed with zone_free.
 */
int zone_load(const char *name, struct zone *out, struct fault *fault);
void zone_free(struct zone *zone);

/* TZif bytes in memory; what zone_load and the fuzz target call. */
int zone_parse(const unsigned char *bytes, size_t len, struct zone *out);

#endif
