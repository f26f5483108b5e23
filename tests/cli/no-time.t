#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Logs without times: by hand.
. "$(dirname "$0")/lib.sh"

cat >log.csv <<'END'
entity,stage,source,amount
1,lead,ads,
1,won,ads,10
2,lead,seo,
3,won,ads,5
3,lead,ads,
4,lead,seo,
4,lost,seo,
5,lead,,
5,lead,,
6,won,seo,1
END
convert() {
	funnel convert --no-time --stages lead,won --lost lost "$@"
}
expect 0 'the order of stages is the order' convert log.csv
stdout_is <<'END'
step,stage,entered,advanced,lost,skipped,expired,open,rate,rate_low,rate_high,overall,overall_low,overall_high,mature_n,mature_rate,mature_rate_low,mature_rate_high,eventual,eventual_low,eventual_high,eventual_overall,eventual_overall_low,eventual_overall_high,eventual_days,from_entry_median_days,from_entry_median_days_low,from_entry_median_days_high,from_entry_p25_days,from_entry_p75_days,from_entry_p90_days,median_days,median_days_low,median_days_high,p25_days,p75_days,p90_days,ties
1,lead,5,2,1,0,0,2,,,,1,1,1,,,,,,,,,,,,,,,,,,,,,,,,
2,won,2,,,,,,0.4,0.117620774233,0.769275718724,0.4,0.117620774233,0.769275718724,,,,,,,,,,,,,,,,,,,,,,,,
END
stderr_is <<'END'
funnel convert: taken as entity "entity", stage "stage"
funnel convert: rows: 10 read = 9 used + 1 repeat + 0 rejected + 0 filtered
funnel convert: 1 of 6 entities never entered, first seen at: won 1; --order reach counts those of a later stage too
END
cp "$out" wanted.csv
{ head -n 1 log.csv; sed 1d log.csv | tac; } >reversed.csv
expect 0 'also of rows in another order' convert -q --threads 3 reversed.csv
same 'the same' wanted.csv "$out"
expect 0 'a column of times is not looked at' sh -c "sed 's/\$/,soon/;1s/soon/time/' \
	log.csv | funnel convert -q --no-time --stages lead,won --lost lost"
same 'the same' wanted.csv "$out"
expect 0 'groups, amounts, other orders' convert -q --order reach --by source \
	--value amount --total -t json log.csv
stdout_has '"times": "none"'
stdout_has '"source": "(total)", "step": 2, "stage": "won", "entered": 3'
expect 0 'for people' convert -q -t text log.csv
stdout_is <<'END'
stage  entered  of the one before  overall  lost  open
──────────────────────────────────────────────────────
lead         5                        100%     1     2
won          2  40.0% (11.8–76.9)    40.0%

funnel convert 1.0.0 · stages lead → won · outcomes lost · order ordered · entry
first · ties for · level 0.95 · times none · entities 6 · rows 10 read = 9 used
+ 1 repeat + 0 rejected + 0 filtered · balance 6 = 5 entered + 0 outside + 1
never entered (won 1)
END
expect 0 'list' funnel list -q --no-time --stages lead,won --lost lost log.csv
stdout_is entity,stage,outcome,lead_at,won_at,days_in_stage,days_total,last_at \
	1,won,completed,,,,, 2,lead,open,,,,, 3,won,completed,,,,, \
	4,lead,lost,,,,, 5,lead,open,,,,,
expect 0 'what is understood' funnel convert --dry-run -q --no-time \
	--stages lead,won --lost lost log.csv
stdout_is item,value,rows file,log.csv, encoding,UTF-8, 'delimiter,",",' \
	header_line,1, entity,entity, stage,stage, \
	'rows,10 read = 9 used + 1 repeat + 0 rejected + 0 filtered,' \
	entities,6, stage,lead,6 stage,won,3 outcome,lost,1 \
	'by,source: 2 values,' 'command,"funnel convert --entity entity --stage stage --no-time --stages lead,won --lost lost --quiet log.csv",'
# 2 of 2 against 0 of 3: twice half of 1 in (5 over 2) is the mid-p.
expect 0 'segment tests: nobody is waited for' funnel segment --no-time -q \
	--stages lead,won --lost lost --by source log.csv
