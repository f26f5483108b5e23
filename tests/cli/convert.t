#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The main job: real sales data against R's answers, small logs against
# answers worked out by hand, and the same bytes however the input comes.
. "$(dirname "$0")/lib.sh"

# Maven's CRM: R cmprsk's incidence of won.
maven=$data/maven_crm answers=$reference/maven_crm_competing_risks.csv
if [ -d "$maven" ]; then
	sales() {
		funnel import -q --entity opportunity_id "$@" \
			--event 'engaged=engage_date' \
			--event 'won=close_date if deal_stage=Won' \
			--event 'lost=close_date if deal_stage=Lost'
	}
	told='-q --stages engaged,won --lost lost --as-of 2017-12-31 --format csv'
	sales <"$maven/sales_pipeline.csv" >maven.csv
	expect 0 'sales of Maven' funnel convert $told --within 138d maven.csv
	cp "$out" result.csv
	cell_is 8300 result.csv entered stage=engaged
	cell_is 2473 result.csv lost stage=engaged
	cell_is 4238 result.csv advanced stage=engaged
	cell_is 4238 result.csv entered stage=won
	cell_is 138 result.csv eventual_days stage=won
	near 'R: .5194 are won within 138 days' \
		"$(cell result.csv eventual stage=won)" .519439198499735
	# F^exp(±z se / (F ln F)), the log-log interval of R's survfit.
	for bound in low:1 high:-1; do
		near "R: its interval, ${bound%:*}" \
			"$(cell result.csv eventual_overall_${bound%:*} stage=won)" \
			"$(awk -v sign=${bound#*:} 'BEGIN { z = 1.959963984540054
			F = .519439198499735; se = .00554811019681885
			printf "%.15g", F ^ exp(-sign * z * se / (F * log(F))) }')"
	done

	for days in $(awk -F, '$1 == "all" { print $2 }' "$answers"); do
		funnel convert $told --within "${days}d" maven.csv >result.csv
		near "R: won within $days days" \
			"$(cell result.csv eventual_overall stage=won)" \
			"$(awk -F, -v d="$days" '$1 == "all" && $2 == d {
			print $5 }' "$answers")"
	done

	awk -F, 'NR == FNR { region[$1] = $3; next }
		{ print $0 "," (FNR > 1 ? region[$2] : "region") }' \
		"$maven/sales_teams.csv" "$maven/sales_pipeline.csv" >joined.csv
	sales --keep region <joined.csv >regions.csv
	for days in 7 30 60 90 120; do
		funnel convert $told --by region --within "${days}d" \
			regions.csv >result.csv
		for region in Central East West; do
			near "R: $region, $days days" \
				"$(cell result.csv eventual \
				"stage=won region=$region")" \
				"$(awk -F, -v d="$days" -v g="region=$region" \
				'$1 == g && $2 == d { print $5 }' "$answers")"
		done
	done
else
	report 0 'sales of Maven # SKIP no ../shared/data'
fi

# By hand.  As of 31 March, within 30 days: a wins on the last day; b is
# lost; c comes too late; d is contacted on the day it is identified; e is
# open; f is never identified; g jumps to won.
cat >tiny.csv <<'END'
lead_id,stage,time,channel,amount
a,identified,2025-01-01,web,
a,contacted,2025-01-03,web,
a,won,2025-01-31,web,100.10
b,identified,2025-01-02,web,
b,lost,2025-01-10,web,
c,identified,2025-01-05,fair,
c,contacted,2025-02-20,fair,
d,identified,2025-02-01,,
d,contacted,2025-02-01,,
d,won,2025-02-11,,0.20
e,identified,2025-03-20,fair,
f,contacted,2025-01-15,web,
f,won,2025-01-20,web,5
g,identified,2025-01-05,web,
g,won,2025-01-10,web,7
END
cut_columns() {
	awk -F, -v columns="$1" 'NR == 1 {
		n = split(columns, name, ",")
		for (i = 1; i <= NF; i++)
			at[$i] = i
	}
	{
		for (i = 1; i <= n; i++)
			printf "%s%s", $at[name[i]], i < n ? "," : "\n"
	}'
}
counts=stage,entered,advanced,lost,skipped,expired,open
tiny() {
	columns=$1
	shift
	funnel convert -q --stages identified,contacted,won --within 30d \
		--as-of 2025-03-31 "$@" tiny.csv | cut_columns "$columns"
}
expect 0 'ordered, by hand' tiny $counts,rate,overall,mature_n,mature_rate,ties
stdout_is <<'END'
stage,entered,advanced,lost,skipped,expired,open,rate,overall,mature_n,mature_rate,ties
identified,6,2,1,1,1,1,,1,,,1
contacted,2,2,0,0,0,0,0.333333333333,0.333333333333,5,0.4,0
won,2,,,,,,1,0.333333333333,2,1,
END
# From the entry: contacted 1/6 + 5/6 · 1/5, before e is censored on day 11;
# nobody who is contacted is censored, and both of them are won.
expect 0 'incidence, by hand' tiny stage,eventual_overall,eventual_days
stdout_is <<'END'
stage,eventual_overall,eventual_days
identified,1,30
contacted,0.333333333333,30
won,0.333333333333,30
END
expect 0 '--order reach, by hand' tiny $counts --order reach
stdout_is <<'END'
stage,entered,advanced,lost,skipped,expired,open
identified,7,4,1,0,1,1
contacted,4,4,0,0,0,0
won,4,,,,,
END
expect 0 '--by with (none) and --total, by hand' tiny channel,$counts \
	--by channel --total
