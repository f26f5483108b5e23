#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the program says when something is wrong: where, what was found,
# what was expected, one way out; nothing on standard output; and the exit
# status that the manual promises.
. "$(dirname "$0")/lib.sh"

taken='funnel convert: taken as entity "lead_id", stage "stage", time "time"'
skip='  --bad-rows skip counts such rows and goes on; --bad-rows FILE keeps them'

cat >ok.csv <<'END'
lead_id,stage,time,channel
1,identified,2025-01-01,web
1,contacted,2025-01-03,web
2,identified,2025-01-02,fair
2,lost,2025-01-05,fair
3,identified,2025-01-04,
END

# refuses STATUS 'SENTENCE' COMMAND...: that status, and no output.
refuses() {
	expect "$@"
	stdout_is ''
}

# Files that are none.
: >empty.csv
refuses 3 'a file of 0 bytes' funnel convert empty.csv
stderr_is 'funnel convert: empty.csv: is empty (0 bytes); expected a CSV with a header line'
refuses 3 'an empty pipe' funnel convert
stderr_is 'funnel convert: standard input: is empty (0 bytes); expected a CSV with a header line'
echo 'lead_id,stage,time' >header.csv
refuses 4 'a header alone' funnel convert -q header.csv
stderr_is "funnel convert: header.csv: no rows, only a header"
mkdir dir
refuses 3 'a directory' funnel convert dir
stderr_is 'funnel convert: dir: is a directory, not a file'
refuses 3 'a file that is missing' funnel convert ok.csv missing.csv
stderr_is "$taken" 'funnel convert: missing.csv: no such file'
refuses 3 'closed standard input' sh -c 'funnel convert <&-'
stderr_is 'funnel convert: standard input: is closed'
printf 'PK\003\004xlsx' >book.xlsx
refuses 3 'a spreadsheet' funnel convert book.xlsx
stderr_has 'book.xlsx: is '
# Exports that are called .xls and are HTML, and those of programs.
csv='expected CSV text, as it is or in gzip or zstd'
for begin in '<html><body>' '<table border=1>' '<?xml version="1.0"?>' \
    "$(printf '\357\273\277\r\n<!DOCTYPE html>')"; do
	printf '%s<tr><td>lead_id,stage\n' "$begin" >report.xls
	refuses 3 "HTML: $begin" funnel convert report.xls
	stderr_is "funnel convert: report.xls: is HTML or XML, which some programs call .xls; $csv" \
		'  open it in a spreadsheet and save it as CSV (UTF-8), or export CSV'
done
for begin in '{"id": 1, "stage": "won"}' '[{"id": 1}]' '[\n  {\n "id": 1 }]' \
    ' {\n "id": 1 }'; do
	printf "$begin" >export.json
	refuses 3 "JSON: $begin" sh -c 'funnel check <export.json'
	stderr_is "funnel check: standard input: is JSON; $csv" \
		"  of objects jq makes CSV: jq -r '(.[0] | keys_unsorted) as \$k | \$k, (.[] | [.[\$k[]]]) | @csv' FILE"
done
for name in '<x>' '[lead_id]' '{id}' '<html' '"{""id"""' '"[""id"""'; do
	printf '%s,stage,time\na,won,2025-01-01\n' "$name" >names.csv
	expect 0 "a name that begins so: $name" funnel convert -q \
		--entity '#1' names.csv
done
printf '{"title": 1}\nlead_id,stage,time\na,won,2025-01-01\n' >above.csv
expect 0 'a line above that is left out' funnel convert -q --skip-lines 1 \
	above.csv
echo 'lead_id,stage,when' >other.csv
refuses 3 'files of different headers' funnel convert ok.csv other.csv
stderr_has 'other.csv:1: the header differs from that of ok.csv: column 3 is "when", there "time"'

