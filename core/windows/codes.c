/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The codes of Windows: which of them a cause has, and their texts. */
#include "core/windows/codes.h"

#include <stddef.h>

#include "core/export.h"

/* ---- Codes of a cause ------------------------------------------------- */

#define CODES(cause, nt, win32) \
	[ANYCASTIP_##cause] = {ANYCASTIP_##cause, STATUS_##nt, win32}

static const struct codes usual[] = {
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

static const struct codes *codes_of(enum anycastip_status cause,
				    const struct codes *own)
{
	size_t i = (size_t)cause;

	for (; own && own->cause; own++)
		if (own->cause == cause)
			return own;
	/* What is left out of the table concerns handles alone. */
	if (i >= sizeof(usual) / sizeof(usual[0]) || usual[i].cause != cause)
		return &usual[ANYCASTIP_SYSTEM_ERROR];
	return &usual[i];
}

NTSTATUS codes_ntstatus(enum anycastip_status cause, const struct codes *own)
{
	return codes_of(cause, own)->ntstatus;
}

DWORD codes_win32(enum anycastip_status cause, const struct codes *own)
{
	return codes_of(cause, own)->win32;
}

/* ---- Texts of a code -------------------------------------------------- */

struct code_text {
	uint32_t code;
	const char *text;
};

#define TEXT(name, meaning)                                          \
	{                                                            \
		.code = (uint32_t)(name), .text = #name ": " meaning \
	}

static const struct code_text ntstatus_texts[] = {
	TEXT(STATUS_SUCCESS, "success"),
	TEXT(STATUS_BUFFER_OVERFLOW, "name too long"),
	TEXT(STATUS_UNSUCCESSFUL, "a system call failed"),
	TEXT(STATUS_NOT_IMPLEMENTED, "not implemented"),
	TEXT(STATUS_INVALID_PARAMETER, "invalid parameter"),
	TEXT(STATUS_NO_MEMORY, "no memory"),
	TEXT(STATUS_ACCESS_DENIED, "access denied"),
	TEXT(STATUS_INVALID_NAME, "no such name"),
	TEXT(STATUS_OBJECT_NAME_NOT_FOUND, "no such name"),
	TEXT(STATUS_OBJECT_NAME_COLLISION, "exists already"),
	TEXT(STATUS_INSUFFICIENT_RESOURCES, "no memory"),
	TEXT(STATUS_IO_TIMEOUT, "the kernel did not answer in time"),
	TEXT(STATUS_NOT_SUPPORTED, "not supported"),
	TEXT(STATUS_INVALID_NETWORK_RESPONSE, "malformed answer of the kernel"),
	TEXT(STATUS_TOO_MANY_OPENED_FILES, "too many open files"),
	TEXT(STATUS_INVALID_ADDRESS_COMPONENT,
	     "not a possible anycast address"),
	TEXT(STATUS_NOT_FOUND, "not found"),
	TEXT(STATUS_DUPLICATE_OBJECTID, "exists already"),
	TEXT(STATUS_RETRY, "the table changed too fast to be read"),
};

static const struct code_text win32_texts[] = {
	TEXT(NO_ERROR, "success"),
	TEXT(ERROR_FILE_NOT_FOUND, "no such interface"),
	TEXT(ERROR_TOO_MANY_OPEN_FILES, "too many open files"),
	TEXT(ERROR_ACCESS_DENIED, "access denied"),
	TEXT(ERROR_NOT_ENOUGH_MEMORY, "no memory"),
	TEXT(ERROR_OUTOFMEMORY, "no memory"),
	TEXT(ERROR_GEN_FAILURE, "a system call failed"),
	TEXT(ERROR_NOT_SUPPORTED, "not supported"),
	TEXT(ERROR_BAD_NET_RESP, "malformed answer of the kernel"),
	TEXT(ERROR_INVALID_PARAMETER, "invalid parameter"),
	TEXT(ERROR_BUFFER_OVERFLOW, "name too long"),
	TEXT(ERROR_CALL_NOT_IMPLEMENTED, "not implemented"),
	TEXT(ERROR_INSUFFICIENT_BUFFER, "buffer too short"),
	TEXT(ERROR_INVALID_NAME, "no such name"),
	TEXT(ERROR_ALREADY_EXISTS, "exists already"),
	TEXT(ERROR_NO_DATA, "no data"),
	TEXT(ERROR_NOT_FOUND, "not found"),
	TEXT(ERROR_RETRY, "the table changed too fast to be read"),
	TEXT(ERROR_TIMEOUT, "the kernel did not answer in time"),
	TEXT(ERROR_OBJECT_ALREADY_EXISTS, "exists already"),
	TEXT(WSAEADDRNOTAVAIL, "not a possible anycast address"),
};

static const char *find_text(const struct code_text *texts, size_t count,
			     uint32_t code, const char *otherwise)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (texts[i].code == code)
			return texts[i].text;
	return otherwise;
}

EXPORT const char *anycastip_ntstatus_text(int32_t ntstatus)
{
	return find_text(ntstatus_texts,
			 sizeof(ntstatus_texts) / sizeof(ntstatus_texts[0]),
			 (uint32_t)ntstatus, "unknown NTSTATUS value");
}

EXPORT const char *anycastip_win32_text(uint32_t error)
{
	return find_text(win32_texts,
			 sizeof(win32_texts) / sizeof(win32_texts[0]), error,
			 "unknown Win32 error code");
}
