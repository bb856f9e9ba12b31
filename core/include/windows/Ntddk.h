/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ntddk.h as sources for Windows spell it, where case makes no difference.
 */
#include "ntddk.h"
