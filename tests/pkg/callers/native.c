/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A user of the native header, which has the folder with the names of Windows
 * not on its path.
 */
#include <anycastip.h>
#include <string.h>

#ifdef __has_include
#if __has_include(<winsock2.h>) || __has_include(<windows.h>)
#error "the package anycastip puts winsock2.h or windows.h on the path"
#endif
#endif

int main(void)
{
	return strlen(anycastip_version()) > 0 ? 0 : 1;
}
