#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel survive: curves, quantiles, means and tests against R; who is at
# risk, by hand; what is refused.
. "$(dirname "$0")/lib.sh"

# compare KEYS FILE FILE: two CSVs of one header, each row found by its
# first KEYS cells, numbers within 1e-9; an empty cell is R's NA.
compare() {
	awk -F, -v keys="$1" '
	function key(i, k) {
		k = $1
		for (i = 2; i <= keys; i++)
			k = k "," $i
		return k
	}
	function differ(a, b, d) {
		if (a == "NA" || a == "" || b == "NA" || b == "")
			return (a == "NA" ? "" : a) != (b == "NA" ? "" : b)
		d = a - b
		return (d < 0 ? -d : d) > 1e-9 * (b < 0 ? -b : b)
	}
	NR == FNR { ours[key()] = $0; n++; next }
	{
		m++
		if (!(key() in ours)) {
			print "none of ours: " $0
			faults++
			next
		}
		split(ours[key()], cells, ",")
		for (i = keys + 1; i <= NF && FNR > 1; i++)
			if (differ(cells[i], $i)) {
				print "column " i ": " ours[key()] " for " $0
				faults++
			}
	}
	END {
		if (n != m || n < 2)
			print n " rows for " m
		exit faults > 0 || n != m || n < 2
	}' "$2" "$3"
}

# pick COLUMNS <CSV: those columns of it, by name; X=Y renames X to Y.  A
# group is what stands before the time or n, or (all).
pick() {
	awk -F, -v columns="$1" 'NR == 1 {
		n = split(columns, want, ",")
		for (i = 1; i <= NF; i++)
			at[$i] = i
		if (!("group" in at))
			at["group"] = $1 !~ /^(time|time_days|n)$/
	}
	{
		line = ""
		for (i = 1; i <= n; i++) {
			named = split(want[i], part, "=")
			cell = at[part[1]] ? $at[part[1]] : "(all)"
			if (NR == 1)
				cell = part[named]
			line = line (i > 1 ? "," : "") cell
		}
		print line
	}'
}

# Of a reference: the header, and the rows of a data set and (or any) band,
# groups named as ours are.
answers() {
	awk -F, -v set="$2" -v band="$3" 'NR == 1 {
		for (i = 1; i <= NF; i++)
			if ($i == "conf_type")
				at = i
		print
		next
	}
	$1 == set && (!at || $at == band)' "$reference/$1" |
		sed 's/,all,/,(all),/; s/,[^,]*=/,/'
}

durations() {
	funnel survive -q -t csv --duration time --status status "$@"
}
lung() {
	durations --event-value 2 "$reference/lung.csv" "$@"
}
veteran() {
	durations "$reference/veteran.csv" "$@"
}
aml() {
	durations "$reference/aml.csv" "$@"
}
# A row a customer.
awk -F, 'NR == 1 { n = NF; sub(/,n$/, ""); print; next }
	{ rows = $n; sub(/,[0-9]*$/, ""); while (rows-- > 0) print }' \
	"$reference/telco_counts.csv" >telco.csv
telco() {
	funnel survive -q -t csv --duration tenure --status Churn \
		telco.csv "$@"
}

# R 4.2.2, survival 3.5-3.
against_r() {
	set=$1
	shift
	for band in log-log log plain; do
		"$@" --conf-type $band | pick \
			group,time,at_risk,events,censored,survival,survival_low,survival_high >ours
		answers survival_km_tables.csv $set $band | pick \
			group,time,n_risk=at_risk,n_event=events,n_censor=censored,surv=survival,lower95=survival_low,upper95=survival_high >theirs
		ok "R: the curve of $set, $band" compare 2 ours theirs
		"$@" --conf-type $band --summary | pick \
			group,n,events,rmst,rmst_se,p25,p25_low,p25_high,median,median_low,median_high,p75,p75_low,p75_high >ours
		answers survival_quantiles.csv $set $band | pick \
			group,n,events,rmean=rmst,se_rmean=rmst_se,q25=p25,q25_lo=p25_low,q25_hi=p25_high,median,median_lo=median_low,median_hi=median_high,q75=p75,q75_lo=p75_low,q75_hi=p75_high >theirs
		ok "R: its quantiles and means" compare 1 ours theirs
	done
}

