/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The mark of what the library offers. */
#ifndef CORE_EXPORT_H
#define CORE_EXPORT_H

/* On the definition of every function of an installed header: everything else
 * is compiled hidden.  libanycastip.sym names the same functions. */
#define EXPORT __attribute__((visibility("default")))

#endif