stdout_is <<'END'
channel,stage,entered,advanced,lost,skipped,expired,open
fair,identified,2,0,0,0,1,1
fair,contacted,0,0,0,0,0,0
fair,won,0,,,,,
web,identified,3,1,1,1,0,0
web,contacted,1,1,0,0,0,0
web,won,1,,,,,
(none),identified,1,1,0,0,0,0
(none),contacted,1,1,0,0,0,0
(none),won,1,,,,,
(total),identified,6,2,1,1,1,1
(total),contacted,2,2,0,0,0,0
(total),won,2,,,,,
END
expect 0 '--every month, by hand' tiny cohort,complete,$counts --every month
stdout_is <<'END'
cohort,complete,stage,entered,advanced,lost,skipped,expired,open
2025-01-01,true,identified,4,1,1,1,1,0
2025-01-01,true,contacted,1,1,0,0,0,0
2025-01-01,true,won,1,,,,,
2025-02-01,true,identified,1,1,0,0,0,0
2025-02-01,true,contacted,1,1,0,0,0,0
2025-02-01,true,won,1,,,,,
2025-03-01,false,identified,1,0,0,0,0,1
2025-03-01,false,contacted,0,0,0,0,0,0
2025-03-01,false,won,0,,,,,
END
# a's 100.10 and d's 0.20; in reach also f's 5 and g's 7.
expect 0 '--value, by hand' tiny stage,value --value amount
stdout_is stage,value identified,0 contacted,0 won,100.3
expect 0 '--value, --order reach, by hand' \
	tiny stage,value --value amount --order reach
stdout_is stage,value identified,0 contacted,7 won,112.3

awk 'BEGIN { print "lead_id,stage,time,amount"
	for (i = 0; i < 3000; i++)
		printf "%d,identified,2025-01-01,0.1\n%d,won,2025-01-02,%s\n",
		    i, i, i % 2 ? "999999999999.000000001" : "-0.3" }' >sums.csv
expect 0 'sums are exact' sh -c \
	'funnel convert -q --value amount sums.csv | awk -F, "{ print \$(NF - 3) }"'
# 3000 · 0.1; 1500 · 999999999999.000000001 - 1500 · 0.3
stdout_is value 300 1499999999998050.0000015

# Entered in January in UTC, and in February in Shanghai (+8).
cat >zones.csv <<'END'
lead_id,stage,time
1,identified,2025-01-31T20:00:00Z
1,contacted,2025-02-01T10:00:00Z
2,identified,2025-01-31T10:00:00Z
3,identified,2025-02-10T00:00:00Z
END
zones() {
	funnel convert -q --every month "$@" zones.csv |
		cut_columns cohort,stage,entered
}
expect 0 'months of UTC' zones
stdout_is cohort,stage,entered 2025-01-01,identified,2 2025-01-01,contacted,1 \
	2025-02-01,identified,1 2025-02-01,contacted,0
expect 0 'months of Shanghai' zones --tz Asia/Shanghai
stdout_is cohort,stage,entered 2025-01-01,identified,1 2025-01-01,contacted,0 \
	2025-02-01,identified,2 2025-02-01,contacted,1

