#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What stands below a table or between its rows and is none of it, and
# blanks around names.  Every row read is in the balance, counted by hand.
. "$(dirname "$0")/lib.sh"

cases=$root/tests/cases
cp "$cases"/sf_footer.csv .
rows() {
	printf '%s\n' id,stage,time a,identified,2025-02-01 a,won,2025-02-15 \
		b,identified,2025-02-03 "$@"
}
rows >plain.csv
ids='--entity id'
funnel convert -q $ids plain.csv >wanted

# ends 'BALANCE' 'SENTENCE': table.csv, however it is read.
ends() {
	expect 0 "$2" funnel convert $ids table.csv
	stderr_has "rows: $1"
	same 'the same numbers' wanted "$out"
	cat table.csv | funnel convert $ids --threads 3 >found 2>said
	ok 'on a pipe' grep -qF "rows: $1" said
	same 'of the same numbers' wanted found
	expect 0 'rows that are bad are left out beside it' \
		funnel convert $ids --bad-rows kept.csv table.csv
	stderr_has "rows: $1"
	ok 'which are none' test "$(wc -l <kept.csv)" = 1
}
read3='read = 3 used + 0 repeats + 0 rejected + 0 filtered'
sed 1s/Deal/id/ sf_footer.csv | tr AB ab >table.csv
ends "6 $read3 + 2 footers + 1 blank row" 'Salesforce'
rows 'Grand Total,,' >table.csv
ends "4 $read3 + 1 footer" 'a total'
rows '' 'Copyright (c) 2025 x.com' 'All rights reserved' >table.csv
ends "5 $read3 + 2 footers" 'a copyright below an empty line'
rows ',x,' 合计 '(3 rows)' '# end' >table.csv
ends "7 $read3 + 4 footers" 'no id and no time; totals of others'
rows ,, '  ' '" ",' >table.csv
ends "6 $read3 + 3 blank rows" 'blank rows'
{ rows | sed '2s/$/\n,,/;3s/$/\n\n , ,/'; echo ,,; } >table.csv
ends "6 $read3 + 3 blank rows" 'between others'
rows '' 'x"y' | sed 's/x"y/"x ""y"" z"/' | sed 's/$/\r/' >table.csv
ends "4 $read3 + 1 footer" 'quotes and CRLF'

# What is none.
rows d >cut.csv
expect 3 'a row that is cut short' funnel convert $ids cut.csv
stderr_is 'funnel convert: taken as entity "id", stage "stage", time "time"' \
	'funnel convert: cut.csv:5: 1 field, expected 3' \
	'  --bad-rows skip counts such rows and goes on; --bad-rows FILE keeps them'
rows '"Bye, all of you",,' >cut.csv
expect 3 'a sentence in its place, without an empty line' \
	funnel convert $ids cut.csv
rows ,, '"Bye, all of you",,' >table.csv
ends "5 $read3 + 1 footer + 1 blank row" 'and below one'
rows ,, d,, >cut.csv
expect 3 'nor an id alone' funnel convert -q $ids cut.csv
stderr_has 'cut.csv:6: time: is empty; expected a date or time'
rows 'Total,,' '' 'more' c,won,2025-02-20 >middle.csv
expect 3 'above a row of data' funnel convert -q $ids middle.csv
stderr_has 'middle.csv:5: time: is empty; expected a date or time'
expect 0 'both are kept, in order' funnel convert $ids \
	--bad-rows kept.csv middle.csv
stderr_has 'rows: 6 read = 4 used + 0 repeats + 2 rejected (1 wrong number of fields, 1 empty time) + 0 filtered'
ok 'with their lines' sh -c 'cut -d, -f1-3 kept.csv | tail -n +2 | tr "\n" " " |
	grep -qx "middle.csv,5,empty time middle.csv,7,wrong number of fields "'
