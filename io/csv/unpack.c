/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zlib declares its input const only for who asks. */
#define ZLIB_CONST
#include "io/csv/unpack.h"

#include <limits.h>
#include <stdlib.h>

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "analytics/base/memory.h"

enum state {
	IN_MEMBER,
	BETWEEN,	/* behind a member: another, zeros or the end */
	PADDING,	/* zeros to the end */
};

struct unpacker {
	enum packing packing;
	enum state state;
	z_stream gzip;
	ZSTD_DCtx *zstd;
	unsigned char first;	/* byte of the frame of zstd */
	size_t taken;		/* bytes of that frame */
	const char *reason;
};

enum packing
packing_of(const unsigned char *b, size_t len)
{
	if (len >= 2 && b[0] == 0x1F && b[1] == 0x8B)
		return PACKING_GZIP;
	if (len < 4)
		return PACKING_NONE;
	if (b[0] == 0x28 && b[1] == 0xB5 && b[2] == 0x2F && b[3] == 0xFD)
		return PACKING_ZSTD;
	if ((b[0] & 0xF0) == 0x50 && b[1] == 0x2A && b[2] == 0x4D &&
	    b[3] == 0x18)
		return PACKING_ZSTD;
	return PACKING_NONE;
}

struct unpacker *
unpacker_new(enum packing packing)
{
	struct unpacker *u = memory_zeroed(1, sizeof *u);

	u->packing = packing;
	u->reason = "";
	bool made;

	if (packing == PACKING_GZIP)
		/* 15 bits of window; + 16: a gzip header, nothing else. */
		made = inflateInit2(&u->gzip, 15 + 16) == Z_OK;
	else
		made = (u->zstd = ZSTD_createDCtx()) != NULL;
	if (!made)
		memory_exhausted();
	return u;
}

void
unpacker_free(struct unpacker *u)
{
	if (!u)
		return;
	if (u->packing == PACKING_GZIP)
		inflateEnd(&u->gzip);
	ZSTD_freeDCtx(u->zstd);
	free(u);
}

static unsigned
at_most_uint(size_t len)
{
	return len > UINT_MAX ? UINT_MAX : (unsigned)len;
}

static enum unpack_status
unpack_gzip(struct unpacker *u, const unsigned char **in, size_t *in_len,
    char **out, size_t *room)
{
	z_stream *z = &u->gzip;
	unsigned given = at_most_uint(*in_len);
	unsigned space = at_most_uint(*room);

	z->next_in = *in;
	z->avail_in = given;
	z->next_out = (unsigned char *)*out;
	z->avail_out = space;
	int result = inflate(z, Z_NO_FLUSH);
	*in += given - z->avail_in;
	*in_len -= given - z->avail_in;
	*out += space - z->avail_out;
	*room -= space - z->avail_out;
	if (result == Z_STREAM_END) {
		u->state = BETWEEN;
		inflateReset(z);
		return UNPACK_OK;
	}
	/* Z_BUF_ERROR only says that nothing could be done for now. */
	if (result == Z_OK || result == Z_BUF_ERROR)
		return UNPACK_OK;
	if (result == Z_MEM_ERROR)
		memory_exhausted();
	u->reason = z->msg ? z->msg : "";
	return UNPACK_DAMAGED;
}

static enum unpack_status
unpack_zstd(struct unpacker *u, const unsigned char **in, size_t *in_len,
    char **out, size_t *room)
{
	/*
	 * The first byte of a frame alone: of a whole frame at once the
	 * library skips checks, of the window among them, so that what is
	 * wrong would depend on how much there is.  The second is ours to
	 * check: it might begin what the library takes for an old format.
	 */
	ZSTD_inBuffer from = { *in, u->taken ? *in_len : *in_len > 0, 0 };
	ZSTD_outBuffer to = { *out, *room, 0 };

	if (u->taken == 1 && *in_len > 0 &&
	    **in != (u->first == 0x28 ? 0xB5 : 0x2A)) {
		u->reason = "no frame";
		return UNPACK_DAMAGED;
	}
	if (u->taken == 0 && *in_len > 0)
		u->first = **in;

	size_t result = ZSTD_decompressStream(u->zstd, &to, &from);

	*in += from.pos;
	*in_len -= from.pos;
	*out += to.pos;
	*room -= to.pos;
	u->taken += from.pos;
	if (result == 0) {
		u->state = BETWEEN;
		u->taken = 0;
	}
	if (!ZSTD_isError(result))
		return UNPACK_OK;
	u->reason = ZSTD_getErrorName(result);
	switch (ZSTD_getErrorCode(result)) {
	case ZSTD_error_frameParameter_windowTooLarge:
		return UNPACK_WINDOW;
	case ZSTD_error_memory_allocation:
		memory_exhausted();
	default:
		return UNPACK_DAMAGED;
	}
}

/* Behind a member: what does the next byte begin? */
static enum unpack_status
begin_next(struct unpacker *u, const unsigned char *in)
{
	bool member = u->packing == PACKING_GZIP ? *in == 0x1F :
	    *in == 0x28 || (*in & 0xF0) == 0x50;

	if (u->state == BETWEEN && member)
		u->state = IN_MEMBER;
	else if (*in == 0)
		u->state = PADDING;
	else
		return UNPACK_TRAILING;
	return UNPACK_OK;
}

enum unpack_status
unpack(struct unpacker *u, const unsigned char **in, size_t *in_len,
    char **out, size_t *room)
{
	enum unpack_status status = UNPACK_OK;

	do {
		if (u->state == IN_MEMBER) {
			status = (u->packing == PACKING_GZIP ? unpack_gzip :
			    unpack_zstd)(u, in, in_len, out, room);
		} else if (*in_len > 0) {
			status = begin_next(u, *in);
			if (status == UNPACK_OK && u->state == PADDING) {
				(*in)++;
				(*in_len)--;
			}
		}
	} while (status == UNPACK_OK && *in_len > 0 && *room > 0);
	return status;
}

bool
unpacker_may_end(const struct unpacker *u)
{
	return u->state != IN_MEMBER;
}

const char *
unpacker_reason(const struct unpacker *u)
{
	return u->reason;
}