# A simulated log: what holds of any.
funnel simulate -n 3000 --seed 3 -o log.csv
expect 0 'groups of a simulated log' \
	funnel convert -q --within 90d --by channel --total log.csv
cp "$out" groups.csv
ok 'entered = advanced + lost + expired + open, and who advances enters' \
	awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	$2 > 1 && $at["entered"] != advanced { print "who entered? " $0; bad = 1 }
	{
		left = $at["advanced"] + $at["lost"]
		left += $at["expired"] + $at["open"]
		if ($2 < 5 && $at["entered"] != left) {
			print "unbalanced: " $0
			bad = 1
		}
		advanced = $at["advanced"]
		rows++
	}
	END { exit bad || rows != 25 }' groups.csv
ok 'groups add up to the total' awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i
		n = split("entered advanced lost expired open ties", names, " ")
		next }
	{ for (i = 1; i <= n; i++)
		sum[$2, i] += ($1 == "(total)" ? -1 : 1) * $at[names[i]] }
	$1 == "(total)" { totals++ }
	END { for (k in sum) if (sum[k]) { print "off by " sum[k]; exit 1 }
		exit totals != 5 }' groups.csv
ok 'nobody is missing' test "$(cell groups.csv entered \
	'channel=(total) stage=identified')" = "$(awk -F, \
	'$2 == "identified" && !seen[$1]++ { n++ } END { print n }' log.csv)"
expect 0 'without groups' funnel convert -q --within 90d log.csv
sed -n 's/^(total),//p' groups.csv >total.csv
tail -n +2 "$out" >alone.csv
same 'the total is the result without groups' alone.csv total.csv

expect 0 'every month' funnel convert -q --within 90d --every month log.csv
cp "$out" months.csv
for month in 2024-03-01:2024-03-31 2025-02-01:2025-02-28; do
	sed -n "s/^${month%:*},[a-z]*,//p" months.csv >wanted.csv
	funnel convert -q --within 90d --no-output-header \
		--from "${month%:*}" --to "${month#*:}" log.csv >found.csv
	ok "the log has entries in $month" test -s wanted.csv
	same "--from, --to $month: its row under --every month" \
		wanted.csv found.csv
done

# Same input, same options: same bytes.
funnel simulate -n 12000 --seed 5 -o log.csv
told='-q --within 120d --by channel --every quarter --value amount --total'
expect 0 'a longer log' funnel convert $told log.csv
cp "$out" plain.csv
sames() {
	expect 0 "$@"
	same "$1: same bytes" plain.csv "$out"
}
head -n 1 log.csv >head.csv
tail -n +2 log.csv >rows.csv
{
	cat head.csv
	awk 'BEGIN { srand(7) } { print rand() "\t" $0 }' rows.csv |
		sort | cut -f 2-
} >shuffled.csv
sames 'rows in another order' funnel convert $told shuffled.csv
for n in 1 2 7; do
	sames "--threads $n" funnel convert $told --threads $n shuffled.csv
done
sames 'standard input' funnel convert $told <log.csv
sames 'a pipe' sh -c "cat log.csv | funnel convert $told -"
split -l 15000 rows.csv part.
for part in part.a?; do
	cat head.csv "$part" >"$part.csv"
done
ok 'the log is in three parts' test -f part.ac.csv -a ! -f part.ad.csv
sames 'three files' funnel convert $told part.ac.csv part.aa.csv part.ab.csv
gzip -c log.csv >log.csv.gz
sames 'gzip' funnel convert $told log.csv.gz
sames 'gzip through a pipe' funnel convert $told <log.csv.gz
if command -v zstd >/dev/null; then
	zstd -q log.csv -o log.csv.zst
	sames 'zstd' funnel convert $told log.csv.zst
	sames 'mixed' funnel convert $told part.aa.csv - part.ab.csv \
		<part.ac.csv