rows 'Total,,' c,won,2025-13-01 >middle.csv
expect 3 'the first fault is the first' funnel convert -q $ids middle.csv
stderr_has 'middle.csv:5: time: is empty'
printf 'id,stage,time\nTotal,,\n,x,\n' >none.csv
expect 3 'below no data' funnel convert -q $ids none.csv
expect 4 'nothing is left' funnel convert -q $ids --bad-rows skip none.csv
stderr_is 'funnel convert: no row can be used: all 2 are rejected'
printf 'id,stage,time\n,,\n' >none.csv
expect 4 'blank rows are no rows' funnel convert -q $ids none.csv
stderr_is 'funnel convert: none.csv: no rows, only a header'
{ rows; for i in $(seq 32); do echo ,x,; done; } >many.csv
expect 0 'thirty-two' funnel convert $ids many.csv
stderr_has "rows: 35 $read3 + 32 footers"
echo ,x, >>many.csv
expect 3 'more are no footer' funnel convert -q $ids many.csv
stderr_has 'many.csv:5: time: is empty'
expect 0 'counted' funnel convert $ids --bad-rows skip many.csv
stderr_has 'rows: 36 read = 3 used + 0 repeats + 33 rejected (33 empty time) + 0 filtered'

# In each file, and with what is not asked for.
rows 'Total,,' >a.csv
rows '' 'Bye' >b.csv
expect 0 'of two files' funnel convert $ids a.csv b.csv a.csv
stderr_has 'rows: 12 read = 3 used + 6 repeats + 0 rejected + 0 filtered + 3 footers'
rows ,, 'Total,,' >a.csv
expect 0 'with --where' funnel convert $ids --where stage=identified \
	--stages identified a.csv
stderr_has 'rows: 5 read = 2 used + 0 repeats + 0 rejected + 1 filtered (1 not --where) + 1 footer + 1 blank row'
expect 0 'in parts' sh -c 'for f in a b; do
	funnel convert -q --partial --entity id --stage stage --time time \
		--stages identified,won --time-format iso --encoding UTF-8 \
		--as-of 2025-03-01 $f.csv >$f.part; done
	funnel merge --with-definition a.part'
stdout_has "# rows: 5 $read3 + 1 footer + 1 blank row"
expect 0 'in a report' funnel report -q $ids a.csv -t md
stdout_has 'footers below the table'
stdout_has 'blank rows'
if speaks_chinese; then
	expect 0 'in Chinese' funnel report -q $ids --lang zh a.csv -t md
	stdout_has '表格下方的附注行'
fi

# A block ends anywhere in it: 40,000 rows, then the footer.
awk 'BEGIN { print "id,stage,time"
	for (i = 0; i < 40000; i++)
		printf "%d,identified,2025-02-01\n\n,,\n", i
	print "\nGrand Total,,\n\n(c) x\n(d) y" }' >long.csv
for threads in 1 2 5; do
	expect 0 "many blocks, $threads threads" funnel convert $ids \
		--threads $threads long.csv
	stderr_has 'rows: 80003 read = 40000 used + 0 repeats + 0 rejected + 0 filtered + 3 footers + 40000 blank rows'
done
awk 'BEGIN { print "id,stage,time"
	for (i = 0; i < 40000; i++)
		printf "%d,identified,2025-02-01\n,x,\n", i }' >mixed.csv
for threads in 1 3; do
	expect 0 "one is the last, $threads threads" funnel convert $ids \
		--threads $threads --bad-rows kept$threads.csv mixed.csv
	stderr_has 'rows: 80000 read = 40000 used + 0 repeats + 39999 rejected (39999 empty time) + 0 filtered + 1 footer'
done
same 'kept in order' kept1.csv kept3.csv
seq 3 2 79999 >lines
cut -d, -f2 kept1.csv | tail -n +2 >found
same 'with every line' lines found

# In import, and durations.
printf '%s\n' id,created,won a,2025-01-01,2025-02-01 b,2025-01-02, ,, \
	c,, '' 'Confidential' ,,x >wide.csv
sed -i '$d' wide.csv
expect 0 'import' funnel import $ids --event created=created --event won=won \
	wide.csv
stdout_is entity,stage,time a,created,2025-01-01 a,won,2025-02-01 \
	b,created,2025-01-02
