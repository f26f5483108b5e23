/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "analytics/base/memory.h"
#include "io/base/temporary.h"
#include "io/chart/confine.h"

/* The child's status where it could not be confined; gnuplot has 0 to 2. */
enum { UNCONFINED = 125 };

int
process_temporary(struct fault *fault)
{
	const char *folder = getenv("TMPDIR");

	if (folder == NULL || *folder == '\0')
		folder = "/tmp";

	int low = temporary_nameless(folder);
	int file = -1;

	/* We may have been started with standard descriptors closed. */
	if (low >= 0) {
		file = fcntl(low, F_DUPFD_CLOEXEC, 3);
		close(low);
	}
	if (file >= 0)
		return file;
	fault_set(fault, FAULT_OUTPUT, "no temporary file in %s: %s", folder,
	    message(strerror(errno)));
	return fault_advise(fault,
	    "let TMPDIR name a folder that can be written\n");
}

/*
 * The two variables that say which fonts there are: the program must see
 * those that the glyph cover was asked of.
 */
static void
keep_fonts(char *kept[3])
{
	static const char *const names[] = {
		"FONTCONFIG_FILE", "FONTCONFIG_PATH",
	};
	size_t n = 0;

	for (size_t i = 0; i < 2; i++) {
		char *value = getenv(names[i]);

		/* getenv points into the "NAME=value" that we want. */
		if (value != NULL)
			kept[n++] = value - strlen(names[i]) - 1;
	}
	kept[n] = NULL;
}

/* As descriptor 3, which may be its own number, and stays open. */
static int
pass_input(int input)
{
	if (input < 0)
		return 0;
	return dup2(input, 3) < 0 ? -1 : fcntl(3, F_SETFD, 0);
}

/*
 * Its end may come by any signal, and comes with ours: nobody is there to
 * stop it then.
 */
static void
begin_signals(void)
{
	sigset_t none;

	setpgid(0, 0);
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: system calls only, and never back. */
static void
become(const struct process *process, int out, int err)
{
	char *environment[6] = {
		"LC_ALL=C.UTF-8", "HOME=/nonexistent",
		"PATH=/usr/local/bin:/usr/bin:/bin",
	};
	char *const arguments[] = {
		(char *)process->name, (char *)process->arguments[0],
		(char *)process->arguments[1], NULL,
	};
	int nothing = open("/dev/null", O_RDONLY);

	keep_fonts(environment + 3);
	if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(out, 1) < 0 ||
	    dup2(err, 2) < 0 || pass_input(process->input) != 0)
		_exit(126);
#ifdef CLOSE_RANGE_CLOEXEC
	close_range(process->input < 0 ? 3 : 4, ~0U, 0);
#endif
	begin_signals();
	if (confine_apply(process->timeout_ms / 1000 + 1) != 0)
		_exit(UNCONFINED);
	execve(process->program, arguments, environment);
	_exit(127);
}

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* True once the child has ended; it is not reaped yet. */
static bool
has_ended(pid_t child, unsigned timeout_ms)
{
	static const struct timespec pause = { .tv_nsec = 2000000 };
	int64_t end = now_ms() + timeout_ms;

	for (;;) {
		siginfo_t info = { .si_pid = 0 };
		int answer = waitid(P_PID, (id_t)child, &info,
		    WEXITED | WNOHANG | WNOWAIT);

		if (answer == 0 && info.si_pid == child)
			return true;
		if ((answer != 0 && errno != EINTR) || now_ms() >= end)
			return false;
		nanosleep(&pause, NULL);
	}
}

static int
start_and_wait(struct process *process, int out, int err,
    struct fault *fault)
{
	sigset_t all, before;

	/* A handler of ours must not run in the child. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);

	pid_t child = fork();

	if (child == 0)
		become(process, out, err);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (child < 0)
		return fault_set(fault, FAULT_OUTPUT,
		    "%s could not be started: %s", process->name,
		    message(strerror(errno)));
	/* In both, since either may be the first. */
	setpgid(child, child);
	process->timed_out = !has_ended(child, process->timeout_ms);
	/* Its number is still taken while it is not reaped. */
	kill(-child, SIGKILL);
	while (waitpid(child, &process->status, 0) < 0)
		if (errno != EINTR)
			return fault_set(fault, FAULT_OUTPUT,
			    "%s was lost: %s", process->name,
			    message(strerror(errno)));
	return 0;
}

/* All that a file holds, with a NUL after it; NULL: errno says why not. */
static char *
read_back(int file, size_t *len)
{
	off_t size = lseek(file, 0, SEEK_END);
	char *bytes;

	*len = 0;
	if (size < 0)
		return NULL;
	bytes = memory_array((size_t)size + 1, 1);
	while (*len < (size_t)size) {
		ssize_t done = pread(file, bytes + *len,
		    (size_t)size - *len, (off_t)*len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			break;
		*len += (size_t)done;
	}
	bytes[*len] = '\0';
	return bytes;
}

static int
check_confined(const struct process *process, struct fault *fault)
{
	if (!WIFEXITED(process->status) ||
	    WEXITSTATUS(process->status) != UNCONFINED)
		return 0;
	fault_set(fault, FAULT_OUTPUT, "%s was not started: this system "
	    "refuses the filter that confines it", process->name);
	return fault_advise(fault, "--no-confine draws without it: for data "
	    "that you trust\n");
}

static int
run_into(struct process *process, int out, int err, struct fault *fault)
{
	size_t err_len;

	if (start_and_wait(process, out, err, fault) != 0 ||
	    check_confined(process, fault) != 0)
		return -1;
	process->started = true;
	process->out = read_back(out, &process->out_len);
	process->err = read_back(err, &err_len);
	if (process->out != NULL && process->err != NULL)
		return 0;
	fault_set(fault, FAULT_OUTPUT, "what %s wrote cannot be read: %s",
	    process->name, message(strerror(errno)));
	free(process->out);
	free(process->err);
	return -1;
}

int
process_run(struct process *process, struct fault *fault)
{
	int out = process_temporary(fault);
	int err = out < 0 ? -1 : process_temporary(fault);
	int failed = -1;

	if (err >= 0)
		failed = run_into(process, out, err, fault);
	if (out >= 0)
		close(out);
	if (err >= 0)
		close(err);
	return failed;
}
