/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which entities are which group: tuples, bins of a number, RFM scores. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analytics/base/group_names.h"
#include "analytics/base/memory.h"
#include "analytics/fold/outcomes_finish.h"

uint32_t *
outcomes_tuples(const struct outcomes *fold, size_t *n, size_t *room)
{
	uint32_t *all = cohort_index_groups(&fold->cells.index, n);

	*room = *n ? (size_t)all[*n - 1] + 1 : 0;
	return all;
}

/* While groups are made of a fold. */
struct making {
	const struct outcomes *fold;
	const struct outcomes_grouping *how;
	struct outcomes_groups *groups;
	struct cohort_index index;	/* tuple, and bin as its cohort */
	size_t room;
	bool aged;			/* the mature alone are counted */
	bool overflowed;
};

/* Where in the records of a fold one is. */
struct place {
	size_t cell, record;
	uint32_t tuple;
};

/* The next record that is counted; NULL behind the last. */
static const struct outcome_record *
next_record(const struct making *m, struct place *at)
{
	for (; at->cell < m->fold->cells.index.n; at->cell++, at->record = 0) {
		const struct outcome_cell *c = outcomes_at(m->fold, at->cell);

		at->tuple = m->fold->cells.index.keys[at->cell].group;
		while (at->record < c->records.n) {
			const struct outcome_record *r =
			    &outcomes_records(c)[at->record++];

			if (!m->aged || r->flags & RECORD_MATURE)
				return r;
		}
	}
	return NULL;
}

static size_t
count_records(const struct making *m)
{
	struct place at = { 0 };
	size_t n = 0;

	while (next_record(m, &at))
		n++;
	return n;
}

static struct outcomes_group *
group_of(struct making *m, uint32_t tuple, uint32_t bin)
{
	struct outcomes_groups *g = m->groups;
	size_t i = cohort_index_number(&m->index, tuple, bin);

	g->all = memory_reserve(g->all, &m->room, i + 1, sizeof *g->all);
	if (i == g->n)
		g->all[g->n++] = (struct outcomes_group){ .tuple = tuple,
			.bin = bin };
	return &g->all[i];
}

/* Bins of equal counts, of the keys that there are. */
static enum status
cut_keys(struct making *m, size_t n)
{
	const struct outcome_record *r;
	struct place at = { 0 };
	struct sample sample;
	size_t keys = 0;
	double *values = memory_array(n + 1, sizeof *values);

	while ((r = next_record(m, &at)))
		if (r->key != DECIMAL_NONE)
			values[keys++] = decimal_double(r->key);
	enum status status = sample_sort(values, keys, &sample);
	if (status == STATUS_OK && sample.n > 0)
		status = bins_equal_count(sample, m->how->bins,
		    &m->groups->bins);
	free(values);
	return status;
}

static struct rfm_customer
customer_of(const struct making *m, const struct outcome_record *r)
{
	return (struct rfm_customer){
		.recency = (double)(m->fold->definition->rules.as_of -
		    r->last),
		.frequency = r->purchases,
		.money = decimal_double(r->key),
	};
}

static enum status
cut_scores(struct making *m, size_t n)
{
	const struct outcome_record *r;
	struct place at = { 0 };
	size_t customers = 0;
	struct rfm_customer *all = memory_array(n + 1, sizeof *all);

	while ((r = next_record(m, &at)))
		if (r->purchases > 0)
			all[customers++] = customer_of(m, r);
	enum status status = rfm_cuts(all, customers, m->how->levels,
	    &m->groups->rfm);
	free(all);
	/* Where nobody bought, all are without a score. */
	return status == STATUS_TOO_FEW ? STATUS_OK : status;
}

static enum status
cut(struct making *m)
{
	size_t n = count_records(m);

	if (m->how->by == OUTCOMES_BY_RFM)
		return cut_scores(m, n);
	return m->how->bins ? cut_keys(m, n) : bins_at(m->how->cuts,
	    m->how->ncuts, &m->groups->bins);
}

