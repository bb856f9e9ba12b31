/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Statuses: their texts, how one follows from errno, and the error that tells
 * its story. */
#include "core/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/export.h"

EXPORT const char *anycastip_status_text(enum anycastip_status status)
{
	switch (status) {
	case ANYCASTIP_OK:
		return "success";
	case ANYCASTIP_INVALID_PARAMETER:
		return "invalid parameter";
	case ANYCASTIP_NO_MEMORY:
		return "no memory";
	case ANYCASTIP_NOT_FOUND:
		return "not found";
	case ANYCASTIP_NO_INTERFACE:
		return "no such interface";
	case ANYCASTIP_NOT_SUPPORTED:
		return "not supported";
	case ANYCASTIP_RETRY:
		return "the table changed too fast to be read";
	case ANYCASTIP_ACCESS_DENIED:
		return "access denied";
	case ANYCASTIP_TOO_MANY_FILES:
		return "too many open files";
	case ANYCASTIP_TIMEOUT:
		return "the kernel did not answer in time";
	case ANYCASTIP_BAD_ANSWER:
		return "malformed answer of the kernel";
	case ANYCASTIP_DUPLICATE:
		return "exists already";
	case ANYCASTIP_BAD_ADDRESS:
		return "not a possible anycast address";
	case ANYCASTIP_FORKED:
		return "the handle belongs to the parent process";
	case ANYCASTIP_BAD_CONFIG:
		return "wrong configuration file";
	case ANYCASTIP_SYSTEM_ERROR:
		return "system error";
	case ANYCASTIP_SHORT_BUFFER:
		return "buffer too short";
	}
	return "unknown status";
}

struct code_text {
	uint32_t code;
	const char *text;
};

static const char *find_text(const struct code_text *texts, size_t count,
			     uint32_t code)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (texts[i].code == code)
			return texts[i].text;
	return NULL;
}

/* The numbers stand here, and not the names of windows/ntstatus.h, because
 * that header and the system's own cannot both be included by every file; a
 * unit test compares the two. */
EXPORT const char *anycastip_ntstatus_text(int32_t ntstatus)
{
	static const struct code_text texts[] = {
		{0x00000000, "STATUS_SUCCESS: success"},
		{0x80000005, "STATUS_BUFFER_OVERFLOW: name too long"},
		{0xC0000001, "STATUS_UNSUCCESSFUL: a system call failed"},
		{0xC000000D, "STATUS_INVALID_PARAMETER: invalid parameter"},
		{0xC0000017, "STATUS_NO_MEMORY: no memory"},
		{0xC0000022, "STATUS_ACCESS_DENIED: access denied"},
		{0xC0000023, "STATUS_BUFFER_TOO_SMALL: buffer too short"},
		{0xC0000033, "STATUS_INVALID_NAME: no such name"},
		{0xC0000034, "STATUS_OBJECT_NAME_NOT_FOUND: no such name"},
		{0xC0000035, "STATUS_OBJECT_NAME_COLLISION: exists already"},
		{0xC00000B5, "STATUS_IO_TIMEOUT: the kernel did not answer "
			     "in time"},
		{0xC00000BB, "STATUS_NOT_SUPPORTED: not supported"},
		{0xC00000C3, "STATUS_INVALID_NETWORK_RESPONSE: malformed "
			     "answer of the kernel"},
		{0xC000011F, "STATUS_TOO_MANY_OPENED_FILES: too many open "
			     "files"},
		{0xC0000207, "STATUS_INVALID_ADDRESS_COMPONENT: not a "
			     "possible anycast address"},
		{0xC0000225, "STATUS_NOT_FOUND: not found"},
		{0xC000022A, "STATUS_DUPLICATE_OBJECTID: exists already"},
		{0xC000022D, "STATUS_RETRY: the table changed too fast to be "
			     "read"},
	};
	const char *text;

	text = find_text(texts, sizeof(texts) / sizeof(texts[0]),
			 (uint32_t)ntstatus);
	return text ? text : "unknown NTSTATUS value";
}

