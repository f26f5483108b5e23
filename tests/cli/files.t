#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# No file is read and written by one run, whatever names it goes by; links
# are followed, signals leave nothing, and what cannot be written is said.
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
expect 0 'one to a file that is not there yet' sh -c \
	'ln -s folder/new.csv new.csv && funnel convert -q -o new.csv in.csv'
ok 'it is a link, and the file is there' test -h new.csv -a -s folder/new.csv
ln -s "$work/round" folder/round
ln -s folder/round round
expect 5 'links in a round' funnel convert -q -o round in.csv
stderr_is 'funnel convert: round: Too many levels of symbolic links'
chmod 640 folder/new.csv
expect 0 'again' funnel convert -q -o new.csv in.csv
ok 'the right to read it stays' sh -c 'ls -l folder/new.csv | grep -q ^-rw-r-----'
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

# A run that waits for more of its input, and is ended.  $1: the signal,
# $2: its number, which a shell shows as 128 more.
ended() {
	expect $((128 + $2)) "SIG$1" perl -e '
		my ($signal, @run) = @ARGV;
		pipe my $r, my $w or die;
		my $child = fork // die;
		if (!$child) {
			open STDIN, "<&", $r or die;
			close $w;
			# A shell in the background ignores INT for all below it.
			$SIG{$signal} = "DEFAULT";
			exec @run;
		}
		syswrite $w, "entity,stage,time\n1,won,2025-01-01\n";
		select undef, undef, undef, 0.05;
		kill $signal, $child;
		waitpid $child, 0;
		exit 128 + ($? & 127);' "$1" funnel convert -q -o ended.csv \
		--bad-rows ended-rejects.csv -
	stderr_is ''
	ok "SIG$1: the old file stands, and nothing beside it" sh -c \
		'cmp -s ended.csv kept.csv && ! ls -A | grep -v "^[a-z]"'
}
cp kept.csv ended.csv
ended INT 2
ended TERM 15
ended HUP 1
ended XCPU 24
# O_TMPFILE, by its number on x86; elsewhere and on NFS a name is left.
if perl -e 'sysopen my $f, ".", 020200001, 0600 or exit 1'; then
	ended KILL 9
else
	report 0 'SIGKILL # SKIP no files without a name here'
fi
expect 143 'nohup is heard' sh -c 'trap "" HUP; exec perl -e "
	my \$child = fork // die;
	exec qw(funnel convert -q slow) if !\$child;
	kill HUP => \$child;
	select undef, undef, undef, 0.05;
	kill TERM => \$child;
	waitpid \$child, 0;
	exit 128 + (\$? & 127);"' "$(mkfifo slow)"
expect 5 'a file that grows too large is said' sh -c \
	'(ulimit -f 1; funnel list -q -o ended.csv large.csv 2>&1) | cat >said
	grep -v ^libgcov said >&2; grep -q large said && exit 5'
stderr_is 'funnel list: ended.csv: File too large'
same 'the old file stands' kept.csv ended.csv

# What --log cannot write is said, and the result is there all the same.
expect 5 'a log on a full disk' funnel convert --log /dev/full -o out.csv \
	--stages identified,won in.csv
head -n 1 "$err" >first
same 'says so first' first - <<'END'
funnel convert: /dev/full: No space left on device
END
sentence='then what it would have held'
stderr_has 'funnel convert: rows: 3924 read'
ok 'the result is there' test -s out.csv
expect 3 'a fault is more than its log' funnel convert --log /dev/full none.csv
stderr_is 'funnel convert: /dev/full: No space left on device' \
	'funnel convert: none.csv: no such file'
# More than a worker reads at once, and no row as long as the header is: what
# is left of the last row of a block is shorter than that.
awk 'BEGIN { print "id,stage,date"
	for (i = 0; i < 31000; i++) print i ",in,2020-01-01" }' >short.csv
expect 0 'rows as short as the header' funnel convert -q --entity id \
	--stages in,out --as-of 2020-03-01 short.csv
ok 'all of them' test "$(cell "$out" entered stage=in)" = 31000

done_testing
