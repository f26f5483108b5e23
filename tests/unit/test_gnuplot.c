/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/gnuplot.h"

#include <sys/stat.h>
#include <time.h>

#include "tests/unit/place.h"

/* Puts a shell script before the real gnuplot. */
static void
fake(const struct place *place, const char *body)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/gnuplot", place->folder);
	unlink(path);

	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fprintf(out, "#!/bin/sh\n%s\n", body);
	fclose(out);
	chmod(path, 0755);
	setenv("PATH", place->folder, 1);
}

static void
pictures_are_drawn(void **state)
{
	static const char *const heads[] = { "\x89PNG", "<?xml", "%PDF-" };
	const struct place *place = *state;
	struct picture picture;
	struct fault fault;
	char script[1000];

	skip_without_gnuplot();
	for (int image = IMAGE_PNG; image <= IMAGE_PDF; image++) {
		script_for(image, good, script, sizeof script);
		if (run(script, image, &picture, &fault) != 0)
			fail_msg("%s", fault.sentence);
		assert_true(picture.len > 1000);
		assert_memory_equal(picture.bytes, heads[image],
		    strlen(heads[image]));
		free(picture.bytes);
	}
	/* The script and what it wrote are gone. */
	assert_int_equal(count_files(place->folder, false), 0);
}

#define SAYS_5_4 "[ \"$1\" = --version ] && echo gnuplot 5.4 && exit\n"

/* What a gnuplot does, and what must be said of it. */
static const struct { const char *body, *sentence; } faults[] = {
	{ "echo gnuplot 5.2 patchlevel 8", "gnuplot 5.2 is too old" },
	{ "echo gnuplot 4.6 patchlevel 6", "gnuplot 4.6 is too old" },
	{ SAYS_5_4 "kill -SEGV $$", "gnuplot crashed: Segmentation fault" },
	{ "kill -ABRT $$", "gnuplot crashed: Aborted" },
	{ SAYS_5_4 "echo hello", "gnuplot wrote no whole SVG picture" },
	{ SAYS_5_4 "exit 0", "gnuplot wrote no whole SVG picture" },
	{ SAYS_5_4 "echo '<?xml'; echo '<svg>'",
	    "gnuplot wrote no whole SVG picture" },
	{ SAYS_5_4 "echo '</svg>'", "gnuplot wrote no whole SVG picture" },
	{ SAYS_5_4 "exit 3", "gnuplot failed: exit status 3" },
	{ SAYS_5_4 "printf '\\n \\n out of paper\\nmore\\n' >&2; exit 1",
	    "gnuplot failed: out of paper" },
	{ SAYS_5_4 "printf 'a\\033[31mb\\n' >&2; exit 1",
	    "gnuplot failed: a [31mb" },
	{ SAYS_5_4 "printf '\\nplot y\\n  ^\\n\"/tmp/f\" line 3: no y\\n' >&2"
	    "; exit 1", "gnuplot failed: \"/tmp/f\" line 3: no y" },
};

static void
failures_are_told_apart(void **state)
{
	const struct place *place = *state;
	struct picture picture;
	struct fault fault;

	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		fake(place, faults[i].body);
		assert_int_equal(run("plot x\n", IMAGE_SVG, &picture, &fault),
		    -1);
		assert_int_equal(fault.kind, FAULT_OUTPUT);
		assert_string_equal(fault.sentence, faults[i].sentence);
		assert_true(strlen(fault.advice) > 0);
		assert_null(picture.bytes);
	}
	/* All that is left is the fake. */
	assert_int_equal(count_files(place->folder, false), 1);
}

static void
what_is_no_gnuplot_is_named(void **state)
{
	const struct place *place = *state;
	struct picture picture;
	struct fault fault;
	char expected[200];

	fake(place, "echo hello");
	assert_int_equal(run("plot x\n", IMAGE_SVG, &picture, &fault), -1);
	snprintf(expected, sizeof expected, "%s/gnuplot does not say which "
	    "gnuplot it is: \"hello\"", place->folder);
	assert_string_equal(fault.sentence, expected);
}

