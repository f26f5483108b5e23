#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The heat map of retain: cohorts, groups, what is not known yet.
. "$(dirname "$0")/lib.sh"

cp -R "$root/samples" samples
facts=$reference/facts_online_retail_cohorts_no_cancel.csv

# By hand: 10 began in January, 4 in February; March is not over.
cat >tiny.csv <<'END'
# funnel: retain 0.1.0
# every: month
# as_of: 2024-03-20
cohort,size,period,retained,rate,rate_low,rate_high,complete,rate_so_far
2024-01-01,10,0,0,0,0,0.277532799862,true,
2024-01-01,10,1,5,0.5,0.236593090512,0.763406909488,true,
2024-01-01,10,2,2,NA,NA,NA,false,0.2
2024-02-01,4,0,1,0.25,0.0455872608125,0.699358216556,true,
2024-02-01,4,1,1,NA,NA,NA,false,0.25
(all),14,0,1,0.0714285714286,0.0127191684063,0.314689411413,true,
(all),10,1,5,0.5,0.236593090512,0.763406909488,true,
(all),,2,,NA,NA,NA,false,
(product-limit),10,1,5,0.5,0.18,0.75,true,
END
expect 0 'a triangle' funnel chart tiny.csv
stderr_is ''
stdout_is <<'END'
Retention by cohort
Share that came back in each period after its start. Empty cells lie in the
future. Without a shade: of fewer than ten.

               Months since the start
Cohort   Size      0     1
2024-01    10  ·  0% █ 50%
2024-02     4    25%

All        14  ░  7% █ 50%

n = 14 in 2 cohorts · All: pooled over the cohorts that were watched that long ·
as of 2024-03-20
END
# 40 periods of a rate that rises to 1/5: shades alone, by quarters of that.
awk 'BEGIN { print "cohort,size,period,retained,rate,rate_low,rate_high,complete," \
	"rate_so_far"
	for (i = 0; i < 40; i++)
		printf "2024-01-01,200,%d,%d,%g,,,true,\n", i, i + 1,
		    (i + 1) / 200 }' >many.csv
expect 0 'many periods' funnel chart many.csv
stdout_has '· 0%   ░ < 5%   ▒ < 10%   ▓ < 15%   █ ≥ 15%'
# Of few no share is a shade, and a 0 is one all the same.
sed -n '2,$s/^2024-01-01,200,\([0-9]*\),\([0-9]*\),.*/2024-02-01,5,\1,1,0.2,,,true,/p' \
	many.csv | sed 's/,5,0,1,0.2,/,5,0,0,0,/' >few.csv
cat many.csv few.csv >both.csv
expect 0 'a cohort of few' funnel chart both.csv
stdout_has '█ ≥ 15%   ◦ fewer than 10'
ok 'has no shade' grep -q '^2024-02  *5  · *◦ *◦' "$out"
if speaks_chinese; then
	expect 0 'in Chinese' funnel chart --lang zh tiny.csv
	stdout_has 各同期群的留存
	stdout_has '合计       14  ░  7% █ 50%'
fi
expect 0 'its kind by name' funnel chart --kind heatmap tiny.csv
stdout_has 'Retention by cohort'

# The names of cohorts are what they stand for.
for every in 'week 2024-01-01' 'quarter 2024 Q1' 'year 2024'; do
	sed "s/^# every: .*/# every: ${every%% *}/" tiny.csv >other.csv
	expect 0 "every ${every%% *}" funnel chart other.csv
	stdout_has "$(printf '%-*s' "$(expr "${every#* }" : '.*')" "${every#* }")  "
done
sed '/^#/d' tiny.csv >plain.csv
expect 0 'without a definition' funnel chart plain.csv
stdout_has '2024-01    10'
stdout_has 'Periods since the start'
sed 's/^# as_of/# mode: streak\n&/' tiny.csv >streak.csv
expect 0 'a streak' funnel chart streak.csv
stdout_has 'in every period'

# By groups: a row each, pooled, and the total apart.
awk -F, -v OFS=, '/^#/ { print; next } /^cohort/ { print "region", $0; next }
	{ line = $0; a[++n] = line }
	END { for (g = 1; g <= 3; g++) for (i = 1; i <= n; i++)
		print (g == 1 ? "\"north, \"\"A\"\"\"" : g == 2 ? "南方" : "(total)") OFS a[i] }' \
	tiny.csv >groups.csv
expect 0 'groups' funnel chart groups.csv
stdout_has 'Retention by region'
stdout_has 'north, "A"    14  ░  7% █ 50%'
stdout_has '南方          14  ░  7% █ 50%'
stdout_has 'All           14  ░  7% █ 50%'
stdout_has 'n = 28 in 2 groups'

# What cannot be drawn.
head -n 4 tiny.csv >header.csv
expect 4 'a header alone' funnel chart header.csv
stderr_is 'funnel chart: header.csv: no rows, only a header'
{ sed -n 4p tiny.csv; echo '(product-limit),10,1,5,0.5,0.18,0.75,true,'; } >none.csv
expect 3 'no cohort' funnel chart none.csv
stderr_is 'funnel chart: none.csv: holds no cohort'
for rate in -1 1.5; do
	{ sed -n 4p tiny.csv; echo "a,10,1,5,$rate,0.18,0.75,true,"; } \
		>rate.csv
	expect 3 "a rate of $rate" funnel chart rate.csv
	stderr_is "funnel chart: rate.csv: row 1: rate: expected a share from 0 to 1, not $rate"
done
awk 'BEGIN { print "cohort,size,period,retained,rate,rate_low,rate_high,complete"
	for (i = 0; i < 201; i++)
		printf "c%d,1,0,1,1,0.2,1,true\n", i }' >many.csv
expect 5 'too many cohorts' funnel chart -o x.png many.csv
stderr_is 'funnel chart: a heat map shows 1 to 200 rows, not 201'
ok 'writes nothing' test ! -e x.png

# Real cohorts: the shares of the reference, to the last cell.
if [ -d "$data/online_retail" ]; then
	funnel retain -q --every month --entity CustomerID --time InvoiceDate \
		--where 'InvoiceNo!~C*' --bad-rows skip --with-definition \
		"$data/online_retail/online_retail.csv.gz" >retail.csv
	expect 0 'Online Retail' funnel chart retail.csv
	awk '/^201/ { gsub(/[░▒▓█·]/, " "); $1 = $1; print $0 }' "$out" |
		awk '{ line = $1 " " $2
			for (i = 4; i <= NF; i++)
				line = line " " $i
			print line }' >found
	# Period 0 is not in the reference; December 2011 is not over.
	awk -F, 'NR > 1 { line = $1 " " $2
		for (k = 1; k < 14 - NR; k++)
			line = line sprintf(" %.0f", 100 * $(k + 2) / $2)
		print line }' "$facts" >wanted
	same 'its shares' wanted found
else
	report 0 'Online Retail # SKIP no ../shared/data'
fi

command -v gnuplot >/dev/null || {
	report 0 'pictures # SKIP no gnuplot'
	done_testing
}
for file in tiny groups; do
	for image in png svg pdf; do
		expect 0 "$file.$image" funnel chart -o $file.$image $file.csv
		stderr_is ''
		ok 'is there' test -s $file.$image
	done
done
for text in '2024-02' '25.0%' 'Months since the start' 'Size'; do
	ok "the picture says $text" grep -qF ">$text<" tiny.svg
done
ok 'what is not known yet is empty' sh -c '! grep -q ">20.0%<" tiny.svg'
ok 'text of the data stays text' grep -qF 'north, "A"' groups.svg

done_testing
