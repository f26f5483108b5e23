/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/explain/explain_text.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "io/text/words.h"

static const char *
text(const struct writer *t, const char *english)
{
	return t->english ? english : _(english);
}

/* A number a row: a format would cost more than all else of it. */
static void
add_number(struct buffer *out, uint64_t n)
{
	char digits[20];
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	buffer_add(out, digits + at, sizeof digits - at);
}

#define BLANK(field) { "{" #field "}", sizeof "{" #field "}" - 1, \
	offsetof(struct blanks, field) }

/* What stands for a blank, whose length is answered; 0: it is none. */
static size_t
fill_blank(struct buffer *out, const char *at, const struct blanks *b)
{
	static const struct { const char *name; size_t len, offset; } all[] = {
		BLANK(stage), BLANK(other), BLANK(time), BLANK(span),
		BLANK(value),
	};
	const char *text;

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		if (at[1] != all[i].name[1] ||
		    strncmp(at, all[i].name, all[i].len) != 0)
			continue;
		memcpy(&text, (const char *)b + all[i].offset, sizeof text);
		if (text)
			buffer_add(out, text, strlen(text));
		return all[i].len;
	}
	if (strncmp(at, "{n}", 3) != 0)
		return 0;
	add_number(out, b->n);
	return 3;
}

void
fill_text(const struct writer *t, struct buffer *out, const char *english,
    const struct blanks *b)
{
	for (const char *at = text(t, english); *at;) {
		size_t words = (size_t)(strchrnul(at, '{') - at), blank;

		if (words) {
			buffer_add(out, at, words);
			at += words;
			continue;
		}
		blank = fill_blank(out, at, b);
		if (blank == 0)
			buffer_add(out, at, blank = 1);
		at += blank;
	}
}

void
time_text(const struct writer *t, int64_t time, char out[40])
{
	scope_time_text(t->scope, time, out);
	if (t->scope->dates)
		return;
	out[10] = ' ';
	out[19] = '\0';
}

/* Working days are told as days, however short. */
static const char *
span_template(const struct writer *t, double seconds, char number[32])
{
	static const struct {
		double seconds;
		const char *text, *one;
	} units[] = {
		{ 86400, N_("{value} days"), N_("1 day") },
		{ 3600, N_("{value} hours"), N_("1 hour") },
		{ 60, N_("{value} minutes"), N_("1 minute") },
		{ 1, N_("{value} seconds"), N_("1 second") },
	};
	bool days = t->scope->dates || t->rules.working;
	size_t u = 0;

	while (!days && u < 3 && seconds < units[u].seconds)
		u++;
	snprintf(number, 32, "%.*f", t->scope->dates || u > 1 ? 0 : 1,
	    seconds / units[u].seconds);
	bool one = strcmp(number, "1") == 0;
	if (t->rules.working)
		return one ? N_("1 working day") : N_("{value} working days");
	return one ? units[u].one : units[u].text;
}

void
span_text(const struct writer *t, int64_t passed, char out[64])
{
	double seconds = t->scope->dates ? (double)passed * 86400 :
	    (double)passed / (double)MICROS;
	struct buffer text = { 0 };
	char number[32];
	const char *template = span_template(t, seconds, number);

	fill_text(t, &text, template, &(struct blanks){ .value = number });
	snprintf(out, 64, "%s", text.bytes);
	buffer_free(&text);
}

void
place_text(const struct writer *t, const struct watched *row,
    struct buffer *out)
{
	fill_text(t, out, t->scope->run->nfiles > 1 ?
	    N_("{value}:{n}") : N_("line {n}"), &(struct blanks){
	    .value = reader_file(t->reader, row->file), .n = row->line });
}

const char *
step_name(const struct writer *t, size_t step)
{
	return t->scope->funnel.stages[matcher_stage(t->matcher, step)].name;
}

void
step_names(const struct writer *t, size_t from, size_t to, uint32_t mask,
    struct buffer *out)
{
	bool any = false;

	for (size_t k = from; k < to; k++) {
		if (!(mask >> k & 1))
			continue;
		const char *name = step_name(t, k);
		buffer_format(out, "%s%s", any ? text(t, N_(", ")) : "", name);
		any = true;
	}
	buffer_add(out, "", 0);
}
