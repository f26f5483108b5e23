#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Charts of segment: the forest of groups, and many by size and rate.
. "$(dirname "$0")/lib.sh"

cp -R "$root/samples" samples

# Rates by Wilson's formula at 95%: 60 of 100, 30 of 100, 5 of 10; 95 of 210.
cat >rates.csv <<'END'
# funnel: segment 0.1.0
# stages: identified → won
# goal: won
# within: 30d
# level: 0.95
# tests: 3, q by Benjamini-Hochberg
channel,n,k,rate,rate_low,rate_high,diff,diff_low,diff_high,ratio,ratio_low,ratio_high,p,q,mdd
mail,100,30,0.3,0.218945854,0.395849038,-0.290909091,-0.41,-0.16,0.5,0.37,0.7,0.00003,0.00008,0.19
phone,100,60,0.6,0.502002604,0.690598690,0.281818182,0.15,0.41,1.88,1.37,2.59,0.00005,0.00008,0.19
"web, 网页",10,5,0.5,0.236593091,0.763406909,0.05,-0.24,0.33,1.11,0.58,2.11,0.75,0.75,0.45
(total),210,95,0.452380952,0.386487003,0.520104506,,,,,,,,,
END
# The plot's 26 columns go from 21.9% to 76.3%, 45.9 columns for 100%: the
# line of all at 11, phone at 17 from 13 to 22, mail at 4 from 0 to 8.
expect 0 'a forest' funnel chart rates.csv
stderr_is ''
stdout_is <<'END'
Share that got to won, by channel: 1 of 3 lower, 1 higher
Each group's rate with its 95% interval; the line is all groups together.
Filled: unlike all the others (q < 0.05); orange: lower.

channel    Entities  won         all 45.2%                   Rate (95%)        q
phone           100   60             │ ────●─────     60.0% (50.2–69.1)  <0.0001
web, 网页        10    5   ────────────○────────────  50.0% (23.7–76.3)   0.7500
mail            100   30  ────●────  │                30.0% (21.9–39.6)  <0.0001
All             210   95          ───◆───             45.2% (38.6–52.0)
                                 40%      60%

n = 210 in 3 groups · tests: 3, q by Benjamini-Hochberg · within 30 d
END
expect 0 'by its name' funnel chart --kind forest rates.csv
stdout_has 'Share that got to won, by channel'
if speaks_chinese; then
	expect 0 'in Chinese' funnel chart --lang zh rates.csv
	stdout_has '到达“won”的比例，按“channel”'
fi

# Against a target the line is where that is: at 50%, 13 columns from 21.9%.
sed -e 's/,mdd$/,mdd,target/' -e '/^[^#c]/s/$/,0.5/' rates.csv >target.csv
expect 0 'a target' funnel chart target.csv
stdout_has "Each group's rate with its 95% interval; the line is the target. Filled: not the"
stdout_has 'target (q < 0.05); orange: lower.'
stdout_has 'phone           100   60               ────●─────     60.0% (50.2–69.1)  <0.0001'
stdout_has 'target 50.0%'
if speaks_chinese; then
	expect 0 'in Chinese' funnel chart --lang zh target.csv
	stdout_has '目标 50.0%'
	stdout_has '竖线为目标'
fi
# A group column of that name is none.
sed 's/^channel/target/' rates.csv >named.csv
expect 0 'groups of that name' funnel chart named.csv
stdout_has 'Filled: unlike all the others'

# Bins keep their order; numbers have no line of all; two columns of groups.
sed 's/^# within/# bin: amount:3\n&/' rates.csv >bins.csv
expect 0 'bins' funnel chart bins.csv
ok 'in their own order' sh -c "grep -n '^mail' '$out' | grep -q '^6:'"
sed -e 's/^# within/# measure: amount\n&/' -e 's/,0.3,0.2189/,42.5,0.2189/' \
	rates.csv >numbers.csv
expect 0 'numbers' funnel chart numbers.csv
stdout_has 'Mean of amount, by channel'
stdout_has 'Number (95%)'
sed '/^#/!s/^[^,"]*,/&/;/^#/!s/^channel/region,channel/
	/^#/!{/^region/!s/^/北方,/}' rates.csv | sed 's/^北方,(total)/(total),(total)/' >two.csv
expect 0 'two columns of groups' funnel chart two.csv
stdout_has 'Share that got to won, by region · channel'
stdout_has '北方 · mail'
sed '/^#/!s/,0.00008,/,,/;/^#/!s/,0.75,0.75,/,,,/' rates.csv >untested.csv
expect 0 'nobody tested' funnel chart untested.csv
stdout_has 'tested.'
ok 'has no q' sh -c "! grep -Eq ' q$|0\.0001' '$out'"

# A funnel plot: 100 of 200 each but two, 3.7 standard errors off.
awk 'function off(k) { return k > 110 || k < 90 ? 0.002 : 1 }
BEGIN { print "rep,n,k,rate,rate_low,rate_high,diff,p,q"
	for (i = 1; i <= 20; i++) {
		k = i == 3 ? 127 : i == 7 ? 70 : 98 + i % 5
		printf "rep-%02d,200,%d,%.12g,0,1,%g,%g,%g\n", i, k, k / 200,
			k / 200 - 0.5, off(k), off(k)
	}
	print "(total),4000,0,0.5,0,1,,," }' | sed 's/(total),4000,0,0.5/(total),4000,2000,0.5/' >reps.csv
