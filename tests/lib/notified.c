/* SPDX-License-Identifier: BSD-2-Clause
 *
 * notified SOCKET: print what a service tells its manager (sd_notify(3)).
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char text[4096];
	ssize_t got;
	int fd;

	if (argc != 2 || strlen(argv[1]) >= sizeof(address.sun_path)) {
		fprintf(stderr, "Usage: notified SOCKET\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	strcpy(address.sun_path, argv[1]);
	unlink(argv[1]);
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	if (fd == -1 || bind(fd, (const struct sockaddr *)&address,
			     sizeof(address)) == -1) {
		perror(argv[1]);
		return 1;
	}
	for (;;) {
		got = recv(fd, text, sizeof(text), 0);
		if (got == -1) {
			perror("recv");
			return 1;
		}
		printf("%.*s\n", (int)got, text);
	}
}
