/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Risk tables from the histograms of a fold, and curves from them. */
#include <stdlib.h>

#include "analytics/fold/conversion_private.h"
#include "analytics/survival/table_maker.h"

/* Reaching a step, of all cells together. */
static struct risk_table
whole_table(const struct conversion *f, size_t step, struct table_maker *m)
{
	for (size_t i = 0; i < f->cells.index.n; i++) {
		struct stage_counts *stages = conversion_stages(f, i);
		table_maker_add(m, &stages[matcher_stage(f->matcher, step)].
		    reached, RISK_EVENTS);
		for (size_t j = 0; j < step; j++) {
			struct stage_counts *s = &stages[matcher_stage(
			    f->matcher, j)];
			table_maker_add(m, &s->lost, RISK_COMPETING);
			table_maker_add(m, &s->expired, RISK_COMPETING);
			table_maker_add(m, &s->open, RISK_CENSORED);
		}
	}
	return table_maker_finish(m);
}

static uint32_t
cell_of_days(const struct match_rules *r, double days)
{
	if (rules_clock(r) == RISK_SECONDS)
		return risk_cell_of_seconds((int64_t)(days * 86400));
	return days < RISK_CELLS_MAX ? (uint32_t)days : RISK_CELLS_MAX - 1;
}

/* What happened behind the point before, up to and with this one. */
static size_t
fill_point(const struct risk_table *t, size_t row, uint32_t cell,
    uint64_t *left, struct conversion_point *p)
{
	p->at_risk = *left;
	for (; row < t->n && t->rows[row].cell <= cell; row++) {
		p->events += t->rows[row].events;
		p->competing += t->rows[row].competing;
		p->censored += t->rows[row].censored;
	}
	*left -= p->events + p->competing + p->censored;
	return row;
}

enum status
conversion_curve(const struct conversion *f, size_t step, double level,
    const double *days, size_t n, struct conversion_point *out)
{
	const struct match_rules *r = &f->definition->rules;
	struct table_maker m = { .fine = true };
	enum status status = STATUS_OK;
	if (step == 0 || step >= matcher_steps(f->matcher) || r->attempts ||
	    r->entry != ENTRY_FIRST || r->order == MATCH_TOUCH)
		return STATUS_DOMAIN;
	conversion_flush(f);
	struct risk_table t = whole_table(f, step, &m);
	uint64_t left = t.entered;
	size_t row = 0;
	for (size_t i = 0; i < n && m.fine && status == STATUS_OK; i++) {
		uint32_t cell = cell_of_days(r, days[i]);
		out[i] = (struct conversion_point){ .days = days[i] };
		row = fill_point(&t, row, cell, &left, &out[i]);
		status = incidence_at(&t, cell, level, BAND_LOG_LOG,
		    &out[i].incidence);
	}
	if (!m.fine)
		status = STATUS_NO_MEMORY;
	table_maker_free(&m);
	return status;
}