#define SCORES (RFM_MAX_LEVELS + 1)

static uint32_t
score_of(const struct making *m, const struct outcome_record *r)
{
	struct rfm_score score;
	struct rfm_customer customer = customer_of(m, r);

	rfm_score(&m->groups->rfm, &customer, &score);
	return (score.recency * SCORES + score.frequency) * SCORES +
	    score.money;
}

static uint32_t
bin_of(const struct making *m, const struct outcome_record *r)
{
	if (m->how->by == OUTCOMES_BY_TUPLE)
		return 0;
	if (m->how->by == OUTCOMES_BY_RFM)
		return r->purchases ? score_of(m, r) : OUTCOMES_NO_BIN;
	return r->key == DECIMAL_NONE ? OUTCOMES_NO_BIN : (uint32_t)
	    bins_find(&m->groups->bins, decimal_double(r->key));
}

void
outcomes_bin_label(const struct outcomes_groups *g, uint32_t bin, char *out)
{
	if (bin == OUTCOMES_NO_BIN)
		snprintf(out, OUTCOMES_MAX_LABEL, "(none)");
	else if (g->by == OUTCOMES_BY_RFM)
		snprintf(out, OUTCOMES_MAX_LABEL, "%u-%u-%u",
		    bin / SCORES / SCORES, bin / SCORES % SCORES,
		    bin % SCORES);
	else
		bins_label(&g->bins, bin, out);
}

static bool
has_number(const struct outcome_record *r)
{
	return r->flags & RECORD_REACHED && r->measured != DECIMAL_NONE;
}

static void
count_groups(struct making *m)
{
	const struct outcome_record *r;
	struct place at = { 0 };

	while ((r = next_record(m, &at))) {
		struct outcomes_group *g = group_of(m, at.tuple,
		    bin_of(m, r));

		g->reached.n++;
		g->reached.k += r->flags & RECORD_REACHED ? 1 : 0;
		g->open += r->flags & RECORD_OPEN ? 1 : 0;
		g->sample.n += m->how->measured && has_number(r);
	}
}

/* The numbers of each group lie together, in room of the right size. */
static void
take_numbers(struct making *m)
{
	struct outcomes_groups *groups = m->groups;
	struct outcomes_group *g;
	const struct outcome_record *r;
	struct place at = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < groups->n; i++)
		n += groups->all[i].sample.n;
	groups->numbers = memory_array(n + 1, sizeof *groups->numbers);
	n = 0;
	for (size_t i = 0; i < groups->n; i++) {
		groups->all[i].sample.values = groups->numbers + n;
		n += groups->all[i].sample.n;
		groups->all[i].sample.n = 0;
	}
	while ((r = next_record(m, &at))) {
		if (!has_number(r))
			continue;
		g = group_of(m, at.tuple, bin_of(m, r));
		((double *)g->sample.values)[g->sample.n++] =
		    decimal_double(r->measured);
		m->overflowed |= !decimal_add(&g->sum, r->measured);
	}
}

static enum status
sort_numbers(struct making *m)
{
	enum status status = STATUS_OK;

	take_numbers(m);
	for (size_t i = 0; i < m->groups->n && status == STATUS_OK; i++) {
		struct sample *s = &m->groups->all[i].sample;

		status = sample_sort((double *)s->values, s->n, s);
	}
	return m->overflowed && status == STATUS_OK ? STATUS_LIMIT : status;
}

/* With records: groups of whom nobody counts yet are there too. */
static enum status
group_records(struct making *m)
{
	const struct cohort_index *index = &m->fold->cells.index;

	if (m->how->by != OUTCOMES_BY_TUPLE) {
		enum status status = cut(m);

		if (status != STATUS_OK)
			return status;
	} else {
		for (size_t i = 0; i < index->n; i++)
			group_of(m, index->keys[i].group, 0);
	}
	count_groups(m);
	return m->how->measured ? sort_numbers(m) : STATUS_OK;
}

