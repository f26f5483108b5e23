/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a saved fold: refused, or a fold that saves, loads, merges
 * and finishes as one that was made of timelines.  The first byte chooses class
 * and definition.
 */
#include "tests/fuzz/finish.h"

/* False where a sum is too large, which saving refuses. */
static bool
save(const struct fuzz_fold *f, void *fold, struct lookup *names,
    struct buffer *out)
{
	struct group_names n = fuzz_names(f, names);

	*out = (struct buffer){ 0 };
	enum status status = fold_save(fold, &n, out);
	MUST(status == STATUS_OK || status == STATUS_LIMIT, "save: %s",
	    status_sentence(status));
	return status == STATUS_OK;
}

/* What a fold that loaded must do. */
static void
use(const struct fuzz_fold *f, void *fold, struct lookup *names)
{
	struct buffer once, twice;
	struct group_names n = fuzz_names(f, names);

	if (!save(f, fold, names, &once)) {
		buffer_free(&once);
		return;
	}
	void *again = fold_new(f->class, f->definition);
	MUST(again, "no memory");
	enum status status = fold_load(again, &n, once.bytes, once.len, NULL);
	MUST(status == STATUS_OK, "%s: its own bytes: %s", f->class->name,
	    status_sentence(status));
	MUST(save(f, again, names, &twice), "save again");
	MUST(once.len == twice.len &&
	    memcmp(once.bytes, twice.bytes, once.len) == 0,
	    "%s: saved otherwise:\n%.*s\n%.*s", f->class->name,
	    (int)once.len, once.bytes, (int)twice.len, twice.bytes);
	fold_merge(fold, again);
	fuzz_finish(f, fold, &n);
	fold_free(again);
	buffer_free(&once);
	buffer_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	union fuzz_definition definition;

	if (len < 1)
		return 0;
	struct fuzz_fold f = fuzz_define(bytes[0], &definition);
	struct lookup *names = lookup_new();
	void *fold = fold_new(f.class, f.definition);
	struct group_names n = fuzz_names(&f, names);
	enum status status = fold_load(fold, &n,
	    (const char *)bytes + 1, len - 1, NULL);
	if (status == STATUS_OK)
		use(&f, fold, names);
	fold_free(fold);
	lookup_free(names);
	return 0;
}
