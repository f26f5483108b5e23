#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Words for people in their language: all of them, on every machine, and
# never in what machines read.
. "$(dirname "$0")/lib.sh"

catalogue=$(dirname "$(readlink -f "$FUNNEL")")/locale/zh_CN/LC_MESSAGES/funnel.mo
skip_unless 'the catalogues were not built (no msgfmt)' test -f "$catalogue"
cp -R "$root/samples" samples

# Every text that is marked in the source is translated, and so is what the
# functions take that make messages.
if command -v xgettext >/dev/null && command -v msgcmp >/dev/null; then
	(cd "$root" && perl -0ne 'print "N_($1);\n"
		while /\.why = ((?:"(?:\\.|[^"\\])*"\s*)+)/g' \
		analytics/*/*.c >"$work/why.c"
	xgettext --from-code=UTF-8 -k -k_ -kN_ -kwords_n:1,2 -kmessage \
		-kfault_set:3 -kfault_advise:2 -krun_say:2 -krefuse:2 \
		-klines_fault:2 -kjson_expected:2 -krefuse_strata:1 \
		-kbad_time:3 -kbad_close:3 -kbad_value:3 -kunlike:4 \
		-kexpect:3 -kreject:5 -o "$work/all.pot" \
		cmd/*.c cmd/*/*.c io/*/*.c "$work/why.c" &&
	xgettext -a -j -o "$work/all.pot" analytics/base/status.c)
	sed -i 's/charset=CHARSET/charset=UTF-8/' all.pot
	ok 'cmd/po/zh_CN.po has every text of results and of messages' \
		msgcmp -N "$root/cmd/po/zh_CN.po" all.pot
	ok 'and none is fuzzy' sh -c \
		"! grep -q '^#,.*fuzzy' '$root/cmd/po/zh_CN.po'"
	# The formats of the source decide what is one.
	ok 'with what its format takes' sh -c "msgmerge -q -N --no-wrap \
		-o merged.po '$root/cmd/po/zh_CN.po' all.pot &&
		msgfmt --check-format -o /dev/null merged.po"
else
	report 0 'every text is translated # SKIP no xgettext'
fi
(cd "$root" && tests/untranslated cmd/*.c cmd/*/*.c io/*/*.c) >found
ok 'no message holds a word that nobody translates' sh -c \
	'! grep . found'
cat >slip.c <<'END'
	return fault_set(fault, FAULT_INPUT, "%s: is %s, of %s", name,
	    fine ? "good" : message("bad"), run_n(n, "row", "rows"));
END
ok 'such a word is found' test \
	"$("$root/tests/untranslated" slip.c)" = 'slip.c:1: good'

funnel convert -q -t text samples/b2b.csv >english
expect 0 'Chinese' funnel convert -q -t text --lang zh samples/b2b.csv
cp "$out" chinese
for word in 阶段 进入 最终转化率 天; do
	stdout_has "$word"
done
for locale in C POSIX C.UTF-8 de_DE.UTF-8 no_SUCH; do
	for language in '' de zh_CN; do
		LC_ALL=$locale LANGUAGE=$language \
			funnel convert -q -t text --lang zh samples/b2b.csv \
			>found
		same "the same under LC_ALL=$locale LANGUAGE=$language" \
			chinese found
		LC_ALL=$locale LANGUAGE=$language \
			funnel convert -q -t text samples/b2b.csv >found
		same "and English without --lang" english found
	done
done

# One kind of bracket, no blank between a Chinese unit and what follows.
ok 'no bracket of another kind' sh -c '! grep "[0-9]%* ([0-9]" "$1"' - "$out"
funnel report -q -t md --lang zh --within 180d samples/b2b.csv >found
ok 'no blank before 内' sh -c '! grep -q "天 内" found'
ok 'brackets of one kind' sh -c '! grep "[0-9]%* ([0-9]" found'

ok 'full-width marks have no blank beside them' sh -c \
	'! grep "： \| （" chinese'
ok 'the smallest difference that could be seen has one name' test \
	"$(sed -n 's/.*"mdd", N_("\([^"]*\)").*/\1/p' "$root"/cmd/*/*.c |
	sort -u)" = 'detectable'

