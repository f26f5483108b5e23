#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From a real export to the first right number, as the README has it; the
# answers are facts of the data and R's.
. "$(dirname "$0")/lib.sh"
skip_unless 'no data of others' test -d "$data/maven_crm"

# command WORD: the README's example that holds it, as it stands.
command() {
	sed -n '/^```sh/,/^```/p' "$root/README.md" |
		sed -e ':a' -e '/\\$/{N;s/\\\n *//;ba' -e '}' | grep "$1"
}
cp "$data"/maven_crm/*.csv "$data"/telco_churn/*.csv \
	"$data"/online_retail/*.gz .
expect 0 'four tables of a CRM to the funnel by region' sh -c \
	"$(command sales_pipeline.csv)"
facts=$reference/facts_maven_crm_segments.csv
for region in Central East West; do
	cell_is "$(cell "$facts" won "value=$region")" "$out" entered \
		"regional_office=$region stage=won"
done
# 500 deals of the central region are not engaged yet.
cell_is 3012 "$out" entered 'regional_office=Central stage=engaged'
stderr_has '1480 rows have no match by "product": "GTXPro" 1480 (nearest "GTX Pro")'
expect 0 'churn by months' sh -c "$(command Telco-Customer-Churn)"
near 'survival at 12 months is R'\''s' \
	"$(cell "$out" survival time=12)" 0.843199553815831
expect 0 'who buys again' sh -c "$(command 'funnel retain')"
cell_is 417 "$out" size 'cohort=2011-01-01 period=1'
cell_is 92 "$out" retained 'cohort=2011-01-01 period=1'
# Line items of one day are one purchase; cancelled invoices are returns.
expect 0 'what customers are worth' sh -c "$(command UnitPrice)"
cp "$out" value.csv
stderr_has '135080 rejected (135080 empty entity)'
# Python's csv and decimal: days that come to more than a return.
stderr_has '2686 days were a return'
ok '4,335 customers bought on 16,610 days for 8,462,484.80' awk -F, '
	NR > 1 { n++; days += $2; sum += $2 * $5 }
	END { exit !(n == 4335 && days == 16610 &&
	    sprintf("%.2f", sum) == "8462484.80") }' value.csv
done_testing
