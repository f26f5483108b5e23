#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Progress: on a terminal, after a second, and nowhere else.
. "$(dirname "$0")/lib.sh"

skip_unless 'script (util-linux) gives no terminal here' \
	script -qec true /dev/null

funnel simulate --entities 20000 --seed 4 -o log.csv
head -1 log.csv >header
told="funnel convert --entity lead_id --stage stage --time occurred_at"
told="$told --as-of 2025-06-30 -t csv -o result.csv"
# Half of the log, then a pause, then a piece that lets the clock be seen.
slow="(head -30000 log.csv; sleep 1.2; sed 1,30000d log.csv; sleep 1.2)"
told_slow="$slow | $told"

on_terminal() {
	TERM=xterm script -qec "$1" /dev/null </dev/null >"$top/seen" 2>&1
	tr '\r' '\n' <"$top/seen" >"$top/lines"
}

on_terminal "$told_slow"
cp "$top/lines" "$out"
sentence='a pipe that takes over a second'
ok 'bytes and rows a second are shown' grep -qE \
	'^[0-9.]+ [kM]B, [0-9.]+ k?rows/s *$' "$out"
ok 'they are written over, not below' sh -c \
	'[ "$(grep -c "funnel convert: rows:" "$1")" = 1 ] &&
	! grep -q "rows/s.*funnel" "$1"' - "$out"
funnel convert -q --entity lead_id --stage stage --time occurred_at \
	--as-of 2025-06-30 -t csv -o plain.csv log.csv
same 'the result is the same' plain.csv result.csv

on_terminal "$told log.csv"
ok 'nothing within a second' sh -c '! grep -q rows/s "$1"' - "$top/lines"
on_terminal "$slow | $told -q"
ok 'nothing with -q' sh -c '! grep -q rows/s "$1"' - "$top/lines"
expect 0 'no terminal' sh -c "$told_slow"
ok 'nothing in a file' sh -c '! grep -q rows/s "$1"' - "$err"

done_testing
