/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The numbers of AgentX (RFC 2741) that we use, in no header that Net-SNMP
 * installs.
 */
#ifndef AGENT_AGENTX_AGENTX_H
#define AGENT_AGENTX_AGENTX_H

#include <stddef.h>
#include <stdint.h>

/* Section 6.1: the header, and its fields h.version to h.payload_length. */
#define AGENTX_HEADER	  20
#define AGENTX_AT_VERSION 0
#define AGENTX_AT_TYPE	  1
#define AGENTX_AT_FLAGS	  2
#define AGENTX_AT_PACKET  12
#define AGENTX_AT_PAYLOAD 16
#define AGENTX_VERSION_IS 1
#define AGENTX_CONTEXT	  0x08 /* NON_DEFAULT_CONTEXT, one of h.flags */
#define AGENTX_BIG_ENDIAN 0x10 /* NETWORK_BYTE_ORDER, likewise */

/* h.type */
enum agentx_type {
	AGENTX_CLOSE = 2,
	AGENTX_REGISTER = 3,
	AGENTX_GET = 5,
	AGENTX_GETNEXT = 6,
	AGENTX_NOTIFY = 12,
	AGENTX_PING = 13,
	AGENTX_RESPONSE = 18
};

/* Section 6.2.2: c.reason */
#define AGENTX_SHUTDOWN 5

/* Section 6.2.16: the shortest Response, and its res.error. */
#define AGENTX_RESPONSE_SIZE 28
#define AGENTX_AT_ERROR	     24

enum agentx_error {
	AGENTX_NO_ERROR = 0,
	AGENTX_NOT_OPEN = 257,
	AGENTX_DUPLICATE_REGISTRATION = 263
};

/* Section 8.1.1 */
#define AGENTX_TCP_PORT "705"

/* The number of so many octets at that place of a message. */
static inline uint32_t agentx_number(const uint8_t *message, size_t at,
				     size_t octets)
{
	uint32_t value = 0;
	size_t i;

	for (i = 0; i < octets; i++) {
		size_t place = message[AGENTX_AT_FLAGS] & AGENTX_BIG_ENDIAN
				       ? i
				       : octets - 1 - i;

		value = value << 8 | message[at + place];
	}
	return value;
}

#endif