fi
sed "s/\$/$(printf '\r')/" log.csv >other.csv
sames 'CRLF' funnel convert $told other.csv
sed 's/,/","/g; s/^/"/; s/$/"/' log.csv >quoted.csv
sames 'quotes everywhere' funnel convert $told quoted.csv
sames 'quotes, 7 threads' funnel convert $told --threads 7 quoted.csv
sed "s/\$/$(printf '\r')/" quoted.csv >other.csv
sames 'quotes and CRLF' funnel convert $told other.csv
{ printf '\357\273\277'; cat quoted.csv; } >other.csv
sames 'a byte order mark before a quote' funnel convert $told other.csv
tr , ';' <log.csv >other.csv
sames 'semicolons' funnel convert $told other.csv
tr , '\t' <log.csv >other.csv
sames 'tabs' funnel convert $told other.csv
{ printf '\377\376'; iconv -f UTF-8 -t UTF-16LE log.csv; } >other.csv
sames 'UTF-16' funnel convert $told other.csv
awk -F, '{ print $5 "," $2 "," $7 "," $1 ",x," $3 "," $4 }' log.csv >other.csv
sames 'columns in another order' funnel convert $told other.csv
sames 'no newline at the end' sh -c \
	"printf %s \"\$(cat log.csv)\" | funnel convert $told"
for file in shuffled quoted; do
	sames "FUNNEL_SIMD=off, $file" \
		env FUNNEL_SIMD=off funnel convert $told $file.csv
done
sames 'memory for little more than nothing' \
	funnel convert $told --max-memory 1M shuffled.csv
for format in csv tsv json md; do
	funnel convert $told -t $format log.csv >plain.csv
	sames "another place, -t $format" env TZ=America/New_York LC_ALL=C \
		COLUMNS=40 TERM=dumb funnel convert $told -t $format log.csv
	sames "another language, -t $format" env LANGUAGE=zh_CN \
		LC_ALL=de_DE.UTF-8 funnel convert $told -t $format log.csv
done

# Events on disk: about 12 MB of them do not fit in the least budget.
[ -n "$SAN" ] || {
	funnel simulate -n 150000 --seed 2 -o log.csv
	funnel convert $told log.csv >plain.csv
	sames 'partitions on disk' funnel convert $told --max-memory 16M log.csv
	expect 5 'no folder for them' env TMPDIR=/nonexistent \
		funnel convert $told --max-memory 16M log.csv
	stdout_is ''
	ok 'and none is left there' sh -c '[ -z "$(ls -A "$TMPDIR")" ]'
	# A disk of its own that is full soon; not every machine lets us.
	mkdir small
	mounted='mount -t tmpfs -o size=2m none small && exec "$@"'
	if unshare -rm sh -c "$mounted" - true 2>/dev/null; then
		expect 5 'their disk is full' env TMPDIR=small unshare -rm \
			sh -c "$mounted" - funnel convert $told \
			--max-memory 16M -o none.csv log.csv
		stderr_is 'funnel convert: small: temporary file: No space left on device; TMPDIR names another folder, --max-memory raises the bound'
		ok 'and no half result is left' [ ! -e none.csv ]
	fi
}

# Durations are exact: the answers of R's multi-state estimate, group by group,
# and the time at which survive's curve has half of its end.
sample=$root/samples/b2b.csv
convert_rows() {
	funnel convert -q "$@" -t csv "$sample" |
		awk -F, -v OFS=, -v group="$group" -v within="$within" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ print group ? $1 : "", within, $at["stage"],
			$at["entered"], $at["eventual_overall"],
			$at["eventual_overall_low"],
			$at["eventual_overall_high"], $at["eventual"],
			$at["eventual_low"], $at["eventual_high"],
			$at["eventual_days"] }'
}
for within in '' 180d; do
	group=
	convert_rows ${within:+--within $within}
	group=channel
	convert_rows ${within:+--within $within} --by channel --total
done | sort >found.csv
awk -F, -v OFS=, 'NR > 1 { print $3, $4, $6, $7, $8, $9, $10, $12, $13, $14,
	$15 }' "$reference/multistate/b2b.csv" | sort >wanted.csv
ok 'samples/b2b.csv: R, to 1e-9' awk -F, '
	NR == FNR { wanted[FNR] = $0; next }
	{
		split(wanted[FNR], w)
		for (i = 1; i <= NF; i++) {
			d = $i - w[i]
			if (i < 5 ? $i != w[i] : ($i == "") != (w[i] == "") ||
			    d * d > 1e-18 * w[i] * w[i]) {
				print "# " $0 " is not " wanted[FNR]
				exit bad = 1
			}
		}
	}
	END { exit bad || FNR != 60 }' wanted.csv found.csv
funnel survive -q --start identified --end contacted -t csv "$sample" \
	>curve.csv
