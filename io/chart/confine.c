/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/confine.h"

#include <stdlib.h>
#include <sys/resource.h>

static const rlim_t address_space = (rlim_t)2 << 30;
static const rlim_t file_size = (rlim_t)64 << 20;

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

#ifdef HAVE_SECCOMP

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* True if any rule could not be added. */
static int
add_rules(scmp_filter_ctx context)
{
	static const int denied[] = {
		SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(socket),
		SCMP_SYS(socketpair), SCMP_SYS(ptrace),
		SCMP_SYS(process_vm_writev), SCMP_SYS(io_uring_setup),
	};
	int failed = 0;

	for (size_t i = 0; i < sizeof denied / sizeof denied[0]; i++)
		failed |= seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM),
		    denied[i], 0);
	failed |= seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM),
	    SCMP_SYS(clone), 1,
	    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
	/* Its flags lie in memory, where a filter cannot look; libc falls
	   back to clone. */
	failed |= seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOSYS),
	    SCMP_SYS(clone3), 0);
	return failed;
}

/* The program of the filter, read back from a file in memory. */
static void
export_filter(scmp_filter_ctx context, struct confine *confine)
{
	int file = memfd_create("filter", MFD_CLOEXEC);

	if (file < 0)
		return;
	if (seccomp_export_bpf(context, file) == 0) {
		off_t size = lseek(file, 0, SEEK_END);

		confine->filter = size > 0 ? malloc((size_t)size) : NULL;
		if (confine->filter != NULL &&
		    pread(file, confine->filter, (size_t)size, 0) == size)
			confine->nfilter = (size_t)size /
			    sizeof(struct sock_filter);
	}
	close(file);
}

static void
build_filter(struct confine *confine)
{
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);

	if (context == NULL)
		return;
	if (!add_rules(context))
		export_filter(context, confine);
	seccomp_release(context);
}

static void
apply_filter(const struct confine *confine)
{
	struct sock_fprog program = {
		.len = (unsigned short)confine->nfilter,
		.filter = confine->filter,
	};

	/* Left behind by a parent that died, it must not run on. */
	prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (confine->nfilter > 0)
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

#else

static void
build_filter(struct confine *confine)
{
	(void)confine;
}

static void
apply_filter(const struct confine *confine)
{
	(void)confine;
}

#endif

void
confine_new(struct confine *confine, unsigned seconds)
{
	*confine = (struct confine){ .seconds = seconds };
	build_filter(confine);
}

void
confine_free(struct confine *confine)
{
	free(confine->filter);
	*confine = (struct confine){ 0 };
}

void
confine_apply(const struct confine *confine)
{
	apply_limits(confine->seconds);
	apply_filter(confine);
}
