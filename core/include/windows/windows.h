/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a user-mode program of the anycast interface takes from <windows.h>:
 * the basic types (windef.h) and the error codes (winerror.h).  Nothing else
 * of Windows is here.
 */
#ifndef ANYCASTIP_WINDOWS_H
#define ANYCASTIP_WINDOWS_H

#include "windef.h"
#include "winerror.h"

#endif
