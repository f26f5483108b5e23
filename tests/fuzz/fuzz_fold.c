/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any timelines, folded whole and in parts: parts that are saved, loaded
 * in either order and merged are, byte for byte, the whole.
 *
 * The first byte chooses class and definition.  Four bytes an event: hours
 * since the one before (255: another entity), class and part, group,
 * value.
 */
#include "tests/fuzz/folds.h"

#define EVENTS_MAX 64

static void
save(const struct fuzz_fold *f, void *fold, struct lookup *names,
    struct buffer *out)
{
	struct group_names n = fuzz_names(f, names);

	*out = (struct buffer){ 0 };
	enum status status = fold_save(fold, &n, out);
	MUST(status == STATUS_OK, "save: %s", status_sentence(status));
}

static void
add(const struct fuzz_fold *f, void *whole, void *part,
    const struct event *events, size_t n)
{
	struct timeline timeline = { .events = events, .n = n };

	if (n == 0)
		return;
	enum status a = f->class->add(whole, &timeline);
	enum status b = f->class->add(part, &timeline);
	MUST(a == b && (a == STATUS_OK || a == STATUS_LIMIT), "add: %s, %s",
	    status_sentence(a), status_sentence(b));
}

static void
add_all(const struct fuzz_fold *f, const uint8_t *bytes, size_t len,
    bool dates, struct lookup *names, void *whole, void *const parts[2])
{
	struct event events[EVENTS_MAX];
	size_t n = 0, part = 0;
	int64_t time = 0;
	char group[2] = "";

	for (; len >= 4; bytes += 4, len -= 4) {
		if (bytes[0] == 255 || n == EVENTS_MAX) {
			add(f, whole, parts[part], events, n);
			n = 0;
			time = 0;
			part = bytes[1] >> 7;
		}
		time += bytes[0] % 255 * (dates ? 1 : DAY_MICROS / 24);
		if (time > (dates ? 200 : 200 * DAY_MICROS))
			continue;
		uint8_t class = bytes[1] % FUZZ_CLASSES;
		/* As timelines are: by time, then class, without repeats. */
		if (n && events[n - 1].time == time &&
		    events[n - 1].class >= class)
			continue;
		/* A NUL would be two columns. */
		group[0] = (char)(bytes[2] | 1);
		events[n++] = (struct event){ .time = time, .class = class,
			.group = lookup_add(names, group, 1), .having = true,
			.value = bytes[3] ? bytes[3] : DECIMAL_NONE };
	}
	add(f, whole, parts[part], events, n);
}

/* Both parts, loaded the one or the other first. */
static void
check_order(const struct fuzz_fold *f, const struct buffer saved[2],
    int first, struct lookup *names, const struct buffer *whole)
{
	struct group_names n = fuzz_names(f, names);
	struct buffer both;
	void *fold = fold_new(f->class, f->definition);

	MUST(fold, "no memory");
	for (int i = 0; i < 2; i++) {
		const struct buffer *part = &saved[first ^ i];
		enum status status = fold_load(fold, &n, part->bytes,
		    part->len, NULL);

		MUST(status == STATUS_OK, "load: %s",
		    status_sentence(status));
	}
	save(f, fold, names, &both);
	MUST(both.len == whole->len &&
	    memcmp(both.bytes, whole->bytes, both.len) == 0,
	    "%s: parts are not the whole:\n%.*s\n%.*s", f->class->name,
	    (int)both.len, both.bytes, (int)whole->len, whole->bytes);
	buffer_free(&both);
	fold_free(fold);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	union fuzz_definition definition;

	if (len < 1)
		return 0;
	struct fuzz_fold f = fuzz_define(bytes[0], &definition);
	struct lookup *names = lookup_new();
	void *parts[2] = { fold_new(f.class, f.definition),
		fold_new(f.class, f.definition) };
	void *fold = fold_new(f.class, f.definition);
	MUST(names && fold && parts[0] && parts[1], "no memory");
	add_all(&f, bytes + 1, len - 1, f.dates, names, fold, parts);

	struct buffer whole, saved[2], merged;
	save(&f, fold, names, &whole);
	for (int i = 0; i < 2; i++)
		save(&f, parts[i], names, &saved[i]);
	check_order(&f, saved, 0, names, &whole);
	check_order(&f, saved, 1, names, &whole);
	fold_merge(parts[1], parts[0]);
	save(&f, parts[1], names, &merged);
	MUST(merged.len == whole.len &&
	    memcmp(merged.bytes, whole.bytes, merged.len) == 0,
	    "%s: merged is not the whole", f.class->name);

	for (int i = 0; i < 2; i++) {
		fold_free(parts[i]);
		buffer_free(&saved[i]);
	}
	fold_free(fold);
	buffer_free(&whole);
	buffer_free(&merged);
	lookup_free(names);
	return 0;
}
