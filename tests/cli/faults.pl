# SPDX-License-Identifier: GPL-3.0-or-later
# faults.pl SEED   for faults.t: in a folder with samples/ and failing.so,
# TAP, and a table of what was tried.
use strict;
use warnings;
use POSIX ();
use Text::ParseWords qw(quotewords);
use Time::HiRes qw(time sleep);

my $seed = shift // 1;
srand $seed;
$| = 1;

# How often a kind of fault is tried on a command.
my $calls = 10;
my $requests = 20;
my @kinds = (
	# name, what may be answered, how often, from it on too
	[memory => [0, 3, 5], $requests, 1], [read => [0, 2, 3, 5], $calls],
	[write => [0, 5], $calls], [short => [0], $calls, 1],
	[eintr => [0], $calls], [sync => [0, 5], $calls],
	[rename => [0, 5], $calls, 1], [open => [0, 2, 3, 5], $calls],
	[start => [0, 3, 5], $calls, 1], [named => [0], 1],
	[change => [0, 3], $calls],
);
my @others = qw(signal full disk cut);

sub slurp {
	open my $in, '<:raw', $_[0] or return undef;
	local $/;
	return <$in> // '';
}

sub spill {
	my ($path, $bytes) = @_;
	open my $out, '>:raw', $path or die "$path: $!\n";
	print $out $bytes;
	close $out or die "$path: $!\n";
}

# The first example of each command's help that is no pipe; what it writes
# goes to results/.  Others stand here.
my %lines = (
	chart => ['chart -q -o results/out.svg result.csv'],
	convert => ['convert --by channel --tz Asia/Shanghai --calendar '
	    . 'holidays.txt -o results/out samples/b2b.csv',
	    'convert --bad-rows results/rejects --excel-safe --max-memory 1K '
	    . '-t json -o results/out bad.csv'],
	merge => ['merge -o results/out b2b.fold'],
	report => ['report --parts funnel,segments --by channel '
	    . '-o results/out.html samples/b2b.csv',
	    'report -t text -o results/out samples/b2b.csv'],
	simulate => ['simulate --truth results/truth -o results/out '
	    . '--entities 900'],
);
my @names = map { /^  (\w+)/ } grep { /^commands/ .. /^$/ }
    split /^/, `funnel --help`;
for my $name (@names) {
	next if $lines{$name};
	my ($line) = grep { !/\|/ } map { /^  funnel ($name .*)/ }
	    split /^/, `funnel $name --help`;
	next if !$line;
	$line =~ s/ -o \S+//;
	$line =~ s{(\S*\*\S*)}{join(' ', glob $1) || $1}eg;
	$lines{$name} = ["$line -o results/out"];
}

mkdir $_ for qw(results cut);
system 'funnel convert -q -o result.csv samples/b2b.csv; '
    . 'funnel convert -q --partial --entity lead_id --stage stage '
    . '--time occurred_at --time-format iso --encoding UTF-8 '
    . '--as-of 2025-06-30 -o b2b.fold samples/b2b.csv; '
    . '{ cat samples/b2b.csv; echo L-1,won,never,,,,; } >bad.csv; '
    . 'echo holiday = 2025-01-01 >holidays.txt';
my $nameless = eval { sysopen my $f, 'results', 020200001, 0600 };
my $drawn = `sh -c 'command -v gnuplot'`;

sub results {
	my %all;
	for (glob 'results/{*,.f*}') {
		$all{$_} = slurp($_) if -f;
	}
	return \%all;
}

# The status as a shell shows it; undef where it took over a minute.
sub run {
	my ($line, $environment, $kill, $after) = @_;
	my $child = fork // die;
	if (!$child) {
		@ENV{keys %$environment} = values %$environment;
		open STDIN, '<', '/dev/null';
		open STDOUT, '>', 'out';
		open STDERR, '>', 'err';
		setpgrp;
		# A shell in the background ignores INT for all below it.
		$SIG{$_} = 'DEFAULT' for qw(INT HUP TERM XCPU);
		# Without the program no second run of all this goes on.
		{ exec quotewords(' ', 0, $line) }
		POSIX::_exit(127);
	}
	if ($kill) {
		sleep $after;
		kill $kill, $child;
	}
	my $end = time + 60;
	while (waitpid($child, POSIX::WNOHANG) == 0) {
		if (time > $end) {
			kill KILL => -$child;
			waitpid $child, 0;
			return undef;
		}
		sleep 0.001;
	}
	return $? & 127 ? 128 + ($? & 127) : $? >> 8;
}