# The built-in stages, written otherwise: what to paste.
cat >spelled.csv <<'END'
lead_id,stage,time
a,Identified,2025-01-01
a,Won,2025-01-05
b,IDENTIFIED,2025-01-02
b,contacted,2025-01-03
b,Lost,2025-01-04
END
refuses 2 'stages in capitals' funnel convert -q spelled.csv
stderr_is 'funnel convert: "stage" has values that are no built-in stage or outcome; say which are the stages, in order' \
	'  values in no stage:' '    IDENTIFIED  1 row' '    Identified  1 row' \
	'    Lost  1 row' '    Won  1 row' \
	"  --stages 'identified=IDENTIFIED|Identified,contacted=contacted,won=Won' --lost 'Lost'"
expect 0 'pasted' sh -c "funnel convert -q $(sed -n '$p' "$err") spelled.csv |
	cut -d, -f2-3,5"
stdout_is stage,entered,lost identified,2,0 contacted,1,1 won,0,
sed 's/Won/Win/' spelled.csv >unknown.csv
refuses 2 'one that is none of them' funnel convert -q unknown.csv
stderr_has "  --stages 'first,second=value|value' --lost 'value|value'"

# Days as spreadsheets count them, and other numbers.
for time in 45657 45657.25; do
	printf 'lead_id,stage,time\na,won,%s\n' $time >serial.csv
	refuses 3 "the number of a day: $time" funnel convert -q serial.csv
	stderr_is "funnel convert: serial.csv:2: time: \"$time\" is no known date or time; if it is the number of a day, as spreadsheets have it, say --time-format serial" "$skip"
	expect 0 'as it says' funnel convert -q --time-format serial serial.csv
done
printf 'lead_id,stage,time\na,won,1999\n' >year.csv
refuses 3 'a year' funnel convert -q year.csv
stderr_has '"1999" is no known date or time; --time-format says how to read it'

# Columns and stages.
refuses 2 'a column misspelt' funnel convert --stage stag ok.csv
stderr_is 'funnel convert: ok.csv: no column "stag"; did you mean "stage"?' \
	'  columns: lead_id, stage, time, channel'
refuses 2 'a column that is not near any' funnel convert --entity zzzz ok.csv
stderr_is 'funnel convert: ok.csv: no column "zzzz"' \
	'  columns: lead_id, stage, time, channel'
refuses 2 'a fifth of four columns' funnel convert --entity '#5' ok.csv
stderr_is 'funnel convert: ok.csv: no column "#5"' \
	'  columns: lead_id, stage, time, channel'
refuses 2 'a group column misspelt' funnel convert -q --by chanel ok.csv
stderr_is 'funnel convert: ok.csv: no column "chanel"; did you mean "channel"?' \
	'  columns: lead_id, stage, time, channel'
sed '1s/lead_id/x/' ok.csv >unnamed.csv
refuses 2 'no usual name' funnel convert unnamed.csv
stderr_has 'unnamed.csv: which column is the entity? say --entity'
sed 's/identified/lead/; s/contacted/call/' ok.csv >own.csv
refuses 2 'stages that are not built in' funnel convert own.csv
stderr_is "$taken" 'funnel convert: "stage" has values that are no built-in stage or outcome; say which are the stages, in order' \
	'  values in no stage:' '    call  1 row' '    lead  3 rows' \
	"  --stages 'first,second=value|value' --lost 'value|value'"
refuses 2 'no stage of the funnel occurs' funnel convert --stages lead,call ok.csv
stderr_is "$taken" 'funnel convert: none of the funnel'"'"'s stages occurs in "stage"' '  stages: lead, call' \
	'  values in no stage:' '    contacted  1 row' '    identified  3 rows'
refuses 2 'nor any value of them' funnel convert \
	--stages 'lead,call=phone|visit' --lost lost,identified,contacted ok.csv
stderr_has '  stages: lead, call=phone|visit'
expect 0 'a stage that does not occur is a notice' \
	funnel convert --stages identified,contactd ok.csv
stderr_is "$taken" \
	'funnel convert: no row has stage "contactd"; did you mean "contacted"?' \
	'funnel convert: as of 2025-01-05, the newest time; --as-of says another' \
	'funnel convert: in no stage and no outcome: "contacted" 1' \
	'funnel convert: rows: 5 read = 4 used + 0 repeats + 0 rejected + 1 filtered (1 other stages)'
