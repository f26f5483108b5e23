#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Charts of compare: the steps before and after, and what moved the rate.
. "$(dirname "$0")/lib.sh"

cp -R "$root/samples" samples

cat >steps.csv <<'END'
# funnel: compare 0.1.0
# before: 2024-01-01..2024-03-31
# after: 2024-04-01..2024-06-30
# level: 0.95
# equal_age: 61.1071990741 d
stage,n1,k1,rate1,n2,k2,rate2,diff,diff_low,diff_high,ratio,ratio_low,ratio_high,p,q,mdd
contacted,1000,600,0.6,2000,800,0.4,-0.2,-0.237,-0.163,0.667,0.62,0.72,1e-20,2e-20,0.05
won,600,60,0.1,800,120,0.15,0.05,0.014,0.085,1.5,1.12,2,0.006,0.008,0.04
served,0,0,,0,0,,,,,,,,,,
(overall),1000,60,0.06,2000,120,0.06,0,-0.019,0.018,1,0.74,1.35,1,1,0.02
END
# 36 columns from 6% to 60%: 60% is in 35, 40% in 22, 15% in 6, 10% in 3.
expect 0 'the steps' funnel chart steps.csv
stderr_is ''
stdout_is <<'END'
From before to after, step by step
Each step's rate: a ring before, a disc after. Thick: more than chance (q <
0.05); orange: lower.

Step to                                                    Points (95%)        q
contacted                        ●━━━━━━━━━━━━○  −20.0 (−23.7 to −16.3)  <0.0001
won           ○━━●                                  +5.0 (+1.4 to +8.5)   0.0080
served
Overall    ●                                         0.0 (−1.9 to +1.8)   1.0000
                   20%          40%          60%

before 2024-01-01..2024-03-31, after 2024-04-01..2024-06-30 · equal age: 61.1 d
END
grep -v '^won\|^served' steps.csv >step.csv
expect 0 'one step' funnel chart step.csv
ok 'is the whole' sh -c "grep -q ^contacted '$out' && ! grep -q ^Overall '$out'"
sed 's/^# before.*/# variant: page/;s/^# after.*/# control: old/' steps.csv >ab.csv
expect 0 'a variant' funnel chart ab.csv
stdout_has 'From control to variant, step by step'

# Kitagawa by hand: 20 + 2 - 4 + 1 + 0 = 19 per cent.
cat >parts.csv <<'END'
# funnel: compare 0.1.0
# level: 0.95
# before_as_of: 0.2
# after_as_of: 0.19
# simpson: true
term,channel,change,change_low,change_high
mix,北方,0.015,0.01,0.02
mix,south,0.005,0,0.01
mix,(total),0.02,0.01,0.03
rate,北方,0.01,-0.01,0.03
rate,south,-0.04,-0.06,-0.02
rate,(total),-0.03,-0.05,-0.01
maturity,北方,0,0,0
maturity,south,0,0,0
maturity,(total),0,0,0
total,北方,0.025,0.01,0.04
total,south,-0.035,-0.06,-0.01
total,(total),-0.01,-0.02,0.001
END
expect 0 'a change beyond chance' sh -c "sed 's/-0.02,0.001/-0.02,-0.001/' \
	parts.csv | funnel chart"
stdout_has 'Why the rate moved from 20.0% to 19.0%'
# 44 columns from 16% to 23%: 18%, 19%, 20%, 22% in 12, 18, 25, 37.
expect 0 'a bridge' funnel chart parts.csv
stderr_is ''
stdout_is <<'END'
From 20.0% to 19.0%, which may be chance
Steps in points with 95% bootstrap intervals. Pale: may be 0. Inside the groups
the rates went the other way (Simpson).

Step                                                                Points (95%)
Before                                  ┃                                  20.0%
Mix of groups                           █████████████        +2.0 (+1.0 to +3.0)
Rate of south              ██████████████████████████        −4.0 (−6.0 to −2.0)
Rate of 北方               ▒▒▒▒▒▒▒                           +1.0 (−1.0 to +3.0)
After                            ┃                                         19.0%
                      17.5%           20.0%          22.5%

change −1.0 (−2.0 to +0.1)
END
sed '/_as_of/d' parts.csv >relative.csv
expect 0 'without the levels' funnel chart relative.csv
stdout_has '−1.0 points, which may be chance'
stdout_has 'Change'
if speaks_chinese; then
	expect 0 'in Chinese' funnel chart --lang zh parts.csv
	stdout_has '从 20.0% 变为 19.0%，可能只是偶然'
fi
awk -F, '{ print } /^rate,south/ { for (i = 1; i <= 40; i++)
	printf "rate,g%02d,%.4f,-0.1,0.1\n", i, i / 10000 }' parts.csv >forty.csv
expect 0 'many groups' funnel chart forty.csv
stdout_has 'Rates of 31 more groups'
grep -v '^mix' parts.csv >lacking.csv
expect 3 'parts that are missing' funnel chart lacking.csv
stderr_is 'funnel chart: lacking.csv: lacks rows of the terms mix, rate or total'
head -n 6 parts.csv >header.csv
expect 4 'a header alone' funnel chart header.csv
stderr_is 'funnel chart: header.csv: no rows, only a header'

command -v gnuplot >/dev/null || {
	report 0 'pictures # SKIP no gnuplot'
	done_testing
}
for file in steps ab parts relative forty; do
	expect 0 "$file.svg" funnel chart -o $file.svg $file.csv
	stderr_is ''
	ok 'is there' grep -q '</svg>' $file.svg
done
expect 0 'on paper' funnel chart --theme print -o paper.svg steps.csv
ok 'orange is black' grep -q 'black: lower' paper.svg
ok 'the picture has the step' grep -qF '>−4.0 (−6.0 to −2.0)<' parts.svg
ok 'and both sides' grep -qF '>60.0% of 1,000<' steps.svg
for image in png pdf; do
	expect 0 "parts.$image" funnel chart --theme dark -o parts.$image \
		parts.csv
	ok 'is there' test -s parts.$image
done

done_testing
