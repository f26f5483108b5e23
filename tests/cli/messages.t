#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Errors and notices in Chinese: by --lang or by the locale, whichever room
# they come from.  What machines read in them, and the exit status, is the
# same in each language.
. "$(dirname "$0")/lib.sh"

catalogue=$(dirname "$(readlink -f "$FUNNEL")")/locale/zh_CN/LC_MESSAGES/funnel.mo
skip_unless 'the catalogues were not built (no msgfmt)' test -f "$catalogue"
cat >log.csv <<'END'
lead_id,stage,time,team,amount
1,identified,2024-01-01,a,10
1,won,2024-01-20,a,10
2,identified,2024-01-03,b,5
3,identified,2024-01-04,b,
3,won,2024-02-30,b,7
END
: >empty.csv
of_log='--entity lead_id --stage stage --time time --stages identified,won'

# expect_zh STATUS LINE COMMAND...: in Chinese, by --lang and by LANG alike.
expect_zh() {
	status=$1 line=$2
	shift 2
	expect "$status" "--lang zh: $*" "$@" --lang zh
	stderr_is "$line"
	expect "$status" "LANG: $*" env LANG=zh_CN.UTF-8 "$@"
	stderr_is "$line"
}

# Options: the language is that of the whole line, also behind the mistake.
expect_zh 2 'funnel convert: 没有选项“--withn”；是否指“--within”？' \
	funnel convert --withn 3d log.csv
expect_zh 2 'funnel convert: --within：“3”：应为时长，例如 90m、12h、30d、2w、6mo 或 1y' \
	funnel convert --within 3 log.csv
expect_zh 2 'funnel convert: --order：“up”：应为 ordered、strict、any、reach 或 touch' \
	funnel convert --order up log.csv
expect_zh 2 'funnel convert: --entry best 或 latest 不能与 --every 同用：按结果挑选的尝试会使以时间计量的量有偏' \
	funnel convert -q --entry best --every month log.csv
expect_zh 2 'funnel compare: 比较哪两侧？请给出 --before A..B --after C..D，或 --variant COL --control VALUE，或恰好两个文件' \
	funnel compare log.csv
expect 2 'a value that is missing' funnel convert --lang=zh log.csv --within
stderr_is 'funnel convert: --within：缺少取值：SPAN'
expect 2 'no command' env LANG=zh_CN.UTF-8 funnel conver
stderr_is 'funnel: 没有命令“conver”；是否指“convert”？'

# What is read: file, line and column as ever.
expect_zh 3 'funnel convert: none.csv: 没有这个文件' funnel convert none.csv
expect_zh 3 'funnel convert: empty.csv: 为空（0 字节）；应为带表头行的 CSV' \
	funnel convert empty.csv
expect_zh 3 "$(printf '%s\n%s' \
	'funnel convert: log.csv:6: time: “2024-02-30”在日历中不存在' \
	'  --bad-rows skip 只计数这样的行并继续；--bad-rows FILE 则将其保存')" \
	funnel convert -q $of_log log.csv
expect_zh 2 "$(printf '%s\n%s' \
	'funnel convert: log.csv: 没有列“taem”；是否指“team”？' \
	'  列：lead_id, stage, time, team, amount')" \
	funnel convert -q $of_log --by taem log.csv
printf 'a,b\n1,"x\n' >open.csv
expect_zh 3 'funnel convert: open.csv:2: 始于第 2 行的引号字段没有收尾' \
	funnel convert -q --entity a --stage b --no-time open.csv
expect_zh 3 'funnel convert: 标准输入: 已关闭' \
	sh -c 'exec funnel convert -q "$@" <&-' -
printf '[policy]\nwihtin = 3d\n[stages]\n' >slip.funnel
expect 2 'a funnel file' funnel convert --lang zh -f slip.funnel log.csv
stderr_has 'funnel convert: slip.funnel:2: [policy] 中没有键“wihtin”；是否指“within”？'

# What is written.
expect_zh 5 'funnel convert: 标准输出: 错误的文件描述符' \
	sh -c 'exec funnel convert -q --bad-rows skip log.csv "$@" >&-' -
expect_zh 5 'funnel convert: none/x.csv: 没有那个文件或目录' \
	funnel convert -q --bad-rows skip -o none/x.csv log.csv
if [ -w /dev/full ]; then
	expect_zh 5 'funnel convert: 标准输出: 设备上没有空间' sh -c \
		'exec funnel convert -q --bad-rows skip log.csv "$@" >/dev/full' -
fi

