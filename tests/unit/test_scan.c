/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every scanner against the rules, byte by byte, on blocks of many batches
 * whose fields are bare, in quotes, or now this and now that, with all that
 * may stand in quotes, and with a byte that is wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/csv/scan.h"
#include "tests/unit/near.h"
#include "tests/unit/random.h"

#define TEXT_MOST 70000
#define ROOM (TEXT_MOST + 2 * SCAN_PADDING)
#define DELIMITER ','

struct scanned {
	struct scan scan;
	uint32_t ends[ROOM], rows[ROOM];
};

/* Where the next byte stands. */
enum place { START, BARE, INSIDE, CLOSED, RETURNED };

/* The place behind a byte outside quotes. */
static enum place
after(enum place place, char byte, struct scan *s)
{
	if (byte == DELIMITER || byte == '\n') {
		s->irregular |= place == RETURNED && byte != '\n';
		return START;
	}
	s->irregular |= place == RETURNED;
	s->returns |= byte == '\r';
	if (byte == '\r')
		return RETURNED;
	s->irregular |= place == CLOSED ||
	    (byte == '"' && place != START);
	return byte == '"' ? INSIDE : BARE;
}

static void
scan_by_bytes(const char *text, size_t len, struct scan *s)
{
	enum place place = START;

	s->clad = true;
	for (size_t i = 0; i < len; i++) {
		bool outside = place != INSIDE;

		s->lines += text[i] == '\n' ||
		    (text[i] == '\r' && text[i + 1] != '\n');
		s->nul |= text[i] == '\0';
		s->high |= (text[i] & 0x80) != 0;
		s->quoted |= text[i] == '"';
		s->clad &= place != START || text[i] == '"';
		if (place == INSIDE) {
			place = text[i] == '"' ? CLOSED : INSIDE;
		} else if (place == CLOSED && text[i] == '"') {
			s->doubled = true;
			place = INSIDE;
		} else {
			place = after(place, text[i], s);
		}
		if (outside && place == START) {
			if (text[i] == '\n')
				s->rows[s->nrows++] = (uint32_t)s->nends;
			s->ends[s->nends++] = (uint32_t)i;
		}
	}
	s->irregular |= place != START;
}

struct text {
	char bytes[ROOM];
	size_t len;
	uint64_t seed;
	unsigned odd;		/* one field in so many; 0: none is */
};

static bool
once_in(struct text *t, unsigned n)
{
	return n && random_next(&t->seed) % n == 0;
}

static void
add(struct text *t, const char *bytes)
{
	memcpy(t->bytes + t->len, bytes, strlen(bytes));
	t->len += strlen(bytes);
}

static void
add_field(struct text *t, bool quoted)
{
	static const char *const in_quotes[] = { ",", "\n", "\"\"", "\r\n",
		"\r", "\xc3\xa9", ",\n", ",,", "\n\n", "\"\",\"\"" };
	size_t len = random_next(&t->seed) %
	    (once_in(t, 1000) ? 5000 : once_in(t, 50) ? 200 :
	    once_in(t, 3) ? 3 : 12);

	add(t, quoted ? "\"" : "");
	while (len-- > 0)
		add(t, "z");
	if (quoted && once_in(t, t->odd))
		add(t, in_quotes[random_next(&t->seed) % 10]);
	else if (once_in(t, t->odd))
		add(t, "\xe4\xb8\xad");
	add(t, quoted ? "\"" : "");
}

/* Rows of one kind after another, so that a kind lasts for batches. */
static void
make_text(struct text *t)
{
	t->len = 0;
	while (t->len < 15000) {
		unsigned kind = (unsigned)random_next(&t->seed) % 4;
		size_t until = t->len + random_next(&t->seed) % 6000;
		bool returns = once_in(t, 4);

		t->odd = once_in(t, 2) ? 0 :
		    1 + (unsigned)random_next(&t->seed) % 300;
		while (t->len < until) {
			size_t columns = 1 + random_next(&t->seed) % 8;

			for (size_t c = 0; c < columns; c++) {
				add_field(t, kind == 0 ? false : kind < 3 ||
				    once_in(t, 4));
				if (c + 1 < columns)
					add(t, ",");
			}
			add(t, returns ? "\r\n" : "\n");
		}
	}
	add(t, "\"\"\n");
	memset(t->bytes + t->len, 0, SCAN_PADDING);
}

