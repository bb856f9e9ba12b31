/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_KERNEL_NAMESPACE_H
#define CORE_KERNEL_NAMESPACE_H

#include "anycastip.h"

typedef enum anycastip_status namespace_work(void *context,
					     struct anycastip_error *error);

/* Do the work in a network namespace, in a thread of its own that ends with
 * it: the caller's never leaves its own.  With -1, in the caller's. */
enum anycastip_status in_namespace(int netns_fd, namespace_work *work,
				   void *context,
				   struct anycastip_error *error);

#endif
