#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Four tables, however they are written: in five encodings, with three forms
# of their dates, with BOM, CRLF, another delimiter, quotes, one event log.
. "$(dirname "$0")/lib.sh"

skip_unless 'no maven_crm beside the repository' test -d "$data/maven_crm"
# Some text that each encoding has in bytes of its own, in all tables.
tables='sales_pipeline sales_teams accounts products'
for table in $tables; do
	sed 's/Moses Frase/Müller Jørgen/; s/Cancity/Çançity/
		s/^GTK 500/GTK é500/; s/,GTK 500/,GTK é500/; s/retail/détail/' \
		"$data/maven_crm/$table.csv" >latin.$table
	sed 's/Moses Frase/客户经理/; s/Cancity/城市/
		s/^GTK 500/产品 500/; s/,GTK 500/,产品 500/; s/retail/零售/' \
		"$data/maven_crm/$table.csv" >chinese.$table
done
# GTXPro is in no table of products, and some deals have no account.
import() {
	funnel import -q --entity opportunity_id --event 'engaged=engage_date' \
		--event 'won=close_date if deal_stage=Won' \
		--event 'lost=close_date if deal_stage=Lost' \
		--join "$1sales_teams$2:sales_agent" \
		--join "$1accounts$2:account" --join "$1products$2:product" \
		--keep sales_agent,product,account,close_value \
		--keep regional_office,sector,series \
		${3:+--encoding "$3"} "$1sales_pipeline$2"
}
import latin. '' >latin.wanted
import chinese. '' >chinese.wanted
# The joined columns, by awk of the tables.
awk -F, 'FILENAME ~ /accounts/ { sector[$1] = $2; next }
	FILENAME ~ /products/ { series[$1] = $2; next }
	FILENAME ~ /teams/ { office[$1] = $3; next }
	FNR > 1 { print $1 "," office[$2] "," sector[$4] "," series[$3] }' \
	chinese.accounts chinese.products chinese.sales_teams \
	chinese.sales_pipeline | sort -u >by_awk
awk -F, 'NR > 1 { print $1 "," $8 "," $9 "," $10 }' chinese.wanted |
	sort -u >by_funnel
join -t '	' by_awk by_funnel | cmp -s - by_funnel
ok 'the columns of three tables' test $? = 0
ok 'events of all deals' test "$(wc -l <latin.wanted)" = 15012

# spell FORM DELIMITER QUOTED RETURNS: standard input written so
spell() {
	awk -F, -v form="$1" -v d="$2" -v quoted="$3" -v returns="$4" '
	function date(text, p) {
		if (text !~ /^....-..-..$/ || form == "iso")
			return text
		split(text, p, "-")
		if (form == "mdy")
			return p[2] + 0 "/" p[3] + 0 "/" p[1]
		return p[3] "." p[2] "." p[1]
	}
	{
		line = ""
		for (i = 1; i <= NF; i++)
			line = line (i > 1 ? d : "") (quoted ? "\"" : "") \
			    date($i) (quoted ? "\"" : "")
		printf "%s%s\n", line, returns ? "\r" : ""
	}'
}

# bytes ENCODING BOM: as iconv has them, behind a BOM if there is to be one
bytes() {
	case $1$2 in
	UTF-8yes) printf '\357\273\277'; cat ;;
	UTF-8*) cat ;;
	*yes) { printf '\357\273\277'; cat; } | iconv -f UTF-8 -t "$1" ;;
	*) iconv -f UTF-8 -t "$1" ;;
	esac
}

# every ENCODING BOM LANGUAGE [TOLD]: all spellings of the tables
every() {
	tried=0 differ=
	for form in iso mdy dmy; do
	for delimiter in , ';' '	'; do
	for quoted in '' 1; do
	for returns in '' 1; do
		for table in $tables; do
			spell $form "$delimiter" "$quoted" "$returns" \
				<$3.$table | bytes $1 $2 >$table.csv
		done
		import '' .csv $4 >got 2>said &&
			cmp -s got $3.wanted ||
			differ="$differ $form$delimiter$quoted$returns"
		tried=$((tried + 1))
	done
	done
	done
	done
	ok "$1, BOM $2: $tried spellings, one log$differ" \
		test -z "$differ" -a $tried = 36
}

every UTF-8 no latin
every UTF-8 yes latin
every UTF-16LE yes latin
every UTF-16LE no latin UTF-16LE
every UTF-16BE yes chinese
every UTF-16BE no chinese UTF-16BE
every GB18030 no chinese
every GB18030 yes chinese
every WINDOWS-1252 no latin
done_testing
