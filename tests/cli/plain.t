#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The plain loop takes what it recognises (ingest_plain.c): the same result
# and the same balance as where every row is asked a condition that it
# passes, for then each is taken with care.
. "$(dirname "$0")/lib.sh"

funnel simulate -n 3000 --seed 11 -o log.csv
# Rows of every kind of oddity among them: it must be the same ones.
awk -F, -v OFS=, '
	NR == 1 { print; next }
	NR % 97 == 0 { $3 = "" }
	NR % 101 == 0 { $2 = "never-heard-of" }
	NR % 103 == 0 { $1 = " " }
	NR % 107 == 0 { $1 = " " $1 }
	NR % 109 == 0 { $3 = $3 ".250" }
	NR % 113 == 0 { sub(" ", "T", $3); $3 = $3 "Z" }
	NR % 127 == 0 { $3 = substr($3, 1, 10) }
	NR % 131 == 0 { $3 = substr($3, 1, 11) "23:60:00" }
	NR % 137 == 0 { $3 = substr($3, 1, 11) "24:00:01" }
	NR % 139 == 0 { $3 = "2024-02-30" substr($3, 11) }
	NR % 149 == 0 { $0 = $0 ",more" }
	NR % 151 == 0 { $0 = "" }
	NR % 157 == 0 { $1 = "an-id-of-more-than-16-bytes-" $1 }
	NR % 163 == 0 { $3 = "1931-05-07 08:00:00" }
	NR % 167 == 0 { $2 = "" }
	NR % 173 == 0 { $7 = NR % 2 ? "1.25 " : "-0.5" }
	NR % 179 == 0 { $7 = NR % 2 ? "many" : "EUR 3" }
	NR % 191 == 0 { $4 = NR % 2 ? " " $4 : "" }
	NR % 193 == 0 { $5 = $5 (NR % 2 ? " " : "\t") }
	NR % 197 == 0 { $5 = "a-region-of-more-than-16-bytes-" NR % 3 }
	NR % 199 == 0 { $6 = NR % 2 ? "rep-of-16-bytes-" : "rep-" NR }
	NR % 181 == 0 { $7 = NR % 2 ? "1.1234567891" : " " }
	{ print }' log.csv >odd.csv
sed "s/\$/$(printf '\r')/" odd.csv >crlf.csv
sed 's/,/","/g; s/^./"&/; s/.$/&"/' odd.csv >quoted.csv
awk -F, -v OFS=, 'NR % 7 == 0 { $1 = "\"" $1 "\"" }
	NR % 11 == 0 { $3 = "\"" $3 "\"" }
	NR % 13 == 0 { $6 = "\"a \"\"b\"\", c\"" } { print }' log.csv >mixed.csv
sed -E 's/ [0-9:]{8},/,/' log.csv >dates.csv
awk -F, -v OFS=, '{ print $3, $5, $2, $4, $6, $7, $1 }' log.csv >turned.csv
# Quotes around every field and nothing else, with and without CRs; and a last
# column that is asked for.
sed '/^$/d; s/,/","/g; s/.*/"&"/' odd.csv >clad.csv
sed "s/\$/$(printf '\r')/" clad.csv >clad-crlf.csv
sed "s/\$/$(printf '\r')/" turned.csv >turned-crlf.csv
sed "s/,/\",\"/g; s/.*/\"&\"$(printf '\r')/" turned.csv >turned-clad.csv

# both COMMAND FILE OPTIONS...
both() {
	command=$1
	shift
	funnel $command --bad-rows skip "$@" >plain 2>plain.err
	funnel $command --bad-rows skip --where 'channel!=no such' "$@" \
		>careful 2>careful.err
	ok "$command $*: something was counted" test -s plain
	same "$command $*: the same result" careful plain
	same "$command $*: the same balance" careful.err plain.err
}

# alike FILE OPTIONS...
alike() {
	both convert "$@" --lost lost,disqualified \
		--stages identified,contacted,engaged,won,served
}

for file in odd crlf quoted clad mixed dates turned clad-crlf \
    turned-crlf turned-clad; do
	alike $file.csv --within 60d
	alike $file.csv --threads 3 --by channel --every month
	alike $file.csv --by channel,region,owner --max-memory 64K
	alike $file.csv --by owner,channel,region
	alike $file.csv --tz America/New_York --count attempts
	alike $file.csv --value amount --within 60d --threads 2
	# With ids, and with all that goes before them in a record.
	stages="--lost lost,disqualified --stages identified,contacted,engaged,won,served"
	both list $file.csv $stages --threads 2
	both list $file.csv $stages --by channel,owner --value amount \
		--max-memory 64K
	# Most rows are of other stages; then there are no stages at all.
	both retain $file.csv --start won --return served --every month
	both retain $file.csv --every week --entity lead_id --time occurred_at
	FUNNEL_SIMD=off
	export FUNNEL_SIMD
	alike $file.csv --threads 1
	unset FUNNEL_SIMD
