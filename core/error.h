/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How functions of the library fail. */
#ifndef CORE_ERROR_H
#define CORE_ERROR_H

#include "anycastip.h"

/* Fill in *error, which may be NULL, and return status, so that a failure is
 * one statement: return failure(error, ANYCASTIP_NO_MEMORY, 0, "...").
 * The text names the thing and the remedy; where system_error is not 0 its
 * strerror text is appended. */
enum anycastip_status failure(struct anycastip_error *error,
			      enum anycastip_status status, int system_error,
			      const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The same with the status that the errno value stands for; 0 is a cause that
 * nobody knows. */
#define system_failure(error, system_error, ...)                        \
	failure((error), status_of_cause(system_error), (system_error), \
		__VA_ARGS__)
enum anycastip_status status_of_cause(int system_error);

/* Without memory for that thing. */
enum anycastip_status no_memory(struct anycastip_error *error,
				const char *what);

/* Where a caller wants no error, one to be looked at and forgotten: for the
 * functions below that are promised one.  It lasts as long as the block. */
#define ERROR_OR_OWN(error) \
	((error) ? (error) : &(struct anycastip_error){.status = ANYCASTIP_OK})

/* The status that an errno value of a system call or of the kernel's netlink
 * answer stands for. */
enum anycastip_status status_of_errno(int system_error);

#endif
