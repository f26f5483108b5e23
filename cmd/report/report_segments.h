/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_REPORT_SEGMENTS_H
#define CMD_REPORT_SEGMENTS_H

#include "cmd/report/report.h"

/* The column whose values a section compares. */
const char *segments_column(const struct report *report,
    const struct section *section);

/* What is shown has the q of what is tested. */
void segments_share_q(struct report *report);

/* Those of all columns that are better, and those that are worse. */
void segments_find(const struct report *report, struct findings *out);

/* Whether any of a section does. */
bool segments_differ(const struct report *report,
    const struct section *section);

#endif
