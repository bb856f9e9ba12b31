# SPDX-License-Identifier: BSD-2-Clause
#
# tests: a test is a line in one of these lists.
#
# unit_tests    programs that report in TAP and need CUnit; tests/unit/ has the
#               folders of what they test
# test_helpers  programs that the tests run
# fuzz_targets  tests/fuzz/fuzz_NAME.c, seeds in tests/fuzz/seeds/NAME/;
#               without --enable-fuzzers they only run the files they are given
# dist_check_SCRIPTS  tests in sh (skipped: 77) and bats
#
# The defaults below fit all of them, so that few need more than a list of
# sources.  Tests link the objects of the library, so that its inner functions
# are in sight, and that what tests/unit/wraps finds in the test's source takes
# the place of a function.

AM_CPPFLAGS = -D_GNU_SOURCE -DSYSCONFDIR='"$(sysconfdir)"' \
	-I$(srcdir)/core/include
AM_CFLAGS = $(PROJECT_CFLAGS) $(SANITIZER_FLAGS) $(CUNIT_CFLAGS) \
	$(LIBNL_CFLAGS) $(NETSNMP_CFLAGS)
AM_LDFLAGS = $(PROJECT_LDFLAGS) $(SANITIZER_FLAGS) \
	`$(SHELL) '$(srcdir)/tests/unit/wraps' '$(srcdir)' $@`
LDADD = $(kernel_library) $(plain_ldadd)
plain_ldadd = $(unit_library) core/libcore.la \
	$(CUNIT_LIBS) $(LIBNL_LIBS) $(NETSNMP_LIBS)

# ---- Units ------------------------------------------------------------------

unit_tests =
if HAVE_CUNIT
check_LTLIBRARIES = tests/unit/libkernel.la tests/unit/libunit.la
kernel_library = tests/unit/libkernel.la
unit_library = tests/unit/libunit.la
unit_tests += \
	tests/unit/agent/agentx/test_address \
	tests/unit/agent/agentx/test_gate \
	tests/unit/agent/agentx/test_library \
	tests/unit/agent/agentx/test_transport \
	tests/unit/agent/mib/test_handler \
	tests/unit/agent/notify/test_ledger \
	tests/unit/agent/notify/test_notify \
	tests/unit/agent/test_log \
	tests/unit/agent/walk/test_snapshot \
	tests/unit/agent/walk/test_walk \
	tests/unit/cmd/test_data \
	tests/unit/core/config/test_config \
	tests/unit/core/kernel/test_addresses \
	tests/unit/core/kernel/test_links \
	tests/unit/core/kernel/test_list \
	tests/unit/core/kernel/test_lookup \
	tests/unit/core/kernel/test_namespace \
	tests/unit/core/kernel/test_netlink \
	tests/unit/core/kernel/test_routes \
	tests/unit/core/kernel/test_rules \
	tests/unit/core/kernel/test_watch \
	tests/unit/core/test_entries \
	tests/unit/core/test_error \
	tests/unit/core/test_handle \
	tests/unit/core/test_retrieve \
	tests/unit/core/test_row \
	tests/unit/core/test_text \
	tests/unit/core/test_unicast \
	tests/unit/core/windows/test_convert \
	tests/unit/core/windows/test_entry \
	tests/unit/core/windows/test_table
endif

.PHONY: units
units: $(unit_tests)

# A kernel that the tests of core feed.
tests_unit_libkernel_la_SOURCES = \
	tests/unit/core/kernel/fake_kernel.c \
	tests/unit/core/kernel/fake_kernel.h
tests_unit_libunit_la_SOURCES = \
	tests/unit/failing.c tests/unit/failing.h \
	tests/unit/hook.c tests/unit/hook.h \
	tests/unit/tap.c tests/unit/tap.h

tests_unit_core_test_text_CPPFLAGS = $(AM_CPPFLAGS) \
	-DPACKAGE_VERSION='"$(PACKAGE_VERSION)"'

# The agent's, over a library that the tests feed.
agent_unit_ldadd = tests/unit/libagent.la $(plain_ldadd)
EXTRA_LTLIBRARIES = tests/unit/libagent.la
tests_unit_libagent_la_LIBADD = agent/libtable.la
tests_unit_libagent_la_SOURCES = \
	agent/agentx/address.c \
	agent/agentx/gate.c \
	agent/agentx/library.c \
	agent/agentx/request.c \
	agent/agentx/transport.c \
	agent/log.c \
	agent/notify/ledger.c \
	agent/notify/notify.c \
	tests/unit/fake_anycastip.c tests/unit/fake_anycastip.h