cell_is 0.1 "$out" p source=ads
ok 'and has no column of who is open' sh -c '! grep -q open "$1"' - "$out"
for n in 0 1; do
	awk -F, -v n=$n 'NR == 1 || $1 % 2 == n' log.csv |
		convert -q --partial --entity entity --stage stage \
		--encoding UTF-8 >part$n
done
expect 0 'parts' funnel merge -q part1 part0
same 'make the whole' wanted.csv "$out"

expect 2 'a log without times wants the option' funnel convert \
	--stages lead,won log.csv
stderr_is 'funnel convert: log.csv: which column is the time? say --time' \
	'  columns: entity, stage, source, amount' \
	'  --no-time: there is none, and stages were passed in their order'

# import makes one of a table of flags.
cat >flags.csv <<'END'
Prospect ID,Lead Source,Converted,Visits
a1,Google,0,3
a2,Direct,1,5
a3,Google,1,0
a4,,0,
END
import() {
	funnel import --entity 'Prospect ID' "$@" flags.csv
}
expect 0 'flags' import --keep 'Lead Source' --event lead \
	--event 'visited if Visits>0' --event 'won if Converted=1'
stdout_is 'entity,stage,Lead Source' a1,lead,Google a1,visited,Google \
	a2,lead,Direct a2,visited,Direct a2,won,Direct a3,lead,Google \
	a3,won,Google a4,lead,
stderr_is <<'END'
funnel import: 4 rows read, 8 events written; 0 rows gave no event, 0 have no entity, 0 have a wrong number of fields
funnel import: no --event has a date: the log has no times, which --no-time is for
funnel import: lead: 4 events, 0 where the condition does not hold
funnel import: visited: 2 events, 1 where the condition does not hold, 1 where it cannot be compared
funnel import: won: 2 events, 2 where the condition does not hold
END
cp "$out" lead.csv
expect 0 'to the first right number' funnel convert -q --no-time \
	--stages lead,won lead.csv
cell_is 0.5 "$out" rate stage=won
expect 2 'a column is no stage' import --event Converted
stderr_is 'funnel import: --event: "Converted": expected STAGE=COLUMN, STAGE=COLUMN if COLUMN=VALUE, or STAGE if COLUMN=VALUE'
expect 2 'every row at no date, beside dates' import --event lead \
	--event won=Visits
stderr_is 'funnel import: --event: "lead" has no date, where others have one: expected STAGE=COLUMN'
expect 2 'import is about times or none by itself' import --no-time \
	--event lead
stderr_has 'no option "--no-time"'

# What is about time.
refuses() {
	_command=$1 _option=$2
	shift
	expect 2 "$_command: $_option" funnel "$_command" --no-time "$@" log.csv
	stdout_is ''
	if [ "$_option" ]; then
		stderr_is "funnel $_command: $_option wants times, and with --no-time there are none"
	fi
}
refuses convert --within 30d
refuses convert --step-within 30d
refuses convert --min-gap 30d
refuses convert --calendar hours=08:00-18:00
refuses convert --every month
refuses convert --week-start sunday
refuses convert --from 2025-01-01
refuses convert --to 2025-01-01
refuses convert --as-of 2025-01-01
refuses convert --time source
refuses convert --time-format iso
refuses convert --tz Asia/Shanghai
refuses convert --ties against
refuses convert --count attempts
refuses convert --reopen new
refuses convert --sensitivity
refuses list --stuck-over 3d
refuses segment --within 3d
for command in 'survive --start lead --end won' 'retain --every month' report \
	'explain --id 1' 'compare --variant source --control ads'; do
	expect 2 "$command" funnel $command --no-time log.csv
	stderr_is "funnel ${command%% *}: --no-time: ${command%% *} is about when things happen; convert, segment and list also tell what happened at all"
done
printf '[policy]\nwithin = 30d\n' >my.funnel
expect 2 'of a funnel file too' convert -f my.funnel log.csv
stderr_is 'funnel convert: --within wants times, and with --no-time there are none'
expect 4 'what cannot be told' convert -q --fail-if 'eventual(won)<0.5' log.csv
done_testing
