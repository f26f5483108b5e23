/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which entities are which group: tuples, bins of a number, RFM scores. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/folding.h"
#include "cmd/run/statistic.h"
#include "cmd/segment/segment.h"

/* While groups are made of a fold. */
struct making {
	const struct scope *scope;
	const struct segment_settings *settings;
	const struct outcomes *fold;
	struct segment_groups *groups;
	struct cohort_index index;	/* tuple, and bin as its cohort */
	size_t room;
	bool aged;			/* the mature alone are counted */
	bool overflowed;
};

static bool
is_counted(const struct making *m, const struct outcome_record *r)
{
	return !m->aged || r->flags & RECORD_MATURE;
}

static struct segment_group *
group_of(struct making *m, uint32_t tuple, uint32_t bin)
{
	struct segment_groups *g = m->groups;
	size_t i = cohort_index_number(&m->index, tuple, bin);
	if (i == SIZE_MAX)
		return NULL;
	if (i == m->room) {
		size_t room = m->room ? m->room * 2 : 64;
		struct segment_group *all = realloc(g->all,
		    room * sizeof *all);
		if (!all)
			return NULL;
		g->all = all;
		m->room = room;
	}
	if (i == g->n)
		g->all[g->n++] = (struct segment_group){ .tuple = tuple,
			.bin = bin };
	return &g->all[i];
}

typedef enum status visit(struct making *m, uint32_t tuple,
    const struct outcome_record *record, void *context);

/* Every record that is counted. */
static enum status
visit_records(struct making *m, visit *f, void *context)
{
	for (size_t i = 0; i < m->fold->index.n; i++) {
		const struct outcome_cell *c = &m->fold->cells[i];
		for (size_t j = 0; j < c->nrecords; j++) {
			enum status status = is_counted(m, &c->records[j]) ?
			    f(m, m->fold->index.keys[i].group,
			    &c->records[j], context) : STATUS_OK;
			if (status != STATUS_OK)
				return status;
		}
	}
	return STATUS_OK;
}

struct numbers {
	double *values;
	struct rfm_customer *customers;
	size_t n;
};

static enum status
count_record(struct making *m, uint32_t tuple,
    const struct outcome_record *r, void *context)
{
	(void)m, (void)tuple, (void)r;
	++*(size_t *)context;
	return STATUS_OK;
}

static enum status
add_key(struct making *m, uint32_t tuple, const struct outcome_record *r,
    void *context)
{
	struct numbers *numbers = context;
	(void)m, (void)tuple;
	if (r->key != DECIMAL_NONE)
		numbers->values[numbers->n++] = decimal_double(r->key);
	return STATUS_OK;
}

static struct rfm_customer
customer_of(const struct making *m, const struct outcome_record *r)
{
	return (struct rfm_customer){
		.recency = (double)(m->scope->as_of - r->last),
		.frequency = r->purchases,
		.money = decimal_double(r->key),
	};
}

static enum status
add_customer(struct making *m, uint32_t tuple,
    const struct outcome_record *r, void *context)
{
	struct numbers *numbers = context;
	(void)tuple;
	if (r->purchases > 0)
		numbers->customers[numbers->n++] = customer_of(m, r);
	return STATUS_OK;
}

static enum status
cut_bins(struct making *m, size_t n, struct arena *arena)
{
	struct segment_bins wanted;
	struct numbers numbers = { 0 };
	struct sample sample;
	struct bins *bins = &m->groups->bins;
	struct fault fault;
	if (segment_read_bins(m->settings->bin, arena, &wanted, &fault) != 0)
		return STATUS_NO_MEMORY;
	if (!wanted.wanted)
		return bins_at(wanted.cuts, wanted.ncuts, bins);
	numbers.values = malloc((n + 1) * sizeof *numbers.values);
	if (!numbers.values)
		return STATUS_NO_MEMORY;
	visit_records(m, add_key, &numbers);
	enum status status = sample_sort(numbers.values, numbers.n, &sample);
	if (status == STATUS_OK && sample.n > 0)
		status = bins_equal_count(sample, wanted.wanted, bins);
	free(numbers.values);
	return status;
}

