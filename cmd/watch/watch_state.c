/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/watch/watch_state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/base/checksum.h"
#include "io/base/output.h"

#define HEADER "watch,group,rule,period\n"
#define END "end,%016" PRIx64 ",,\n"
#define END_LEN (sizeof "end,0123456789abcdef,,\n" - 1)

static void
write_end(const char *lines, size_t len, char out[END_LEN + 1])
{
	snprintf(out, END_LEN + 1, END, checksum(lines, len));
}

/* Whole: from the header to a checksum that is right. */
static bool
is_ours(const struct buffer *b)
{
	char end[END_LEN + 1];

	if (b->len < sizeof HEADER - 1 + END_LEN ||
	    memcmp(b->bytes, HEADER, sizeof HEADER - 1) != 0)
		return false;
	write_end(b->bytes, b->len - END_LEN, end);
	return memcmp(b->bytes + b->len - END_LEN, end, END_LEN) == 0;
}

static int
refuse(struct watch_state *s, const char *why, struct fault *fault)
{
	fault_set(fault, FAULT_INPUT, "--state: %s", message(why));
	fault_at(fault, s->path, 0, NULL);
	watch_state_free(s);
	return -1;
}

int
watch_state_read(struct watch_state *s, const char *path,
    struct fault *fault)
{
	char bytes[4096];
	size_t got;

	*s = (struct watch_state){ .path = path };
	if (!path)
		return 0;
	FILE *in = fopen(path, "r");
	if (!in && errno == ENOENT) {
		buffer_add(&s->lines, HEADER, sizeof HEADER - 1);
		return 0;
	}
	if (!in && errno == ENOMEM)
		memory_exhausted();
	if (!in)
		return refuse(s, strerror(errno), fault);
	while ((got = fread(bytes, 1, sizeof bytes, in)) > 0)
		buffer_add(&s->lines, bytes, got);
	bool failed = ferror(in);
	fclose(in);
	if (failed)
		return refuse(s, "cannot be read", fault);
	if (!is_ours(&s->lines))
		return refuse(s, "damaged, or no file of funnel watch; it "
		    "stays as it is.  Put it away, and what it held is told "
		    "once more", fault);
	s->lines.len -= END_LEN;
	return 0;
}

/* A field that needs no quotes, whatever is in it. */
static void
add_field(struct buffer *line, const char *text, size_t len)
{
	struct buffer plain = { 0 };

	buffer_escape(&plain, text, len);
	for (size_t i = 0; i < plain.len; i++)
		if (strchr(",\"", plain.bytes[i]))
			buffer_format(line, "%%%02X", plain.bytes[i]);
		else
			buffer_add(line, &plain.bytes[i], 1);
	buffer_free(&plain);
}

/* "paid:weeks:28d", "entries:days": other watches may share the file. */
static void
add_watch(struct buffer *line, const struct scope *scope)
{
	const struct settings *s = scope->settings;
	const char *measure = watch_settings(scope)->measure, *goal = "";
	enum watch_measure what = watch_measure(scope);
	struct fault none;
	size_t stage = 0;
	char within[24];

	if (what != WATCH_RATE)
		add_field(line, measure, strlen(measure));
	if (what == WATCH_MEDIAN)
		buffer_add(line, ":", 1);
	if (what == WATCH_RATE || what == WATCH_MEDIAN) {
		if (funnel_goal(&scope->funnel, "goal", s->goal, &stage,
		    &none) == 0)
			goal = scope->funnel.stages[stage].name;
		span_format(s->within.span, within);
		add_field(line, goal, strlen(goal));
	}
	buffer_format(line, ":%s", watch_periods(scope));
	if (*goal)
		buffer_format(line, ":%s", within);
	for (size_t c = 0; c < scope->nby; c++) {
		buffer_add(line, ":", 1);
		add_field(line, scope->by[c], strlen(scope->by[c]));
	}
}

static void
make_line(struct buffer *line, const struct scope *scope,
    const struct watch_block *b, unsigned rule, int64_t period)
{
	char name[WATCH_RULES_TEXT], when[EVERY_TEXT] = "";
	size_t len;

	watch_rules_text(1u << rule, "", name);
	if (scope->settings->every)
		every_format((enum every)scope->settings->every, period,
		    when);
	/* Lines are looked for with the end of the one before. */
	buffer_add(line, "\n", 1);
	add_watch(line, scope);
	buffer_add(line, ",", 1);
	if (scope->nby) {
		const char *group = scope->names.text(scope->names.context,
		    b->group, &len);

		add_field(line, group, len);
	}
	buffer_format(line, ",%s,%s\n", name, when);
}

unsigned
watch_state_new(struct watch_state *s, const struct scope *scope,
    const struct watch_block *b, const struct watch_row *row)
{
	unsigned new = row->point.signals;

	for (unsigned r = 0; s->path && r < CONTROL_RULES; r++) {
		struct buffer line = { 0 };

		if (!(new >> r & 1))
			continue;
		make_line(&line, scope, b, r, row->period);
		if (memmem(s->lines.bytes, s->lines.len, line.bytes,
		    line.len)) {
			new &= ~(1u << r);
		} else {
			buffer_add(&s->lines, line.bytes + 1, line.len - 1);
			s->changed = true;
		}
		buffer_free(&line);
	}
	return new;
}

int
watch_state_write(const struct watch_state *s, struct fault *fault)
{
	char end[END_LEN + 1];
	struct output *out;

	if (!s->changed)
		return 0;
	out = output_open(s->path, fault);
	if (!out)
		return -1;
	write_end(s->lines.bytes, s->lines.len, end);
	output_bytes(out, s->lines.bytes, s->lines.len);
	output_text(out, end);
	return output_commit(out, fault);
}

void
watch_state_free(struct watch_state *s)
{
	buffer_free(&s->lines);
}
