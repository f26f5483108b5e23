#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The READMEs of the floors: their recipes, followed to the letter in a copy
# of the tree.  A block of code behind a line that is a path is that file; a
# block of sh is run.
. "$(dirname "$0")/lib.sh"

skip_unless 'sanitizers add symbols of their own' test -z "$SAN"
skip_unless 'no gcc' command -v gcc

mkdir tree tree/build
cd "$root" && cp -a Makefile README.md .ci cmd io analytics samples tests \
	"$work/tree" && cd "$BUILD" &&
	cp -a cmd io analytics locale ./*.a funnel flags sources \
	"$work/tree/build"
cd "$work" || exit 2
mkdir before
cp -R tree/cmd tree/io tree/analytics tree/tests before

# blocks README: writes its files into the tree, and its commands, a file a
# block, in order.
blocks() {
	perl -e '
		my ($path, $language, $out, $n);
		while (<>) {
			if (/^```(\w*)$/ && !defined $language) {
				$language = $1;
				$path = sprintf "step%d", ++$n
					if $language eq "sh";
				open $out, ">", $path or die "$path: $!\n";
			} elsif (/^```$/) {
				close $out;
				undef $language;
			} elsif (defined $language) {
				print $out $_;
			} elsif (/^`(\S+)`$/) {
				$path = "tree/$1";
				my $folder = $path =~ s{/[^/]*$}{}r;
				mkdir $folder;
			}
		}' "$1"
}

steps=0
for floor in analytics cmd io; do
	rm -f step?
	blocks "$root/$floor/README.md"
	for step in step?; do
		expect 0 "$floor/README.md, $step" env -u BUILD \
			sh -ec "cd tree; . ../$step"
		steps=$((steps + 1))
	done
done
ok 'there were steps' test "$steps" -ge 5
diff -rq before tree | sed -n 's/^Only in before.*/gone/p
	s/^Only in tree\(.*\): /\1\//p; s/^Files before.* and tree\(.*\) .*/\1/p' |
	grep -E '^/(analytics|cmd|io|tests)/' | LC_ALL=C sort >touched
# A new folder is one line of diff, and two files.
cat >wanted <<'END'
/analytics/fold/visits.c
/analytics/fold/visits.h
/cmd/commands.h
/cmd/visits
/tests/cli/visits.t
/tests/doors
/tests/unit/test_visits.c
END
same 'five files a recipe, at most' wanted touched

for room in $(sed -nE 's/^((analytics|io)\/[a-z]*):.*/\1/p' \
	"$root/tests/doors") cmd/options cmd/results cmd/run; do
	ok "$room is told of" grep -q "^| \`${room#*/}\`" \
		"$root/${room%/*}/README.md"
done
done_testing
