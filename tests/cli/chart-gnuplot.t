#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A gnuplot that is missing, old, broken or no gnuplot: what was wrong, in
# time, status 5, and no half picture.  (One that hangs: tests/slow.)
. "$(dirname "$0")/lib.sh"

mkdir fakes none
funnel convert -q "$root/samples/b2b.csv" >result.csv
install='  charts are drawn by gnuplot 5.4 or newer: install it (Debian: apt install gnuplot-nox fonts-wqy-microhei)'
works="  no chart was written; does $work/fakes/gnuplot work?"
full="  is the disk of the temporary folder full, or $work/fakes/gnuplot no real gnuplot?"

# fails FOLDER 'SENTENCE' 'ADVICE': to a new file, over an old one, to
# standard output.
fails() {
	rm -f new.png
	for target in new.png old.png -; do
		echo old >old.png
		expect 5 "$case, to $target" env PATH="$1:$top/bin" \
			funnel chart -t png -o $target result.csv
		stderr_is "funnel chart: $2" "$3"
		stdout_is ''
	done
	ok "$case: nothing new" test ! -e new.png
	ok "$case: the old picture stands" grep -qx old old.png
	ok "$case: no temporary file" sh -c '[ -z "$(ls -A "$TMPDIR")" ]'
}

# fake SCRIPT: a gnuplot that is this.
fake() {
	printf '#!/bin/sh\n%s\n' "$1" >fakes/gnuplot
	chmod +x fakes/gnuplot
}
says='[ "$1" = --version ] && { echo "gnuplot 5.4 patchlevel 4"; exit; }'

case=missing
fails "$work/none" 'gnuplot is not installed' "$install"
case='a folder of that name'
mkdir none/gnuplot
fails "$work/none" 'gnuplot is not installed' "$install"

case=old
fake 'echo "gnuplot 5.2 patchlevel 8"'
fails "$work/fakes" 'gnuplot 5.2 is too old' "$install"
case='no gnuplot'
fake 'printf "\033]0;hello\007\n"'
fails "$work/fakes" \
	"$work/fakes/gnuplot does not say which gnuplot it is: \" ]0;hello \"" \
	"$install"
case='silent'
fake 'exit 0'
fails "$work/fakes" \
	"$work/fakes/gnuplot does not say which gnuplot it is: \"\"" "$install"

case='an error'
fake "$says
echo 'line 3: no such terminal' >&2; exit 2"
fails "$work/fakes" 'gnuplot failed: line 3: no such terminal' "$works"
case='a failure without a word'
fake "$says
exit 3"
fails "$work/fakes" 'gnuplot failed: exit status 3' "$works"
case='a crash'
fake "$says
kill -SEGV \$\$"
fails "$work/fakes" 'gnuplot crashed: Segmentation fault' "$works"
case='killed'
fake "$says
kill -KILL \$\$"
fails "$work/fakes" 'gnuplot crashed: Killed' "$works"

case='junk'
fake "$says
echo '<html>hello</html>'"
fails "$work/fakes" 'gnuplot wrote no whole PNG picture' "$full"
case='nothing'
fake "$says
exit 0"
fails "$work/fakes" 'gnuplot wrote no whole PNG picture' "$full"
case='half a picture'
fake "$says
printf '\\211PNG\\r\\n\\032\\n\\0\\0\\0\\rIHDR'"
fails "$work/fakes" 'gnuplot wrote no whole PNG picture' "$full"
fake "$says
while :; do printf %01048576d 0; done"
echo old >old.png
expect 5 'more than 64 MB' env PATH="$work/fakes:$top/bin" \
	funnel chart -o old.png result.csv
stderr_is 'funnel chart: the picture is larger than 64 MB' \
	'  draw fewer groups or points'
ok 'more than 64 MB: the old picture stands' grep -qx old old.png


if command -v gnuplot >/dev/null; then
	expect 0 'unconfined, where that is asked for' funnel convert -q \
		--chart free.svg --no-confine --log log -o free.csv \
		"$root/samples/b2b.csv"
	ok 'it is in the log' \
		grep -q 'convert: gnuplot runs without a filter: --no-confine$' log
	expect 0 'confined' funnel convert -q --chart held.svg --log other \
		-o held.csv "$root/samples/b2b.csv"
	ok 'then not' sh -c '! grep -q "without a filter" other'
	same 'the same picture' free.svg held.svg
fi
done_testing
