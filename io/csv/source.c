/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/source.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/csv/container.h"
#include "io/csv/encoding.h"
#include "io/csv/inflate.h"
#include "io/csv/raw.h"

struct source {
	struct raw raw;
	struct inflate *inflate;	/* NULL: the file is not packed */
	struct encoding *encoding;
	char first;			/* was peeked at, if there is one */
	bool peeked;
	bool started;
	bool ended;
	bool failed;			/* then fault says why, for ever */
	struct fault fault;
};

static ssize_t
pull(void *from, char *buffer, size_t size, struct fault *fault)
{
	struct source *s = from;

	if (s->inflate)
		return inflate_read(s->inflate, buffer, size, fault);
	ssize_t n = raw_read(&s->raw, buffer, size);
	return n < 0 ? raw_fault(&s->raw, fault) : n;
}

struct source *
source_open(const char *path, const char *encoding, struct fault *fault)
{
	struct source *s = memory_zeroed(1, sizeof *s);

	if (raw_open(&s->raw, path, fault) != 0) {
		free(s);
		return NULL;
	}
	s->encoding = encoding_new(encoding, pull, s, s->raw.name, fault);
	if (!s->encoding) {
		source_close(s);
		return NULL;
	}
	return s;
}

/* What the first bytes say; not at open, where a pipe would keep us. */
static int
start(struct source *s)
{
	size_t len = raw_peek(&s->raw, 16);

	s->started = true;
	if (container_refuse(s->raw.head, len, &s->fault) != 0)
		return fault_at(&s->fault, s->raw.name, 0, NULL);
	enum packing packing = packing_of(s->raw.head, len);
	if (packing == PACKING_NONE)
		return 0;
	s->inflate = inflate_start(&s->raw, packing, &s->fault);
	return s->inflate ? 0 : -1;
}

ssize_t
source_read(struct source *s, char *buffer, size_t size,
    struct fault *fault)
{
	size_t got = s->peeked && size > 0;

	if (!s->started)
		s->failed = start(s) != 0;
	if (got) {
		buffer[0] = s->first;
		s->peeked = false;
	}
	while (got < size && !s->ended && !s->failed) {
		ssize_t n = encoding_read(s->encoding, buffer + got,
		    size - got, &s->fault);

		if (n > 0)
			got += (size_t)n;
		s->ended = n == 0;
		s->failed = n < 0;
	}
	if (got > 0 || !s->failed)
		return (ssize_t)got;
	*fault = s->fault;
	return -1;
}

int
source_peek(struct source *s)
{
	struct fault fault;
	char first;

	if (source_read(s, &first, 1, &fault) != 1)
		return -1;
	s->first = first;
	s->peeked = true;
	return (unsigned char)first;
}

const char *
source_name(const struct source *s)
{
	return s->raw.name;
}

const char *
source_encoding(const struct source *s)
{
	return encoding_name(s->encoding);
}

bool
source_guessed(const struct source *s)
{
	return encoding_guessed(s->encoding);
}

uint64_t
source_taken(const struct source *s)
{
	return s->raw.taken;
}

void
source_close(struct source *s)
{
	if (!s)
		return;
	inflate_stop(s->inflate);
	encoding_free(s->encoding);
	raw_close(&s->raw);
	free(s);
}
