/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The codes of Windows that a cause has, in either face, and the functions of
 * the DWORD face. */
#ifndef CORE_WINDOWS_CODES_H
#define CORE_WINDOWS_CODES_H

#include "anycastip.h"
#include "windows/netioapi.h"
#include "windows/winerror.h"

/* The two codes of a cause.  One cannot be computed from the other: which
 * NTSTATUS and which Win32 code a page documents for a cause differs from
 * function to function. */
struct codes {
	enum anycastip_status cause;
	NTSTATUS ntstatus;
	DWORD win32;
};

/* The codes that a cause has in every function whose `own' list, which
 * CODES_END ends and which may be NULL, does not say otherwise. */
NTSTATUS codes_ntstatus(enum anycastip_status cause, const struct codes *own);
DWORD codes_win32(enum anycastip_status cause, const struct codes *own);

#define CODES_END                  \
	{                          \
		ANYCASTIP_OK, 0, 0 \
	}

/* The DWORD face.  Callers see these under the names without prefix, by the
 * labels in netioapi.h. */
NTSTATUS anycastip_empty_GetAnycastIpAddressTable(
	ADDRESS_FAMILY family, PMIB_ANYCASTIPADDRESS_TABLE *table);
DWORD anycastip_win32_GetAnycastIpAddressTable(
	ADDRESS_FAMILY family, PMIB_ANYCASTIPADDRESS_TABLE *table);
DWORD anycastip_win32_empty_GetAnycastIpAddressTable(
	ADDRESS_FAMILY family, PMIB_ANYCASTIPADDRESS_TABLE *table);
DWORD anycastip_win32_GetAnycastIpAddressEntry(PMIB_ANYCASTIPADDRESS_ROW row);
DWORD anycastip_win32_CreateAnycastIpAddressEntry(
	const MIB_ANYCASTIPADDRESS_ROW *row);
DWORD anycastip_win32_DeleteAnycastIpAddressEntry(
	const MIB_ANYCASTIPADDRESS_ROW *row);
DWORD anycastip_win32_ConvertInterfaceIndexToLuid(NET_IFINDEX ifindex,
						  PNET_LUID luid);
DWORD anycastip_win32_ConvertInterfaceLuidToIndex(const NET_LUID *luid,
						  PNET_IFINDEX ifindex);
DWORD anycastip_win32_ConvertInterfaceLuidToNameA(const NET_LUID *luid,
						  char *name, size_t length);
DWORD anycastip_win32_ConvertInterfaceNameToLuidA(const char *name,
						  PNET_LUID luid);

#endif
