#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel explain: one small log under every policy; each clause of these
# sentences was worked out by hand from the rules that funnel-convert(1)
# states.
. "$(dirname "$0")/lib.sh"

cat >log.csv <<-'EOF'
	id,stage,date,place
	a,B,2025-01-01,x
	a,A,2025-01-02,x
	a,C,2025-01-03,y
	a,B,2025-01-04,y
	a,B,2025-01-04,z
	a,L,2025-01-05,
	a,A,2025-01-06,w
	a,Q,2025-01-06,w
	a,L,2025-01-07,w
	a,A,2025-01-20,w
	a,C,2025-01-30,w
	a,C,2025-02-30,w
	a,C,soon,w
	b,A,2025-01-01,w
	b,B,2025-01-01,w
	c,B,2025-01-03,
	d,A,2025-01-03,
	d,A,2025-01-05,
	d,B,2025-01-05,
	e,A,2025-01-03,
	e,B,2025-01-04,
	e,A,2025-01-06,
	g,L,2025-01-05,
EOF
told='--entity id --stage stage --time date --stages A,B,C --lost L --bad-rows skip'
# To the definition, from below the title.
explain() {
	funnel explain -q -t text $told "$@" log.csv |
		sed '1,4d; /^funnel explain/,$d'
}
expect 0 'every kind of row' explain --id a --as-of 2025-01-25 \
	--within 10d --where place!=z
stdout_is <<-'EOF'
	a
	─

	· 2025-01-01 “B” (line 2): comes before the entry, on 2025-01-02: passed over
	· 2025-01-02 “A” (line 3): enters the funnel at A: the clock starts
	· 2025-01-03 “C” (line 4): comes too early: B has to be reached first; passed
	  over
	· 2025-01-04 “B” (line 5): reaches B, 2 days after A
	· 2025-01-04 “B” (line 6): is left out by --where
	· 2025-01-05 “L” (line 7): ends it as lost; but the event of 2025-01-06 opens it
	  again
	· 2025-01-06 “A” (line 8): is A again: only the first entry counts, and its
	  clock runs on; it opens the lost deal again
	· 2025-01-06 “Q” (line 9): is in no stage and no outcome of the funnel: passed
	  over
	· 2025-01-07 “L” (line 10): ends it as lost: no event of the funnel follows in
	  time
	· 2025-01-20 “A” (line 11): comes after the window, which ended on 2025-01-12:
	  passed over
	· 2025-01-30 “C” (line 12): lies after 2025-01-25, up to which the data speak:
	  passed over
	· 2025-02-30 “C” (line 13): cannot be used: time not in the calendar
	· soon “C” (line 14): cannot be used: unknown time

	It got to B and was lost on 2025-01-07, after 1 day there.

	funnel convert counts it as entered in A, B; as advanced from A; as lost at B.

EOF
expect 0 'in Chinese' explain --id d --lang zh
stdout_is <<-'EOF'
	d
	─

	· 2025-01-03“A”（第 18 行）：于“A”进入漏斗，开始计时
	· 2025-01-05“A”（第 19 行）：再次“A”：只有首次进入有效，计时继续
	· 2025-01-05“B”（第 20 行）：到达“B”，距“A”2 天

	它到达了“B”，仍在进行中：截至 2025-01-30，已停留 25 天。

	funnel convert 将它计为进入 A、B；计为由 A 晋级；计为在“B”进行中。

EOF

# says WHAT TEXT OPTION...: one clause among all, lines unfolded.
says() {
	what=$1 text=$2
	shift 2
	explain "$@" | tr '\n' ' ' | tr -s ' ' >found
	ok "$what" grep -qF -e "$text" found || comment <found
}
says 'ties against' '(line 16): has the very time of A: by --ties against that is no order' \
	--id b --ties against
says 'ties for' '(line 16): reaches B at the very time of A: equal times count as in order' \
	--id b
says 'no entry' '(line 17): counts for nothing: there is no entry before it, by an event of A' \
	--id c
says 'and its verdict' 'It never entered the funnel: no event of A counts.' --id c
says 'a repeat' '(line 6): repeats line 5, with the same stage and time: counted once' \
	--id a