expect 0 'an outcome that does not occur is a notice' \
	funnel convert --lost lots ok.csv
stderr_has 'no row has outcome "lots"; did you mean "lost"?'
refuses 4 'nobody enters' funnel convert -q --from 2026-01-01 ok.csv
stderr_is 'funnel convert: nobody entered the funnel: no rate, not a rate of zero' \
	'  the times of the log are from 2025-01-01 to 2025-01-05'

# Rows.  The third line is the bad one.
bad() {
	what=$1
	shift
	printf '%s\n' lead_id,stage,time 1,identified,2025-01-01 "$@" >bad.csv
	refuses 3 "$what" funnel convert bad.csv
}
# said SENTENCE, of a row that --bad-rows could leave out.
said() {
	stderr_is "$taken" "funnel convert: bad.csv:$1" "$skip"
}
bad 'a day that is not in the calendar' 2,identified,2025-02-30
said '3: time: "2025-02-30" is not in the calendar'
bad 'an hour that is not on the clock' '2,identified,2025-02-28 25:00'
said '3: time: "2025-02-28 25:00" is not in the calendar'
bad 'words for a time' 2,identified,yesterday
said '3: time: "yesterday" is no known date or time; --time-format says how to read it'
bad 'no time' 2,identified,
said '3: time: is empty; expected a date or time'
bad 'no entity' ,identified,2025-01-01
said '3: lead_id: is empty; expected an id'
bad 'no stage' 2,,2025-01-01
said '3: stage: is empty; expected a stage'
bad 'a field too few' 2,identified
said '3: 2 fields, expected 3'
bad 'a field too many' 2,identified,2025-01-01,x
said '3: 4 fields, expected 3'
bad 'blank lines and CRLF are counted as lines' '' "$(printf '\r')" 2,,2025-01-01
said '5: stage: is empty; expected a stage'
bad 'the line where a record begins' '2,"identi' 'fied",2025-01-01' 3,,2025-01-01
said '5: stage: is empty; expected a stage'
bad 'nothing of a row can drive a terminal' "2,identified,$(printf '\033[2J')"
said '3: time: "?[2J" is no known date or time; --time-format says how to read it'
refuses 3 'a time that is not as it was said' \
	funnel convert -q --time-format %d.%m.%Y ok.csv
stderr_is 'funnel convert: ok.csv:2: time: "2025-01-01" does not fit --time-format %d.%m.%Y' "$skip"
refuses 3 'an amount that is no number' funnel convert -q --value channel ok.csv
stderr_is 'funnel convert: ok.csv:2: channel: "web" is not a number of at most nine decimals and below 1e18' "$skip"
printf '%s\n' lead_id,stage,time 1,identified,03/04/2025 >bad.csv
refuses 3 'days or months' funnel convert -q bad.csv
stderr_is 'funnel convert: bad.csv:2: time: dates such as this can be day/month or month/day, and no row decides: none has a number above 12; say --time-format %d/%m/%Y or %m/%d/%Y, as they are written'
printf '%s\n' lead_id,stage,time 1,identified,13/04/2025 2,identified,04/13/2025 >bad.csv
refuses 3 'days and months' funnel convert -q bad.csv
stderr_is 'funnel convert: bad.csv:3: time: days and months change places: bad.csv:2 can only be day/month, this only month/day; mend the column'

# Quotes: where the next record starts is unknown, so that no --bad-rows
# goes on.
broken() {
	what=$1 wanted=$2
	shift 2
	printf '%s\n' lead_id,stage,time 1,identified,2025-01-01 "$@" >bad.csv
	for rows in fail skip kept.csv; do
		refuses 3 "$what, --bad-rows $rows" \
			funnel convert -q --bad-rows $rows bad.csv
		stderr_is "funnel convert: bad.csv:$wanted"
	done
	ok "$what: no file of bad rows is left" test ! -e kept.csv
}
broken 'a quote that is never closed' \
	'3: the quoted field that opens on line 3 is never closed' \
	'2,"identified,2025-01-01' 3,identified,2025-01-01
