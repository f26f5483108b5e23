/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of options, from text into settings and back. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/options/options.h"

/* One more item; grows by doubling inside the arena. */
static void
list_add(struct text_list *list, const char *item, struct arena *arena)
{
	if ((list->n & (list->n - 1)) == 0) {
		size_t room = list->n ? list->n * 2 : 1;
		const char **items = arena_alloc(arena, room * sizeof *items);

		if (list->n)
			memcpy(items, list->items, list->n * sizeof *items);
		list->items = items;
	}
	list->items[list->n++] = item;
}

/* By a \ that is no half of another \\. */
static bool
is_escaped(const char *text, size_t at)
{
	size_t n = 0;

	while (n < at && text[at - n - 1] == '\\')
		n++;
	return n % 2 == 1;
}

static const char *
clean_item(const char *from, size_t len, bool unescape, struct arena *arena)
{
	while (len && isblank((unsigned char)from[0]))
		from++, len--;
	while (len && isblank((unsigned char)from[len - 1]) &&
	    !is_escaped(from, len - 1))
		len--;
	char *item = arena_copy(arena, from, len);
	if (!unescape)
		return item;
	char *to = item;
	for (size_t i = 0; i < len; i++) {
		if (item[i] == '\\' && i + 1 < len)
			i++;
		*to++ = item[i];
	}
	*to = '\0';
	return item;
}

struct text_list
text_split(const char *text, char separator, bool unescape,
    struct arena *arena)
{
	struct text_list out = { 0 };
	const char *from = text;

	for (const char *at = text;; at++) {
		if (*at == '\\' && at[1]) {
			at++;
			continue;
		}
		if (*at != separator && *at != '\0')
			continue;
		list_add(&out, clean_item(from, (size_t)(at - from), unescape,
		    arena), arena);
		if (*at == '\0')
			return out;
		from = at + 1;
	}
}

static int
bad_value(const struct option_spec *spec, const char *value,
    const char *expected, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": %s", spec->name,
	    value, message(expected));
}

static int
set_count(const struct option_spec *spec, uint64_t *to, const char *value,
    struct fault *fault)
{
	char *end;

	errno = 0;
	unsigned long long n = strtoull(value, &end, 10);
	int shift = 0;
	if (spec->kind == OPTION_BYTES && *end && !end[1]) {
		const char *letters = "KMG", *at = strchr(letters, *end);

		if (at) {
			shift = 10 * (int)(at - letters + 1);
			end++;
		}
	}
	if (!isdigit((unsigned char)value[0]) || *end || errno || n == 0 ||
	    n > UINT64_MAX >> shift)
		return bad_value(spec, value, spec->kind == OPTION_BYTES ?
		    N_("expected a size such as 64K, 256M or 4G") :
		    N_("expected a whole number of at least 1"), fault);
	*to = (uint64_t)n << shift;
	return 0;
}

static int
set_choice(const struct option_spec *spec, int *to, const char *value,
    struct fault *fault)
{
	char all[256] = "";

	for (int i = 0; spec->choices[i]; i++) {
		if (strcmp(spec->choices[i], value) == 0) {
			*to = i + 1;
			return 0;
		}
		if (i)
			strcat(all, spec->choices[i + 1] ? message(", ") :
			    message(" or "));
		strcat(all, spec->choices[i]);
	}
	return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": expected %s",
	    spec->name, value, all);
}

static int
set_level(const struct option_spec *spec, double *to, const char *value,
    struct fault *fault)
{
	char *end;
	double level = strtod(value, &end);

	if (!isdigit((unsigned char)value[0]) || *end ||
	    strpbrk(value, "xXpP") || !(level > 0 && level < 1))
		return bad_value(spec, value,
		    "expected a fraction between 0 and 1, such as 0.95", fault);
	*to = level;
	return 0;
}

/* Each use goes on with the list, but the command line begins anew. */
static void
set_list(const struct option_spec *spec, struct text_list *list,
    const char *value, bool from_file, struct arena *arena)
{
	struct text_list more = { .n = 1, .items = &value };

	if (spec->kind == OPTION_LIST)
		more = text_split(value, ',', true, arena);
	if (list->from_file && !from_file)
		*list = (struct text_list){ 0 };
	for (size_t i = 0; i < more.n; i++)
		list_add(list, more.items[i], arena);
	list->from_file = from_file;
}

int
option_set(const struct option_spec *spec, void *settings, const char *value,
    bool from_file, struct arena *arena, struct fault *fault)
{
	void *to = (char *)settings + spec->offset;

	switch (spec->kind) {
	case OPTION_FLAG:
		*(bool *)to = !value || strcmp(value, "no") != 0;
		return 0;
	case OPTION_TEXT:
		*(const char **)to = value;
		return 0;
	case OPTION_LIST:
	case OPTION_REPEAT:
		set_list(spec, to, value, from_file, arena);
		return 0;
	case OPTION_COUNT:
	case OPTION_BYTES:
		return set_count(spec, to, value, fault);
	case OPTION_SPAN: {
		struct optional_span *span = to;
		span->given = true;
		if (span_parse(value, strlen(value), &span->span))
			return 0;
		return bad_value(spec, value, "expected a span such as 90m, "
		    "12h, 30d, 2w, 6mo or 1y", fault);
	}
	case OPTION_LEVEL:
		return set_level(spec, to, value, fault);
	case OPTION_CHOICE:
		return set_choice(spec, to, value, fault);
	}
	return 0;
}

/* Items joined by commas, with what text_split takes off. */
static const char *
join_list(const struct text_list *list, struct arena *arena)
{
	size_t len = 1;

	for (size_t i = 0; i < list->n; i++)
		len += 2 * strlen(list->items[i]) + 1;
	char *text = arena_alloc(arena, len), *to = text;
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			*to++ = ',';
		for (const char *c = list->items[i]; *c; c++) {
			if (strchr(",\\ \t", *c))
				*to++ = '\\';
			*to++ = *c;
		}
	}
	return text;
}

const char *
option_value(const struct option_spec *spec, const void *settings, size_t i,
    struct arena *arena)
{
	const void *from = (const char *)settings + spec->offset;
	char text[40];

	if (spec->kind == OPTION_REPEAT) {
		const struct text_list *list = from;

		return i < list->n ? list->items[i] : NULL;
	}
	if (i > 0)
		return NULL;
	switch (spec->kind) {
	case OPTION_FLAG:
		return *(const bool *)from ? "yes" : NULL;
	case OPTION_TEXT:
		return *(const char *const *)from;
	case OPTION_LIST:
		return ((const struct text_list *)from)->n ?
		    join_list(from, arena) : NULL;
	case OPTION_CHOICE:
		return *(const int *)from ?
		    spec->choices[*(const int *)from - 1] : NULL;
	case OPTION_COUNT:
	case OPTION_BYTES:
		if (!*(const uint64_t *)from)
			return NULL;
		snprintf(text, sizeof text, "%llu",
		    (unsigned long long)*(const uint64_t *)from);
		break;
	case OPTION_SPAN:
		if (!((const struct optional_span *)from)->given)
			return NULL;
		span_format(((const struct optional_span *)from)->span, text);
		break;
	case OPTION_LEVEL:
		if (*(const double *)from == 0)
			return NULL;
		/* As it was written, where that is the same number. */
		for (int digits = 15; digits <= 17; digits++) {
			snprintf(text, sizeof text, "%.*g", digits,
			    *(const double *)from);
			if (strtod(text, NULL) == *(const double *)from)
				break;
		}
		break;
	case OPTION_REPEAT:
		return NULL;
	}
	return arena_copy(arena, text, strlen(text));
}
