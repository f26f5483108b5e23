#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel list: rows worked out by hand, in every format, beyond memory.
. "$(dirname "$0")/lib.sh"

# log 'ID LETTER DAY [PLACE]' ...: a log of dates, 1 is 2025-01-01.
log() {
	echo id,stage,date,place
	for event; do
		set -- $event
		printf '%s,%s,2025-01-%02d,%s\n' "$1" "$2" "$3" "$4"
	done
}
told='--entity id --stage stage --time date --stages A,B,C --lost L --format csv'

# b goes back to A on 9, and to B again on 15; c is lost; d runs out; e never
# entered; f is complete.
log 'b A 1 x' 'b B 4 y' 'b A 9 y' 'b A 11 y' 'b B 15 y' 'b B 20 y' \
	'c A 2' 'c B 3' 'c L 8' 'd A 2 x' 'd L 30 x' 'e B 3 z' 'f A 1 x' \
	'f B 1 x' 'f C 7 x' 'z Q 31 x' >hand.csv
expect 0 'a row an entity' funnel list $told --within 20d --as-of 2025-01-25 \
	--by place --every week hand.csv
stdout_is \
	'entity,place,cohort,stage,outcome,A_at,B_at,C_at,days_in_stage,days_total,last_at' \
	'b,x,2024-12-30,B,expired,2025-01-01,2025-01-04,,6,20,2025-01-20' \
	'f,x,2024-12-30,C,completed,2025-01-01,2025-01-01,2025-01-07,,6,2025-01-07' \
	'c,(none),2024-12-30,B,lost,2025-01-02,2025-01-03,,5,6,2025-01-08' \
	'd,x,2024-12-30,A,expired,2025-01-02,,,20,20,2025-01-02'
stderr_is 'funnel list: in no stage and no outcome: "Q" 1' \
	'funnel list: rows: 16 read = 14 used + 0 repeats + 0 rejected + 2 filtered (1 other stages, 1 after as-of)' \
	'funnel list: 4 of 4 entities that entered are listed'
ids() {
	funnel list -q $told --as-of 2025-01-25 "$@" hand.csv |
		awk -F, 'NR > 1 { printf "%s%s", (NR > 2 ? " " : ""), $1 }
		END { print "" }'
}
ids_are() {
	wanted=$1 what=$2
	shift 2
	got=$(ids "$@")
	ok "$what" [ "$got" = "$wanted" ] ||
		echo "# got $got, wanted $wanted"
}
ids_are 'b f c d' 'by entry, then id'
ids_are 'b f c' 'reached B, or further' --reached B
ids_are 'd' 'did not reach B' --not-reached B
ids_are 'd e' 'nor did who never entered' --not-reached B --all
ids_are 'b c' 'reached B and no further' --reached B --not-reached C
ids_are 'b d' 'open' --outcome open
ids_are 'f c' 'completed or lost' --outcome completed,lost
ids_are 'd' 'open for over ten days without a move' --stuck-over 10d
ids_are 'b d' 'over nine' --stuck-over 9d
ids_are 'd' 'over 22 days' --stuck-over 22d
ids_are '' 'not over 23' --stuck-over 23d
ids_are 'f d c b' 'by id, descending' --sort -entity
ids_are 'b c d e f' 'by id' --sort entity --all
ids_are 'd b c f' 'longest in stage; undefined last' --sort -days_in_stage
ids_are 'c b d f' 'shortest in stage; undefined last' --sort days_in_stage
ids_are 'f c b d' 'by outcome' --sort outcome --within 20d
ids_are 'd b c f' 'by stage' --sort stage
ids_are 'd f c b' 'by the last event' --sort last_at
ids_are 'b f c d e' 'all: who never entered comes last' --all
# b is at B for 5 and 10 days.
expect 0 'stays in one stage, added up' sh -c "funnel list -q $told \
	--as-of 2025-01-25 --stay cumulative --reached B hand.csv | cut -d, -f1,7"
stdout_is 'entity,days_in_stage' 'b,15' 'f,' 'c,5'
expect 0 'who never entered' sh -c \
	"funnel list -q $told --by place --all hand.csv | grep ^e,"
stdout_is 'e,z,,,,,,,,2025-01-03'

