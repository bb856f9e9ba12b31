/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ntstatus.h as sources for Windows spell it, where case makes no difference.
 */
#include "ntstatus.h"
