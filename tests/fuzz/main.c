/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Run a fuzz target over its seeds, or over the files that are named, where
 * there is no libFuzzer.  Reports in TAP; a file that breaks the target ends
 * the program, and its name is the last one written. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"

static unsigned int number;

static bool run(const char *name)
{
	static uint8_t data[1 << 20];
	FILE *file = fopen(name, "rb");
	size_t size;

	if (!file) {
		printf("Bail out! cannot open %s\n", name);
		return false;
	}
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	printf("# %s\n", name);
	fflush(stdout);
	LLVMFuzzerTestOneInput(data, size);
	/* What is cut off at any place is a good test, too. */
	while (size > 0)
		LLVMFuzzerTestOneInput(data, --size);
	printf("ok %u - %s\n", ++number, name);
	return true;
}

/* The seeds of fuzz_NAME are in seeds/NAME. */
static bool run_seeds(const char *program)
{
	const char *top = getenv("top_srcdir");
	const char *target = strstr(program, "fuzz_");
	char folder[64], name[PATH_MAX];
	struct dirent *entry;
	DIR *seeds;
	bool good = true;

	snprintf(folder, sizeof(folder), "tests/fuzz/seeds/%s",
		 target ? target + strlen("fuzz_") : program);
	snprintf(name, sizeof(name), "%s/%s", top ? top : ".", folder);
	seeds = opendir(name);
	if (!seeds) {
		printf("Bail out! cannot open %s\n", name);
		return false;
	}
	while (good && (entry = readdir(seeds))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s/%s", top ? top : ".",
			 folder, entry->d_name);
		good = run(name);
	}
	closedir(seeds);
	return good;
}

int main(int argc, char **argv)
{
	bool good = true;
	int i;

	if (argc < 2)
		good = run_seeds(program_invocation_short_name);
	for (i = 1; good && i < argc; i++)
		good = run(argv[i]);
	if (good)
		printf("1..%u\n", number);
	return good && number > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
