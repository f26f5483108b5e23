/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --bin, --split and --satisfied say. */
#include <stdlib.h>
#include <string.h>

#include "cmd/segment/segment.h"

static int
bad_bins(const char *text, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--bin: \"%s\": expected COL:N "
	    "with 2 to %d groups, COL:5,12.5 with ascending cuts, or COL:=5 "
	    "with one", text, BINS_MAX);
}

static int
read_cuts(const char *text, struct arena *arena, struct segment_bins *out)
{
	struct text_list list = text_split(text, ',', false, arena);
	struct bins bins;

	if (list.n > BINS_MAX - 1)
		return -1;
	for (size_t i = 0; i < list.n; i++) {
		decimal cut;

		if (decimal_parse(list.items[i], strlen(list.items[i]), '.',
		    &cut) != DECIMAL_OK)
			return -1;
		out->cuts[i] = decimal_double(cut);
	}
	out->ncuts = list.n;
	return bins_at(out->cuts, out->ncuts, &bins) == STATUS_OK ? 0 : -1;
}

int
segment_read_bins(const char *text, struct arena *arena,
    struct segment_bins *out, struct fault *fault)
{
	const char *colon = strrchr(text, ':');

	*out = (struct segment_bins){ 0 };
	if (!colon || colon == text)
		return bad_bins(text, fault);
	out->column = arena_copy(arena, text, (size_t)(colon - text));
	const char *what = colon + 1;
	size_t digits = strspn(what, "0123456789");
	if (digits > 0 && digits < 4 && !what[digits]) {
		out->wanted = strtoul(what, NULL, 10);
		return out->wanted > 1 && out->wanted <= BINS_MAX ? 0 :
		    bad_bins(text, fault);
	}
	if (*what != '=' && !strchr(what, ','))
		return bad_bins(text, fault);
	return read_cuts(what + (*what == '='), arena, out) == 0 ? 0 :
	    bad_bins(text, fault);
}

double
segment_satisfied(const struct segment_settings *s)
{
	decimal from;

	if (!s->satisfied || decimal_parse(s->satisfied,
	    strlen(s->satisfied), '.', &from) != DECIMAL_OK)
		return 4;
	return decimal_double(from);
}
