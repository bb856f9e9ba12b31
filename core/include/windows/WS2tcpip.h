/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ws2tcpip.h as sources for Windows spell it, where case makes no difference.
 */
#include "ws2tcpip.h"
