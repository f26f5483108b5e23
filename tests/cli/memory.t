#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Without memory, at whichever request it ends: the sentence and 5, or all
# of the result; never a crash, half a file, or one left behind.
. "$(dirname "$0")/lib.sh"

skip_unless 'sanitizers have a malloc of their own' [ -z "$SAN" ]
skip_unless 'no compiler' command -v gcc
gcc -shared -fPIC -o failing.so "$root/tests/cli/failing_malloc.c" ||
	exit 2
cp "$root/samples/b2b.csv" b2b.csv
funnel convert -q --threads 2 --as-of 2025-06-01 --partial -o part \
	--entity lead_id --stage stage --time occurred_at \
	--time-format "%Y-%m-%d %H:%M:%S" \
	--encoding UTF-8 b2b.csv
mkdir results

# starve SENTENCE COMMAND...: with every request failing in turn, then
# with all from it on; ever wider apart, as early ones are of most kinds.
starve() {
	what=$1
	shift
	rm -f results/*
	"$@" >/dev/null 2>&1 || exit 2
	cp results/* whole
	FAIL_COUNT=$work/count LD_PRELOAD=$work/failing.so "$@" >/dev/null 2>&1
	requests=$(cat count)
	k=1
	wrong=
	while [ "$k" -le "$requests" ]; do
		for on in '' FAIL_ON=1; do
			rm -f results/*
			env $on FAIL_AT="$k" LD_PRELOAD="$work/failing.so" \
			    "$@" >said 2>&1
			judge $? || wrong="$wrong $k$on"
		done
		k=$((k + 1 + k / 40))
	done
	ok "$what: $requests requests${wrong:+, wrong at$wrong}" \
		[ -z "$wrong" ]
}

# A thread that finds no memory for its stack is one that cannot start.
judge() {
	[ -z "$(ls -A "$TMPDIR")" ] || return 1
	case $1 in
	0) cmp -s whole results/* ;;
	3) grep -qE 'out of memory; --max-memory|cannot start a thread' \
		said && [ -z "$(ls -A results)" ] ;;
	5) grep -q 'out of memory' said && [ -z "$(ls -A results)" ] ;;
	*) return 1 ;;
	esac
}

starve convert funnel convert -q --threads 2 --as-of 2025-06-01 \
	--by channel -o results/out b2b.csv
starve 'convert with a file of bad rows and a bound' funnel convert -q \
	--max-memory 64K --threads 2 -t json -o results/out b2b.csv
starve report funnel report -q -t text -o results/out b2b.csv
starve merge funnel merge -q -o results/out part

done_testing
