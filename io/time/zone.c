/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/time/zone.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

#define FOLDER "/usr/share/zoneinfo/"
#define ZONE_BYTES_MAX 262144

/* Counts of a TZif header, in the order in which they stand. */
struct counts {
	uint32_t utc, standard, leaps, changes, types, chars;
};

static int64_t
big_endian(const unsigned char *p, size_t size)
{
	uint64_t n = p[0] & 0x80 ? ~(uint64_t)0 : 0;

	for (size_t i = 0; i < size; i++)
		n = n << 8 | p[i];
	return (int64_t)n;
}

static bool
read_header(const unsigned char *p, size_t len, struct counts *c)
{
	if (len < 44 || memcmp(p, "TZif", 4) != 0)
		return false;
	uint32_t *all[] = { &c->utc, &c->standard, &c->leaps, &c->changes,
		&c->types, &c->chars };
	for (size_t i = 0; i < 6; i++) {
		*all[i] = (uint32_t)big_endian(p + 20 + 4 * i, 4);
		if (*all[i] > ZONE_BYTES_MAX)
			return false;
	}
	return c->types > 0 && c->types <= 256;
}

static size_t
body_size(const struct counts *c, size_t time_size)
{
	return c->changes * (time_size + 1) + c->types * 6 + c->chars +
	    c->leaps * (time_size + 4) + c->standard + c->utc;
}

/* RFC 8536: less than 26 hours from UTC, so that two digits write it. */
static bool
is_offset(int64_t seconds)
{
	return seconds >= -93600 && seconds <= 93600;
}

static int
read_body(const unsigned char *p, const struct counts *c, size_t time_size,
    struct zone *z)
{
	const unsigned char *index = p + c->changes * time_size;
	const unsigned char *types = index + c->changes;

	z->changes = memory_array(c->changes + 1, sizeof *z->changes);
	z->first = (int32_t)big_endian(types, 4);
	if (!is_offset(z->first))
		return -1;
	for (uint32_t i = 0; i < c->changes; i++) {
		if (index[i] >= c->types)
			return -1;
		struct zone_change change = {
			big_endian(p + i * time_size, time_size),
			(int32_t)big_endian(types + index[i] * 6, 4) };
		if (i && change.at <= z->changes[i - 1].at)
			return -1;
		if (!is_offset(change.offset))
			return -1;
		z->changes[z->n++] = change;
	}
	z->rule.standard = z->n ? z->changes[z->n - 1].offset : z->first;
	return 0;
}

/* The POSIX rule: "CST6CDT,M3.2.0,M11.1.0", "<-03>3", "EST5EDT,…". */
static bool
skip_name(const char **at)
{
	const char *from = *at;

	if (**at == '<') {
		while (**at && **at != '>')
			++*at;
		return *(*at) == '>' && ++*at;
	}
	while (isalpha((unsigned char)**at))
		++*at;
	return *at - from >= 3;
}

/* [+-]hh[:mm[:ss]] as seconds. */
static bool
read_time(const char **at, int32_t *out)
{
	int sign = **at == '-' ? -1 : 1;
	int32_t parts[3] = { 0, 0, 0 };

	if (**at == '-' || **at == '+')
		++*at;
	for (int i = 0; i < 3; i++) {
		if (!isdigit((unsigned char)**at))
			return false;
		while (isdigit((unsigned char)**at) && parts[i] < 1000)
			parts[i] = parts[i] * 10 + *(*at)++ - '0';
		if (**at != ':' || i == 2)
			break;
		++*at;
	}
	*out = sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
	return parts[0] <= 167 && parts[1] < 60 && parts[2] < 60;
}

static bool
read_number(const char **at, int low, int high, int *out)
{
	if (!isdigit((unsigned char)**at))
		return false;
	for (*out = 0; isdigit((unsigned char)**at) && *out < 1000; ++*at)
		*out = *out * 10 + **at - '0';
	return *out >= low && *out <= high;
}

static bool
read_switch(const char **at, struct zone_switch *s)
{
	*s = (struct zone_switch){ .kind = 'D', .time = 7200 };
	if (*(*at)++ != ',')
		return false;
	if (**at == 'M') {
		++*at;
		s->kind = 'M';
		if (!read_number(at, 1, 12, &s->month) || *(*at)++ != '.' ||
		    !read_number(at, 1, 5, &s->week) || *(*at)++ != '.' ||
		    !read_number(at, 0, 6, &s->day))
			return false;
	} else {
		if (**at == 'J') {
			++*at;
			s->kind = 'J';
		}
		if (!read_number(at, s->kind == 'J', 365, &s->day))
			return false;
	}
	if (**at == '/') {
		++*at;
		return read_time(at, &s->time);
	}
	return true;
}