broken 'a quote in a plain field' \
	'3: a quote stands inside a field that does not begin with one; quote the whole field and double its quotes' \
	'2,iden"tified,2025-01-01' 3,won,2025-01-02
broken 'text behind a closing quote' \
	'3: the quoted field that opens on line 3 goes on after its closing quote on line 3; double the quotes inside it' \
	'2,"iden"tified,2025-01-01'
broken 'text behind a closing quote lines later' \
	'3: the quoted field that opens on line 3 goes on after its closing quote on line 4; double the quotes inside it' \
	'2,"iden' 'ti"fied,2025-01-01'
printf 'lead_id,stage,time\n1,identified,2025-01-01\n2,i\0d,2025-01-02\n' >nul.csv
refuses 3 'a NUL byte' funnel convert -q nul.csv
stderr_is 'funnel convert: nul.csv:3: a NUL byte; if this is UTF-16 without a byte order mark, say --encoding UTF-16LE'

# A file cut off, compressed or not.
gzip -c ok.csv >ok.csv.gz
head -c 60 ok.csv.gz >cut.csv.gz
refuses 3 'a gzip file cut off' funnel convert -q cut.csv.gz
stderr_has 'funnel convert: cut.csv.gz: the gzip data are cut off'
awk 'BEGIN { print "lead_id,stage,time"; for (i = 0; i < 9999; i++)
	printf "%d,identified,2025-01-%02d\n", i * 7919 % 9973, i % 28 + 1 }' \
	>large.csv
gzip -c large.csv >large.csv.gz
size=$(wc -c <large.csv.gz)
wrong=
for part in 1 2 3 4 5 6 7 8 9; do
	head -c $((size * part / 10)) large.csv.gz >cut.gz
	funnel convert -q cut.gz >"$out" 2>"$err"
	[ $? = 3 ] && [ ! -s "$out" ] || wrong="$wrong $part"
done
ok 'a gzip file cut off at any tenth ends with 3' test -z "$wrong"

# Options.
option() {
	wanted=$1
	shift
	refuses 2 "$*" funnel convert -q "$@" ok.csv
	stderr_is "funnel convert: $wanted"
}
option 'no option "--wihtin"; did you mean "--within"?' --wihtin
option 'no option "--zzzzzz"; --help lists the options' --zzzzzz
option 'no option "-x"; --help lists the options' -x
option '--total takes no value' --total=yes
refuses 2 'a value is missing' funnel convert ok.csv --within
stderr_is 'funnel convert: --within: a value is missing: SPAN'
option '--order: "sideways": expected ordered, strict, any, reach or touch' --order sideways
for span in 5 5x x30d -5d 1.5d ''; do
	option "--within: \"$span\": expected a span such as 90m, 12h, 30d, 2w, 6mo or 1y" --within "$span"
done
option '--every hour: the times are dates, without hours; say day, week, month, quarter or year' --every hour
option '--every: "minute": expected hour, day, week, month, quarter or year' --every minute
option '--week-start: "noon": expected monday, tuesday, wednesday, thursday, friday, saturday or sunday' --week-start noon
for name in from to as-of; do
	option "--$name: \"2025-02-30\": expected a date such as 2025-01-31, or a time" --$name 2025-02-30
done
option '--from: "2025-02-01" lies after --to "2025-01-01"' --from 2025-02-01 --to 2025-01-01
for level in 95 0 1 x 0.5x nan; do
	option "--level: \"$level\": expected a fraction between 0 and 1, such as 0.95" --level $level
done
option '--format: "xlsx": expected text, csv, tsv, json, md or html' \
	-t xlsx
for n in 0 -1 x 2.5 99999999999999999999; do
	option "--threads: \"$n\": expected a whole number of at least 1" --threads $n