funnel convert -q -t csv "$sample" >result.csv
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ day[NR] = $at["time_days"]; last = chance[NR] = $at["incidence"] }
	END {
		for (i = 2; chance[i] < last / 2; i++)
			;
		print last "\n" day[i]
	}' curve.csv >found
is found 'and survive says the same' \
	"$(cell result.csv eventual_overall stage=contacted)" \
	"$(cell result.csv median_days stage=identified)"

# Medians from the entry: plain Python, variances move by move.
from_entry() {
	funnel convert -q -t csv "$@" | awk -F, -v OFS=, '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	$at["step"] > 1 { f = "from_entry_"
		print $at["stage"], $at[f "median_days"],
			$at[f "median_days_low"], $at[f "median_days_high"],
			$at[f "p25_days"], $at[f "p75_days"],
			$at[f "p90_days"] }'
}
for within in '' 180d; do
	from_entry ${within:+--within $within} "$sample" >found
	sed -n "s/^b2b,$within,//p" "$reference/multistate/times.csv" >wanted
	same "medians from the entry within '$within'" wanted found
done
# With reach a stage may be proved by a later one, which is no time of its
# own: the same as if those had never been, b2b without some rows.
awk -F, 'NR == 1 || $2 != "contacted" || substr($1, length($1)) != 3' \
	"$sample" >proved.csv
awk -F, '
BEGIN { n = split("identified contacted engaged won served", names, " ")
	for (i = 1; i <= n; i++) step[names[i]] = i }
NR == FNR {
	k = step[$2]
	seen[$1, k] = 1
	last[$1] = k > last[$1] ? k : last[$1]
	next
}
FNR == 1 { print; next }
{
	whole = last[$1] > 0
	for (k = 1; k <= last[$1]; k++)
		whole = whole && ($1, k) in seen
	if (whole)
		print
}' proved.csv proved.csv >seen.csv
for within in '' 180d; do
	for log in proved seen; do
		from_entry --order reach --as-of 2025-06-30 \
			${within:+--within $within} $log.csv >$log.found
	done
	same "with reach, of those seen at every stage, within '$within'" \
		seen.found proved.found
done
from_entry --entry best "$sample" >found
is found 'chosen by its outcome: none' contacted,,,,,, engaged,,,,,, \
	won,,,,,, served,,,,,,
# Two came, of three: a half may lie anywhere, and all they took is known.
printf '%s\n' id,stage,time 1,in,2024-01-01 1,won,2024-01-04 \
	2,in,2024-01-01 2,won,2024-01-08 3,in,2024-01-01 >two.csv
from_entry --entity id --stage stage --time time --stages in,won \
	--within 9d --as-of 2024-02-01 two.csv >found
is found 'of fewer than four there is no end' won,5,0,,3,7,7

# Entries that win two of three times at first, and one of six times later.
# Expected: the sums over all entities at each time, in Python.
awk 'BEGIN {
	print "id,stage,time"
	for (i = 0; i < 240; i++) {
		entry = int(i / 2)
		end = entry + 1 + i * 7 % 20
		won = i < 120 ? i % 3 != 0 : i % 6 == 0
		print i ",in," entry
		if (end <= 150)
			print i "," (won ? "won" : "lost") "," end
	}
}' | perl -MPOSIX -pe 's/,(\d+)$/",".strftime("%F", gmtime(1704067200 + 86400 * $1))/e' \
	>drift.csv
drift() {
	funnel convert --tests --entity id --stage stage --time time \
		--stages in,won --lost lost "$@" drift.csv
}
alike() {
	drift -t csv "$@"
}
expect 0 '--tests: entries that drift' alike
stdout_is 'test,statistic,df,p,effect,effect_low,effect_high,effect_name' \
	"drift,43.8424344907,1,3.55904234717e-11,0.560881534003,\
0.472645416903,0.665590068021,hazard_ratio_30d"
stderr_is 'funnel convert: as of 2024-05-18, the newest time; --as-of says another' \
	'funnel convert: rows: 480 read = 480 used + 0 repeats + 0 rejected + 0 filtered' \
	'funnel convert: drift: entries are not alike over time (p <0.0001): later ones come to the last stage less or later, and eventual rates are those of a mixture; --from and --every look at parts'
expect 0 'and those that do not: no word' alike --as-of 2024-05-18 \
	--to 2024-02-15
