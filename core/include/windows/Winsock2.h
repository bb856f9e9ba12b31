/* SPDX-License-Identifier: BSD-2-Clause
 *
 * winsock2.h as sources for Windows spell it, where case makes no difference.
 */
#include "winsock2.h"
