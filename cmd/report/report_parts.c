/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which parts a report has. */
#include "cmd/report/report.h"

bool
report_wants(const struct report *report, const struct part *part)
{
	size_t p = 0;

	while (report->parts[p] != part)
		p++;
	return report->wanted[p];
}

bool
report_plans(const struct report *report, const struct part *part)
{
	bool wants = report_wants(report, part);

	for (size_t p = 0; report->parts[p]; p++)
		wants |= report->wanted[p] && (report->parts[p]->first ||
		    report->parts[p]->leans);
	return wants;
}

bool
report_has(const struct report *report, const struct part *part)
{
	return !part->has || part->has(report);
}

bool
report_shows(const struct report *report, const struct part *part)
{
	return report_wants(report, part) && report_has(report, part);
}

size_t
report_number_of(const struct report *report, const struct part *part)
{
	size_t n = 1;

	if (!report_shows(report, part))
		return 0;
	for (size_t p = 0; report->parts[p] != part; p++)
		n += report_shows(report, report->parts[p]);
	return n;
}