stderr_is 'funnel convert: rows: 480 read = 480 used + 0 repeats + 0 rejected + 0 filtered'
drift -q --partial -o part --as-of 2024-05-18 --time-format iso \
	--encoding UTF-8
expect 0 'saved, it is the same' funnel merge -q -t csv part
stdout_has 'drift,43.8424344907,1,'
expect 2 'it follows days by itself' alike --every month
stderr_is 'funnel convert: --tests follows entries from day to day by itself: leave out --every'
expect 2 'of entities alone' alike --count attempts
stderr_is 'funnel convert: --tests is of entities: leave out --count attempts'
expect 2 'of the first entry alone' alike --entry best
stderr_is 'funnel convert: --tests wants --entry first: attempts chosen by their outcome bias what is measured in time'
expect 2 'of times alone' alike --order touch
stderr_is 'funnel convert: --tests is of what comes in order of time: leave out --order touch'
expect 2 'one result at a time' alike --sensitivity
stderr_is 'funnel convert: --tests and --sensitivity are two results: ask for one'
expect 0 'a report distrusts them' funnel report -q --entity id \
	--stage stage --time time --stages in,won --lost lost --no-charts \
	-o drift.md drift.csv
ok 'and says why' grep -q 'Entries are not alike over time' drift.md

# By the amounts that deals enter with: the ratio estimator over entities, in
# Python with scipy (weighted.h).  One has none; what is won is worth more.
awk 'BEGIN { print "id,stage,time,amount"
	for (i = 1; i <= 40; i++) {
		amount = 100 * (i % 7 + 1) ^ 2 + .25
		print i ",in,2024-01-01," (i == 13 ? "" : amount)
		if (i % 3) print i ",tried,2024-02-01,"
		if (i % 3 && i % 4 == 0) print i ",won,2024-03-01," 2 * amount
	} }' >weights.csv
weighed() {
	funnel convert -q --entity id --stage stage --time time \
		--stages in,tried,won --value amount "$@"
}
expect 0 'by amount' weighed weights.csv
cp "$out" weighed.csv
near() {
	ok "$1: $2" awk "BEGIN { d = $2 - $3; exit !(d < 1e-9 && d > -1e-9) }"
}
near 'of those that entered' "$(cell weighed.csv value_rate stage=in)" 1
near 'tried' "$(cell weighed.csv value_rate stage=tried)" .6234874629
near 'its low end' "$(cell weighed.csv value_rate_low stage=tried)" .40846649
near 'its high end' \
	"$(cell weighed.csv value_rate_high stage=tried)" .7988404843
near 'won' "$(cell weighed.csv value_rate stage=won)" .2010767814
near 'low end' "$(cell weighed.csv value_rate_low stage=won)" .08033244269
near 'high end' "$(cell weighed.csv value_rate_high stage=won)" .4203547384
expect 0 'of attempts' weighed --count attempts weights.csv
near 'is the same' "$(cell "$out" value_rate stage=won)" .2010767814
ok 'without interval' test -z "$(cell "$out" value_rate_low stage=won)"
for part in 0 1; do
	awk -F, -v part=$part 'NR == 1 || $1 % 2 == part' weights.csv |
		weighed --partial --time-format iso --encoding UTF-8 \
			--as-of 2024-03-01 >half$part
done
expect 0 'of two parts' funnel merge -q half0 half1
near 'is the same' "$(cell "$out" value_rate stage=won)" .2010767814
near 'low end' "$(cell "$out" value_rate_low stage=won)" .08033244269
expect 0 'for people' weighed -t md weights.csv
stdout_has '20.1% (8.0–42.0)'
expect 0 'a report' funnel report -q --no-charts --entity id --stage stage \
	--time time --stages in,tried,won --value amount weights.csv
stdout_has 'By amount, 20.1% (8.0–42.0) of what entered has reached won.'
for bad in -5 10000000000000; do
	sed "s/^7,in,\(.*\),.*/7,in,\1,$bad/" weights.csv >bad.csv
	expect 0 "one enters with $bad" weighed bad.csv
	ok 'no share' test -z "$(cell "$out" value_rate stage=won)"
done
sed 's/,in,\(.*\),.*/,in,\1,/' weights.csv >bad.csv
expect 0 'none has an amount' weighed -t md bad.csv
ok 'no column for people' sh -c "! grep -q 'by amount' '$out'"

done_testing
