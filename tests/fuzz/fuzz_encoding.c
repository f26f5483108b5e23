/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text of any bytes: the same UTF-8, name and fault however it comes in
 * and is asked for.  The first byte chooses the encoding, the second how
 * much comes, the third how much is asked for.
 */
#include <stdbool.h>
#include <string.h>

#include "io/base/utf8.h"
#include "io/csv/encoding.h"
#include "tests/fuzz/fuzz.h"

/* A byte of UTF-16 or GB18030 is at most three of UTF-8. */
#define OUT_MAX ((size_t)1 << 15)

struct input {
	const uint8_t *at;
	size_t left, at_once;
};

static ssize_t
pull(void *from, char *buffer, size_t size, struct fault *fault)
{
	struct input *in = from;
	size_t n = in->left < size ? in->left : size;

	(void)fault;
	n = n < in->at_once ? n : in->at_once;
	if (n)
		memcpy(buffer, in->at, n);
	in->at += n;
	in->left -= n;
	return (ssize_t)n;
}

struct text {
	char out[OUT_MAX];
	size_t len;
	char name[32];
	bool failed;
	struct fault fault;
};

static bool
read_all(const char *charset, const uint8_t *bytes, size_t len,
    size_t comes, size_t asked, struct text *t)
{
	struct input in = { bytes, len, comes };
	struct encoding *e = encoding_new(charset, pull, &in, "f", &t->fault);
	ssize_t n = 1;

	t->len = 0;
	if (!e)
		return false;
	while (n > 0 && t->len < OUT_MAX) {
		size_t room = OUT_MAX - t->len;

		n = encoding_read(e, t->out + t->len, room < asked ? room :
		    asked, &t->fault);
		t->len += n > 0 ? (size_t)n : 0;
	}
	t->failed = n < 0;
	snprintf(t->name, sizeof t->name, "%s", encoding_name(e));
	encoding_free(e);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char *const charsets[] = { NULL, "UTF-8", "GB18030",
		"UTF-16LE", "UTF-16", "windows-1252", "SHIFT_JIS", "BIG5" };
	static struct text whole, cut;

	if (len < 3 || len > 4096)
		return 0;

	const char *charset = charsets[bytes[0] % 8];
	size_t comes = bytes[1] + 1, asked = bytes[2] + 1;

	memset(&whole.fault, 0, sizeof whole.fault);
	memset(&cut.fault, 0, sizeof cut.fault);
	if (!read_all(charset, bytes + 3, len - 3, len, OUT_MAX, &whole))
		return 0;	/* this machine's iconv has none */
	MUST(read_all(charset, bytes + 3, len - 3, comes, asked, &cut),
	    "unknown");
	MUST(whole.failed == cut.failed, "%s: fault \"%s\", \"%s\"",
	    whole.name, whole.fault.sentence, cut.fault.sentence);
	MUST(whole.len == cut.len &&
	    memcmp(whole.out, cut.out, cut.len) == 0, "%s: other text",
	    whole.name);
	MUST(strcmp(whole.name, cut.name) == 0, "%s, not %s", cut.name,
	    whole.name);
	MUST(!whole.failed || (whole.fault.kind == FAULT_INPUT &&
	    strcmp(whole.fault.sentence, cut.fault.sentence) == 0 &&
	    whole.fault.line == cut.fault.line), "\"%s\", not \"%s\"",
	    cut.fault.sentence, whole.fault.sentence);
	/* What is UTF-8 already is checked by who cuts it. */
	MUST(strcmp(whole.name, "UTF-8") == 0 ||
	    utf8_check(whole.out, whole.len) == whole.len, "%s: no UTF-8",
	    whole.name);
	return 0;
}
