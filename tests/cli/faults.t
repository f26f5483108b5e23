#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command on a system that fails: whatever call it is, signal or full
# disk, all of the result with status 0, or a sentence, the status of its
# kind, and the old file; never a crash, half a file, or one left behind.
#
#	SEED=2 faults.t		other calls and moments (1)
#	faults.t write		puts what was tried into tests/README.md
. "$(dirname "$0")/lib.sh"

skip_unless 'sanitizers have a malloc of their own' [ -z "$SAN" ]
skip_unless 'no compiler' command -v gcc
gcc -D_GNU_SOURCE -shared -fPIC -o failing.so "$root/tests/cli/failing.c" ||
	exit 2
cp -R "$root/samples" samples
perl "$root/tests/cli/faults.pl" "${SEED:-1}" >said
status=$?
grep -v '^|' said
[ "$status" = 0 ] && [ "${1-}" = write ] || exit "$status"
grep '^|' said >table
awk '
/^\| command \|/ {
	inside = 1
}
!/^\|/ {
	inside = 0
}
inside {
	if (!written++)
		while ((getline line < "table") > 0)
			print line
	next
}
{ print }' "$root/tests/README.md" >readme && cat readme >"$root/tests/README.md"
