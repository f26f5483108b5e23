/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * To be preloaded: a system on which a kind of call fails.  FAIL_KIND is
 * the kind, FAIL_AT the number of its call that fails, or from which on
 * they do where FAIL_ON is set; without FAIL_AT the number of such calls
 * goes to the file FAIL_COUNT.  glibc's own names stand behind the wrappers
 * of memory, since dlsym itself asks for it.
 *
 *	memory	ENOMEM		read	EIO	write	ENOSPC
 *	short	half of what was asked for is read or written
 *	eintr	a call that waits is interrupted
 *	sync	EIO of fsync	rename	EACCES, of link too
 *	open	EMFILE		start	EAGAIN, of a process or thread
 *	named	no file without a name (O_TMPFILE), ever
 *	change	the file FAIL_FILE grows at this read
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static char kind[16] = "memory";
static atomic_long calls;
static long fail_at;
static int fail_on;

__attribute__((constructor)) static void
begin(void)
{
	const char *at = getenv("FAIL_AT"), *what = getenv("FAIL_KIND");

	if (what)
		snprintf(kind, sizeof kind, "%s", what);
	fail_at = at ? atol(at) : 0;
	fail_on = getenv("FAIL_ON") != NULL;
	calls = 0;
}

__attribute__((destructor)) static void
end(void)
{
	const char *path = getenv("FAIL_COUNT");
	char text[32];
	int file = path ? openat(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC,
	    0666) : -1;
	int len = snprintf(text, sizeof text, "%ld\n", (long)calls);

	if (file < 0 || pwrite(file, text, (size_t)len, 0) != len)
		return;
	close(file);
}

static int
fails(const char *what, int error)
{
	long number;

	if (strcmp(kind, what) != 0)
		return 0;
	number = atomic_fetch_add(&calls, 1) + 1;
	if (fail_at == 0 || number < fail_at ||
	    (number > fail_at && !fail_on))
		return 0;
	errno = error;
	return 1;
}

void *
malloc(size_t size)
{
	return fails("memory", ENOMEM) ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return fails("memory", ENOMEM) ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	return fails("memory", ENOMEM) ? NULL : __libc_realloc(old, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return fails("memory", ENOMEM) ? NULL :
	    __libc_memalign(alignment, size);
}

#define REAL(name, ...) \
	static int (*real)(__VA_ARGS__); \
	if (!real) \
		real = (int (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)
#define REAL_SIZE(name, ...) \
	static ssize_t (*real)(__VA_ARGS__); \
	if (!real) \
		real = (ssize_t (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static void
grow(void)
{
	const char *path = getenv("FAIL_FILE");
	int file = path ? openat(AT_FDCWD, path, O_WRONLY | O_APPEND) : -1;

	if (file < 0)
		return;
	(void)!pwrite(file, "\n", 1, 0);
	close(file);
}

ssize_t
read(int file, void *bytes, size_t size)
{
	REAL_SIZE(read, int, void *, size_t);
	if (fails("change", 0))
		grow();
	if (fails("read", EIO) || fails("eintr", EINTR))
		return -1;
	return real(file, bytes, size > 1 && fails("short", 0) ? size / 2 :
	    size);
}

/* libc's own reads do not come by read(); _IO_ERR_SEEN is what ferror tells. */
static int
fails_inside(FILE *file)
{
	if (!fails("read", EIO))
		return 0;
	file->_flags |= _IO_ERR_SEEN;
	return 1;
}

size_t
fread(void *bytes, size_t size, size_t n, FILE *file)
{
	static size_t (*real)(void *, size_t, size_t, FILE *);

	if (!real)
		real = (size_t (*)(void *, size_t, size_t, FILE *))
		    dlsym(RTLD_NEXT, "fread");
	return fails_inside(file) ? 0 : real(bytes, size, n, file);
}

ssize_t
pread(int file, void *bytes, size_t size, off_t at)
{
	static ssize_t (*real)(int, void *, size_t, off_t);

	if (!real)
		real = (ssize_t (*)(int, void *, size_t, off_t))
		    dlsym(RTLD_NEXT, "pread");
	if (fails("read", EIO) || fails("eintr", EINTR))
		return -1;
	return real(file, bytes, size > 1 && fails("short", 0) ? size / 2 :
	    size, at);
}

ssize_t
write(int file, const void *bytes, size_t size)
{
	REAL_SIZE(write, int, const void *, size_t);
	/* Standard error must be able to say it. */
	if (file == STDERR_FILENO)
		return real(file, bytes, size);
	if (fails("write", ENOSPC) || fails("eintr", EINTR))
		return -1;
	return real(file, bytes, size > 1 && fails("short", 0) ? size / 2 :
	    size);
}

ssize_t
pwrite(int file, const void *bytes, size_t size, off_t at)
{
	REAL_SIZE(pwrite, int, const void *, size_t, off_t);
	if (fails("write", ENOSPC) || fails("eintr", EINTR))
		return -1;
	return real(file, bytes, size > 1 && fails("short", 0) ? size / 2 :
	    size, at);
}

int
poll(struct pollfd *files, nfds_t n, int timeout)
{
	REAL(poll, struct pollfd *, nfds_t, int);
	return fails("eintr", EINTR) ? -1 : real(files, n, timeout);
}

pid_t
waitpid(pid_t child, int *status, int options)
{
	REAL(waitpid, pid_t, int *, int);
	return fails("eintr", EINTR) ? -1 : real(child, status, options);
}

int
fsync(int file)
{
	REAL(fsync, int);
	return fails("sync", EIO) ? -1 : real(file);
}

int
rename(const char *from, const char *to)
{
	REAL(rename, const char *, const char *);
	return fails("rename", EACCES) ? -1 : real(from, to);
}

int
linkat(int from_folder, const char *from, int to_folder, const char *to,
    int flags)
{
	REAL(linkat, int, const char *, int, const char *, int);
	return fails("rename", EACCES) ? -1 : real(from_folder, from,
	    to_folder, to, flags);
}

int
open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	REAL(open, const char *, int, ...);
	va_start(arguments, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	if ((flags & O_TMPFILE) == O_TMPFILE && strcmp(kind, "named") == 0) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return fails("open", EMFILE) ? -1 : real(path, flags, mode);
}

int
mkostemp(char *path, int flags)
{
	REAL(mkostemp, char *, int);
	return fails("open", EMFILE) ? -1 : real(path, flags);
}

FILE *
fopen(const char *path, const char *mode)
{
	static FILE *(*real)(const char *, const char *);

	if (!real)
		real = (FILE *(*)(const char *, const char *))
		    dlsym(RTLD_NEXT, "fopen");
	return fails("open", EMFILE) ? NULL : real(path, mode);
}

int
pipe(int ends[2])
{
	REAL(pipe, int *);
	return fails("open", EMFILE) ? -1 : real(ends);
}

pid_t
fork(void)
{
	REAL(fork, void);
	return fails("start", EAGAIN) ? -1 : real();
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *how,
    void *(*work)(void *), void *context)
{
	REAL(pthread_create, pthread_t *, const pthread_attr_t *,
	    void *(*)(void *), void *);
	return fails("start", EAGAIN) ? EAGAIN : real(thread, how, work,
	    context);
}
