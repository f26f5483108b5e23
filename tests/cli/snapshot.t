#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel snapshot: the nine exports of tests/reference/snapshot to their
# answers, which are not of this program; small ones by hand.
. "$(dirname "$0")/lib.sh"

answers=$reference/snapshot
snapshot() {
	funnel snapshot -q --entity 'Deal ID' --stage Stage --value Amount \
		--close 'Close Date' --stages qualify,develop,propose,won \
		--lost lost "$@"
}
# The answers write decimals with two places, and an id's column as deal.
plain() {
	sed -e 's/^deal,/entity,/' -e 's/\(\.[0-9]*[1-9]\)0*$/\1/' \
		-e 's/\.0*$//' "$@"
}

expect 0 'events' snapshot "$answers"/snapshots/*.csv
plain "$answers/snapshot-events.csv" >wanted
same 'events: as Python and SQL have them' "$out" wanted
cp "$out" events.csv
expect 0 'any order of files, any threads' snapshot --threads 3 \
	$(ls -r "$answers"/snapshots/*.csv)
same 'the same bytes' "$out" events.csv

expect 0 'changes of close dates' snapshot --close-dates \
	"$answers"/snapshots/*.csv
plain "$answers/snapshot-close-dates.csv" >wanted
same 'close dates: as Python has them' "$out" wanted

a=2025-01-06 b=2025-03-03 closing=2025-02-01..2025-03-31
expect 0 'each week' snapshot --every week "$answers"/snapshots/*.csv
cp "$out" all
expect 0 'first to last' snapshot --waterfall $a..$b \
	"$answers"/snapshots/*.csv
tail -n +2 "$out" >>all
expect 0 'what is expected to close' snapshot --waterfall $a..$b \
	--closing $closing "$answers"/snapshots/*.csv
tail -n +2 "$out" >>all
plain "$answers/snapshot-waterfall.csv" >wanted
same 'waterfalls: as Python and SQL have them' all wanted

# A part each: rows are dealt out by their ids.
for part in 0 1 2; do
	mkdir "$part"
	for file in "$answers"/snapshots/*.csv; do
		awk -F, -v part="$part" 'NR == 1 || $1 % 3 == part' "$file" \
			>"$part/${file##*/}"
	done
	snapshot --waterfall $a..$b --closing $closing --partial --as-of $b \
		--time-format iso --encoding utf-8 -o part$part "$part"/*.csv
done
expect 0 'saved parts' funnel merge -q part0 part1 part2
tail -n +2 "$out" >merged
tail -n 12 all >wanted
same 'merge: the same bytes' merged wanted
expect 2 'rows of entities are no fold' snapshot --partial --as-of $b \
	--time-format iso --encoding utf-8 "$answers"/snapshots/*.csv
stderr_is 'funnel snapshot: --partial wants --waterfall A..B: rows of entities are no fold, and each part would find the snapshots of --every out for itself'

# By hand: D1 moved on, D2 was lost and came back, D3 won at 200 more, D4 was
# gone for a week, D5 came and was won, D6 came and was lost.
cp "$root"/samples/pipeline/*.csv .
expect 0 'by hand' funnel snapshot -q --value amount pipeline-*.csv
stdout_is <<'END'
entity,stage,time,time_after,from,value
D1,identified,2025-01-06,,,1000
D1,contacted,2025-01-13,2025-01-06,identified,1000
D1,engaged,2025-01-27,2025-01-20,contacted,1200
D2,contacted,2025-01-06,,,2500
D2,lost,2025-01-20,2025-01-13,contacted,2000
D2,contacted,2025-01-27,2025-01-20,lost,2000
D3,engaged,2025-01-06,,,4000
D3,won,2025-01-13,2025-01-06,engaged,4200
D4,identified,2025-01-06,,,800
D4,deleted,2025-01-20,2025-01-13,identified,
D4,identified,2025-01-27,2025-01-20,deleted,800
D5,identified,2025-01-13,2025-01-06,,1500
D5,contacted,2025-01-20,2025-01-13,identified,1500
D5,won,2025-01-27,2025-01-20,contacted,1500
D6,engaged,2025-01-20,2025-01-13,,600
D6,lost,2025-01-27,2025-01-20,engaged,600
END
cp "$out" events.csv
expect 0 'convert reads it' funnel convert -q --lost 'lost|deleted' \
	--order reach events.csv
cell_is 6 "$out" entered stage=identified
cell_is 2 "$out" entered stage=won
expect 0 'at the snapshot before' funnel snapshot -q --at first \
	pipeline-*.csv
stdout_has 'D3,won,2025-01-06,2025-01-06,engaged'
stdout_has 'D1,identified,2025-01-06,,'
expect 0 'half way' funnel snapshot -q --at middle pipeline-*.csv
stdout_has 'D3,won,2025-01-09,2025-01-06,engaged'
funnel snapshot -q --at first --value amount pipeline-*.csv >first.csv
expect 0 'at both ends' funnel snapshot -q --sensitivity --value amount \
	pipeline-*.csv
cp "$out" both.csv
sed -n -e '1s/,at$//p' -e 's/,last$//p' both.csv >found
same 'one is that of --at last' found events.csv
sed -n -e '1s/,at$//p' -e 's/,first$//p' both.csv >found
same 'the other that of --at first' found first.csv
wc -l <both.csv >count
same 'and no more' count - <<-END
	$(($(wc -l <events.csv) * 2 - 1))
END
for at in first last; do
	funnel convert -q --lost 'lost|deleted' --order reach \
		--where at=$at both.csv >found
	test $at = first && one=first.csv || one=events.csv
	expect 0 "convert of $at" funnel convert -q --lost 'lost|deleted' \
		--order reach $one
	same 'reads one of them' "$out" found
done
expect 0 'in text, what it begins and ends with is ruled off' \
	funnel snapshot -q -t text --waterfall 2025-01-06..2025-01-27 \
	--value amount pipeline-*.csv
head -18 "$out" >text
same 'text' text - <<'END'
movement    n   value
─────────────────────
from 2025-01-06 · to 2025-01-27
start       4   8,300
─────────────────────
created     2   2,100
reopened    0       0
restored    0       0
pulled_in   0       0
increased   2     400
decreased   1    −500
won         2  −5,700
lost        1    −600
deleted     0       0
pushed_out  0       0
─────────────────────
end         3   4,000

END
expect 0 'by the files'\'' own column' sh -c '
	for f in pipeline-*.csv; do
		d=${f#pipeline-}; d=${d%.csv}
		sed "1s/^/day,/;1!s/^/$d,/" $f
	done | awk "NR == 1 || !/^day/" | funnel snapshot -q --date day \
		--value amount'
same 'the same events' "$out" events.csv
for f in pipeline-*.csv; do
	cp "$f" "p$(echo "${f#pipeline-}" | tr -d -)"
done
expect 0 'a date of digits alone' funnel snapshot -q --value amount \
	--date-format %Y%m%d p2025????.csv
same 'the same events too' "$out" events.csv

# Amounts of two currencies are never added.
sed '1s/$/,unit/;1!s/$/,EUR/;/^D[14]/s/EUR/USD/' pipeline-2025-01-06.csv \
	>c-2025-01-06.csv
sed '1s/$/,unit/;1!s/$/,EUR/;/^D4/s/EUR/USD/' pipeline-2025-01-13.csv \
	>c-2025-01-13.csv
expect 0 'currencies' funnel snapshot -q --value amount --currency unit \
	--waterfall 2025-01-06..2025-01-13 c-2025-01-06.csv c-2025-01-13.csv
grep -v ',0,0$' "$out" >moved
same 'a deal that changes it leaves one and enters the other' moved - <<'END'
unit,from,to,closing,movement,n,value
EUR,2025-01-06,2025-01-13,,start,2,6500
EUR,2025-01-06,2025-01-13,,created,1,1500
EUR,2025-01-06,2025-01-13,,restored,1,1000
EUR,2025-01-06,2025-01-13,,increased,1,200
EUR,2025-01-06,2025-01-13,,decreased,1,-500
EUR,2025-01-06,2025-01-13,,won,1,-4200
EUR,2025-01-06,2025-01-13,,end,3,4500
USD,2025-01-06,2025-01-13,,start,2,1800
USD,2025-01-06,2025-01-13,,deleted,1,-1000
USD,2025-01-06,2025-01-13,,end,1,800
END

# What is refused, and in which words.
refuses() {
	expect "$@"
	stdout_is ''
}
cp pipeline-2025-01-06.csv pipeline.csv
cp pipeline-2025-01-06.csv from-2025-01-06-to-2025-01-13.csv
cp pipeline-2025-01-06.csv other-2025-01-06.csv
head -1 pipeline.csv >empty-2025-02-03.csv
sed '3s/^D2/D1/' pipeline.csv >twice-2025-02-10.csv
sed '3s/contacted/paused/' pipeline.csv >paused-2025-02-10.csv
sed '3s/2025-01-31/soon/' pipeline.csv >soon-2025-02-10.csv
sed '1s/amount/sum/' pipeline.csv >header-2025-02-10.csv
refuses 2 'no date' funnel snapshot pipeline.csv
stderr_is 'funnel snapshot: pipeline.csv: its name holds no date such as 2025-01-06, and that is the date of a snapshot; --date-format says how it is written there, --date COL that a column has it'
refuses 2 'two dates' funnel snapshot from-2025-01-06-to-2025-01-13.csv
stderr_is 'funnel snapshot: from-2025-01-06-to-2025-01-13.csv: its name holds two dates, 2025-01-06 and 2025-01-13; --date COL says that a column has the snapshot'\''s'
refuses 2 'one date twice' funnel snapshot pipeline-*.csv \
	other-2025-01-06.csv
stderr_is 'funnel snapshot: other-2025-01-06.csv: a snapshot of 2025-01-06, and so is pipeline-2025-01-06.csv; which of them is it?'
refuses 2 'a pipe has no name' sh -c 'funnel snapshot <pipeline.csv'
stderr_is 'funnel snapshot: standard input has no name with a date; say --date COL'
refuses 3 'an id twice' funnel snapshot -q pipeline-*.csv twice-2025-02-10.csv
stderr_is 'funnel snapshot: twice-2025-02-10.csv:3: deal: "D1" is on line 2 too, in one snapshot (2025-02-10)' \
	'  a snapshot has one row for each deal; --entity says in which column its id is'
refuses 2 'a stage that nobody knows' funnel snapshot -q --stages \
	identified,contacted,engaged,won --lost lost pipeline-*.csv \
	paused-2025-02-10.csv
stderr_is 'funnel snapshot: 1 rows are in no stage and no outcome, and their deals would seem deleted; name all stages with --stages, and --lost' \
	'         1  paused'
refuses 3 'a close date that is none' funnel snapshot -q --close close \
	--close-dates pipeline-*.csv soon-2025-02-10.csv
stderr_is 'funnel snapshot: close: "soon" is no date such as 2025-01-31; --time-format says how they are written'
refuses 3 'another header' funnel snapshot -q pipeline-*.csv \
	header-2025-02-10.csv
stderr_has 'header-2025-02-10.csv'
refuses 2 'no such snapshot' funnel snapshot -q --waterfall \
	2025-01-06..2025-01-21 pipeline-*.csv
stderr_is 'funnel snapshot: --waterfall: no snapshot is of 2025-01-21' \
	'  the nearest are of 2025-01-13 2025-01-20 2025-01-27'
refuses 2 'no range' funnel snapshot -q --waterfall 2025-01-06 pipeline-*.csv
stderr_is 'funnel snapshot: --waterfall: "2025-01-06": expected two dates, such as 2025-01-06..2025-03-31'
refuses 2 'backwards' funnel snapshot -q --waterfall \
	2025-01-13..2025-01-06 pipeline-*.csv
stderr_is 'funnel snapshot: --waterfall: "2025-01-13..2025-01-06": the first date is not before the second'
refuses 2 '--closing without --close' funnel snapshot -q --waterfall \
	2025-01-06..2025-01-13 --closing 2025-01-01..2025-01-31 pipeline-*.csv
stderr_is 'funnel snapshot: --closing wants the column of the expected close date: --close'
refuses 2 '--closing of events' funnel snapshot --close close --closing \
	2025-01-01..2025-01-31 pipeline-*.csv
stderr_is 'funnel snapshot: --closing goes with --waterfall alone'
refuses 2 'two things' funnel snapshot --events --every week pipeline-*.csv
stderr_is 'funnel snapshot: --events does not go with --every'
refuses 2 '--at of a waterfall' funnel snapshot --at first --every week \
	pipeline-*.csv
stderr_is 'funnel snapshot: --at does not go with --every'
refuses 2 'both ends and one' funnel snapshot --at first --sensitivity \
	pipeline-*.csv
stderr_is 'funnel snapshot: --sensitivity does not go with --at'
refuses 2 'both ends of a waterfall' funnel snapshot --sensitivity \
	--every week pipeline-*.csv
stderr_is 'funnel snapshot: --sensitivity does not go with --every'
refuses 2 'a currency of nothing' funnel snapshot --currency owner \
	--every week pipeline-*.csv
stderr_is 'funnel snapshot: --currency wants the column of the amounts: --value'
refuses 4 'one snapshot' funnel snapshot -q --every week \
	pipeline-2025-01-06.csv
stderr_is 'funnel snapshot: one snapshot is no waterfall: two are needed'
expect 0 'an export that was cut off' funnel snapshot --every week \
	pipeline-2025-01-27.csv empty-2025-02-03.csv
stderr_has 'the snapshot of 2025-02-03 has 0 rows, that of 2025-01-27 6: was it cut off?'
stdout_has '2025-01-27,2025-02-03,,deleted,3,'

# The picture, in text: what nothing moved by is left out.
funnel snapshot -q --waterfall 2025-01-06..2025-01-27 --value amount \
	pipeline-*.csv >waterfall.csv
expect 0 'the picture as text' funnel chart waterfall.csv
head -4 "$out" >head
same 'its words' head - <<'END'
The open pipeline shrank by 4,300.00: 2,500.00 came in, 6,800.00 went out
Snapshots of 2025-01-06 and 2025-01-27. Pale: out of it.

Movement     Deals                                                         Value
END
stdout_has '−5,700.00'
awk '/Reopened|Restored|Deleted/' "$out" >moved
ok 'no row of what did not move' test ! -s moved
expect 0 'with colours' funnel chart -t svg waterfall.csv
stdout_has 'Green: won. Pale: otherwise out of it.'
cat >level.csv <<'END'
from,to,closing,movement,n,value
2025-01-06,2025-01-27,,start,2,100
2025-01-06,2025-01-27,,created,1,50.5
2025-01-06,2025-01-27,,lost,1,-50.5
2025-01-06,2025-01-27,,end,2,100
END
expect 0 'as much came in as went out, and nothing was won' \
	funnel chart -t svg level.csv
stdout_has 'The open pipeline is as large as before: 50.50 came in, 50.50 went out'
stdout_has 'Snapshots of 2025-01-06 and 2025-01-27. Pale: out of it.'
expect 0 'nothing went out' sh -c "grep -v lost level.csv | funnel chart -t svg"
stdout_has 'Snapshots of 2025-01-06 and 2025-01-27.</text>'
expect 3 'currencies are no one picture' sh -c 'funnel snapshot -q \
	--waterfall 2025-01-06..2025-01-13 --value amount --currency unit \
	c-2025-01-06.csv c-2025-01-13.csv | funnel chart'
stderr_is 'funnel chart: standard input: several currencies are no one picture; snapshot --where leaves one'
done_testing
