# SPDX-License-Identifier: MIT
#
# depstamp's build: GNU make, gcc or clang.
#
#   make            build/depstamp, after fetching or installing what it needs
#   make demo       the main job on a small bundled project
#   make test       everything there is to test; the last line has the counts
#   make help       all targets and variables
#
# Sources are found by wildcard: a layer is a folder of core/, a file of it
# is part of the program.  Our objects and the program live in BUILD; the
# third-party ones, which are slow to compile and never change, in
# THIRD_PARTY, where builds share them.

CC := $(if $(filter default,$(origin CC)),gcc,$(CC))
AR := ar
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 60

# A kind of build has a folder of its own: build, build-clang-san, …
compiler := $(notdir $(firstword $(CC)))
kind := $(if $(findstring clang,$(compiler)),-clang)$(if $(SAN),-san)$(if $(TSAN),-tsan)
BUILD ?= build$(kind)
THIRD_PARTY ?= .third_party

# What today's sources need; a line here, and its package in
# third_party/install-deps, is all that a new library takes.
PACKAGES := yaml-0.1 libxxhash libcrypto sqlite3 libuv jansson libpcre2-8 libutf8proc libzstd
# What few commands need is loaded by these (core/sys/shared_library.h), where
# its name is known; elsewhere it is linked.
LOADED := libarchive

