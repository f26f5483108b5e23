#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Columns of D/M/Y, M/D/Y, D.M.Y, years of two figures, in random order: read
# rightly where a row decides, refused where none does or two do otherwise,
# and never a mixture; from files and pipes, by the reader of logs and of
# import.  The dates are made here, and so what they are.
. "$(dirname "$0")/lib.sh"

cases=${CASES:-120}
awk -v cases="$cases" 'BEGIN {
	srand(20250314)
	for (c = 1; c <= cases; c++)
		make(c)
}
function any(n) {
	return int(rand() * n)
}
function make(c,   style, small, n, i, y, m, d, o, dm, md, either, file) {
	style = any(6)
	small = any(2)
	n = 1 + any(12)
	dm = md = either = 0
	file = "c" c ".csv"
	print "deal,stage,t" >file
	for (i = 1; i <= n; i++) {
		y = style % 2 ? 1970 + any(100) : 1900 + any(200)
		m = 1 + any(12)
		d = 1 + any(small ? 12 : 28)
		o = style < 2 ? "dm" : style < 4 ? "md" : "."
		want[i] = sprintf("%04d-%02d-%02d", y, m, d)
		if (o == "dm" && d > 12)
			dm++
		else if (o == "md" && d > 12)
			md++
		else if (o != "." && d != m)
			either++
		put(i, o, y, m, d, style % 2, file)
	}
	# Now and then a row that says the contrary.
	if (style < 4 && dm + md && any(4) == 0) {
		put(++n, style < 2 ? "md" : "dm", 2001, 2, 27, 0, file)
		dm = md = 1
	}
	close(file)
	file = "c" c ".wanted"
	if ((either && !dm && !md) || (dm && md))
		print "refused" >file
	else for (i = 1; i <= n; i++)
		print want[i] >file
	close(file)
}
function put(i, o, y, m, d, short, file,   f, year) {
	f = any(2) ? "%02d" : "%d"
	year = short ? sprintf("%02d", y % 100) : y
	d = sprintf(f, d)
	m = sprintf(f, m)
	f = o == "." ? d "." m "." year : o == "dm" ? d "/" m "/" year : \
		m "/" d "/" year
	print i ",a," f >file
}' || exit 1

log() {
	funnel list -q --entity deal --stage stage --time t --stages a \
		--threads 3 "$@" >rows || return
	awk -F, 'NR > 1 { print $1, $4 }' rows | sort -n | cut -d' ' -f2
}
import() {
	funnel import -q --entity deal --event a=t "$@" >rows || return
	awk -F, 'NR > 1 { print $3 }' rows
}
refused=0 read=0 wrong=
for c in $(seq "$cases"); do
	for by in log import; do
		for from in file pipe; do
			if [ $from = file ]; then
				$by c$c.csv >got 2>said || echo refused >got
			else
				cat c$c.csv | $by >got 2>said ||
					echo refused >got
			fi
			cmp -s got c$c.wanted || wrong="$wrong $c:$by:$from"
		done
	done
	case $(cat c$c.wanted) in
	refused) refused=$((refused + 1)) ;;
	*) read=$((read + 1)) ;;
	esac
done
ok "$read columns read, $refused refused, as they should be:$wrong" \
	test -z "$wrong"
ok 'many of each' test $read -gt $((cases / 4)) -a $refused -gt $((cases / 8))

# The row that decides is the last of many, behind other blocks.
awk 'BEGIN {
	print "deal,stage,t"
	for (i = 1; i < 200000; i++)
		printf "%d,a,%d/%d/2025\n", i, 1 + i % 12, 1 + i % 11
	print "200000,a,31/1/2025"
}' >late.csv
awk 'BEGIN {
	for (i = 1; i < 200000; i++)
		printf "2025-%02d-%02d\n", 1 + i % 11, 1 + i % 12
	print "2025-01-31"
}' >wanted
for by in log import; do
	$by late.csv >got
	same "the last row of a file, $by" wanted got
	cat late.csv | $by >got
	same "and of a pipe" wanted got
done
done_testing