# Times: elapsed days; in the zone.  Ids as they are in the input.
cat >times.csv <<-'END'
	id,stage,time
	007,A,2025-01-01T23:30:00Z
	007,B,2025-01-02T11:30:00.25Z
	7,A,2025-01-01T23:30:00Z
	"a,""b""",A,2025-01-01T22:00:00Z
END
expect 0 'times and ids as they are' funnel list -q --entity id \
	--stage stage --time time --stages A,B --tz Asia/Shanghai \
	--as-of 2025-01-03T12:00:00+08:00 --format csv times.csv
stdout_is 'entity,stage,outcome,A_at,B_at,days_in_stage,days_total,last_at' \
	'"a,""b""",A,open,2025-01-02T06:00:00+08:00,,1.25,1.25,2025-01-02T06:00:00+08:00' \
	'007,B,completed,2025-01-02T07:30:00+08:00,2025-01-02T19:30:00.25+08:00,,0.500002893519,2025-01-02T19:30:00.25+08:00' \
	'7,A,open,2025-01-02T07:30:00+08:00,,1.1875,1.1875,2025-01-02T07:30:00+08:00'

log 'e A 1' 'e B 2' 'e C 3' 'e A 5' 'e B 6' 'e L 7' 'e A 8' 'f A 1' 'f A 2' \
	'f B 3' >again.csv
expect 0 'a row an attempt' sh -c "funnel list -q $told --count attempts \
	--reopen new again.csv | cut -d, -f1-7"
stdout_is 'entity,stage,outcome,A_at,B_at,C_at,days_in_stage' \
	'e,C,completed,2025-01-01,2025-01-02,2025-01-03,' \
	'f,B,open,2025-01-01,2025-01-03,,5' \
	'e,B,lost,2025-01-05,2025-01-06,,1' \
	'e,A,open,2025-01-08,,,0'
expect 0 'touch: stages, and no outcome' sh -c "funnel list -q $told \
	--order touch --as-of 2025-01-25 hand.csv"
stdout_is 'entity,stage,outcome,A_at,B_at,C_at,days_in_stage,days_total,last_at' \
	'b,B,,2025-01-01,2025-01-04,,,,2025-01-20' \
	'f,C,,2025-01-01,2025-01-01,2025-01-07,,,2025-01-07' \
	'c,B,,2025-01-02,2025-01-03,,,,2025-01-08' \
	'd,A,,2025-01-02,,,,,2025-01-02' \
	'e,B,,,2025-01-03,,,,2025-01-03'

# For people: dates and minutes, what does not fit is named.
expect 0 'a table of 80 columns' sh -c "funnel list -q -t text --by channel \
	--reached engaged --outcome lost --to 2024-02-03 $root/samples/b2b.csv |
	sed '/^$/,\$d'"
ok 'no wider' awk '{ gsub(/[^ -~]+/, "") } length > 80 { exit 1 }' "$out"
stdout_has 'entity     channel   stage    outcome  in stage  in all  last event'
stdout_has 'not shown: identified · contacted · engaged'

# What is refused, and what is no fault.
refuse() {
	status=$1 why=$2
	shift 2
	expect "$status" "refused: $*" funnel list -q $told "$@"
	stderr_is "funnel list: $why"
}
refuse 2 '--outcome: "lots": expected open, lost, skipped, expired or completed' \
	--outcome lots hand.csv
refuse 2 '--sort: "days_in_stag": did you mean "days_in_stage"? expected entry, entity, stage, outcome, days_in_stage, days_total, last_at, amount or amount_days, after a - to descend' \
	--sort days_in_stag hand.csv
refuse 2 '--reached: no stage "D"; did you mean "A"?' --reached D hand.csv
refuse 2 '--stuck-over does not go with --order touch, which has no outcomes' \
	--stuck-over 3d --order touch hand.csv
refuse 2 'two columns would be "stage": call the stage or the column of --by otherwise' \
	--by stage hand.csv
refuse 4 'nobody entered the funnel; --all lists all entities
  the times of the log are from 2025-01-01 to 2025-01-31' \
	--from 2026-01-01 hand.csv
