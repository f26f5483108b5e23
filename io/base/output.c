/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analytics/base/memory.h"
#include "io/base/temporary.h"

#define BUFFER_SIZE ((size_t)64 << 10)
#define LINKS_MAX 40	/* as the kernel follows */

struct output {
	int file;		/* -1: in memory only */
	bool standard;
	int error;		/* errno of the first failure; 0 */
	char *bytes;
	size_t len, room;
	char *target;		/* what the temporary file becomes; or NULL */
	struct temporary temporary;
	bool beside;		/* file is the temporary one */
};

static struct output *
new_output(void)
{
	struct output *o = memory_zeroed(1, sizeof *o);

	o->file = -1;
	o->room = BUFFER_SIZE;
	o->bytes = memory_array(o->room, 1);
	return o;
}

static void
free_output(struct output *o)
{
	free(o->bytes);
	free(o->target);
	free(o);
}

struct output *
output_memory(void)
{
	return new_output();
}

const char *
output_collected(const struct output *o, size_t *len)
{
	*len = o->len;
	return o->bytes;
}

static int
set_fault(struct fault *fault, const char *path, int error)
{
	fault_set(fault, FAULT_OUTPUT, "%s", message(strerror(error)));
	return fault_at(fault, path ? path : standard_output, 0, NULL);
}