static void
spoil(struct text *t)
{
	static const char bytes[] = { '"', '"', '"', ',', '\n', '\r', '\0',
		'\x80' };

	t->bytes[random_next(&t->seed) % (t->len - 1)] =
	    bytes[random_next(&t->seed) % sizeof bytes];
}

static void
assert_scans(const struct text *t, const struct scan *want,
    const char *simd, struct scanned *s)
{
	scan_function *scan = scan_choose(simd);
	struct scan *got = &s->scan;

	if (!scan)
		return;
	*got = (struct scan){ .ends = s->ends, .rows = s->rows };
	scan(t->bytes, t->len, DELIMITER, got);
	assert_int_equal(got->irregular, want->irregular);
	assert_int_equal(got->nul, want->nul);
	assert_int_equal(got->high, want->high);
	if (want->irregular)
		return;
	assert_int_equal(got->quoted, want->quoted);
	assert_int_equal(got->clad, want->clad);
	assert_int_equal(got->doubled, want->doubled);
	assert_int_equal(got->returns, want->returns);
	assert_int_equal(got->lines, want->lines);
	assert_int_equal(got->nends, want->nends);
	assert_int_equal(got->nrows, want->nrows);
	assert_memory_equal(got->ends, want->ends,
	    want->nends * sizeof *want->ends);
	assert_memory_equal(got->rows, want->rows,
	    want->nrows * sizeof *want->rows);
}

static void
assert_all_scan(const struct text *t)
{
	static struct scanned want, got;
	static const char *const paths[] = { "off", "avx2", "avx512" };

	want.scan = (struct scan){ .ends = want.ends, .rows = want.rows };
	scan_by_bytes(t->bytes, t->len, &want.scan);
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
		assert_scans(t, &want.scan, paths[i], &got);
}

static void
scanners_follow_the_rules(void **state)
{
	static struct text t = { .seed = 17 };

	(void)state;
	for (int round = 0; round < 1000; round++) {
		make_text(&t);
		assert_all_scan(&t);
		spoil(&t);
		assert_all_scan(&t);
	}
}

/* Rows that are alike, and among them what is unlike, at each place of the
   last chunk of a batch and of the next one. */
static void
assert_one_scans(const char *row, const char *unlike, size_t from)
{
	static struct text t;

	t.len = 0;
	while (t.len < from)
		add(&t, row);
	add(&t, unlike);
	while (t.len < 10000)
		add(&t, row);
	memset(t.bytes + t.len, 0, SCAN_PADDING);
	assert_all_scan(&t);
}

static void
one_row_may_be_unlike(void **state)
{
	/* A separator may stand between two quotes and be none. */
	static const char *const unlike[] = { "\",\"\n", "\"\n\"\n",
		"\"\"\n", "\",\",\",\"\n", "\"\"\"\"\n", "\n", "z\n",
		"\"z\"\n", "\"z\"\r\n", "z\r\n", "z\rz\n", "\r\n", "\r",
		"\"z\"z\n", "z\"\n", "\"", ",\n", ",\"\"\n", "\"\",\n",
		"\"\r\n\"\r\n", "\"\r\"\n", "\"\n\"\r\n", "\"\",\"\r\n\"\r\n",
		"\"z\r\"\"z\"\r\n", "\"z\"\r,\"z\"\r\n" };

	(void)state;
	for (size_t from = 4030; from < 4160; from++)
		for (size_t i = 0; i < sizeof unlike / sizeof *unlike; i++) {
			assert_one_scans("\"z\",\"zz\"\n", unlike[i], from);
			assert_one_scans("z,zz\n", unlike[i], from);
			assert_one_scans("\"z\",\"zz\"\r\n", unlike[i], from);
			assert_one_scans("z,zz\r\n", unlike[i], from);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scanners_follow_the_rules),
		cmocka_unit_test(one_row_may_be_unlike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
