/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/confine.h"

#include <errno.h>
#include <sys/resource.h>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#define HAS_FILTER
#endif

#ifdef HAS_FILTER
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

static const rlim_t address_space = (rlim_t)2 << 30;
static const rlim_t file_size = (rlim_t)64 << 20;

static bool waived;

/* Never above the limit that we have ourselves: only root may raise it. */
static void
limit(int resource, rlim_t soft, rlim_t hard)
{
	struct rlimit now;

	if (getrlimit(resource, &now) == 0 && now.rlim_max < hard)
		hard = now.rlim_max;
	now.rlim_max = hard;
	now.rlim_cur = soft < hard ? soft : hard;
	setrlimit(resource, &now);
}

static void
apply_limits(unsigned seconds)
{
	limit(RLIMIT_AS, address_space, address_space);
	limit(RLIMIT_FSIZE, file_size, file_size);
	limit(RLIMIT_CORE, 0, 0);
	/* The soft limit says why it ended, the hard one only kills. */
	limit(RLIMIT_CPU, seconds, (rlim_t)seconds + 1);
}

#ifdef HAS_FILTER

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
	offsetof(struct seccomp_data, field))
#define ANSWER(action) BPF_STMT(BPF_RET | BPF_K, action)
/* The line behind it is for what equals, and passed over by the rest. */
#define IF_EQUAL(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1)
#define UNLESS_EQUAL(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0)
#define DENY(call) IF_EQUAL(__NR_##call), \
	ANSWER(SECCOMP_RET_ERRNO | EPERM)

#ifdef __x86_64__
#define OUR_CALLS AUDIT_ARCH_X86_64
#else
#define OUR_CALLS AUDIT_ARCH_AARCH64
#endif

/*
 * A table, not a library's work: building a filter takes memory, and a
 * filter that could not be built would be none.
 */
static const struct sock_filter filter[] = {
	/* Calls by another processor's table have other numbers. */
	LOAD(arch),
	UNLESS_EQUAL(OUR_CALLS),
	ANSWER(SECCOMP_RET_ERRNO | EPERM),
	LOAD(nr),
#ifdef __x86_64__
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
	ANSWER(SECCOMP_RET_ERRNO | EPERM),
	DENY(fork),
	DENY(vfork),
#endif
	DENY(socket),
	DENY(socketpair),
	DENY(ptrace),
	DENY(process_vm_readv),
	DENY(process_vm_writev),
	DENY(io_uring_setup),
	DENY(bpf),
	DENY(perf_event_open),
	DENY(unshare),
	DENY(setns),
	/* Its flags lie in memory, where a filter cannot look; libc falls
	   back to clone. */
	IF_EQUAL(__NR_clone3),
	ANSWER(SECCOMP_RET_ERRNO | ENOSYS),
	UNLESS_EQUAL(__NR_clone),
	ANSWER(SECCOMP_RET_ALLOW),
	/* Of a clone the low half of the flags says if it is a thread; both
	   processors are little-endian here. */
	LOAD(args[0]),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
	ANSWER(SECCOMP_RET_ERRNO | EPERM),
	ANSWER(SECCOMP_RET_ALLOW),
};

static int
apply_filter(void)
{
	const struct sock_fprog program = {
		.len = sizeof filter / sizeof *filter,
		.filter = (struct sock_filter *)filter,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

bool
confine_exists(void)
{
	return true;
}

#else

static int
apply_filter(void)
{
	return 0;
}

bool
confine_exists(void)
{
	return false;
}

#endif

void
confine_waive(void)
{
	waived = true;
}

int
confine_apply(unsigned seconds)
{
	apply_limits(seconds);
#ifdef HAS_FILTER
	/* Left behind by a parent that died, it must not run on. */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
#endif
	return waived ? 0 : apply_filter();
}
