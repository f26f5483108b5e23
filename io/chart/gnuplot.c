/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/gnuplot.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analytics/base/memory.h"
#include "io/chart/process.h"
#include "io/text/label.h"

static const int oldest_major = 5, oldest_minor = 4;
static const char install[] = N_("charts are drawn by gnuplot 5.4 or newer: "
    "install it (Debian: apt install gnuplot-nox fonts-wqy-microhei)\n");

const char *
image_name(enum image image)
{
	static const char *const names[] = { "PNG", "SVG", "PDF" };

	return names[image];
}

static bool
is_program(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISREG(about.st_mode) &&
	    access(path, X_OK) == 0;
}

/* A relative folder on PATH is passed over: data may lie there. */
static int
find_program(char program[PATH_MAX], struct fault *fault)
{
	const char *folder = getenv("PATH");

	while (folder != NULL && *folder != '\0') {
		int len = (int)strcspn(folder, ":");
		int all = snprintf(program, PATH_MAX, "%.*s/gnuplot", len,
		    folder);

		if (*folder == '/' && all < PATH_MAX && is_program(program))
			return 0;
		folder += len;
		folder += *folder == ':';
	}
	fault_set(fault, FAULT_OUTPUT, "gnuplot is not installed");
	return fault_advise(fault, "%s", message(install));
}

/* The first line of text that says something, harmless. */
static void
first_line(const char *text, char *line, size_t size)
{
	static const double columns = 100;

	text += strspn(text, " \t\r\n");

	char *copy = memory_copy(text, strcspn(text, "\r\n"));

	label_fit(line, size, copy, columns, label_columns);
	free(copy);
}

/* Why gnuplot gave up: it shows the line and a caret before it says so. */
static int
own_words(const struct process *gnuplot, struct fault *fault)
{
	const char *why = strstr(gnuplot->err, "\" line ");
	char line[512];

	while (why != NULL && why > gnuplot->err && why[-1] != '\n')
		why--;
	first_line(why != NULL ? why : gnuplot->err, line, sizeof line);
	if (*line == '\0')
		snprintf(line, sizeof line, message("exit status %d"),
		    WEXITSTATUS(gnuplot->status));
	return fault_set(fault, FAULT_OUTPUT, "gnuplot failed: %s", line);
}

static int
verdict(const struct process *gnuplot, struct fault *fault)
{
	int signal = WIFSIGNALED(gnuplot->status) ?
	    WTERMSIG(gnuplot->status) : 0;

	if (gnuplot->timed_out || signal == SIGXCPU) {
		fault_set(fault, FAULT_OUTPUT,
		    "gnuplot did not finish in %g s and was stopped",
		    gnuplot->timeout_ms / 1000.0);
		return fault_advise(fault, "try again when the machine is "
		    "less busy, or look at %s\n", gnuplot->program);
	}
	if (signal == SIGXFSZ) {
		fault_set(fault, FAULT_OUTPUT,
		    "the picture is larger than 64 MB");
		return fault_advise(fault, "draw fewer groups or points\n");
	}
	if (signal == 0 && WEXITSTATUS(gnuplot->status) == 0)
		return 0;
	if (signal != 0)
		fault_set(fault, FAULT_OUTPUT, "gnuplot crashed: %s",
		    message(strsignal(signal)));
	else
		own_words(gnuplot, fault);
	return fault_advise(fault, "no chart was written; does %s work?\n",
	    gnuplot->program);
}

/* Runs it with one or two arguments; out is the caller's to free. */
static int
run(struct process *gnuplot, const char *first, const char *second,
    struct fault *fault)
{
	gnuplot->name = "gnuplot";
	gnuplot->arguments[0] = first;
	gnuplot->arguments[1] = second;
	if (process_run(gnuplot, fault) != 0)
		return -1;

	int failed = verdict(gnuplot, fault);

	free(gnuplot->err);
	if (failed)
		free(gnuplot->out);
	return failed;
}

/* "gnuplot 5.4 patchlevel 4" */
static int
check_version(struct process *gnuplot, struct fault *fault)
{
	int major, minor;
	char line[512];

	if (run(gnuplot, "--version", NULL, fault) != 0)
		return -1;

	int found = sscanf(gnuplot->out, "gnuplot %4d.%4d", &major, &minor);

	first_line(gnuplot->out, line, sizeof line);
	free(gnuplot->out);
	if (found == 2 && (major > oldest_major ||
	    (major == oldest_major && minor >= oldest_minor)))
		return 0;
	if (found == 2)
		fault_set(fault, FAULT_OUTPUT, "gnuplot %d.%d is too old",
		    major, minor);
	else
		fault_set(fault, FAULT_OUTPUT,
		    "%s does not say which gnuplot it is: \"%s\"",
		    gnuplot->program, line);
	return fault_advise(fault, "%s", message(install));
}

static bool
is_whole(const char *bytes, size_t len, enum image image)
{
	static const struct {
		const char *head, *tail;
		size_t head_len, tail_len;
	} kinds[] = {
		[IMAGE_PNG] = { "\x89PNG\r\n\x1a\n", "IEND\xae\x42\x60\x82",
		    8, 8 },
		[IMAGE_SVG] = { "<?xml", "</svg>", 5, 6 },
		[IMAGE_PDF] = { "%PDF-", "%%EOF", 5, 5 },
	};
	size_t head = kinds[image].head_len, tail = kinds[image].tail_len;

	while (image != IMAGE_PNG && len > 0 &&
	    (bytes[len - 1] == '\n' || bytes[len - 1] == '\r'))
		len--;
	return len >= head + tail &&
	    memcmp(bytes, kinds[image].head, head) == 0 &&
	    memcmp(bytes + len - tail, kinds[image].tail, tail) == 0;
}

