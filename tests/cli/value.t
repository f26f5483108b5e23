#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel value: CDNOW against R, Python and mpmath (tests/reference), by
# hand, and what it refuses.
. "$(dirname "$0")/lib.sh"

# wanted FILE 'COL=X COL=Y' COLUMN: a cell of a reference file.
wanted() {
	cell "$reference/$1" "$3" "$2"
}

# within 'SENTENCE' FOUND WANTED RELATIVE
within() {
	ok "$1" awk -v a="$2" -v b="$3" -v by="$4" 'BEGIN {
		d = a - b; if (d < 0) d = -d; m = b < 0 ? -b : b
		exit !(a != "" && b != "" && d <= by * m) }'
}

# A log of transactions, made of the counts in the reference folder: each
# customer's first purchase, the last, and those between on days before it;
# the last bears all the money.
awk -F, 'BEGIN { print "customer,day,amount" }
NR > 1 { for (i = 0; i < $5; i++) {
	c++; begin = 10134 - $3
	printf "%05d,%d,0.01\n", c, begin
	for (k = 1; k <= $1; k++)
		printf "%05d,%d,%.2f\n", c, begin + (k < $1 ? k : $2),
		    k < $1 ? 0 : $4 / 100
} }' "$reference/cdnow_customers.csv" >days.csv
# Epoch seconds of midnights.
awk -F, 'NR == 1 { print "customer,time,amount"; next }
{ print $1 "," $2 * 86400 "," $3 }' days.csv >cdnow.csv
told='--entity customer --time time --value amount --as-of 1997-09-30'

expect 0 'CDNOW: the models' funnel value $told --fit cdnow.csv
cp "$out" fit.csv
stderr_has 'the least BIC has mbg-nbd'
for pair in mbg-nbd:mbgnbd bg-nbd:bgnbd pareto-nbd:paretonbd nbd:nbd \
	gamma-gamma:gg; do
	for parameter in r alpha a b s beta p q gamma; do
		row="model=${pair#*:} param=$parameter"
		value=$(wanted value_fit.csv "$row" estimate)
		[ -n "$value" ] || continue
		# Weeks there, days here.
		case $pair$parameter in *alpha | pareto*beta) by=7 ;; *) by=1 ;; esac
		for end in estimate: estimate_low:low estimate_high:high; do
			to=${end#*:}
			within "${pair%:*} $parameter $to" "$(cell fit.csv \
				${end%:*} "model=${pair%:*} parameter=$parameter")" \
				"$(wanted value_fit.csv "$row" ${to:-estimate} |
				awk -v by=$by '{ printf "%.12g", $1 * by }')" 1e-4
		done
	done
done
# The density of a purchase a day is that of one a week / 7.
repeats=$(awk -F, 'NR > 1 { n += $1 * $5 } END { print n }' \
	"$reference/cdnow_customers.csv")
within 'mbg-nbd: log likelihood' \
	"$(cell fit.csv loglik 'model=mbg-nbd parameter=r')" \
	"$(wanted value_fit.csv 'model=mbgnbd param=r' loglik |
	awk -v n="$repeats" '{ printf "%.12g", $1 - n * log(7) }')" 1e-7

# Customers whose history is one of the answers'.
expect 0 'CDNOW: customers' funnel value $told --horizon 273d \
	--model pareto-nbd cdnow.csv
cp "$out" pareto.csv
expect 0 'by mbg-nbd' funnel value $told --horizon 273d cdnow.csv
cp "$out" mbg.csv
for pair in mbg:mbgnbd pareto:paretonbd; do
	for customer in 0001 0002 0003 0006; do
		row="model=${pair#*:} customer=$customer"
		x=$(wanted value_customers.csv "$row" x)
		last=$(wanted value_customers.csv "$row" t_x_days)
		key="purchases=$((x + 1)) last_days=$((272 - last)) age_days=272"
		for column in likely_low likely_high; do
			ok "$pair $customer: $column" test "$(cell ${pair%:*}.csv \
				$column "$key")" = "$(wanted value_customers.csv \
				"$row" ${column}_39w)"
		done
		for quantity in p_alive expected_273d; do
			row="model=${pair#*:} customer=$customer quantity=$quantity"
			for end in value low high; do
				case $end in value) to= ;; *) to=_$end ;; esac
				within "$pair $customer: $quantity $end" \
					"$(cell ${pair%:*}.csv ${quantity%_273d}$to "$key")" \
					"$(wanted value_intervals.csv "$row" $end)" 1e-4
			done
		done
	done
