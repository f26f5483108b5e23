/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/raw.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analytics/base/memory.h"

/* A pipe holds 64 KiB by default: too little to keep both ends busy. */
#define PIPE_SIZE (1 << 20)

static const char *
reason(int error)
{
	switch (error) {
	case ENOENT:
		return N_("no such file");
	case EACCES:
	case EPERM:
		return N_("no right to read it");
	case EISDIR:
		return N_("is a directory, not a file");
	case EBADF:
		return N_("is closed");
	default:
		return strerror(error);
	}
}

static int
fail(struct raw *raw, int error, struct fault *fault)
{
	fault_set(fault, FAULT_INPUT, "%s", message(reason(error)));
	fault_at(fault, raw->name, 0, NULL);
	raw_close(raw);
	return -1;
}

/* Best effort: both only make reading faster. */
static void
tune(const struct raw *raw, mode_t mode)
{
#ifdef POSIX_FADV_SEQUENTIAL
	if (raw->regular)
		posix_fadvise(raw->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
#ifdef F_SETPIPE_SZ
	if (S_ISFIFO(mode) && fcntl(raw->fd, F_GETPIPE_SZ) < PIPE_SIZE)
		(void)fcntl(raw->fd, F_SETPIPE_SZ, PIPE_SIZE);
#endif
}

int
raw_open(struct raw *raw, const char *path, struct fault *fault)
{
	bool standard = strcmp(path, "-") == 0;

	*raw = (struct raw){ .fd = -1, .stop = { -1, -1 } };
	if (standard)
		path = standard_input;
	raw->name = memory_copy(path, strlen(path));
	raw->fd = standard ? STDIN_FILENO :
	    open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	raw->owned = !standard && raw->fd >= 0;
	if (raw->fd < 0 || fstat(raw->fd, &raw->opened) != 0)
		return fail(raw, errno, fault);
	if (S_ISDIR(raw->opened.st_mode))
		return fail(raw, EISDIR, fault);
	raw->regular = S_ISREG(raw->opened.st_mode);
	tune(raw, raw->opened.st_mode);
	return 0;
}

void
raw_close(struct raw *raw)
{
	raw_stop(raw);
	if (raw->stop[0] >= 0)
		close(raw->stop[0]);
	if (raw->owned)
		close(raw->fd);
	free(raw->name);
	*raw = (struct raw){ .fd = -1, .stop = { -1, -1 } };
}

/* False when raw_stop was called before there was anything to read. */
static bool
wait_for_bytes(const struct raw *raw)
{
	struct pollfd both[] = {
		{ .fd = raw->fd, .events = POLLIN },
		{ .fd = raw->stop[0], .events = POLLIN },
	};

	while (poll(both, 2, -1) < 0)
		if (errno != EINTR && errno != EAGAIN)
			return true;
	return both[1].revents == 0;
}

/* Rows of the one and the other would be a file that never was. */
static bool
has_changed(const struct raw *raw)
{
	struct stat now;

	return raw->regular && fstat(raw->fd, &now) == 0 &&
	    (now.st_size != raw->opened.st_size ||
	    now.st_mtim.tv_sec != raw->opened.st_mtim.tv_sec ||
	    now.st_mtim.tv_nsec != raw->opened.st_mtim.tv_nsec);
}

static ssize_t
read_once(struct raw *raw, void *buffer, size_t size)
{
	if (raw->error || raw->changed)
		return -1;
	if (raw->ended || (raw->stop[0] >= 0 && !wait_for_bytes(raw)))
		return 0;
	ssize_t n;
	while ((n = read(raw->fd, buffer, size)) < 0) {
		/* Standard input may have been made non-blocking. */
		if (errno == EAGAIN && !wait_for_bytes(raw))
			return 0;
		if (errno != EAGAIN && errno != EINTR)
			break;
	}
	if (n < 0)
		raw->error = errno;
	else if (n == 0 && has_changed(raw))
		raw->changed = true;
	else if (n == 0)
		raw->ended = true;
	else
		raw->taken += (uint64_t)n;
	return raw->changed ? -1 : n;
}

size_t
raw_peek(struct raw *raw, size_t wanted)
{
	while (raw->head_len < wanted) {
		ssize_t n = read_once(raw, raw->head + raw->head_len,
		    sizeof raw->head - raw->head_len);

		if (n <= 0)
			break;
		raw->head_len += (size_t)n;
	}
	return raw->head_len;
}

ssize_t
raw_read(struct raw *raw, char *buffer, size_t size)
{
	size_t left = raw->head_len - raw->head_at;

	if (left == 0)
		return read_once(raw, buffer, size);
	size_t n = left < size ? left : size;
	memcpy(buffer, raw->head + raw->head_at, n);
	raw->head_at += n;
	return (ssize_t)n;
}

int
raw_fault(const struct raw *raw, struct fault *fault)
{
	if (raw->changed) {
		fault_set(fault, FAULT_INPUT, "changed while it was read; "
		    "read it when it is whole");
		return fault_at(fault, raw->name, 0, NULL);
	}
	/* Closed before we started, what fills its place cannot be read. */
	fault_set(fault, FAULT_INPUT, "%s%s",
	    raw->error == EBADF ? "" : message("cannot be read: "),
	    message(reason(raw->error)));
	return fault_at(fault, raw->name, 0, NULL);
}

int
raw_stoppable(struct raw *raw)
{
	/* A regular file never keeps its reader waiting. */
	if (raw->regular)
		return 0;
	if (pipe(raw->stop) != 0)
		return -1;
	for (int i = 0; i < 2; i++)
		(void)fcntl(raw->stop[i], F_SETFD, FD_CLOEXEC);
	return 0;
}

void
raw_stop(struct raw *raw)
{
	if (raw->stop[1] >= 0)
		close(raw->stop[1]);
	raw->stop[1] = -1;
}
