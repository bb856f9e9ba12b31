/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ifdef.h as sources for Windows spell it, where case makes no difference.
 */
#include "ifdef.h"