done

# Same input, same bytes.
for threads in 1 2 5; do
	expect 0 "with $threads threads" funnel value -q $told --horizon 273d \
		--threads $threads cdnow.csv
	same "with $threads threads: bytes" mbg.csv "$out"
done
(head -1 cdnow.csv; tail -n +2 cdnow.csv | sort -t, -k3) >shuffled.csv
expect 0 'rows in another order' funnel value -q $told --horizon 273d \
	shuffled.csv
same 'rows in another order: bytes' mbg.csv "$out"
parts="$told --tz UTC --encoding utf-8 --time-format epoch-s --fit"
awk -F, 'NR == 1 || $1 % 2' cdnow.csv >odd.csv
awk -F, 'NR == 1 || $1 % 2 == 0' cdnow.csv >even.csv
for part in odd even; do
	funnel value -q $parts --partial -o $part.part $part.csv
done
expect 0 'parts' funnel merge -q odd.part even.part
same 'parts: bytes' fit.csv "$out"
expect 2 'customers of a part' funnel value $told --tz UTC --encoding utf-8 \
	--time-format epoch-s --partial odd.csv
stderr_is 'funnel value: rows of customers need their ids, which no part holds: --partial goes with --fit, --holdout, --every, --length and --summary'

# Days by hand: b's second day nets to 0 by a return, d's is below it; c's
# plain 0 is a purchase; e bought twice on one day.
(
	echo customer,date,amount
	for i in $(seq 50); do
		echo "k$i,2025-01-01,10"
		echo "k$i,2025-02-$((i % 28 + 1)),$((10 + i % 7))"
	done
	printf '%s\n' a,2025-01-01,5 b,2025-01-01,5 b,2025-01-02,7 \
		b,2025-01-02,-7 c,2025-01-01,5 c,2025-01-03,0 d,2025-01-01,5 \
		d,2025-01-09,-9 e,2025-01-05,5 e,2025-01-05,5 f,2025-01-05,-5
) >hand.csv
hand='--entity customer --value amount --as-of 2025-03-01'
expect 0 'days by hand' funnel value $hand --model nbd hand.csv
stderr_has '3 days were a return, and no purchase'
stderr_has '1 customer came back and spent nothing'
for row in a:1:59:5 b:1:59:5 c:2:57:2.5 d:1:59:5 e:1:55:10; do
	IFS=: read -r id purchases last mean <<-END
	$row
	END
	ok "$id" test "$(cell "$out" purchases entity=$id),$(cell "$out" \
		last_days entity=$id),$(cell "$out" mean_spend entity=$id)" = \
		"$purchases,$last,$mean"
done
ok 'f only returned' sh -c "! grep -q ^f, '$out'"
ok 'nobody leaves by the nbd' test -z "$(cell "$out" p_alive entity=a)"

# Steady buyers: nobody leaves, and no parameters are told.
awk 'BEGIN { print "customer,date"
	for (c = 0; c < 300; c++)
		for (k = 0; k <= 1 + c % 20; k++) {
			day = c % 3 + int(k * 300 / (1 + c % 20))
			printf "%d,%d\n", c, 1735689600 + 86400 * day
		}
}' >steady.csv
steady='--entity customer --time date --as-of 2025-10-31'
expect 0 'no dropout' funnel value $steady --fit steady.csv
stderr_has 'no dropout seen'
ok 'no dropout: a row a model' test "$(grep -c 'no dropout seen,,,' "$out")" = 3
expect 0 'no dropout: customers' funnel value $steady steady.csv
stderr_has 'no dropout seen'
ok 'no dropout: no chance to be alive' test -z "$(cell "$out" p_alive entity=7)"

