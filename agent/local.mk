# SPDX-License-Identifier: BSD-2-Clause
#
# agent: the subagent; built without the libnl flags.

# The table, for the subagent, snmpd's module and the tests.
noinst_LTLIBRARIES += agent/libtable.la
agent_libtable_la_CPPFLAGS = $(product_cppflags)
agent_libtable_la_CFLAGS = $(product_cflags) $(NETSNMP_CFLAGS)
agent_libtable_la_LDFLAGS = $(product_ldflags)
agent_libtable_la_SOURCES = \
	agent/walk/answer.c agent/walk/answer.h \
	agent/mib/handler.c agent/mib/handler.h \
	agent/mib/mib.c agent/mib/mib.h \
	agent/mib/scalars.c agent/mib/scalars.h \
	agent/walk/record.h \
	agent/walk/rivals.c agent/walk/rivals.h \
	agent/walk/snapshot.c agent/walk/snapshot.h \
	agent/walk/source.c agent/walk/source.h \
	agent/mib/columns.c agent/mib/columns.h \
	agent/mib/value.c agent/mib/value.h \
	agent/walk/walk.c agent/walk/walk.h

# The module that snmpd loads itself.  Nothing of it but the two functions that
# snmpd calls is to be seen there.
dlmoddir = $(libdir)/snmp/dlmod
dlmod_LTLIBRARIES = agent/anycastip.la
agent_anycastip_la_CPPFLAGS = $(product_cppflags)
agent_anycastip_la_CFLAGS = $(product_cflags) $(NETSNMP_CFLAGS)
agent_anycastip_la_LDFLAGS = $(product_ldflags) -module -avoid-version -shared \
	-export-symbols-regex '^(de)?init_anycastip$$'
agent_anycastip_la_LIBADD = agent/libtable.la core/libanycastip.la \
	$(NETSNMP_LIBS)
agent_anycastip_la_SOURCES = agent/dlmod.c

sbin_PROGRAMS = agent/anycastipd
agent_anycastipd_CPPFLAGS = $(product_cppflags)
agent_anycastipd_CFLAGS = $(product_cflags) $(NETSNMP_CFLAGS)
agent_anycastipd_LDFLAGS = $(product_ldflags)
agent_anycastipd_LDADD = agent/libtable.la core/libanycastip.la $(NETSNMP_LIBS)
agent_anycastipd_SOURCES = \
	agent/agentx/address.c agent/agentx/address.h \
	agent/agentx/agentx.h \
	agent/clock.h \
	agent/agentx/gate.c agent/agentx/gate.h \
	agent/agentx/library.c agent/agentx/library.h \
	agent/notify/ledger.c agent/notify/ledger.h \
	agent/log.c agent/log.h \
	agent/loop.c agent/loop.h \
	agent/main.c \
	agent/notify/notify.c agent/notify/notify.h \
	agent/options.c agent/options.h \
	agent/daemon.c agent/daemon.h \
	agent/agentx/request.c agent/agentx/request.h \
	agent/agentx/master.c agent/agentx/master.h \
	agent/agentx/transport.c agent/agentx/transport.h
