#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A wide export as an event log: by hand, to the byte.
. "$(dirname "$0")/lib.sh"

cat >wide.csv <<'END'
deal,owner,created,won_on,result,note
1,ann,2025-01-01,2025-02-01,won,"a, ""b"""
2,bob,2025-01-02,,lost,
3,,,,,
4,ann,2025-01-04,2025-02-04,Won,"two
lines"
END
import() {
	funnel import --entity deal --event lead=created \
		--event 'won=won_on if result=won' "$@"
}
expect 0 'an event for each date whose condition holds' import \
	--keep note,owner wide.csv
stdout_is <<'END'
entity,stage,time,note,owner
1,lead,2025-01-01,"a, ""b""",ann
1,won,2025-02-01,"a, ""b""",ann
2,lead,2025-01-02,,bob
4,lead,2025-01-04,"two
lines",ann
END
stderr_is <<'END'
funnel import: 4 rows read, 4 events written; 1 row gave no event, 0 have no entity, 0 have a wrong number of fields
funnel import: lead: 3 events, 1 row without a date, 0 where the condition does not hold
funnel import: won: 1 event, 0 rows without a date, 3 where the condition does not hold
END
import -q wide.csv >log.csv
expect 0 '-o and -q' import -q -o found.csv wide.csv
stdout_is ''
stderr_is ''
same 'write the same there' log.csv found.csv
expect 0 '--no-output-header' import -q --no-output-header wide.csv
tail -n +2 log.csv >wanted.csv
same 'leaves out the header alone' wanted.csv "$out"
expect 0 'standard input' sh -c "funnel import -q --entity deal \
	--event lead=created --event 'won=won_on if result=won' <wide.csv"
same 'is a file like any other' log.csv "$out"
gzip -c wide.csv >wide.csv.gz
expect 0 'gzip, semicolons, numbers of columns' sh -c \
	"sed 's/,/;/g' wide.csv | grep -v -e two -e lines | gzip | funnel \
	import -q --entity '#1' --event 'lead=#3' --event 'won=#4 if #5=won'"
head -n 4 log.csv >wanted.csv
same 'are read as well' wanted.csv "$out"
expect 0 'what import writes, convert reads' sh -c \
	"funnel convert -q --stages lead,won log.csv | cut -d, -f2-8"
stdout_is stage,entered,advanced,lost,skipped,expired,open \
	lead,3,1,0,0,0,2 won,1,,,,,
expect 0 'signs taken literally' sh -c \
	"printf 'id=x,when if,b\n1,2025-01-01,y=z\n' | funnel import -q \
	--entity id=x --event 'a\=b=#2 if b=y\=z'"
stdout_is entity,stage,time 1,a=b,2025-01-01

# What is wrong.
refuses() {
	expect "$@"
	stdout_is ''
}
shape='expected STAGE=COLUMN, STAGE=COLUMN if COLUMN=VALUE, or STAGE if COLUMN=VALUE'
for event in owner =created a= 'a=created if' 'a=b=c'; do
	refuses 2 "--event '$event'" \
		funnel import --entity deal --event "$event" wide.csv
	case $event in
	*if) ;;	# it is a column "created if"
	*) stderr_is "funnel import: --event: \"$event\": $shape" ;;
	esac
done
refuses 2 'a condition that is none' \
	funnel import --entity deal --event 'a=created if x' wide.csv
stderr_is 'funnel import: --event: "x": expected a column and a value, such as country=DE|AT, amount>0, id!~C*'
refuses 2 'no --event' funnel import --entity deal wide.csv
stderr_is "funnel import: which columns are events? say --event 'STAGE=COLUMN', once for each, or --preset NAME; --presets lists them"
columns='  columns: deal, owner, created, won_on, result, note'
refuses 2 'a date column misspelt' \
	funnel import --entity deal --event a=creatd wide.csv
stderr_is 'funnel import: wide.csv: no column "creatd"; did you mean "created"?' "$columns"
refuses 2 'a condition on no column' \
	funnel import --entity deal --event 'a=created if resutl=won' wide.csv
