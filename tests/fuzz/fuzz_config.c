/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as a configuration file: refused in one clear line, or all that
 * it says holds what config.h promises. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "core/config/config.h"
#include "fuzz.h"

static void check_refusal(const struct anycastip_error *error, const char *path)
{
	size_t length = strnlen(error->text, sizeof(error->text)), i;
	unsigned int line = 0;

	MUST(error->status == ANYCASTIP_BAD_CONFIG);
	MUST(length < sizeof(error->text) - 1);
	MUST(strncmp(error->text, path, strlen(path)) == 0);
	MUST(sscanf(error->text + strlen(path), ":%u: ", &line) == 1);
	MUST(line > 0);
	for (i = 0; i < length; i++)
		MUST((unsigned char)error->text[i] >= 0x20 &&
		     error->text[i] != 0x7f);
}

static int compare_names(const char *a, const char *b)
{
	size_t length_a = strlen(a), length_b = strlen(b);

	if (length_a != length_b)
		return length_a < length_b ? -1 : 1;
	return memcmp(a, b, length_a);
}

static void check_expected(const struct config *config)
{
	const struct anycastip_expected *expected;
	size_t count = config_expected(config, &expected), i;
	struct unicast unicast;

	for (i = 0; i < count; i++) {
		MUST(expected[i].name[0] != '\0');
		MUST(memchr(expected[i].name, '\0', ANYCASTIP_NAME_SIZE));
		MUST(memchr(expected[i].ifname, '\0', ANYCASTIP_IFNAME_SIZE));
		MUST(expected[i].family == AF_INET ||
		     expected[i].family == AF_INET6);
		if (i > 0)
			MUST(compare_names(expected[i - 1].name,
					   expected[i].name) < 0);
		memset(&unicast, 0, sizeof(unicast));
		unicast.family = expected[i].family;
		memcpy(unicast.address, expected[i].address,
		       sizeof(unicast.address));
		MUST(config_declares(config, &unicast, expected[i].ifname,
				     false));
		MUST(expected[i].ifname[0] != '\0' ||
		     config_declares(config, &unicast, "any", false));
	}
	MUST(count == 0 || config_has_declarations(config));
}

static void check_settings(const struct config *config)
{
	const struct anycastip_settings *settings = config_settings(config);

	MUST(settings->hold_time <= 3600);
	MUST(settings->rate_limit >= 1 && settings->rate_limit <= 6000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	struct anycastip_error error;
	struct config *config;
	char path[32];

	if (fd < 0)
		fd = memfd_create("config", MFD_CLOEXEC);
	MUST(fd >= 0 && ftruncate(fd, 0) == 0);
	MUST(pwrite(fd, data, size, 0) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	memset(&error, 'x', sizeof(error));
	if (config_read(&config, path, ANYCASTIP_F_SETTINGS, &error) ==
	    ANYCASTIP_OK) {
		check_expected(config);
		check_settings(config);
	} else {
		MUST(!config);
		check_refusal(&error, path);
	}
	config_free(config);
	return 0;
}
