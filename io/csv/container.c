/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/container.h"

#include <string.h>

static const struct {
	const char *magic;
	size_t len;
	const char *what, *advice;
} containers[] = {
	{ "PK\3\4", 4, N_("a spreadsheet (.xlsx) or a ZIP archive"),
	    N_("save the sheet as CSV (UTF-8), or unpack the archive\n") },
	{ "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, N_("a spreadsheet (.xls)"),
	    N_("save the sheet as CSV (UTF-8)\n") },
	{ "\xFD" "7zXZ\0", 6, N_("xz data"),
	    N_("unpack them: xz -dc FILE | funnel …\n") },
	{ "BZh91AY&SY", 10, N_("bzip2 data"),
	    N_("unpack them: bzip2 -dc FILE | funnel …\n") },
};

int
container_refuse(const unsigned char *bytes, size_t len,
    struct fault *fault)
{
	for (size_t i = 0; i < sizeof containers / sizeof *containers; i++) {
		if (len < containers[i].len || memcmp(bytes,
		    containers[i].magic, containers[i].len) != 0)
			continue;
		fault_set(fault, FAULT_INPUT, "is %s; expected CSV text, as "
		    "it is or in gzip or zstd", message(containers[i].what));
		return fault_advise(fault, "%s", message(containers[i].advice));
	}
	return 0;
}