/* Without records a cell is a group. */
static void
group_cells(struct making *m)
{
	size_t goal = m->fold->definition->goal;

	for (size_t i = 0; i < m->fold->cells.index.n; i++) {
		const struct outcome_cell *c = outcomes_at(m->fold, i);
		struct outcomes_group *g = group_of(m,
		    m->fold->cells.index.keys[i].group, 0);

		g->reached.n += outcomes_count(m->fold, c, 0);
		g->reached.k += outcomes_count(m->fold, c, goal);
		for (size_t k = 0; k < goal; k++)
			g->open += c->steps[k].open;
	}
}

struct naming {
	const struct group_names *names;
	size_t columns;
};

static int
by_name(const void *a, const void *b, void *context)
{
	const struct outcomes_group *x = a, *y = b;
	const struct naming *n = context;
	int order = group_names_compare(n->names, n->columns, x->tuple,
	    y->tuple);

	return order ? order : (x->bin > y->bin) - (x->bin < y->bin);
}

static void
mark_nameless(struct outcomes_groups *g, const struct group_names *names,
    size_t columns)
{
	bool tuples = g->by == OUTCOMES_BY_TUPLE;

	for (size_t i = 0; i < g->n; i++) {
		struct outcomes_group *group = &g->all[i];
		size_t c = 0, len = 0;

		while (c < columns && len == 0)
			group_names_value(names, group->tuple, c++, &len);
		group->nameless = len == 0 && (tuples ? columns > 0 :
		    group->bin == OUTCOMES_NO_BIN);
	}
}

/* Where a name that is not empty is no number, there is no order. */
static bool
score_names(const struct outcomes_groups *g, const struct group_names *names)
{
	for (size_t i = 0; i < g->n; i++) {
		size_t len;

		g->scores[i] = group_names_number(names, g->all[i].tuple, 0);
		group_names_value(names, g->all[i].tuple, 0, &len);
		if (isnan(g->scores[i]) && len > 0)
			return false;
	}
	return true;
}

static void
take_scores(struct outcomes_groups *g, const struct group_names *names,
    size_t columns)
{
	bool bins = g->by == OUTCOMES_BY_BIN && columns == 0;

	if (!bins && !(g->by == OUTCOMES_BY_TUPLE && columns == 1))
		return;
	g->scores = memory_array(g->n + 1, sizeof *g->scores);
	for (size_t i = 0; i < g->n && bins; i++)
		g->scores[i] = g->all[i].bin == OUTCOMES_NO_BIN ? NAN :
		    g->all[i].bin + 1.0;
	if (!bins && !score_names(g, names)) {
		free(g->scores);
		g->scores = NULL;
	}
}

enum status
outcomes_group(const struct outcomes *fold, const struct group_names *names,
    const struct outcomes_grouping *how, struct outcomes_groups *out)
{
	struct making m = { .fold = fold, .how = how, .groups = out,
	    .aged = outcomes_aged(&fold->definition->rules) };
	struct naming naming = { names, how->columns };

	*out = (struct outcomes_groups){ .by = how->by,
	    .entered = fold->cells.index.n > 0 };
	enum status status = fold->fold.overflowed ? STATUS_LIMIT : STATUS_OK;
	if (status == STATUS_OK && fold->definition->records)
		status = group_records(&m);
	else if (status == STATUS_OK)
		group_cells(&m);
	cohort_index_free(&m.index);
	if (status == STATUS_OK && out->n == 0)
		status = STATUS_TOO_FEW;
	if (status != STATUS_OK)
		return status;
	qsort_r(out->all, out->n, sizeof *out->all, by_name, &naming);
	for (size_t i = 0; i < out->n; i++)
		out->open += out->all[i].open;
	mark_nameless(out, names, how->columns);
	take_scores(out, names, how->columns);
	return STATUS_OK;
}

void
outcomes_groups_free(struct outcomes_groups *g)
{
	free(g->all);
	free(g->scores);
	free(g->numbers);
	*g = (struct outcomes_groups){ 0 };
}