done
option '--max-memory: "lots": expected a size such as 64K, 256M or 4G' --max-memory lots
option '--max-field: 1024M: expected at most 256M' --max-field 1G
option '--encoding: "klingon": expected such as UTF-8, GB18030, BIG5, SHIFT_JIS, WINDOWS-1252 or UTF-16; iconv -l lists them all' --encoding klingon
option '--delimiter: "x": expected one of , ; | tab' --delimiter x
option '--decimal: "x": expected one of . ,' --decimal x
option '--time-format: "isso": expected such as %d.%m.%Y, or iso, serial, epoch-s, epoch-ms, epoch-us' --time-format isso
option '--stages: "a" is there twice' --stages a,a
option "--stages: stage 2 has an empty name or value; expected such as 'lead,demo=call|visit,paid'" --stages a,,b
option "--stages: stage 1 has an empty name or value; expected such as 'lead,demo=call|visit,paid'" --stages 'a=x|,b'
option '--lost: "identified" is a stage too; it can be one of them only' --lost identified
option 'no.funnel: no such file' -f no.funnel
refuses 2 'no such command' funnel convret
stderr_is 'funnel: no command "convret"; did you mean "convert"?'
refuses 2 'no command' funnel
stderr_has 'usage: funnel COMMAND'

# Limits name their option.
refuses 3 'too many columns' funnel convert -q --max-columns 3 ok.csv
stderr_is 'funnel convert: ok.csv: 4 columns, more than --max-columns 3'
refuses 3 'too many groups' funnel convert -q --max-groups 1 --by channel ok.csv
stderr_is 'funnel convert: more groups than --max-groups 1; name fewer columns in --by, or raise it'
refuses 3 'a header field too long' funnel convert -q --max-field 6 ok.csv
stderr_is 'funnel convert: ok.csv:1: a field is longer than --max-field allows'
refuses 3 'a field too long' funnel convert -q --max-field 9 ok.csv
stderr_is 'funnel convert: ok.csv:2: a field is longer than --max-field allows'

# Where the answer goes.
full() {
	sh -c "$1 >/dev/full"
}
if [ -w /dev/full ]; then
	for command in 'funnel convert -q ok.csv' \
		'funnel convert -q -t json ok.csv' \
		'funnel convert -q -t text ok.csv' \
		'funnel convert --help' 'funnel simulate' \
		'funnel import --entity lead_id -q --event a=time ok.csv'; do
		name=${command#funnel } name=${name%% *}
		expect 5 "a full disk: $command" full "$command"
		stderr_is "funnel $name: standard output: No space left on device"
	done
	expect 5 'a full disk: funnel --help' full 'funnel --help'
	stderr_is 'funnel: standard output: No space left on device'
	expect 5 '-o /dev/full' funnel convert -q -o /dev/full ok.csv
	stderr_is 'funnel convert: /dev/full: No space left on device'
fi
expect 5 'closed standard output' sh -c 'funnel convert -q ok.csv >&-'
stderr_is 'funnel convert: standard output: Bad file descriptor'
refuses 5 '-o into a folder that is missing' funnel convert -q -o no/x.csv ok.csv
stderr_is 'funnel convert: no/x.csv: No such file or directory'
refuses 5 '-o onto a folder' funnel convert -q -o dir ok.csv
stderr_is 'funnel convert: dir: Is a directory'
expect 0 '| head -1 is quiet' sh -c 'funnel simulate -n 20000 | head -1'
stdout_is 'lead_id,stage,occurred_at,channel,region,owner,amount,score'
stderr_is ''

echo old >target.csv
refuses 3 'a failed run with -o' funnel convert -q -o target.csv nul.csv
ok 'leaves the old file' grep -qx old target.csv
refuses 4 'an empty run with -o' funnel convert -q -o target.csv header.csv
ok 'leaves the old file too' grep -qx old target.csv
ok 'and nothing beside it' sh -c '! ls -A | grep "^\.funnel"'

# Rows left out are counted, by reason; kept ones are CSV, in order.
cat >rows.csv <<'END'
lead_id,stage,time,"a ""note"""
1,identified,2025-01-01,
2,identified,2025-02-30,"x, ""y"""
,identified,2025-01-02,
3,,2025-01-02,

4,identified,soon,"two
lines"
5,identified,,
6,identified
7,identified,2025-01-03,
END
expect 0 '--bad-rows skip' funnel convert --bad-rows skip rows.csv
stderr_is "$taken" \
	'funnel convert: no row has "contacted", "engaged", "won", "served": the funnel goes without' \
	'funnel convert: as of 2025-01-03, the newest time; --as-of says another' \
	'funnel convert: rows: 8 read = 2 used + 0 repeats + 6 rejected (1 wrong number of fields, 1 empty entity, 1 empty stage, 1 empty time, 1 unknown time, 1 time not in the calendar) + 0 filtered' \
	'funnel convert: no entity has two events: that is a snapshot; --order reach takes what lies before as passed, and funnel import makes a log of a table with a column for each date, funnel snapshot of snapshots taken day by day'
expect 0 '--bad-rows FILE' funnel convert -q --bad-rows kept.csv rows.csv
expect 0 'the file of bad rows' cat kept.csv
stdout_is <<'END'
file,line,reason,lead_id,stage,time,"a ""note"""
rows.csv,3,time not in the calendar,2,identified,2025-02-30,"x, ""y"""
rows.csv,4,empty entity,,identified,2025-01-02,
rows.csv,5,empty stage,3,,2025-01-02,
rows.csv,7,unknown time,4,identified,soon,"two
lines"
rows.csv,9,empty time,5,identified,,
rows.csv,10,wrong number of fields,6,identified
END
printf '%s\n' lead_id,stage,time ,identified,2025-01-01 2,identified,x >bad.csv
refuses 4 'no row is good' funnel convert -q --bad-rows skip bad.csv
stderr_is 'funnel convert: no row can be used: all 2 are rejected'

# Large enough for several blocks; every 997th row is bad, and awk knows it.
awk 'BEGIN { print "lead_id,stage,time,padding"
	for (i = 1; i <= 120000; i++) printf "%d,identified,%s,%s\n", i,
	    i % 997 ? "2025-01-01" : "never", "some words that fill a line" }' \
	>large.csv
