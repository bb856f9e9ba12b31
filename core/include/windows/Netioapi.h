/* SPDX-License-Identifier: BSD-2-Clause
 *
 * netioapi.h as sources for Windows spell it, where case makes no difference.
 */
#include "netioapi.h"
