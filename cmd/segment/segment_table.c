/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/results/segment_columns.h"
#include "cmd/results/test_columns.h"
#include "cmd/run/folding.h"
#include "cmd/run/statistic.h"
#include "cmd/segment/segment_private.h"
#include "io/text/words.h"

/* A rank is known to some hundredths, and a chance to be best. */
static void
put_shrunk(struct table *t, const struct shrunk *s)
{
	table_range(t, SEGMENT_SHRUNK, s->rate, s->low, s->high);
	table_range(t, SEGMENT_RANK, round(100 * s->rank) / 100, s->rank_low,
	    s->rank_high);
	table_number(t, SEGMENT_BEST, round(1000 * s->best) / 1000);
	table_number(t, SEGMENT_ABOVE, s->above);
}

static void
put_keys(struct segment_making *m, const struct outcomes_group *g, bool total)
{
	char name[OUTCOMES_MAX_LABEL] = "(total)";

	scope_keys(m->scope, m->table, g->tuple, total);
	if (table_run(m->table, SEGMENT_GROUP) == m->scope->nby)
		return;
	if (!total)
		outcomes_bin_label(&m->groups, g->bin, name);
	table_label(m->table, NTH(SEGMENT_GROUP, m->scope->nby), name,
	    strlen(name));
}

/* The column of what is estimated; low and high follow it. */
static enum segment_column
estimate_of(const struct segment_settings *s)
{
	return s->measure ? SEGMENT_MEAN + 3 * segment_statistic(s) :
	    SEGMENT_RATE;
}

static void
put_segment(struct segment_making *m, const struct outcomes_group *g,
    const struct segment *s, bool total)
{
	struct table *t = m->table;

	table_add_row(t);
	put_keys(m, g, total);
	table_count(t, SEGMENT_N, s->n);
	table_count(t, SEGMENT_K, s->k);
	table_range(t, estimate_of(m->settings), s->estimate.estimate,
	    s->estimate.low, s->estimate.high);
	table_decimal(t, SEGMENT_SUM, g->sum);
	table_range(t, SEGMENT_DIFF, s->difference.estimate,
	    s->difference.low, s->difference.high);
	table_range(t, SEGMENT_RATIO, s->ratio.estimate, s->ratio.low,
	    s->ratio.high);
	statistic_p(t, SEGMENT_P, s->p);
	statistic_p(t, SEGMENT_Q, s->q);
	table_number(t, SEGMENT_MDD, s->detectable);
	table_number(t, SEGMENT_TARGET, m->options.target);
	table_count(t, SEGMENT_OPEN, g->open);
	if (m->options.shrink && !total)
		put_shrunk(t, &s->shrunk);
}

static void
define_cuts(struct segment_making *m, const char *key, const double *cuts,
    size_t n)
{
	char text[BINS_MAX * 16] = "";
	size_t len = 0;

	for (size_t i = 0; i < n && len + 32 < sizeof text; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
		    "%s%.12g", i ? ", " : "", cuts[i]);
	table_define(m->table, key, text);
}

