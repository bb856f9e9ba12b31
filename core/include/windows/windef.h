/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The basic types, calling conventions and annotations of Windows, as far as
 * the anycast interface of libanycastip needs them.
 *
 * Sizes are those of Windows: LONG, ULONG and DWORD have 32 bits everywhere,
 * also where long has 64.  Their conversion in printf() is therefore %d, %u
 * and %x, not %ld, %lu and %lx (doc/windows-mapping.md).
 *
 * There is no WCHAR: wchar_t of Linux has 32 bits, and the functions that take
 * wide strings are not in libanycastip.
 *
 * Not to be included with another package's idea of the same names (PC/SC's
 * wintypes.h, unixODBC's sqltypes.h).
 */
#ifndef ANYCASTIP_WINDEF_H
#define ANYCASTIP_WINDEF_H

#include <stddef.h>
#include <stdint.h>

#ifndef VOID
#define VOID void
#endif
#ifndef CONST
#define CONST const
#endif
#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif

typedef void *PVOID;
typedef char CHAR, *PCHAR, *PSTR;
typedef const char *PCSTR;
typedef unsigned char UCHAR, *PUCHAR, BYTE, *PBYTE, BOOLEAN, *PBOOLEAN;
typedef int16_t SHORT, *PSHORT;
typedef uint16_t USHORT, *PUSHORT, WORD, *PWORD;
typedef int INT, *PINT, BOOL, *PBOOL;
typedef unsigned int UINT, *PUINT;
typedef int32_t LONG, *PLONG;
typedef uint32_t ULONG, *PULONG, DWORD, *PDWORD;
typedef int64_t LONG64, *PLONG64, LONGLONG;
typedef uint64_t ULONG64, *PULONG64, ULONGLONG, DWORD64, *PDWORD64;
typedef int8_t INT8, *PINT8;
typedef int16_t INT16, *PINT16;
typedef int32_t INT32, *PINT32;
typedef int64_t INT64, *PINT64;
typedef uint8_t UINT8, *PUINT8;
typedef uint16_t UINT16, *PUINT16;
typedef uint32_t UINT32, *PUINT32;
typedef uint64_t UINT64, *PUINT64;
typedef size_t SIZE_T, *PSIZE_T;

/* What a function returns to a driver: see ntstatus.h. */
typedef LONG NTSTATUS, *PNTSTATUS;

/* Calling conventions: Linux has one. */
#define NTAPI
#define WINAPI
#define APIENTRY
#ifndef __cdecl
#define __cdecl
#endif
#ifndef __stdcall
#define __stdcall
#endif

/* Annotations of the source code, for a tool that is not here.  The older
 * spelling with two underscores in front is left out on purpose: the C++
 * library uses such names for its own parameters. */
#define _In_
#define _In_opt_
#define _In_z_
#define _In_reads_(count)
#define _In_reads_bytes_(count)
#define _Out_
#define _Out_opt_
#define _Out_writes_(count)
#define _Out_writes_bytes_(count)
#define _Out_writes_z_(count)
#define _Inout_
#define _Inout_opt_
#define _Outptr_
#define _Outptr_result_maybenull_
#define _Ret_maybenull_
#define _Success_(condition)
#define _Check_return_
#define _Must_inspect_result_
#define _IRQL_requires_(level)
#define _IRQL_requires_min_(level)
#define _IRQL_requires_max_(level)
#define _IRQL_requires_same_

#ifndef UNREFERENCED_PARAMETER
#define UNREFERENCED_PARAMETER(parameter) ((void)(parameter))
#endif

#endif
