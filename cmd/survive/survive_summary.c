/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles and means of curves. */
#include "cmd/survive/survive_table.h"

static void
put_summary(const struct making *m, size_t group,
    const struct life_summary *s)
{
	struct table *t = m->table;

	table_add_row(t);
	survive_keys(m, group);
	table_count(t, SUMMARY_N, s->entered);
	table_count(t, SUMMARY_EVENTS, s->seen.events);
	for (size_t i = 0; i < 3; i++) {
		table_range(t, SUMMARY_P25 + 3 * i, s->quartiles[i].time,
		    s->quartiles[i].low, s->quartiles[i].high);
	}
	table_number(t, SUMMARY_RMST, s->mean.mean);
	table_number(t, SUMMARY_RMST_SE, s->mean.se);
	if (m->settings->observed_from)
		return;
	table_number(t, SUMMARY_EXPOSURE, s->seen.exposure);
	table_range(t, SUMMARY_EVENTS_PER, s->rate.estimate, s->rate.low,
	    s->rate.high);
}

int
survive_add_summary(const struct making *m, size_t group,
    const struct life_table *life, struct fault *fault)
{
	struct life_summary summary;
	struct life_curve c;
	enum status status = life_curve_make(life, m->incidence, m->band,
	    m->level, &c);

	if (status == STATUS_OK) {
		life_summary(&c, m->horizon, m->level, &summary);
		put_summary(m, group, &summary);
	}
	life_curve_free(&c);
	return status == STATUS_OK ? 0 : survive_status_fault(status, fault);
}
