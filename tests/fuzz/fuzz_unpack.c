/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gzip and zstd of any bytes: the same text and the same verdict however
 * much is given and taken at once.  The first byte is how much.
 */
#include <string.h>

#include "io/csv/unpack.h"
#include "tests/fuzz/fuzz.h"

#define OUT_MAX ((size_t)1 << 16)

struct unpacked {
	char out[OUT_MAX];
	size_t len;
	enum unpack_status status;
	bool may_end;
};

static void
unpack_all(enum packing packing, const uint8_t *bytes, size_t len,
    size_t at_once, struct unpacked *u)
{
	struct unpacker *unpacker = unpacker_new(packing);

	MUST(unpacker, "no memory");
	u->len = 0;
	u->status = UNPACK_OK;
	while (u->status == UNPACK_OK && u->len < OUT_MAX) {
		size_t given = len < at_once ? len : at_once, left = given;
		size_t room = OUT_MAX - u->len;

		room = room < at_once ? room : at_once;
		const unsigned char *in = bytes;
		char *out = u->out + u->len;
		size_t before = room;
		u->status = unpack(unpacker, &in, &left, &out, &room);
		MUST(in == bytes + (given - left), "input went astray");
		MUST(out == u->out + u->len + (before - room),
		    "output went astray");
		u->len += before - room;
		bytes += given - left;
		len -= given - left;
		if (given == left && room == before)
			break;
	}
	u->may_end = unpacker_may_end(unpacker);
	unpacker_free(unpacker);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct unpacked all, cut;

	if (len < 1)
		return 0;
	enum packing packing = packing_of(bytes + 1, len - 1);
	if (packing == PACKING_NONE)
		return 0;
	unpack_all(packing, bytes + 1, len - 1, OUT_MAX, &all);
	unpack_all(packing, bytes + 1, len - 1, (size_t)bytes[0] + 1, &cut);
	if (all.len == OUT_MAX)
		return 0;	/* goes on beyond what is compared */
	MUST(all.status == cut.status && all.may_end == cut.may_end,
	    "status %d, not %d", cut.status, all.status);
	/* Before damage is noticed, more or less may have come out. */
	size_t least = all.len < cut.len ? all.len : cut.len;
	MUST(memcmp(all.out, cut.out, least) == 0, "other bytes");
	MUST(all.status == UNPACK_DAMAGED || all.len == cut.len,
	    "%zu bytes, not %zu", cut.len, all.len);
	return 0;
}
