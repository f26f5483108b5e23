# SPDX-License-Identifier: GPL-3.0-or-later
# make demo   sets up what is missing, builds, shows the funnel of samples/
# make test   sets up what is missing, builds, runs every test (SAN=1: ASan, UBSan)
VERSION = 1.0.0
PREFIX ?= /usr/local
BUILD ?= build
ifdef SAN
override BUILD := $(BUILD)/san
endif

CC = gcc
have = $(shell pkg-config --exists $(1) 2>/dev/null && echo yes)
OPTIONAL := $(if $(call have,fontconfig),-DHAVE_FONTCONFIG) $(if $(call have,libisal),-DHAVE_ISAL)
DEFINES = -I. -D_GNU_SOURCE -DFUNNEL_VERSION='"$(VERSION)"' \
	-DFUNNEL_SHARE='"$(PREFIX)/share"' $(OPTIONAL) $(CPPFLAGS)
OPTIMIZE ?= $(if $(SAN),-O1 -fno-omit-frame-pointer,-O2)
SANITIZE = $(if $(SAN),-fsanitize=address$(,)undefined -fno-sanitize-recover=all)
, := ,
# As distributions do: convert takes 0.1 % longer (README, Security).
HARDEN := $(if $(SAN),,-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 \
	$(foreach f,stack-clash-protection cf-protection,$(shell $(CC) -Werror -f$(f) -x c -c -o /dev/null /dev/null 2>/dev/null && echo -f$(f))))
# No fast-math, no contraction: machines must agree to the last bit. CFLAGS stays as it came, for a make within this.
FLAGS = $(CFLAGS) -std=gnu11 $(OPTIMIZE) -g -pthread -ffp-contract=off $(SANITIZE) $(HARDEN) \
	-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wvla -Werror=format-security $(WERROR)
LDLIBS = -Wl,-z,relro,-z,now -lcsv -lgsl -lgslcblas -lRmath -lzstd -lxxhash -lutf8proc \
	$(if $(call have,fontconfig),-lfontconfig) $(if $(call have,libisal),-lisal,-lz) -lm

# A room is a folder; what may enter which stands in tests/doors.
objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)/*.c $(1)/*/*.c))
CMD := $(call objects,cmd)
IO := $(call objects,io)
ANALYTICS := $(call objects,analytics)
LIBS := $(BUILD)/libio.a $(BUILD)/libanalytics.a
UNIT := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
CLI := $(wildcard tests/cli/*.t)
SLOW := $(wildcard tests/slow/*.t)
COVERAGE := $(BUILD)/tests/slow/coverage
FUZZ := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))

# Without msgfmt the program speaks English.
CATALOGUES := $(if $(shell command -v msgfmt),$(patsubst cmd/po/%.po,$(BUILD)/locale/%/LC_MESSAGES/funnel.mo,$(wildcard cmd/po/*.po)))

all: $(BUILD)/funnel $(CATALOGUES)

$(BUILD)/funnel: $(CMD) $(LIBS)
	$(CC) $(FLAGS) $(LDFLAGS) -o $@ $(CMD) $(LIBS) $(LDLIBS)

$(BUILD)/libio.a: $(IO)
$(BUILD)/libanalytics.a: $(ANALYTICS)
# So that a removed source leaves its archive, and a new library is used.
$(LIBS) $(BUILD)/funnel: $(BUILD)/sources
$(BUILD)/sources: KEEP = $(patsubst $(BUILD)/%.o,%.c,$(CMD) $(IO) $(ANALYTICS))
$(BUILD)/flags: KEEP = $(CC) $(OPTIONAL) $(FLAGS) $(LDLIBS)
$(BUILD)/sources $(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(KEEP)' | cmp -s - $@ || printf '%s\n' '$(KEEP)' >$@
FORCE:
# Members of one name stand beside each other only in a fresh archive.
%.a:
	@rm -f $@
	@$(AR) qcs $@ $(filter %.o,$^)

$(BUILD)/%.o: %.c Makefile $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(DEFINES) $(FLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/unit/%: tests/unit/%.c $(LIBS)
	@mkdir -p $(@D)
	$(CC) $(DEFINES) $(FLAGS) $(LDFLAGS) -MMD -MP -o $@ $< $(LIBS) -lcmocka $(LDLIBS)

$(COVERAGE): tests/slow/coverage.h $(wildcard tests/slow/*.c) $(LIBS)
	@mkdir -p $(@D)
	$(CC) $(DEFINES) $(FLAGS) $(LDFLAGS) -o $@ $(filter-out %.h,$^) $(LDLIBS)

# Without libFuzzer's runtime a fuzz target only replays its corpus.
FUZZ_MAIN = tests/fuzz/replay.c
COMMANDS := $(filter-out $(BUILD)/cmd/funnel.o,$(CMD))
$(BUILD)/tests/fuzz/%: tests/fuzz/%.c $(wildcard tests/fuzz/*.h) $(FUZZ_MAIN) $(COMMANDS) $(LIBS)
	@mkdir -p $(@D)
	$(CC) $(DEFINES) $(FLAGS) $(LDFLAGS) -o $@ $< $(FUZZ_MAIN) $(COMMANDS) $(LIBS) $(LDLIBS)

$(BUILD)/locale/%/LC_MESSAGES/funnel.mo: cmd/po/%.po
	@mkdir -p $(@D)
	msgfmt --check -o $@ $<

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

deps:
	@.ci/deps install
setup:
	@.ci/deps missing

demo: setup
	@$(MAKE) --no-print-directory -s all
	@samples/demo $(BUILD)/funnel $(BUILD)/demo

test: setup
	@$(MAKE) --no-print-directory check

programs: all $(UNIT) $(FUZZ)

check: programs
	@$(if $(SAN),,QUIET=1 tests/layers $(BUILD))
	@FUNNEL="$(abspath $(BUILD)/funnel)" BUILD="$(abspath $(BUILD))" SAN="$(SAN)" \
	CMOCKA_MESSAGE_OUTPUT=TAP TZ=UTC prove --exec tests/tap -j 2 $(PROVEFLAGS) $(UNIT) $(FUZZ) $(CLI)

slow: programs $(COVERAGE)
	@FUNNEL="$(abspath $(BUILD)/funnel)" BUILD="$(abspath $(BUILD))" prove --exec tests/tap -j 2 $(SLOW)

layers: $(LIBS) $(CMD)
	@tests/layers $(BUILD)
lint checkers coverage:
	@tests/$@
bench: all
	@tests/bench/run "$(abspath $(BUILD)/funnel)"
fuzz:
	@tests/fuzz/run $(FOR)

install: all
	@.ci/install $(BUILD) "$(DESTDIR)$(PREFIX)"
dist deb:
	@.ci/$@ $(VERSION) build-dist
recipes: all
	@samples/recipes/run

clean:
	rm -rf build build-dist

.PHONY: all deps setup demo test check programs slow layers lint checkers coverage bench fuzz install dist deb recipes clean
