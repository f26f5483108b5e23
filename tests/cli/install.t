#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make install: the program and its pages, where PREFIX and DESTDIR say.
. "$(dirname "$0")/lib.sh"

skip_unless 'a sanitizer build is not installed' test -z "$SAN"
skip_unless 'the program is not built where make builds it' \
	test "$FUNNEL" = "$BUILD/funnel"

install_to() {
	make -s -C "$root" install BUILD="$BUILD" "$@"
}
expect 0 'make install' install_to DESTDIR="$work/a b" PREFIX=/opt/funnel
(cd "a b" && find . -type f | sort) >found
{
	echo ./opt/funnel/bin/funnel
	for page in "$root"/cmd/*.[17] "$root"/cmd/*/*.[17]; do
		name=$(basename "$page")
		case $name in funnel.1) ;; *) name=funnel-$name ;; esac
		echo "./opt/funnel/share/man/man${page##*.}/$name"
	done
	for file in "$BUILD"/locale/*/LC_MESSAGES/funnel.mo; do
		[ ! -f "$file" ] ||
			echo "./opt/funnel/share/${file#"$BUILD/"}"
	done
	! command -v mandoc >/dev/null ||
		echo ./opt/funnel/share/doc/funnel/cookbook.html
	for preset in "$root"/samples/presets/*; do
		echo "./opt/funnel/share/funnel/presets/$(basename "$preset")"
	done
	echo ./opt/funnel/share/bash-completion/completions/funnel
	echo ./opt/funnel/share/zsh/site-functions/_funnel
	echo ./opt/funnel/share/fish/vendor_completions.d/funnel.fish
} | sort >wanted
same 'installs the program, pages, catalogues, presets, completions, and nothing else' wanted found
same 'the program as it was built' "$FUNNEL" "a b/opt/funnel/bin/funnel"
expect 0 'the program runs there' "a b/opt/funnel/bin/funnel" --version
version=$(sed -n 's/^VERSION = //p' "$root/Makefile")
stdout_is "funnel $version" "$(funnel --version | sed 1d)"
for command in $("a b/opt/funnel/bin/funnel" --help |
	sed -n '/^commands$/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	expect 0 "$command tells the version" "a b/opt/funnel/bin/funnel" \
		$command --version
	stdout_is "funnel $version" "$(funnel --version | sed 1d)"
done
expect 0 'the presets are found there' "a b/opt/funnel/bin/funnel" \
	import -q --preset zoho "$reference/presets/zoho.csv"
same 'as where they were written' "$reference/presets/zoho.expected.csv" "$out"
ok 'every command has a page' sh -c '
	for name in $(funnel --help | awk "/^commands/ { list = 1; next }
		!NF { list = 0 } list { print \$1 }"); do
		[ -f "a b/opt/funnel/share/man/man1/funnel-$name.1" ] ||
			{ echo "$name has none"; exit 1; }
	done'
expect 0 'make install again, over it' \
	install_to DESTDIR="$work/a b" PREFIX=/opt/funnel

done_testing
