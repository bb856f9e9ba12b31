#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# debian.sh: uml.sh in a Debian of its own, with the kernel that it has: Linux 6.1
# in Debian 12, 6.12 in Debian 13.  Takes root, as uml.sh itself does not.

set -eu
. "${top_srcdir:-$(dirname "$0")/../..}/tests/nms/lib.sh"

enter_root "$0" user-mode-linux kmod
lib_run_quietly make -C "$top_builddir" tests/kernels/no-ipv6 \
	tests/net/test_kernel tests/net/windows-user
exec sh "$top_srcdir/tests/kernels/uml.sh"
