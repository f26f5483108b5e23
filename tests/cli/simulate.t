#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Logs of a known truth: the same seed gives the same bytes, and what is
# written keeps to what was asked for.
. "$(dirname "$0")/lib.sh"

expect 0 'a log' funnel simulate -n 2000 --seed 4
stderr_is ''
cp "$out" log.csv
for place in TZ=Asia/Shanghai LC_ALL=C LANGUAGE=zh_CN GSL_RNG_SEED=9 \
	GSL_RNG_TYPE=taus; do
	expect 0 "with $place" env "$place" funnel simulate -n 2000 --seed 4
	same 'the same seed, the same bytes' log.csv "$out"
done
expect 0 '-o' funnel simulate -n 2000 --seed 4 -o found.csv
stdout_is ''
same 'writes the same there' log.csv found.csv
expect 0 '--no-output-header' funnel simulate -n 2000 --seed 4 --no-output-header
tail -n +2 log.csv >wanted.csv
same 'leaves out the header alone' wanted.csv "$out"
expect 0 'another seed' funnel simulate -n 2000 --seed 5
ok 'is another log' sh -c "! cmp -s log.csv $out"
ok 'every entity enters, and none is missing' awk -F, '
	$2 == "identified" { seen[$1] = 1 }
	END { for (id in seen) n++; exit n != 2000 }' log.csv
ok 'eight fields a row, and no stage but the five and lost' awk -F, '
	NF != 8 { exit 1 }
	NR > 1 && $2 !~ /^(identified|contacted|engaged|won|served|lost)$/ {
		exit 1 }' log.csv
ok 'nothing is later than as-of' awk -F, \
	'NR > 1 && $3 > "2025-06-30 23:59:59" { exit 1 }' log.csv
funnel simulate -n 2000 --as-of 2024-12-31 >early.csv
ok 'nor than another' awk -F, '
	NR > 1 && $3 > "2024-12-31 23:59:59" { exit 1 }
	NR > 1 && $3 > "2024-12" { late = 1 } END { exit !late }' early.csv

for preset in b2b b2c ecommerce; do
	expect 0 "--preset $preset" funnel simulate -n 50 --preset $preset \
		--truth $preset.json
	cp "$out" $preset.csv
	expect 0 "convert reads $preset" funnel convert -q $preset.csv
done
ok 'presets differ' sh -c '! cmp -s b2b.csv b2c.csv &&
	! cmp -s b2c.csv ecommerce.csv && ! cmp -s b2b.csv ecommerce.csv'
expect 0 '--lang zh' funnel simulate -n 200 --lang zh
stdout_has '客户编号,阶段,时间,渠道,地区,负责人,金额,评分'
stdout_has ',客户识别,'
cp "$out" zh.csv
expect 0 'convert reads Chinese' sh -c 'funnel convert -q zh.csv | cut -d, -f2,3'
stdout_has 客户识别,200

# With chances p the share that ever gets to stage k is their product; as
# the segments multiply the chances, over all it is only near that.
expect 0 '--truth' funnel simulate -n 10 --seed 3 --chance 0.5,0.4,0.3,0.2 \
	--within 90d --truth truth.json
cat >truth.pl <<'END'
use strict;
use warnings;
use JSON::PP;
local $/;
my $t = JSON::PP->new->utf8->decode(<STDIN>);
die "preset\n" unless $t->{preset} eq 'b2b' && $t->{seed} == 3;
die "window\n" unless $t->{within_days} == 90 && $t->{entities} == 10;
my @stages = qw(identified contacted engaged won served);
die "stages\n" unless "@{$t->{stages}}" eq "@stages";
die "segments\n" unless @{$t->{segments}} == 4;
die "medians\n" if grep { $_ <= 0 } @{$t->{median_days}};
my @wanted = (1, 0.5, 0.2, 0.06, 0.012);
for my $one ($t, @{$t->{segments}}) {
	my ($ever, $within) = @$one{qw(eventual within)};
	die "not five shares\n" unless @$ever == 5 && @$within == 5;
	for my $k (0 .. 4) {
		die "within above ever\n" if $within->[$k] > $ever->[$k] + 1e-9;
		next unless $k;
		die "rises\n" if $ever->[$k] > $ever->[$k - 1];
		die "stage $k: $ever->[$k]\n"
			if abs($ever->[$k] / $wanted[$k] - 1) > 0.6;
	}
}
END
ok 'is JSON of shares that can be' sh -c 'perl truth.pl <truth.json'
expect 0 'the truth of samples/' sh -c "cd '$root/samples' && funnel \
	simulate --preset b2b --entities 1200 --seed 2025 --truth '$work/t' \
	-o '$work/b2b.csv'"
same 'is made as samples/make says' "$root/samples/b2b-truth.json" t
same 'and so is its log' "$root/samples/b2b.csv" b2b.csv

refuses() {
	expect 2 "$1" funnel simulate "$@"
	stdout_is ''
}
refuses --chance 0.5,0.5
stderr_is 'funnel simulate: --chance: 2 chances, expected 4, one for each step'
refuses --within 0d
stderr_is 'funnel simulate: --within: expected a span above 0, in which the truth is told'
refuses --chance 0.5,0.5,0.5,1.5
stderr_is 'funnel simulate: --chance: "1.5": expected a number above 0 and below 1'
refuses --seed 0
stderr_is 'funnel simulate: --seed: "0": expected a whole number of at least 1'
refuses -n 0
stderr_is 'funnel simulate: --entities: "0": expected a whole number of at least 1'
refuses --preset b2x
stderr_is 'funnel simulate: --preset: "b2x": expected b2b, b2c or ecommerce'
refuses --growth fast
stderr_is 'funnel simulate: --growth: "fast": expected a number above 0 and below 1e+06'
refuses --as-of now
stderr_is 'funnel simulate: --as-of: "now": expected a date such as 2025-06-30'
refuses --lang fr
stderr_is 'funnel simulate: --lang: "fr": expected en or zh'
refuses log.csv
stderr_is 'funnel simulate: reads no file, but "log.csv" was given'
refuses --truth -
stderr_is 'funnel simulate: --truth: standard output is where the log goes; expected a file, or -o FILE'
expect 5 '--truth into a folder that is missing' \
	funnel simulate --truth no/t.json
stdout_is ''
stderr_is 'funnel simulate: no/t.json: No such file or directory'

done_testing