EXPORT const char *anycastip_win32_text(uint32_t error)
{
	static const struct code_text texts[] = {
		{0, "NO_ERROR: success"},
		{2, "ERROR_FILE_NOT_FOUND: no such interface"},
		{4, "ERROR_TOO_MANY_OPEN_FILES: too many open files"},
		{5, "ERROR_ACCESS_DENIED: access denied"},
		{8, "ERROR_NOT_ENOUGH_MEMORY: no memory"},
		{31, "ERROR_GEN_FAILURE: a system call failed"},
		{50, "ERROR_NOT_SUPPORTED: not supported"},
		{58, "ERROR_BAD_NET_RESP: malformed answer of the kernel"},
		{87, "ERROR_INVALID_PARAMETER: invalid parameter"},
		{111, "ERROR_BUFFER_OVERFLOW: name too long"},
		{122, "ERROR_INSUFFICIENT_BUFFER: buffer too short"},
		{123, "ERROR_INVALID_NAME: no such name"},
		{183, "ERROR_ALREADY_EXISTS: exists already"},
		{1168, "ERROR_NOT_FOUND: not found"},
		{1214, "ERROR_INVALID_NETNAME: not a possible anycast "
		       "address"},
		{1237, "ERROR_RETRY: the table changed too fast to be read"},
		{1460, "ERROR_TIMEOUT: the kernel did not answer in time"},
		{5010, "ERROR_OBJECT_ALREADY_EXISTS: exists already"},
		{10049, "WSAEADDRNOTAVAIL: not a possible anycast address"},
	};
	const char *text;

	text = find_text(texts, sizeof(texts) / sizeof(texts[0]), error);
	return text ? text : "unknown Win32 error code";
}

enum anycastip_status status_of_errno(int system_error)
{
	switch (system_error) {
	case 0:
		return ANYCASTIP_OK;
	case ENOMEM:
	case ENOBUFS: /* the kernel's own allocation for an answer */
		return ANYCASTIP_NO_MEMORY;
	case EMFILE:
	case ENFILE:
		return ANYCASTIP_TOO_MANY_FILES;
	case EPERM:
	case EACCES:
		return ANYCASTIP_ACCESS_DENIED;
	case EOPNOTSUPP:
	case EAFNOSUPPORT:
	case EPROTONOSUPPORT:
		return ANYCASTIP_NOT_SUPPORTED;
	case ENODEV:
	case ENXIO:
		return ANYCASTIP_NO_INTERFACE;
	case ENOENT:
		return ANYCASTIP_NOT_FOUND;
	case ETIMEDOUT:
		return ANYCASTIP_TIMEOUT;
	case EADDRNOTAVAIL:
		return ANYCASTIP_BAD_ADDRESS;
	case EBADMSG:
		return ANYCASTIP_BAD_ANSWER;
	default:
		return ANYCASTIP_SYSTEM_ERROR;
	}
}

static void describe(struct anycastip_error *error,
		     enum anycastip_status status, int system_error,
		     const char *format, va_list arguments)
	__attribute__((format(printf, 4, 0)));

static void describe(struct anycastip_error *error,
		     enum anycastip_status status, int system_error,
		     const char *format, va_list arguments)
{
	char buffer[128];
	size_t length;

	if (!error)
		return;
	error->status = status;
	error->system_error = system_error;
	vsnprintf(error->text, sizeof(error->text), format, arguments);
	if (!system_error)
		return;
	length = strlen(error->text);
	snprintf(error->text + length, sizeof(error->text) - length, ": %s",
		 strerror_r(system_error, buffer, sizeof(buffer)));
}

enum anycastip_status failure(struct anycastip_error *error,
			      enum anycastip_status status, int system_error,
			      const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	describe(error, status, system_error, format, arguments);
	va_end(arguments);
	return status;
}

enum anycastip_status system_failure(struct anycastip_error *error,
				     int system_error, const char *format, ...)
{
	enum anycastip_status status = ANYCASTIP_SYSTEM_ERROR;
	va_list arguments;

	if (system_error)
		status = status_of_errno(system_error);
	va_start(arguments, format);
	describe(error, status, system_error, format, arguments);
	va_end(arguments);
	return status;
}

enum anycastip_status no_memory(struct anycastip_error *error, const char *what)
{
	return failure(error, ANYCASTIP_NO_MEMORY, 0, "no memory for %s", what);
}