sub begin {
	my ($whole, $old) = @_;
	unlink glob 'results/{*,.f*}';
	if ($old) {
		spill($_, "old\n") for keys %$whole;
	}
}

# What is wrong with how a run ended; '' if nothing is.
sub judge {
	my ($status, $allowed, $whole, $old) = @_;
	return 'hangs' if !defined $status;
	return "status $status" if !grep { $_ == $status } @$allowed;
	my $left = join ' ', glob "$ENV{TMPDIR}/{*,.f*}";
	return "leaves $left" if $left;
	my $found = results();
	for (keys %$found) {
		return "leaves $_" if !exists $whole->{$_};
		return "half of $_" if $found->{$_} ne $whole->{$_} &&
		    ($status == 0 || !$old || $found->{$_} ne "old\n");
	}
	return 'not all there' if $status == 0 && %$found != %$whole;
	return 'no sentence' if $status && $status < 128 &&
	    slurp('err') !~ /^funnel( \w+)?: \S/m;
	return '';
}

my ($tests, $failed) = (0, 0);

sub report_cell {
	my ($command, $kind, $tried, @wrong) = @_;
	$tests++;
	$failed++ if @wrong;
	printf "%sok %d - %s: %s: %d tried\n", @wrong ? 'not ' : '', $tests,
	    $command, $kind, $tried;
	print "# $_\n" for @wrong[0 .. ($#wrong < 4 ? $#wrong : 4)];
}

# Some of the numbers 1 to n, the first and last among them.
sub some {
	my ($n, $most) = @_;
	return 1 .. $n if $n <= $most;
	my %chosen = (1 => 1, $n => 1);
	$chosen{1 + int rand $n} = 1 while keys %chosen < $most;
	return sort { $a <=> $b } keys %chosen;
}

sub input_of {
	return grep { -f } $_[0] =~ /(\S+\.(?:csv|fold))\b/g;
}

sub try_calls {
	my ($line, $whole, $kind) = @_;
	my ($name, $allowed, $most, $on) = @$kind;
	my ($file) = input_of($line);
	my ($tried, @wrong) = (0);
	my %fail = (LD_PRELOAD => './failing.so', FAIL_KIND => $name,
	    FAIL_FILE => $file // '');
	return 0 if $name eq 'change' && !$file;
	begin($whole, 0);
	run("funnel $line", { %fail, FAIL_COUNT => 'count' });
	my $n = slurp('count') // 0;
	if ($name eq 'change') {
		system 'cp', '-p', $file, 'kept';
		spill($file, slurp('kept'));
	}
	$n = 1 if $name eq 'named';
	for my $at (some($n, $most)) {
		for my $from ({}, $on ? { FAIL_ON => 1 } : ()) {
			my $old = $tried++ % 2;
			begin($whole, $old);
			my $status = run("funnel $line",
			    { %fail, FAIL_AT => $at, %$from });
			my $why = judge($status, $allowed, $whole, $old);
			push @wrong, "call $at" . (%$from ? ' on' : '') .
			    ": $why: " . (slurp('err') =~ s/\n/ /gr) if $why;
			spill($file, slurp('kept')) if $name eq 'change';
		}
	}
	return ($tried, @wrong);
}

# As often as makes 300 for all commands, at any moment of its run.
sub try_signals {
	my ($line, $whole, $most) = @_;
	my @signals = ([INT => 2], [TERM => 15], [HUP => 1], [XCPU => 24],
	    $nameless ? [KILL => 9] : ());
	my @wrong;
	my $began = time;
	run("funnel $line", {});
	my $took = time - $began;
	for my $i (1 .. $most) {
		my ($signal, $number) = @{$signals[$i % @signals]};
		my $old = $i / @signals % 2;
		begin($whole, $old);
		my $status = run("funnel $line", {}, $signal,
		    rand($took * 1.1));
		my $end = time + 2;
		my $why;
		# What replaces the old file is not killed with it.
		do {
			$why = judge($status, [0, 128 + $number], $whole,
			    $old);
		} while ($why && $number == 9 && time < $end);
		push @wrong, "SIG$signal: $why" if $why;
	}
	return ($most, @wrong);
}

# Each of its outputs.
sub try_full {
	my ($line, $whole) = @_;
	my ($tried, @wrong) = (0);
	for my $path (keys %$whole) {
		my $full = $line =~ s/\Q$path\E\b/\/dev\/full/r;
		$full .= ' -t html' if $path =~ /\.html$/;
		$full .= ' -t svg' if $path =~ /\.svg$/;
		begin($whole, 0);
		my $status = run("funnel $full", {});
		my $why = judge($status, [5], $whole, 0);
		push @wrong, "$path: $why: " . slurp('err') if $why ||
		    slurp('err') !~ /No space left/;
		$tried++;
	}
	return ($tried, @wrong);
}

# A disk without room, where results/ and TMPDIR lie.
my $disk = 'mount -t tmpfs -o size=16k tmpfs results';
my $mounts = system("unshare -rm sh -c '$disk' 2>/dev/null") == 0;

sub try_disk {
	my ($line, $whole) = @_;
	my $left = '[ "$(ls -A results)" = fill ] || echo left: ' .
	    '$(ls -A results) >&2';
	return 0 if !$mounts;
	begin($whole, 0);
	spill('disk', "$disk; head -c 20000 /dev/zero 2>/dev/null " .
	    ">results/fill\nTMPDIR=results funnel $line\nstatus=\$?\n" .
	    "$left\nexit \$status\n");
	my $status = run('unshare -rm sh disk', {});
	my $why = judge($status, [5], {}, 0);
	$why = 'leaves something' if !$why && slurp('err') =~ /^left:/m;
	return (1, $why ? "$why: " . slurp('err') : ());
}

# Input packed by gzip and zstd, and cut.
sub try_cut {
	my ($line, $whole) = @_;
	my ($tried, @wrong) = (0);
	my ($file) = input_of($line) or return 0;
	for my $pack ('gzip -c', 'zstd -q -c') {
		my $packed = `$pack $file 2>/dev/null` or next;
		for (1 .. $calls) {
			my $cut = 1 + int rand(length($packed) - 1);
			$cut = 20 if $cut < 20;
			begin($whole, 1);
			my $path = $file =~ s{.*/}{}r;
			spill("cut/$path", substr $packed, 0, $cut);
			my $status = run('funnel ' .
			    ($line =~ s{\Q$file\E}{cut/$path}r), {});
			my $why = judge($status, [3], $whole, 1);
			push @wrong, "$pack, $cut bytes: $why: " .
			    slurp('err') if $why;
			$tried++;
		}
	}
	return ($tried, @wrong);
}

my %tried;
my @run = grep { $lines{$_} && ($drawn || $_ ne 'chart') } @names;
my $lines = 0;
$lines += @{$lines{$_}} for @run;
for my $name (@run) {
	for my $line (@{$lines{$name}}) {
		next if !$drawn && $line =~ /html/;
		begin({}, 0);
		my $status = run("funnel $line", {});
		my $whole = results();
		if ($status || !%$whole) {
			report_cell($line, "status $status", 0, slurp('err'));
			next;
		}
		for ((map { $_->[0] } @kinds), @others) {
			my $kind = $_;
			my ($known) = grep { $_->[0] eq $kind } @kinds;
			my ($n, @wrong) = $known ?
			    try_calls($line, $whole, $known) :
			    $kind eq 'signal' ? try_signals($line, $whole,
			    POSIX::ceil(300 / $lines)) :
			    $kind eq 'full' ? try_full($line, $whole) :
			    $kind eq 'disk' ? try_disk($line, $whole) :
			    try_cut($line, $whole);
			$tried{$name}{$kind} += $n;
			report_cell($line, $kind, $n, @wrong);
		}
	}
}
my @all = ((map { $_->[0] } @kinds), @others);
print '| ', join(' | ', 'command', @all), " |\n", '|---' x (@all + 1), "|\n";
print "| `$_` | ", join(' | ', map { $_ // 0 } @{$tried{$_}}{@all}), " |\n"
    for @run;
print "1..$tests\n";
exit($failed ? 1 : 0);
