#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# No file is read and written by one run, whatever names it goes by; and
# an output that does not block is waited for.
. "$(dirname "$0")/lib.sh"

cp "$root/samples/b2b.csv" in.csv
cp in.csv kept.csv
ln in.csv hard.csv
ln -s in.csv soft.csv
mkdir folder

# refused OPTION PATH: said, and the input stands.
refused() {
	expect 2 "$1 $2" funnel convert -q "$1" "$2" in.csv
	stderr_is "funnel convert: $1: \"$2\" is the file that is read: it would be written over"
	same 'the input stands' kept.csv in.csv
}
for option in --output --bad-rows --log --lock; do
	refused $option in.csv
done
for path in hard.csv soft.csv ./in.csv folder/../in.csv; do
	refused --output $path
done
expect 2 'standard input' sh -c 'funnel convert -q -o in.csv <in.csv'
stderr_is 'funnel convert: --output: "in.csv" is the file that is read: it would be written over'
expect 2 'the second file' funnel convert -q -o in.csv kept.csv in.csv
expect 2 'a chart over its result' sh -c \
	'funnel convert -q in.csv >r.csv; funnel chart -q -o r.csv -t svg r.csv'
expect 2 'two outputs in one file' funnel convert -q -o out.csv \
	--bad-rows out.csv in.csv
stderr_is 'funnel convert: --output and --bad-rows name one file, "out.csv"'
ok 'which was not made' test ! -e out.csv
expect 0 'another file of that name elsewhere' \
	funnel convert -q -o folder/in.csv in.csv
expect 0 'a symbolic link is followed' sh -c \
	'ln -s folder/in.csv link.csv && funnel convert -q -o link.csv in.csv'
ok 'it is a link still' test -h link.csv
expect 0 'devices are no files' funnel convert -q -o /dev/null /dev/stdin <in.csv

# A reader that is slow, at the end of a pipe that does not block.
cat >slow.pl <<'END'
use Fcntl;
pipe my $r, my $w or die;
my $child = fork // die;
if (!$child) {
	close $r;
	fcntl $w, F_SETFL, fcntl($w, F_GETFL, 0) | O_NONBLOCK or die;
	open STDOUT, '>&', $w or die;
	exec @ARGV;
}
close $w;
select undef, undef, undef, 0.3;
print while <$r>;
waitpid $child, 0;
exit $? >> 8;
END
funnel simulate --entities 3000 --seed 1 >large.csv
funnel list -q large.csv >wanted.csv
expect 0 'an output that does not block' perl slow.pl funnel list -q large.csv
same 'all of it' wanted.csv "$out"
done_testing
