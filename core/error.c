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
	static const char *const texts[] = {
		[ANYCASTIP_OK] = "success",
		[ANYCASTIP_INVALID_PARAMETER] = "invalid parameter",
		[ANYCASTIP_NO_MEMORY] = "no memory",
		[ANYCASTIP_NOT_FOUND] = "not found",
		[ANYCASTIP_NO_INTERFACE] = "no such interface",
		[ANYCASTIP_NOT_SUPPORTED] = "not supported",
		[ANYCASTIP_RETRY] = "the table changed too fast to be read",
		[ANYCASTIP_ACCESS_DENIED] = "access denied",
		[ANYCASTIP_TOO_MANY_FILES] = "too many open files",
		[ANYCASTIP_TIMEOUT] = "the kernel did not answer in time",
		[ANYCASTIP_BAD_ANSWER] = "malformed answer of the kernel",
		[ANYCASTIP_DUPLICATE] = "exists already",
		[ANYCASTIP_BAD_ADDRESS] = "not a possible anycast address",
		[ANYCASTIP_FORKED] = "the handle belongs to the parent process",
		[ANYCASTIP_BAD_CONFIG] = "wrong configuration file",
		[ANYCASTIP_SYSTEM_ERROR] = "system error",
		[ANYCASTIP_SHORT_BUFFER] = "buffer too short",
	};

	return (size_t)status < sizeof(texts) / sizeof(texts[0])
		       ? texts[status]
		       : "unknown status";
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

enum anycastip_status status_of_cause(int system_error)
{
	return system_error ? status_of_errno(system_error)
			    : ANYCASTIP_SYSTEM_ERROR;
}

enum anycastip_status failure(struct anycastip_error *error,
			      enum anycastip_status status, int system_error,
			      const char *format, ...)
{
	va_list arguments;
	char buffer[128];
	size_t length;

	if (!error)
		return status;
	error->status = status;
	error->system_error = system_error;
	va_start(arguments, format);
	vsnprintf(error->text, sizeof(error->text), format, arguments);
	va_end(arguments);
	length = strlen(error->text);
	if (system_error)
		snprintf(error->text + length, sizeof(error->text) - length,
			 ": %s",
			 strerror_r(system_error, buffer, sizeof(buffer)));
	return status;
}

enum anycastip_status no_memory(struct anycastip_error *error, const char *what)
{
	return failure(error, ANYCASTIP_NO_MEMORY, 0, "no memory for %s", what);
}
