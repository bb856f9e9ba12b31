# SPDX-License-Identifier: BSD-2-Clause
#
# core: the library; built without the Net-SNMP flags.

# The library's objects with every symbol in sight, for the unit tests.
noinst_LTLIBRARIES += core/libcore.la
core_libcore_la_CPPFLAGS = $(product_cppflags) \
	-DPACKAGE_VERSION='"$(PACKAGE_VERSION)"'
core_libcore_la_CFLAGS = $(product_cflags) $(LIBNL_CFLAGS)
core_libcore_la_LDFLAGS = $(product_ldflags)
core_libcore_la_LIBADD = $(LIBNL_LIBS) -lpthread
core_libcore_la_SOURCES = \
	core/kernel/addresses.c core/kernel/addresses.h \
	core/config/config.c core/config/config.h \
	core/config/declared.c core/config/declared.h \
	core/kernel/list.c core/kernel/list.h \
	core/array.h \
	core/covered.c core/covered.h \
	core/unicast.c core/unicast.h \
	core/export.h \
	core/windows/codes.c core/windows/codes.h \
	core/windows/convert.c core/windows/convert.h \
	core/handle.c \
	core/windows/entry.c \
	core/config/lines.c core/config/lines.h \
	core/config/settings.c core/config/settings.h \
	core/kernel/links.c core/kernel/links.h \
	core/kernel/lookup.c core/kernel/lookup.h \
	core/luid.c core/luid.h \
	core/entries.c core/entries.h \
	core/kernel/namespace.c core/kernel/namespace.h \
	core/kernel/netlink.c core/kernel/netlink.h \
	core/retrieve.c core/retrieve.h \
	core/kernel/routes.c core/kernel/routes.h \
	core/kernel/rules.c core/kernel/rules.h \
	core/rows.c core/rows.h core/sources.h \
	core/suspects.c core/suspects.h \
	core/error.c core/error.h \
	core/windows/table.c core/windows/table.h \
	core/row.c core/row.h \
	core/text.c \
	core/kernel/watch.c core/kernel/watch.h

lib_LTLIBRARIES += core/libanycastip.la
core_libanycastip_la_SOURCES =
core_libanycastip_la_LIBADD = core/libcore.la
core_libanycastip_la_LDFLAGS = $(product_ldflags) -version-info $(LIBVERSION) \
	-Wl,--version-script=$(srcdir)/core/libanycastip.sym
EXTRA_core_libanycastip_la_DEPENDENCIES = core/libanycastip.sym
EXTRA_DIST += core/libanycastip.sym

include_HEADERS = core/include/anycastip.h
pkgconfig_DATA += core/anycastip.pc core/anycastip-windows.pc

# Headers with the names of Windows, in a folder that only the pkg-config
# package anycastip-windows puts on the path.
windowsincludedir = $(includedir)/anycastip-windows
windowsinclude_HEADERS = \
	core/include/windows/IPHlpApi.h \
	core/include/windows/Ifdef.h \
	core/include/windows/Iphlpapi.h \
	core/include/windows/NetIoApi.h \
	core/include/windows/Netioapi.h \
	core/include/windows/Ntddk.h \
	core/include/windows/Ntstatus.h \
	core/include/windows/WS2tcpip.h \
	core/include/windows/WinSock2.h \
	core/include/windows/Windows.h \
	core/include/windows/Winsock2.h \
	core/include/windows/Ws2def.h \
	core/include/windows/Ws2ipdef.h \
	core/include/windows/Ws2tcpip.h \
	core/include/windows/ifdef.h \
	core/include/windows/iphlpapi.h \
	core/include/windows/ipifcons.h \
	core/include/windows/netioapi.h \
	core/include/windows/ntddk.h \
	core/include/windows/ntstatus.h \
	core/include/windows/windef.h \
	core/include/windows/windows.h \
	core/include/windows/winerror.h \
	core/include/windows/winsock2.h \
	core/include/windows/ws2def.h \
	core/include/windows/ws2ipdef.h \
	core/include/windows/ws2tcpip.h
