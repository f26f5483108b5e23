/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/report.h"

void
report_draw(struct report *report)
{
	(void)report;
}

int
section_figure(const struct section *section, struct document *document)
{
	(void)section;
	(void)document;
	return 0;
}