expect 5 'a full disk' sh -c "funnel list -q $told hand.csv >/dev/full"
stderr_is 'funnel list: standard output: No space left on device'
expect 0 'nobody to list is no fault' funnel list $told --outcome lost \
	--reached C hand.csv
stdout_is 'entity,stage,outcome,A_at,B_at,C_at,days_in_stage,days_total,last_at'
expect 1 'a question to the rows' funnel list -q $told --fail-if \
	'days_in_stage>=22' hand.csv
expect 0 'answered no' funnel list -q $told --as-of 2025-01-25 --fail-if \
	'days_in_stage>23' hand.csv
expect 2 'a question to no column' funnel list -q $told --fail-if 'days>23' \
	hand.csv
stderr_is 'funnel list: --fail-if: the result has no column "days"'
stdout_is ''

# By hand: what nobody knows the time of has no days; c is dated at both ends.
cat >undated.csv <<'END'
entity,stage,time,undated
a,identified,2025-01-01,
a,contacted,2025-01-03,
a,engaged,2025-01-04,
a,won,2025-03-01,1
b,identified,2025-01-01,
b,lost,2025-02-01,1
c,identified,2025-01-05,
c,contacted,2025-01-06,1
c,engaged,2025-01-09,
d,identified,2025-01-05,
d,contacted,2025-01-06,1
END
expect 0 'undated' sh -c 'funnel list -q --sort entity --stages \
	identified,contacted,engaged,won --as-of 2025-01-31 undated.csv |
	cut -d, -f1-3,8-9'
stdout_is <<'END'
entity,stage,outcome,days_in_stage,days_total
a,engaged,open,27,30
b,identified,open,30,30
c,engaged,open,22,26
d,contacted,open,,26
END
expect 0 'undated, later' sh -c 'funnel list -q --sort -days_total --stages \
	identified,contacted,engaged,won --lost lost undated.csv |
	cut -d, -f1-3,8-9'
stdout_is <<'END'
entity,stage,outcome,days_in_stage,days_total
c,engaged,open,51,55
d,contacted,open,,55
a,won,completed,,
b,identified,lost,,
END

# Beyond memory: runs in $TMPDIR, the same bytes, in every format.
funnel simulate --entities 40000 --seed 7 >large.csv
for format in csv text json; do
	funnel list -q --by owner -t $format large.csv >whole
	expect 0 "within 1M: $format" funnel list -q --by owner \
		--max-memory 1M --threads 3 -t $format large.csv
	same "the same bytes: $format" "$out" whole
done
ok 'nothing is left in TMPDIR' sh -c '! ls "$TMPDIR" | grep .'
expect 5 'no such folder for it' env TMPDIR="$top/none" funnel list -q \
	--threads 1 --max-memory 1M large.csv
stderr_is "funnel list: $top/none: no temporary file: No such file or directory; TMPDIR names another folder, --max-memory raises the bound"
ok 'a closed pipe ends it quietly' sh -c \
	'funnel list -q large.csv 2>said | head -1 >/dev/null; ! grep . said'
# Amounts, worked out by hand: of the last event that has one; times the days
# in the stage, b 6 * 300, c 9 * 100; d has none.
printf '%s\n' id,stage,date,sum,place a,A,2025-01-01,5,x b,A,2025-01-01,100,y \
	b,B,2025-01-04,300,y c,A,2025-01-01,100.5,x d,A,2025-01-02,,x \
	e,A,2025-01-05,-7,y >sums.csv
money="--entity id --stage stage --time date --stages A,B --format csv --value sum --as-of 2025-01-10"
expect 0 'amount times days' funnel list -q $money --by place \
	--sort -amount_days sums.csv
stdout_is \
	'entity,place,stage,outcome,amount,A_at,B_at,days_in_stage,days_total,last_at' \
	'c,x,A,open,100.5,2025-01-01,,9,9,2025-01-01' \
	'a,x,A,open,5,2025-01-01,,9,9,2025-01-01' \
	'e,y,A,open,-7,2025-01-05,,5,5,2025-01-05' \
	'b,y,B,completed,300,2025-01-01,2025-01-04,,3,2025-01-04' \
	'd,x,A,open,,2025-01-02,,8,8,2025-01-02'
