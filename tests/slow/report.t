#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A gnuplot that hangs: the report waits for its first picture alone, and
# with --charts-optional is written whole without any.
. "$(dirname "$0")/../cli/lib.sh"

cp -R "$root/samples" samples
mkdir fakes
cat >fakes/gnuplot <<'END_OF_FAKE'
#!/bin/sh
[ "$1" = --version ] && { echo 'gnuplot 5.4 patchlevel 4'; exit; }
exec sleep 300
END_OF_FAKE
chmod +x fakes/gnuplot
began=$(date +%s)
expect 0 'gnuplot hangs' env PATH="$work/fakes:$top/bin:/usr/bin:/bin" timeout 100 \
	funnel report --charts-optional -f samples/b2b.funnel -o report.html samples/b2b.csv
took=$(($(date +%s) - began))
stderr_has ': the report is written without'
ok "one picture was waited for ($took s)" test $took -lt 60
cp report.html "$out"
stdout_has 'could not be drawn'
stdout_has '</html>'
ok 'nothing runs on' sh -c '! ps -eo args | grep -F "$0" | grep -v grep |
	grep -q .' "$work/fakes/gnuplot"

done_testing
