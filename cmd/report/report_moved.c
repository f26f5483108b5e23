/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entities that come from one group to another: a rate has them in one. */
#include <string.h>

#include "cmd/report/report.h"

/* A fold beside those of the sections, whose definition is the report. */
struct moved {
	struct fold fold;
	const struct report *report;
	uint64_t n[GROUPS_MAX];
};

/* The value of a column, unless it is empty and so no value. */
static const char *
value_of(const struct moved *m, const struct event *e, size_t column,
    size_t *len)
{
	const char *value = e->group == GROUP_NONE ? "" :
	    event_log_tuple(m->report->input.log, e->group, column, len);

	return value[0] ? value : NULL;
}

static bool
has_two(const struct moved *m, const struct timeline *t, size_t column)
{
	const char *first = NULL, *value;
	size_t first_len = 0, len = 0;

	for (size_t i = 0; i < t->n; i++) {
		value = value_of(m, &t->events[i], column, &len);
		if (value && first && (len != first_len ||
		    memcmp(value, first, len) != 0))
			return true;
		if (value && !first) {
			first = value;
			first_len = len;
		}
	}
	return false;
}

/* Most keep their groups: columns are asked of the others alone. */
static enum status
add(void *fold, const struct timeline *t)
{
	struct moved *m = fold;
	size_t i = 1;

	while (i < t->n && t->events[i].group == t->events[0].group)
		i++;
	for (size_t c = 0; i < t->n && c < m->report->nsegments; c++)
		m->n[c] += has_two(m, t, c);
	return STATUS_OK;
}

static void
start(void *fold)
{
	struct moved *m = fold;

	m->report = m->fold.definition;
}

static const struct fold_member members[] = {
	MEMBER(struct moved, COUNT, n, .count = GROUPS_MAX),
	{ 0 }
};

static const struct fold_class moved_class = {
	.name = "moved",
	.size = sizeof(struct moved),
	.members = members,
	.add = add,
	.start = start,
};

bool
moved_gathers(const struct report *report, struct folding *out)
{
	*out = (struct folding){ &moved_class, report, NULL };
	return report->nsegments > 0;
}

int
moved_gathered(struct report *report, void *fold, struct fault *fault)
{
	const struct moved *m = fold;

	(void)fault;
	memcpy(report->moved, m->n, sizeof report->moved);
	return 0;
}