tests_unit_agent_agentx_test_address_LDADD = $(agent_unit_ldadd)
tests_unit_agent_agentx_test_gate_LDADD = $(agent_unit_ldadd)
tests_unit_agent_agentx_test_library_LDADD = $(agent_unit_ldadd)
tests_unit_agent_agentx_test_transport_LDADD = $(agent_unit_ldadd)
tests_unit_agent_mib_test_handler_LDADD = $(agent_unit_ldadd)
tests_unit_agent_notify_test_ledger_LDADD = $(agent_unit_ldadd)
tests_unit_agent_notify_test_notify_LDADD = $(agent_unit_ldadd)
tests_unit_agent_test_log_LDADD = $(agent_unit_ldadd)
tests_unit_agent_walk_test_snapshot_LDADD = $(agent_unit_ldadd)
tests_unit_agent_walk_test_walk_LDADD = $(agent_unit_ldadd)

tests_unit_cmd_test_data_SOURCES = tests/unit/cmd/test_data.c \
	cmd/data.c cmd/data.h
tests_unit_cmd_test_data_LDADD = $(plain_ldadd)

# ---- Programs that tests run ------------------------------------------------

test_helpers = \
	tests/kernels/no-ipv6 \
	tests/lib/datagram \
	tests/lib/fake_master \
	tests/lib/join \
	tests/lib/manager \
	tests/lib/notified \
	tests/lib/rows \
	tests/lib/two_ways \
	tests/mib/print-oids \
	tests/net/windows-user \
	tests/stress/leaks \
	tests/stress/reading
if HAVE_CUNIT
test_helpers += tests/net/test_kernel
endif

# With the library as it is installed.
tests_lib_rows_LDADD = core/libanycastip.la
tests_net_windows_user_CPPFLAGS = $(AM_CPPFLAGS) \
	-I$(srcdir)/core/include/windows
tests_net_windows_user_LDADD = core/libanycastip.la -lpthread
tests_net_windows_user_SOURCES = tests/net/windows-user.c \
	tests/net/windows-driver.c tests/net/windows.h tests/lib/entry.h

tests_mib_print_oids_SOURCES = tests/mib/print-oids.c \
	agent/mib/mib.c agent/mib/mib.h
tests_net_test_kernel_SOURCES = tests/net/test_kernel.c \
	tests/net/kernel.c tests/net/kernel.h
tests_stress_leaks_SOURCES = tests/stress/leaks.c \
	tests/net/kernel.c tests/net/kernel.h
tests_stress_reading_SOURCES = tests/stress/reading.c \
	tests/net/kernel.c tests/net/kernel.h

# ---- Scripts ----------------------------------------------------------------

dist_check_SCRIPTS = \
	tests/layering.sh \
	tests/man.sh \
	tests/mib/base.sh \
	tests/mib/lint.sh \
	tests/mib/mutants.sh \
	tests/mib/oids.sh \
	tests/mib/style.sh \
	tests/mib/tables.sh \
	tests/mib/tree.sh \
	tests/net/anycast-on-linux.sh \
	tests/net/churn.sh \
	tests/net/command.sh \
	tests/net/completion.sh \
	tests/net/delivered.sh \
	tests/net/kernel.sh \
	tests/net/vrf.sh \
	tests/net/windows.sh \
	tests/pkg/headers.sh \
	tests/pkg/install.sh \
	tests/pkg/systemd.sh \
	tests/snmp/daemon.bats \
	tests/snmp/declared.bats \
	tests/snmp/dlmod-walk.sh \
	tests/snmp/dlmod.bats \
	tests/snmp/doctor.bats \
	tests/snmp/empty.bats \
	tests/snmp/guarantee.bats \
	tests/snmp/managers.bats \
	tests/snmp/manual.sh \
	tests/snmp/masters.bats \
	tests/snmp/memory.bats \
	tests/snmp/notify.bats \
	tests/snmp/reconnect.bats \
	tests/snmp/two_ways.bats \
	tests/snmp/types.bats \
	tests/snmp/view.bats \
	tests/snmp/walk.bats \
	tests/snmp/wire.bats

# What the scripts need, and what tools/check runs itself.
EXTRA_DIST += \
	doc/zabbix.png \
	tests/fleet \
	tests/fuzz/seeds \
	tests/kernels/debian.sh \
	tests/kernels/delivered.sh \
	tests/kernels/init.sh \
	tests/kernels/links.sh \
	tests/kernels/no-ipv6.sh \
	tests/kernels/older.sh \
	tests/kernels/uml.sh \
	tests/lib/daemon.bash \
	tests/lib/debian.sh \
	tests/lib/entry.h \
	tests/lib/host.sh \
	tests/lib/layouts.sh \
	tests/lib/moment.bash \
	tests/lib/notifications.bash \
	tests/lib/run-bats \
	tests/lib/snmp.bash \
	tests/lib/together.bash \
	tests/mib/nodes.awk \
	tests/nms \
	tests/pkg/callers \
	tests/pkg/layout \
	tests/pkg/mingw.sh \
	tests/pkg/nspawn-inside.sh \
	tests/pkg/nspawn.sh \
	tests/pkg/packages.sh \
	tests/stress/churn.sh \
	tests/stress/idle.bats \
	tests/stress/leaks.sh \
	tests/stress/load.bats \
	tests/stress/reading.sh \
	tests/stress/restarts.sh \
	tests/stress/slow.bats \
	tests/stress/stopped.bats \
	tests/stress/storm.bats \
	tests/systems/foreign.sh \
	tests/systems/readme.sh \
	tests/unit/wraps