# Notices, with counts; plurals of English are left out.
expect_zh 0 "$(printf '%s\n' \
	'funnel convert: 所用的列：对象“lead_id”，阶段“stage”，时间“time”' \
	'funnel convert: 截止于 2024-01-20，即最新的时间；--as-of 可另行指定' \
	'funnel convert: 行数：读入 5 = 采用 4 + 重复 0 + 拒绝 1（日历中不存在的时间 1） + 筛除 0' \
	'funnel convert: 没有窗口，最终转化率算到最后一次移动为止；到 --within 19d 时，末阶段已有其所得的 95 %')" \
	funnel convert --bad-rows skip --stages identified,won log.csv
expect_zh 1 'funnel convert: --fail-if rate(won)<0.9：rate：won 为 33.3%（6.1% 至 79.2%），基数 3' \
	funnel convert -q --bad-rows skip --fail-if 'rate(won)<0.9' log.csv

# Saved folds.
part() {
	funnel convert -q $of_log --bad-rows skip --partial --tz UTC \
		--time-format iso --encoding UTF-8 "$@"
}
sed 's/^[1-9]/x&/' log.csv >other.csv
part --as-of 2024-03-01 log.csv >a.part
part --as-of 2024-03-02 other.csv >b.part
head -c 100 a.part >cut.part
expect_zh 3 'funnel merge: b.part: 定义与 a.part 不同：此处为 --as-of 2024-03-02，彼处为 --as-of 2024-03-01；定义不同的结果不能合并' \
	funnel merge a.part b.part
expect_zh 3 'funnel merge: log.csv:1: 不是 --partial 所写的汇总存档：应以“funnel-partial 2 …”开头' \
	funnel merge log.csv
expect 3 'a part that is cut off' funnel merge --lang zh cut.part
stderr_has '此汇总存档被截断'
expect 3 'a part twice' funnel merge --lang zh a.part a.part
stderr_is 'funnel merge: a.part: 与 a.part 的行相同；每个分片只计一次'

# Which language it is.
says() {
	wanted=$1
	shift
	env "$@" funnel convert none.csv 2>found
	case $wanted in
	zh) echo 'funnel convert: none.csv: 没有这个文件' >wanted ;;
	en) echo 'funnel convert: none.csv: no such file' >wanted ;;
	esac
	same "$wanted: $*" wanted found
}
says zh LANG=zh_CN.UTF-8
says zh LANG=zh_CN.utf8
says zh LANG=zh_SG.UTF-8
says zh LC_MESSAGES=zh_CN.UTF-8 LANG=de_DE.UTF-8
says zh LC_ALL= LANG=zh_CN.UTF-8
says zh LANGUAGE=zh_CN LANG=C.UTF-8
says zh LANGUAGE=de:zh LANG=C.UTF-8
says en LANGUAGE=en:zh_CN LANG=zh_CN.UTF-8
says en LC_ALL=C LANG=zh_CN.UTF-8
says en LC_ALL=C LANGUAGE=zh_CN
says en LC_ALL=de_DE.UTF-8 LANG=zh_CN.UTF-8
says en LANG=zh_TW.UTF-8
says en LANG=zha
says en LANG=zh_CN.GB18030
expect 3 '--lang en wins' env LANG=zh_CN.UTF-8 funnel convert --lang en none.csv
stderr_is 'funnel convert: none.csv: no such file'
printf '[report]\nlang = zh\n' >zh.funnel
expect 3 'so does a funnel file' funnel convert -f zh.funnel none.csv
stderr_is 'funnel convert: none.csv: 没有这个文件'

# The locale reaches no result, no row that is kept, no part.
funnel convert -q $of_log --bad-rows bad.csv -t text log.csv >plain
cp bad.csv plain-bad
LANG=zh_CN.UTF-8 funnel convert -q $of_log --bad-rows bad.csv -t text \
	log.csv >found
same 'a table is the same in each locale' plain found
same 'and the rows that are kept' plain-bad bad.csv
LANG=zh_CN.UTF-8 part --as-of 2024-03-01 log.csv >found
same 'and a part' a.part found
funnel convert $of_log --bad-rows skip --dry-run -t text log.csv >plain
LANG=zh_CN.UTF-8 funnel convert $of_log --bad-rows skip --dry-run -t text \
	log.csv >found
same 'and what --dry-run shows' plain found
funnel report -q $of_log --bad-rows skip --within 900d --by team -t md \
	log.csv >plain
LANG=zh_CN.UTF-8 funnel report -q $of_log --bad-rows skip --within 900d \
	--by team -t md log.csv >found
same 'and a report, with what is missing in it' plain found

# A log keeps what was said as it was said.
expect 3 'a log' funnel convert --lang zh --log a.log none.csv
ok 'in Chinese' grep -q 'Z funnel convert: none.csv: 没有这个文件$' a.log

done_testing
