/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/scratch.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "io/base/temporary.h"

int
scratch_open(const char *folder, struct fault *fault)
{
	int file = temporary_nameless(folder);

	if (file >= 0)
		return file;
	fault_set(fault, FAULT_OUTPUT, "no temporary file: %s; TMPDIR names "
	    "another folder, --max-memory raises the bound",
	    message(strerror(errno)));
	return fault_at(fault, folder, 0, NULL);
}

int
scratch_write(int file, const char *folder, const void *bytes, size_t len,
    uint64_t offset, struct fault *fault)
{
	const unsigned char *at = bytes;

	while (len) {
		ssize_t n = pwrite(file, at, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			fault_set(fault, FAULT_OUTPUT, "temporary file: %s; "
			    "TMPDIR names another folder, --max-memory raises "
			    "the bound", message(strerror(n ? errno : ENOSPC)));
			return fault_at(fault, folder, 0, NULL);
		}
		at += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

int
scratch_read(int file, const char *folder, void *bytes, size_t len,
    uint64_t offset, struct fault *fault)
{
	unsigned char *to = bytes;

	while (len) {
		ssize_t n = pread(file, to, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			fault_set(fault, FAULT_OUTPUT, "temporary file: %s",
			    n ? message(strerror(errno)) : message("cut off"));
			return fault_at(fault, folder, 0, NULL);
		}
		to += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}