/* Where bins and scores are cut, in the unit of the data. */
static void
define_groups(struct segment_making *m)
{
	const struct outcomes_groups *g = &m->groups;
	double days[RFM_MAX_LEVELS];
	size_t n = g->rfm.levels ? g->rfm.levels - 1 : 0;

	if (m->settings->bin && g->bins.n)
		define_cuts(m, "cuts", g->bins.cuts, g->bins.n - 1);
	if (m->settings->bin || n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		days[i] = g->rfm.recency[i] / (m->scope->dates ? 1 :
		    (double)DAY_MICROS);
	define_cuts(m, "recency_days_cuts", days, n);
	define_cuts(m, "frequency_cuts", g->rfm.frequency, n);
	define_cuts(m, "money_cuts", g->rfm.money, n);
}

static void
define_tests(struct segment_making *m)
{
	char text[120];

	if (!m->settings->tests) {
		if (m->options.untested)
			snprintf(text, sizeof text, "none while %" PRIu64
			    " %s open", m->groups.open,
			    run_n(m->groups.open, "is", "are"));
		else if (m->result.tests == 0)
			snprintf(text, sizeof text, "none");
		else
			snprintf(text, sizeof text, "%zu, q by %s",
			    m->result.tests, adjust_name(m->options.adjust));
		table_define(m->table, "tests", text);
	}
	if (!m->settings->tests && m->shown < m->groups.n) {
		snprintf(text, sizeof text, "%zu of %zu groups", m->shown,
		    m->groups.n);
		table_define(m->table, "shown", text);
	}
	if (!m->options.shrink)
		return;
	snprintf(text, sizeof text, "beta, mean %.8g, shrinkage %.8g of %.8g "
	    "(harmonic mean of n)", m->result.prior.mean,
	    m->result.prior.shrinkage, m->result.prior.size);
	table_define(m->table, "prior", text);
}

static void
say_shown(const struct segment_making *m)
{
	char found[60] = "";

	if (m->result.tests > 0)
		snprintf(found, sizeof found, message(", every one with q < "
		    "%.12g among them"), 1 - scope_level(m->scope));
	run_say(m->scope->run, "%zu of %zu groups are shown%s; q and rank "
	    "are those among all", m->shown, m->groups.n, found);
}

static void
say(const struct segment_making *m)
{
	const struct run *run = m->scope->run;

	if (m->settings->shared.quiet)
		return;
	if (m->options.untested)
		run_say(run, "%" PRIu64 " %s still open, so p and q are "
		    "left empty; with --within SPAN those count whose time "
		    "is over", m->groups.open, run_n(m->groups.open,
		    "is", "are"));
	else if (m->result.tests > 0)
		run_say(run, "%zu %s, q by %s", m->result.tests,
		    run_n(m->result.tests, "test", "tests"),
		    adjust_name(m->options.adjust));
	if (!m->settings->tests && m->shown < m->groups.n)
		say_shown(m);
}

/* All are compared, and those that are asked for are shown. */
static void
put_segments(struct segment_making *m)
{
	size_t n = m->groups.n;
	bool *chosen = memory_array(n + 1, sizeof *chosen);

	m->shown = outcomes_shown(m->result.all, n, m->settings->min_n,
	    m->settings->top, 1 - scope_level(m->scope), chosen);
	for (size_t i = 0; i < n; i++)
		if (chosen[i])
			put_segment(m, &m->groups.all[i], &m->result.all[i],
			    false);
	free(chosen);
	if (m->settings->shared.total)
		put_segment(m, &m->result.whole, &m->result.total, true);
}

static int
add_segments(struct segment_making *m, struct fault *fault)
{
	enum status status = outcomes_compare(&m->groups, segment_measure(m),
	    &m->options, m->settings->shared.total, &m->result);

	if (status != STATUS_OK)
		return segment_fault(m, status, fault);
	put_segments(m);
	return 0;
}

/* Numbers look otherwise than rates. */
static void
show_values(struct table *t)
{
	table_column(t, SEGMENT_K)->head = N_("answers");
	table_column(t, SEGMENT_DIFF)->look = LOOK_NUMBER;
	table_column(t, SEGMENT_MDD)->look = LOOK_NUMBER;
}

static void
has_groups(const struct segment_making *m, struct table *t,
    struct arena *arena)
{
	struct segment_bins bins;
	struct fault fault;

	scope_has_groups(m->scope, t);
	if (m->settings->rfm)
		table_has_named(t, SEGMENT_GROUP, "rfm", NULL);
	else if (m->settings->bin && segment_read_bins(m->settings->bin,
	    arena, &bins, &fault) == 0)
		table_has_named(t, SEGMENT_GROUP, bins.column, NULL);
}

static struct table *
empty_table(const struct segment_making *m, struct arena *arena)
{
	const struct segment_settings *s = m->settings;
	enum segment_column estimate = estimate_of(s);
	struct table *t = table_new(s->tests ? &test_columns :
	    &segment_columns);

	if (s->tests) {
		table_has_all(t);
		return t;
	}
	has_groups(m, t, arena);
	table_has_columns(t, SEGMENT_N, SEGMENT_K);
	table_has_columns(t, estimate, estimate + 2);
	table_has_columns(t, SEGMENT_DIFF, SEGMENT_MDD);
	if (m->options.target > 0) {
		table_has_column(t, SEGMENT_TARGET);
		table_column(t, SEGMENT_DIFF)->head = N_("against target");
	}
	if (m->shows_open)
		table_has_column(t, SEGMENT_OPEN);
	if (m->options.shrink)
		table_has_columns(t, SEGMENT_SHRUNK, SEGMENT_ABOVE);
	if (s->measure && segment_statistic(s) != SEGMENTS_CSAT)
		show_values(t);
	return t;
}

/* What is asked for, and what may be said of it. */
static void
set_options(struct segment_making *m, const struct outcomes *fold)
{
	const struct segment_settings *s = m->settings;
	bool aged = outcomes_aged(&fold->definition->rules);

	m->options = (struct segments_options){
		.level = scope_level(m->scope),
		.interval = s->interval ? (enum interval)(s->interval - 1) :
		    INTERVAL_WILSON,
		.difference = s->diff_interval ? (enum difference)
		    (s->diff_interval - 1) : DIFFERENCE_NEWCOMBE,
		.adjust = s->adjust ? (enum adjust)(s->adjust - 1) :
		    ADJUST_BH,
		.shrink = s->shrink,
		.target = s->target,
	};
	m->measure = (struct segments_measure){ segment_statistic(s),
	    segment_satisfied(s) };
	/* Without times there is nothing to wait for. */
	m->shows_open = !s->measure && !aged && !s->shared.no_time;
	m->options.untested = m->shows_open && m->groups.open > 0;
}

static int
make_groups(struct segment_making *m, const struct outcomes *fold,
    struct fault *fault)
{
	const struct segment_settings *s = m->settings;
	const uint64_t asked = s->shared.max_groups;
	const uint64_t most = asked ? asked : 10000;
	struct segment_bins bins = { 0 };
	struct outcomes_grouping how = { .by = s->bin ? OUTCOMES_BY_BIN :
	    s->rfm ? OUTCOMES_BY_RFM : OUTCOMES_BY_TUPLE,
	    .levels = (unsigned)s->rfm, .measured = s->measure,
	    .columns = m->scope->nby };

	if (s->bin && segment_read_bins(s->bin,
	    &m->scope->run->arena, &bins, fault) != 0)
		return -1;
	how.bins = bins.wanted;
	how.cuts = bins.cuts;
	how.ncuts = bins.ncuts;
	enum status status = outcomes_group(fold, &m->scope->names, &how,
	    &m->groups);
	if (status == STATUS_TOO_FEW && m->groups.entered)
		return fault_set(fault, FAULT_NO_DATA, "nobody was watched "
		    "for the whole of --within yet: no rate, not a rate of "
		    "zero");
	if (status != STATUS_OK)
		return statistic_fault(status, fault);
	return m->groups.n <= most ? 0 : fault_set(fault, FAULT_INPUT,
	    "%zu groups, more than --max-groups %" PRIu64 "; fewer bins make "
	    "fewer", m->groups.n, most);
}

struct table *
segment_table(const struct scope *scope, const void *fold,
    struct fault *fault)
{
	struct segment_making m = { .scope = scope, .settings =
	    (const struct segment_settings *)scope->settings,
	    .result.prior = { NAN, NAN, NAN } };
	struct arena *arena = &scope->run->arena;
	int failed = make_groups(&m, fold, fault);

	if (!failed) {
		set_options(&m, fold);
		m.table = empty_table(&m, arena);
		scope_define(scope, m.table);
		failed = m.settings->tests ? segment_add_tests(&m, fault) :
		    add_segments(&m, fault);
	}
	if (!failed) {
		say(&m);
		define_groups(&m);
		define_tests(&m);
	}
	outcomes_groups_free(&m.groups);
	outcomes_segments_free(&m.result);
	if (!failed)
		return m.table;
	table_free(m.table);
	return NULL;
}
