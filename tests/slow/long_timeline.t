#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One id with a million events, as a robot leaves: whatever is asked for
# costs by the event.  What is linear takes 0.2 to 4 s of processor time,
# what reads the timeline anew for each attempt or session takes many
# minutes: 20 s tell them apart on any machine.
. "$(dirname "$0")/../cli/lib.sh"

# Stages by a generator of Lehmer's, an event a minute.
awk 'BEGIN {
	print "id,stage,time,channel"
	for (i = 0; i < 1000000; i++) {
		x = i ? x * 48271 % 2147483647 : 1
		print "x," substr("abcd", x % 4 + 1, 1) "," \
			1672531200 + 60 * i "," substr("pq", x % 2 + 1, 1)
	}
}' >robot.csv
# Nothing but a below, and the rest at the end: every a may be the entry.
awk -F, 'NR > 1 && NR < 999900 { $2 = "a" } { print $1 "," $2 "," $3 "," $4 }
	' robot.csv >late.csv

log=robot
linear() {
	expect 0 "$log: $*" sh -c 'ulimit -t 20; exec "$@"' sh funnel "$@" -q \
		--threads 1 --entity id --time-format epoch-s $log.csv
}

stages='--stages a,b,c,d'
lost='--stages a,b,c --lost d'
for log in robot late; do
	for entry in best latest; do
		linear convert $stages --entry $entry
		linear convert $stages --entry $entry --step-within 3m
	done
	linear list $stages --count attempts
	linear explain --id x $stages
done
log=robot
linear convert $stages --entry best --min-gap 1m --step-within 1h
linear convert $stages --entry best --order any --within 1d
linear convert $stages --entry best --having 'channel=p|q'
linear convert $stages --order touch
linear list $stages --count attempts --order strict
linear list $stages --count attempts --order any --within 1h
linear list $stages --count attempts --order reach
linear list $stages --count attempts --by channel --attribute last
linear list $stages --count attempts --stay cumulative
linear list $stages --count attempts --optional b
linear list $lost --count attempts --reopen new
linear list --stages a,b,c --count attempts --exclude d:a..c
linear flow $stages
linear convert $stages --session 30s
linear list $stages --session 30s
linear explain --id x $stages --session 30s

done_testing
