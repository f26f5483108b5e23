#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Curves of survive: one, some, many; survival and incidence.
. "$(dirname "$0")/lib.sh"

cp -R "$root/samples" samples

# Acute myelogenous leukaemia (Miller 1981), as in R's survival::aml.  R
# 4.2.2, survfit(Surv(time, status) ~ x, conf.type = "log-log"): 11 and 12
# patients, 7 and 11 events, medians 31 (13 to NA) and 23 (5 to 33); where ten
# are still at risk 0.8182 (0.4474 to 0.9512) at 13 and 0.6667 (0.3370 to
# 0.8597) at 8; survdiff: p = 0.0653.
cat >aml.csv <<'END'
weeks,relapse,x
9,1,Maintained
13,1,Maintained
13,0,Maintained
18,1,Maintained
23,1,Maintained
28,0,Maintained
31,1,Maintained
34,1,Maintained
45,0,Maintained
48,1,Maintained
161,0,Maintained
5,1,Not
5,1,Not
8,1,Not
8,1,Not
12,1,Not
16,0,Not
23,1,Not
27,1,Not
30,1,Not
33,1,Not
43,1,Not
45,1,Not
END
aml() {
	funnel survive -q --duration weeks --status relapse "$@" aml.csv
}
aml --by x --with-definition >two.csv
expect 0 'two groups' funnel chart two.csv
stderr_is ''
for text in 'Survival over time, by x' 'Kaplan–Meier estimate with 95% interval.' \
	'81.8% (44.7–95.1) by 13' 'median 31 (13 or more)' \
	'66.7% (33.7–86.0) by 8' 'median 23 (5 to 33)' 'Number at risk' \
	'n = 23 · 18 with the event, 5 still open · log-rank p = 0.0653'; do
	stdout_has "$text"
done
cp "$out" text
# At 0, 5, …, 30, where five are still at risk in one of them.
ok 'numbers at risk' grep -Eq '^Maintained +11 +11 +10 +8 +7 +6 +5$' text
ok 'of the other group' grep -Eq '^Not +12 +12 +8 +7 +6 +5 +4$' text
ok 'stay within 80 columns' sh -c 'perl -CSD -ne "chomp; die if length > 80" \
	<text'
if speaks_chinese; then
	expect 0 'in Chinese' funnel chart --lang zh two.csv
	stdout_has '中位数 31（至少 13）'
fi
expect 0 'by name' funnel chart --kind survival two.csv
same 'is the same' text "$out"

aml >one.csv
expect 0 'one group, without a definition' funnel chart one.csv
stdout_has 'Survival over time'
stdout_has 'All'
aml --by x --total >total.csv
expect 0 'with a total' funnel chart total.csv
stdout_has 'n = 23 · 18 with the event, 5 still open'

# Incidence, where others end otherwise, and many groups.
funnel survive -q --start identified --end won --by channel \
	--with-definition samples/b2b.csv >incidence.csv
expect 0 'incidence' funnel chart incidence.csv
stdout_has 'Time from identified to won differs by channel (Gray p = 0.0027)'
stdout_has 'Cumulative incidence (Aalen–Johansen) with 95% interval; other ends compete.'
stdout_has 'Days since identified'
# Half of all by a day is no median of those who get there.
funnel survive -q --start identified --end contacted --with-definition \
	samples/b2b.csv >half.csv
half=$(awk -F, '!/^#/ && n++ && $6 >= 0.5 { printf "%.1f", $1; exit }' half.csv)
expect 0 'half of all' funnel chart half.csv
ok "by $half d" grep -q "50% by $half d ([0-9.]* d to [0-9.]* d)" "$out"
ok 'and no median' sh -c "! grep -q median '$out'"
awk -F, -v OFS=, '/^#/ { next } $1 == "x" { print; next }
	{ row[++n] = $0 } END { for (g = 1; g <= 30; g++)
		for (i = 1; i <= n; i++)
			if (row[i] ~ /^Not/) { sub(/^[^,]*/, "g" g, row[i])
				print row[i]; sub(/^[^,]*/, "Not", row[i]) } }' \
	two.csv >thirty.csv
expect 0 'thirty groups' funnel chart thirty.csv
ok 'a line each' sh -c "[ \$(grep -c '^g[0-9]* .*66.7% (33.7–86.0) · n = 12\$' '$out') = 30 ]"

# What cannot be drawn.
aml --by x --at 10,30 --with-definition >at.csv
expect 3 'some times of a curve' funnel chart at.csv
stderr_is 'funnel chart: at.csv: holds some times of a curve only; make it without --at'
sed 's/^Not,8,/Not,4,/' two.csv >unsorted.csv
expect 3 'times that fall' funnel chart unsorted.csv
stderr_has 'the times of a group do not rise'
awk -F, -v OFS=, '!/^#/ && $1 != "x" { $7 = -0.5 } 1' two.csv >below.csv
for kind in survival incidence; do
	expect 3 "less than nobody: $kind" funnel chart --kind $kind below.csv
	stderr_is 'funnel chart: below.csv: row 1: survival: expected a share from 0 to 1, not -0.5'
done
sed 's/,survival,/,share,/' two.csv >column.csv
expect 3 'no curve' funnel chart --kind survival column.csv
stderr_has 'is no result for a survival chart, which shows curves of survival or incidence'
awk -F, -v OFS=, '/^#/ { next } $1 == "x" { print; next }
	{ $7 = $8 = $9 = "NA"; print }' two.csv >unknown.csv
expect 3 'nothing known' funnel chart unknown.csv
stderr_is 'funnel chart: unknown.csv: holds no point of a curve'

command -v gnuplot >/dev/null || {
	report 0 'pictures # SKIP no gnuplot'
	done_testing
}
for file in one two total incidence thirty; do
	expect 0 "$file.svg" funnel chart -o $file.svg $file.csv
	stderr_is ''
	ok 'is there' grep -q '</svg>' $file.svg
done
for text in Maintained 'median 31 (13 or more)' 'Number at risk' weeks; do
	ok "the picture says $text" grep -qF ">$text<" two.svg
done
ok 'what ticks are' grep -q 'Ticks mark those' two.svg
# Of two names of 60 letters each, a title tells both.
long='of the long enterprise process of the north-western region'
awk -v long="$long" 'BEGIN { print "id,stage,time"
	for (i = 0; i < 40; i++) {
		print i ",First " long ",2024-01-01"
		if (i % 2)
			print i ",Second " long ",2024-01-" 10 + i % 15
	} }' >long.csv
funnel survive -q --entity id --start "First $long" --end "Second $long" \
	--with-definition long.csv >way.csv
for kind in survival incidence; do
	expect 0 "$kind between long names" funnel chart --kind $kind \
		-o way.svg way.csv
	grep -o '>[^<]*from First[^<]*<' way.svg | head -n 1 >title
	ok 'the title tells both' grep -q 'First of.*… *.* to Second of' title
done
for image in png pdf; do
	expect 0 "two.$image" funnel chart --theme dark -o two.$image two.csv
	ok 'is there' test -s two.$image
done

done_testing
