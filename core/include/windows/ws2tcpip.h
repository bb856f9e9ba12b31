/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a program of the anycast interface takes from <ws2tcpip.h>: addresses
 * of both families, and their conversion to text and back.  InetNtopA() and
 * InetPtonA() are the system's inet_ntop() and inet_pton(); the wide forms are
 * not here.
 */
#ifndef ANYCASTIP_WS2TCPIP_H
#define ANYCASTIP_WS2TCPIP_H

#include <arpa/inet.h>
#include <netdb.h>

#include "winsock2.h"
#include "ws2ipdef.h"

#define InetNtopA inet_ntop
#define InetPtonA inet_pton

#endif
