/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The Win32 error codes that the DWORD face of the anycast interface returns,
 * and those that programs compare its answers with.  The numbers are those of
 * Windows.  anycastip_win32_text() of anycastip.h, which takes the place of
 * FormatMessage(), has a text for every one.
 *
 * Source of the numbers: Microsoft, "System Error Codes".
 */
#ifndef ANYCASTIP_WINERROR_H
#define ANYCASTIP_WINERROR_H

#define NO_ERROR		    0
#define ERROR_SUCCESS		    0
#define NETIO_ERROR_SUCCESS	    NO_ERROR
#define ERROR_FILE_NOT_FOUND	    2
#define ERROR_TOO_MANY_OPEN_FILES   4
#define ERROR_ACCESS_DENIED	    5
#define ERROR_NOT_ENOUGH_MEMORY	    8
#define ERROR_OUTOFMEMORY	    14
#define ERROR_GEN_FAILURE	    31
#define ERROR_NOT_SUPPORTED	    50
#define ERROR_BAD_NET_RESP	    58
#define ERROR_INVALID_PARAMETER	    87
#define ERROR_BUFFER_OVERFLOW	    111
#define ERROR_CALL_NOT_IMPLEMENTED  120
#define ERROR_INSUFFICIENT_BUFFER   122
#define ERROR_INVALID_NAME	    123
#define ERROR_ALREADY_EXISTS	    183
#define ERROR_NO_DATA		    232
#define ERROR_NOT_FOUND		    1168
#define ERROR_RETRY		    1237
#define ERROR_TIMEOUT		    1460
#define ERROR_OBJECT_ALREADY_EXISTS 5010

/* A socket's error, in the same space of numbers: the address cannot be an
 * anycast address of that interface. */
#define WSAEADDRNOTAVAIL 10049

#endif
