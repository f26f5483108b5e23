/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Saved folds of every class, damaged in every way that a line, a word, a
 * digit and an end can be.  A fold's own lines have no checksum (that is
 * the head's), so that some damage is another fold: what is read must then
 * be, byte for byte, what would be written.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/finish.h"
#include "tests/unit/near.h"
#include "tests/unit/random.h"

#define ENTITIES 7
#define ENTITIES_OF_CONVERSION 1	/* each has many lines */
#define DAYS 190

static uint32_t
draw(uint64_t *seed, uint32_t n)
{
	return (uint32_t)(random_next(seed) % n);
}

static void
feed(void *fold, const struct fold_class *class, bool dates,
    struct lookup *names)
{
	uint64_t seed = 7;
	size_t entities = class == &conversion_class ?
	    ENTITIES_OF_CONVERSION : ENTITIES;

	for (size_t i = 0; i < entities; i++) {
		struct event events[FUZZ_CLASSES];
		struct timeline t = { .events = events };
		int64_t day = draw(&seed, DAYS / 2);
		uint32_t group = lookup_add(names, i % 2 ? "a b" : "", i % 2 *
		    3);

		for (uint8_t k = 0; k < FUZZ_CLASSES; k++) {
			if (k && draw(&seed, 2))
				continue;
			events[t.n++] = (struct event){ .time = dates ? day :
			    day * DAY_MICROS, .group = group, .class = k,
			    .having = true, .value = draw(&seed, 3) ?
			    (decimal)draw(&seed, 99) : DECIMAL_NONE };
			day += draw(&seed, 20);
		}
		assert_int_equal(class->add(fold, &t), STATUS_OK);
	}
}

