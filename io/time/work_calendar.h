/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_WORK_CALENDAR_H
#define IO_WORK_CALENDAR_H

#include "analytics/time/working_time.h"
#include "io/base/arena.h"
#include "io/base/fault.h"

/*
 * The calendar of --calendar: when work is done.
 *
 *	# a comment
 *	weekdays = mon-fri, sun		(mon-fri)
 *	hours = 09:00-12:30, 13:30-17:30	(the whole day)
 *	hours sat = 22:00-06:00		a weekday's own, over midnight
 *	holiday = 2025-01-01		each as often as there are
 *	holiday = 2025-10-01..2025-10-07
 *	workday = 2025-09-28		worked, though its weekday is not
 *
 * source is a file, or if it holds a '=' the lines themselves, with ; in
 * place of newlines.  Everything in *out lives in the arena, and so does
 * *canonical: the same calendar as such lines, so that a result can say
 * it and a saved fold is read again where the file is not.
 *
 * A weekday that has hours of its own is worked.  FAULT_USAGE with file and
 * line: no such key, no such day, a workday that is a holiday, no day or no
 * time that is worked, hours that run into others.
 */
int work_calendar_read(const char *source, struct arena *arena,
    struct working_time *out, const char **canonical, struct fault *fault);

/* As *canonical above. */
const char *work_calendar_text(const struct working_time *working,
    struct arena *arena);

/* "mon" … "sun" */
extern const char *const work_weekdays[7];

#endif
