/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds gnuplot, tried with scripts that want out. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/chart/confine.h"
#include "tests/unit/place.h"

/* Each way of gnuplot to start a program, to leave the file X. */
static const char *const escapes[] = {
	"system('echo >X')\n",
	"!echo >X\n",
	"a = `echo >X; echo 1`\n",
	"set label \"`echo >X`\"\n",
	"set output '|cat >X'\nplot x\nset output\n",
	"plot '<echo 1 1 >X; echo 1 1'\n",
	"set print '|cat >X'\nprint 1\nset print\n",
	"load '<echo >X; echo'\n",
};

/* Runs one escape in the current folder; whether X is there afterwards. */
static bool
escapes_to_a_file(const char *escape, bool confined)
{
	char script[1000];
	struct picture picture;
	struct fault fault;

	script_for(IMAGE_SVG, escape, script, sizeof script);
	strcat(script, good);
	if (confined) {
		if (run(script, IMAGE_SVG, &picture, &fault) == 0)
			free(picture.bytes);
	} else {
		FILE *out = fopen("bare", "w");

		assert_non_null(out);
		fputs(script, out);
		fclose(out);
		/* Whatever it answers: the file is what counts. */
		if (system("gnuplot -d bare >/dev/null 2>&1") < 0)
			fail();
		unlink("bare");
	}
	return unlink("X") == 0;
}

static void
no_script_can_start_a_program(void **state)
{
	const struct place *place = *state;
	char here[PATH_MAX];

	if (!confine_exists())
		skip();
	skip_without_gnuplot();
	assert_non_null(getcwd(here, sizeof here));
	assert_int_equal(chdir(place->folder), 0);
	for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
		if (escapes_to_a_file(escapes[i], true))
			fail_msg("escaped: %s", escapes[i]);
		/* The same script does it when nothing holds it. */
		if (!escapes_to_a_file(escapes[i], false))
			fail_msg("proves nothing: %s", escapes[i]);
	}
	assert_int_equal(chdir(here), 0);
}

/* From here on this process and its children get no further filter. */
static void
refuse_filters(void)
{
	static struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_seccomp, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_prctl, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {
		.len = sizeof filter / sizeof *filter, .filter = filter,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		_exit(99);
}

/* 0: refused with the sentence, then drawn once that is waived. */
static int
refused_then_waived(void)
{
	struct picture picture;
	struct fault fault;
	char script[1000];

	refuse_filters();
	script_for(IMAGE_SVG, good, script, sizeof script);
	if (run(script, IMAGE_SVG, &picture, &fault) != -1)
		return 1;
	if (strcmp(fault.sentence, "gnuplot was not started: this system "
	    "refuses the filter that confines it") != 0)
		return 2;
	if (strcmp(fault.advice, "--no-confine draws without it: for data "
	    "that you trust\n") != 0)
		return 3;
	confine_waive();
	if (run(script, IMAGE_SVG, &picture, &fault) != 0)
		return 4;
	free(picture.bytes);
	return 0;
}

static void
what_cannot_be_confined_is_not_started(void **state)
{
	int status;

	(void)state;
	if (!confine_exists())
		skip();
	skip_without_gnuplot();

	/* In a child: a filter is for life. */
	pid_t child = fork();

	if (child == 0)
		_exit(refused_then_waived());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void
limits_hold(void **state)
{
	struct picture picture;
	struct fault fault;

	(void)state;
	skip_without_gnuplot();
	assert_int_equal(run("set print '-'\nline = 'x'\n"
	    "do for [i=1:16] { line = line . line }\n"
	    "do for [i=1:5000] { print line }\n", IMAGE_SVG, &picture,
	    &fault), -1);
	assert_string_equal(fault.sentence,
	    "the picture is larger than 64 MB");
	/* 3.2 GB of values, where 2 GB are allowed. */
	assert_int_equal(run("array huge[200000000]\nset terminal svg\n"
	    "plot x\n", IMAGE_SVG, &picture, &fault), -1);
	assert_non_null(strstr(fault.sentence, "gnuplot failed: "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_script_can_start_a_program),
		TEST(what_cannot_be_confined_is_not_started),
		TEST(limits_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