struct damage {
	struct fuzz_fold of;
	struct group_names names;
	struct buffer whole;	/* sound */
	size_t accepted, refused;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Refused, or another fold that is written as it was read. */
static void
try(struct damage *d, const char *bytes, size_t len, bool must_refuse)
{
	struct buffer again = { 0 };
	size_t line;

	if (len == d->whole.len && memcmp(bytes, d->whole.bytes, len) == 0)
		return;
	void *fold = fold_new(d->of.class, d->of.definition);
	enum status status = fold_load(fold, &d->names, bytes, len, &line);

	if (status != STATUS_OK) {
		d->refused++;
		fold_free(fold);
		return;
	}
	d->accepted++;
	assert_int_equal(fold_save(fold, &d->names, &again), STATUS_OK);
	if (must_refuse || again.len != len ||
	    memcmp(again.bytes, bytes, len) != 0) {
		size_t at = 0;

		while (at < len && bytes[at] == d->whole.bytes[at])
			at++;
		at -= at < 40 ? at : 40;
		fail_msg("%s: not %.80s\nbut %.80s\nis taken for sound",
		    d->of.class->name, d->whole.bytes + at, bytes + at);
	}
	buffer_free(&again);
	fuzz_finish(&d->of, fold, &d->names);
	fold_free(fold);
}

/* bytes with [from, to) replaced by text. */
static void
replace(struct damage *d, size_t from, size_t to, const char *text,
    size_t len, bool must_refuse)
{
	struct buffer b = { 0 };

	buffer_add(&b, d->whole.bytes, from);
	buffer_add(&b, text, len);
	buffer_add(&b, d->whole.bytes + to, d->whole.len - to);
	try(d, b.bytes, b.len, must_refuse);
	buffer_free(&b);
}

/* One line, which begins at `from`, with the one behind it. */
static void
damage_line(struct damage *d, size_t from)
{
	const char *all = d->whole.bytes;
	size_t end = from + strcspn(all + from, "\n") + 1;
	size_t next = end + strcspn(all + end, "\n") + 1;
	struct buffer swapped = { 0 };

	replace(d, from, end, "", 0, true);
	replace(d, from, from, all + from, end - from, true);
	replace(d, end - 1, end - 1, " 1", 2, true);
	replace(d, end - 1, end - 1, " ", 1, true);
	if (end == d->whole.len)
		return;
	buffer_add(&swapped, all + end, next - end);
	buffer_add(&swapped, all + from, end - from);
	replace(d, from, next, swapped.bytes, swapped.len, true);
	buffer_free(&swapped);
}

/* A number, which begins at `from`, as those at which one more is no index,
   no size or no count any longer. */
static void
damage_number(struct damage *d, size_t from)
{
	static const char *const bounds[] = { "0", "1", "5", "255", "100007",
		"100008", "2147483648", "4294967296", "281474976710656",
		"9223372036854775808", "18446744073709551616", "-1",
		"-9223372036854775808", "nan", "" };
	size_t len = strspn(d->whole.bytes + from, "0123456789");

	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
		replace(d, from, from + len, bounds[i], strlen(bounds[i]),
		    false);
}

/* Each digit another, none, twice, and a sign before it. */
static void
damage_digit(struct damage *d, size_t at)
{
	char digit = d->whole.bytes[at];

	for (char c = '0'; c <= '9'; c++)
		if (c != digit)
			replace(d, at, at + 1, &c, 1, false);
	replace(d, at, at + 1, "", 0, false);
	replace(d, at, at, &digit, 1, false);
	replace(d, at, at, "+", 1, true);
	replace(d, at, at + 1, "x", 1, false);
	replace(d, at, at, "99999999999999999999", 20, false);
}

static void
damage_all(struct damage *d)
{
	for (size_t i = 0; i < d->whole.len; i++) {
		bool first = i == 0 || !is_digit(d->whole.bytes[i - 1]);
		char other = d->whole.bytes[i] ^ 1;

		try(d, d->whole.bytes, i, true);
		replace(d, i, i + 1, &other, 1, false);
		if (i == 0 || d->whole.bytes[i - 1] == '\n')
			damage_line(d, i);
		if (!is_digit(d->whole.bytes[i]))
			continue;
		damage_digit(d, i);
		if (first)
			damage_number(d, i);
	}
}

/* Of each class under definitions that keep all that it can keep. */
static void
every_damage_is_seen(void **state)
{
	static const uint8_t more[] = { 0, 3, 11, 27, 30 };

	(void)state;
	for (size_t k = 0; k < FUZZ_FOLDS * sizeof more; k++) {
		union fuzz_definition definition;
		struct lookup *lookup = lookup_new();
		struct damage d = { fuzz_define((uint8_t)(
			FUZZ_FOLDS * more[k / FUZZ_FOLDS] +
			k % FUZZ_FOLDS), &definition),
			{ 0 }, { 0 }, 0, 0 };
		void *fold = fold_new(d.of.class, d.of.definition);

		d.names = fuzz_names(&d.of, lookup);
		feed(fold, d.of.class, d.of.dates, lookup);
		assert_int_equal(fold_save(fold, &d.names, &d.whole),
		    STATUS_OK);
		fold_free(fold);
		damage_all(&d);
		assert_true(d.refused > 100);
		buffer_free(&d.whole);
		lookup_free(lookup);
	}
}

/* Of which names are made later, value by value. */
static void
groups_have_a_value_a_column(void **state)
{
	static const struct { const char *word; size_t columns; } groups[] = {
		{ "-", 0 }, { "=", 1 }, { "=a", 1 }, { "=%00", 2 },
		{ "=a%00", 2 }, { "=a%00b", 2 }, { "=a%00%00b", 3 },
	};

	(void)state;
	for (size_t i = 0; i < 4 * sizeof groups / sizeof *groups; i++) {
		union fuzz_definition definition;
		struct fuzz_fold of = fuzz_define(6, &definition);
		struct lookup *lookup = lookup_new();
		struct group_names names = fuzz_names(&of, lookup);
		void *fold = fold_new(of.class, of.definition);
		struct buffer text = { 0 };

		names.columns = i % 4;
		buffer_format(&text, "lifetimes 2 0 0 0\ncounts 1\n"
		    "group %s 1\n12 1\nend\n", groups[i / 4].word);
		assert_int_equal(fold_load(fold, &names, text.bytes, text.len,
		    NULL), names.columns == groups[i / 4].columns ? STATUS_OK :
		    STATUS_FORMAT);
		buffer_free(&text);
		fold_free(fold);
		lookup_free(lookup);
	}
}

/* 2^48 of all kinds together, in one text and in several. */
static void
sums_of_counts_are_bounded(void **state)
{
	static const struct {
		const char *left_out, *counts[2];
		enum status status;
	} texts[] = {
		{ "1", { "281474976710654", "1" }, STATUS_OK },
		{ "0", { "1", "1" }, STATUS_FORMAT },
		{ "2", { "281474976710654", "1" }, STATUS_FORMAT },
		{ "0", { "281474976710655", "2" }, STATUS_FORMAT },
		{ "281474976710655", { "1", "1" }, STATUS_FORMAT },
	};
	union fuzz_definition definition;
	struct fuzz_fold of = fuzz_define(6, &definition);
	struct lookup *lookup = lookup_new();
	struct group_names names = fuzz_names(&of, lookup);
	void *fold = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct buffer text = { 0 };

		/* The second is added to the first. */
		if (i != 1) {
			fold_free(fold);
			fold = fold_new(of.class, of.definition);
		}
		buffer_format(&text, "lifetimes 2 %s 0 0\ncounts 1\n"
		    "group = 2\n4 %s\n5 %s\nend\n", texts[i].left_out,
		    texts[i].counts[0], texts[i].counts[1]);
		assert_int_equal(fold_load(fold, &names, text.bytes, text.len,
		    NULL), texts[i].status);
		buffer_free(&text);
	}
	fold_free(fold);
	lookup_free(lookup);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_damage_is_seen),
		cmocka_unit_test(groups_have_a_value_a_column),
		cmocka_unit_test(sums_of_counts_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
