#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What exports wrap around a table: titles and comments above its header.
. "$(dirname "$0")/lib.sh"

cases=$root/tests/cases
cp "$cases"/ga_comments.csv .
rows='user_id,event,date
A,identified,2025-02-01
A,won,2025-02-15'
printf '%s\n' "$rows" >plain.csv
funnel convert -q plain.csv >wanted

# below LINE 'SENTENCE': the table of table.csv has its header on that line.
below() {
	expect 0 "$2" funnel convert table.csv
	if [ "$1" = 1 ]; then
		ok 'nothing is said' sh -c '! grep -q header "$1"' _ "$err"
	else
		stderr_has "funnel convert: table.csv: the header is on line $1: "
	fi
	same 'the same numbers' wanted "$out"
	cat table.csv | funnel convert -q --threads 3 >found
	same 'on a pipe' wanted found
	gzip -c table.csv >table.csv.gz
	funnel convert -q --threads 2 table.csv.gz table.csv >found
	same 'in two files' wanted found
	funnel import -q --event "$3a=date" --keep event table.csv >log.csv
	funnel import -q --event "$3a=date" --keep event plain.csv >wanted.log
	same 'in import' wanted.log log.csv
}
cp ga_comments.csv table.csv
below 6 'comments'
printf '%s\n' 'Sales report' "$rows" >table.csv
below 2 'a title'
printf '%s\n' '"Sales, and ""all"" of
them"' '' "$rows" >table.csv
below 4 'a title of two lines'
printf '%s\n' 'Sales report,,' 'by Ana,,' ',,' "$rows" >table.csv
below 4 'as a spreadsheet saves it'
printf '%s\n' 'Owner,Ana' '' "$rows" >table.csv
below 3 'a pair'
printf '%s\n' '# by "Ana' '# 3, 4' "$rows" >table.csv
below 3 'a comment with a quote'
printf '%s\n' 'sep=;' 'Title' "$rows" | tr , ';' >table.csv
below 3 'semicolons'
printf '%s\r\n' '# a' '' Title "$rows" >table.csv
below 4 'CRLF, and not'
printf '\357\273\277%s\n' '# a' >table.csv
printf '%s\n' "$rows" >>table.csv
below 2 'behind a byte order mark'
printf '\357\273\277%s\n' '# a' "$rows" >table.csv
below 2 'and before another'
printf '%s\n' '# a' "$rows" | iconv -t UTF-16 >table.csv
below 2 'of UTF-16'
printf '%s\n' '' '' "$rows" >table.csv
below 3 'empty lines'
printf '#%s\n' "$rows" | sed '2,$s/^#//' >table.csv
expect 0 'a header that begins with #' funnel convert -q --entity '#user_id' \
	table.csv
same 'is one' wanted "$out"

# What is not obvious is as it was.
printf '%s\n' ',when' 1,2025-01-01 2,2025-01-02 >index.csv
expect 2 'an index without a name' funnel convert index.csv
stderr_has '  columns: #1, when'
printf '%s\n' 'id,stage,time' 1,won,2025-01-01,x 2,won,2025-01-02,x >more.csv
expect 3 'rows longer than the header' funnel convert --entity id \
	--stages won more.csv
stderr_has 'more.csv:2: 4 fields, expected 3'
printf '%s\n' 'Report,Sales' 'Owner,Ana' '' "$rows" >pairs.csv
expect 2 'two pairs look like a table' funnel convert pairs.csv
stderr_has '  columns: Report, Sales'
for n in 3 2; do
	expect 0 "told: $n lines" funnel convert --skip-lines $n pairs.csv
	same 'the same' wanted "$out"
	ok 'and nothing is said' sh -c '! grep -q "header is" "$1"' _ "$err"
done
expect 2 'told: none' funnel convert --skip-lines 0 ga_comments.csv
expect 3 'fewer lines' funnel convert --skip-lines 7 pairs.csv
stderr_is 'funnel convert: pairs.csv: has no line behind the 7 of --skip-lines'
for n in x -1 '' 1e3 12345678901; do
	expect 2 "--skip-lines '$n'" funnel convert --skip-lines "$n" pairs.csv
	stderr_is "funnel convert: --skip-lines: \"$n\": expected a number of lines"
done
printf '%s\n' 'x' "$rows" >a.csv
printf '%s\n' 'y, "z' "$rows" >b.csv
expect 0 'of each file' funnel convert -q --skip-lines 1 a.csv b.csv
same 'the same' wanted "$out"
tail -n +2 a.csv | sed 1d | sed '1s/^/x "\n/' >c.csv
expect 0 'where there is no header' funnel convert -q --skip-lines 1 \
	--header user_id,event,date c.csv
same 'the same' wanted "$out"
printf '[input]\nskip-lines = 3\n' >skip.funnel
expect 0 'by a funnel file' funnel convert -q -f skip.funnel pairs.csv
same 'the same' wanted "$out"
sed '$s/2025-02-15/2025-02-30/' ga_comments.csv >bad.csv
expect 3 'lines of faults are those of the file' funnel convert bad.csv
stderr_has 'bad.csv:8: date: "2025-02-30" is not in the calendar'
printf '%s\n' T 'duration,status' 3,1 4,0 >durations.csv
expect 0 'a table of durations' funnel survive --duration duration \
	--status status durations.csv
stderr_has 'durations.csv: the header is on line 2: the one above is no table'

# Each file that has lines above its header is named, also a second table.
printf 'deal,stage,time\n1,won,2025-01-01\n' >plain.csv
printf 'March\n\ndeal,stage,time\n2,won,2025-01-01\n' >titled.csv
printf 'Kinds\ndeal,kind\n1,x\n2,y\n' >kinds.csv
for union in '' --union; do
	expect 0 "of the second file $union" funnel list $union --stages won \
		--join kinds.csv:deal plain.csv titled.csv
	stderr_has 'funnel list: titled.csv: the header is on line 3: the lines above are no table; --skip-lines N says otherwise'
	stderr_has 'funnel list: kinds.csv: the header is on line 2: the one above is no table; --skip-lines N says otherwise'
	ok 'not of the first' sh -c '! grep -q "plain.csv: the header" "$1"' - \
		"$err"
done
done_testing