stderr_has 'funnel import: 5 rows read, 3 events written; 1 row gave no event, 0 have no entity, 0 have a wrong number of fields, 1 below the table, 1 blank'
sed '$d' wide.csv >cut.csv
echo d >>cut.csv
echo e,2025-01-01, >>cut.csv
expect 3 'a row of import that is cut short' funnel import -q $ids \
	--event created=created cut.csv
stderr_has 'cut.csv:7: 1 field, expected 3'
printf '%s\n' duration,status 3,1 4,0 , 'Total,' >durations.csv
expect 0 'a table of durations' funnel survive --duration duration \
	--status status durations.csv
stderr_has 'rows: 4 read = 2 used + 0 repeats + 0 rejected + 0 filtered + 1 footer + 1 blank row'

# Blanks around names: spaces, a tab, a no-break space, an ideographic one.
printf 'id,stage,time,channel\n a,identified ,2025-02-01,web\na\t,\302\240won,2025-02-15,web\343\200\200\nb,identified,2025-02-03,web\n' >blanks.csv
expect 0 'are left out' funnel convert $ids --by channel blanks.csv
stderr_has 'funnel convert: blanks around 5 ids, stages or groups are left out; --no-trim keeps them'
cell_is 2 "$out" entered 'channel=web stage=identified'
cell_is 1 "$out" entered 'channel=web stage=won'
expect 0 'in conditions' funnel list -q $ids --where channel=web blanks.csv
stdout_has 'a,won'
expect 0 'in explain' funnel explain -q $ids --id a blanks.csv
expect 0 'in import' funnel import -q $ids --event 'won=time if stage=won' \
	blanks.csv
stdout_is entity,stage,time a,won,2025-02-15
expect 2 'or kept' funnel convert -q --no-trim $ids blanks.csv
stderr_has '    identified   1 row'
expect 0 'in ids too' funnel list -q --no-trim $ids --stages identified \
	blanks.csv
stdout_has 'b,identified'
expect 0 'in import' funnel import -q --no-trim $ids --event 'x=time' blanks.csv
stdout_has ' a,x,2025-02-01'
expect 0 'none' funnel convert $ids plain.csv
ok 'is not said' sh -c '! grep -q blank "$1"' _ "$err"

# --expect-rows: what a pipe brings is whole, or the old result stays.
printf 'id,stage,time\n1,A,2025-01-01\n1,B,2025-01-02\n2,A,2025-01-03\n\nTotal,,\n' \
	>three.csv
two="--entity id --stages A,B"
expect 0 'as many as are told' funnel convert -q $two --expect-rows 3 three.csv
echo old >result.csv
expect 3 'a sender that died' sh -c "head -3 three.csv |
	funnel convert -q $two --expect-rows 3 -o result.csv"
stderr_is 'funnel convert: standard input: 2 rows, and not 3 as --expect-rows says'
same 'leaves the old result' result.csv - <<'END'
old
END
expect 3 'not even one' sh -c "head -1 three.csv |
	funnel convert -q $two --expect-rows 3"
stderr_is 'funnel convert: standard input: 0 rows, and not 3 as --expect-rows says'
expect 3 'more' funnel list -q $two --expect-rows 2 three.csv
stderr_is 'funnel list: three.csv: 3 rows, and not 2 as --expect-rows says'
printf 'id,a_on,b_on\n1,2025-01-01,2025-01-02\n2,2025-01-03,\n' >wide.csv
expect 3 'import' funnel import -q --entity id --event A=a_on --event B=b_on \
	--expect-rows 3 wide.csv
stdout_is ''
stderr_is 'funnel import: wide.csv: 2 rows, and not 3 as --expect-rows says'
printf 'months,left\n1,1\n2,0\n' >durations.csv
expect 3 'durations' funnel survive -q --duration months --status left \
	--expect-rows 1 durations.csv
stderr_is 'funnel survive: durations.csv: 2 rows, and not 1 as --expect-rows says'
expect 2 'no number' funnel convert --expect-rows 0 three.csv
stderr_is 'funnel convert: --expect-rows: "0": expected a whole number of at least 1'
done_testing
