#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A gnuplot that hangs, or works without end, is stopped after 30 s, and so
# is what it started; no half picture.
. "$(dirname "$0")/../cli/lib.sh"

mkdir fakes
funnel convert -q "$root/samples/b2b.csv" >result.csv
says='[ "$1" = --version ] && { echo "gnuplot 5.4 patchlevel 4"; exit; }'
for way in 'exec sleep 300' 'while :; do :; done' 'trap "" TERM INT HUP
read line </dev/zero'; do
	printf '#!/bin/sh\n%s\n%s\n' "$says" "$way" >fakes/gnuplot
	chmod +x fakes/gnuplot
	echo old >old.png
	began=$(date +%s)
	expect 5 "$way" env PATH="$work/fakes:/usr/bin:/bin:$top/bin" \
		funnel chart -o old.png result.csv
	took=$(($(date +%s) - began))
	stderr_is 'funnel chart: gnuplot did not finish in 30 s and was stopped' \
		"  try again when the machine is less busy, or look at $work/fakes/gnuplot"
	ok "$way: in time, $took s" test "$took" -ge 29 -a "$took" -le 40
	ok "$way: the old picture stands" grep -qx old old.png
	ok "$way: nothing runs on" sh -c '! ps -eo args | grep -F "$0" |
		grep -v grep | grep -q .' "$work/fakes/gnuplot"
	ok "$way: no temporary file" sh -c '[ -z "$(ls -A "$TMPDIR")" ]'
done

done_testing