static enum status
cut_rfm(struct making *m, size_t n)
{
	struct numbers numbers = {
		.customers = malloc((n + 1) * sizeof *numbers.customers),
	};
	if (!numbers.customers)
		return STATUS_NO_MEMORY;
	visit_records(m, add_customer, &numbers);
	enum status status = rfm_cuts(numbers.customers, numbers.n,
	    (unsigned)m->settings->rfm, &m->groups->rfm);
	free(numbers.customers);
	return status == STATUS_TOO_FEW ? STATUS_OK : status;
}

static uint32_t
bin_of(const struct making *m, const struct outcome_record *r)
{
	struct rfm_score score;
	struct rfm_customer customer;
	if (m->settings->bin)
		return r->key == DECIMAL_NONE ? SEGMENT_NO_BIN : (uint32_t)
		    bins_find(&m->groups->bins, decimal_double(r->key));
	if (!m->settings->rfm)
		return 0;
	if (r->purchases == 0)
		return SEGMENT_NO_BIN;
	customer = customer_of(m, r);
	rfm_score(&m->groups->rfm, &customer, &score);
	return segment_score_bin(&score);
}

static enum status
count_in_group(struct making *m, uint32_t tuple,
    const struct outcome_record *r, void *context)
{
	struct segment_group *g = group_of(m, tuple, bin_of(m, r));
	(void)context;
	if (!g)
		return STATUS_NO_MEMORY;
	g->reached.n++;
	g->reached.k += r->flags & RECORD_REACHED ? 1 : 0;
	g->open += r->flags & RECORD_OPEN ? 1 : 0;
	if (r->flags & RECORD_REACHED && r->measured != DECIMAL_NONE)
		g->nvalues++;
	return STATUS_OK;
}

static enum status
add_value(struct making *m, uint32_t tuple, const struct outcome_record *r,
    void *context)
{
	struct segment_group *g = group_of(m, tuple, bin_of(m, r));
	(void)context;
	if (!g)
		return STATUS_NO_MEMORY;
	if (!(r->flags & RECORD_REACHED) || r->measured == DECIMAL_NONE)
		return STATUS_OK;
	g->values[g->nvalues++] = decimal_double(r->measured);
	m->overflowed |= !decimal_add(&g->sum, r->measured);
	return STATUS_OK;
}

/* The values of each group, as a sample. */
static enum status
take_values(struct making *m)
{
	struct segment_groups *g = m->groups;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < g->n; i++) {
		g->all[i].values = malloc((g->all[i].nvalues + 1) *
		    sizeof *g->all[i].values);
		g->all[i].nvalues = 0;
		if (!g->all[i].values)
			status = STATUS_NO_MEMORY;
	}
	if (status == STATUS_OK)
		status = visit_records(m, add_value, NULL);
	for (size_t i = 0; i < g->n && status == STATUS_OK; i++)
		status = sample_sort(g->all[i].values, g->all[i].nvalues,
		    &g->all[i].sample);
	return m->overflowed && status == STATUS_OK ? STATUS_LIMIT : status;
}

static enum status
group_records(struct making *m, struct arena *arena)
{
	size_t n = 0;
	enum status status = STATUS_OK;
	visit_records(m, count_record, &n);
	/* Of whom nobody counts yet, too. */
	for (size_t i = 0; i < m->fold->index.n && !m->settings->bin &&
	    !m->settings->rfm; i++)
		if (!group_of(m, m->fold->index.keys[i].group, 0))
			return STATUS_NO_MEMORY;
	if (m->settings->bin)
		status = cut_bins(m, n, arena);
	else if (m->settings->rfm)
		status = cut_rfm(m, n);
	if (status == STATUS_OK)
		status = visit_records(m, count_in_group, NULL);
	return status == STATUS_OK && m->settings->measure ?
	    take_values(m) : status;
}