at_times() {
	set=$1 times=$2
	shift 2
	"$@" --conf-type log --at $times | pick \
		group,time,at_risk,survival,survival_low,survival_high >ours
	answers survival_at_times.csv $set | pick \
		group,time,n_risk=at_risk,surv=survival,lower95_log=survival_low,upper95_log=survival_high >theirs
	ok "R: $set at $times" compare 2 ours theirs
}

tests() {
	set=$1
	shift
	"$@" --tests >result.csv
	while read -r test name; do
		for column in statistic:chisq df:df p:p; do
			near "R: $test of $set, ${column#*:}" \
				"$(cell result.csv "${column%:*}" test=$test)" \
				"$(awk -F, -v set="$set" -v name="$name" \
				-v column="${column#*:}" 'NR == 1 {
				for (i = 1; i <= NF; i++)
					at[$i] = i
				next
			}
			# R has 0 where p underflows; here it never is.
			$1 == set && $2 == name {
				x = $at[column]
				print column == "p" && x == 0 ? "1e-300" : x
				exit
			}' \
				"$reference/survival_logrank.csv")"
		done
	done <<-END
	log-rank log-rank
	peto Peto-Peto (rho=1)
	END
}

expect 0 'the lung data of R' lung
against_r lung lung
against_r lung_by_sex lung --by sex
against_r lung_by_ph.ecog lung --by ph.ecog --where 'ph.ecog!='
against_r veteran veteran
against_r veteran_by_trt veteran --by trt
against_r veteran_by_celltype veteran --by celltype
against_r aml_by_x aml --by x
against_r telco telco
against_r telco_by_Contract telco --by Contract
against_r telco_by_gender telco --by gender

at_times lung 90,180,365,730 lung
at_times lung_by_sex 90,180,365,730 lung --by sex
at_times veteran_by_celltype "$(answers survival_at_times.csv \
	veteran_by_celltype | awk -F, '$2 == "adeno" {
	printf "%s%s", n++ ? "," : "", $3 }')" veteran --by celltype
at_times telco_by_gender "$(answers survival_at_times.csv \
	telco_by_gender | awk -F, '$2 == "Male" {
	printf "%s%s", n++ ? "," : "", $3 }')" telco --by gender

tests lung_by_sex lung --by sex
tests lung_by_ph.ecog lung --by ph.ecog --where 'ph.ecog!='
tests veteran_by_trt veteran --by trt
tests veteran_by_celltype veteran --by celltype
tests aml_by_x aml --by x
tests telco_by_Contract telco --by Contract
tests telco_by_gender telco --by gender
# R drops the one row without an institution.
tests lung_by_sex_strata_inst lung --by sex --strata inst \
	--where 'inst!='

