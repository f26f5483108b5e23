#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every kind of chart as a browser lays it out: no text upon another, none
# outside, contrast of 4.5 at least, series that eyes without green cones
# tell apart (CIEDE2000 of 15 at least, pictures.js).  Logs of few and of
# many stages and groups, in English and Chinese, in each theme; the same
# as PNG and in a terminal.
#
#	STAGES='2 3 5 8 11 15' GROUPS_OF='2 6 12 40'	more, in twenty minutes
#	KINDS='funnel time' tests/slow/pictures.t	those kinds alone
#	STAGES='2 15' GROUPS_OF='3' THEMES=light	of these logs
#	KEEP=DIR	the pictures, as SVG and PNG, and what was found
. "$(dirname "$0")/../cli/lib.sh"

browser=$(command -v chromium || command -v chromium-browser)
skip_unless 'no Chromium here' test -n "$browser"
skip_unless 'no gnuplot here' command -v gnuplot
stages_of=${STAGES:-3 15} groups_of=${GROUPS_OF:-2 40}
themes=${THEMES:-light dark print} languages=${LANGUAGES:-en zh}
[ -f "$(dirname "$(readlink -f "$FUNNEL")")/locale/zh_CN/LC_MESSAGES/funnel.mo" ] ||
	languages=en
mkdir drawn

# simulate STAGES GROUPS LANGUAGE: 18 months of deals.  Three in four go on
# from each stage (groups differ), are lost or fall silent; some go back.
simulate() {
	awk -v ns="$1" -v ng="$2" -v lang="$3" '
	function day(t) { return strftime("%Y-%m-%d", t, 1) }
	function wait() { return 86400 * (1 - 8 * log(1 - rand())) }
	function put(stage, t, amount) {
		if (t < end)
			print i "," stage "," day(t) "," g "," owner "," amount
	}
	BEGIN {
		srand(7)
		split(lang == "zh" ? "线索 已联系 资格确认 首次会面 产品演示 方案" \
		    " 试用 安全评估 商务谈判 法务审核 审批 签约 赢单 上线 续约" : \
		    "identified contacted qualified meeting demonstration " \
		    "proposal trial security-review negotiation legal " \
		    "approval signature won onboarded renewed", name, " ")
		split(lang == "zh" ? "华东一区 华南 华北大客户部 西南 东北 " \
		    "海外事业部 电商 渠道" : "search partner-network " \
		    "North-East outbound-sales events web referral " \
		    "Central-Europe-Enterprise", team, " ")
		end = 1751241600
		begin = end - 547 * 86400
		print "deal,stage,time,team,owner,amount"
		for (i = 1; i <= 2400; i++) {
			k = int(ng * rand() ^ 1.5) + 1
			g = team[(k - 1) % 8 + 1]
			if (k > 8)
				g = g " " int((k - 1) / 8) + 1
			owner = "rep-" int(12 * rand())
			t = begin + 547 * 86400 * rand()
			amount = int(exp(8 + rand() + rand()))
			# As many reach the end whatever lies between.
			chance = (.62 + .24 * (k % 7) / 7) ^ (5 / ns)
			put(name[1], t, amount)
			for (s = 2; s <= ns; s++) {
				t += wait()
				if (rand() > chance) {
					if (rand() < .7)
						put("lost", t, "")
					break
				}
				put(name[s], t, amount)
				if (s > 2 && rand() < .08) {
					put(name[s - 1], t + wait(), amount)
					t += wait()
					put(name[s], t += 2 * wait(), amount)
				}
			}
		}
	}'
}

# stage_names STAGES LANGUAGE: as --stages takes them.
stage_names() {
	if [ "$2" = zh ]; then
		echo 线索,已联系,资格确认,首次会面,产品演示,方案,试用,安全评估,商务谈判,法务审核,审批,签约,赢单,上线,续约
	else
		echo identified,contacted,qualified,meeting,demonstration,proposal,trial,security-review,negotiation,legal,approval,signature,won,onboarded,renewed
	fi | cut -d, -f-"$1"
}

