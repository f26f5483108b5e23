#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The proof of the layers is a proof: it finds what is put in its way.
. "$(dirname "$0")/lib.sh"

skip_unless 'sanitizers add symbols of their own' test -z "$SAN"
skip_unless 'no gcc' command -v gcc

tree=$work/tree
mkdir -p tree/tests
cp -R "$root/analytics" "$root/io" "$root/cmd" tree
cp "$root/tests/layers" "$root/tests/doors" tree/tests

# fresh: the objects as they were built.
fresh() {
	rm -rf build
	mkdir build
	for floor in analytics io cmd; do
		cp -Rs "$BUILD/$floor" build
	done
}
# into ROOM/NAME: C on standard input, as one more file of a room.
into() {
	cat >"tree/$1.c"
	rm -f "build/$1.o"
	gcc -std=gnu11 -c -I tree -x c -o "build/$1.o" "tree/$1.c"
}
layers() {
	tree/tests/layers "$work/build"
}

fresh
expect 0 'the layers as they are' layers
stderr_is ''
stdout_has 'analytics/fold '

{
	cat "$root/analytics/base/status.c"
	printf '%s\n' '#include <stdio.h>' 'int chatty(int n);' \
		'int chatty(int n) { return printf("%d\n", n); }'
} | into analytics/base/status
expect 1 'analytics that prints' layers
stderr_is 'layers: analytics/base/status.c wants printf'
stdout_is ''
cp "$root/analytics/base/status.c" tree/analytics/base/status.c

# probe ROOM 'SENTENCE' C...   SENTENCE follows the name of the file.
probe() {
	room=$1 name=$2 said=$3
	shift 3
	fresh
	printf '%s\n' "$@" | into "$room/probe"
	expect 1 "$name" layers
	stderr_has "layers: $room/probe.c $said"
	rm -f "tree/$room/probe.c"
}
probe analytics/base 'analytics that reads the clock' 'wants time' \
	'#include <time.h>' 'long probe(void) { return (long)time(0); }'
probe analytics/base 'analytics that looks around' 'wants getenv' \
	'#include <stdlib.h>' 'char *probe(void) { return getenv("A"); }'
probe analytics/base 'analytics that ends the program' 'wants exit' \
	'#include <stdlib.h>' 'void probe(void) { exit(1); }'
probe analytics/base 'analytics that opens files' 'wants fopen' \
	'#include <stdio.h>' 'void *probe(void) { return fopen("a", "r"); }'
probe analytics/base 'analytics that reads files' 'wants read' \
	'#include <unistd.h>' \
	'long probe(char *to) { return (long)read(0, to, 1); }'
probe analytics/fold 'analytics that writes tables' \
	'wants table_new of io/write/table.c' \
	'#include "io/write/table.h"' \
	'void *probe(void) { return table_new(0); }'
probe analytics/rates 'a room that looks upstairs' \
	'wants conversion_result_free of analytics/fold/conversion_result.c' \
	'#include "analytics/fold/conversion.h"' \
	'void probe(void *p) { conversion_result_free(p); }'
probe io/base 'io that ends the program' 'calls exit' \
	'#include <stdlib.h>' 'void probe(void) { exit(1); }'
probe io/write 'io that knows statistics' \
	'wants conversion_result_free of analytics/fold/conversion_result.c' \
	'#include "analytics/fold/conversion.h"' \
	'void probe(void *p) { conversion_result_free(p); }'
probe io/base 'io that calls GSL' 'wants gsl_cdf_ugaussian_P' \
	'#include <gsl/gsl_cdf.h>' \
	'double probe(void) { return gsl_cdf_ugaussian_P(1); }'
probe io/write 'io that calls a command' \
	'wants run_fault of cmd/run/run.c' \
	'#include "cmd/run/command.h"' \
	'int probe(void) { return run_fault(0, 0); }'
probe cmd/list 'a command that calls another' \
	'wants command_convert of cmd/convert/convert.c' \
	'extern int command_convert;' \
	'int *probe(void) { return &command_convert; }'

# Files that need each other, and are no parts of one type.
fresh
echo 'void a(void); void b(void); void a(void) { b(); }' |
	into io/base/first
echo 'void a(void); void b(void); void b(void) { a(); }' |
	into io/base/second
expect 1 'a circle' layers
stderr_is 'layers: a circle of 2 files: io/base/first.c io/base/second.c'
rm -f tree/io/base/first.c tree/io/base/second.c

# A folder that is no room, and an include that no symbol gives away.
fresh
mkdir tree/io/attic
echo >tree/io/attic/old.h
expect 1 'a room that has no doors' layers
stderr_is 'layers: io/attic/old.h: io/attic is no room of tests/doors'
rm -r tree/io/attic
include() {
	echo "#include $2" >>"tree/$1"
	expect 1 "$1 that includes $2" layers
	stderr_has "layers: may not include: $1:"
	cp "$root/$1" "tree/$1"
}
include analytics/base/status.h '"io/base/fault.h"'
include analytics/rates/ratio.h '"analytics/survival/survival.h"'
include io/base/fault.h '"cmd/run/command.h"'
include io/base/fault.h '"analytics/fold/conversion.h"'
include cmd/run/input.c '<gsl/gsl_math.h>'
include cmd/list/list.c '"cmd/explain/explain.h"'
include analytics/base/status.c '<zlib.h>'
expect 0 'and the layers are as they were' layers

done_testing
