/* SPDX-License-Identifier: BSD-2-Clause
 *
 * windows.h as sources for Windows spell it, where case makes no difference.
 */
#include "windows.h"
