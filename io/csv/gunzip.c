/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/gunzip.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef HAVE_ISAL
#include <isa-l.h>
#else
/* zlib declares its input const only for who asks. */
#define ZLIB_CONST
#include <zlib.h>
#endif

#include "analytics/base/memory.h"

static unsigned
at_most_uint(size_t len)
{
	return len > UINT_MAX ? UINT_MAX : (unsigned)len;
}

#ifdef HAVE_ISAL

/* RFC 1952: the parts of a header, in their order. */
enum part {
	FIXED,
	EXTRA_LENGTH,
	EXTRA,
	NAME,
	COMMENT,
	HEADER_CRC,
	BODY,
};

struct gunzip {
	struct inflate_state state;
	/* The header is read here: cut in two, ISA-L takes one with a
	   checksum of its own for damaged; and it passes over unknown flags. */
	enum part part;
	size_t at;		/* bytes of the part so far */
	unsigned char flags;
	unsigned number;	/* of two bytes */
	uint32_t crc;
	const char *reason;
};

/* The next part that the flags say is there. */
static void
next_part(struct gunzip *g)
{
	static const unsigned char flags[] = { [EXTRA_LENGTH] = 4, [EXTRA] = 4,
		[NAME] = 8, [COMMENT] = 16, [HEADER_CRC] = 2 };

	do
		g->part++;
	while (g->part != BODY && (!(g->flags & flags[g->part]) ||
	    (g->part == EXTRA && g->number == 0)));
	g->at = 0;
}

static const char *
check_fixed(struct gunzip *g, unsigned char byte)
{
	switch (g->at) {
	case 0:
	case 1:
		return byte == (g->at ? 0x8B : 0x1F) ? NULL :
		    "incorrect header check";
	case 2:
		return byte == 8 ? NULL : "unknown compression method";
	case 3:
		g->flags = byte;
		return byte & 0xE0 ? "unknown header flags set" : NULL;
	default:
		return NULL;
	}
}

static bool
ends_part(const struct gunzip *g, unsigned char byte)
{
	switch (g->part) {
	case FIXED:
		return g->at == 10;
	case EXTRA_LENGTH:
	case HEADER_CRC:
		return g->at == 2;
	case EXTRA:
		return g->at == g->number;
	default:
		return byte == 0;
	}
}

/* One byte of the header; what is wrong with it, or NULL. */
static const char *
take_byte(struct gunzip *g, unsigned char byte)
{
	const char *wrong = g->part == FIXED ? check_fixed(g, byte) : NULL;

	if (g->part == EXTRA_LENGTH || g->part == HEADER_CRC)
		g->number = g->at ? g->number | (unsigned)byte << 8 : byte;
	else if (g->part == FIXED && g->at == 0)
		g->crc = 0;
	g->at++;
	if (g->part == HEADER_CRC && g->at == 2 &&
	    g->number != (g->crc & 0xFFFF))
		wrong = "header crc mismatch";
	if (g->part != HEADER_CRC)
		g->crc = crc32_gzip_refl(g->crc, &byte, 1);
	if (ends_part(g, byte))
		next_part(g);
	return wrong;
}

struct gunzip *
gunzip_new(void)
{
	struct gunzip *g = memory_array(1, sizeof *g);

	isal_inflate_init(&g->state);
	g->state.crc_flag = ISAL_GZIP_NO_HDR_VER;
	g->part = FIXED;
	g->at = 0;
	g->reason = NULL;
	return g;
}

void
gunzip_free(struct gunzip *g)
{
	free(g);
}

static const char *
reason_of(int result)
{
	switch (result) {
	case ISAL_INVALID_BLOCK:
		return "invalid block type";
	case ISAL_INVALID_SYMBOL:
		return "invalid code";
	case ISAL_INVALID_LOOKBACK:
		return "invalid distance too far back";
	case ISAL_INCORRECT_CHECKSUM:
		return "incorrect data check";
	default:
		return result < 0 ? "" : NULL;
	}
}

static enum gunzip_status
take_body(struct gunzip *g, const unsigned char **in, size_t *in_len,
    char **out, size_t *room)
{
	struct inflate_state *s = &g->state;
	unsigned given = at_most_uint(*in_len);
	unsigned space = at_most_uint(*room);

	/* It reads its input, though its types do not say so. */
	s->next_in = (unsigned char *)*in;
	s->avail_in = given;
	s->next_out = (unsigned char *)*out;
	s->avail_out = space;
	g->reason = reason_of(isal_inflate(s));
	/* What it wrote before it saw the damage may be no text of the file:
	   it copies from too far back first, and then looks. */
	if (g->reason)
		return GUNZIP_DAMAGED;
	*in += given - s->avail_in;
	*in_len -= given - s->avail_in;
	*out += space - s->avail_out;
	*room -= space - s->avail_out;
	if (s->block_state != ISAL_BLOCK_FINISH)
		return GUNZIP_ON;
	isal_inflate_reset(s);
	s->crc_flag = ISAL_GZIP_NO_HDR_VER;
	g->part = FIXED;
	g->at = 0;
	return GUNZIP_END;
}

enum gunzip_status
gunzip(struct gunzip *g, const unsigned char **in, size_t *in_len,
    char **out, size_t *room)
{
	while (g->part != BODY && *in_len > 0) {
		g->reason = take_byte(g, **in);
		if (g->reason)
			return GUNZIP_DAMAGED;
		(*in)++;
		(*in_len)--;
	}
	return g->part == BODY ? take_body(g, in, in_len, out, room) :
	    GUNZIP_ON;
}

const char *
gunzip_reason(const struct gunzip *g)
{
	return g->reason ? g->reason : "";
}

#define TEXT(x) #x
#define NUMBER(x) TEXT(x)

const char *
gunzip_library(void)
{
	return "ISA-L " NUMBER(ISAL_MAJOR_VERSION) "."
	    NUMBER(ISAL_MINOR_VERSION);
}

#else

struct gunzip {
	z_stream zlib;
};

struct gunzip *
gunzip_new(void)
{
	struct gunzip *g = memory_zeroed(1, sizeof *g);

	/* 15 bits of window; + 16: a gzip header, nothing else. */
	if (inflateInit2(&g->zlib, 15 + 16) != Z_OK)
		memory_exhausted();
	return g;
}

void
gunzip_free(struct gunzip *g)
{
	if (!g)
		return;
	inflateEnd(&g->zlib);
	free(g);
}

enum gunzip_status
gunzip(struct gunzip *g, const unsigned char **in, size_t *in_len,
    char **out, size_t *room)
{
	z_stream *z = &g->zlib;
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
		inflateReset(z);
		return GUNZIP_END;
	}
	/* Z_BUF_ERROR only says that nothing could be done for now. */
	if (result == Z_OK || result == Z_BUF_ERROR)
		return GUNZIP_ON;
	if (result == Z_MEM_ERROR)
		memory_exhausted();
	return GUNZIP_DAMAGED;
}

const char *
gunzip_reason(const struct gunzip *g)
{
	return g->zlib.msg ? g->zlib.msg : "";
}

const char *
gunzip_library(void)
{
	return "zlib " ZLIB_VERSION;
}

#endif
