#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --attribute STAGE: groups by the value at a stage.  Against the rows of the
# log, and by hand.
. "$(dirname "$0")/lib.sh"

# 20,000 timelines in which no two rows of an entity are of one second.
awk 'BEGIN { srand(4)
	print "id,stage,time,owner"
	for (i = 0; i < 20000; i++) {
		at = int(rand() * 9e5)
		for (k = int(1 + rand() * 8); k > 0; k--) {
			printf "%d,%s,2025-11-%02dT%02d:%02d:%02dZ,%s\n", i,
			    substr("aabbbccdlx", 1 + rand() * 10, 1),
			    1 + at / 86400, at / 3600 % 24, at / 60 % 60,
			    at % 60, rand() < .1 ? "" : \
			    substr("pqrs", 1 + rand() * 4, 1)
			at += 1 + int(rand() * 90000)
		}
	} }' >log.csv

# The owner of the row that list says it was there by; - for none of it.
of_log() {
	awk -F, -v column="$1" 'NR == FNR { owner[$1 "," $3] = $4; next }
	FNR == 1 { for (i = 1; i <= NF; i++) if ($i == column) at = i; next }
	{ o = $at == "" ? "" : owner[$1 "," $at]
	print $1 "," (o == "" ? "(none)" : o) }' log.csv "$2"
}

stages='--entity id --stages a,b,c,d --lost l --as-of 2025-11-30'
while read -r policy; do
	funnel list -q $stages $policy log.csv >times.csv
	of_log b_at times.csv >wanted.txt
	funnel list -q $stages $policy --by owner --attribute b log.csv |
	    sed 1d | cut -d, -f1,2 >got.txt
	same "the value at a stage: ${policy:-alone}" wanted.txt got.txt
	# Of one attempt each, the groups of convert are those of list.
	case $policy in *attempts*) continue ;; esac
	cut -d, -f2 got.txt | sort | uniq -c | awk '{ print $2 "," $1 }' |
	    LC_ALL=C sort >counts.txt
	funnel convert -q $stages $policy --by owner --attribute b log.csv |
	    awk -F, '$3 == "a" { print $1 "," $4 }' | LC_ALL=C sort >got.txt
	same "convert counts the same: ${policy:-alone}" counts.txt got.txt
done <<'END'

--within 5d
--within 5d --ties against
--entry best --within 3d
--entry latest --within 3d
--exclude x:a..c --within 9d
--exclude-entity x
--optional c
--optional b
--optional b,c --within 9d
--order strict
--count attempts --within 3d
END

cat >deals.csv <<'END'
entity,time,stage,owner
a,2025-01-01,in,x
a,2025-01-02,demo,y
a,2025-01-03,won,z
b,2025-01-01,in,x
b,2025-01-02,demo,y
c,2025-01-01,in,x
d,2025-01-01,in,x
d,2025-01-02,demo,
d,2025-01-03,won,y
e,2025-01-05,in,q
END
of='--stages in,demo,won --by owner --attribute demo'
funnel convert -q $of --total deals.csv >out.csv
# holds WHAT GROUP STAGE COLUMN VALUE
holds() {
	awk -F, -v g="$2" -v s="$3" -v c="$4" 'NR == 1 {
	    for (i = 1; i <= NF; i++) if ($i == c) at = i }
	    $1 == g && $3 == s { print $at }' out.csv >got.txt
	echo "$5" >wanted.txt
	same "$1" wanted.txt got.txt
}
holds 'who got there with y' y in entered 2
holds 'who did not, or without a value' '(none)' in entered 3
holds 'up to the stage no rate is one' y demo rate ''
holds 'nor of all' y demo overall ''
holds 'nor of the others' '(none)' demo rate ''
holds 'nor a time' y in median_days ''
holds 'behind it one is' y won rate 0.5
holds 'and a time' y demo median_days 1
holds 'no step is eventual' y won eventual ''
holds 'nor are all' y won eventual_overall ''
holds 'nor is a time from the entry known' y won from_entry_median_days ''
holds 'the total is that of no groups' '(total)' demo rate 0.6
holds 'in all' '(total)' won eventual_overall 0.4
expect 0 'parts' sh -c "for n in 1 2; do
	{ head -1 deals.csv; if [ \$n = 1 ]; then grep '^[ac],' deals.csv
	else grep '^[bde],' deals.csv; fi; } >\$n.csv
	funnel convert -q $of --total --entity entity --stage stage \
	    --time time --time-format iso --encoding UTF-8 \
	    --as-of 2025-01-05 --partial -o \$n.part \$n.csv; done
    funnel merge -q 1.part 2.part | cmp - out.csv"
expect 0 'explain says the group' sh -c "funnel explain -q --id a -t text $of \
    deals.csv | grep -c 'in the group owner y'"
stdout_is 1
expect 0 'a later goal is compared' sh -c "funnel segment -q $of deals.csv |
    cut -d, -f1-4"
stdout_is 'owner,n,k,rate' 'y,2,1,0.5' '(none),3,1,0.333333333333'
for goal in demo; do
	for command in segment drivers 'watch --every day --within 1d' \
	    'compare --before 2025-01-01..2025-01-01 --after 2025-01-02..2025-01-03'; do
		expect 2 "$command: a goal at the stage" funnel $command \
		    -q $of --goal $goal deals.csv
		stderr_is "funnel ${command%% *}: --attribute: groups by the value at \"demo\" hold whoever got there, and tell nothing of who does; --goal names a later stage"
	done
done
expect 2 'no forecast' funnel forecast -q $of --until 2025-02-01 deals.csv
stderr_is 'funnel forecast: --attribute demo: deals that are open are of no group that only later ones are in'
expect 0 'a review goes without a forecast' funnel report -q -t text \
    --no-charts $of deals.csv
ok 'it has none' sh -c "! grep -qi forecast '$out'"
expect 2 'no such stage' funnel convert -q --by owner --stages in,demo,won \
    --attribute dem deals.csv
stderr_is 'funnel convert: --attribute: no stage "dem"; did you mean "demo"?'
done_testing