/* Without records a cell is a group. */
static enum status
group_cells(struct making *m)
{
	size_t goal = m->fold->definition->goal;
	for (size_t i = 0; i < m->fold->index.n; i++) {
		const struct outcome_cell *c = &m->fold->cells[i];
		struct segment_group *g = group_of(m,
		    m->fold->index.keys[i].group, 0);
		if (!g)
			return STATUS_NO_MEMORY;
		g->reached.n += outcomes_count(m->fold, c, 0);
		g->reached.k += outcomes_count(m->fold, c, goal);
		for (size_t k = 0; k < goal; k++)
			g->open += c->steps[k].open;
	}
	return STATUS_OK;
}

static int
by_name(const void *a, const void *b, void *scope)
{
	const struct segment_group *x = a, *y = b;
	int order = scope_compare(scope, x->tuple, y->tuple);
	return order ? order : (x->bin > y->bin) - (x->bin < y->bin);
}

/* NaN where the one name of a group is no number. */
static double
name_number(const struct scope *scope, uint32_t tuple)
{
	size_t len;
	decimal number;
	const char *text = scope_group(scope, tuple, 0, &len);
	return decimal_parse(text, len, '.', &number) == DECIMAL_OK ?
	    decimal_double(number) : NAN;
}

/* Bins are in order, and so are groups of which all names are numbers. */
static int
take_scores(struct making *m)
{
	struct segment_groups *g = m->groups;
	bool bins = m->settings->bin && m->scope->nby == 0;
	bool names = !m->settings->bin && !m->settings->rfm &&
	    m->scope->nby == 1;
	if (!bins && !names)
		return 0;
	g->scores = malloc((g->n + 1) * sizeof *g->scores);
	if (!g->scores)
		return -1;
	for (size_t i = 0; i < g->n; i++) {
		size_t len = 0;
		if (bins) {
			g->scores[i] = g->all[i].bin == SEGMENT_NO_BIN ? NAN :
			    g->all[i].bin + 1.0;
			continue;
		}
		g->scores[i] = name_number(m->scope, g->all[i].tuple);
		scope_group(m->scope, g->all[i].tuple, 0, &len);
		if (isnan(g->scores[i]) && len > 0) {
			free(g->scores);
			g->scores = NULL;
			return 0;
		}
	}
	return 0;
}

int
segment_group(const struct scope *scope, const struct outcomes *fold,
    struct segment_groups *out, struct fault *fault)
{
	*out = (struct segment_groups){ 0 };
	struct making m = { .scope = scope, .settings =
	    (const struct segment_settings *)scope->settings, .fold = fold,
	    .groups = out, .aged = outcomes_aged(&fold->definition->rules) };
	enum status status = fold->overflowed ? STATUS_LIMIT :
	    fold->definition->records ? group_records(&m,
	    &((struct run *)scope->run)->arena) : group_cells(&m);
	cohort_index_free(&m.index);
	if (status == STATUS_OK && out->n == 0 && fold->index.n > 0)
		return fault_set(fault, FAULT_NO_DATA, "nobody was watched "
		    "for the whole of --within yet: no rate, not a rate of "
		    "zero");
	if (status == STATUS_OK && out->n == 0)
		status = STATUS_TOO_FEW;
	if (status != STATUS_OK)
		return statistic_fault(status, fault);
	uint64_t most = scope->settings->max_groups ?
	    scope->settings->max_groups : 10000;
	if (out->n > most)
		return fault_set(fault, FAULT_INPUT, "%zu groups, more than "
		    "--max-groups %" PRIu64 "; fewer bins make fewer", out->n,
		    most);
	qsort_r(out->all, out->n, sizeof *out->all, by_name, (void *)scope);
	for (size_t i = 0; i < out->n; i++)
		out->open += out->all[i].open;
	return take_scores(&m) == 0 ? 0 :
	    fault_set(fault, FAULT_INPUT, "out of memory");
}

void
segment_groups_free(struct segment_groups *g)
{
	for (size_t i = 0; i < g->n; i++)
		free(g->all[i].values);
	free(g->all);
	free(g->scores);
	*g = (struct segment_groups){ 0 };
}