# picture KIND TAGS COMMAND...: its result, drawn in each way.
picture() {
	case " ${KINDS:-$1} " in *" $1 "*) ;; *) return ;; esac
	kind=$1 name=$1.$2
	shift 2
	funnel "$@" -q --with-definition -o result.csv 2>said
	case $? in
	0 | 1) ;;
	*) echo "$name failed $(head -1 said)" >>found
		return ;;
	esac
	for theme in $themes; do
		funnel chart --kind "$kind" --lang "$lang" --theme "$theme" \
			-o "drawn/$name.$theme.svg" result.csv 2>said ||
			echo "$name.$theme failed $(head -1 said)" >>found
	done
	funnel chart --kind "$kind" --lang "$lang" -o "drawn/$name.png" \
		result.csv 2>said || echo "$name.png failed" >>found
	funnel chart --kind "$kind" --lang "$lang" -t text result.csv \
		>text 2>said || echo "$name.text failed $(head -1 said)" >>found
	perl -CSD -ne 'chomp; $w = 0;
		$w += /\p{EA=W}|\p{EA=F}/ ? 2 : 1 for split //;
		print "$ARGV wide $w: $_\n" if $w > 80' text |
		sed "s/^text/$name.text/" >>found
}

# A kind of a funnel with so many stages, or of so many groups.
of_log() {
	tag=$1.$lang
	shift
	kind=$1 command=$2
	shift 2
	case $command in
	retain) set -- $read_as "$@" ;;
	survive) set -- $read_as --lost lost "$@" ;;
	*) set -- $read_as --lost lost $in_order "$@" ;;
	esac
	picture "$kind" "$tag" "$command" "$@" log.csv
}

of_stages() {
	t=$n-stages
	of_log $t funnel convert --within 200d
	of_log $t time convert
	of_log $t compare compare $periods --within 90d
	of_log $t transitions flow
	of_log $t sankey flow --passages
	of_log $t stays flow --stays
	of_log $t paths flow --paths 8
	of_log $t pipeline forecast --until 2025-09-30 --deals
}

of_groups() {
	t=$n-groups
	of_log $t groups convert --by team --total
	of_log $t cohorts convert --by team --within 60d --every quarter
	of_log $t survival survive $span --by team
	of_log $t incidence survive $span --by team
	of_log $t forest segment --by team --within 90d --total
	of_log $t-shrunk forest segment --by team --within 90d --shrink
	of_log $t-amount forest segment --by team --measure amount
	of_log $t funnel-plot segment --by team --within 90d
	of_log $t bridge compare $periods --by team --within 90d
	of_log $t stays flow --stays --by team
	of_log $t control watch --every month --within 60d --by team --min-n 5
	of_log $t drivers drivers --by team,owner --within 90d
}

of_times() {
	t=times
	of_log $t-month cohorts convert --within 60d --every month
	of_log $t-week cohorts convert --within 60d --every week
	of_log $t-month heatmap retain --start "$first" --return "$second" \
		--every month
	of_log $t-week heatmap retain --start "$first" --return "$second" \
		--every week
	of_log $t survival survive $span
	of_log $t incidence survive $span
	of_log $t forecast forecast \
		--until 2025-07-31,2025-08-31,2025-09-30 --value amount
	of_log $t-quota forecast forecast --until 2025-07-31,2025-09-30 \
		--quota 60
	of_log $t calibration forecast --until 2025-09-30 --backtest 6
	of_log $t-rate control watch --every week --within 30d
	of_log $t-month control watch --every month --within 30d
	of_log $t-entries control watch --every week --measure entries
	of_log $t-median control watch --every month --within 60d \
		--measure median
}

of_orders() {
	t=orders.$lang
	orders="--entity customer_id --time date --value amount $root/samples/orders.csv"
	picture rfm $t value --rfm 5 --summary $orders
	picture quadrants $t value --length 90d $orders
	picture value $t-quarter value --every quarter --period 30d $orders
	picture value $t-month value --every month $orders
	picture holdout $t value --holdout 2025-01-01 $orders
	picture foreseen $t value --holdout 2025-01-01 $orders
	picture waterfall $t snapshot --waterfall 2025-01-06..2025-01-27 \
		--entity deal --stage stage --value amount \
		"$root"/samples/pipeline/*.csv
}

periods='--before 2024-03-01..2024-09-30 --after 2024-10-01..2025-03-31'
: >found
for lang in $languages; do
	for n in $stages_of; do
		simulate $n 3 $lang >log.csv
		names=$(stage_names $n $lang)
		read_as='--entity deal --stage stage --time time --as-of 2025-06-30'
		in_order="--stages $names"
		of_stages
	done
	names=$(stage_names 5 $lang)
	in_order="--stages $names"
	first=${names%%,*} second=${names#*,}
	second=${second%%,*}
	span="--start $first --end ${names##*,}"
	for n in $groups_of; do
		simulate 5 $n $lang >log.csv
		of_groups
	done
	simulate 5 3 $lang >log.csv
	of_times
	of_orders
done

# Those that chart lists are those above, unless some were asked for.
funnel chart --kind '?' log.csv 2>&1 | sed -n 's/^  \([a-z-]*\)  .*/\1/p' |
	sort >kinds
ls drawn | sed 's/\..*//' | sort -u >found.kinds
[ -n "${KINDS:-}" ] || same 'each kind of chart is here' found.kinds kinds

# measure FILE...: in one browser, as many as it holds at ease.
measure() {
	{
		echo '<!DOCTYPE html><meta charset="utf-8"><body>'
		for file; do
			name=${file##*/}
			echo "<script type=text/plain id='${name%.svg}'>"
			case $file in
			*.svg) cat "$file" ;;
			*.png) base64 -w0 "$file" ;;
			esac
			echo '</script>'
		done
		echo '<script>'
		cat "$root/tests/slow/pictures.js"
		echo '</script>'
	} >page.html
	timeout 600 "$browser" --headless --no-sandbox --disable-gpu \
		--no-first-run --disable-component-update --disable-sync \
		--disable-background-networking --disable-dev-shm-usage \
		--user-data-dir="$top/browser" --virtual-time-budget=3000000 \
		--dump-dom "file://$work/page.html" 2>notes |
		sed 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' |
		grep -E '^[a-z-]+\.|^check ' >>found
	rm -rf "$top/browser"
}