awk -F, 'BEGIN { print "file,line,reason,lead_id,stage,time,padding" }
	$3 == "never" { print "large.csv," NR ",unknown time," $0 }' \
	large.csv >wanted.csv
for threads in 1 2 7; do
	expect 0 "--bad-rows FILE, $threads threads" funnel convert -q \
		--threads $threads --bad-rows kept.csv large.csv
	same "in input order, $threads threads" wanted.csv kept.csv
	refuses 3 "the first fault in the input, $threads threads" \
		funnel convert -q --threads $threads large.csv
	stderr_is 'funnel convert: large.csv:998: time: "never" is no known date or time; --time-format says how to read it' "$skip"
done

# Of entities with too many events the one with most is named, by its id.
awk 'BEGIN {
	print "entity,stage,time"
	for (i = 0; i < 120000; i++)
		printf "%s,note %d,2025-01-01\n", (i % 3 ? "robot" : "e" i),
		    i
	for (i = 0; i < 120000; i++)
		printf "%s,won,2025-01-%02dT%02d:%02d:%02d\n",
		    (i % 2 ? "robot" : "e" int(i / 12)), 1 + i / 86400,
		    i / 3600 % 24, i / 60 % 60, i % 60
}' >robot.csv
for threads in 1 2 7; do
	for ids in convert 'list --all'; do
		refuses 3 "an entity of too many events, $ids, $threads threads" \
			funnel $ids -q --stages won --threads $threads \
			--max-entity-events 50000 robot.csv
		stderr_is "funnel ${ids%% *}: entity \"robot\" has 60000 events, more than --max-entity-events 50000"
		refuses 3 "of several the first, $ids, $threads threads" \
			funnel $ids -q --stages won --threads $threads \
			--max-entity-events 5 --where 'entity!=robot' robot.csv
		stderr_is "funnel ${ids%% *}: entity \"e0\" has 6 events, more than --max-entity-events 5"
	done
done
done_testing
