/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What wide.c finds and wide_advice.c puts into words. */
#ifndef CMD_WIDE_PRIVATE_H
#define CMD_WIDE_PRIVATE_H

#include "cmd/run/wide.h"
#include "io/time/timestamp.h"

#define DATES_MOST 12

/* A column of dates, and what happened then, by its name. */
struct wide_date {
	size_t column;
	struct field stage;
	enum wide_kind { WIDE_PASSES, WIDE_CLOSES, WIDE_WON, WIDE_LOST } kind;
};

struct wide {
	struct reader *reader;
	const struct head *head;
	struct timestamp_reader *times;
	size_t rows, entity, status;	/* status: COLUMN_NONE: none */
	struct wide_date dates[DATES_MOST];
	size_t n;
	struct field won, lost;		/* values of status; len 0: none */
};

/* The fault, with the commands that make a log of it and ask it. */
void wide_advise(const struct wide *wide, struct run *run,
    struct fault *fault);

#endif