stderr_is 'funnel import: wide.csv: no column "resutl"; did you mean "result"?' "$columns"
refuses 2 'nothing to keep' import --keep ower wide.csv
stderr_is 'funnel import: wide.csv: no column "ower"; did you mean "owner"?' "$columns"
refuses 2 '--bad-rows FILE' import --bad-rows kept.csv wide.csv
stderr_is 'funnel import: --bad-rows: "kept.csv": import knows fail and skip'
printf 'deal,c,c\n1,2025-01-01,2025-01-02\n' >twice.csv
refuses 2 'two columns of one name' \
	funnel import --entity deal --event a=c twice.csv
stderr_is 'funnel import: twice.csv: two columns are named "c"; say which by number: #2 or #3'
head -n 1 wide.csv >header.csv
refuses 4 'a header alone' import header.csv
stderr_is 'funnel import: header.csv: no rows, only a header'

printf 'deal,c\n1,2025-01-01\n"x\ny",2025-01-02\n2\n ,2025-01-03\n' >bad.csv
skip='  --bad-rows skip counts such rows and goes on'
bad() {
	funnel import --entity deal --event a=c "$@" bad.csv
}
echo old >target.csv
refuses 3 'a row of one field' bad -o target.csv
stderr_is 'funnel import: bad.csv:5: 1 field, expected 2' "$skip"
ok 'leaves the old file' grep -qx old target.csv
expect 0 '--bad-rows skip' bad --bad-rows skip
stdout_is entity,stage,time 1,a,2025-01-01 '"x' 'y",a,2025-01-02'
stderr_is <<'END'
funnel import: 4 rows read, 2 events written; 0 rows gave no event, 1 has no entity, 1 has a wrong number of fields
funnel import: a: 2 events, 0 rows without a date, 0 where the condition does not hold
END
sed '/^2$/d' bad.csv >other.csv
mv other.csv bad.csv
expect 3 'a row without an id' bad
stderr_is 'funnel import: bad.csv:5: deal: is empty; expected an id' "$skip"

