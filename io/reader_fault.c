/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cutter found, in words that say where and what to do. */
#include <string.h>

#include "io/reader.h"

uint64_t
count_lines(const char *bytes, size_t len)
{
	uint64_t n = 0;
	for (size_t i = 0; i < len; i++)
		n += bytes[i] == '\n' || (bytes[i] == '\r' &&
		    (i + 1 == len || bytes[i + 1] != '\n'));
	return n;
}

static int
quote_fault(const struct block *b, uint64_t first_line,
    const struct csv_fault *from, struct fault *fault)
{
	uint64_t opened = first_line + count_lines(b->bytes, from->opened);
	uint64_t noticed = first_line + count_lines(b->bytes, from->offset);
	if (from->opened == from->offset)
		return fault_set(fault, FAULT_INPUT,
		    "a quote stands inside a field that does not begin with "
		    "one; quote the whole field and double its quotes");
	return fault_set(fault, FAULT_INPUT, "the quoted field that opens on "
	    "line %llu goes on after its closing quote on line %llu; double "
	    "the quotes inside it", (unsigned long long)opened,
	    (unsigned long long)noticed);
}

int
reader_fault(const struct reader *r, const struct block *b,
    uint64_t first_line, const struct csv_fault *from, struct fault *fault)
{
	uint64_t line = first_line + count_lines(b->bytes, from->origin);
	switch (from->error) {
	case CSV_CUT_QUOTES:
		quote_fault(b, first_line, from, fault);
		break;
	case CSV_CUT_UNCLOSED:
		fault_set(fault, FAULT_INPUT, "the quoted field that opens on "
		    "line %llu is never closed", (unsigned long long)
		    (first_line + count_lines(b->bytes, from->opened)));
		break;
	case CSV_CUT_FIELD:
		fault_set(fault, FAULT_INPUT,
		    "a field is longer than --max-field allows");
		break;
	case CSV_CUT_NUL:
		line = first_line + count_lines(b->bytes, from->offset);
		fault_set(fault, FAULT_INPUT, "a NUL byte; if this is UTF-16 "
		    "without a byte order mark, say --encoding UTF-16LE");
		break;
	case CSV_CUT_UTF8:
		line = first_line + count_lines(b->bytes, from->offset);
		fault_set(fault, FAULT_INPUT, "byte 0x%02X is not UTF-8, as "
		    "the text before it is; say --encoding if it is another",
		    (unsigned char)b->bytes[from->offset]);
		break;
	default:
		fault_set(fault, FAULT_INPUT, "out of memory");
		break;
	}
	return fault_at(fault, r ? reader_file(r, b->file) : NULL, line, NULL);
}
