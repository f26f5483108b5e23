/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --mail: the report as a message, with its pictures attached. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/report/report.h"
#include "io/text/words.h"
#include "io/write/mail.h"

int
report_check_mail(const struct report_settings *s, struct fault *fault)
{
	for (size_t i = 0; i < s->mail.n; i++)
		if (!mail_is_address(s->mail.items[i]))
			return fault_set(fault, FAULT_USAGE, "--mail: \"%s\": "
			    "expected an address, such as sales@example.com, "
			    "or several by commas", s->mail.items[i]);
	return 0;
}

/* Those that the page shows. */
static size_t
gather(const struct report *report, struct mail_picture *out)
{
	size_t n = 0;

	for (size_t i = 0; i < report->nsections; i++) {
		const struct section *s = report->sections[i];
		const struct section_picture *both[] = { &s->picture,
			&s->second };

		for (size_t k = 0; k < 2; k++)
			if (both[k]->image.bytes && report_shows(report,
			    both[k]->part))
				out[n++] = (struct mail_picture){
				    report_picture_id(report, both[k]),
				    both[k]->image.bytes,
				    both[k]->image.len };
	}
	return n;
}

/* One kind after the other, from the same tables. */
static struct output *
write_kind(struct report *report, enum document_kind kind)
{
	struct output *out = output_memory();

	report->kind = kind;
	report_write(report, out);
	return out;
}

void
report_write_mail(struct report *report, struct output *output)
{
	struct output *page = write_kind(report, DOCUMENT_HTML);
	struct output *text = write_kind(report, DOCUMENT_TEXT);
	struct mail_picture *pictures = memory_array(2 * SECTIONS_MAX,
	    sizeof *pictures);
	const char *title = report->settings->shared.title;
	struct mail mail = {
		.to = report->settings->mail.items,
		.nto = report->settings->mail.n,
		.subject = title ? title : _("Sales funnel: review"),
		.pictures = pictures,
		.npictures = gather(report, pictures),
	};

	mail.text = output_collected(text, &mail.text_len);
	mail.page = output_collected(page, &mail.page_len);
	mail_write(&mail, output);
	output_abandon(page);
	output_abandon(text);
	free(pictures);
}
