/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pictures of a Markdown report, as files in a folder beside it:
 * report.md has report-charts/funnel-1.png.  A name is that of the part and
 * a number, so that the next night's report has the same.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/report/report.h"

/* How long the path of the report is without its ending; 0: no file. */
static size_t
stem(const struct report *report)
{
	const char *path = report->settings->shared.output;
	size_t len = path ? strlen(path) : 0;
	const char *name = path ? strrchr(path, '/') : NULL;
	const char *ending = path ? strrchr(name ? name : path, '.') : NULL;

	if (!path || strcmp(path, "-") == 0)
		return 0;
	return ending && ending > (name ? name + 1 : path) ?
	    (size_t)(ending - path) : len;
}

bool
files_are_wanted(const struct report *report)
{
	return report->kind == DOCUMENT_MD && stem(report) > 0 &&
	    !report->settings->no_charts;
}

static const char *
folder(const struct report *report)
{
	return report_text(report, "%.*s-charts", (int)stem(report),
	    report->settings->shared.output);
}

const char *
files_path(const struct report *report, const struct section_picture *p)
{
	const char *beside = folder(report), *name = strrchr(beside, '/');

	if (!files_are_wanted(report) || !p->image.bytes)
		return NULL;
	return report_text(report, "%s/%s.png", name ? name + 1 : beside,
	    report_picture_name(report, p));
}

/* The folder is made for the first of them. */
static int
write_one(const struct report *report, const struct section_picture *p,
    struct fault *fault)
{
	const char *name = files_path(report, p);
	struct output *out;

	if (!name)
		return 0;
	if (mkdir(folder(report), 0777) != 0 && errno != EEXIST)
		return fault_set(fault, FAULT_OUTPUT, "%s: %s",
		    folder(report), message(strerror(errno)));
	out = output_open(report_text(report, "%s%s", folder(report),
	    strrchr(name, '/')), fault);
	if (!out)
		return -1;
	output_bytes(out, p->image.bytes, p->image.len);
	return output_commit(out, fault);
}

int
files_write(const struct report *report, struct fault *fault)
{
	for (size_t i = 0; i < report->nsections; i++) {
		const struct section *s = report->sections[i];

		if (write_one(report, &s->picture, fault) != 0 ||
		    write_one(report, &s->second, fault) != 0)
			return -1;
	}
	return 0;
}