# Maven's CRM, R's survfit with states and cmprsk::cuminc.
maven=$data/maven_crm
if [ -d "$maven" ]; then
	awk -F, 'NR == FNR { region[$1] = $3; next }
		{ print $0 "," (FNR > 1 ? region[$2] : "region") }' \
		"$maven/sales_teams.csv" "$maven/sales_pipeline.csv" |
		funnel import -q --entity opportunity_id --keep region \
		--event 'engaged=engage_date' \
		--event 'won=close_date if deal_stage=Won' \
		--event 'lost=close_date if deal_stage=Lost' >maven.csv
	sales() {
		end=$1 lost=$2
		shift 2
		funnel survive -q -t csv --start engaged --end $end \
			--lost $lost --as-of 2017-12-31 "$@" maven.csv
	}
	# F^exp(±z se / (F ln F)): the log-log interval of survfit.
	theirs() {
		awk -F, -v f=$1 -v se=$2 -v all=$3 'BEGIN {
			z = 1.959963984540054
			print "group,time_days,at_risk,incidence,incidence_low,incidence_high"
		}
		NR > 1 && ($1 == "all") == all {
			sub(/^all$/, "(all)", $1)
			sub(/.*=/, "", $1)
			w = z * $se / ($f * log($f))
			printf "%s,%s,%s,%.15g,%.15g,%.15g\n", $1, $2, $3, $f,
				$f ^ exp(-w), $f ^ exp(w)
		}' "$reference/maven_crm_competing_risks.csv"
	}
	columns=group,time_days,at_risk,incidence,incidence_low,incidence_high
	all=1d,7d,14d,30d,45d,60d,90d,120d,138d
	for end in won:lost:5:7 lost:won:6:8; do
		IFS=: read -r end lost f se <<-END
		$end
		END
		sales $end $lost --at $all | pick $columns >ours
		theirs $f $se 1 >theirs
		ok "R: the incidence of $end" compare 2 ours theirs
		sales $end $lost --by region --at 7d,30d,60d,90d,120d |
			pick $columns >ours
		theirs $f $se 0 >theirs
		ok "R: by region" compare 2 ours theirs
		sales $end $lost --by region --tests >result.csv
		for column in statistic:stat df:df p:pv; do
			near "cmprsk: Gray's test of $end, ${column#*:}" \
				"$(cell result.csv "${column%:*}" test=gray)" \
				"$(cell "$reference/maven_crm_gray_by_region.csv" \
				"${column#*:}" cause=$end)"
		done
	done
else
	report 0 'competing risks of R # SKIP no ../shared/data'
fi

# By hand, in days: a ends at 4, b is lost at 2, c is open at 8, d ends on
# the day it starts, e is lost and comes back to end at 6; f never starts.
cat >tiny.csv <<'END'
deal_id,stage,time,channel
a,demo,2025-01-01,web
a,paid,2025-01-05,web
b,demo,2025-01-01,web
b,lost,2025-01-03,web
c,demo,2025-01-02,fair
d,demo,2025-01-01,fair
d,paid,2025-01-01,fair
e,demo,2025-01-03,
e,lost,2025-01-04,
e,paid,2025-01-09,
f,paid,2025-01-09,web
END
tiny() {
	funnel survive -t csv --start demo --end paid --lost lost \
		--as-of 2025-01-10 "$@" tiny.csv
}
expect 0 'incidence by hand' tiny
pick group,time_days,at_risk,events,competing,censored,incidence \
	<"$out" >ours
cat >theirs <<'END'
group,time_days,at_risk,events,competing,censored,incidence
(all),0,5,1,0,0,.2
(all),2,4,0,1,0,.2
(all),4,3,1,0,0,.4
(all),6,2,1,0,0,.6
(all),8,1,0,0,1,.6
END
ok 'by hand: lost competes, open is censored' compare 2 ours theirs
expect 0 'survival where nothing competes' tiny --lost ''
pick time_days,at_risk,events,competing,censored,survival <"$out" >ours
cat >theirs <<'END'
time_days,at_risk,events,competing,censored,survival
0,5,1,0,0,.8
4,4,1,0,0,.6
6,3,1,0,0,.4
8,2,0,0,1,.4
9,1,0,0,1,.4
END
ok 'by hand: survival' compare 1 ours theirs
expect 0 'lost as censored, where it is asked for' tiny --force-km -q
pick time_days,at_risk,events,competing,censored,survival <"$out" >ours
cat >theirs <<'END'
time_days,at_risk,events,competing,censored,survival
0,5,1,0,0,.8
2,4,0,0,1,.8
4,3,1,0,0,.533333333333333
6,2,1,0,0,.266666666666667
8,1,0,0,1,.266666666666667
END
ok 'by hand: the curve of --force-km' compare 1 ours theirs
expect 0 '--force-km says what it did' tiny --force-km
stderr_has '--force-km: competing ends taken for censorings: 1; 1 - survival is not the share that gets there'
# On the first day that is observed, b is lost; a is at risk from then on,
# as is c; d ended before.
expect 0 'late entry' tiny --observed-from 2025-01-03
pick time_days,at_risk,events,competing,censored,incidence <"$out" >ours
cat >theirs <<'END'
time_days,at_risk,events,competing,censored,incidence
2,4,0,1,0,0
4,3,1,0,0,.25
6,2,1,0,0,.5
8,1,0,0,1,.5
END
ok 'by hand: late entry' compare 1 ours theirs
expect 0 'who ended before is said' tiny --observed-from 2025-01-03
stderr_has 'left out, as they ended before --observed-from: 1'
expect 0 'groups, none, total' tiny --by channel --total --at 5d
cut -d, -f 1-6 "$out" >ours
cat >theirs <<'END'
channel,time_days,at_risk,events,competing,censored
fair,5,1,1,0,0
web,5,0,1,1,0
(none),5,1,0,0,0
(total),5,2,2,1,0
END
same 'by hand: the groups' theirs ours

# One log, whole and in parts, in any order, with any number of threads.
# ?poisson.test in R 4.2.2: c(11, 6 + 8 + 7) in c(800, 1083 + 1050 + 878).
awk 'BEGIN { print "days,fate,plant,site"
	for (i = 0; i < 11; i++)
		print "40,event,a," i % 2
	print "360,censored,a,0"
	for (i = 0; i < 21; i++)
		print "100,event,b," i % 2
	print "911,censored,b,1" }' >plants.csv
