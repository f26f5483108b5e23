/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the values of --status mean. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cmd/run/lifetime_rows.h"

/* The values that one is by itself, the other being none. */
static bool
is_usual_event(const char *text)
{
	static const char *const words[] = { "1", "yes", "true", "event" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcasecmp(words[i], text) == 0)
			return true;
	return false;
}

static bool
is_usual_censoring(const char *text)
{
	static const char *const words[] = { "0", "no", "false", "censored" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcasecmp(words[i], text) == 0)
			return true;
	return false;
}

static bool
in_list(const struct text_list *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

/* "a", "b", "c" and 39 more */
static const char *
list_texts(const struct lifetime_statuses *m, enum life_end end, bool all,
    char *out, size_t size)
{
	size_t used = 0, listed = 0, more = 0;

	out[0] = '\0';
	for (size_t i = 0; i < m->n; i++) {
		if (!all && m->end[i] != end)
			continue;
		if (listed == 8 || used >= size) {
			more++;
			continue;
		}
		used += (size_t)snprintf(out + used, size - used,
		    message("%s\"%.60s\""), listed++ ? ", " : "", m->text[i]);
	}
	if (more && used < size)
		snprintf(out + used, size - used, message(" and %zu more"),
		    more);
	return out;
}

static int
guess_ends(struct lifetime_statuses *m, const char *column,
    struct fault *fault)
{
	char list[640];

	for (size_t i = 0; i < m->n; i++) {
		if (!is_usual_event(m->text[i]) &&
		    !is_usual_censoring(m->text[i]))
			return fault_set(fault, FAULT_USAGE, "--event-value: "
			    "which value of \"%s\" is the event? it has %s",
			    column, list_texts(m, LIFE_EVENT, true, list,
			    sizeof list));
		m->end[i] = is_usual_event(m->text[i]) ? LIFE_EVENT :
		    LIFE_CENSORED;
	}
	return 0;
}

/* Two other ways to end: one of them may well compete. */
static int
check_censored(const struct lifetime_columns *c,
    const struct lifetime_statuses *m, struct fault *fault)
{
	char list[640];
	size_t others = 0;

	for (size_t i = 0; i < m->n; i++)
		others += m->end[i] == LIFE_CENSORED;
	if (others < 2 || c->competing_value || c->others_censored)
		return 0;
	return fault_set(fault, FAULT_USAGE, "besides the event, \"%s\" "
	    "has %s: which of them end it, too? say --competing-value, or "
	    "--force-km to take all for censored", c->status,
	    list_texts(m, LIFE_CENSORED, false, list, sizeof list));
}

/* An event that no row has is a slip of the pen. */
static void
say_absent(const struct run *run, const struct lifetime_statuses *m,
    const struct text_list *events)
{
	for (size_t i = 0; i < events->n; i++) {
		size_t k = 0;

		while (k < m->n && strcmp(m->text[k], events->items[i]) != 0)
			k++;
		if (k == m->n)
			run_say(run, "no row has status \"%s\"",
			    events->items[i]);
	}
}

static void
take_texts(const struct lookup *statuses, struct lifetime_statuses *m,
    struct arena *arena)
{
	m->n = lookup_size(statuses);
	for (size_t i = 0; i < m->n; i++) {
		size_t len;
		const char *text = lookup_text(statuses, (uint32_t)i, &len);

		m->text[i] = arena_copy(arena, text, len);
	}
}

int
lifetime_read_statuses(struct run *run, const struct lifetime_columns *s,
    const struct lookup *statuses, struct lifetime_statuses *m,
    struct fault *fault)
{
	const struct settings *shared = run->settings;
	struct text_list events = { 0 }, competing = { 0 };

	take_texts(statuses, m, &run->arena);
	if (s->event_value)
		events = text_split(s->event_value, '|', true, &run->arena);
	if (s->competing_value)
		competing = text_split(s->competing_value, '|', true,
		    &run->arena);
	if (!s->event_value && !s->competing_value)
		return guess_ends(m, s->status, fault);
	if (!s->event_value)
		return fault_set(fault, FAULT_USAGE, "--competing-value wants "
		    "--event-value");
	for (size_t i = 0; i < m->n; i++)
		m->end[i] = in_list(&events, m->text[i]) ? LIFE_EVENT :
		    in_list(&competing, m->text[i]) ? LIFE_COMPETING :
		    LIFE_CENSORED;
	if (!shared->quiet)
		say_absent(run, m, &events);
	return check_censored(s, m, fault);
}
