/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/paste.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/options/settings.h"

#define AT(member) offsetof(struct settings, member)

void
paste_byte(struct buffer *b, char c)
{
	if (c == '\'')
		buffer_format(b, "'\\''");
	else
		buffer_add(b, &c, 1);
}

void
paste_quoted(struct buffer *b, const char *text)
{
	buffer_add(b, "'", 1);
	for (; *text; text++)
		paste_byte(b, *text);
	buffer_add(b, "'", 1);
}

/* In quotes if it needs them: "~" alone and "=" at the head are something to
   some shells. */
static void
paste_word(struct buffer *b, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:+@%";

	if (*text && strspn(text, plain) == strlen(text))
		buffer_add(b, text, strlen(text));
	else
		paste_quoted(b, text);
}

/* How the files are read, whatever is in them. */
static bool
is_reading(const struct option_spec *spec)
{
	static const size_t members[] = { AT(encoding), AT(delimiter),
		AT(decimal), AT(no_header), AT(header), AT(skip_lines),
		AT(no_trim), AT(by_name), AT(join), AT(time_formats) };

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
		if (spec->offset == members[i])
			return true;
	return false;
}

/* Of several files the options would hold for all. */
static const char *
found_reading(const struct option_spec *spec, struct run *run,
    struct reader *reader)
{
	const struct settings *s = run->settings;
	char delimiter[2] = { reader_delimiter(reader), '\0' }, lines[24];

	if (spec->offset == AT(encoding))
		return strchr(reader_encoding(reader), ' ') ? NULL :
		    reader_guess(reader);
	if (spec->offset == AT(delimiter) && delimiter[0] != ',')
		return delimiter[0] == '\t' ? "tab" :
		    arena_copy(&run->arena, delimiter, 1);
	if (spec->offset != AT(skip_lines) || reader_titles(reader, 0) == 0 ||
	    run->nfiles > 1 || s->no_header || s->header.n)
		return NULL;
	int len = snprintf(lines, sizeof lines, "%" PRIu64,
	    reader_header_line(reader, 0) - 1);
	return arena_copy(&run->arena, lines, (size_t)len);
}

static const char *
found_value(const struct option_spec *spec, const struct found *found)
{
	const struct { size_t member; const char *value; } all[] = {
		{ AT(entity), found->entity }, { AT(stage), found->stage },
		{ AT(time), found->time }, { AT(stages), found->stages },
		{ AT(lost), found->lost }, { AT(goal), found->goal },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (spec->offset == all[i].member)
			return all[i].value;
	return NULL;
}

static void
put_value(struct buffer *b, const struct option_spec *spec,
    const char *value)
{
	buffer_format(b, "--%s", spec->name);
	if (spec->kind != OPTION_FLAG) {
		buffer_add(b, " ", 1);
		paste_word(b, value);
	}
	buffer_add(b, "", 1);
}

/* Each use of it; how many there are. */
static size_t
put_given(struct buffer *b, const struct option_spec *spec, struct run *run)
{
	const char *value;
	size_t n = 0;

	while ((value = option_value(spec, run->given, n, &run->arena))) {
		put_value(b, spec, value);
		n++;
	}
	return n;
}

/* As it was given, or as it was found out. */
static void
put_option(struct buffer *b, const struct option_spec *spec, struct run *run,
    struct reader *reader, const struct found *found)
{
	const char *value;

	if (put_given(b, spec, run) > 0)
		return;
	value = is_reading(spec) ? found_reading(spec, run, reader) :
	    found_value(spec, found);
	if (value)
		put_value(b, spec, value);
}

void
paste_reading(struct buffer *b, struct run *run, struct reader *reader)
{
	static const struct found nothing;

	for (const struct option_spec *spec = input_group.specs; spec->name;
	    spec++)
		if (is_reading(spec))
			put_option(b, spec, run, reader, &nothing);
}

static bool
is_of_input(const struct option_spec *spec)
{
	for (const struct option_spec *s = input_group.specs; s->name; s++)
		if (s == spec)
			return true;
	return false;
}

void
paste_asked(struct buffer *b, struct run *run)
{
	struct option_walk w = { .groups = run->command->groups };

	buffer_format(b, "funnel %s", run->command->name);
	buffer_add(b, "", 1);
	while (option_next(&w))
		if (!is_of_input(w.spec))
			put_given(b, w.spec, run);
}

void
paste_call(struct buffer *b, struct run *run, struct reader *reader,
    const struct found *found)
{
	struct option_walk w = { .groups = run->command->groups };

	buffer_format(b, "funnel %s", run->command->name);
	buffer_add(b, "", 1);
	while (option_next(&w))
		if (w.spec->offset != AT(dry_run))
			put_option(b, w.spec, run, reader, found);
	for (size_t i = 0; i < run->nfiles; i++) {
		paste_word(b, run->files[i]);
		buffer_add(b, "", 1);
	}
}