expect 0 'the largest amounts' sh -c "funnel list -q $money --sort -amount \
	--limit 2 sums.csv | cut -d, -f1,4"
stdout_is entity,amount b,300 c,100.5
expect 0 'the smallest' sh -c "funnel list -q $money --sort amount --limit 1 \
	-t csv sums.csv | cut -d, -f1,4"
stdout_is entity,amount e,-7
expect 0 'more than there are' funnel list -q $money --limit 99 -t text sums.csv
ok 'are all' test "$(grep -c '^[a-e] ' "$out")" -eq 5
expect 2 'no amounts to sort by' funnel list --sort -amount_days sums.csv
stderr_is 'funnel list: --sort -amount_days wants --value, a column of amounts'

# CSV and TSV are written straight, but where --fail-if asks cells: the same
# bytes, whatever an id, a group and a stage are called.
awk 'BEGIN {
	n = split("a-1|a,b|a\"b|=1+1|-1|+1|@x|(none)|((total))|(other|#c|{d" \
	    "|\\\\e|f g|\303\274|\357\273\277h|i\nj|a-rather-long-id-of-one" \
	    "|BZh91AY&SY|Bob", id, "|")
	print "entity,stage,time,place,sum,rest"
	for (i = 1; i <= 400; i++) {
		e = id[i % n + 1] (i <= n ? "" : i); g = id[i % 7 * 2 + 1]
		gsub(/"/, "\"\"", e); gsub(/"/, "\"\"", g)
		for (k = 0; k < 1 + i % 3; k++)
			printf "\"%s\",%s,20%02d-%02d-%02d %02d:%02d:%02d%s,\"%s\",%s,%s\n",
				e, substr("ABC", k + 1, 1), 20 + k, 1 + i % 12,
				1 + i % 28, i % 24, i * 7 % 60, i * 11 % 60,
				i % 5 ? "" : ".25", i % 6 ? g : "", i % 4 ? i / 8 : "", i % 9
	} }' >strange.csv
# straight FILE OPTIONS...
straight() {
	funnel list -q --stages A,B,C --limit 1000 "$@" >lines
	funnel list -q --stages A,B,C --limit 1000 --fail-if 'days_total<-1' \
		"$@" >cells
	ok "straight $*: there are rows" test -s lines
	same "straight $*" cells lines
}
for as in 'csv' 'csv --excel-safe' 'tsv' 'csv --no-output-header' \
	'tsv --with-definition'; do
	straight strange.csv -t $as --by place --value sum
	straight strange.csv -t $as --threads 3 --entity entity,rest
	straight strange.csv -t $as --tz America/St_Johns --every month
	straight strange.csv -t $as --count attempts --all --sort -days_total
	straight strange.csv -t $as --max-memory 64K --sort entity --threads 2
done
sed 's/ [0-9][0-9]:[0-9:.]*//' strange.csv >strange-days.csv
straight strange-days.csv -t csv --sort -entity --by place,rest
straight strange-days.csv -t tsv --order touch --all
expect 2 'no first rows' funnel list --limit 0 sums.csv

# An id of up to 11 bytes is computed from what its events are found by, a
# longer one is kept: each is itself again, with both in one log and rows of
# all of them in turns, wherever events are.
awk 'BEGIN {
	print "entity,stage,time"
	for (k = 0; k < 3; k++)
		for (i = 1; i <= 20000; i++)
			printf "%s%d%s,%s,2025-%02d-%02d 10:00:00\n",
				i % 5 ? "" : "\303\274", i * 7919,
				substr("-abcdefghijklmnopqrst", 1, i % 20),
				substr("ABC", k + 1, 1), k + 1, 1 + i % 28
	}' >lengths.csv
sed 1d lengths.csv | cut -d, -f1 | LC_ALL=C sort -u >lengths
for how in '--threads 1' '--threads 3' '--threads 2 --max-memory 64K'; do
	funnel list -q --all --stages A,B,C -t csv $how lengths.csv |
		grep ,C,completed, | cut -d, -f1 | LC_ALL=C sort >ids
	same "every id is as it stands in the log: $how" lengths ids
done
ok 'ids of all lengths' test 20000 = "$(wc -l <lengths)"
done_testing
