/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The anycast interface for user-mode programs: netioapi.h with the face that
 * returns DWORD and Win32 error codes.  As on Windows, this header chooses the
 * face only where it comes before netioapi.h.
 */
#ifndef __IPHLPAPI_H__
#define __IPHLPAPI_H__

#include "windows.h"
#include "netioapi.h"

#endif
