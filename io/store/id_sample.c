/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store/id_sample.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

/* Where a hash stands or would stand. */
static size_t
place_of(const struct id_sample *s, uint64_t hash)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (s->ids[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Once the sample is full, an id gets in the more rarely the more there
 * were: moving the others is no matter.
 */
void
id_sample_put(struct id_sample *s, uint64_t hash, const char *id, size_t len)
{
	if (!s->ids)
		s->ids = memory_array(ID_SAMPLE, sizeof *s->ids);
	size_t at = place_of(s, hash);
	if (at < s->n && s->ids[at].hash == hash)
		return;
	if (s->n == ID_SAMPLE)
		free(s->ids[--s->n].text);
	memmove(s->ids + at + 1, s->ids + at, (s->n - at) * sizeof *s->ids);
	s->ids[at] = (struct sampled_id){ hash, memory_copy(id,
	    len < ID_SAMPLE_TEXT ? len : ID_SAMPLE_TEXT) };
	s->n++;
}

void
id_sample_free(struct id_sample *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->ids[i].text);
	free(s->ids);
	*s = (struct id_sample){ 0 };
}