# All leave at one rate, by dice that have no spread: s and beta run away.
awk 'function draw() { s = s * 16807 % 2147483647; return -log(s / 2147483647) }
BEGIN { s = 1; print "customer,date"
	for (c = 0; c < 400; c++) {
		day = c % 300; stay = day + 60 * draw()
		while (day < stay && day < 300) {
			printf "%d,%d\n", c, 1735689600 + 86400 * int(day)
			day += 20 * draw()
		}
	}
}' >steady-leavers.csv
expect 0 'no peak' funnel value --entity customer --time date \
	--as-of 2025-10-31 --fit steady-leavers.csv
ok 'no peak: no parameters' grep -q '^pareto-nbd,no peak,,,,-' "$out"
expect 0 'no peak: customers' funnel value --entity customer --time date \
	--as-of 2025-10-31 --model pareto-nbd steady-leavers.csv
stderr_has 'the likelihood of the model has no peak'

expect 0 'bg-nbd: who bought once' funnel value $told --model bg-nbd cdnow.csv
stderr_has 'by this model who bought once is alive for ever; --model mbg-nbd lets them leave'

ok 'who bought once: 1' sh -c "awk -F, 'NR > 1 && \$2 == 1 && \$6 != 1 {
	exit 1 }' '$out'"
expect 0 'for people' funnel value -q $told --model bg-nbd -t text cdnow.csv
ok 'who bought once: not known' test "$(awk '$2 == 1 && /%/' "$out")" = ''
ok 'who came back: it is' test "$(awk '$2 == 3 && !/%/' "$out")" = ''

head -90 hand.csv >few.csv
expect 4 'too few' funnel value $hand few.csv
stderr_has 'fewer than 50 customers came back: no model of those who do'
for option in '--horizon 1h' '--discount x' '--margin 2' '--discount -1'; do
	expect 2 "$option" funnel value $hand $option hand.csv
	stderr_has "funnel value: ${option%% *}: "
done
printf '%s\n' customer,date,amount a,2025-01-01,x >bad.csv
expect 3 'no number' funnel value $hand bad.csv
stderr_has 'bad.csv:2: amount: "x"'
expect 3 'two currencies' sh -c "sed 's/,10$/,\$10/; s/,11$/,€11/' hand.csv |
	funnel value $hand"

# What came behind a day: k1 and k2 came back, k2 twice; z is new then.
(cat hand.csv; printf '%s\n' k1,2025-03-10,1 k2,2025-03-01,1 \
	k2,2025-03-31,1 z,2025-03-02,1 z,2025-03-05,1) >later.csv
later='--entity customer --as-of 2025-03-31'
expect 0 'holdout by hand' funnel value -q $later --holdout 2025-02-28 \
	later.csv
cell_is 3 "$out" actual 'model=nbd kind=total'
cell_is 56 "$out" n 'model=nbd kind=total'
# b's and c's second days; without amounts nothing is a return.
cell_is 2 "$out" actual 'model=nbd kind=week key=2025-01-07'
expect 2 'a holdout of a few days' funnel value $later --holdout 2025-03-20 \
	later.csv
stderr_has 'funnel value: --holdout: less than a fifth of the time lies on one side of it'
expect 2 'two views' funnel value $later --holdout 2025-02-28 --fit later.csv
stderr_is 'funnel value: --fit does not go with --holdout: each is a table of its own'

