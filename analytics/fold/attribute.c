/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/attribute.h"

/* Under touch each stage is seen for itself. */
static bool
has_step(const struct attempt *a, size_t step)
{
	return a->touched ? a->touched >> step & 1 : step < a->reached;
}

const struct event *
attribute_event(const struct attribute *of, const struct timeline *t,
    const struct attempt *a)
{
	size_t i = a ? a->entry_event : 0;

	switch (of->of) {
	case ATTRIBUTE_ENTRY:
		break;
	case ATTRIBUTE_FIRST:
		i = 0;
		break;
	case ATTRIBUTE_LAST:
		i = t->n - 1;
		break;
	case ATTRIBUTE_STEP:
		if (!a || !has_step(a, of->number))
			return NULL;
		i = a->event[of->number];
		break;
	case ATTRIBUTE_OPTIONAL:
		if (!a || !(a->optional >> of->number & 1))
			return NULL;
		i = a->optional_event[of->number];
		break;
	}
	return &t->events[i];
}