/* The mode of the file that will be replaced, or what umask leaves. */
static mode_t
wanted_mode(const char *target)
{
	struct stat old;

	if (stat(target, &old) == 0)
		return old.st_mode & 07777;
	mode_t mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/*
 * Where a path leads through links, also to a file that is not there yet:
 * the link stays, and what it points to is replaced.  -1 with errno.
 */
static int
follow(char at[PATH_MAX])
{
	char link[PATH_MAX];
	struct stat st;

	for (int i = 0; lstat(at, &st) == 0 && S_ISLNK(st.st_mode); i++) {
		ssize_t len = readlink(at, link, sizeof link - 1);
		char *slash = strrchr(at, '/');
		size_t folder = slash && len > 0 && *link != '/' ?
		    (size_t)(slash - at) + 1 : 0;

		errno = i == LINKS_MAX ? ELOOP : ENAMETOOLONG;
		if (len < 0 || i == LINKS_MAX ||
		    folder + (size_t)len >= PATH_MAX)
			return -1;
		memcpy(at + folder, link, (size_t)len);
		at[folder + (size_t)len] = '\0';
	}
	return 0;
}

/* A temporary file beside the target. */
static int
open_beside(struct output *o, const char *path)
{
	char target[PATH_MAX];

	errno = ENAMETOOLONG;
	if ((size_t)snprintf(target, sizeof target, "%s", path) >=
	    sizeof target || follow(target) != 0)
		return -1;
	o->target = memory_copy(target, strlen(target));
	o->file = temporary_beside(&o->temporary, o->target);
	o->beside = o->file >= 0;
	return o->file < 0 ? -1 : fchmod(o->file, wanted_mode(o->target));
}

static int
open_target(struct output *o, const char *path)
{
	struct stat st;

	if (!path || strcmp(path, "-") == 0) {
		o->standard = true;
		o->file = STDOUT_FILENO;
		return 0;
	}
	if (stat(path, &st) != 0 || S_ISREG(st.st_mode))
		return open_beside(o, path);
	/* /dev/full, a FIFO, a terminal: there is nothing to rename. */
	o->target = memory_copy(path, strlen(path));
	o->file = open(path, O_WRONLY | O_CLOEXEC);
	return o->file < 0 ? -1 : 0;
}

struct output *
output_open(const char *path, struct fault *fault)
{
	struct output *o = new_output();

	if (open_target(o, path) != 0) {
		int error = errno;

		set_fault(fault, path, error);
		output_abandon(o);
		return NULL;
	}
	return o;
}

/* Whoever started us may have made the pipe one that does not block. */
static void
wait_for(int file)
{
	struct pollfd room = { .fd = file, .events = POLLOUT };

	poll(&room, 1, -1);
}

static void
write_out(struct output *o)
{
	size_t done = 0;

	while (done < o->len && !o->error) {
		ssize_t n = write(o->file, o->bytes + done, o->len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			wait_for(o->file);
		else if (n < 0 && errno != EINTR)
			o->error = errno;
	}
	o->len = 0;
}

void
output_bytes(struct output *o, const void *bytes, size_t len)
{
	if (o->error || len == 0)
		return;
	if (o->file >= 0 && o->len + len >= BUFFER_SIZE)
		write_out(o);
	o->bytes = memory_reserve(o->bytes, &o->room, o->len + len, 1);
	memcpy(o->bytes + o->len, bytes, len);
	o->len += len;
}

void
output_format(struct output *o, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	int n = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (n < 0 || (size_t)n >= sizeof text)
		o->error = o->error ? o->error : EOVERFLOW;
	else
		output_bytes(o, text, (size_t)n);
}

static bool
needs_quotes(const char *text, size_t len)
{
	static const bool needs[256] = { [','] = true, ['"'] = true,
		['\n'] = true, ['\r'] = true };

	for (size_t i = 0; i < len; i++)
		if (needs[(unsigned char)text[i]])
			return true;
	return false;
}

static void
put_field(struct output *o, const char *text, size_t len, bool plain)
{
	const char *quote;

	if (plain && !needs_quotes(text, len)) {
		output_bytes(o, text, len);
		return;
	}
	output_bytes(o, "\"", 1);
	/* Up to a quote and with it, then that quote once more. */
	while (len > 0 && (quote = memchr(text, '"', len)) != NULL) {
		size_t part = (size_t)(quote - text) + 1;

		output_bytes(o, text, part);
		output_bytes(o, "\"", 1);
		text += part;
		len -= part;
	}
	output_bytes(o, text, len);
	output_bytes(o, "\"", 1);
}

bool
output_begins_as_file(const char *text, size_t len)
{
	static const struct {
		const char *bytes;
		size_t len;
	} marks[] = { { "#", 1 }, { "{", 1 }, { "\xEF\xBB\xBF", 3 },
		{ "PK\3\4", 4 }, { "BZh91AY&SY", 10 } };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		/* The first byte alone tells nearly all texts apart. */
		if (len >= marks[i].len && text[0] == marks[i].bytes[0] &&
		    memcmp(text, marks[i].bytes, marks[i].len) == 0)
			return true;
	return false;
}

void
output_csv(struct output *o, const char *text, size_t len)
{
	put_field(o, text, len, !output_begins_as_file(text, len));
}

void
output_csv_below(struct output *o, const char *text, size_t len)
{
	put_field(o, text, len, true);
}

void
output_csv_name(struct output *o, const char *text, size_t len)
{
	size_t blanks = 0;

	while (blanks < len && strchr(" \t\r\n", text[blanks]))
		blanks++;
	bool other = memchr(text, ';', len) || memchr(text, '|', len) ||
	    memchr(text, '\t', len) || (blanks < len &&
	    strchr("[{<", text[blanks]));

	put_field(o, text, len, !other && !output_begins_as_file(text, len));
}

bool
output_failed(const struct output *o)
{
	return o->error != 0;
}

/* The name must be on the disk too before the old file may go. */
static void
sync_folder(const char *target)
{
	char folder[4096];
	const char *slash = strrchr(target, '/');

	snprintf(folder, sizeof folder, "%.*s",
	    slash ? (int)(slash - target) + 1 : 1, slash ? target : ".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* All of it on the disk, under its name; answers the first error. */
static int
finish(struct output *o)
{
	if (o->file >= 0)
		write_out(o);
	if (o->beside && !o->error && fsync(o->file) != 0)
		o->error = errno;
	if (o->beside && temporary_end(&o->temporary, o->file,
	    o->error ? NULL : o->target) != 0)
		o->error = errno;
	/* What was synced is safe: only of the others may this one tell. */
	if (o->file >= 0 && close(o->file) != 0 && !o->error && !o->beside)
		o->error = errno;
	if (o->beside && !o->error)
		sync_folder(o->target);
	return o->error;
}

int
output_commit(struct output *o, struct fault *fault)
{
	int error = finish(o);

	if (error == EPIPE && o->standard)
		/* Whoever read has enough: end quietly. */
		fault_set(fault, FAULT_OUTPUT, "%s", "");
	else if (error)
		set_fault(fault, o->standard ? NULL : o->target, error);
	free_output(o);
	return error ? -1 : 0;
}

void
output_abandon(struct output *o)
{
	if (!o)
		return;
	if (o->beside)
		temporary_end(&o->temporary, o->file, NULL);
	if (o->file >= 0 && !o->standard)
		close(o->file);
	free_output(o);
}
