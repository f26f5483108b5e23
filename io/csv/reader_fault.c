/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cutter found, in words that say where and what to do. */
#include <inttypes.h>
#include <string.h>

#include "io/csv/reader.h"

uint64_t
count_lines(const char *bytes, size_t len)
{
	uint64_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += bytes[i] == '\n' || (bytes[i] == '\r' &&
		    (i + 1 == len || bytes[i + 1] != '\n'));
	return n;
}

struct csv_place
csv_place(const struct block *b, const struct csv_fault *from)
{
	bool byte = from->error == CSV_CUT_NUL || from->error == CSV_CUT_UTF8;
	struct csv_place place = {
		.error = from->error,
		.line = count_lines(b->bytes, byte ? from->offset :
		    from->origin),
		.opened = count_lines(b->bytes, from->opened),
		.noticed = count_lines(b->bytes, from->offset),
		.inside = from->opened != from->offset,
	};

	if (byte)
		place.byte = (unsigned char)b->bytes[from->offset];
	return place;
}

static int
quote_fault(uint64_t first_line, const struct csv_place *p,
    struct fault *fault)
{
	if (!p->inside)
		return fault_set(fault, FAULT_INPUT,
		    "a quote stands inside a field that does not begin with "
		    "one; quote the whole field and double its quotes");
	return fault_set(fault, FAULT_INPUT, "the quoted field that opens on "
	    "line %" PRIu64 " goes on after its closing quote on line %"
	    PRIu64 "; double the quotes inside it",
	    first_line + p->opened, first_line + p->noticed);
}

/* Without a quote it is a line that no block has room for. */
static int
unclosed_fault(uint64_t first_line, const struct csv_place *p,
    struct fault *fault)
{
	if (!p->inside)
		return fault_set(fault, FAULT_INPUT, "the line is longer than "
		    "four times what --max-field allows a field");
	return fault_set(fault, FAULT_INPUT, "the quoted field that opens on "
	    "line %" PRIu64 " is never closed", first_line + p->opened);
}

int
reader_fault(const char *file, uint64_t first_line,
    const struct csv_place *p, struct fault *fault)
{
	switch (p->error) {
	case CSV_CUT_QUOTES:
		quote_fault(first_line, p, fault);
		break;
	case CSV_CUT_UNCLOSED:
		unclosed_fault(first_line, p, fault);
		break;
	case CSV_CUT_FIELD:
		fault_set(fault, FAULT_INPUT,
		    "a field is longer than --max-field allows");
		break;
	case CSV_CUT_NUL:
		fault_set(fault, FAULT_INPUT, "a NUL byte; if this is UTF-16 "
		    "without a byte order mark, say --encoding UTF-16LE");
		break;
	case CSV_CUT_UTF8:
		fault_set(fault, FAULT_INPUT, "byte 0x%02X is not UTF-8, as "
		    "the text before it is; say --encoding if it is another",
		    p->byte);
		break;
	case CSV_CUT_OK:
		break;
	}
	return fault_at(fault, file, first_line + p->line, NULL);
}