# What SNMP says of delivery, held against datagrams.  Run by hand for now: the
# first poll after some changes, 16 of 45 tried, comes before the agent knows.
EXTRA_DIST += tests/snmp/delivered.sh

# ---- Fuzz targets -----------------------------------------------------------

fuzz_targets = \
	tests/fuzz/fuzz_address \
	tests/fuzz/fuzz_config \
	tests/fuzz/fuzz_messages \
	tests/fuzz/fuzz_names \
	tests/fuzz/fuzz_objects \
	tests/fuzz/fuzz_requests

# libFuzzer has a main() and no end of its own.
if ENABLE_FUZZERS
fuzz_main = tests/fuzz/fuzz.h
seed_tests =
else
fuzz_main = tests/fuzz/fuzz.h tests/fuzz/main.c
seed_tests = $(fuzz_targets)
endif
fuzz_ldflags = $(AM_LDFLAGS) $(FUZZER_LDFLAGS)
# A kernel that answers with the fuzzer's octets.
fuzz_answers = tests/fuzz/answers.c tests/fuzz/answers.h

tests_fuzz_fuzz_address_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_address_SOURCES = tests/fuzz/fuzz_address.c $(fuzz_main)
tests_fuzz_fuzz_config_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_config_SOURCES = tests/fuzz/fuzz_config.c $(fuzz_main)
tests_fuzz_fuzz_messages_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_messages_SOURCES = tests/fuzz/fuzz_messages.c \
	$(fuzz_answers) $(fuzz_main)
tests_fuzz_fuzz_names_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_names_SOURCES = tests/fuzz/fuzz_names.c \
	$(fuzz_answers) $(fuzz_main)
tests_fuzz_fuzz_objects_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_objects_SOURCES = tests/fuzz/fuzz_objects.c \
	$(fuzz_answers) $(fuzz_main)
tests_fuzz_fuzz_requests_LDADD = $(agent_unit_ldadd)
tests_fuzz_fuzz_requests_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_requests_SOURCES = tests/fuzz/fuzz_requests.c $(fuzz_main)

# ---- Benches ----------------------------------------------------------------
#
# "make bench" builds what tests/bench/README.md tells how to run.  Nothing of
# it runs in "make check": figures are for reading, not for passing.

bench_programs = \
	tests/bench/bench-await \
	tests/bench/bench-hold \
	tests/bench/bench-read \
	tests/bench/bench-responder \
	tests/bench/bench-subagent \
	tests/bench/bench-walk
EXTRA_PROGRAMS = $(bench_programs)
CLEANFILES += $(bench_programs)
EXTRA_DIST += \
	tests/bench/README.md \
	tests/bench/read \
	tests/bench/restart \
	tests/bench/under-callgrind \
	tests/bench/walk

# Scripts: make must not take it into its head to build them from the C files
# beside them, where these are newer.
tests/bench/read tests/bench/walk: ;

.PHONY: bench
bench: $(bench_programs)

bench_common = tests/bench/bench.c tests/bench/bench.h
bench_fixture = tests/bench/fixture.c tests/bench/fixture.h
bench_rows = tests/bench/rows.c tests/bench/rows.h
tests_bench_bench_await_SOURCES = tests/bench/await.c $(bench_common)
tests_bench_bench_hold_SOURCES = tests/bench/hold.c $(bench_common) \
	$(bench_fixture)
tests_bench_bench_read_CPPFLAGS = $(AM_CPPFLAGS) \
	-I$(srcdir)/core/include/windows
tests_bench_bench_read_LDADD = core/libanycastip.la
tests_bench_bench_read_SOURCES = tests/bench/read.c $(bench_common) \
	$(bench_fixture) tests/bench/kernel.c tests/bench/kernel.h
tests_bench_bench_responder_SOURCES = tests/bench/responder.c $(bench_common) \
	$(bench_rows)
tests_bench_bench_subagent_SOURCES = tests/bench/subagent.c $(bench_common) \
	$(bench_rows)
tests_bench_bench_walk_SOURCES = tests/bench/walk.c $(bench_common)

# ---- Running them -----------------------------------------------------------

check_PROGRAMS = $(unit_tests) $(test_helpers) $(fuzz_targets)
TESTS = $(unit_tests) $(dist_check_SCRIPTS) $(seed_tests)

TEST_EXTENSIONS = .sh .bats
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh
BATS_LOG_DRIVER = $(LOG_DRIVER)
BATS_LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/lib/run-bats
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(top_srcdir)'; top_builddir='$(top_builddir)'; \
	export top_srcdir top_builddir;
