#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 2,000 pipelines of a known truth, each a group: a fast step before a slow
# one, twice as many entries at the end, none, 10 or 30 % of the losses
# re-opened, 100 and 1,000 entities.  eventual_overall and eventual cover
# the truth at least 92 times of 100.  The simulator is this one; the truth
# is what it makes of 400,000 entities that are watched to the end.
set -u
: "${FUNNEL:?}"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
days=720 window=180 groups=2000

# simulate GROUPS N REOPENED SEED LAST: rows group,entity,stage,time up to day
# LAST; times of whole days since 2022-01-01.
cat >"$work/simulate.awk" <<'END'
function wait(mean) { return -mean * log(1 - rand()) }
function entry(  u) {
	# Density 1 + t / days: twice as many at the end.
	u = rand()
	return days * (sqrt(1 + 3 * u) - 1)
}
function row(stage, time) {
	if (int(time) <= last)
		printf "%d,%d-%d,%s,%d\n", g, g, i, stage, int(time)
}
# Goes on or is lost, whichever is first; a loss may be re-opened.
function step(stage, to, mean, mean_lost,  go, lose) {
	while (1) {
		go = wait(mean)
		lose = wait(mean_lost)
		if (go <= lose) {
			now += go
			row(to, now)
			return 1
		}
		now += lose
		row("lost", now)
		if (rand() >= reopened)
			return 0
		now += wait(15)
		row(stage, now)
	}
}
BEGIN {
	srand(seed)
	for (g = 1; g <= groups; g++)
		for (i = 1; i <= n; i++) {
			now = entry()
			row("in", now)
			if (step("in", "mid", 8, 16))
				step("mid", "won", 70, 150)
		}
}
END
simulate() {
	awk -v groups="$1" -v n="$2" -v reopened="$3" -v seed="$4" \
		-v last="$5" -v days=$days -f "$work/simulate.awk" /dev/null
}
# Days as seconds, which the program reads as dates' midnights.
convert() {
	{ echo g,id,stage,time; awk -F, -v OFS=, '{ $4 = 1640995200 + 86400 * $4
		print }'; } | "$FUNNEL" convert -q --entity id --stage stage \
		--time time --stages in,mid,won --lost lost \
		--within ${window}d --by g --max-groups 10000 -t csv "$@"
}
test=0 bad=0
for n in 100 1000; do
	for reopened in 0 .1 .3; do
		simulate 1 400000 $reopened 7 100000 |
			convert --as-of 2300-01-01 >"$work/truth"
		simulate $groups $n $reopened 11 $days |
			convert --as-of 2023-12-22 >"$work/found"
		awk -F, 'FNR == 1 {
			file++
			for (i = 1; i <= NF; i++)
				at[$i] = i
			next
		}
		function count(column, k) {
			k = $at["stage"] " " column
			all[k]++
			if ($at[column] == "NA")
				unknown[k]++
			else if ($at[column "_low"] <= truth[k] &&
			    truth[k] <= $at[column "_high"])
				covered[k]++
		}
		function keep(column) {
			truth[$at["stage"] " " column] = $at[column]
		}
		$at["step"] == 1 {
			next
		}
		file == 1 {
			keep("eventual")
			keep("eventual_overall")
			next
		}
		{
			count("eventual")
			count("eventual_overall")
		}
		END {
			for (k in all)
				printf "%s %.4f %d %d %d\n", k, truth[k],
				    covered[k], unknown[k], all[k]
		}' "$work/truth" "$work/found" | sort >"$work/lines"
		while read -r stage column truth covered unknown all; do
			known=$((all - unknown))
			what="$column of $stage, n = $n, $reopened re-opened, truth $truth: $covered of $known"
			if [ "$all" -eq $groups ] && [ $((known * 10)) -ge $((all * 8)) ] &&
				[ $((covered * 100)) -ge $((known * 92)) ]; then
				echo "ok $((test += 1)) - $what"
			else
				echo "not ok $((test += 1)) - $what"
				bad=1
			fi
		done <"$work/lines"
	done
done
echo "1..$test"
[ $test -eq 24 ] && exit $bad
exit 1