# Inputs that went wrong for people; the answers are by hand.
cp "$root"/tests/cases/*.csv .
alternatives() {
	funnel import --entity id --event new=created --event "$1" \
		if_alternatives.csv
}
expect 0 'a condition of two values' alternatives \
	'lost=closed if status=canceled|unavailable'
stdout_is entity,stage,time 1,new,2025-01-01 1,lost,2025-01-05 \
	2,new,2025-01-01 2,lost,2025-01-06
stderr_is <<'END'
funnel import: 2 rows read, 4 events written; 0 rows gave no event, 0 have no entity, 0 have a wrong number of fields
funnel import: new: 2 events, 0 rows without a date, 0 where the condition does not hold
funnel import: lost: 2 events, 0 rows without a date, 0 where the condition does not hold
END
for condition in 'status!=canceled' 'refund>=5' 'status~un*' \
	'closed>2025-01-05' 'status!~c* & refund>0' 'refund!=0.00&closed<=2025-01-06'; do
	expect 0 "if $condition" sh -c "funnel import -q --entity id \
		--event 'lost=closed if $condition' if_alternatives.csv"
	stdout_is entity,stage,time 2,lost,2025-01-06
done
expect 0 'a condition that never holds' alternatives 'lost=closed if status=Canceled'
stderr_is <<'END'
funnel import: 2 rows read, 2 events written; 0 rows gave no event, 0 have no entity, 0 have a wrong number of fields
funnel import: new: 2 events, 0 rows without a date, 0 where the condition does not hold
funnel import: lost: 0 events, 0 rows without a date, 2 where the condition does not hold
funnel import: lost: its condition on "status" never holds; the column has "canceled" 1, "unavailable" 1
END
expect 0 'two that hold, but never together' alternatives \
	'lost=closed if status=canceled & refund>0'
stderr_has 'funnel import: lost: its conditions never hold together'
expect 0 'what cannot be compared' sh -c "sed 's/5.00/five/' if_alternatives.csv | \
	funnel import --entity id --event 'lost=closed if refund>0'"
stderr_has 'lost: 0 events, 0 rows without a date, 1 where the condition does not hold, 1 where it cannot be compared'

renewals() {
	funnel import --event new=Created --event 'won=Closed if Status=Won' \
		--event 'lost=Closed if Status=Dead' "$@" wide_dup.csv
}
expect 0 'ids that are no ids' renewals --entity 'Deal Name'
stderr_is <<'END'
funnel import: 4 rows read, 6 events written; 0 rows gave no event, 0 have no entity, 0 have a wrong number of fields
funnel import: rows that share an id: 3, of 1 id: "Acme renewal" 3 (lines 2, 3, 4); those of an id are one entity; --entity '#row' makes an id of the row's number
funnel import: new: 4 events, 0 rows without a date, 0 where the condition does not hold
funnel import: won: 1 event, 0 rows without a date, 3 where the condition does not hold
funnel import: lost: 1 event, 0 rows without a date, 3 where the condition does not hold
END
refuses 3 'refused' renewals --entity 'Deal Name' --repeats fail
stderr_is "funnel import: wide_dup.csv:3: Deal Name: \"Acme renewal\" is the id of line 2 too" \
	"  --entity '#row' makes an id of the row's number, --repeats merge takes such rows as one"
fates() {
	funnel convert -q --stages new,won --lost lost -t csv |
		cut -d, -f2-8
}
renewals -q --entity '#row' >log.csv
expect 0 'a row each' fates <log.csv
stdout_is stage,entered,advanced,lost,skipped,expired,open \
	new,4,1,1,0,0,2 won,1,,,,,

unclosed() {
	funnel import --entity opportunity_id --event new=created_date \
		--event 'won=closed_date if status=Closed Won' \
		--event 'lost=closed_date if status=Closed Lost' "$@"
}
expect 0 'ends without a date' unclosed no_close_date.csv
stderr_is <<'END'
funnel import: 8 rows read, 14 events written; 0 rows gave no event, 0 have no entity, 0 have a wrong number of fields
funnel import: new: 8 events, 0 rows without a date, 0 where the condition does not hold
funnel import: won: 3 events, 1 row without a date, 5 where the condition does not hold, 1 undated: at the newest date of their row
funnel import: lost: 3 events, 2 rows without a date, 5 where the condition does not hold, 2 undated: at the newest date of their row
END
cp "$out" log.csv
expect 0 'are ends' fates <log.csv
stdout_is stage,entered,advanced,lost,skipped,expired,open \
	new,8,3,3,0,0,2 won,3,,,,,
expect 0 'a column says which' head -n 3 log.csv
stdout_is entity,stage,time,undated 1,new,2025-02-04, 1,lost,2025-02-04,1
# By hand: dated wins after 42 and 47 days, of four still there and three;
# a quantile between is their middle.
took() {
	funnel convert --stages new,won --lost lost -t csv "$@" |
		awk -F, '{ print $2, $26, $30, $32, $36 }'
}
expect 0 'it is in no quantile' took log.csv
stdout_is 'stage from_entry_median_days from_entry_p75_days median_days p75_days' \
	'new   44.5 47' 'won 44.5 47  '
stderr_has 'funnel convert: 3 have an undated event, which counts but is in no median_days or other quantile'
expect 0 'unless told otherwise' took -q --undated '' log.csv
stdout_is 'stage from_entry_median_days from_entry_p75_days median_days p75_days' \
	'new   42 47' 'won 42 47  '
stderr_is
sed 's/undated/marked/' log.csv >marked.csv
expect 0 'or by another name' took -q --undated marked marked.csv
stdout_has 'won 44.5 47  '
refuses 2 'which has to be there' funnel convert --stages new,won \
	--undated mark marked.csv
stderr_has 'marked.csv: no column "mark"'
took_in_parts() {
	for part in 1 2; do
		awk -v k=$part 'NR == 1 || ($1 + 0) % 2 == k % 2' FS=, log.csv |
			funnel convert -q --stages new,won --lost lost \
				--entity entity --stage stage --time time \
				--as-of 2025-03-24 --time-format iso \
				--encoding UTF-8 --partial >part$part || return
	done
	funnel merge -q -t csv part1 part2 | awk -F, '{ print $2, $26, $30 }'
}
expect 0 'in saved parts as well' took_in_parts
stdout_is 'stage from_entry_median_days from_entry_p75_days' 'new  ' \
	'won 44.5 47'
lives() {
	funnel survive --start new --end won --lost lost -t csv "$@" |
		cut -d, -f1-5
}
expect 0 'nor in a curve' lives log.csv
stdout_is time_days,at_risk,events,competing,censored 10,5,0,0,1 \
	42,4,1,0,0 47,3,1,0,0 68,2,0,0,1 73,1,0,1,0
stderr_has 'funnel survive: left out, as an event is undated: 3'
refuses 4 'of nobody else' sh -c "grep -e entity -e '^[146]' log.csv |
	funnel survive --start new --end won --lost lost"
stderr_has 'funnel survive: nobody was at risk: all 3 began or ended undated'
expect 0 'of rows without any date' sh -c "sed 's/2025-02-04//' no_close_date.csv | \
	funnel import --entity opportunity_id --event new=created_date \
	--event 'lost=closed_date if status=Closed Lost'"
stderr_has 'funnel import: rows left out that have an end but no date at all: 1'
stderr_has 'funnel import: 8 rows read, 9 events written; 1 row gave no event'
cat >updated.csv <<'END'
id,created,closed,updated,status
1,2025-01-01,2025-01-05,2025-01-09,won
2,2025-01-02,,2025-01-08,won
3,2025-01-03,,,won
4,2025-01-04,,2025-01-07,open
END
expect 0 'the first date that is there' funnel import --entity id \
	--event 'won=closed|updated if status=won' --event new=created updated.csv
stdout_is entity,stage,time,undated 1,won,2025-01-05, 1,new,2025-01-01, \
	2,won,2025-01-08, 2,new,2025-01-02, 3,won,2025-01-03,1 \
	3,new,2025-01-03, 4,new,2025-01-04,
stderr_has 'won: 3 events, 1 row without a date, 1 where the condition does not hold, 1 dated by a later column, 1 undated: at the newest date of their row'

nulls() {
	funnel import --entity deal --event new=created --event won=won \
		--event lost=lost "$@"
}
expect 0 'words for nothing' nulls wide_null.csv
stdout_is entity,stage,time A,new,2025-02-01 B,new,2025-02-01 \
	B,won,2025-02-09 C,new,2025-02-03
stderr_is <<'END'
funnel import: 3 rows read, 4 events written; 0 rows gave no event, 0 have no entity, 0 have a wrong number of fields
funnel import: taken as no date: "NULL" 1, "N/A" 1, "-" 1, "?" 1
funnel import: new: 3 events, 0 rows without a date, 0 where the condition does not hold
funnel import: won: 1 event, 2 rows without a date, 0 where the condition does not hold
funnel import: lost: 0 events, 3 rows without a date, 0 where the condition does not hold
END
sed 's/NULL/never/' wide_null.csv >never.csv
refuses 3 'another word is a bad date' nulls never.csv
stderr_is 'funnel import: never.csv:2: won: "never" is no known date or time; --time-format says how to read it, --null that it is none' "$skip"
expect 0 '--null' nulls -q --null never never.csv
stdout_has A,new,2025-02-01
expect 0 '--bad-rows skip' nulls --bad-rows skip never.csv
stderr_has 'funnel import: rows left out for a date that is none: 1'

# Times: the whole table decides, also from a pipe.
printf 'id,a,b\n1,3/4/2025,2025-01-06 09:12\n2,25/4/2025,2025-01-06 9:12 PM\n' >dm.csv
dated() {
	funnel import -q --entity id --event a=a --event b=b "$@"
}
expect 0 'D/M by the last row' dated dm.csv
stdout_is entity,stage,time 1,a,2025-04-03 1,b,2025-01-06T09:12:00Z \
	2,a,2025-04-25 2,b,2025-01-06T21:12:00Z
cp "$out" wanted.csv
expect 0 'from a pipe' sh -c "cat dm.csv | funnel import -q --entity id \
	--event a=a --event b=b"
same 'the same' wanted.csv "$out"
expect 0 'M/D by another column' sh -c "sed 's/25.4/5\\/4/; s/2025-01-06 09/1\\/26\\/2025 09/' dm.csv | \
	funnel import -q --entity id --event a=a --event b=b"
stdout_is entity,stage,time 1,a,2025-03-04 1,b,2025-01-26T09:12:00Z \
	2,a,2025-05-04 2,b,2025-01-06T21:12:00Z
expect 0 '--tz' dated --tz Asia/Shanghai dm.csv
stdout_is entity,stage,time 1,a,2025-04-03 1,b,2025-01-06T01:12:00Z \
	2,a,2025-04-25 2,b,2025-01-06T13:12:00Z
grep -v 25/4 dm.csv >open.csv
refuses 3 'nothing decides' dated open.csv
stderr_is 'funnel import: open.csv:2: a: dates such as this can be day/month or month/day, and no row decides: none has a number above 12; say --time-format %d/%m/%Y or %m/%d/%Y, as they are written'
expect 0 '--time-format, twice' dated --time-format %d/%m/%Y \
	--time-format '%Y-%m-%d %H:%M' open.csv
stdout_is entity,stage,time 1,a,2025-04-03 1,b,2025-01-06T09:12:00Z
(cat dm.csv; echo 3,4/25/2025,) >both.csv
refuses 3 'both' dated both.csv
stderr_is 'funnel import: both.csv:4: a: days and months change places: both.csv:3 can only be day/month, this only month/day; mend the column'
refuses 3 'not in the calendar' sh -c "printf 'id,a\\n1,2025-02-30\\n' | \
	funnel import --entity id --event a=a"
stderr_is 'funnel import: standard input:2: a: "2025-02-30" is not in the calendar' "$skip"
refuses 3 'digits of two kinds' sh -c "printf 'id,a\\n1,202501310815\\n2,173831050000\\n' | \
	funnel import --entity id --event a=a"
stderr_has 'standard input:3: a: digits alone are no day here, and one at standard input:2'
refuses 2 'a format that is none' dated --time-format dmy dm.csv
stderr_is 'funnel import: --time-format: "dmy": expected such as %d.%m.%Y, or iso, serial, epoch-s, epoch-ms, epoch-us'
refuses 2 'a zone that is none' dated --tz Asia/Shangai dm.csv
stderr_has '"Asia/Shangai"'


# Rows of a second table that no row finds have no event, and are named.
printf 'lead,born\nl1,2025-01-01\nl2,2025-01-02\n' >leads.csv
printf 'lead,won_on\nl1,2025-02-01\nl9,2025-02-02\n' >wins.csv
expect 0 'a win without a lead' funnel import --entity lead \
	--event lead=born --event 'won=wins.csv:won_on' leads.csv
stdout_is 'entity,stage,time' 'l1,lead,2025-01-01' 'l1,won,2025-02-01' \
	'l2,lead,2025-01-02'
stderr_is 'funnel import: wins.csv: --join: 1 row has no match by "lead": "l2" 1' \
	'funnel import: 2 rows read, 3 events written; 0 rows gave no event, 0 have no entity, 0 have a wrong number of fields' \
	'funnel import: lead: 2 events, 0 rows without a date, 0 where the condition does not hold' \
	'funnel import: won: 1 event, 1 row without a date, 0 where the condition does not hold' \
	'funnel import: wins.csv: 1 row is found by no row, and no event: "lead" "l9"'
expect 2 'nor is that table written over' funnel import --entity lead \
	--event lead=born --event 'won=wins.csv:won_on' -o ./wins.csv leads.csv
stderr_is 'funnel import: --output: "./wins.csv" is the file that --event reads: it would be written over'
ok 'it is whole' test "$(wc -l <wins.csv)" = 3
printf 'lead,won_on\nl1,2025-02-01\nl2,2025-02-02\n' >wins.csv
expect 0 'where all are found' funnel import --entity lead \
	--event lead=born --event 'won=wins.csv:won_on' leads.csv
ok 'nothing is said' sh -c '! grep -q "no row" "$1"' - "$err"

# Notices in Chinese; what is written is the same.
if speaks_chinese; then
	printf 'deal,won\na,2025-01-01\nb,\n' >lang.csv
	funnel import -q --entity deal --event won=won lang.csv >english.csv
	expect 0 'in Chinese' funnel import --lang zh --entity deal \
		--event won=won lang.csv
	same 'the same log' english.csv "$out"
	stderr_is 'funnel import: 读入 2 行，写出 1 个事件；1 行不产生事件，0 行没有对象，0 行字段数不符' \
		'funnel import: won：1 个事件，1 行没有日期，0 行条件不成立'
	LC_ALL=zh_CN.UTF-8 expect 0 'in English where the locale is another' \
		funnel import --lang en --entity deal --event won=won lang.csv
	stderr_has 'funnel import: 2 rows read, 1 event written'
fi
done_testing
