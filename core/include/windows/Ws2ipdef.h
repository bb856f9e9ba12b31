/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ws2ipdef.h as sources for Windows spell it, where case makes no difference.
 */
#include "ws2ipdef.h"
