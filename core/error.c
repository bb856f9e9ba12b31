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

static void fill_error(struct anycastip_error *error,
		       enum anycastip_status status, int system_error,
		       const char *format, va_list arguments)
	__attribute__((format(printf, 4, 0)));

static void fill_error(struct anycastip_error *error,
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
	fill_error(error, status, system_error, format, arguments);
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
	fill_error(error, status, system_error, format, arguments);
	va_end(arguments);
	return status;
}

enum anycastip_status no_memory(struct anycastip_error *error, const char *what)
{
	return failure(error, ANYCASTIP_NO_MEMORY, 0, "no memory for %s", what);
}