# Before anyone's window is over: no empty chart, no advice already taken.
expect 0 'a young funnel' funnel report -q -t text --within 180d \
	--by channel,owner samples/b2c.csv
stdout_has "By channel nothing can be said yet: nobody's window is over."
stdout_has "Nobody's window is over yet."
ok 'none is told to give a window' sh -c '! grep -q -e --within "$1"' - "$out"
funnel report -q -t text --lang zh --within 180d --by channel,owner \
	samples/b2c.csv >found
ok 'no line of Chinese is wider than 80 columns' sh -c \
	'[ "$(LC_ALL=C.UTF-8 wc -L <found)" -le 80 ]'
ok 'a window stays in one line' sh -c '! grep -q "窗$" found'

# A group without a name has one in the chart and the table; it is neither
# the best nor the weakest.
awk 'BEGIN {
	print "lead_id,stage,time,team"
	for (i = 0; i < 400; i++) {
		team = i % 2 ? "a" : ""
		print i ",identified,2024-01-10," team
		if (i < (i % 2 ? 280 : 40))
			print i ",won,2024-02-10," team
	}
}' >teams.csv
expect 0 'a group without a name' funnel report -q -t text --lang zh \
	--within 90d --as-of 2024-12-31 --by team --stages identified,won \
	--parts summary,segments teams.csv
stdout_has 'a（team）到达“won”更多'
ok 'is not the weakest' sh -c '! grep -q "最差的是" "$1"' - "$out"
ok 'chart and table' [ "$(grep -c '^（空）' "$out")" = 2 ]
ok 'has one name' sh -c '! grep -q "(none)" "$1"' - "$out"

# Each option, title and summary of --help, beside its English.
LC_ALL=zh_CN.UTF-8 funnel --help >found
funnel --help >english
ok 'each command is told in Chinese' [ "$(grep '^  [a-z]' found |
	grep -vcxFf english)" = "$(grep -c '^  [a-z]' english)" ]
for command in $(awk '/^  [a-z]/ { print $1 }' english); do
	funnel $command --help >english
	funnel $command --lang zh --help >found
	ok "$command: all of its help is Chinese" test -z "$(awk '
	NR == FNR { english[FNR] = $0; next }
	/^用法/ { options = 1; next }
	FNR == 1 || (options && (/^[^ ]/ || /[^ ]  +[^ ]/ ||
	    /^                    /)) { if ($0 == english[FNR]) print }
	END { if (!options || FNR < 9) print "no help" }' english found)"
	ok "$command: in 80 columns" [ "$(sed '1,/^用法/d' found |
		LC_ALL=C.UTF-8 wc -L)" -le 80 ]
done

for format in csv tsv json; do
	funnel convert -q -t $format samples/b2b.csv >english
	funnel convert -q -t $format --lang zh samples/b2b.csv >found
	same "$format is the same in each language" english found
done

printf '[report]\nlang = zh\n' >zh.funnel
expect 0 'of a funnel file' \
	funnel convert -q -t text -f zh.funnel samples/b2b.csv
stdout_has 阶段
expect 2 'a language that there is not' funnel convert --lang de x.csv
stderr_is 'funnel convert: --lang: "de": expected en or zh'

mkdir alone
cp "$FUNNEL" alone/funnel
# Where make was told that it is installed.
installed=${PREFIX:-/usr/local}/share/locale/zh_CN/LC_MESSAGES/funnel.mo
if [ ! -e "$installed" ]; then
	expect 2 'no catalogue' alone/funnel convert --lang zh samples/b2b.csv
	stderr_is "funnel convert: --lang: \"zh\": no catalogue of it is installed: $installed"
fi
mkdir -p prefix/bin prefix/share/locale/zh_CN/LC_MESSAGES
cp "$FUNNEL" prefix/bin/funnel
cp "$catalogue" prefix/share/locale/zh_CN/LC_MESSAGES/
expect 0 'installed anywhere' \
	prefix/bin/funnel convert -q -t text --lang zh samples/b2b.csv
same 'Chinese as well' chinese "$out"

done_testing
