/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/unpack.h"

#include <stdlib.h>

#include <zstd.h>
#include <zstd_errors.h>

#include "analytics/base/memory.h"
#include "io/csv/gunzip.h"

enum state {
	IN_MEMBER,
	BETWEEN,	/* behind a member: another, zeros or the end */
	PADDING,	/* zeros to the end */
};

struct unpacker {
	enum packing packing;
	enum state state;
	struct gunzip *gzip;
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
	if (packing == PACKING_GZIP)
		u->gzip = gunzip_new();
	else if (!(u->zstd = ZSTD_createDCtx()))
		memory_exhausted();
	return u;
}

void
unpacker_free(struct unpacker *u)
{
	if (!u)
		return;
	gunzip_free(u->gzip);
	ZSTD_freeDCtx(u->zstd);
	free(u);
}

static enum unpack_status
unpack_gzip(struct unpacker *u, const unsigned char **in, size_t *in_len,
    char **out, size_t *room)
{
	switch (gunzip(u->gzip, in, in_len, out, room)) {
	case GUNZIP_END:
		u->state = BETWEEN;
		return UNPACK_OK;
	case GUNZIP_DAMAGED:
		u->reason = gunzip_reason(u->gzip);
		return UNPACK_DAMAGED;
	case GUNZIP_ON:
		break;
	}
	return UNPACK_OK;
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