says 'another entry' '(line 18): could be an entry too; by --entry latest that of 2025-01-05 counts' \
	--id d --entry latest
says 'too soon' '(line 20): comes sooner after A than --min-gap allows' \
	--id d --min-gap 3d
says 'reach' '(line 2): enters the funnel at B, so that it passed A before: the clock starts' \
	--id a --order reach
says 'any' '(line 4): is another of the funnel'"'"'s stages: 3 of them are seen now' \
	--id a --order any
says 'strict' '(line 4): is out of turn; in strict order that takes the chain back to its start' \
	--id a --order strict
says 'touch' 'It was seen at the stages below, each for itself.' \
	--id a --order touch
says 'exclusion' '(line 4): ends it as lost, by --exclude' --id a --exclude C
says 'what is excluded' 'It got to A, where --exclude ended it on 2025-01-03.' \
	--id a --exclude C
says 'an entity dropped' '(line 9): drops the entity altogether: --exclude-entity' \
	--id a --exclude-entity Q
says 'an optional stage' '(line 20): is seen at B on the way, which is optional' \
	--id d --optional B
says 'another attempt' 'It got to A and was lost on 2025-01-07, after 1 day there.' \
	--id a --count attempts --reopen new
says 'from' 'It does not count: its entry, on 2025-01-03, lies before --from.' \
	--id d --from 2025-02-01
says 'having' 'It does not count: its entry, on 2025-01-03, does not pass --having.' \
	--id d --having place=w
says 'window' 'It got to B; there its window ended, on 2025-01-13.' \
	--id d --within 10d
says 'group and cohort' 'as open at B; in the group place w; in the cohort of 2025-01-01.' \
	--id b --by place --every month
says 'moved away' 'It got to B, moved away from it again on 2025-01-06, and is still open as of 2025-01-06.' \
	--id e --as-of 2025-01-06
says 'skipped' '(line 4): comes too early: B has to be reached first; passed over; so it went on without the next stage in order, and counts as skipped' \
	--id a --as-of 2025-01-06
says 'and its verdict' 'It got to B and went on without the next stage in order: it is skipped, no longer open, since 2025-01-04.' \
	--id a --as-of 2025-01-06
says 'where it counts' '; as skipped at B.' --id a --as-of 2025-01-06
says 'an outcome alone' '(line 24): is all that was seen of it: by --order reach it passed A too, and is lost at once' \
	--id g --order reach
says 'and its verdict' 'It was never seen but at its outcome, on 2025-01-05: it passed A too, and is lost there.' \
	--id g --order reach

# For machines: a row each, and the verdict.
expect 0 'as CSV' funnel explain -q $told --id d --within 10d log.csv
stdout_is 'entity,attempt,file,line,time,value,rule,stage,since,why' \
	'd,1,log.csv,18,2025-01-03,A,step,A,2025-01-03,enters the funnel at A: the clock starts' \
	'd,1,log.csv,19,2025-01-05,A,again,A,2025-01-03,"is A again: only the first entry counts, and its clock runs on"' \
	'd,1,log.csv,20,2025-01-05,B,step,B,2025-01-03,"reaches B, 2 days after A"' \
	'd,1,,,2025-01-13,,expired,B,2025-01-03,"It got to B; there its window ended, on 2025-01-13."'
cp "$out" d.csv
expect 0 'no language in it' funnel explain -q --lang zh $told --id d \
	--within 10d log.csv
same 'the same bytes' "$out" d.csv
funnel explain -q $told --id d --within 10d --threads 3 - <log.csv |
	sed 's/<standard input>\|standard input/log.csv/' >stdin.csv
same 'from a pipe, with three threads' stdin.csv d.csv

# Several entities, several files; what is not there is said.
sed 's/^a/z/' log.csv >two.csv
expect 0 'of two files' funnel explain -t text $told --id z --id b \
	--id ghost log.csv two.csv
