/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/inflate.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

#define SLOTS 4
#define SLOT_SIZE ((size_t)256 << 10)
#define INPUT_SIZE ((size_t)128 << 10)

struct slot {
	size_t len;
	char bytes[SLOT_SIZE];
};

struct inflate {
	struct raw *raw;
	enum packing packing;
	struct unpacker *unpacker;
	pthread_t thread;

	/* The thread's own. */
	const unsigned char *in;
	size_t in_len;
	bool drained;		/* the unpacker holds nothing back */
	unsigned char input[INPUT_SIZE];

	/* The reader's own. */
	size_t taken;		/* of the first full slot */

	/* Shared, under lock; first and full say whose a slot is. */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t first, full;
	bool stopped;
	bool ended;		/* no slot will follow; the next three hold */
	bool unreadable, cut_off;
	enum unpack_status status;

	struct slot slots[SLOTS];
};

enum step {
	STEP_ON,
	STEP_READ_ERROR,
	STEP_CUT_OFF,
	STEP_BAD,
	STEP_END,
};

static enum step
take_input(struct inflate *f)
{
	ssize_t n = raw_read(f->raw, (char *)f->input, INPUT_SIZE);

	if (n < 0)
		return STEP_READ_ERROR;
	if (n == 0)
		return unpacker_may_end(f->unpacker) ? STEP_END :
		    STEP_CUT_OFF;
	f->in = f->input;
	f->in_len = (size_t)n;
	return STEP_ON;
}

/* Fills a slot, or as much of it as there is. */
static enum step
fill_slot(struct inflate *f, struct slot *slot)
{
	char *out = slot->bytes;
	size_t room = SLOT_SIZE;
	enum step step = STEP_ON;

	while (step == STEP_ON && room > 0) {
		if (f->in_len == 0 && f->drained)
			step = take_input(f);
		if (step != STEP_ON)
			break;
		f->status = unpack(f->unpacker, &f->in, &f->in_len, &out,
		    &room);
		f->drained = room > 0;
		if (f->status != UNPACK_OK)
			step = STEP_BAD;
	}
	slot->len = SLOT_SIZE - room;
	return step;
}

/* NULL when the reader has stopped. */
static struct slot *
empty_slot(struct inflate *f)
{
	pthread_mutex_lock(&f->lock);
	while (f->full == SLOTS && !f->stopped)
		pthread_cond_wait(&f->changed, &f->lock);
	struct slot *slot = f->stopped ? NULL :
	    &f->slots[(f->first + f->full) % SLOTS];
	pthread_mutex_unlock(&f->lock);
	return slot;
}

static void
hand_over(struct inflate *f, const struct slot *slot, enum step step)
{
	pthread_mutex_lock(&f->lock);
	if (slot->len > 0)
		f->full++;
	f->ended = step != STEP_ON;
	f->unreadable = step == STEP_READ_ERROR;
	f->cut_off = step == STEP_CUT_OFF;
	pthread_cond_signal(&f->changed);
	pthread_mutex_unlock(&f->lock);
}

static void *
work(void *argument)
{
	struct inflate *f = argument;
	enum step step = STEP_ON;

	while (step == STEP_ON) {
		struct slot *slot = empty_slot(f);

		if (!slot)
			break;
		step = fill_slot(f, slot);
		hand_over(f, slot, step);
	}
	return NULL;
}

/* Signals stay with the threads of the program. */
static int
start_thread(struct inflate *f)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int error = pthread_create(&f->thread, NULL, work, f);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

struct inflate *
inflate_start(struct raw *raw, enum packing packing, struct fault *fault)
{
	/* Not calloc: a megabyte that need not be cleared. */
	struct inflate *f = memory_array(1, sizeof *f);
	struct unpacker *unpacker = unpacker_new(packing);
	int error = raw_stoppable(raw) == 0 ? 0 : errno;

	memset(f, 0, offsetof(struct inflate, slots));
	f->raw = raw;
	f->packing = packing;
	f->unpacker = unpacker;
	f->drained = true;
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->changed, NULL);
	if (!error)
		error = start_thread(f);
	if (!error)
		return f;
	fault_set(fault, FAULT_INPUT, "no thread to unpack in: %s",
	    message(strerror(error)));
	pthread_cond_destroy(&f->changed);
	pthread_mutex_destroy(&f->lock);
	unpacker_free(unpacker);
	free(f);
	return NULL;
}

static int
describe(const struct inflate *f, struct fault *fault)
{
	const char *what = f->packing == PACKING_GZIP ? "gzip" : "zstd";
	const char *file = f->raw->name;
	const char *why = unpacker_reason(f->unpacker);

	if (f->unreadable)
		return raw_fault(f->raw, fault);
	if (f->cut_off) {
		fault_set(fault, FAULT_INPUT, "the %s data are cut off; "
		    "expected more of them", what);
	} else if (f->status == UNPACK_TRAILING) {
		fault_set(fault, FAULT_INPUT, "behind the %s data come "
		    "bytes that are not %s", what, what);
	} else if (f->status == UNPACK_WINDOW) {
		fault_set(fault, FAULT_INPUT, "zstd data with a window "
		    "above 128 MiB");
		fault_at(fault, file, 0, NULL);
		return fault_advise(fault, "unpack it first: "
		    "zstd -d --long=31\n");
	} else {
		fault_set(fault, FAULT_INPUT, *why ?
		    N_("the %s data are damaged (%s)") :
		    N_("the %s data are damaged"), what, why);
	}
	fault_at(fault, file, 0, NULL);
	return fault_advise(fault, "copy or export it again; test it with: "
	    "%s -t\n", what);
}

/* The first full slot, waited for; NULL when none will follow. */
static struct slot *
full_slot(struct inflate *f)
{
	pthread_mutex_lock(&f->lock);
	while (f->full == 0 && !f->ended)
		pthread_cond_wait(&f->changed, &f->lock);
	struct slot *slot = f->full ? &f->slots[f->first] : NULL;
	pthread_mutex_unlock(&f->lock);
	return slot;
}

static void
give_back(struct inflate *f)
{
	pthread_mutex_lock(&f->lock);
	f->first = (f->first + 1) % SLOTS;
	f->full--;
	pthread_cond_signal(&f->changed);
	pthread_mutex_unlock(&f->lock);
	f->taken = 0;
}

ssize_t
inflate_read(struct inflate *f, char *buffer, size_t size,
    struct fault *fault)
{
	struct slot *slot = full_slot(f);

	if (!slot) {
		bool good = !f->unreadable && !f->cut_off &&
		    f->status == UNPACK_OK;

		return good ? 0 : describe(f, fault);
	}
	size_t left = slot->len - f->taken;
	size_t n = left < size ? left : size;
	memcpy(buffer, slot->bytes + f->taken, n);
	f->taken += n;
	if (f->taken == slot->len)
		give_back(f);
	return (ssize_t)n;
}

void
inflate_stop(struct inflate *f)
{
	if (!f)
		return;
	pthread_mutex_lock(&f->lock);
	f->stopped = true;
	pthread_cond_signal(&f->changed);
	pthread_mutex_unlock(&f->lock);
	raw_stop(f->raw);
	pthread_join(f->thread, NULL);
	pthread_cond_destroy(&f->changed);
	pthread_mutex_destroy(&f->lock);
	unpacker_free(f->unpacker);
	free(f);
}