/* The fake answers as a whole picture, so only its end was missing above. */
static void
a_whole_answer_is_taken(void **state)
{
	struct picture picture;
	struct fault fault;

	fake(*state, SAYS_5_4 "printf '<?xml\\n</svg>\\n\\n'");
	assert_int_equal(run("plot x\n", IMAGE_SVG, &picture, &fault), 0);
	assert_int_equal(picture.len, 14);
	free(picture.bytes);
}

static void
a_missing_gnuplot_is_said(void **state)
{
	const struct place *place = *state;
	struct picture picture;
	struct fault fault;

	setenv("PATH", place->folder, 1);
	assert_int_equal(run("plot x\n", IMAGE_PNG, &picture, &fault), -1);
	assert_int_equal(fault.kind, FAULT_OUTPUT);
	assert_string_equal(fault.sentence, "gnuplot is not installed");
	assert_non_null(strstr(fault.advice, "gnuplot-nox"));
}

/* The current folder may hold anything, also a program. */
static void
a_relative_folder_on_the_path_is_passed_over(void **state)
{
	const struct place *place = *state;
	struct picture picture;
	struct fault fault;
	char here[PATH_MAX];

	fake(place, SAYS_5_4 "printf '<?xml\\n</svg>\\n'");
	assert_non_null(getcwd(here, sizeof here));
	assert_int_equal(chdir(place->folder), 0);
	setenv("PATH", ".::", 1);
	assert_int_equal(run("plot x\n", IMAGE_SVG, &picture, &fault), -1);
	assert_string_equal(fault.sentence, "gnuplot is not installed");
	assert_int_equal(chdir(here), 0);
}

static void
a_hanging_gnuplot_is_stopped(void **state)
{
	struct timespec before, after;
	struct picture picture;
	struct fault fault = { 0 };

	/* Without a new process, which it could not make. */
	fake(*state, SAYS_5_4 "while :; do :; done");
	clock_gettime(CLOCK_MONOTONIC, &before);
	assert_int_equal(gnuplot_run("plot x\n", 7, IMAGE_PNG, 300, &picture,
	    &fault), -1);
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_string_equal(fault.sentence,
	    "gnuplot did not finish in 0.3 s and was stopped");
	assert_true(after.tv_sec - before.tv_sec < 10);
}

static void
truncated_pictures_are_refused(void **state)
{
	const struct place *place = *state;
	char script[1000], path[PATH_MAX], body[PATH_MAX + 200];
	struct picture whole, picture;
	struct fault fault;

	skip_without_gnuplot();
	snprintf(path, sizeof path, "%s/cut", place->folder);
	snprintf(body, sizeof body, SAYS_5_4 "exec /bin/cat %s", path);
	for (int image = IMAGE_PNG; image <= IMAGE_PDF; image++) {
		const char *old_path = place->old_path;

		setenv("PATH", old_path, 1);
		script_for(image, good, script, sizeof script);
		assert_int_equal(run(script, image, &whole, &fault), 0);
		fake(place, body);
		for (size_t tenth = 1; tenth <= 10; tenth++) {
			FILE *out = fopen(path, "wb");

			assert_non_null(out);
			fwrite(whole.bytes, 1, whole.len * tenth / 10, out);
			fclose(out);
			assert_int_equal(run(script, image, &picture, &fault),
			    tenth == 10 ? 0 : -1);
			if (tenth < 10)
				assert_non_null(strstr(fault.sentence,
				    "no whole"));
			free(picture.bytes);
		}
		free(whole.bytes);
	}
}

static void
read_text(const struct place *place, const char *name, char *out,
    size_t size)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", place->folder, name);

	FILE *in = fopen(path, "r");

	assert_non_null(in);
	out[fread(out, 1, size - 1, in)] = '\0';
	fclose(in);
}