/* What is to be drawn. */
struct drawing {
	const char *script;
	size_t len;
	enum image image;
	size_t n;		/* so many pictures; more than one: SVG */
};

/* The length of the first of several: where the next begins. */
static size_t
first_length(const char *bytes, size_t len)
{
	static const char head[] = "<?xml";
	size_t own = sizeof head - 1;
	const char *next = len <= own ? NULL :
	    memmem(bytes + own, len - own, head, own);

	return next ? (size_t)(next - bytes) : len;
}

/*
 * The first group, which is empty, has the pen that is left of the picture
 * before: as if there was none, so that bytes are those of a run alone.
 */
static void
forget_pen(struct picture *p)
{
	static const char group[] = "<g fill=\"none\"", key[] = "stroke=\"",
	    none[] = "currentColor";
	char *at = memmem(p->bytes, p->len, group, sizeof group - 1);
	char *pen = at ? strstr(at, key) : NULL;
	char *end = pen ? strchr(pen + sizeof key - 1, '"') : NULL;

	if (!end)
		return;

	size_t before = (size_t)(pen - p->bytes) + sizeof key - 1;
	size_t behind = p->len - (size_t)(end - p->bytes);
	char *bytes = memory_array(before + sizeof none + behind, 1);

	memcpy(bytes, p->bytes, before);
	memcpy(bytes + before, none, sizeof none - 1);
	memcpy(bytes + before + sizeof none - 1, end, behind + 1);
	free(p->bytes);
	*p = (struct picture){ bytes, before + sizeof none - 1 + behind };
}

/* False where they are not that many, or not whole: none is taken then. */
static bool
take_pictures(const struct drawing *d, const struct process *gnuplot,
    struct picture *out)
{
	const char *at = gnuplot->out;
	size_t left = gnuplot->out_len, n = 0;

	for (; n < d->n; n++) {
		size_t len = d->n == 1 ? left : first_length(at, left);

		if (!is_whole(at, len, d->image))
			break;
		out[n] = (struct picture){ memory_copy(at, len), len };
		if (n > 0)
			forget_pen(&out[n]);
		at += len;
		left -= len;
	}
	if (n == d->n && left == 0)
		return true;
	while (n > 0) {
		free(out[--n].bytes);
		out[n] = (struct picture){ 0 };
	}
	return false;
}

static int
draw(struct process *gnuplot, const struct drawing *d, struct picture *out,
    struct fault *fault)
{
	bool taken;

	if (run(gnuplot, "-d", PROCESS_INPUT, fault) != 0)
		return -1;
	taken = take_pictures(d, gnuplot, out);
	free(gnuplot->out);
	if (taken)
		return 0;
	fault_set(fault, FAULT_OUTPUT, "gnuplot wrote no whole %s picture",
	    image_name(d->image));
	return fault_advise(fault, "is the disk of the temporary folder "
	    "full, or %s no real gnuplot?\n", gnuplot->program);
}

static int
write_all(int file, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t done = write(file, bytes, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return -1;
		bytes += done;
		len -= (size_t)done;
	}
	return 0;
}

static int
run_script(struct process *gnuplot, const struct drawing *d,
    struct picture *out, struct fault *fault)
{
	int failed = -1;

	gnuplot->input = process_temporary(fault);
	if (gnuplot->input < 0)
		return -1;
	if (write_all(gnuplot->input, d->script, d->len) == 0)
		failed = draw(gnuplot, d, out, fault);
	else
		fault_set(fault, FAULT_OUTPUT, "temporary file: %s",
		    message(strerror(errno)));
	close(gnuplot->input);
	gnuplot->input = -1;
	return failed;
}

/*
 * Of a failure that may be another program's, or an old gnuplot's, the
 * version is the better word.  It is not asked before: that takes as long
 * as a small picture.
 */
static void
blame_version(struct process *gnuplot, struct fault *fault)
{
	struct fault version = { 0 };

	if (!gnuplot->timed_out && WIFEXITED(gnuplot->status) &&
	    check_version(gnuplot, &version) != 0)
		*fault = version;
}

static int
draw_all(const struct drawing *d, unsigned timeout_ms, struct picture *out,
    struct fault *fault)
{
	char program[PATH_MAX];
	struct process gnuplot = {
		.program = program,
		.input = -1,
		.timeout_ms = timeout_ms,
	};

	for (size_t i = 0; i < d->n; i++)
		out[i] = (struct picture){ 0 };
	if (find_program(program, fault) != 0)
		return -1;
	if (run_script(&gnuplot, d, out, fault) == 0)
		return 0;
	if (gnuplot.started)
		blame_version(&gnuplot, fault);
	return -1;
}

int
gnuplot_run(const char *script, size_t len, enum image image,
    unsigned timeout_ms, struct picture *out, struct fault *fault)
{
	const struct drawing d = { script, len, image, 1 };

	return draw_all(&d, timeout_ms, out, fault);
}

int
gnuplot_run_all(const char *script, size_t len, size_t n,
    unsigned timeout_ms, struct picture *out, struct fault *fault)
{
	const struct drawing d = { script, len, IMAGE_SVG, n };

	return draw_all(&d, timeout_ms, out, fault);
}