expect 0 'many groups' funnel chart --kind funnel-plot reps.csv
stdout_has '● rep-03  63.5%'
stdout_has '● rep-07  35.0%'
stdout_has 'Share that got there, by rep: 1 of 20 lower, 1 higher'
stdout_has 'unlike all the others (q < 0.05); orange: lower.'
# What the test says counts, not the lines: in them or out.
sed 's/0\.002/0.06/g; /^rep-08/s/,1,1$/,0.01,0.01/' reps.csv >agree.csv
expect 0 'as the test says' funnel chart --kind funnel-plot agree.csv
stdout_has '● rep-08'
ok 'and no other' sh -c "! grep -q '● rep-0[37]' '$out'"
stdout_has 'Share that got there, by rep: rep-08'
# Nobody tested: the lines say.
sed 's/^\(rep-.*\),[^,]*,[^,]*$/\1,,/' reps.csv >lines.csv
expect 0 'without a test' funnel chart --kind funnel-plot lines.csv
stdout_has '● rep-03  63.5%'
stdout_has '● rep-07  35.0%'
stdout_has 'outside; orange: below.'
expect 3 'numbers have no limits' funnel chart --kind funnel-plot numbers.csv
stderr_is 'funnel chart: numbers.csv: is no result for a funnel-plot chart, which shows many groups by size and rate'

# The real ones.
funnel segment -q --within 90d --by channel --with-definition --total \
	samples/b2c.csv >real.csv
expect 0 'of segment itself' funnel chart real.csv
stdout_has 'Share that got to won, by channel'
stdout_has 'All'

# What cannot be drawn.
head -n 7 rates.csv >header.csv
expect 4 'a header alone' funnel chart header.csv
stderr_is 'funnel chart: header.csv: no rows, only a header'
awk 'BEGIN { print "rep,n,k,rate,rate_low,rate_high,diff,p,q"
	for (i = 0; i < 401; i++)
		print "r" i ",10,5,0.5,0.24,0.76,0,1,1" }' >many.csv
expect 5 'too many rows' funnel chart -o x.png many.csv
stderr_is 'funnel chart: a chart of rows shows 1 to 400 rows, not 401'
expect 0 'of which a funnel plot can tell' funnel chart --kind funnel-plot many.csv
awk 'BEGIN { print "rep,n,k,rate,rate_low,rate_high,diff,p,q"
	print "a,0,0,,,,,,"; print "b,0,0,,,,,," }' >empty.csv
expect 3 'groups of nobody' funnel chart --kind funnel-plot empty.csv
expect 0 'as a forest' funnel chart empty.csv
sed 's/,0,0,/,5,1,/' empty.csv >unknown.csv
expect 3 'groups of which no rate is known' funnel chart --kind funnel-plot unknown.csv
stderr_is 'funnel chart: unknown.csv: holds no group with a rate'

# Of three groups the largest two are shown: 12 of 40 and 6 of 20 and 2 of 10
# are 20 of 70, those shown 18 of 60.
awk 'BEGIN { print "id,stage,time,g"
	split("40 20 10", n); split("12 6 2", k); split("a b c", g)
	for (i = 1; i <= 3; i++)
		for (j = 1; j <= n[i]; j++) {
			print g[i] j ",identified,2024-01-01," g[i]
			if (j <= k[i])
				print g[i] j ",won,2024-01-02," g[i]
		} }' >three.csv
cut() {
	funnel segment -q --entity id --stages identified,won --by g \
		--within 30d --as-of 2024-06-01 --top 2 --with-definition \
		-t csv "$@" three.csv | funnel chart
}
expect 0 'the largest groups' cut
stdout_has 'the line is these groups together.'
stdout_has 'these 30.0%'
stdout_has 'n = 60 in those shown, 2 of 3 groups ·'
expect 0 'with all of them' cut --total
stdout_has 'the line is all groups together.'
stdout_has 'all 28.6%'
stdout_has 'n = 70 in 3 groups, 2 of them shown ·'
funnel segment -q --entity id --stages identified,won --by g --within 30d \
	--as-of 2024-06-01 --top 2 -t csv three.csv >two-of-three.csv
expect 0 'a CSV that tells nothing of it' funnel chart two-of-three.csv
stdout_has 'the line is these groups together.'
expect 0 'in the funnel plot too' funnel chart --kind funnel-plot two-of-three.csv
stdout_has 'these 30.0%'
funnel segment -q --entity id --stages identified,won --by g --within 30d \
	--as-of 2024-06-01 --top 2 --total -t csv three.csv >and-all.csv
for kind in forest funnel-plot; do
	expect 0 "a CSV with the total: $kind" funnel chart --kind $kind \
		and-all.csv
	stdout_has 'all 28.6%'
	stdout_has 'n = 70, 2 groups shown'
done

command -v gnuplot >/dev/null || {
	report 0 'pictures # SKIP no gnuplot'
	done_testing
}
for file in rates numbers untested empty two; do
	expect 0 "$file.svg" funnel chart -o $file.svg $file.csv
	stderr_is ''
	ok 'is there' grep -q '</svg>' $file.svg
done
expect 0 'limits.svg' funnel chart --kind funnel-plot -o limits.svg reps.csv
ok 'names those outside' grep -qF '>rep-03  63.5%<' limits.svg
ok 'says its limits' grep -qF '>99.8% limits<' limits.svg
ok 'the picture has the interval' grep -qF '>60.0% (50.2–69.1)<' rates.svg
for image in png pdf; do
	expect 0 "rates.$image" funnel chart --theme print -o rates.$image \
		rates.csv
	ok 'is there' test -s rates.$image
done


# A result that does not tell its goal: no letter for want of a name.
funnel segment -q --by channel --within 180d "$root/samples/b2b.csv" >bare.csv
expect 0 'without a definition' funnel chart bare.csv
stdout_has 'Share that got there, by channel'
stdout_has 'Entities  got there'
done_testing