static void
nothing_of_ours_is_handed_on(void **state)
{
	const struct place *place = *state;
	char body[1000], seen[4000];
	struct picture picture;
	struct fault fault;

	setenv("FUNNEL_TEST_SECRET", "secret", 1);
	assert_int_equal(dup2(2, 9), 9);
	snprintf(body, sizeof body, SAYS_5_4
	    "export -p >%s/seen\n"
	    "read line && echo input >>%s/seen\n"
	    "echo leak 2>/dev/null >&9 && echo leaked >>%s/seen\n"
	    "echo \"$# $1\" >>%s/seen\n"
	    "printf '<?xml\\n</svg>\\n'", place->folder, place->folder,
	    place->folder, place->folder);
	fake(place, body);
	assert_int_equal(run("plot x\n", IMAGE_SVG, &picture, &fault), 0);
	free(picture.bytes);
	close(9);
	unsetenv("FUNNEL_TEST_SECRET");
	read_text(place, "seen", seen, sizeof seen);
	assert_null(strstr(seen, "secret"));
	assert_null(strstr(seen, "TMPDIR"));
	assert_null(strstr(seen, "input"));
	assert_null(strstr(seen, "leaked"));
	assert_non_null(strstr(seen, "HOME='/nonexistent'"));
	assert_non_null(strstr(seen, "LC_ALL='C.UTF-8'"));
	assert_non_null(strstr(seen, "\n2 -d\n"));
}

static void
a_folder_that_cannot_be_written_is_named(void **state)
{
	struct picture picture;
	struct fault fault;

	(void)state;
	skip_without_gnuplot();
	setenv("TMPDIR", "/nonexistent", 1);
	assert_int_equal(run("plot x\n", IMAGE_PNG, &picture, &fault), -1);
	assert_string_equal(fault.sentence, "no temporary file in "
	    "/nonexistent: No such file or directory");
	assert_non_null(strstr(fault.advice, "TMPDIR"));
}

static void
an_error_in_a_script_stops_it(void **state)
{
	struct picture picture;
	struct fault fault;

	(void)state;
	skip_without_gnuplot();
	assert_int_equal(run("set terminal svg\nset nonsense\nplot x\n",
	    IMAGE_SVG, &picture, &fault), -1);
	assert_non_null(strstr(fault.sentence,
	    "line 2: unrecognized option"));
}

/* A text that looks like the end of a picture is none. */
static const char *const several[] = {
	"set terminal svg noenhanced size 300,200\nset label 'a</svg><?xml' "
	    "at 0,0\nplot x lc rgb 'red' dt 2\n",
	"set terminal svg noenhanced size 500,200\nunset key\nplot x**2\n",
	"set terminal svg noenhanced size 300,400\nplot x lc rgb 'blue'\n",
};
#define SEVERAL (sizeof several / sizeof several[0])

static void
several_of_a_run_are_those_of_their_own(void **state)
{
	struct picture alone, all[SEVERAL + 1];
	char script[2000] = "";
	struct fault fault;

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < SEVERAL; i++) {
		strcat(script, "reset\n");
		strcat(script, several[i]);
	}
	assert_int_equal(gnuplot_run_all(script, strlen(script), SEVERAL,
	    20000, all, &fault), 0);
	for (size_t i = 0; i < SEVERAL; i++) {
		assert_int_equal(run(several[i], IMAGE_SVG, &alone, &fault),
		    0);
		assert_int_equal(all[i].len, alone.len);
		assert_memory_equal(all[i].bytes, alone.bytes, alone.len);
		free(alone.bytes);
		free(all[i].bytes);
	}
	/* Fewer and more than are drawn. */
	for (size_t n = SEVERAL - 1; n <= SEVERAL + 1; n += 2) {
		assert_int_equal(gnuplot_run_all(script, strlen(script), n,
		    20000, all, &fault), -1);
		assert_non_null(strstr(fault.sentence, "no whole SVG"));
		for (size_t i = 0; i < n; i++)
			assert_null(all[i].bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pictures_are_drawn),
		TEST(failures_are_told_apart),
		TEST(what_is_no_gnuplot_is_named),
		TEST(a_whole_answer_is_taken),
		TEST(a_missing_gnuplot_is_said),
		TEST(a_relative_folder_on_the_path_is_passed_over),
		TEST(a_hanging_gnuplot_is_stopped),
		TEST(truncated_pictures_are_refused),
		TEST(nothing_of_ours_is_handed_on),
		TEST(a_folder_that_cannot_be_written_is_named),
		TEST(an_error_in_a_script_stops_it),
		TEST(several_of_a_run_are_those_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