static bool
read_rule(const char *text, struct zone_rule *r)
{
	int32_t west;
	const char *at = text;
	struct zone_rule rule = { 0 };

	if (!skip_name(&at) || !read_time(&at, &west))
		return false;
	rule.standard = -west;
	if (*at) {
		rule.dst = true;
		rule.summer = rule.standard + 3600;
		if (!skip_name(&at))
			return false;
		if (*at != ',') {
			if (!read_time(&at, &west))
				return false;
			rule.summer = -west;
		}
		if (!read_switch(&at, &rule.begins) ||
		    !read_switch(&at, &rule.ends) || *at)
			return false;
	}
	*r = rule;
	return is_offset(rule.standard) && is_offset(rule.summer);
}

/* The footer: the rule between two newlines. */
static int
read_footer(const unsigned char *p, size_t len, struct zone *z)
{
	char rule[128];
	const unsigned char *end = len > 1 ? memchr(p + 1, '\n', len - 1) :
	    NULL;

	if (len < 2 || p[0] != '\n' || !end)
		return -1;
	size_t n = (size_t)(end - p) - 1;
	if (n == 0)
		return 0;
	if (n >= sizeof rule)
		return -1;
	memcpy(rule, p + 1, n);
	rule[n] = '\0';
	return read_rule(rule, &z->rule) ? 0 : -1;
}

static int
parse(const unsigned char *p, size_t len, struct zone *z)
{
	struct counts c;

	if (!read_header(p, len, &c))
		return -1;
	size_t first = body_size(&c, 4);
	if (len - 44 < first)
		return -1;
	if (p[4] < '2')
		return read_body(p + 44, &c, 4, z);
	p += 44 + first;
	len -= 44 + first;
	if (!read_header(p, len, &c))
		return -1;
	size_t second = body_size(&c, 8);
	if (len - 44 < second || read_body(p + 44, &c, 8, z) != 0)
		return -1;
	return read_footer(p + 44 + second, len - 44 - second, z);
}

int
zone_parse(const unsigned char *bytes, size_t len, struct zone *out)
{
	*out = (struct zone){ 0 };
	if (parse(bytes, len, out) == 0)
		return 0;
	zone_free(out);
	return -1;
}

void
zone_free(struct zone *z)
{
	free(z->changes);
	*z = (struct zone){ 0 };
}

/* "+08:00", "-03:30": a zone without a name. */
static bool
fixed_offset(const char *name, struct zone *out)
{
	if ((name[0] != '+' && name[0] != '-') || strlen(name) != 6 ||
	    name[3] != ':')
		return false;
	for (int i = 1; i < 6; i++)
		if (i != 3 && !isdigit((unsigned char)name[i]))
			return false;
	int hours = (name[1] - '0') * 10 + name[2] - '0';
	int minutes = (name[4] - '0') * 10 + name[5] - '0';
	if (hours > 23 || minutes > 59)
		return false;
	*out = (struct zone){ .first = (hours * 60 + minutes) * 60 *
	    (name[0] == '-' ? -1 : 1) };
	snprintf(out->name, sizeof out->name, "%s", name);
	return true;
}

/* A name that can be a file below the folder, and nothing else. */
static bool
is_name(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len >= sizeof ((struct zone *)0)->name ||
	    name[0] == '/' || strstr(name, ".."))
		return false;
	return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
	    "tuvwxyz0123456789_+-/") == len;
}

int
zone_load(const char *name, struct zone *out, struct fault *fault)
{
	char path[sizeof FOLDER + sizeof out->name];
	unsigned char *bytes;

	if (strcmp(name, "UTC") == 0) {
		*out = zone_utc;
		return 0;
	}
	if (fixed_offset(name, out))
		return 0;
	*out = (struct zone){ 0 };
	FILE *file = NULL;
	if (is_name(name)) {
		snprintf(path, sizeof path, FOLDER "%s", name);
		file = fopen(path, "rbe");
		if (!file && errno == ENOMEM)
			memory_exhausted();
	}
	bytes = file ? memory_array(ZONE_BYTES_MAX, 1) : NULL;
	size_t len = bytes ? fread(bytes, 1, ZONE_BYTES_MAX, file) : 0;
	/* A folder of zones ("Europe") is a name that is none. */
	int error = file && ferror(file) && errno != EISDIR ? errno : 0;
	int failed = error || zone_parse(bytes, len, out);
	if (file)
		fclose(file);
	free(bytes);
	if (error)
		return fault_set(fault, FAULT_INPUT, "--tz: \"%s\": %s", name,
		    message(strerror(error)));
	if (failed)
		return fault_set(fault, FAULT_USAGE, "--tz: \"%s\" is no time "
		    "zone that this machine knows; expected a name such as "
		    "Asia/Shanghai (the package tzdata), or +08:00", name);
	snprintf(out->name, sizeof out->name, "%s", name);
	return 0;
}