# LAYERS="base sys" builds (and unit-tests) these layers alone.
LAYERS ?= base sys python graph store conf plan run plugins cli
# nanopb, which has no .pc file.
NANOPB := $(if $(filter plugins,$(LAYERS)),-lprotobuf-nanopb)
# What differs by system stands in files of its own: watch_linux.c.
FOREIGN := $(if $(filter Linux,$(shell uname -s)),%_other.c,%_linux.c)
MAIN := $(if $(filter cli,$(LAYERS)),$(wildcard core/cli/main.c))
SOURCES := $(filter-out core/cli/main.c $(FOREIGN),$(foreach layer,$(LAYERS),$(wildcard $(if $(filter plugins,$(layer)),plugins/*/*.c,core/$(layer)/*.c))))
UNIT_TESTS := $(foreach layer,$(LAYERS),$(wildcard tests/unit/$(layer)/test_*.c))
TEST_TOOLS := $(wildcard tests/tools/*.c)
TEST_SUPPORT := $(wildcard tests/support/*.c)
BENCH_TOOLS := $(wildcard tests/bench/*.c)
# Sanitizers have a malloc of their own, and do not want to be traced.
FAULT_TOOLS := $(if $(SAN)$(TSAN),,$(wildcard tests/fault/*.c))
FUZZERS := $(wildcard tests/fuzz/fuzz_*.c)
C_FILES := $(wildcard core/*/*.[ch] plugins/*/*.[ch] tests/unit/*/*.[ch] tests/tools/*.[ch] tests/support/*.[ch] tests/bench/*.[ch] tests/fault/*.[ch] tests/fuzz/*.[ch])

# Pages of HTML: ours, and the libraries that they carry with them.
PAGES := $(sort $(wildcard config/page/*))
PAGE_LIBRARIES := cytoscape/dist/cytoscape.min.js cytoscape/LICENSE \
    dagre/dist/dagre.min.js dagre/LICENSE

# Rows for well-known tools, compiled in.
PRESETS := $(if $(filter conf,$(LAYERS)),$(sort $(wildcard config/analyzers/*.yaml)))

# ---- flags

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
    -Wmissing-prototypes -Wold-style-definition -Wvla -Wformat=2 -Wcast-qual \
    -Wwrite-strings -Wpointer-arith -Wundef -Wredundant-decls \
    -Wimplicit-fallthrough -Walloca -Werror
ifneq ($(findstring clang,$(compiler)),)
WARNINGS += -Wno-unused-command-line-argument
endif

OPTIMIZE ?= -O2 -g
TP_OPTIMIZE ?= -O2 -g
sanitize :=
sanitize_third_party :=
ifdef SAN
OPTIMIZE := -O1 -g -fno-omit-frame-pointer
sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all
sanitize_third_party := -fsanitize=address -fno-omit-frame-pointer
endif
ifdef TSAN
OPTIMIZE := -O1 -g -fno-omit-frame-pointer
sanitize := -fsanitize=thread
sanitize_third_party := $(sanitize)
endif
hardening := -fstack-protector-strong -fno-common -fPIE
ifeq ($(SAN)$(TSAN)$(FUZZING),)
hardening += -D_FORTIFY_SOURCE=2
endif
ifdef FUZZING
sanitize += -fsanitize=fuzzer-no-link
endif

# The pins' checksum names the folder, so new pins mean a new folder and
# nothing in it is ever out of date.
pins := $(firstword $(shell cksum < third_party/sources.txt))
TP_SOURCES := $(THIRD_PARTY)/src-$(pins)
TP_READY := $(TP_SOURCES)/complete
TP_OBJECTS := $(THIRD_PARTY)/obj-$(pins)-$(compiler)$(if $(SAN),-san)$(if $(TSAN),-tsan)
TP_INCLUDE := -isystem $(TP_SOURCES)/tree-sitter/include

CFLAGS ?=
CPPFLAGS ?=
LDFLAGS ?=
LANGUAGE := -std=c11 -D_GNU_SOURCE
OUR_CFLAGS = $(LANGUAGE) -I. -include core/base/banned.h $(OPTIMIZE) \
    $(WARNINGS) $(hardening) $(sanitize) -pthread $(TP_INCLUDE) \
    $(PACKAGES_CFLAGS) $(CPPFLAGS) $(CFLAGS)
TP_CFLAGS = -std=c11 -D_GNU_SOURCE $(TP_OPTIMIZE) -fvisibility=hidden -fPIE -w \
    $(sanitize_third_party)
LINK = $(CC) -pie -pthread $(sanitize) $(LDFLAGS)
# A wheel carries its libraries (plugins/precommit): DT_RPATH holds for what
# these are linked with in turn, DT_RUNPATH would not.
CARRIED = -Wl,--disable-new-dtags -Wl,-rpath,'$$ORIGIN/../lib/depstamp'
LIBRARIES = $(PACKAGES_LIBS) $(NANOPB) -ldl -pthread

# ---- objects

object = $(patsubst %.c,$(BUILD)/%.o,$(1))
PRESET_FILES := $(BUILD)/made/preset_files.c
PAGE_FILES := $(BUILD)/made/page_files.c
NINJA_RULES := $(if $(filter plugins,$(LAYERS)),$(BUILD)/made/ninja_rules.c)
OBJECTS := $(call object,$(SOURCES)) $(if $(PRESETS),$(PRESET_FILES:.c=.o)) \
    $(PAGE_FILES:.c=.o) $(NINJA_RULES:.c=.o)
ARCHIVE := $(BUILD)/libdepstamp.a
PROGRAM := $(BUILD)/depstamp
TP_LIBRARY := $(TP_OBJECTS)/tree-sitter.o $(TP_OBJECTS)/python-parser.o \
    $(TP_OBJECTS)/python-scanner-reuse.o
UNIT_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(UNIT_TESTS))
TOOL_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(TEST_TOOLS))
BENCH_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(BENCH_TOOLS))
FAULT_PROGRAMS := $(if $(FAULT_TOOLS),$(addprefix $(BUILD)/tests/fault/,preload.so trace_kill))
FUZZ_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(FUZZERS))

# One goal may use all processors; several goals ("clean all") have an order.
ifeq ($(filter-out 0 1,$(words $(MAKECMDGOALS)))$(filter -j%,$(MAKEFLAGS))$(filter-out 0,$(MAKELEVEL)),)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif

# "CC core/base/str.c" instead of the command, unless V=1.
say = $(if $(V),,@echo "  $(1)"; )

.PHONY: all lib program demo test test-unit test-cli check fuzz fuzzers bench soak
.PHONY: format install uninstall clean distclean deps help tests-build FORCE
.DELETE_ON_ERROR:
.SUFFIXES:
# Objects of test programs are kept like all others.
.SECONDARY:

all: $(if $(MAIN),$(PROGRAM)) $(ARCHIVE)
lib: $(ARCHIVE)
program: $(PROGRAM)

# ---- what is found out once per build folder

# Written after a look at what is installed; make reads it and starts over.
quiet_goals := clean distclean help format uninstall
ifneq ($(filter-out $(quiet_goals),$(or $(MAKECMDGOALS),all)),)
-include $(BUILD)/config.mk
endif

$(BUILD)/config.mk: Makefile third_party/install-deps
	@HAVE_SOURCES=$(wildcard $(TP_READY)) CC="$(CC)" \
	    third_party/install-deps build
	@mkdir -p $(BUILD)
	@{ echo "PACKAGES_CFLAGS := $$($(PKG_CONFIG) --cflags $(PACKAGES) $(LOADED))" && \
	    echo "PACKAGES_LIBS := $$($(PKG_CONFIG) --libs $(PACKAGES) \
	        $(if $(filter Linux,$(shell uname -s)),,$(LOADED)))"; } >$@

deps:
	HAVE_SOURCES=$(wildcard $(TP_READY)) CC="$(CC)" \
	    third_party/install-deps build test

# Objects depend on the flags they were made with.
$(BUILD)/flags: FORCE
	@mkdir -p $(BUILD)
	@printf '%s\n' '$(CC) $(OUR_CFLAGS)' >$@.$$$$; \
	    if cmp -s $@.$$$$ $@; then rm $@.$$$$; else mv $@.$$$$ $@; fi

# ---- compiling

$(TP_READY): | $(BUILD)/config.mk
	third_party/fetch $(TP_SOURCES)

define third_party_object
$(TP_OBJECTS)/$(1).o: | $(TP_READY)
	@mkdir -p $$(@D)
	$$(call say,CC $(2))$$(CC) $$(TP_CFLAGS) $(3) -c $$(TP_SOURCES)/$(2) -o $$@.$$$$$$$$ && \
	    mv $$@.$$$$$$$$ $$@
endef
$(eval $(call third_party_object,tree-sitter,tree-sitter/src/lib.c,$$(TP_INCLUDE) -I$$(TP_SOURCES)/tree-sitter/src))
$(eval $(call third_party_object,python-parser,tree-sitter-python/src/parser.c,-I$$(TP_SOURCES)/tree-sitter-python/src))
# It looks at no allocation, so all are tree-sitter's, which ends the process
# when there is no memory; its own calloc too.
$(eval $(call third_party_object,python-scanner-reuse,tree-sitter-python/src/scanner.c,-DTREE_SITTER_REUSE_ALLOCATOR -Dcalloc=ts_calloc -I$$(TP_SOURCES)/tree-sitter-python/src))

$(BUILD)/%.o: %.c $(BUILD)/flags | $(TP_READY)
	@mkdir -p $(@D)
	$(call say,CC $<)$(CC) $(OUR_CFLAGS) -MMD -MP -c $< -o $@

# Arrays of bytes: a literal may have 4095 characters at most in ISO C.
# Files as bytes of the program: header, struct of the table, files, names.
define embed
{ echo '#include "$(1)"'; n=0; \
	    for file in $(3); do \
	        n=$$((n + 1)); \
	        echo "static const unsigned char bytes_$$n[] = {"; \
	        od -An -v -tx1 $$file | \
	            sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'; \
	        echo "};"; \
	    done; \
	    echo "const struct $(2) $(2)s[] = {"; n=0; \
	    for name in $(4); do \
	        n=$$((n + 1)); \
	        echo "{\"$$name\", bytes_$$n, sizeof(bytes_$$n)},"; \
	    done; \
	    echo "};"; \
	    echo "const size_t $(2)s_len = $$n;"; } >$@.$$$$; \
	    mv $@.$$$$ $@
endef

$(PRESET_FILES): $(PRESETS) Makefile
	@mkdir -p $(@D)
	@$(call embed,core/conf/conf_preset.h,conf_preset_file,$(PRESETS),\
	    $(basename $(notdir $(PRESETS))))

$(PRESET_FILES:.c=.o): $(PRESET_FILES) core/conf/conf_preset.h $(BUILD)/flags
	$(call say,CC $<)$(CC) $(OUR_CFLAGS) -c $< -o $@

# Named as templates do: "graph.js", "cytoscape/LICENSE".
$(PAGE_FILES): $(PAGES) third_party/sources.txt Makefile | $(TP_READY)
	@mkdir -p $(@D)
	@$(call embed,core/base/page.h,page_file,\
	    $(PAGES) $(addprefix $(TP_SOURCES)/,$(PAGE_LIBRARIES)),\
	    $(notdir $(PAGES)) $(PAGE_LIBRARIES))

$(PAGE_FILES:.c=.o): $(PAGE_FILES) core/base/page.h $(BUILD)/flags
	$(call say,CC $<)$(CC) $(OUR_CFLAGS) -c $< -o $@

$(BUILD)/made/ninja_rules.c: plugins/ninja/depstamp.ninja Makefile
	@mkdir -p $(@D)
	@{ echo '#include "plugins/ninja/rules.h"'; \
	    echo "const unsigned char ninja_rules[] = {"; \
	    od -An -v -tx1 $< | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'; \
	    echo "};"; \
	    echo "const size_t ninja_rules_len = sizeof(ninja_rules);"; } >$@.$$$$; \
	    mv $@.$$$$ $@

$(BUILD)/made/ninja_rules.o: $(BUILD)/made/ninja_rules.c plugins/ninja/rules.h $(BUILD)/flags
	$(call say,CC $<)$(CC) $(OUR_CFLAGS) -c $< -o $@

$(ARCHIVE): $(OBJECTS)
	@rm -f $@
	$(call say,AR $@)$(AR) rcs $@ $^

$(PROGRAM): $(call object,$(MAIN)) $(ARCHIVE) $(TP_LIBRARY)
	$(call say,LD $@)$(LINK) $(CARRIED) -o $@ $^ $(LIBRARIES)

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(ARCHIVE) $(TP_LIBRARY)
	$(call say,LD $@)$(LINK) -o $@ $^ $(LIBRARIES) $$($(PKG_CONFIG) --libs cmocka)

# What several test programs share.
$(BUILD)/libsupport.a: $(call object,$(TEST_SUPPORT))
	@rm -f $@
	$(call say,AR $@)$(AR) rcs $@ $^

$(BUILD)/tests/tools/%: $(BUILD)/tests/tools/%.o $(BUILD)/libsupport.a $(ARCHIVE) $(TP_LIBRARY)
	$(call say,LD $@)$(LINK) -o $@ $^ $(LIBRARIES)

# What the benchmark compares with has nothing of ours in it.
$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o
	$(call say,LD $@)$(LINK) -o $@ $^

# What stands between the program and its libc, or above it.
$(call object,tests/fault/preload.c tests/fault/preload_files.c): private OUR_CFLAGS += -fPIC
$(BUILD)/tests/fault/preload.so: $(call object,tests/fault/preload.c tests/fault/preload_files.c)
	$(call say,LD $@)$(CC) -shared -pthread $(LDFLAGS) -o $@ $^

$(BUILD)/tests/fault/trace_kill: $(BUILD)/tests/fault/trace_kill.o
	$(call say,LD $@)$(LINK) -o $@ $^

$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(ARCHIVE) $(TP_LIBRARY)
	$(call say,LD $@)$(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBRARIES)

-include $(patsubst %.o,%.d,$(OBJECTS) $(call object,$(MAIN) $(UNIT_TESTS) $(TEST_TOOLS) $(TEST_SUPPORT) $(BENCH_TOOLS) $(FAULT_TOOLS) $(FUZZERS)))

# ---- using it

$(BUILD)/demo-deps: third_party/install-deps | $(BUILD)/config.mk
	@HAVE_SOURCES=yes CC="$(CC)" third_party/install-deps demo
	@touch $@

demo: all | $(BUILD)/demo-deps
	tests/demo $(PROGRAM) $(BUILD)/demo

# What tests need beyond the build, looked at once per build folder.
$(BUILD)/test-deps: third_party/install-deps | $(BUILD)/config.mk
	@HAVE_SOURCES=$(wildcard $(TP_READY)) CC="$(CC)" \
	    third_party/install-deps test
	@touch $@

$(call object,$(UNIT_TESTS) $(TEST_TOOLS)): | $(BUILD)/test-deps
tests-build: all $(UNIT_PROGRAMS) $(TOOL_PROGRAMS) $(FAULT_PROGRAMS) | $(BUILD)/test-deps

test: tests-build
	BUILD=$(BUILD) tests/run unit cli check
test-unit: $(UNIT_PROGRAMS) | $(BUILD)/test-deps
	BUILD=$(BUILD) LAYERS="$(LAYERS)" tests/run unit
test-cli: all $(TOOL_PROGRAMS) $(FAULT_PROGRAMS) | $(BUILD)/test-deps
	BUILD=$(BUILD) tests/run cli
check: | $(BUILD)/test-deps $(TP_READY)
	BUILD=$(BUILD) tests/run check

fuzz:
	$(MAKE) CC=clang SAN=1 FUZZING=1 BUILD=build-fuzz fuzzers
	BUILD=build-fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) tests/run fuzz
fuzzers: $(FUZZ_PROGRAMS)

bench: all $(BENCH_PROGRAMS) $(TOOL_PROGRAMS)
	BUILD=$(BUILD) tests/bench/run
soak: all $(TOOL_PROGRAMS) $(FAULT_PROGRAMS)
	BUILD=$(BUILD) SOAK="$(SOAK)" tests/soak/run

format:
	clang-format -i $(C_FILES)

# The manual and what shells complete are made from the program's tables.
SHARE := $(DESTDIR)$(PREFIX)/share
COMPLETIONS := $(SHARE)/bash-completion/completions/depstamp \
    $(SHARE)/zsh/site-functions/_depstamp \
    $(SHARE)/fish/vendor_completions.d/depstamp.fish

install: all
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/depstamp
	install -d $(DESTDIR)$(PREFIX)/lib/cmake/Depstamp
	install -m 644 plugins/ninja/cmake/*.cmake $(DESTDIR)$(PREFIX)/lib/cmake/Depstamp
	install -d $(SHARE)/man/man1 $(dir $(COMPLETIONS))
	$(PROGRAM) help --man >$(SHARE)/man/man1/depstamp.1
	for command in $$(sed -n 's/^\.It Xr depstamp-\(.*\) 1$$/\1/p' \
	    $(SHARE)/man/man1/depstamp.1); do \
	    $(PROGRAM) help --man $$command \
	        >$(SHARE)/man/man1/depstamp-$$command.1 || exit 1; \
	done
	$(PROGRAM) completion bash >$(word 1,$(COMPLETIONS))
	$(PROGRAM) completion zsh >$(word 2,$(COMPLETIONS))
	$(PROGRAM) completion fish >$(word 3,$(COMPLETIONS))
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/depstamp
	rm -rf $(DESTDIR)$(PREFIX)/lib/cmake/Depstamp
	rm -f $(SHARE)/man/man1/depstamp.1 $(SHARE)/man/man1/depstamp-*.1
	rm -f $(COMPLETIONS)

clean:
	rm -rf build build-*
distclean: clean
	rm -rf $(THIRD_PARTY)

help:
	@sed -n 's/^#   make/  make/p' Makefile
	@echo "  targets    all lib program demo test test-unit test-cli check fuzz bench"
	@echo "             soak format install uninstall clean distclean deps"
	@echo "  variables  CC=clang  SAN=1  TSAN=1  BUILD=folder  LAYERS='base sys'"
	@echo "             PREFIX  DESTDIR  CFLAGS  LDFLAGS  FUZZ_SECONDS"
	@echo "             SOAK='--steps N --only edits' (tests/soak/soak.py --help)"
	@echo "             V=1 (show commands)  DEPSTAMP_SOURCES=folder with the pinned archives"
