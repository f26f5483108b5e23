#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every row of the coverage table keeps its promise, and tests/README.md has
# the table.  A row fails one point below its promise, an exact one at once.
# Machines may differ in the last bit of a logarithm, and so in a run or two:
# README's numbers are held to .3 of a point.
#
# coverage.t write   puts the table into tests/README.md instead
set -u
: "${BUILD:?}"
here=$(cd "$(dirname "$0")" && pwd) || exit 1
readme=$here/../README.md
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# Each part in a process of its own; the longest first.
pids=
for part in shrunk samples value forecasts funnels rates watch; do
	"$BUILD/tests/slow/coverage" $part >"$work/$part" &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid" || exit 1
done
{
	echo '| what | truth, n | runs | % | promised |'
	echo '|---|---|---|---|---|'
	for part in funnels rates shrunk samples forecasts watch value; do
		cat "$work/$part"
	done
} >"$work/table"
if [ "${1-}" = write ]; then
	awk -v table="$work/table" '
	/^\| what/ {
		inside = 1
	}
	inside && /^\|/ {
		if (!written++)
			while ((getline line < table) > 0)
				print line
		next
	}
	{ print }' "$readme" >"$work/readme" && cat "$work/readme" >"$readme"
	exit
fi
sed -n '/^| what/,/^$/p' "$readme" | grep '^|' >"$work/kept"

awk -F ' *[|] *' '
FNR <= 2 {
	next
}
NR == FNR {
	kept[FNR] = $2 "|" $3
	percent[FNR] = $5
	rows++
	next
}
{
	allowed = $4 != "exact"
	split($6, promise, " to ")
	fine = $5 >= promise[1] - allowed &&
	    (promise[2] == "" || $5 <= promise[2] + allowed)
	printf "%sok %d - %s of %s: %s %%, promised %s\n",
	    fine ? "" : "not ", ++test, $2, $3, $5, $6
	same = kept[FNR] == $2 "|" $3 && (percent[FNR] - $5) ^ 2 <= .09
	printf "%sok %d - and as tests/README.md has it\n",
	    same ? "" : "not ", ++test
	bad += !fine || !same
	made++
}
END {
	all = made > 0 && made == rows
	printf "%sok %d - %d rows, as many as tests/README.md has\n",
	    all ? "" : "not ", ++test, made
	print "1.." test
	exit(bad > 0 || !all)
}' "$work/kept" "$work/table"
