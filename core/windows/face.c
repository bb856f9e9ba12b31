/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/windows/face.h"

#define CODES(cause, nt, win32) \
	[ANYCASTIP_##cause] = {ANYCASTIP_##cause, STATUS_##nt, win32}

static const struct face codes[] = {
	CODES(OK, SUCCESS, NO_ERROR),
	CODES(INVALID_PARAMETER, INVALID_PARAMETER, ERROR_INVALID_PARAMETER),
	CODES(NO_MEMORY, NO_MEMORY, ERROR_NOT_ENOUGH_MEMORY),
	CODES(NOT_FOUND, NOT_FOUND, ERROR_NOT_FOUND),
	CODES(NO_INTERFACE, NOT_FOUND, ERROR_NOT_FOUND),
	CODES(NOT_SUPPORTED, NOT_SUPPORTED, ERROR_NOT_SUPPORTED),
	CODES(RETRY, RETRY, ERROR_RETRY),
	CODES(ACCESS_DENIED, ACCESS_DENIED, ERROR_ACCESS_DENIED),
	CODES(TOO_MANY_FILES, TOO_MANY_OPENED_FILES, ERROR_TOO_MANY_OPEN_FILES),
	CODES(TIMEOUT, IO_TIMEOUT, ERROR_TIMEOUT),
	CODES(BAD_ANSWER, INVALID_NETWORK_RESPONSE, ERROR_BAD_NET_RESP),
	CODES(DUPLICATE, DUPLICATE_OBJECTID, ERROR_OBJECT_ALREADY_EXISTS),
	CODES(BAD_ADDRESS, INVALID_ADDRESS_COMPONENT, WSAEADDRNOTAVAIL),
	CODES(SYSTEM_ERROR, UNSUCCESSFUL, ERROR_GEN_FAILURE),
	CODES(SHORT_BUFFER, NO_MEMORY, ERROR_NOT_ENOUGH_MEMORY),
};

static const struct face *codes_of(enum anycastip_status cause,
				   const struct face *own)
{
	size_t i = (size_t)cause;

	for (; own && own->cause != ANYCASTIP_OK; own++) {
		if (own->cause == cause)
			return own;
	}
	/* What is left out of the table concerns handles alone. */
	if (i >= sizeof(codes) / sizeof(codes[0]) || codes[i].cause != cause)
		return &codes[ANYCASTIP_SYSTEM_ERROR];
	return &codes[i];
}

NTSTATUS face_ntstatus(enum anycastip_status cause, const struct face *own)
{
	return codes_of(cause, own)->ntstatus;
}

DWORD face_win32(enum anycastip_status cause, const struct face *own)
{
	return codes_of(cause, own)->win32;
}
