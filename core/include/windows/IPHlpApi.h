/* SPDX-License-Identifier: BSD-2-Clause
 *
 * iphlpapi.h as sources for Windows spell it, where case makes no difference.
 */
#include "iphlpapi.h"
