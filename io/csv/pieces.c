/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/pieces.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/csv/newlines.h"

void
pieces_free(struct pieces *p)
{
	free(p->rest);
	*p = (struct pieces){ 0 };
}

bool
pieces_done(const struct pieces *p)
{
	return p->ended && p->rest_len == 0;
}

static void
grow(char **bytes, size_t *room, size_t wanted)
{
	if (wanted <= *room)
		return;
	*bytes = memory_resize(*bytes, wanted, 1);
	*room = wanted;
}

static void
swap_with_rest(struct pieces *p, struct block *b)
{
	char *bytes = p->rest;
	size_t room = p->rest_room;

	p->rest = b->bytes;
	p->rest_room = b->room;
	b->bytes = bytes;
	b->room = room;
}

/* A block that has nothing becomes all that waits, if there is room for
   `more` in it: a small file lies in one buffer until it is cut. */
static bool
becomes_rest(struct pieces *p, struct block *b, size_t more)
{
	if (b->len > 0 || p->rest_len > more ||
	    p->rest_room < more + 1 + SCAN_PADDING)
		return false;
	swap_with_rest(p, b);
	memmove(b->bytes, b->bytes + p->rest_at, p->rest_len);
	b->len = p->rest_len;
	p->rest_at = p->rest_len = 0;
	return true;
}

/* Up to `more` bytes at the end of a block: what waits, else one read. */
static int
fill(struct pieces *p, struct block *b, size_t more, struct fault *fault)
{
	if (p->rest_len > 0 && becomes_rest(p, b, more))
		return 0;
	grow(&b->bytes, &b->room, b->len + more + 1 + SCAN_PADDING);
	if (p->rest_len > 0) {
		size_t n = p->rest_len < more ? p->rest_len : more;

		memcpy(b->bytes + b->len, p->rest + p->rest_at, n);
		p->rest_at += n;
		p->rest_len -= n;
		b->len += n;
		return 0;
	}
	ssize_t n = source_read(p->source, b->bytes + b->len, more, fault);
	if (n < 0)
		return -1;
	b->len += (size_t)n;
	/* Only 0 is the end: a short read may stand before a fault. */
	p->ended = n == 0;
	return 0;
}

/* The last bytes of what was taken last. */
static void
put_back(struct pieces *p, const char *bytes, size_t len)
{
	if (p->rest_at < len) {
		grow(&p->rest, &p->rest_room, len + p->rest_len);
		if (p->rest_len)
			memmove(p->rest + len, p->rest + p->rest_at,
			    p->rest_len);
		p->rest_at = len;
	}
	p->rest_at -= len;
	p->rest_len += len;
	if (len)
		memcpy(p->rest + p->rest_at, bytes, len);
}

void
pieces_return(struct pieces *p, struct block *b, size_t from)
{
	if (p->rest_len > 0) {
		put_back(p, b->bytes + from, b->len - from);
	} else {
		swap_with_rest(p, b);
		p->rest_at = from;
		p->rest_len = b->len - from;
	}
	b->len = 0;
}

int
pieces_look(struct pieces *p, struct block *b, size_t size,
    struct fault *fault)
{
	b->len = 0;
	while (b->len < size && !pieces_done(p))
		if (fill(p, b, size - b->len, fault) != 0)
			return -1;
	return 0;
}

/*
 * The end of the last record in a block: after the last newline that an
 * even number of quotes precedes, which in strict CSV is outside quotes.
 * 0 if there is none; a block with nothing in it may have no bytes at all.
 */
static size_t
last_record_end(const char *bytes, size_t len)
{
	if (len == 0)
		return 0;
	bool odd = bytes_count(bytes, len, '"') & 1;

	if (!odd) {
		const char *end = memrchr(bytes, '\n', len);
		const char *quote = end ?
		    memchr(end, '"', len - (size_t)(end - bytes)) : NULL;

		if (!quote)
			return end ? (size_t)(end - bytes) + 1 : 0;
	}
	for (size_t i = len; i > 0; i--) {
		if (bytes[i - 1] == '"')
			odd = !odd;
		else if (bytes[i - 1] == '\n' && !odd)
			return i;
	}
	return 0;
}

/* Reads on until a block holds a whole record, or must be given up. */
int
pieces_next(struct pieces *p, struct block *b, struct fault *fault)
{
	b->len = 0;
	b->whole = true;
	if (p->rest_len > 0 && fill(p, b, p->block_size, fault) != 0)
		return -1;
	if (b->len < (p->block_size + 1) / 2 && !pieces_done(p) &&
	    fill(p, b, p->block_size - b->len, fault) != 0)
		return -1;
	for (;;) {
		if (pieces_done(p)) {
			if (b->len && b->bytes[b->len - 1] != '\n')
				b->bytes[b->len++] = '\n';
			b->whole = last_record_end(b->bytes, b->len) ==
			    b->len;
			return 0;
		}
		size_t end = last_record_end(b->bytes, b->len);
		if (end > 0) {
			put_back(p, b->bytes + end, b->len - end);
			b->len = end;
			return 0;
		}
		if (b->len > p->record_limit) {
			b->whole = false;
			p->ended = true;
			p->rest_len = 0;
			return 0;
		}
		if (fill(p, b, b->len > p->block_size ? b->len :
		    p->block_size, fault) != 0)
			return -1;
	}
}

void
pieces_copy(const struct pieces *p, struct block *b, size_t most)
{
	bool all = p->rest_len <= most;

	b->len = 0;
	most = all ? p->rest_len : most;
	grow(&b->bytes, &b->room, most + 1 + SCAN_PADDING);
	if (most == 0)
		return;
	memcpy(b->bytes, p->rest + p->rest_at, most);
	b->len = most;
	if (all && p->ended && b->bytes[b->len - 1] != '\n')
		b->bytes[b->len++] = '\n';
	b->len = last_record_end(b->bytes, b->len);
}
