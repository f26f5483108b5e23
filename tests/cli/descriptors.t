#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Started with standard descriptors closed: an error where one is needed,
# and none of them ever becomes a lock, a log or a file of the run.
. "$(dirname "$0")/lib.sh"

cp "$root/samples/b2b.csv" b2b.csv
bad='Bad file descriptor'

# Each command that writes, with nowhere to write to.
while read -r line; do
	expect 5 "$line >&-" sh -c "funnel $line >&- 2>err"
	ok "$line >&-: said" grep -q "standard output: $bad\$" err
done <<'END'
convert -q b2b.csv
convert -q -t json b2b.csv
convert -q -t text b2b.csv
list -q b2b.csv
retain -q --start won --return served --every month b2b.csv
survive -q --start identified --end won b2b.csv
segment -q --by channel b2b.csv
report -q -t text b2b.csv
simulate --entities 10
convert --help
--help
--version
END

expect 3 'no standard input' sh -c 'funnel convert -q - <&-'
stderr_is 'funnel convert: standard input: is closed'
expect 0 'none is needed where files are named' sh -c \
	'funnel convert -q -o out.csv b2b.csv <&- >&- 2>&-'
funnel convert -q b2b.csv >wanted.csv
same 'and the result is the same' wanted.csv out.csv

# The lowest free number would be 0, 1 or 2.
expect 5 'a lock and a log are no standard output' sh -c \
	'funnel convert -q --lock lock --log log b2b.csv <&- >&- 2>&-'
ok 'nothing in the lock' test -f lock -a ! -s lock
ok 'the log has the fault, not the result' sh -c \
	"grep -q 'standard output: $bad' log && ! grep -q identified log"
expect 5 'nor is a spill file' sh -c \
	'funnel convert -q --max-memory 64M b2b.csv <&- >&- 2>&-'
expect 0 'a chart, all of them closed' sh -c \
	'funnel chart -q -o chart.svg wanted.csv <&- >&- 2>&-'
ok 'it is whole' grep -q '</svg>' chart.svg
expect 0 'and no other file' ls -A
stdout_is b2b.csv chart.svg err lock log out.csv wanted.csv
expect 0 'nor a temporary one' ls -A "$TMPDIR"
stdout_is ''
done_testing
