/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_MAIL_H
#define IO_MAIL_H

#include "io/base/output.h"

/*
 * A message that sendmail -t takes: a page with its pictures beside it, and
 * the same as plain text for who does not want a page.  Everything in it is
 * base64, so that no line is too long, no byte is eight bits wide, and no
 * boundary can occur in what it bounds.
 */
struct mail_picture {
	const char *id;		/* what the page calls it: cid:ID */
	const char *bytes;	/* of a PNG */
	size_t len;
};

struct mail {
	const char *const *to;	/* addresses: see mail_is_address */
	size_t nto;
	const char *subject;	/* any text: it becomes one line */
	const char *text, *page;	/* UTF-8 */
	size_t text_len, page_len;
	const struct mail_picture *pictures;
	size_t npictures;
};

/* Whether it can stand in a header and be nothing but an address: printable
   ASCII without blanks, commas, quotes or brackets. */
bool mail_is_address(const char *text);

/*
 * Writes it.  There is no date and no sender: sendmail knows both.  The same
 * bytes for the same mail.
 *
 * Source: RFC 2045-2047, 2387, 5322.  Oracle: Python's email package.
 */
void mail_write(const struct mail *mail, struct output *out);

#endif
