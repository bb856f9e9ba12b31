/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The NTSTATUS values that the driver's face of the anycast interface returns,
 * and those that programs compare its answers with.  The numbers are those of
 * Windows.  anycastip_ntstatus_text() of anycastip.h has a text for every one.
 *
 * Two names stand on the pages of the functions and in no header of
 * Microsoft's; they are given the value that a driver gets for the cause:
 *
 *   STATUS_NOT_ENOUGH_MEMORY  is STATUS_NO_MEMORY, which corresponds to
 *                             ERROR_NOT_ENOUGH_MEMORY
 *   STATUS_INVALID_NAME       is STATUS_OBJECT_NAME_INVALID, which corresponds
 *                             to ERROR_INVALID_NAME
 *
 * Source of the numbers: Microsoft, [MS-ERREF] section 2.3.1.
 */
#ifndef ANYCASTIP_NTSTATUS_H
#define ANYCASTIP_NTSTATUS_H

#include "windef.h"

/* Whether a status is a success or of informational kind. */
#ifndef NT_SUCCESS
#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#endif

#define STATUS_SUCCESS			 ((NTSTATUS)0x00000000)
#define STATUS_BUFFER_OVERFLOW		 ((NTSTATUS)0x80000005)
#define STATUS_UNSUCCESSFUL		 ((NTSTATUS)0xC0000001)
#define STATUS_NOT_IMPLEMENTED		 ((NTSTATUS)0xC0000002)
#define STATUS_INVALID_PARAMETER	 ((NTSTATUS)0xC000000D)
#define STATUS_NO_MEMORY		 ((NTSTATUS)0xC0000017)
#define STATUS_NOT_ENOUGH_MEMORY	 STATUS_NO_MEMORY
#define STATUS_ACCESS_DENIED		 ((NTSTATUS)0xC0000022)
#define STATUS_OBJECT_NAME_INVALID	 ((NTSTATUS)0xC0000033)
#define STATUS_INVALID_NAME		 STATUS_OBJECT_NAME_INVALID
#define STATUS_OBJECT_NAME_NOT_FOUND	 ((NTSTATUS)0xC0000034)
#define STATUS_OBJECT_NAME_COLLISION	 ((NTSTATUS)0xC0000035)
#define STATUS_INSUFFICIENT_RESOURCES	 ((NTSTATUS)0xC000009A)
#define STATUS_IO_TIMEOUT		 ((NTSTATUS)0xC00000B5)
#define STATUS_NOT_SUPPORTED		 ((NTSTATUS)0xC00000BB)
#define STATUS_INVALID_NETWORK_RESPONSE	 ((NTSTATUS)0xC00000C3)
#define STATUS_TOO_MANY_OPENED_FILES	 ((NTSTATUS)0xC000011F)
#define STATUS_INVALID_ADDRESS_COMPONENT ((NTSTATUS)0xC0000207)
#define STATUS_NOT_FOUND		 ((NTSTATUS)0xC0000225)
#define STATUS_DUPLICATE_OBJECTID	 ((NTSTATUS)0xC000022A)
#define STATUS_RETRY			 ((NTSTATUS)0xC000022D)

#endif