done

# Other stages, of which a cache holds few, and a counter not all: those
# that come once a thousand rows are counted to the row.
awk 'BEGIN { print "entity,stage,time,channel"
	for (i = 0; i < 300000; i++) {
		stage = i % 5 == 0 ? "in" : i % 7 == 0 ? "out" : "often"
		if (stage == "often" && i % 11)
			stage = "stage-" i
		print i % 9000 "," stage ",2025-01-0" 1 + i % 9 ",x"
	} }' >others.csv
for threads in 1 3; do
	both convert others.csv --stages in,out --threads $threads
done
both convert others.csv --stages in,out --max-memory 64K
# Numbers below 300,000 that 11 divides, and neither 5 nor 7.
ok 'as many as there are' grep -q '"often" 18701' plain.err

# Columns of more values, and values of more tuples, than are known at once
# (TUPLE_SLOTS, WORD_CACHE_SLOTS), and numbers of more bits than a tuple of
# six columns has for each: a sixth of 64.
awk 'BEGIN { print "entity,stage,time,a,b,c,d,e,channel"
	for (i = 0; i < 24000; i++)
		print i % 12000 "," (i < 12000 ? "in" : "out") \
			",2025-01-0" 1 + i % 9 ",a" i % 6000 ",b" i % 7 \
			",c" i % 11 ",d" i % 3 ",,f" i % 1500
	}' >many.csv
for by in a a,b channel,c,b a,b,c,d b,c,d,e,channel \
    a,b,c,d,e,channel; do
	both convert many.csv --stages in,out --by $by --threads 2 \
		--max-groups 100000
done
# i % 6000 and i % 7 tell 12,000 entities apart, with one event in each.
both convert many.csv --stages in,out --by a,b --max-groups 100000
ok 'a group each' test "$(grep -c ',in,1,' plain)" -eq 12000

# Values of all lengths around those that are compared in one piece, or not
# remembered at all (TEXT_MOST), each with another byte at one place: 1 + 1 + 2
# + ... + 70 of them, of two rows each, one after another and far apart.
awk 'BEGIN { print "entity,stage,time,g,channel"
	for (turn = 0; turn < 2; turn++)
		for (len = 0; len <= 70; len++)
			for (at = 1; at <= len || (at == 1 && !len); at++) {
				text = sprintf("%" len "s", "")
				gsub(/ /, "x", text)
				if (len)
					text = substr(text, 1, at - 1) "y" \
						substr(text, at + 1)
				row = ",in,2025-01-01," text ",z"
				print ++id row "\n" ++id row
			}
	}' >texts.csv
both convert texts.csv --stages in --by g,channel
ok 'four of each' test "$(grep -c ',in,4,' plain)" -eq 2486

# Values with a delimiter or an end of line at their edge, so that two columns
# hold the same bytes one after another, cut otherwise: 3000 rows each, one in
# turn with the other.
in_turn() {
	awk -v one="$2" -v other="$3" 'BEGIN { print "id,stage,time,g,h,z"
		for (i = 0; i < 3000; i++)
			print i ",in,2025-01-01," one "\n" \
				i "b,in,2025-01-01," other }' >"$1.csv"
}
# counted FILE...: the two groups of 3000 that there are.
counted() {
	for threads in 1 2; do
		expect 0 "$*: groups at $threads" sh -c 'funnel convert -q \
			--entity id --stages in --threads '$threads' --by g,h \
			-t json '"$*"' | grep -o "\"entered\": [0-9]*"'
		stdout_is '"entered": 3000' '"entered": 3000'
	done
}
in_turn delimiters 'a,",x",' '"a,",x,'
in_turn ends '"a\nb","c",' '"a","b\nc",'
# Such blocks are copied.
in_turn copied '"a\nb","c","q""q"' '"a","b\nc",'
in_turn apart '"a\nb","c",' '"a","b\nc",'
printf 'time,h,id,stage,g\n' >none.csv
counted delimiters.csv
counted ends.csv
counted copied.csv
counted --union apart.csv none.csv
done_testing
