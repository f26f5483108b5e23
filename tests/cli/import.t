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
funnel import: 4 rows read, 4 events written; 1 rows gave no event, 0 have no entity, 0 have a wrong number of fields
funnel import: lead: 3 events, 1 rows without a date, 0 where the condition does not hold
funnel import: won: 1 events, 0 rows without a date, 3 where the condition does not hold
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
shape='expected STAGE=COLUMN, or STAGE=COLUMN if COLUMN=VALUE'
for event in x =created a= 'a=created if' 'a=created if x' 'a=b=c'; do
	refuses 2 "--event '$event'" \
		funnel import --entity deal --event "$event" wide.csv
	case $event in
	*if) ;;	# it is a column "created if"
	*) stderr_is "funnel import: --event: \"$event\": $shape" ;;
	esac
done
refuses 2 'no --event' funnel import --entity deal wide.csv
stderr_is "funnel import: which columns are events? say --event 'STAGE=COLUMN', once for each"
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
funnel import: 4 rows read, 2 events written; 0 rows gave no event, 1 have no entity, 1 have a wrong number of fields
funnel import: a: 2 events, 0 rows without a date, 0 where the condition does not hold
END
sed '/^2$/d' bad.csv >other.csv
mv other.csv bad.csv
expect 3 'a row without an id' bad
stderr_is 'funnel import: bad.csv:5: deal: is empty; expected an id' "$skip"

done_testing
