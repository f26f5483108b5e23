/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which options of segment go together. */
#include <string.h>

#include "cmd/segment/segment_private.h"

const char *const segment_statistics[] = { "mean", "median", "sum", "nps",
	"csat", NULL };

static int
check_measure(const struct segment_settings *s, struct fault *fault)
{
	decimal from;

	if (!s->measure && (s->stat || s->satisfied))
		return fault_set(fault, FAULT_USAGE, "--%s wants --measure "
		    "COL, the number", s->stat ? "stat" : "satisfied");
	if (s->satisfied && segment_statistic(s) != SEGMENTS_CSAT)
		return fault_set(fault, FAULT_USAGE, "--satisfied goes with "
		    "--stat csat alone");
	if (s->satisfied && decimal_parse(s->satisfied, strlen(s->satisfied),
	    '.', &from) != DECIMAL_OK)
		return fault_set(fault, FAULT_USAGE, "--satisfied: \"%s\": "
		    "expected a number", s->satisfied);
	if (s->shrink && s->measure && segment_statistic(s) != SEGMENTS_CSAT)
		return fault_set(fault, FAULT_USAGE, "--shrink is for rates; "
		    "it does not go with --stat %s",
		    segment_statistics[segment_statistic(s)]);
	if (s->shrink && s->tests)
		return fault_set(fault, FAULT_USAGE, "--shrink does not go "
		    "with --tests, which shows no group");
	return 0;
}

static int
check_target(const struct segment_settings *s, struct fault *fault)
{
	if (s->target > 0 && s->measure &&
	    segment_statistic(s) != SEGMENTS_CSAT)
		return fault_set(fault, FAULT_USAGE, "--target is a rate; it "
		    "does not go with --stat %s",
		    segment_statistics[segment_statistic(s)]);
	if (s->target > 0 && s->tests)
		return fault_set(fault, FAULT_USAGE, "--target does not go "
		    "with --tests, which compares the groups");
	if (s->target > 0 && s->diff_interval)
		return fault_set(fault, FAULT_USAGE, "--diff-interval is of "
		    "two rates; that of --target is given");
	return 0;
}

static int
check_split(const struct segment_settings *s, struct fault *fault)
{
	double share;

	if (s->split && !s->tests)
		return fault_set(fault, FAULT_USAGE, "--split is of the "
		    "tests: add --tests");
	return s->split ? settings_split(s->split, &share, fault) : 0;
}

static int
refuse_strata(const char *why, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--strata %s", message(why));
}

/* Strata are the last of the group columns. */
static int
add_strata(struct segment_settings *s, struct arena *arena,
    struct fault *fault)
{
	if (!s->strata)
		return 0;
	if (!s->tests)
		return refuse_strata("is of the tests: add --tests", fault);
	if (s->bin || s->rfm || s->measure)
		return refuse_strata("compares rates of --by: it does not go "
		    "with --bin, --rfm or --measure", fault);
	return settings_add_strata(&s->shared, s->strata, arena, fault);
}

static int
check_rfm(const struct segment_settings *s, struct fault *fault)
{
	if (s->purchase && !s->rfm)
		return fault_set(fault, FAULT_USAGE, "--purchase goes with "
		    "--rfm alone");
	if (!s->rfm)
		return 0;
	if (s->rfm < 2 || s->rfm > RFM_MAX_LEVELS)
		return fault_set(fault, FAULT_USAGE, "--rfm: \"%llu\": "
		    "expected 2 to %d", (unsigned long long)s->rfm,
		    RFM_MAX_LEVELS);
	if (s->bin)
		return fault_set(fault, FAULT_USAGE, "--rfm does not go with "
		    "--bin: both are made of one number");
	if (!s->shared.value)
		return fault_set(fault, FAULT_USAGE, "--rfm wants --value "
		    "COL, the amount of a purchase");
	return 0;
}

/* One number an event is read: all that speak of one must agree. */
static int
check_column(struct segment_settings *s, struct arena *arena,
    struct fault *fault)
{
	struct segment_bins bins = { 0 };

	if (s->bin && segment_read_bins(s->bin, arena, &bins, fault) != 0)
		return -1;
	const char *other = s->bin ? bins.column :
	    s->rfm ? s->shared.value : NULL;
	if (s->measure && other && strcmp(s->measure, other) != 0)
		return fault_set(fault, FAULT_USAGE, "--measure \"%s\" and "
		    "--%s \"%s\" are two columns; one number an event is "
		    "read", s->measure, s->bin ? "bin" : "value", other);
	if (s->measure || s->bin)
		s->shared.value = s->measure ? s->measure : bins.column;
	else if (!s->rfm)
		s->shared.value = NULL;
	s->shared.attribute_value = s->bin;
	return 0;
}

int
segment_check(struct run *run, struct fault *fault)
{
	struct segment_settings *s = run->settings;

	if (s->shared.by.n == 0 && !s->bin && !s->rfm)
		return fault_set(fault, FAULT_USAGE, "which groups? say --by "
		    "COL, --bin COL:N or --rfm N");
	if (check_measure(s, fault) != 0 || check_rfm(s, fault) != 0 ||
	    check_target(s, fault) != 0 || check_split(s, fault) != 0 ||
	    add_strata(s, &run->arena, fault) != 0)
		return -1;
	return check_column(s, &run->arena, fault);
}
