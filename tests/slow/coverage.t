#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 100 pipelines of a known truth that grow, and lose faster than they win:
# the eventual rate covers the truth, everybody's usual rates do not.
set -u
: "${FUNNEL:?}"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

i=0
while [ $((i += 1)) -le 100 ]; do
	"$FUNNEL" simulate --entities 20000 --seed $i --preset b2b \
		--within 180d --truth "$work/truth" |
	"$FUNNEL" convert -q --lost 'lost' --within 180d --as-of 2025-06-30 \
		--stages identified,contacted,engaged,won,served \
		--format csv > "$work/csv" || exit 1
	sed -n 's/^"within": \[\(.*\)\],$/\1/p' "$work/truth" |
		tr -d ' ' | cut -d, -f4 | tr '\n' ',' >> "$work/seeds"
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["stage"] == "won" {
			print $at["overall"] "," $at["eventual_overall_low"] \
			    "," $at["eventual_overall_high"] "," $at["entered"]
		}' "$work/csv" | tr '\n' ',' >> "$work/seeds"
	# Lost at any stage before won.
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["step"] < 4 { lost += $at["lost"] } END { print lost }' \
		"$work/csv" >> "$work/seeds"
done

# truth, overall, low, high, won, lost
awk -F, '{
	covered += $3 <= $1 && $1 <= $4
	naive += $2 < $1 - 0.05
	closed += ($5 / ($5 + $6) < $1 - 0.02 || $5 / ($5 + $6) > $1 + 0.02)
}
END {
	print "1..4"
	print (NR == 100 ? "ok" : "not ok") " 1 - 100 seeds were run"
	print (covered >= 90 ? "ok" : "not ok") \
	    " 2 - eventual_overall covers the truth: " covered " of 100"
	print (naive == 100 ? "ok" : "not ok") \
	    " 3 - the naive rate is over 5 points too low: " naive
	print (closed == 100 ? "ok" : "not ok") \
	    " 4 - won/(won+lost) is over 2 points off: " closed
	exit !(NR == 100 && covered >= 90 && naive == 100 && closed == 100)
}' "$work/seeds"
