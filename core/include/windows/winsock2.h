/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a program of the anycast interface takes from <winsock2.h>: basic
 * types, error codes, address families and addresses, and the byte order
 * functions.  Winsock itself (WSAStartup() and so on) is not here: use the
 * system's sockets.
 */
#ifndef ANYCASTIP_WINSOCK2_H
#define ANYCASTIP_WINSOCK2_H

#include <arpa/inet.h>

#include "windows.h"
#include "ws2def.h"

#endif
