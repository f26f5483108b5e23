#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --every hour, by hand: by the wall clock of --tz.
. "$(dirname "$0")/lib.sh"

# In Berlin the clock goes back from 3:00 to 2:00 on 2025-10-26, 01:00 UTC:
# a at 1:59, b at 2:10 and c at 2:10 once more, d at 3:00.
cat >log.csv <<'END'
entity,stage,time
a,in,2025-10-25T23:59:00Z
b,in,2025-10-26T00:10:00Z
c,in,2025-10-26T01:10:00Z
c,won,2025-10-26T01:30:00Z
d,in,2025-10-26T02:00:00Z
d,won,2025-10-26T04:30:00Z
END
log='--stages in,won --tz Europe/Berlin log.csv'

expect 0 'an hour that is shown twice is one' sh -c "funnel convert -q \
    --every hour --within 1h $log | cut -d, -f1-5"
stdout_is 'cohort,complete,step,stage,entered' \
    '2025-10-26T01:00,true,1,in,1' '2025-10-26T01:00,true,2,won,0' \
    '2025-10-26T02:00,true,1,in,2' '2025-10-26T02:00,true,2,won,1' \
    '2025-10-26T03:00,true,1,in,1' '2025-10-26T03:00,true,2,won,0'

# Its last moment is 03:59:59, whose window of 2 h ends after as-of.
expect 0 'an hour is whole when its last entry had the time' sh -c "funnel \
    convert -q --every hour --within 2h $log | cut -d, -f1-3"
stdout_is 'cohort,complete,step' '2025-10-26T01:00,true,1' \
    '2025-10-26T01:00,true,2' '2025-10-26T02:00,true,1' \
    '2025-10-26T02:00,true,2' '2025-10-26T03:00,false,1' \
    '2025-10-26T03:00,false,2'

expect 0 'list names the hour' sh -c "funnel list -q --every hour $log |
    cut -d, -f1,2"
stdout_is 'entity,cohort' 'a,2025-10-26T01:00' 'b,2025-10-26T02:00' \
    'c,2025-10-26T02:00' 'd,2025-10-26T03:00'
expect 0 'and so does explain' sh -c "funnel explain -q --id c -t text --every hour \
    $log | grep -c '2025-10-26T02:00'"
stdout_is 1

# c is back in its own hour, d in the second after it, which is not over.
expect 0 'retention by hours' sh -c "funnel retain -q --every hour \
    --periods 2 --start in --return won $log | cut -d, -f1-5 | grep -v '('"
stdout_is 'cohort,size,period,retained,rate' \
    '2025-10-26T01:00,1,0,0,0' '2025-10-26T01:00,1,1,0,0' \
    '2025-10-26T01:00,1,2,0,0' '2025-10-26T02:00,2,0,1,0.5' \
    '2025-10-26T02:00,2,1,0,0' '2025-10-26T02:00,2,2,0,0' \
    '2025-10-26T03:00,1,0,0,0' '2025-10-26T03:00,1,1,0,0' \
    '2025-10-26T03:00,1,2,1,NA'

expect 0 'a chart of hours' sh -c "funnel convert -q --every hour \
    --within 1h $log | funnel chart -t text | grep -c '2025-10-26T0'"
stdout_is 3

# Every hour of a week is one of its day.
awk 'BEGIN { print "entity,stage,time"; srand(4)
	for (i = 0; i < 500; i++) {
		printf "%d,in,2025-03-%02dT%02d:%02d:00Z\n", i, 27 + rand() * 5,
		    rand() * 24, rand() * 60
	} }' >week.csv
for every in hour day; do
	funnel convert -q --every $every --stages in,won --tz Europe/Berlin \
	    week.csv | awk -F, '$3 == "in" { n[substr($1, 1, 10)] += $4 }
	    END { for (d in n) print d, n[d] }' | sort >$every.txt
done
expect 0 'hours add up to days' cmp hour.txt day.txt

printf 'entity,stage,time\na,in,2025-01-01\na,won,2025-01-02\n' >dates.csv
expect 2 'dates have no hours' funnel convert -q --every hour \
    --stages in,won dates.csv
stderr_is 'funnel convert: --every hour: the times are dates, without hours; say day, week, month, quarter or year'
# A part alone does not know whether others have times: as such it merges.
save='funnel convert --partial --entity entity --stage stage --time time
    --time-format iso --encoding UTF-8 --as-of 2025-02-01 --tz UTC
    --every hour --stages in,won'
expect 2 'nor has a part of dates' $save dates.csv
stderr_is 'funnel convert: --every hour: this part has dates alone, without hours; where other parts have times, write its dates as times, such as 2025-01-31T00:00'
printf 'entity,stage,time\nb,in,2025-01-01T05:00\nb,won,2025-01-02T06:00\n' \
    >times.csv
sed '1!s/$/T00:00/' dates.csv >midnights.csv
{
	cat dates.csv
	sed 1d times.csv
} >both.csv
funnel convert -q --as-of 2025-02-01 --tz UTC --every hour --stages in,won \
    both.csv >whole.csv
$save -q -o a.fold midnights.csv
$save -q -o b.fold times.csv
expect 0 'its dates as times merge' funnel merge -q -o merged.csv a.fold b.fold
same 'to what one run over dates and times says' whole.csv merged.csv
expect 2 'nor have snapshots' funnel snapshot -q --every hour dates.csv
stderr_is 'funnel snapshot: --every hour: a day has one snapshot; say day, week, month, quarter or year'
done_testing