stdout_has '2025-01-02 “A” (two.csv:3): enters the funnel at A'
stdout_has '2025-01-01 “A” (two.csv:15): repeats log.csv:15, with the same'
stderr_has 'funnel explain: no row is of "ghost"'
expect 4 'none is there' funnel explain -q $told --id ghost log.csv
stderr_is 'funnel explain: no row is of "ghost"; ids are taken byte for byte, and funnel list --all has them'
expect 2 'nobody' funnel explain log.csv
stderr_is 'funnel explain: whom? Say --id ID; funnel list has the ids'
expect 3 'a bad row ends the run, as everywhere' funnel explain -q \
	--entity id --stages A,B,C --id d log.csv
expect 2 'no column is known for ids' funnel explain -q --id d \
	--stages A,B --bad-rows skip log.csv
stderr_has 'say --entity'
expect 0 'a funnel file names the column' funnel explain -q -t text \
	-f "$root/samples/b2b.funnel" --id L-0000238 "$root/samples/b2b.csv"
stdout_has 'B2B pipeline'
expect 5 'a full disk' sh -c "funnel explain -q $told --id d log.csv >/dev/full"
stderr_is 'funnel explain: standard output: No space left on device'

# Rows below the table have no part, also where one begins with a word.
printf 'id,stage,date\na,A,2025-01-01\na,B,2025-01-02\n\nTotal,,\n2 rows,,\n' \
	>below.csv
expect 4 'a footer is no entity' funnel explain -q --entity id --stages A,B \
	--id Total below.csv
stderr_is 'funnel explain: no row is of "Total"; 2 footers below the table take no part; ids are taken byte for byte, and funnel list --all has them'
sed '$d' below.csv >one.csv
expect 4 'one of them' funnel explain -q --entity id --stages A,B --id Total \
	one.csv
stderr_is 'funnel explain: no row is of "Total"; 1 footer below the table takes no part; ids are taken byte for byte, and funnel list --all has them'

# A row of which nobody knows when.
printf 'id,stage,date,undated\na,A,2025-01-01,\na,B,2025-01-09,1\n' >marked.csv
expect 0 'undated' funnel explain -q --entity id --stages A,B --id a marked.csv
stdout_has 'reaches B, 8 days after A; nobody knows when (undated): by this time, and no duration counts it'
stdout_has 'marked.csv,2,2025-01-01,A,step,A,2025-01-01,enters the funnel at A: the clock starts'

# Nothing of the data is markup, or drives a terminal.
printf 'id,stage,date\n<b>,A,2025-01-01\n<b>,\033[31m*Q*,2025-01-02\n' >evil.csv
two='-q --entity id --stages A,B --id <b>'
expect 0 'as HTML' funnel explain $two -t html evil.csv
ok 'text stays text' sh -c "! grep -q '<b>\|$(printf '\033')' '$out'"
expect 0 'as text' funnel explain $two -t text evil.csv
ok 'no escape' sh -c "! grep -q '$(printf '\033')' '$out'"
expect 0 'as Markdown' funnel explain $two -t md evil.csv
stdout_has '\*Q\*'

# What it says of entities is what convert counts, and list shows.
funnel simulate --entities 300 --seed 3 >sim.csv
for policy in '' '--within 60d --order strict' '--entry best --within 30d' \
	'--ties against --order any --ties for' '--order reach'; do
	set -- $(cut -d, -f1 sim.csv | sort -u | sed '/lead_id/d; s/^/--id /')
	funnel explain -q $policy -t csv "$@" sim.csv | awk -F, '
		$4 == "" && $2 != "" { print $1, $8, $7 }' | sort >said
	funnel list -q $policy -t csv sim.csv | awk -F, 'NR > 1 {
		print $1, $2, $3 }' | sort >listed
	same "all entities of a simulated log: $policy" said listed
done

# Of more rows than are handed over at once, too.
awk 'BEGIN { print "id,stage,time"
	for (i = 0; i < 3000; i++)
		print "x,in," 1700000000 + 60 * i }' >many.csv
expect 2 'a row that is nowhere in many' funnel explain -q --id x --stages in \
	--time-format epoch-s -t csv --entity id --fail-if 'line(nope)>3' many.csv
stderr_is 'funnel explain: --fail-if: no row of the result has "nope"'
expect 1 'a row among many' funnel explain -q --id x --stages in \
	--time-format epoch-s -t csv --entity id --fail-if 'line>3000' many.csv
stderr_has 'line'

done_testing
