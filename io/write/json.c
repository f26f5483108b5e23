/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/write/json.h"

#include <string.h>

#include "io/text/text.h"

int
json_expected(struct json *j, const char *what)
{
	char found[16] = "";
	uint32_t code;

	if (j->at == j->end)
		return fault_set(j->fault, FAULT_INPUT, "ends where %s was "
		    "expected", message(what));
	text_cut(j->at, text_next(j->at, (size_t)(j->end - j->at), &code),
	    2, found, sizeof found);
	return fault_set(j->fault, FAULT_INPUT, "\"%s\" where %s was "
	    "expected; is it a result of funnel?", found, message(what));
}

char
json_next(struct json *j)
{
	while (j->at < j->end && strchr(" \t\r\n", *j->at) && *j->at)
		j->line += *j->at++ == '\n';
	return j->at < j->end ? *j->at : '\0';
}

bool
json_take(struct json *j, char byte)
{
	bool is = json_next(j) == byte && j->at < j->end;

	j->at += is;
	return is;
}

int
json_want(struct json *j, char byte, const char *what)
{
	return json_take(j, byte) ? 0 : json_expected(j, what);
}

/* The four digits behind \u. */
static int
hex(struct json *j, uint32_t *code)
{
	*code = 0;
	for (int i = 0; i < 4; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *digit = j->at < j->end && *j->at ?
		    strchr(digits, *j->at | 0x20) : NULL;

		if (!digit || (*j->at < '0'))
			return json_expected(j, "a hexadecimal digit");
		*code = *code << 4 | (uint32_t)(digit - digits);
		j->at++;
	}
	return 0;
}

/* A character by its number; two halves make one. */
static int
escaped_code(struct json *j, uint32_t *code)
{
	uint32_t low;

	if (hex(j, code) != 0)
		return -1;
	if (*code >= 0xD800 && *code < 0xDC00 && j->end - j->at >= 2 &&
	    j->at[0] == '\\' && j->at[1] == 'u') {
		j->at += 2;
		if (hex(j, &low) != 0)
			return -1;
		if (low >= 0xDC00 && low < 0xE000)
			*code = 0x10000 + ((*code - 0xD800) << 10) + low -
			    0xDC00;
	}
	return *code && (*code < 0xD800 || *code > 0xDFFF) ? 0 :
	    fault_set(j->fault, FAULT_INPUT, "\\u%04x is no character",
	    (unsigned)*code);
}

static char *
put_code(char *to, uint32_t code)
{
	if (code < 0x80) {
		*to++ = (char)code;
		return to;
	}
	if (code < 0x800) {
		*to++ = (char)(0xC0 | code >> 6);
	} else if (code < 0x10000) {
		*to++ = (char)(0xE0 | code >> 12);
		*to++ = (char)(0x80 | (code >> 6 & 0x3F));
	} else {
		*to++ = (char)(0xF0 | code >> 18);
		*to++ = (char)(0x80 | (code >> 12 & 0x3F));
		*to++ = (char)(0x80 | (code >> 6 & 0x3F));
	}
	*to++ = (char)(0x80 | (code & 0x3F));
	return to;
}

/* Behind a backslash. */
static int
escaped(struct json *j, char **to)
{
	static const char letters[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	const char *letter = j->at < j->end && *j->at ?
	    strchr(letters, *j->at) : NULL;
	uint32_t code;

	if (letter) {
		*(*to)++ = bytes[letter - letters];
		j->at++;
		return 0;
	}
	if (j->at == j->end || *j->at != 'u')
		return json_expected(j, "an escape");
	j->at++;
	if (escaped_code(j, &code) != 0)
		return -1;
	*to = put_code(*to, code);
	return 0;
}

/* One character as it stands, of valid UTF-8. */
static int
plain(struct json *j, char **to)
{
	uint32_t code;
	size_t n = text_next(j->at, (size_t)(j->end - j->at), &code);

	if (code < 0x20)
		return json_expected(j, "the end of a text");
	if (code == 0xFFFD && n < 3)
		return fault_set(j->fault, FAULT_INPUT, "is not valid UTF-8");
	memcpy(*to, j->at, n);
	*to += n;
	j->at += n;
	return 0;
}

/* No escape is shorter than what it stands for. */
int
json_string(struct json *j, struct arena *arena, struct json_text *out,
    const char *what)
{
	const char *quote;
	char *text, *to;

	if (json_want(j, '"', what) != 0)
		return -1;
	quote = j->at;
	while (quote < j->end && *quote != '"')
		quote += *quote == '\\' && quote + 1 < j->end ? 2 : 1;
	if (quote >= j->end)
		return fault_set(j->fault, FAULT_INPUT,
		    "a text that never ends");
	text = to = arena_alloc(arena, (size_t)(quote - j->at) + 1);
	while (j->at < quote) {
		bool escape = *j->at == '\\';

		j->at += escape;
		if ((escape ? escaped : plain)(j, &to) != 0)
			return -1;
	}
	j->at++;
	*out = (struct json_text){ text, (size_t)(to - text) };
	return 0;
}

static void
digits(const char **at)
{
	*at += strspn(*at, "0123456789");
}

/* -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? */
static int
take_number(struct json *j, struct json_text *out)
{
	const char *at = j->at, *before;

	at += *at == '-';
	before = at;
	digits(&at);
	bool valid = at > before && (*before != '0' || at == before + 1);
	if (valid && *at == '.') {
		before = ++at;
		digits(&at);
		valid = at > before;
	}
	if (valid && (*at == 'e' || *at == 'E')) {
		at++;
		at += *at == '+' || *at == '-';
		before = at;
		digits(&at);
		valid = at > before;
	}
	if (!valid)
		return json_expected(j, "a value");
	*out = (struct json_text){ j->at, (size_t)(at - j->at) };
	j->at = at;
	return 0;
}

static bool
take_word(struct json *j, const char *word, struct json_text *out)
{
	size_t len = strlen(word);

	if ((size_t)(j->end - j->at) < len || memcmp(j->at, word, len) != 0)
		return false;
	*out = (struct json_text){ j->at, strcmp(word, "null") == 0 ? 0 : len };
	j->at += len;
	return true;
}

int
json_value(struct json *j, struct arena *arena, struct json_text *out)
{
	if (json_next(j) == '"')
		return json_string(j, arena, out, "a value");
	if (take_word(j, "null", out) || take_word(j, "true", out) ||
	    take_word(j, "false", out))
		return 0;
	return take_number(j, out);
}