plants() {
	funnel survive -q --duration days --status fate --tests \
		--format csv "$@" plants.csv
}
expect 0 'events per time of two groups' plants --by plant
cp "$out" result.csv
near 'R: the ratio of their rates' \
	"$(cell result.csv effect test=rate-ratio)" 1.9714880952381
near 'R: its p' "$(cell result.csv p test=rate-ratio)" 0.0796686330333295
# R: poisson.test(...)$conf.int
near 'R: its low' "$(cell result.csv effect_low test=rate-ratio)" \
	0.8584264033916397
near 'R: its high' "$(cell result.csv effect_high test=rate-ratio)" \
	4.277265943654075
cell_is hazard_ratio result.csv effect_name test=hazard-ratio
cell_is rate_ratio result.csv effect_name test=rate-ratio
cell_is '' result.csv statistic test=rate-ratio
cell_is '' result.csv effect test=log-rank
for other in '--by plant --strata site' '--by plant,site' \
	'--by plant --where plant=a'; do
	expect 0 "none with $other" plants $other
	ok 'but the others' sh -c "grep -q '^log-rank' '$out' &&
		! grep -q '^rate-ratio' '$out'"
done
# ?poisson.test in R 4.2.2: 137 in 24.19893, one of them at 10.59893.
awk 'BEGIN { print "years,fate"
	for (i = 1; i < 137; i++)
		print "0.1,event"
	print "10.59893,event" }' >falls.csv
expect 0 'events per time' funnel survive -q --duration years \
	--status fate --event-value event --summary --format csv falls.csv
cp "$out" result.csv
near 'over all of it' "$(cell result.csv exposure n=137)" 24.19893
near 'R: their rate' "$(cell result.csv events_per_unit n=137)" 5.66140734321724
near 'R: its lower end' "$(cell result.csv events_per_unit_low n=137)" \
	4.75312480484875
near 'R: its upper end' "$(cell result.csv events_per_unit_high n=137)" \
	6.69270933417607
expect 0 'no exposure with late entry' tiny --summary \
	--observed-from 2025-01-01
cell_is '' "$out" exposure_days n=5
cell_is '' "$out" events_per_day n=5
# By hand: fair's c and d, one end in 8 days; web's a and b, one in 6.
expect 0 'of an event log' tiny --by channel --tests \
	--where 'channel=web|fair'
near 'a ratio by hand' "$(cell "$out" effect test=rate-ratio)" .75
expect 0 'none with late entry' tiny --by channel --tests \
	--where 'channel=web|fair' --observed-from 2025-01-01
ok 'so it is' sh -c "! grep -q '^rate-ratio' '$out'"
# No end of the second: infinite, which is empty, with its p: 1 of 1 in one
# place of two as long.
cat >one.csv <<'END'
days,fate,g
2,event,a
2,censored,b
END
funnel survive -q --duration days --status fate --by g --tests \
	--format csv one.csv >result.csv
cell_is '' result.csv effect test=rate-ratio
cell_is 1 result.csv p test=rate-ratio
sed 's/event/censored/' one.csv >none.csv
expect 0 'no end at all' funnel survive -q --duration days --status fate \
	--event-value event --by g --tests --format csv none.csv
