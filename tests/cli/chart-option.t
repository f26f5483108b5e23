#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --chart FILE of commands that have a picture: the table goes where it
# goes, the picture is the one that chart draws of the same result with its
# definition.
. "$(dirname "$0")/lib.sh"

b2b="$root/samples/b2b.csv"
b2c="$root/samples/b2c.csv"

# draws 'NAME' COMMAND...: beside the same bytes as without --chart.
draws() {
	name=$1
	shift
	"$@" -q --with-definition >plain.csv
	"$@" -q --format json >plain.json
	expect 0 "$name" "$@" -q --with-definition --chart own.svg
	ok "$name: the table is the same" cmp "$out" plain.csv
	ok "$name: a picture" grep -q '</svg>' own.svg
	funnel chart -o csv.svg plain.csv
	ok "$name: that of chart, from CSV" cmp own.svg csv.svg
	funnel chart -o json.svg <plain.json
	ok "$name: and from JSON" cmp own.svg json.svg
	"$@" -q --format text --chart text.svg >shown.txt
	ok "$name: the same beside a table for people" cmp own.svg text.svg
	rm -f *.svg
}

draws convert funnel convert --within 180d "$b2b"
draws 'convert by groups' funnel convert --by channel "$b2b"
draws retain funnel retain --start won --every month "$b2b"
draws survive funnel survive --start identified --end won --by channel "$b2b"
draws segment funnel segment --by channel --within 90d "$b2b"
draws compare funnel compare --before 2025-01-01..2025-02-28 \
	--after 2025-03-01..2025-04-30 --within 30d "$b2c"

funnel segment -q --partial --entity lead_id --stage stage \
	--time occurred_at --time-format iso --encoding UTF-8 \
	--as-of 2025-06-30 --by channel --within 90d -o part.fold "$b2b"
draws 'merge of a segment' funnel merge part.fold
expect 2 'merged into a part' funnel merge --partial --chart p.svg part.fold
stderr_is 'funnel merge: --chart does not go with --partial, which has no result yet'

expect 0 'to files both' funnel convert -q -o table.csv --chart both.png "$b2b"
stdout_is ''
ok 'a table' grep -q '^step,' table.csv
ok 'and a picture' sh -c 'head -c 4 both.png | grep -q PNG'
expect 0 'dated by as-of' funnel convert -q --as-of 2025-03-04 \
	--chart f-%Y-%m.svg "$b2b"
ok 'that name' test -s f-2025-03.svg
expect 0 'over policies' funnel convert -q --sensitivity --chart s.svg "$b2b"
ok 'a picture too' test -s s.svg
expect 1 'with a question' funnel convert -q --fail-if 'rate(won)<1' \
	--chart asked.svg "$b2b"
ok 'drawn all the same' test -s asked.svg

expect 2 'an unknown ending' funnel convert --chart picture.gif "$b2b"
stderr_is 'funnel convert: --chart: "picture.gif": expected a name that ends in .png, .svg or .pdf'
stdout_is ''
expect 2 'a part' funnel convert --partial --chart p.svg "$b2b"
stderr_is 'funnel convert: --chart does not go with --partial, which has no result yet'
expect 5 'no such folder' funnel convert -q --chart /nonexistent/x.png "$b2b"
stderr_is 'funnel convert: /nonexistent/x.png: No such file or directory'
ok 'the table is written' grep -q '^1,identified' "$out"
mkdir none top
for tool in sh env; do ln -s "$(command -v $tool)" top/; done
expect 5 'no gnuplot' env PATH="$work/none" "$FUNNEL" convert -q \
	--chart x.png "$b2b"
stderr_is 'funnel convert: --chart: gnuplot is not installed' \
	'  charts are drawn by gnuplot 5.4 or newer: install it (Debian: apt install gnuplot-nox fonts-wqy-microhei)'
ok 'no half picture' test ! -e x.png

# What has no picture is refused before anything is read: there is no such
# file.  Each option by its command, and where a group is too much.
undrawn() {
	expect 2 "$1" funnel $1 --chart x.png nowhere.csv
	stderr_is "funnel ${1%% *}: --chart $2"
	stdout_is ''
}
in_words='whose result has no picture'
undrawn 'convert --tests' "does not go with --tests, $in_words"
undrawn 'retain --every day --wide' "does not go with --wide, $in_words"
survive='survive --start identified --end won --by channel'
undrawn "$survive --at 30d" "does not go with --at, $in_words"
undrawn "$survive --summary" "does not go with --summary, $in_words"
undrawn "$survive --tests" "does not go with --tests, $in_words"
undrawn 'segment --by channel --tests' "does not go with --tests, $in_words"
undrawn 'compare --power 0.05' "does not go with --power, $in_words"
undrawn 'drivers --by channel --tests' "does not go with --tests, $in_words"
undrawn 'flow --absorption' "does not go with --absorption, $in_words"
undrawn 'value --fit' "does not go with --fit, $in_words"
undrawn 'flow --by channel' \
	'draws one group, or the --stays of several: --where leaves one'
undrawn 'forecast --until 2025-12-31 --by channel' \
	'draws all groups together: add --total'
funnel segment -q --partial --entity lead_id --stage stage --tests \
	--time occurred_at --time-format iso --encoding UTF-8 \
	--as-of 2025-06-30 --by channel --within 90d -o tests.fold "$b2b"
expect 2 'nor has a merged one' funnel merge --chart x.png tests.fold
stderr_is "funnel merge: tests.fold: --chart does not go with --tests, $in_words"
ok 'no picture' test ! -e x.png

done_testing