# That it would be seen: a picture in which all is wrong.
cat >wrong.svg <<'END'
<svg width="300" height="120" viewBox="0 0 300 120"
 xmlns="http://www.w3.org/2000/svg"><rect width="300" height="120"
 fill="#ffffff"/><g font-family="DejaVu Sans" font-size="14" fill="#24292f">
<g transform="translate(20,30)" fill="#999999"><text>faint</text></g>
<g transform="translate(20,60)"><text>one upon</text></g>
<g transform="translate(60,62)"><text>another</text></g>
<g transform="translate(280,30)"><text>outside</text></g>
<g transform="translate(150,90)"><text>crossed</text></g></g>
<path fill="none" stroke="#9cc9e6" stroke-width="6" d="M140,85L230,85"/>
<path fill="none" stroke="#0072b2" d="M140,100L230,100"/>
<path fill="none" stroke="#7550e5" d="M140,110L230,110"/></svg>
END
mv found before
: >found
mv wrong.svg funnel.wrong.light.svg
measure funnel.wrong.light.svg
for fault in faint overlap clipped crossed near; do
	ok "$fault is found" grep -q "^funnel.wrong.light $fault " found
done
mv before found

set --
for file in drawn/*; do
	[ -s "$file" ] || continue
	set -- "$@" "$file"
	[ $# -lt 60 ] || { measure "$@"; set --; }
done
[ $# = 0 ] || measure "$@"
[ -z "${KEEP:-}" ] || { mkdir -p "$KEEP" && cp -R drawn found "$KEEP"; }

# Each kind: pictures, texts, those cut, and the least of each measure.
awk '$2 == "measured" && NF > 4 {
	split($1, tags, "."); k = tags[1]; n[k]++; texts[k] += $3; cut[k] += $4
	if (!(k in c) || $5 < c[k])
		c[k] = $5
	if ($1 ~ /print$/)
		next
	if ($6 < (k in d ? d[k] : 1e9))
		d[k] = $6
	if ($7 < (k in g ? g[k] : 1e9))
		g[k] = $7
} END {
	printf "# %-12s %8s %6s %4s %8s %12s %5s\n", "kind", "pictures",
	    "texts", "cut", "contrast", "deuteranope", "grey"
	for (k in n)
		printf "# %-12s %8d %6d %4d %8.1f %12s %5s\n", k, n[k],
		    texts[k], cut[k], c[k], k in d ? d[k] : "-",
		    k in g ? g[k] : "-" | "sort"
}' found

drawn=$(ls drawn | wc -l)
ok "all of $drawn pictures were measured" test "$(grep -c ' measured ' found)" \
	= "$drawn"
none() {
	sentence=$2
	grep -E "^[^ ]+ $1 " found >faults
	report "$([ ! -s faults ]; echo $?)" "$2"
	comment 12 <faults
}
none wrong 'what measures is right'
none failed 'all were drawn'
none overlap 'no text upon another'
none clipped 'none outside'
none faint 'contrast is 4.5 at least'
none crossed 'none crossed by a shape'
none near 'series are 15 apart to deuteranopes'
none edge 'no PNG is painted to its edge'
none wide 'a terminal of 80 columns holds each'
done_testing
