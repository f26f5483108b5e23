#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Reports of pipelines in which nothing is: steps alike, groups alike,
# nothing changes.  At most 8 % of them name a weakest step, a longest one, a
# group or a change; none calls more than it tested.
. "$(dirname "$0")/../cli/lib.sh"

# Deals enter at random over 18 months; half go on from each stage, after
# 10 days on average, or are lost; amounts are log-normal.
simulate() {
	awk -v seed="$1" 'function days() { return -10 * log(1 - rand()) }
	function at(t) { return strftime("%Y-%m-%dT%H:%M:%S", t, 1) }
	function put(stage, t, amount) {
		if (t < end)
			print i "," stage "," at(t) "," c "," o "," amount
	}
	BEGIN {
		srand(seed)
		t = begin = 1704067200
		end = begin + 547 * 86400
		print "deal_id,stage,time,channel,owner,amount"
		for (i = 1; ; i++) {
			t += -log(1 - rand()) * 547 * 86400 / 1500
			if (t >= end)
				break
			c = "c" int(4 * rand())
			o = "o" int(10 * rand())
			put("a", t, "")
			u = t + 86400 * days()
			for (k = 2; k <= 4; k++) {
				if (rand() < .5) {
					put("lost", u, "")
					break
				}
				z = sqrt(-2 * log(1 - rand()))
				z *= cos(6.283185 * rand())
				amount = k < 4 ? "" : int(exp(8 + z))
				put(substr("abcd", k, 1), u, amount)
				u += 86400 * days()
			}
		}
	}'
}

runs=${RUNS:-400}
named=0
run=0
while [ $run -lt "$runs" ]; do
	run=$((run + 1))
	simulate $run >null.csv
	funnel report -q --no-charts -t md --stages a,b,c,d --lost lost \
		--within 60d --by channel,owner --value amount \
		--as-of 2025-06-30 null.csv >null.md || break
	if grep -E '^[0-9]+\. ' null.md | grep -qv stuck ||
	    grep -qE 'weakest step is|It takes longest|changed most surely|beyond chance \(q [<=] |not alike over time' \
	    null.md; then
		named=$((named + 1))
		echo "# run $run:"
		grep -E '^[0-9]+\. |weakest step is|It takes longest|changed most|not alike' \
			null.md | sed 's/^/# /'
	fi
done
ok "all $runs reports were written" test $run -eq "$runs"
ok "$named of $runs name something: at most 8 %" \
	test $((named * 100)) -le $((runs * 8))
done_testing
