/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_REPORT_OWNERS_H
#define CMD_REPORT_OWNERS_H

#include "cmd/report/report.h"

/* What an owner has closed: ever, and of the periods of targets, the last
   that is over and the one that is not; for report_owners.c and
   report_quotas.c. */
struct owner_sum {
	const char *name;
	size_t name_len;	/* 0: of deals without an owner */
	struct bookings_sum sum, last, now;
};

/* NULL: nobody is called so. */
const struct owner_sum *report_owner_sum(const struct report *report,
    const char *name, size_t len);

/* Under the scorecard, and what of it to distrust. */
void quotas_write(const struct report *report, struct document *document);
void quotas_caveats(const struct report *report, struct sentences *out);

#endif
