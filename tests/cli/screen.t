#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What people see adds up: who entered a stage went on to the next one, or has
# a column or a word for what became of it.
. "$(dirname "$0")/lib.sh"

cp -R "$root/samples" samples

# Of a table of convert: entered = entered of the next one + the fates.
cat >adds.awk <<'END'
NR == 1 {
	n = split($0, head, /  +/)
	for (i = 1; i <= n; i++)
		at[head[i]] = i
	next
}
/^─/ { next }
/^$/ || /: / { exit }
{
	gsub(/,/, "")
	n = split($0, cell, /  +/)
	if (stages && entered != cell[2] + gone) {
		print "no sum: " entered ", " cell[2] " + " gone
		bad = 1
	}
	entered = cell[2]
	# Stage 1 has no rate: its cells stand one to the left.
	back = stages++ ? 0 : 1
	gone = 0
	split("lost skipped expired open", fates, " ")
	for (i in fates)
		if (fates[i] in at)
			gone += cell[at[fates[i]] - back]
}
END { exit bad || stages < 3 }
END
sed -n '/^    stage /,/^$/s/^    //p' "$root/README.md" >readme
ok 'the first table of the README adds up' awk -f adds.awk readme
ok 'and has who ran out of the window' grep -q '  expired  ' readme

convert() {
	funnel convert -q "$@"
}
for options in '--within 180d samples/b2b.csv' 'samples/b2b.csv' \
	'--within 30d samples/b2c.csv' '--within 60d samples/b2c.csv'; do
	convert -t text $options >shown
	ok "convert $options adds up" awk -f adds.awk shown
done

# By hand: 1 goes on, 2 is lost, 3 skips B, 4 runs out of the window, 5 and
# 6 are open at A; 1 is open at B.
cat >fates.csv <<'END'
entity,stage,time
1,A,2025-01-01
1,B,2025-01-05
2,A,2025-01-01
2,lost,2025-01-02
3,A,2025-01-02
3,C,2025-01-03
4,A,2025-01-02
5,A,2025-02-01
6,A,2025-02-02
END
fates() {
	convert -t "$1" --stages A,B,C --within 30d --as-of 2025-02-02 \
		fates.csv
}
expect 0 'every fate has its column' fates md
stdout_has '| stage | entered | of the one before | overall | eventually, within 30 d | lost | skipped | expired | open | median | median from entry |'
stdout_has ' | 1 | 1 | 1 | 2 | 4 d |' '| 1 | 0 |  | 4 d |'
stdout_has '| C | 0 | '
expect 0 'in HTML too' fates html
stdout_has '>skipped<'
stdout_has '>eventually, within 30 d<'
stdout_has '>expired<'
expect 0 'a column of 0 is none' convert -t md --stages A,B --lost x \
	--where 'entity=1|5' fates.csv
stdout_has '| stage | entered | of the one before | overall | eventually, within 4 d | open | median | median from entry |'
expect 0 'in Markdown the report has them' funnel report -q --no-charts \
	--parts funnel --stages A,B,C --within 30d --as-of 2025-02-02 \
	-o fates.md fates.csv
ok 'all of them' grep -q '| lost | skipped | expired | open |' fates.md

if command -v script >/dev/null; then
	narrow() {
		script -qec "stty cols $1; funnel convert -q --within 180d \
			${2:-} samples/b2b.csv" /dev/null | tr -d '\r'
	}
	expect 0 'where there is no room' narrow 60
	stdout_has 'ran out of the window: identified 11, contacted 12,'
	stdout_has 'engaged 17, won 6'
	stdout_has 'eventually: within 180 d'
	stdout_has 'not shown: overall · median (a wider terminal'
	expect 0 'where there is less' narrow 40
	stdout_has 'lost: identified 213, contacted 216,'
	stdout_has 'still open: identified 71,'
	stdout_has 'median time from the entry:'
	expect 0 'where there is much' narrow 130
	stdout_has '  eventually, within 180 d  '
	ok 'it is said once' sh -c \
		'! grep -q "^eventually: " "$1"' _ "$out"
	expect 0 'in blocks' narrow 60 '--by channel'
	ok 'each has its own' test "$(grep -c '^ran out of the window: ' \
		"$out")" = 4
	if speaks_chinese; then
		expect 0 'in Chinese' narrow 60 '--lang zh'
		stdout_has '超出窗口：identified 11，contacted 12，'
		stdout_has '最终转化率：窗口 180 天'
	fi
fi

done_testing
