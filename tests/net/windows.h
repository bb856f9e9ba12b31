/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the driver's half of the test does for the other half, which sees the
 * DWORD face and so cannot call these functions itself.
 */
#ifndef TESTS_NET_WINDOWS_H
#define TESTS_NET_WINDOWS_H

/* How many rows the NTSTATUS face lists; -1 on failure. */
int driver_count(void);

/* The status of looking up every row of the table, handed in as it came. */
int driver_looks_up_every_row(void);

/* CreateAnycastIpAddressEntry() of the NTSTATUS face. */
int driver_creates(const void *row);

#endif
