/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain attempts that are alone: of their few ways most have the same. */
#include "analytics/fold/flow_private.h"

/* Where those are counted that went like one of them. */
struct course {
	const struct plain_attempt *like;	/* NULL: of none */
	uint32_t group;
	size_t n;		/* stays */
	struct flow_move *moves[PLAIN_STEPS_MAX + 1];	/* by stay; NULL: the
							   last is an end */
	bool ends[PLAIN_STEPS_MAX + 1];	/* by stay: how long does not count */
	struct tally *ways;
	size_t way;		/* item of the tally */
};

static bool
is_alike(const struct course *c, const struct plain_attempt *a,
    uint32_t group)
{
	return c->like && c->group == group && plain_alike(c->like, a);
}

/* The states that it goes through; 0: it is no way of so few words. */
static size_t
find_way(const struct flow_definition *d, const struct plain_attempt *a,
    unsigned char way[PLAIN_STEPS_MAX + 1])
{
	size_t n = 0;

	for (; n < a->reached; n++)
		way[n] = d->state[a->class[n]];
	if (a->fate == FATE_LOST)
		way[n++] = d->state[a->fate_class];
	for (size_t k = 0; k < n; k++)
		if (way[k] == FLOW_NONE || (k > 0 && way[k] == way[k - 1]))
			return 0;
	return n;
}

static bool
find_course(struct flow *f, const struct plain_attempt *a, uint32_t group,
    struct course *c)
{
	const struct flow_definition *d = f->definition;
	unsigned char way[PLAIN_STEPS_MAX + 1];
	size_t n = find_way(d, a, way);

	*c = (struct course){ .group = group, .n = n };
	if (n == 0)
		return false;
	for (size_t k = 0; k < n; k++) {
		c->ends[k] = d->end[way[k]];
		if (k + 1 < n || (d->ends && !c->ends[k]))
			c->moves[k] = fold_cell(&f->moves, group, flow_key(
			    way[k], k + 1 < n ? way[k + 1] : FLOW_NONE));
	}
	c->ways = &((struct flow_ways *)fold_cell(&f->ways, group, 0))->ways;
	c->way = tally_add(c->ways, way, n, 0);
	c->like = a;
	return true;
}

static inline void
end_stay(struct flow *f, const struct course *c, size_t stay, int64_t took)
{
	if (c->ends[stay])
		c->moves[stay]->count++;
	else
		flow_count_stay(f, c->moves[stay], took);
}

static void
follow(struct flow *f, const struct course *c, const struct plain_attempt *a)
{
	size_t last = a->reached - 1u;
	int64_t since = a->time[last];

	for (size_t k = 0; k < last; k++)
		end_stay(f, c, k, a->time[k + 1] - a->time[k]);
	if (a->fate == FATE_LOST) {
		end_stay(f, c, last, a->fate_time - since);
		since = a->fate_time;
	}
	if (c->moves[c->n - 1])
		flow_count_stay(f, c->moves[c->n - 1],
		    f->definition->as_of - since);
	c->ways->items[c->way].count++;
}

bool
flow_takes_plain(const void *fold, const struct match_rules **rules)
{
	*rules = NULL;
	return !((const struct flow *)fold)->definition->state_of_group;
}

void
flow_add_plain(void *fold, const struct plain_batch *batch)
{
	struct flow *f = fold;
	const struct flow_definition *d = f->definition;
	struct course c = { .like = NULL };

	for (size_t i = 0; i < batch->n; i++) {
		const struct plain_attempt *a = batch->attempts[i];
		struct event events[PLAIN_STEPS_MAX + 1];
		struct timeline t;

		if (!a->alone || a->time[0] < d->from || a->time[0] >= d->to)
			continue;
		if (a->last <= d->as_of && (is_alike(&c, a,
		    batch->groups[i]) || find_course(f, a, batch->groups[i],
		    &c))) {
			follow(f, &c, a);
			continue;
		}
		t = plain_timeline(a, batch->groups[i], events);
		flow_class.add(f, &t);
	}
}
