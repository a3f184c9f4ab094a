# iissim - two commands for a newcomer:   make deps demo      make deps test
#
#   make            the program, build/iissim      make check        all that a change must pass
#   make demo       the quick start, both models   make check-full   what takes longer as well
#   make test       the tests                      make bench        speed, printed, never asserted
#   make format     clang-format in place          make install      PREFIX=/usr/local DESTDIR=
#   make docs       what is generated in docs/     make soak         100,000 random scenarios, checked
#   make mpi        build/iissim-mpi (make deps-mpi first)  make bench-peers  other engines
#   make coverage   how often intervals hold       make DEBUG=1     build/debug: checks every event
#   make clean
.DEFAULT_GOAL := all

CC       ?= cc
CFLAGS   ?= -O2 -g
PREFIX   ?= /usr/local
DESTDIR  ?=
WARNINGS := -std=c17 -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wvla -Werror
SAN      ?=
comma    := ,
DEBUG    ?=
OUT      ?= build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))$(if $(DEBUG),/debug)
PACKAGES := glib-2.0 gio-2.0 json-glib-1.0 gsl
CPPFLAGS += -I. -MMD -MP -DIISSIM_DATADIR='"$(PREFIX)/share/iissim"' \
            $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
FLAGS    := $(CFLAGS) $(if $(DEBUG),-DSIM_CHECKED=1) $(WARNINGS) -ffp-contract=off -pthread \
            $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer)
