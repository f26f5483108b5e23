#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The proof of the layers is a proof: it finds what is put in its way.
. "$(dirname "$0")/lib.sh"

skip_unless 'sanitizers add symbols of their own' test -z "$SAN"
skip_unless 'no gcc' command -v gcc

tree=$work/tree
mkdir -p tree/tests
cp -R "$root/analytics" "$root/io" "$root/cmd" tree
cp "$root/tests/layers" tree/tests

# fresh: the archives and objects as they were built.
fresh() {
	rm -rf build
	mkdir build
	cp "$BUILD"/lib*.a build
	ln -s "$BUILD/analytics" "$BUILD/cmd" build
}
# into ARCHIVE NAME: C on standard input, as one more object of it.
into() {
	gcc -std=gnu11 -c -I "$root" -x c -o "$2.o" - &&
		ar r "build/$1" "$2.o" 2>/dev/null
}
layers() {
	tree/tests/layers "$work/build"
}

fresh
expect 0 'the layers as they are' layers
stderr_is ''
stdout_is 'layers: cmd -> analytics, cmd -> io, nothing back'

{
	cat "$root/analytics/status.c"
	printf '%s\n' '#include <stdio.h>' 'int chatty(int n);' \
		'int chatty(int n) { return printf("%d\n", n); }'
} | into libanalytics.a status
expect 1 'analytics that prints' layers
stderr_is 'layers: analytics wants printf, in status.o'
stdout_is ''

# probe ARCHIVE 'SENTENCE' EXPECTED C...
probe() {
	archive=$1 name=$2 said=$3
	shift 3
	fresh
	printf '%s\n' "$@" | into "$archive" probe
	expect 1 "$name" layers
	stderr_has "layers: $said"
}
probe libanalytics.a 'analytics that reads the clock' 'analytics wants time,' \
	'#include <time.h>' 'long probe(void) { return (long)time(0); }'
probe libanalytics.a 'analytics that looks around' 'analytics wants getenv,' \
	'#include <stdlib.h>' 'char *probe(void) { return getenv("A"); }'
probe libanalytics.a 'analytics that ends the program' 'analytics wants exit,' \
	'#include <stdlib.h>' 'void probe(void) { exit(1); }'
probe libanalytics.a 'analytics that opens files' 'analytics wants fopen,' \
	'#include <stdio.h>' 'void *probe(void) { return fopen("a", "r"); }'
probe libanalytics.a 'analytics that reads files' 'analytics wants read,' \
	'#include <unistd.h>' \
	'long probe(char *to) { return (long)read(0, to, 1); }'
probe libanalytics.a 'analytics that writes tables' 'analytics wants table_new' \
	'#include "io/table.h"' 'void *probe(void) { return table_new(0, 0); }'
probe libio.a 'io that ends the program' 'io calls exit' \
	'#include <stdlib.h>' 'void probe(void) { exit(1); }'
probe libio.a 'io that knows statistics' 'io wants conversion_free of analytics' \
	'#include "analytics/conversion.h"' \
	'void probe(void *p) { conversion_free(p); }'
probe libio.a 'io that calls GSL' 'io wants gsl_cdf_ugaussian_P' \
	'#include <gsl/gsl_cdf.h>' \
	'double probe(void) { return gsl_cdf_ugaussian_P(1); }'
probe libio.a 'io that calls a command' 'io wants run_fault of cmd' \
	'#include "cmd/command.h"' \
	'int probe(void) { return run_fault(0, 0); }'

# An include that no symbol gives away.
fresh
include() {
	echo "#include $2" >>"tree/$1"
	expect 1 "$1 that includes $2" layers
	stderr_has "$1:"
	cp "$root/$1" "tree/$1"
}
include analytics/status.h '"io/fault.h"'
include io/fault.h '"cmd/command.h"'
include io/fault.h '"analytics/conversion.h"'
include cmd/input.c '<gsl/gsl_math.h>'
include analytics/status.c '<zlib.h>'
expect 0 'and the layers are as they were' layers

done_testing