cell_is rate_ratio "$out" effect_name test=rate-ratio
cell_is '' "$out" p test=rate-ratio

told='--entity lead_id --stage stage --time occurred_at --time-format iso
	--encoding UTF-8 --as-of 2025-06-30 --start identified --end won
	--lost lost --by channel -q'
b2c=$root/samples/b2c.csv
for view in '' --summary --tests '--at 10d,60d --total' \
	'--observed-from 2025-03-01'; do
	funnel survive $told $view --format csv "$b2c" >whole.csv
	for part in 0 1 2; do
		awk -F, -v part=$part 'NR == 1 ||
			substr($1, length($1)) % 3 == part' "$b2c" |
			funnel survive $told $view --partial >$part.fold
	done
	expect 0 "merge, $view" funnel merge -q --format csv 2.fold 0.fold 1.fold
	same 'parts make the same bytes' whole.csv "$out"
	for threads in 1 3; do
		{ head -1 "$b2c"; tail -n +2 "$b2c" | sort -t, -k4; } |
			funnel survive $told $view --format csv \
			--threads $threads >found.csv
		same "other order, $threads threads" whole.csv found.csv
	done
done

# People are shown a few rows, whose counts sum up what lies between; a
# machine all.  By hand: n ends at n hours, every third is lost.
awk 'BEGIN {
	print "deal_id,stage,time"
	for (n = 1; n <= 60; n++) {
		print n ",demo,2025-01-01 00:00:00"
		printf "%d,%s,2025-01-%02d %02d:00:00\n", n,
			n % 3 ? "paid" : "lost", 1 + int(n / 24), n % 24
	}
}' >hourly.csv
hourly() {
	funnel survive -q --start demo --end paid --lost lost "$@" hourly.csv
}
expect 0 'sixty times as text' hourly -t text
sed '1,2d; /^$/,$d' "$out" | awk '{ print $1, $2, $3, $4, $5, $6 }' >rows
awk 'BEGIN {
	for (n = 3; n <= 60; n += 3) {
		time = n % 24 ? sprintf("%.1f d", n / 24) : n / 24 " d"
		if (n < 24)
			time = sprintf("%.1f h", n)
		print time, 61 - n, 2, 1, 0
	}
}' >wanted
same 'twenty rows, three hours each' wanted rows
tr '\n' ' ' <"$out" >said
ok 'that is said' grep -q 'shown every 3 h; --at says other times, --format csv has all' said
ok 'and all are there for a machine' sh -c 'hourly() {
	funnel survive -q --start demo --end paid --lost lost "$@" hourly.csv
	}
	[ "$(hourly -t csv | wc -l)" = 61 ] &&
	[ "$(hourly -t json | grep -c "^{.time_days")" = 60 ]'
expect 0 'a mean says up to when' hourly --summary -t csv --with-definition
stdout_has '# mean_up_to: 2.5 d'

# What cannot be answered: the sentence, to the byte.
refused() {
	status=$1 said=$2
	shift 2
	expect "$status" "$said" "$@"
	stderr_is "funnel survive: $said"
}
plain='funnel survive -q --start demo --end paid --lost lost'
refused 2 'from what to what? say --start STAGE --end STAGE, or --duration COL --status COL of a table of durations' \
	funnel survive --start demo tiny.csv
refused 2 '--at: "30": expected a span in w, d, h, m or s, such as 90d (months have no one length)' \
	$plain --at 30 tiny.csv
refused 2 '--at: "1mo": expected a span in w, d, h, m or s, such as 90d (months have no one length)' \
	$plain --at 1mo tiny.csv
refused 2 '--at: "3d": expected ascending times' $plain --at 9d,3d tiny.csv
refused 2 '--summary and --tests are two results: ask for one' \
	$plain --summary --tests --by channel tiny.csv
refused 2 '--at is of the curve: leave out --summary and --tests' \
	$plain --summary --at 3d tiny.csv
refused 2 '--horizon is of the mean: add --summary' \
	$plain --horizon 9d tiny.csv
refused 2 '--horizon: "0d": expected more than nothing' \
	$plain --summary --horizon 0d tiny.csv
refused 2 '--strata is of the tests: add --tests' \
	$plain --strata channel tiny.csv
refused 2 '--tests wants the groups to compare: --by COL' \
	$plain --tests tiny.csv
refused 2 '--strata: "channel" is what --by compares; strata are of another column' \
	$plain --tests --by channel --strata channel tiny.csv
refused 2 '--observed-from: "soon": expected a date such as 2025-01-31, or a time' \
	$plain --observed-from soon tiny.csv
refused 4 'nobody was at risk: all 5 ended before --observed-from' \
	$plain --observed-from 2030-01-01 tiny.csv
refused 4 'nobody started: no curve, not one of zero
  the times of the log are from 2025-01-01 to 2025-01-09' \
	$plain --from 2030-01-01 tiny.csv
: >empty.csv
refused 3 'empty.csv: is empty (0 bytes); expected a CSV with a header line' \
	$plain empty.csv
head -1 tiny.csv >header.csv
refused 4 'header.csv: no rows, only a header' $plain header.csv
expect 5 'a full disk' sh -c "$plain tiny.csv >/dev/full"
stderr_is 'funnel survive: standard output: No space left on device'

cat >spans.csv <<'END'
days,fate,kind
5,won,a
7,lost,a
9,open,b
12.5,won,b
0,lost,a
END
plain='funnel survive -q --duration days --status fate'
refused 2 '--event-value: which value of "fate" is the event? it has "won", "lost", "open"' \
	$plain spans.csv
refused 2 'besides the event, "fate" has "lost", "open": which of them end it, too? say --competing-value, or --force-km to take all for censored' \
	$plain --event-value won spans.csv
refused 2 '--competing-value wants --event-value' \
	$plain --competing-value lost spans.csv
refused 2 '--duration and --status go together: how long, and how it ended' \
	funnel survive --duration days spans.csv
refused 2 '--start is of an event log, and --duration of a table of durations' \
	$plain --start won spans.csv
refused 2 '--event-value is of a table of durations: add --duration and --status' \
	funnel survive --start a --end b --event-value won spans.csv
refused 2 '--at: "5d": expected a number in the unit of --duration, such as 90' \
	$plain --at 5d spans.csv
refused 2 '--bad-rows: "bad.csv": with --status it is fail or skip' \
	$plain --bad-rows bad.csv spans.csv
refused 4 'header.csv: no rows, only a header' funnel survive \
	--duration time --status stage header.csv
bad_row() {
	said=$2
	expect 3 "$said" sh -c "printf 'days,fate\n1,1\n$1' | $plain"
	stderr_is "funnel survive: standard input:3: $said" \
		'  --bad-rows skip counts such rows and goes on'
}
number='expected a number from 0 to 1152921504'
bad_row '-5,1\n' "days: \"-5\": $number"
bad_row '5x,1\n' "days: \"5x\": $number"
bad_row '1152921505,1\n' "days: \"1152921505\": $number"
bad_row ',1\n' "days: is empty; $number"
bad_row '5,\n' 'fate: is empty; expected how it ended'
bad_row '5\n' '1 field, expected 2'
expect 0 'bad rows are counted' sh -c "printf 'days,fate\n1,1\n-5,1\n5\n' |
	funnel survive --duration days --status fate --bad-rows skip"
stderr_is 'funnel survive: rows: 3 read = 1 used + 0 repeats + 2 rejected (1 wrong number of fields, 1 bad value) + 0 filtered'
# Five in all: 1/5 lost at once, then 1/5 won, 1/5 lost; of two, one open.
expect 0 'competing ends of a table' $plain --event-value won \
	--competing-value lost -t csv spans.csv
pick time,at_risk,events,competing,censored,incidence <"$out" >ours
cat >theirs <<'END'
time,at_risk,events,competing,censored,incidence
0,5,0,1,0,0
5,4,1,0,0,.2
7,3,0,1,0,.2
9,2,0,0,1,.2
12.5,1,1,0,0,.6
END
ok 'by hand: incidence in a unit of its own' compare 1 ours theirs
expect 0 'what is understood of a table' $plain --event-value won \
	--competing-value lost --by kind --dry-run -t csv spans.csv
stdout_is <<'END'
item,value,rows
file,spans.csv,
encoding,UTF-8,
delimiter,",",
header_line,1,
duration,days,
status,fate,
group,kind,
rows,5 read = 5 used + 0 repeats + 0 rejected + 0 filtered,
event,won,2
competing,lost,2
censored,open,1
command,funnel survive --duration days --status fate --event-value won --competing-value lost --by kind --format csv --quiet spans.csv,
END
printf 'days,fate\n0,1\n0,1\n' >at-once.csv
expect 0 'all ended at once' funnel survive --duration days --status fate \
	--summary -q -t csv at-once.csv
stdout_is <<'END'
n,events,p25,p25_low,p25_high,median,median_low,median_high,p75,p75_low,p75_high,rmst,rmst_se,exposure,events_per_unit,events_per_unit_low,events_per_unit_high
2,2,0,,,0,,,0,,,,,0,,,
END
expect 0 'which has no mean' funnel survive --duration days --status fate \
	--summary --with-definition -q -t csv at-once.csv
ok 'up to no infinite time' sh -c '! grep -q mean_up_to "$1"' - "$out"
expect 1 'a question that is answered yes' $plain --event-value won \
	--competing-value lost --at 6 --fail-if 'incidence<0.3' spans.csv
stderr_is 'funnel survive: --fail-if incidence<0.3: incidence is 20.0% (0.8% to 58.2%)'
expect 0 'and no' $plain --event-value won --competing-value lost --at 6 \
	--fail-if 'incidence<0.1' spans.csv
refused 2 "--fail-if: \"low\": expected such as 'rate(won)<0.2' or 'open(engaged)>100'" \
	$plain --fail-if low spans.csv
# A trend is over groups that have an order. The log-rank test by its
# definition, in python: scores 1, 2, 10 and 1, 2, 3.
cat >doses.csv <<'EOF'
dur,st,dose,name
1,1,1,low
5,0,1,low
9,1,1,low
12,0,1,low
2,1,2,mid
3,1,2,mid
8,0,2,mid
10,1,2,mid
1,1,10,high
2,1,10,high
4,1,10,high
5,1,10,high
EOF
doses() {
	funnel survive -q --format csv --duration dur --status st \
		"$@" doses.csv
}
doses --by dose --tests >result.csv
near 'groups that are numbers: their trend' \
	"$(cell result.csv statistic test=trend)" 3.3598982446484826
expect 0 'names have no order' doses --by name --tests
ok 'and no trend' sh -c "! grep -q trend '$out'"
doses --by name --tests --order-groups low,mid,high >result.csv
near 'but --order-groups gives them one' \
	"$(cell result.csv p test=trend)" 0.07927630713066869
near 'which is no other test of the rest' \
	"$(cell result.csv p test=log-rank)" 0.177276335135
expect 0 'and the order of the rows' doses --by name --summary \
	--order-groups low,mid,high,top
cut -d, -f1,2 "$out" >order
same 'of all groups' order - <<'EOF'
name,n
low,4
mid,4
high,4
EOF
expect 2 'one is not named' doses --by name --tests --order-groups low,mid
stderr_is 'funnel survive: --order-groups: where is "high"? name all groups'
expect 2 'two columns' doses --by name,dose --order-groups low,mid
stderr_is 'funnel survive: --order-groups is of one column, and --by has 2'
expect 2 'no groups' doses --order-groups low,mid
stderr_is 'funnel survive: --order-groups wants the groups: --by COL'

# Curves by group tell whether they differ, by the test that --tests has.
survive="funnel survive -q --start identified --end won --by channel"
$survive --tests -t csv "$root/samples/b2b.csv" >tests.csv
expect 0 'curves' $survive --with-definition "$root/samples/b2b.csv"
p=$(cell tests.csv p test=gray)
ok 'have the p of Gray' sh -c "sed -n 's/^# gray: .* df, p //p' '$out' |
	awk -v p='$p' '{ found = (\$1 - p) ^ 2 < (1e-3 * p) ^ 2 } END { exit !found }'"
done_testing