LDLIBS   += $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lm
SOURCES  := $(wildcard sim/*.c models/*.c models/*/*.c cli/*.c cli/*/*.c)
TESTS    := $(wildcard tests/*.c tests/*/*.c)
BENCHES  := mm1 mm1_hand path hold
HEADERS  := $(wildcard mpi/*.h sim/*.h models/*.h models/*/*.h cli/*.h cli/*/*.h tests/*.h tests/*/*.h bench/*.h)
SHELLS   := $(wildcard tests/*/*.bats)
OBJECTS  := $(SOURCES:%.c=$(OUT)/%.o)
LIBRARY  := $(filter-out $(OUT)/cli/iissim.o,$(OBJECTS))
MPI      := $(wildcard mpi/*.c)
FORMATTED := $(SOURCES) $(MPI) $(TESTS) $(HEADERS) $(wildcard bench/*.c)
# Open MPI is for 'make mpi' alone; its compiler wrapper says what it needs.
HAS_MPI  := $(shell command -v mpicc 2>/dev/null)
TESTED_MPI = $(if $(SAN),,$(if $(HAS_MPI),$(OUT)/iissim-mpi))
MPI_CFLAGS = $(patsubst -I%,-isystem %,$(shell mpicc --showme:compile))
MPI_LIBS   = $(shell mpicc --showme:link)

all: $(OUT)/iissim

$(OUT)/iissim: $(OBJECTS)
	@echo "  LINK  $@"
	@$(CC) $(FLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OUT)/run-tests: $(LIBRARY) $(TESTS:%.c=$(OUT)/%.o)
	@echo "  LINK  $@"
	@$(CC) $(FLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcunit
$(OUT)/bench/%: $(OUT)/bench/%.o $(LIBRARY)
	@echo "  LINK  $@"
	@$(CC) $(FLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OUT)/bench/mm1-hand: $(OUT)/bench/mm1_hand.o $(LIBRARY)
	@echo "  LINK  $@"
	@$(CC) $(FLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)
mpi: $(OUT)/iissim-mpi
$(OUT)/iissim-mpi: $(LIBRARY) $(MPI:%.c=$(OUT)/%.o)
	@echo "  LINK  $@"
	@$(CC) $(FLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS) $(MPI_LIBS)
$(OUT)/mpi/%.o: CPPFLAGS += $(MPI_CFLAGS)
$(OUT)/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CPPFLAGS) $(FLAGS) -c -o $@ $<
-include $(OBJECTS:.o=.d) $(MPI:%.c=$(OUT)/%.d) $(TESTS:%.c=$(OUT)/%.d) $(BENCHES:%=$(OUT)/bench/%.d)

# ---- what the project needs from Debian ----

DEPS := gcc make pkg-config libglib2.0-dev libjson-glib-dev libgsl-dev libcunit1-dev gnuplot-nox \
        fonts-dejavu-core bats clang clang-format cppcheck chromium-headless-shell libxml2-utils
MISSING = $(shell dpkg-query -W -f '$${Package} $${Status}\n' $(DEPS) 2>/dev/null | \
          awk '/ok installed/ {print $$1}' | sort > /tmp/iissim-deps.$$$$; \
          printf '%s\n' $(DEPS) | sort | comm -23 - /tmp/iissim-deps.$$$$; \
          rm -f /tmp/iissim-deps.$$$$)
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

deps:
	@missing="$(strip $(MISSING))"; \
	if [ -z "$$missing" ]; then echo "deps: nothing is missing"; exit 0; fi; \
	echo "deps: installing $$missing"; \
	$(SUDO) apt-get update -qq && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing

deps-mpi:
	@$(MAKE) --no-print-directory deps DEPS="libopenmpi-dev openmpi-bin"

# ---- use ----

# Goals run one after the other ('make deps demo' must), what they build on all cores.
PARALLEL = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

demo:
	@$(MAKE) --no-print-directory $(PARALLEL) $(OUT)/iissim
	@rm -rf $(OUT)/demo
	$(OUT)/iissim compare scenarios/quickstart.ini -o $(OUT)/demo
	@$(OUT)/iissim report $(OUT)/demo --quiet
	@echo; echo "Results and figures: $(abspath $(OUT)/demo)"; \
	echo "The page to look at:  $(abspath $(OUT)/demo)/report.html"

# The two halves run side by side; what they print comes one after the other, the totals last.
test:
	@$(MAKE) --no-print-directory $(PARALLEL) $(OUT)/run-tests $(OUT)/iissim $(TESTED_MPI)
	@IISSIM=$(abspath $(OUT)/iissim) IISSIM_CLANG=$(IISSIM_CLANG) \
	IISSIM_MPI=$(abspath $(TESTED_MPI)) bats $(SHELLS) \
	  > $(OUT)/test-cli.log 2>&1 & cli=$$!; \
	G_DEBUG=fatal-warnings $(OUT)/run-tests; unit=$$?; \
	wait $$cli; status=$$?; cat $(OUT)/test-cli.log; \
	echo "command line: $$(grep -c '^ok' $(OUT)/test-cli.log) tests passed, \
	$$(grep -c '^not ok' $(OUT)/test-cli.log) failed, \
	$$(grep -c '^ok.*# skip' $(OUT)/test-cli.log) of the passed skipped; \
	units: $$([ $$unit = 0 ] && echo all passed || echo FAILED, see above)"; \
	[ $$unit = 0 ] && [ $$status = 0 ]

install: $(OUT)/iissim
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/iissim/plots \
	        $(DESTDIR)$(PREFIX)/share/iissim/page $(DESTDIR)$(PREFIX)/share/iissim/scenarios \
        $(DESTDIR)$(PREFIX)/share/doc/iissim
	install -m 755 $(OUT)/iissim $(DESTDIR)$(PREFIX)/bin/iissim
	[ ! -e $(OUT)/iissim-mpi ] || install -m 755 $(OUT)/iissim-mpi $(DESTDIR)$(PREFIX)/bin/iissim-mpi
	install -m 644 plots/*.gp $(DESTDIR)$(PREFIX)/share/iissim/plots
	install -m 644 page/* $(DESTDIR)$(PREFIX)/share/iissim/page
	install -m 644 scenarios/*.ini $(DESTDIR)$(PREFIX)/share/iissim/scenarios
	install -m 644 README.md docs/* $(DESTDIR)$(PREFIX)/share/doc/iissim

# ---- what every change must pass ----

check:
	$(MAKE) $(PARALLEL) all $(OUT)/run-tests headers layers format-check lint docs-check
	$(MAKE) $(PARALLEL) CC=clang OUT=build/clang build/clang/iissim
	$(MAKE) IISSIM_CLANG=$(abspath build/clang/iissim) test
	$(MAKE) SAN=address,undefined test

# An include that points up the layers, or a second loop over events, fails the build.
layers:
	@! grep -nE '^#include "(models|cli|tests|bench)/' sim/*.[ch]
	@! grep -rnE '^#include "(cli|tests|bench)/' models
	@! grep -nE '^#include "models/(aspnet|iis5|iis6|i5m)/' models/web/*.[ch]
	@! grep -nE '^#include "models/(iis5|iis6|i5m)/' models/aspnet/*.[ch]
	@! grep -nE '^#include "models/(iis6|i5m)/' models/iis5/*.[ch]
	@! grep -nE '^#include "models/(iis5|i5m)/' models/iis6/*.[ch]
	@! grep -rnE '^#include "(tests|bench)/' cli mpi
	@! grep -rnE '^#include ("mpi/|<mpi)' sim models cli tests
	@! grep -rln 'sim_calendar_pop(' --include=*.c sim models cli | grep -vE '^sim/(calendar|engine)\.c$$'

headers: $(HEADERS:%=$(OUT)/headers/%)
$(OUT)/headers/%: % Makefile
	@mkdir -p $(@D)
	@echo '#include "$<"' | $(CC) $(CPPFLAGS) $(FLAGS) -Wno-unused-function -fsyntax-only -MF $@.d -MT $@ -x c -
	@touch $@

format-check:
	@clang-format --dry-run -Werror $(FORMATTED)
format:
	clang-format -i $(FORMATTED)

lint:
	@cppcheck -j 2 --quiet --error-exitcode=1 --std=c11 --library=gtk --inline-suppr \
	  --enable=warning,performance,portability --suppress=missingInclude \
	  '-DG_DEFINE_QUARK(a,b)=' '-DG_DEFINE_AUTOPTR_CLEANUP_FUNC(a,b)=' -D__GNUC__ -I. \
	  $(SOURCES) $(MPI)

# 100,000 random scenarios on every model, every invariant after every event; on all cores.
SOAK ?= 100000
soak:
	@$(MAKE) --no-print-directory $(PARALLEL) DEBUG=1 build/debug/run-tests
	@n=$$(nproc); part=$$(( ($(SOAK) + n - 1) / n )); pids=; status=0; \
	for i in $$(seq 0 $$((n - 1))); do \
	  last=$$(( (i + 1) * part )); [ $$last -le $(SOAK) ] || last=$(SOAK); \
	  build/debug/run-tests --soak $$((i * part)) $$last & pids="$$pids $$!"; \
	done; \
	for pid in $$pids; do wait $$pid || status=1; done; exit $$status

# How often a 95% interval holds the truth, of 1,000 experiments each: docs/method.md. Minutes.
coverage: $(OUT)/run-tests
	$(OUT)/run-tests --coverage

check-full: check
	IISSIM_TEST_FULL=1 $(MAKE) test
	$(MAKE) CC=clang OUT=build/clang test

# ---- speed ----

bench-build: $(OUT)/bench/mm1 $(OUT)/bench/mm1-hand $(OUT)/bench/path $(OUT)/bench/hold
bench: bench-build $(OUT)/iissim
	bench/run $(OUT)

# The same queue on the simulation engines that Debian has; installs them.
PEERS := ns2 libns3-dev libsimgrid-dev python3-simpy3 g++ python3
bench-peers:
	@$(MAKE) --no-print-directory deps DEPS="$(PEERS)"
	@$(MAKE) --no-print-directory $(PARALLEL) bench-build $(OUT)/bench/peers/mm1_ns3 $(OUT)/bench/peers/mm1_simgrid
	bench/peers/run $(OUT)
$(OUT)/bench/peers/mm1_ns3: bench/peers/mm1_ns3.cc bench/peers/peer.h
	@mkdir -p $(@D)
	g++ -O2 -I. -o $@ $< $$(pkg-config --cflags --libs ns3-core)
$(OUT)/bench/peers/mm1_simgrid: bench/peers/mm1_simgrid.cc bench/peers/peer.h
	@mkdir -p $(@D)
	g++ -O2 -I. -o $@ $< -lsimgrid

# ---- documents made from the program ----

docs: $(OUT)/iissim $(OUT)/run-tests
	$(OUT)/iissim keys --format md > docs/keys.md
	$(OUT)/run-tests --behaviours > $(OUT)/behaviours.md
	cp $(OUT)/behaviours.md docs/behaviours.md
docs-check: $(OUT)/iissim $(OUT)/run-tests
	@$(OUT)/iissim keys --format md | diff -q - docs/keys.md > /dev/null || \
	  { echo "docs/keys.md is not what the key table says; run 'make docs'"; exit 1; }
	@$(OUT)/run-tests --behaviours > $(OUT)/behaviours.md || \
	  { echo "the tables of behaviours beside the tests are wrong, as said above"; exit 1; }
	@cmp -s $(OUT)/behaviours.md docs/behaviours.md || \
	  { echo "docs/behaviours.md is not what the tables say; run 'make docs'"; exit 1; }

clean:
	rm -rf build

.DELETE_ON_ERROR:
.PHONY: all mpi deps deps-mpi demo test install check layers headers format-check format lint check-full soak coverage \
        bench-build bench bench-peers docs docs-check clean