# CDNOW as a whole.
check_holdout() {
	model=$1 of=$2
	for x in 0 1 2 3 4 5 6 7+; do
		key=$(echo "$x" | awk '{ print $1 + 1 ($1 ~ /[+]/ ? "+" : "") }')
		row="model=$model kind=by_purchases key=$key"
		for what in n actual expected; do
			within "$model, $key purchases: $what" "$(cell "$out" $what \
				"$row")" "$(wanted value_holdout.csv \
				"model=$of kind=by_x_$what key=$x" value)" 1e-4
		done
	done
	for pair in 1:1997-01-07 39:1997-09-30 78:1998-06-30; do
		row="model=$model kind=week key=${pair#*:}"
		for what in actual expected; do
			within "$model, week ${pair%:*}: $what" "$(cell "$out" $what \
				"$row")" "$(wanted value_holdout.csv \
				"model=$of kind=weekly_$what key=${pair%:*}" value)" 1e-4
		done
	done
}
if [ -d "$data/cdnow" ]; then
	awk 'BEGIN { print "customer,date,amount" } { d = $3
		printf "%s,%s-%s-%s,%s\n", $2, substr(d, 1, 4), substr(d, 5, 2),
		    substr(d, 7, 2), $5 }' "$data/cdnow/CDNOW_sample.txt" >whole.csv
	expect 0 'CDNOW: holdout' funnel value -q --entity customer \
		--holdout 1997-09-30 --as-of 1998-06-30 whole.csv
	cp "$out" holdout.csv
	for pair in mbg-nbd:mbgnbd bg-nbd:bgnbd pareto-nbd:paretonbd; do
		check_holdout ${pair%:*} ${pair#*:}
	done
	within 'bg-nbd: the total, low' "$(cell "$out" expected_low \
		'model=bg-nbd kind=total')" "$(cell \
		"$reference/value_intervals.csv" low \
		'model=bgnbd quantity=expected_273d')" 1e-3
	awk -F, 'NR == 1 || $1 % 2' whole.csv >odd.csv
	awk -F, 'NR == 1 || $1 % 2 == 0' whole.csv >even.csv
	for part in odd even; do
		funnel value -q --entity customer --time date --tz UTC \
			--encoding utf-8 --time-format %Y-%m-%d --partial \
			--holdout 1997-09-30 --as-of 1998-06-30 -o $part.part \
			$part.csv
	done
	expect 0 'CDNOW: holdout of parts' funnel merge -q odd.part even.part
	same 'CDNOW: holdout of parts: bytes' holdout.csv "$out"
	expect 0 'CDNOW: every customer' funnel value -q --entity customer \
		--value amount --as-of 1997-09-30 --fit whole.csv
	sed 's/,-143.*,/,/' "$out" >real.csv
	sed 's/,-143.*,/,/' fit.csv >counted.csv
	same 'the counts of the reference folder are CDNOW' counted.csv real.csv
else
	report 0 'CDNOW as a whole # SKIP no ../shared/data'
fi

# Scores: by hand above, and R's of CDNOW.
if [ -d "$data/cdnow" ]; then
	told='--entity customer --value amount --as-of 1998-06-30'
	# near FILE ROW COLUMN REFERENCE ROW COLUMN: to all digits that are told
	near() {
		within "$2: $3" "$(cell $1 $3 "$2")" "$(wanted $4 "$5" $6)" 1e-11
	}
	expect 0 'CDNOW: cohorts' funnel value -q $told --every month whole.csv
	cp "$out" cohorts.csv
	while IFS=, read -r _ _ _ cohort age _ increment _; do
		row="cohort=$cohort age=$age"
		for pair in n:n value_per_entity:value_per_entity \
			value_per_entity_low:low value_per_entity_high:high; do
			near cohorts.csv "$row" ${pair%:*} value_cohort.csv "$row" \
				${pair#*:}
		done
		[ -z "$increment" ] || near cohorts.csv "$row" increment \
			value_cohort.csv "$row" increment
	done <<-END
	$(grep -E ',(0|7|14|15|16|17),[0-9]+,' "$reference/value_cohort.csv")
	END
	for row in 1997-02-01:16 1997-03-01:15 1997-03-01:16; do
		row="cohort=${row%:*} age=${row#*:}"
		near cohorts.csv "$row" projected value_projection.csv "$row" value
		within "$row: Mack's standard error" "$(awk -v a="$(cell \
			cohorts.csv projected "$row")" -v b="$(cell cohorts.csv \
			projected_high "$row")" 'BEGIN {
			printf "%.12g", log(b / a) / 1.959963984540054 * a }')" \
			"$(wanted value_projection.csv "$row" error)" 1e-8
		ok "$row: not over" test "$(cell cohorts.csv complete \
			"$row")$(cell cohorts.csv value_per_entity "$row")" = false
	done
	for pair in 1:0 0.3:2.5; do
		expect 0 'CDNOW: relations' funnel value -q $told --length 364d \
			--margin ${pair%:*} --cost ${pair#*:} --with-definition \
			whole.csv
		grep -v '^#' "$out" >relations.csv
		of="margin=${pair%:*}"
		[ ${pair%:*} = 1 ] && of=margin=1.0
		for quadrant in true_friends butterflies barnacles strangers; do
			row="quadrant=$quadrant"
			for what in n share profit profit_share mean_profit \
				mean_length_days; do
				want=$(wanted value_relationship.csv "$of $row" $what)
				[ "$want" = 0 ] && cell_is 0 relations.csv $what $row ||
					near relations.csv "$row" $what \
					value_relationship.csv "$of $row" $what
			done
		done
		for what in median_profit pearson spearman kendall_tau_b; do
			within "relations: $what" "$(sed -n "s/^# $what: //p" "$out")" \
				"$(wanted value_relationship_summary.csv \
				"$of quantity=$what" value)" 1e-11
		done
	done
	# In parts, each view.
	parts="$told --time date --tz UTC --encoding utf-8 --time-format %Y-%m-%d"
	for view in '--every quarter --period 60d' '--every week' \
		'--length 200d --cost 1' '--rfm 5 --summary'; do
		expect 0 "whole: $view" funnel value -q $parts $view whole.csv
		cp "$out" of-all.csv
		for part in odd even; do
			funnel value -q $parts $view --partial -o $part.part $part.csv
		done
		expect 0 "parts: $view" funnel merge -q even.part odd.part
		same "parts: $view: bytes" of-all.csv "$out"
	done
	head -c 300 odd.part >cut.part
	expect 3 'a part that is cut' funnel merge -q cut.part
	sed 's/^\(facts.* \)[^ ]*$/\1%FF%FF/' odd.part >worse.part
	expect 3 'a part that is changed' funnel merge -q worse.part

	expect 0 'CDNOW: segments' funnel value -q --entity customer \
		--value amount --as-of 1998-06-30 --rfm 5 --summary whole.csv
	cp "$out" summary.csv
	for segment in champions loyal potential_loyal new promising \
		need_attention about_to_sleep cannot_lose at_risk hibernating; do
		for what in n money; do
			cell_is "$(wanted value_rfm.csv \
				"as_of=1998-06-30 kind=segment_$what name=$segment" \
				value)" summary.csv $what segment=$segment
		done
	done
	for as_of in 1998-06-30:5 1997-09-30:3; do
		expect 0 'CDNOW: scores' funnel value -q --entity customer \
			--value amount --as-of ${as_of%:*} --rfm ${as_of#*:} whole.csv
		# counts LETTER NAME
		for name in recency frequency money; do
			letter=$(echo $name | cut -c1)
			awk -F, -v c=$letter 'NR == 1 { for (i = 1; i <= NF; i++)
				if ($i == c) at = i; next } { n[$at]++ }
				END { for (i = 1; i <= 5; i++) print i, n[i] + 0 }' \
				"$out" >found
			while read -r score n; do
				want=$(wanted value_rfm.csv "as_of=${as_of%:*} kind=count name=$name score=$score" value)
				[ -z "$want" ] || ok "$as_of: $name $score" \
					test "$n" = "$want"
			done <found
		done
	done
fi
expect 0 'scores by hand' funnel value -q $hand --rfm 2 hand.csv
cell_is 59 "$out" recency_days entity=a
cell_is 10 "$out" money entity=e
cell_is 1 "$out" r entity=a
expect 2 'one level' funnel value $hand --rfm 1 hand.csv
stderr_is 'funnel value: --rfm: "1": expected 2 to 10'
expect 0 'the balance of scores' funnel value -q $hand --rfm 5 	--with-definition hand.csv
stdout_has '111 read = 111 used'
# Of each cell as many as there are rows of that r and f.
orders="--entity customer_id --time date --value amount $root/samples/orders.csv"
funnel value -q --rfm 5 $orders | awk -F, 'NR > 1 { n[$6 "," $5]++ } END {
	printf "# cells:"
	for (f = 1; f <= 5; f++)
		for (r = 1; r <= 5; r++)
			printf(" %d%s", n[f "," r], f < 5 && r == 5 ? "," : "")
	print "" }' >cells
expect 0 'segments' funnel value -q --rfm 5 --summary --with-definition \
	$orders
grep '^# cells' "$out" >told
same 'and the cells they are of' cells told
if command -v gnuplot >/dev/null; then
	funnel chart -o rfm.svg "$out"
	ok 'which a picture dots' grep -q 'Dots: customers of the cell' rfm.svg
fi
expect 2 'segments of three' funnel value $hand --rfm 3 --summary hand.csv
stderr_is 'funnel value: --summary is of segments, which --rfm 5 has'
expect 2 'no money' funnel value --entity customer --rfm 5 hand.csv
stderr_is 'funnel value: --rfm wants --value COL: what a row comes to'
expect 2 'scores of a model' funnel value $hand --rfm 5 --fit hand.csv
stderr_is 'funnel value: --fit does not go with --rfm: each is a table of its own'

# By age, by hand: k1 ... k50, a, b, c and d on the first of January, e on
# the fifth; as of the 30th day of January one period is over for who came
# on the first.  Then b and d (without what they gave back) have 5 each.
ages='--entity customer --value amount --every month'
expect 0 'ages by hand' funnel value $ages --as-of 2025-01-30 hand.csv
cell_is 54 "$out" n 'cohort=(all) age=0'
within 'what they brought' "$(cell "$out" value_per_entity \
	'cohort=(all) age=0')" "$(echo 520 54 | awk '{ printf "%.12g", $1 / $2 }')" 1e-11
cell_is false "$out" complete 'cohort=2025-01-01 age=0'
expect 0 'periods of five days' funnel value -q $ages --period 5d \
	--as-of 2025-02-04 hand.csv
cell_is true "$out" complete 'cohort=2025-01-01 age=0'
cell_is 55 "$out" n 'cohort=2025-01-01 age=0'
expect 4 'no period is over' funnel value $ages --as-of 2025-01-03 hand.csv
stderr_has 'no period is over for anybody'
expect 2 'hours' funnel value $hand --every hour hand.csv
stderr_is 'funnel value: --every hour: purchases are counted by days'
expect 2 'a period of nothing' funnel value $hand --period 7d hand.csv
stderr_is 'funnel value: --period wants --every, whose ages it counts'
expect 2 'a period too short' funnel value $ages --period 5m hand.csv
stderr_is 'funnel value: --period: expected a day at least, and a century at most'
expect 2 'no amounts' funnel value --entity customer --every month hand.csv
stderr_is 'funnel value: --every wants --value COL: what a row comes to'

# Relations by hand: who came back within the first thirty days, k29 to
# k50 among them, or later; e is too young.
expect 0 'relations by hand' funnel value $hand --length 57d hand.csv
stderr_has '1 customer is too young to be compared'
stderr_has 'who bought once has no length'
ok 'all but e' test "$(awk -F, 'NR > 1 { n += $2 } END { print n }' \
	"$out")" = 54
expect 4 'all too young' funnel value $hand --length 1y hand.csv
stderr_has 'nobody bought first so long ago'
expect 2 'costs of nothing' funnel value $hand --cost 1 hand.csv
stderr_is 'funnel value: --cost wants --length: elsewhere nothing is taken off but by --margin'
expect 2 'no cost' funnel value $hand --length 30d --cost -1 hand.csv
stderr_is 'funnel value: --cost: "-1": expected an amount from 0 on, such as 2.50'

# Pictures: each is that of chart, of the same result.
orders="$root/samples/orders.csv"
for view in 'rfm --rfm 5 --summary' 'quadrants --length 180d' \
	'value --every quarter' 'holdout --holdout 2025-01-31'; do
	kind=${view%% *}
	expect 0 "$kind: a picture" funnel value -q --value amount ${view#* } \
		--with-definition --chart own.svg "$orders"
	cp "$out" result.csv
	funnel chart -o again.svg result.csv
	same "$kind: that of chart" own.svg again.svg
	expect 0 "$kind: as text" funnel chart --kind $kind \
		result.csv
	ok "$kind: within 80 columns" test \
		"$(LC_ALL=C.UTF-8 wc -L <"$out")" -le 80
	cp "$out" $kind.txt
done
ok 'who brings the money' grep -q 'of the money is from champions' rfm.txt
ok 'the whole map' test "$(grep -c 'each$\|no customer' rfm.txt)" = 10
ok 'who stays and brings' grep -q 'are long and profitable' quadrants.txt
ok 'what came' grep -q 'mbg-nbd foresaw .* purchases .*, .* came' holdout.txt
expect 0 'by purchases' funnel chart --kind foreseen result.csv
stdout_has 'What each bought, and mbg-nbd expected'
grep -v '^#' result.csv >rows.csv
came=$(cell rows.csv actual 'model=mbg-nbd kind=by_purchases key=1')
stdout_has "$(printf %.2f "$came")"
# Two cohorts far apart: sixty of 1,001 to 1,060, 1,030 each, and of 130.
(echo customer,date,amount; for i in $(seq 60); do
	echo "a$i,2024-01-1$((i % 10)),$((1000 + i))"
	echo "b$i,2024-04-1$((i % 10)),$((100 + i))"; done) >apart.csv
expect 0 'a cohort apart' sh -c "funnel value -q --value amount \
	--every quarter --as-of 2024-12-31 --with-definition apart.csv |
	funnel chart"
stdout_has 'Customers of 2024 Q1: 1.03k each in 180 days, others 130'
expect 3 'rows of another order' sh -c "(sed -n 1p result.csv; echo x) |
	funnel chart --kind rfm"

# Of one stage of a funnel.
(echo entity,stage,time; awk -F, 'NR > 1 { print $1 ",won," $2
	print $1 ",seen," $2 }' hand.csv) >stages.csv
expect 0 'a stage' funnel value -q --purchase won --as-of 2025-03-01 \
	--model nbd stages.csv
ok 'the same days' test "$(cell "$out" purchases entity=k7)" = 2

expect 0 'for people' funnel value -q --value amount -t text \
	"$root/samples/orders.csv"
ok 'within 80 columns' test "$(LC_ALL=C.UTF-8 wc -L <"$out")" -le 80
if speaks_chinese; then
	expect 0 'in Chinese' funnel value -q --value amount -t text --lang zh \
		"$root/samples/orders.csv"
	stdout_has 可能次数
fi

# Rows of stages are purchases like others, unless a stage is named.
printf '%s\n' 编号,销售阶段,时间,n a,接触,2025-01-01,1 a,赢单,2025-01-08,1 \
	b,接触,2025-01-02,1 >stages.csv
expect 0 'stages that do not count are said' funnel value --every month \
	--value n --dry-run --entity 编号 --time 时间 stages.csv
stderr_has 'without --purchase every row counts, whatever its "销售阶段"'
expect 0 'and with one nothing' funnel value --purchase 赢单 --entity 编号 \
	--time 时间 --every month --value n --dry-run stages.csv
ok 'is said' sh -c '! grep -q "every row counts" "$1"' - "$err"

# Rows of customers are no picture: said, and not passed over.
for view in '' '--rfm 5'; do
	expect 2 "no picture of customers $view" funnel value -q --value amount \
		$view --chart no.png "$root/samples/orders.csv"
	stderr_is 'funnel value: --chart draws groups or periods, not a row for each customer: --rfm 5 --summary, --every, --length or --holdout'
	stdout_is ''
	ok 'and none is there' test ! -e no.png
done
done_testing
