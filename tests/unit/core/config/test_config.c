/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/config/config.h: what anycastip.conf(5) takes, what it refuses and in
 * which words, and what then is declared. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <arpa/inet.h>

#include "core/config/config.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

/* ---- Faults ----------------------------------------------------------- */

ssize_t __real_read(int fd, void *buffer, size_t size);
ssize_t __wrap_read(int fd, void *buffer, size_t size);
int __real_open(const char *file, int flags, ...);
int __wrap_open(const char *file, int flags, ...);
/* What read() fails with: once for EINTR, else always; 0 for nothing. */
static int fail_read;
/* What open() fails with, likewise. */
static int fail_open;
/* Octets that a read() gives at most; 0 for no limit. */
static size_t read_at_most;

ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
	if (fail_read) {
		errno = fail_read;
		if (fail_read == EINTR)
			fail_read = 0;
		return -1;
	}
	if (read_at_most > 0 && size > read_at_most)
		size = read_at_most;
	return __real_read(fd, buffer, size);
}

int __wrap_open(const char *file, int flags, ...)
{
	if (!fail_open)
		return __real_open(file, flags);
	errno = fail_open;
	if (fail_open == EINTR)
		fail_open = 0;
	return -1;
}

/* ---- Files ------------------------------------------------------------ */

static char directory[] = "/tmp/test_config.XXXXXX";
static char path[64];

static void write_file(const char *octets, size_t length)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(octets, 1, length, file) != length ||
	    fclose(file) != 0) {
		printf("Bail out! cannot write %s\n", path);
		exit(EXIT_FAILURE);
	}
}

/* Read a configuration of these octets. */
static enum anycastip_status read_octets(struct config **config,
					 const char *octets, size_t length,
					 struct anycastip_error *error)
{
	write_file(octets, length);
	return config_read(config, path, ANYCASTIP_F_SETTINGS, error);
}

static struct config *must_read(const char *text)
{
	struct anycastip_error error = {.text = ""};
	struct config *config;

	if (read_octets(&config, text, strlen(text), &error) != ANYCASTIP_OK) {
		printf("# refused: %s\n", error.text);
		CU_FAIL("a good configuration is refused");
	}
	return config;
}

/* Whether the configuration of these octets is refused with this line and
 * these words, separated by '|', in its text. */
static void check_refusal(const char *octets, size_t length, unsigned int line,
			  const char *words)
{
	struct config *config = (struct config *)&config;
	struct anycastip_error error;
	char start[96], list[128], *word, *rest;
	bool good;

	memset(&error, 'x', sizeof(error));
	snprintf(start, sizeof(start), "%s:%u: ", path, line);
	good = read_octets(&config, octets, length, &error) ==
		       ANYCASTIP_BAD_CONFIG &&
	       error.status == ANYCASTIP_BAD_CONFIG &&
	       error.system_error == 0 && !config &&
	       memchr(error.text, '\0', sizeof(error.text)) &&
	       strncmp(error.text, start, strlen(start)) == 0 &&
	       !strchr(error.text, '\n');
	snprintf(list, sizeof(list), "%s", words);
	for (word = strtok_r(list, "|", &rest); good && word;
	     word = strtok_r(NULL, "|", &rest))
		good = strstr(error.text, word) != NULL;
	if (!good)
		printf("# expected %s%s\n# got %.400s\n", start, words,
		       config ? "no refusal" : error.text);
	CU_ASSERT(good);
	config_free(config);
	/* Nobody need ask for the story. */
	CU_ASSERT(read_octets(&config, octets, length, NULL) ==
		  ANYCASTIP_BAD_CONFIG);
}

struct refusal {
	const char *text;
	unsigned int line;
	const char *words;
};

static void check_refusals(const struct refusal *refusals, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		check_refusal(refusals[i].text, strlen(refusals[i].text),
			      refusals[i].line, refusals[i].words);
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- Refusals --------------------------------------------------------- */

static void test_refused_lines(void)
{
	static const struct refusal refusals[] = {
		{"[declared]\n prefix = 192.0.2.0/24\n", 2,
		 "starts with a blank|first column"},
		{"[declared]\nprefix = 192.0.2.0/24\n\t198.51.100.0/24\n", 3,
		 "starts with a blank|first column"},
		{" # indented\n", 1, "starts with a blank|first column"},
		{"[expected]\n2001:db8::1 dev eth0\n", 2, "colon|NAME = VALUE"},
		{"[expected]\ndns: 2001:db8::1\n", 2, "colon|NAME = VALUE"},
		{"[expected]\n2001:db8::1 = dns\n", 2, "colon|NAME = VALUE"},
		{"[expected]\ndns 192.0.2.1\n", 2, "no equals|NAME = VALUE"},
		{"[expected]\ndns = 192.0.2.1 # first\n", 2,
		 "comment|line of its own"},
		{"[expected]\ndns = 192.0.2.1 ; first\n", 2,
		 "comment|line of its own"},
		{"[declared]\t# here\n", 1, "comment|line of its own"},
		{"[declared\nauto = yes\n", 1, "closing bracket|[NAME]"},
		{"\n[declared] auto = yes\n", 2, "follows|next line"},
		{"# one\n[declare]\n", 2,
		 "\"declare\" is not a section|[declared], [expected]"},
		{"[ declared ]\n", 1, "not a section|[declared]"},
		{"[]\n", 1, "\"\" is not a section|[declared]"},
		{"[declared\033]\n", 1, "control character (0x1b)|remove"},
		{"auto = yes\n[declared]\n", 1, "before the first|[declared]"},
		{"[declared]\r\nauto = yes\r\n", 1, "carriage return|sed -i"},
		{"# one\rtwo\n", 1, "carriage return|sed -i"},
		{"\xef\xbb\xbf[declared]\n", 1, "byte order mark|UTF-8"},
		{"[declared]\n# \x7f\n", 2, "control character (0x7f)"},
	};

	check_refusals(refusals, COUNT(refusals));
	check_refusal("[declared]\n# a\0b\n", 17, 2, "NUL octet|plain text");
	check_refusal("\0", 1, 1, "NUL octet|plain text");
}

/* A line of n octets is taken, or refused. */
static void check_length(const char *start, size_t length, bool good)
{
	struct anycastip_error error = {.text = ""};
	struct config *config;
	char text[512];
	size_t i;

	snprintf(text, sizeof(text), "[declared]\n%s", start);
	for (i = strlen(text); i < length + 11; i++)
		text[i] = 'x';
	memcpy(text + i, "\nprefix = ::/0\n", 15);
	CU_ASSERT(read_octets(&config, text, i + 15, &error) ==
		  ANYCASTIP_BAD_CONFIG);
	/* Where the long line passes, the next one is the culprit. */
	CU_ASSERT(!!strstr(error.text, ":3: ") == good);
	CU_ASSERT(!!strstr(error.text, ":2: the line has more than 190") ==
		  !good);
}

static void test_refused_long_lines(void)
{
	char text[256];

	check_length("# ", 190, true);
	check_length("# ", 191, false);
	check_length("; ", 199, false);
	check_length("# ", 200, false);
	/* What some take for a setting: the rest of a long comment. */
	snprintf(text, sizeof(text), "[declared]\n#%198sprefix = ::/1\n", "");
	check_refusal(text, strlen(text), 2, "more than 190 octets|shorter");
}

static void test_refused_declared(void)
{
	static const struct refusal refusals[] = {
		{"[declared]\nprefixes = 192.0.2.0/24\n", 2,
		 "\"prefixes\" is not a setting|prefix, label, proto or auto"},
		{"[declared]\nAuto = yes\n", 2,
		 "\"Auto\" is not a setting|auto"},
		{"[declared]\n= yes\n", 2, "\"\" is not a setting|prefix"},
		{"[declared]\nprefix =\n", 2,
		 "\"\" is not an IP address|192.0.2"},
		{"[declared]\nprefix = anycast\n", 2,
		 "not an IP address|192.0.2"},
		{"[declared]\nprefix = 192.0.2/24\n", 2, "not an IP address"},
		{"[declared]\nprefix = 192.0.2.0/33\n", 2,
		 "prefix length|1 to 32"},
		{"[declared]\nprefix = 192.0.2.0/\n", 2,
		 "prefix length|1 to 32"},
		{"[declared]\nprefix = 192.0.2.0/24/24\n", 2,
		 "prefix length|1 to 32"},
		{"[declared]\nprefix = 192.0.2.0/+24\n", 2, "prefix length"},
		{"[declared]\nprefix = 192.0.2.0/024\n", 2, "prefix length"},
		{"[declared]\nprefix = 192.0.2.0/99999999999999999999\n", 2,
		 "prefix length"},
		{"[declared]\nprefix = ::/0\n", 2, "prefix length|1 to 128"},
		{"[declared]\nprefix = 0.0.0.0/0\n", 2, "prefix length"},
		{"[declared]\nprefix = 2001:db8::/129\n", 2, "1 to 128"},
		{"[declared]\nprefix = 192.0.2.53/24\n", 2,
		 "bits set|write 192.0.2.0/24"},
		{"[declared]\nprefix = 2001:db8::53/61\n", 2,
		 "bits set|write 2001:db8::/61"},
		{"[declared]\nprefix = 2001:db8:0:f::/61\n", 2,
		 "bits set|write 2001:db8:0:8::/61"},
		{"[declared]\nprefix = 224.0.0.0/4\n", 2, "multicast|unicast"},
		{"[declared]\nprefix = ff02::/16\n", 2, "multicast|unicast"},
		{"[declared]\nprefix = ::ffff:192.0.2.1\n", 2,
		 "IPv4 address|192.0.2.1"},
		{"[declared]\nprefix = fe80::1%eth0/128\n", 2, "zone"},
		{"[declared]\nprefix = 192.0.2.1 192.0.2.2\n", 2,
		 "not an IP address"},
		{"[declared]\nlabel =\n", 2, "0 octets|1 to 15"},
		{"[declared]\nlabel = lo:a-long-service\n", 2,
		 "17 octets|1 to 15"},
		{"[declared]\nlabel = lo:a lo:b\n", 2, "blank|line of its own"},
		{"[declared]\nlabel = lo:*\n", 2, "star|whole"},
		{"[declared]\nproto = 256\n", 2, "\"256\"|1 to 255"},
		{"[declared]\nproto = 0\n", 2, "\"0\"|1 to 255"},
		{"[declared]\nproto = -1\n", 2, "1 to 255"},
		{"[declared]\nproto = 0x12\n", 2, "1 to 255"},
		{"[declared]\nproto = keepalived\n", 2, "such as 18"},
		{"[declared]\nproto =\n", 2, "\"\"|1 to 255"},
		{"[declared]\nauto = maybe\n", 2, "\"maybe\"|auto = no"},
		{"[declared]\nauto = YES\n", 2, "auto = yes"},
		{"[declared]\nauto = yes\n\nauto = yes\n", 4,
		 "auto|line 2|remove one"},
		{"[declared]\nauto = no\n[expected]\n[declared]\nauto = yes\n",
		 5, "line 2|remove one"},
	};

	check_refusals(refusals, COUNT(refusals));
}

static void test_refused_expected(void)
{
	static const struct refusal refusals[] = {
		{"[expected]\n= 192.0.2.1\n", 2, "\"\" has 0|1 to 32"},
		{"[expected]\n123456789012345678901234567890123 = 192.0.2.1\n",
		 2, "has 33 octets|1 to 32"},
		{"[expected]\nd\tns = 192.0.2.1\n", 2,
		 "\"d\\x09ns\"|control character|UTF-8"},
		{"[expected]\nd\xffns = 192.0.2.1\n", 2,
		 "\"d\\xffns\"|not UTF-8|write it in UTF-8"},
		/* C1, overlong, surrogate, above U+10FFFF, cut off */
		{"[expected]\nd\xc2\x85 = 192.0.2.1\n", 2, "\\xc2\\x85|UTF-8"},
		{"[expected]\nd\xc0\xaf = 192.0.2.1\n", 2, "\\xc0|UTF-8"},
		{"[expected]\nd\xe0\x9f\xbf = 192.0.2.1\n", 2, "\\xe0|UTF-8"},
		{"[expected]\nd\xed\xa0\x80 = 192.0.2.1\n", 2, "\\xed|UTF-8"},
		{"[expected]\nd\xf0\x8f\xbf\xbf = ::1\n", 2, "\\xf0|UTF-8"},
		{"[expected]\nd\xf4\x90\x80\x80 = ::1\n", 2, "\\xf4|UTF-8"},
		{"[expected]\nd\xe2\x82 = 192.0.2.1\n", 2, "\\xe2|UTF-8"},
		{"[expected]\ndns =\n", 2, "\"\" is not an IP address"},
		{"[expected]\ndns = 192.0.2.256\n", 2,
		 "not an IP address|192.0.2"},
		{"[expected]\ndns = 192.0.2.1/32\n", 2,
		 "prefix length|address alone"},
		{"[expected]\ndns = 2001:db8::1%eth0\n", 2, "zone|dev IFNAME"},
		{"[expected]\ndns = 239.1.2.3\n", 2, "multicast"},
		{"[expected]\ndns = ff0e::1\n", 2, "multicast"},
		{"[expected]\ndns = 0.0.0.0\n", 2, "unspecified"},
		{"[expected]\ndns = ::\n", 2, "unspecified"},
		{"[expected]\ndns = fe80::1\n", 2,
		 "link-local|fe80::1 dev IFNAME"},
		{"[expected]\ndns = febf::1\n", 2, "link-local|dev IFNAME"},
		{"[expected]\ndns = 192.0.2.1 eth0\n", 2,
		 "something else|dev IFNAME"},
		{"[expected]\ndns = 192.0.2.1 dev\n", 2, "ADDRESS dev IFNAME"},
		{"[expected]\ndns = 192.0.2.1 dev eth0 eth1\n", 2,
		 "ADDRESS dev IFNAME"},
		{"[expected]\ndns = 192.0.2.1, 192.0.2.2\n", 2,
		 "ADDRESS dev IFNAME"},
		{"[expected]\ndns = 192.0.2.1 dev sixteen-octets-x\n", 2,
		 "\"sixteen-octets-x\"|1 to 15"},
		{"[expected]\ndns = 192.0.2.1 dev et/0\n", 2,
		 "not a name|/ and :"},
		{"[expected]\ndns = 192.0.2.1 dev eth0:1\n", 2, "not a name"},
		{"[expected]\ndns = 192.0.2.1 dev .\n", 2, "not a name"},
		{"[expected]\ndns = 192.0.2.1 dev ..\n", 2, "not a name"},
		{"[expected]\ndns = 192.0.2.1\nntp = 192.0.2.2\n"
		 "dns = 192.0.2.3\n",
		 4, "\"dns\"|line 2|name of its own"},
		{"[expected]\ndns = 192.0.2.1\n[declared]\n[expected]\n"
		 "dns = 192.0.2.1\n",
		 5, "\"dns\"|line 2"},
	};

	check_refusals(refusals, COUNT(refusals));
}

static void test_refused_settings(void)
{
	static const struct refusal refusals[] = {
		{"[anycastipd]\n= 5\n", 2,
		 "\"\" is not a setting|hold-time or rate-limit"},
		{"[anycastipd]\nNotify = none\n", 2,
		 "\"Notify\" is not|notify"},
		{"[anycastipd]\nnotify =\n", 2, "\"\" is not|write none"},
		{"[anycastipd]\nnotify = rows, all\n", 2,
		 "\"all\" is not a kind|rows and delivery"},
		{"[anycastipd]\nnotify = none rows\n", 2, "\"none\" is not"},
		{"[anycastipd]\nnotify = rows\n\nnotify = rows\n", 4,
		 "\"notify\" is there twice|line 2|remove one"},
		{"[anycastipd]\nhold-time = 3601\n", 2,
		 "\"3601\" is not a hold-time|from 0 to 3600"},
		{"[anycastipd]\nhold-time = -1\n", 2, "from 0 to 3600"},
		{"[anycastipd]\nhold-time = 1\nhold-time = 1\n", 3, "twice"},
		{"[anycastipd]\nrate-limit = 0\n", 2, "from 1 to 6000"},
		{"[anycastipd]\nrate-limit = 10x\n", 2, "from 1 to 6000"},
		{"[anycastipd]\nrate-limit =\n", 2, "from 1 to 6000"},
		{"[anycastipd]\nrate-limit = 1\nrate-limit = 1\n", 3, "twice"},
	};

	check_refusals(refusals, COUNT(refusals));
}

/* A long value and a long file name leave room for reason and remedy. */
static void test_long_texts(void)
{
	struct anycastip_error error;
	struct config *config;
	char text[256], name[600];
	size_t i;

	memset(text, '\xff', sizeof(text));
	memcpy(text, "[declared]\nproto = ", 19);
	text[11 + 190] = '\n';
	check_refusal(text, 11 + 190 + 1, 2,
		      "\\xff...\"|such as 18 for keepalived");

	/* /tmp/x/./././.../c.conf */
	snprintf(name, sizeof(name), "%s/", directory);
	for (i = strlen(name); i < 500; i += 2)
		memcpy(name + i, "./", 3);
	strcpy(name + i, "c.conf");
	CU_ASSERT(config_read(&config, name, 0, &error) ==
		  ANYCASTIP_BAD_CONFIG);
	CU_ASSERT(strncmp(error.text, "...", 3) == 0);
	CU_ASSERT(strstr(error.text, "/c.conf:2: ") != NULL);
	CU_ASSERT(strstr(error.text, "such as 18 for keepalived") != NULL);
}

/* ---- Files that cannot be read ---------------------------------------- */

static void test_missing(void)
{
	struct anycastip_error error;
	const struct anycastip_expected *expected;
	struct config *config = (struct config *)&config;
	char name[64];

	snprintf(name, sizeof(name), "%s/none.conf", directory);
	CU_ASSERT(config_read(&config, name, 0, &error) ==
		  ANYCASTIP_SYSTEM_ERROR);
	CU_ASSERT(error.system_error == ENOENT);
	CU_ASSERT(strstr(error.text, name) != NULL);
	CU_ASSERT_PTR_NULL(config);
	CU_ASSERT(config_read(&config, name, ANYCASTIP_F_CONFIG_OPTIONAL,
			      &error) == ANYCASTIP_OK);
	CU_ASSERT_PTR_NOT_NULL(config);
	CU_ASSERT(config_expected(config, &expected) == 0);
	CU_ASSERT(!config_has_declarations(config));
	config_free(config);
	/* Only the file itself is optional, not that its name is right. */
	snprintf(name, sizeof(name), "%s/c.conf/x", directory);
	CU_ASSERT(config_read(&config, name, ANYCASTIP_F_CONFIG_OPTIONAL,
			      &error) == ANYCASTIP_SYSTEM_ERROR);
	CU_ASSERT(error.system_error == ENOTDIR);
}

static void test_directory(void)
{
	struct anycastip_error error;
	struct config *config = (struct config *)&config;

	CU_ASSERT(config_read(&config, directory, ANYCASTIP_F_CONFIG_OPTIONAL,
			      &error) == ANYCASTIP_SYSTEM_ERROR);
	CU_ASSERT(error.system_error == EISDIR);
	CU_ASSERT(strstr(error.text, directory) != NULL);
	CU_ASSERT_PTR_NULL(config);
}

/* Nobody writes to it, and this waits for nobody. */
static void test_fifo(void)
{
	struct anycastip_error error;
	struct config *config = (struct config *)&config;
	char name[64];

	snprintf(name, sizeof(name), "%s/fifo", directory);
	CU_ASSERT_FATAL(mkfifo(name, 0600) == 0);
	CU_ASSERT(config_read(&config, name, ANYCASTIP_F_CONFIG_OPTIONAL,
			      &error) == ANYCASTIP_BAD_CONFIG);
	unlink(name);
	CU_ASSERT(strstr(error.text, name) != NULL);
	CU_ASSERT(strstr(error.text, "is a FIFO") != NULL);
	CU_ASSERT_PTR_NULL(config);
}

static void test_permission(void)
{
	struct anycastip_error error;
	struct config *config = (struct config *)&config;
	uid_t uid = geteuid();

	write_file("", 0);
	chmod(path, 0);
	/* The capability goes with the effective user. */
	if (uid == 0 && seteuid(65534) != 0) {
		printf("# cannot become another user\n");
		return;
	}
	CU_ASSERT(config_read(&config, path, ANYCASTIP_F_CONFIG_OPTIONAL,
			      &error) == ANYCASTIP_ACCESS_DENIED);
	if (uid == 0 && seteuid(0) != 0)
		exit(EXIT_FAILURE);
	CU_ASSERT(error.system_error == EACCES);
	CU_ASSERT(strstr(error.text, "Permission denied; chmod a+r") != NULL);
	CU_ASSERT(strstr(error.text, path) != NULL);
	CU_ASSERT_PTR_NULL(config);
	unlink(path);
}

static void test_read_errors(void)
{
	struct anycastip_error error;
	struct config *config = (struct config *)&config;

	write_file("[declared]\nauto = yes\n", 22);
	fail_read = EIO;
	CU_ASSERT(config_read(&config, path, 0, &error) ==
		  ANYCASTIP_SYSTEM_ERROR);
	fail_read = 0;
	CU_ASSERT(error.system_error == EIO);
	CU_ASSERT(strstr(error.text, path) != NULL);
	CU_ASSERT_PTR_NULL(config);
	fail_read = EINTR;
	CU_ASSERT(config_read(&config, path, 0, &error) == ANYCASTIP_OK);
	CU_ASSERT(fail_read == 0);
	CU_ASSERT(config_has_declarations(config));
	config_free(config);
	/* A pipe gives what it has. */
	read_at_most = 1;
	config = must_read("[declared]\nauto = yes");
	read_at_most = 0;
	CU_ASSERT(config_has_declarations(config));
	config_free(config);
}

static void test_open_errors(void)
{
	static const struct {
		int system_error;
		enum anycastip_status status;
	} cases[] = {
		{EMFILE, ANYCASTIP_TOO_MANY_FILES},
		{ENFILE, ANYCASTIP_TOO_MANY_FILES},
		{EACCES, ANYCASTIP_ACCESS_DENIED},
		{ENOMEM, ANYCASTIP_NO_MEMORY},
		{ELOOP, ANYCASTIP_SYSTEM_ERROR},
		{EINTR, ANYCASTIP_OK},
	};
	struct anycastip_error error;
	struct config *config;
	size_t i;

	write_file("[declared]\nauto = yes\n", 22);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		config = (struct config *)&config;
		fail_open = cases[i].system_error;
		CU_ASSERT(config_read(&config, path,
				      ANYCASTIP_F_CONFIG_OPTIONAL,
				      &error) == cases[i].status);
		fail_open = 0;
		if (cases[i].status == ANYCASTIP_OK) {
			CU_ASSERT(config_has_declarations(config));
		} else {
			CU_ASSERT(error.system_error == cases[i].system_error);
			CU_ASSERT(strstr(error.text, path) != NULL);
			CU_ASSERT_PTR_NULL(config);
			config = NULL;
		}
		config_free(config);
	}
}

static void test_endless(void)
{
	struct anycastip_error error;
	struct config *config = (struct config *)&config;
	FILE *file = fopen(path, "w");
	unsigned int i;

	for (i = 0; i < 16 * 1024 * 1024 / 64 + 1; i++)
		fprintf(file, "%63s\n", "");
	fclose(file);
	CU_ASSERT(config_read(&config, path, 0, &error) ==
		  ANYCASTIP_BAD_CONFIG);
	CU_ASSERT(strstr(error.text, "16777216 octets") != NULL);
	CU_ASSERT_PTR_NULL(config);
}

static void test_too_many_entries(void)
{
	struct anycastip_error error;
	struct config *config = (struct config *)&config;
	FILE *file = fopen(path, "w");
	unsigned int i;

	fprintf(file, "[expected]\n");
	for (i = 0; i < 65536; i++)
		fprintf(file, "%u = 10.0.%u.%u\n", i, i / 256, i % 256);
	fflush(file);
	CU_ASSERT(config_read(&config, path, 0, &error) == ANYCASTIP_OK);
	config_free(config);
	fprintf(file, "[anycastipd]\nx = y\n");
	fclose(file);
	CU_ASSERT(config_read(&config, path, 0, &error) ==
		  ANYCASTIP_BAD_CONFIG);
	CU_ASSERT(strstr(error.text, ":65539: ") != NULL);
	CU_ASSERT(strstr(error.text, "more than 65536 settings") != NULL);
	CU_ASSERT_PTR_NULL(config);
}

static const char everything[] = "# services\n"
				 "\n"
				 "[declared]\n"
				 "prefix = 192.0.2.0/24\n"
				 "prefix = 2001:db8:53::/48\n"
				 "prefix = 198.51.100.1\n"
				 "label = lo:dns\n"
				 "label = dummy0:x\n"
				 "label = lo:ntp\n"
				 "proto = 18\n"
				 "auto = no\n"
				 "[expected]\n"
				 "ntp = 203.0.113.5 dev lo\n"
				 "dns = 203.0.113.4\n"
				 "ns = fe80::53 dev eth0\n"
				 "[anycastipd]\n"
				 "hold-time = 5\n"
				 "notify = none\n"
				 "rate-limit = 6000\n";

static void test_no_memory(void)
{
	struct anycastip_error error;
	struct config *config;
	unsigned int n;

	write_file(everything, strlen(everything));
	for (n = 1; n < 100; n++) {
		config = (struct config *)&config;
		memset(&error, 'x', sizeof(error));
		fail_allocation(n);
		if (config_read(&config, path, 0, &error) == ANYCASTIP_OK)
			break;
		CU_ASSERT(error.status == ANYCASTIP_NO_MEMORY);
		CU_ASSERT(strstr(error.text, "no memory") != NULL);
		CU_ASSERT_PTR_NULL(config);
	}
	/* The allocations are all counted, and the last try had enough. */
	CU_ASSERT_EQUAL(n, allocations() + 1);
	CU_ASSERT_EQUAL(n, 12);
	fail_allocation(0);
	config_free(config);
}

static void test_descriptors(void)
{
	struct config *config;
	int before = dup(0), after;

	close(before);
	config = must_read(everything);
	config_free(config);
	CU_ASSERT(read_octets(&config, "x\n", 2, NULL) == ANYCASTIP_BAD_CONFIG);
	after = dup(0);
	close(after);
	CU_ASSERT(before == after);
}

/* ---- What is taken ---------------------------------------------------- */

static void test_expected(void)
{
	static const char *const names[] = {"b",   "aa",  "\xc3\xa9",
					    "dns", "ns6", "w x y"};
	const struct anycastip_expected *expected;
	struct config *config;
	uint8_t address[16];
	size_t i;

	config = must_read("[expected]\n"
			   "ns6=2001:db8::1\n"
			   "dns\t =\t 192.0.2.1\tdev  lo \t\n"
			   "w x y = fe80::1 dev eth0.5@x\n"
			   "aa = 192.0.2.1\n"
			   "[declared]\n"
			   "[expected]   \n"
			   "\xc3\xa9 = 10.0.0.1\n"
			   "   \t\n"
			   "; comment = 1\n"
			   "#comment: 1\n"
			   "b = 127.0.0.1");
	CU_ASSERT_EQUAL_FATAL(config_expected(config, &expected), COUNT(names));
	for (i = 0; i < COUNT(names); i++)
		CU_ASSERT_STRING_EQUAL(expected[i].name, names[i]);
	inet_pton(AF_INET6, "2001:db8::1", address);
	CU_ASSERT(expected[4].family == AF_INET6);
	CU_ASSERT(memcmp(expected[4].address, address, 16) == 0);
	CU_ASSERT_STRING_EQUAL(expected[4].ifname, "");
	memset(address, 0, sizeof(address));
	inet_pton(AF_INET, "192.0.2.1", address);
	CU_ASSERT(expected[3].family == AF_INET);
	CU_ASSERT(memcmp(expected[3].address, address, 16) == 0);
	CU_ASSERT_STRING_EQUAL(expected[3].ifname, "lo");
	CU_ASSERT_STRING_EQUAL(expected[5].ifname, "eth0.5@x");
	CU_ASSERT(config_has_declarations(config));
	config_free(config);
	/* The longest name, and the whole of UTF-8. */
	config = must_read("[expected]\n"
			   "12345678901234567890123456789012 = 10.0.0.1\n"
			   "\xc2\xa0 \xe0\xa0\x80 \xed\x9f\xbf \xee\x80\x80 "
			   "\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf = 10.0.0.1\n");
	CU_ASSERT_EQUAL(config_expected(config, &expected), 2);
	config_free(config);
}

static void check_settings(const struct config *config, bool expected,
			   bool rows, bool delivery, unsigned int hold_time,
			   unsigned int rate_limit)
{
	const struct anycastip_settings *settings = config_settings(config);

	CU_ASSERT_EQUAL(settings->notify_expected, expected);
	CU_ASSERT_EQUAL(settings->notify_rows, rows);
	CU_ASSERT_EQUAL(settings->notify_delivery, delivery);
	CU_ASSERT_EQUAL(settings->hold_time, hold_time);
	CU_ASSERT_EQUAL(settings->rate_limit, rate_limit);
}

static void test_settings(void)
{
	static const char others[] = "[anycastipd]\nanything = at all\n"
				     "notify = none\n";
	const struct anycastip_expected *expected;
	struct config *config;

	config = must_read(everything);
	check_settings(config, false, false, false, 5, 6000);
	config_free(config);
	config = must_read("[anycastipd]\nnotify = rows,delivery\n"
			   "hold-time = 0\n");
	check_settings(config, false, true, true, 0, 30);
	CU_ASSERT(!config_has_declarations(config));
	config_free(config);
	config = must_read("[anycastipd]\nnotify = expected rows\n");
	check_settings(config, true, true, false, 2, 30);
	config_free(config);
	/* For others the section has no meaning. */
	write_file(others, strlen(others));
	CU_ASSERT(config_read(&config, path, 0, NULL) == ANYCASTIP_OK);
	check_settings(config, true, false, false, 2, 30);
	config_free(config);
	/* No configuration says nothing. */
	check_settings(NULL, true, false, false, 2, 30);
	CU_ASSERT_EQUAL(config_expected(NULL, &expected), 0);
	CU_ASSERT_PTR_NULL(expected);
	CU_ASSERT(!config_has_declarations(NULL));
	config_free(NULL);
}

static void test_empty(void)
{
	static const char *const texts[] = {
		"", "\n", "# only a comment", "[declared]\nauto = no\n",
		"[expected]\n[declared]\n[anycastipd]\n"};
	struct config *config;
	size_t i;

	for (i = 0; i < COUNT(texts); i++) {
		config = must_read(texts[i]);
		CU_ASSERT(!config_has_declarations(config));
		config_free(config);
	}
}

/* ---- What is declared ------------------------------------------------- */

static struct unicast unicast(const char *text, uint8_t length)
{
	struct unicast address = {.prefix_length = length, .ifindex = 1};

	address.family = strchr(text, ':') ? AF_INET6 : AF_INET;
	CU_ASSERT(inet_pton(address.family, text, address.address) == 1);
	return address;
}

static bool declares(const struct config *config, const char *text)
{
	struct unicast address = unicast(text, strchr(text, ':') ? 128 : 32);

	return config_declares(config, &address, "lo", true);
}

static void test_declared_prefix(void)
{
	struct config *config;

	config = must_read("[declared]\n"
			   "prefix = 192.0.2.64/26\n"
			   "prefix = 192.0.2.80/28\n"
			   "prefix = 192.0.2.64/27\n"
			   "prefix = 192.0.2.64/26\n"
			   "prefix = 198.51.100.7\n"
			   "prefix = 2001:db8::/33\n"
			   "prefix = 2001:db8:8000::1\n"
			   "prefix = c000:240::/32\n"
			   "prefix = ::/127\n");
	CU_ASSERT(config_has_declarations(config));
	CU_ASSERT(!declares(config, "192.0.2.63"));
	CU_ASSERT(declares(config, "192.0.2.64"));
	CU_ASSERT(declares(config, "192.0.2.81"));
	CU_ASSERT(declares(config, "192.0.2.127"));
	CU_ASSERT(!declares(config, "192.0.2.128"));
	CU_ASSERT(!declares(config, "198.51.100.6"));
	CU_ASSERT(declares(config, "198.51.100.7"));
	CU_ASSERT(!declares(config, "198.51.100.8"));
	CU_ASSERT(!declares(config, "0.0.0.0"));
	CU_ASSERT(!declares(config, "255.255.255.255"));
	CU_ASSERT(declares(config, "2001:db8::"));
	CU_ASSERT(declares(config, "2001:db8:7fff:ffff::1"));
	CU_ASSERT(!declares(config, "2001:db8:8000::"));
	CU_ASSERT(declares(config, "2001:db8:8000::1"));
	CU_ASSERT(!declares(config, "2001:db7:ffff::"));
	CU_ASSERT(declares(config, "::1"));
	CU_ASSERT(!declares(config, "::2"));
	CU_ASSERT(!declares(config, "ffff::"));
	config_free(config);
	CU_ASSERT(!declares(NULL, "192.0.2.64"));
}

static void test_declared_label(void)
{
	struct config *config;
	struct unicast address = unicast("192.0.2.1", 24);

	config = must_read("[declared]\n"
			   "label = lo:ntp\n"
			   "label = lo:dns\n"
			   "label = 15-octets-label\n");
	CU_ASSERT(config_has_declarations(config));
	CU_ASSERT(!config_declares(config, &address, "lo", true));
	strcpy(address.label, "lo:dns");
	CU_ASSERT(config_declares(config, &address, "eth0", false));
	strcpy(address.label, "lo:dns1");
	CU_ASSERT(!config_declares(config, &address, "lo", true));
	strcpy(address.label, "lo:dn");
	CU_ASSERT(!config_declares(config, &address, "lo", true));
	strcpy(address.label, "15-octets-label");
	CU_ASSERT(config_declares(config, &address, "lo", true));
	config_free(config);
}

static void test_declared_proto(void)
{
	struct config *config;
	struct unicast address = unicast("2001:db8::1", 64);

	config = must_read("[declared]\nproto = 18\nproto = 255\nproto = 18\n");
	CU_ASSERT(config_has_declarations(config));
	CU_ASSERT(!config_declares(config, &address, "eth0", false));
	address.proto = 18;
	CU_ASSERT(config_declares(config, &address, "eth0", false));
	address.proto = 17;
	CU_ASSERT(!config_declares(config, &address, "eth0", false));
	address.proto = 255;
	CU_ASSERT(config_declares(config, &address, "eth0", false));
	config_free(config);
}

static void test_declared_auto(void)
{
	struct config *config;
	struct unicast v4 = unicast("192.0.2.1", 32);
	struct unicast v6 = unicast("2001:db8::1", 128);

	config = must_read("[declared]\nauto = yes\n");
	CU_ASSERT(config_has_declarations(config));
	CU_ASSERT(config_declares(config, &v4, "lo", true));
	CU_ASSERT(config_declares(config, &v6, "dummy0", true));
	CU_ASSERT(!config_declares(config, &v4, "eth0", false));
	CU_ASSERT(!config_declares(config, &v6, "eth0", false));
	v4.prefix_length = 31;
	v6.prefix_length = 32;
	CU_ASSERT(!config_declares(config, &v4, "lo", true));
	CU_ASSERT(!config_declares(config, &v6, "lo", true));
	/* 127.0.0.1 and ::1 have host scope, link-local ones link scope. */
	v4.prefix_length = 32;
	v4.scope = 254;
	v6.prefix_length = 128;
	v6.scope = 253;
	CU_ASSERT(!config_declares(config, &v4, "lo", true));
	CU_ASSERT(!config_declares(config, &v6, "lo", true));
	config_free(config);
	config = must_read("[declared]\nauto = no\nprefix = 10.0.0.0/8\n");
	CU_ASSERT(!declares(config, "192.0.2.1"));
	config_free(config);
}

static void test_declared_expected(void)
{
	struct config *config;
	struct unicast v4 = unicast("192.0.2.1", 24);
	struct unicast v6 = unicast("fe80::1", 64);
	struct unicast both = unicast("192.0.2.9", 24);

	config = must_read("[expected]\n"
			   "dns = 192.0.2.1\n"
			   "one = 192.0.2.9 dev eth1\n"
			   "two = 192.0.2.9 dev eth0\n"
			   "six = fe80::1 dev fifteen-octets0\n");
	CU_ASSERT(config_has_declarations(config));
	CU_ASSERT(config_declares(config, &v4, "lo", true));
	CU_ASSERT(config_declares(config, &v4, "eth0", false));
	CU_ASSERT(config_declares(config, &both, "eth0", false));
	CU_ASSERT(config_declares(config, &both, "eth1", false));
	CU_ASSERT(!config_declares(config, &both, "eth2", false));
	CU_ASSERT(!config_declares(config, &both, "eth", false));
	CU_ASSERT(config_declares(config, &v6, "fifteen-octets0", false));
	CU_ASSERT(!config_declares(config, &v6, "fifteen-octets", false));
	v4.address[3] = 2;
	CU_ASSERT(!config_declares(config, &v4, "lo", true));
	config_free(config);
}

/* The search against the plain definition, over many random prefixes. */
static void test_declared_many(void)
{
	static uint32_t starts[400];
	static unsigned int lengths[400];
	struct config *config;
	struct unicast address = {.family = AF_INET};
	uint32_t bits, netorder, seed = 1, wrong = 0, inside = 0;
	FILE *file = fopen(path, "w");
	unsigned int line;
	bool truth;
	size_t i, j;

	fprintf(file, "[declared]\n");
	for (i = 0; i < COUNT(starts); i++) {
		seed = seed * 1664525 + 1013904223;
		lengths[i] = 14 + seed / 65536 % 19;
		seed = seed * 1664525 + 1013904223;
		starts[i] = 0x0a000000u + seed / 256 % 0x400000u;
		starts[i] &= 0xffffffffu << (32 - lengths[i]);
		fprintf(file, "prefix = %u.%u.%u.%u/%u\n", starts[i] >> 24,
			starts[i] >> 16 & 255, starts[i] >> 8 & 255,
			starts[i] & 255, lengths[i]);
	}
	fclose(file);
	CU_ASSERT_FATAL(config_read(&config, path, 0, NULL) == ANYCASTIP_OK);
	for (j = 0; j < 100000; j++) {
		seed = seed * 1664525 + 1013904223;
		bits = 0x0a000000u + seed / 64 % 0x500000u;
		for (truth = false, i = 0; i < COUNT(starts); i++)
			truth |= (bits ^ starts[i]) >> (32 - lengths[i]) == 0;
		inside += truth;
		netorder = htonl(bits);
		memcpy(address.address, &netorder, sizeof(netorder));
		line = config_declares(config, &address, "lo", true);
		wrong += (line != 0) != truth;
		/* The prefix of the line has it. */
		if (line >= 2)
			wrong += (bits ^ starts[line - 2]) >>
					 (32 - lengths[line - 2]) !=
				 0;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT(inside > 1000 && inside < 99000);
	config_free(config);
}

static FILE *open_source(const char *file)
{
	const char *top = getenv("top_srcdir");
	char name[512];

	snprintf(name, sizeof(name), "%s/%s", top ? top : ".", file);
	return fopen(name, "r");
}

/* Each example of the manual that starts with a section is taken. */
static void test_manual(void)
{
	struct config *config;
	char line[256], text[4096] = "";
	unsigned int examples = 0;
	bool inside = false;
	FILE *file = open_source("man/anycastip.conf.5");

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, ".Bd -literal", 12) == 0) {
			inside = true;
			text[0] = '\0';
		} else if (strcmp(line, ".Ed\n") == 0) {
			if (inside && text[0] == '[') {
				config = must_read(text);
				CU_ASSERT(config_has_declarations(config));
				config_free(config);
				examples++;
			}
			inside = false;
		} else if (inside) {
			strcat(text, line);
		}
	}
	fclose(file);
	CU_ASSERT(examples >= 5);
}

/* The example that is installed says nothing, and much when uncommented. */
static void test_example(void)
{
	const struct anycastip_expected *expected;
	struct config *config;
	char line[256], text[8192] = "", uncommented[8192] = "";
	FILE *file = open_source("examples/anycastip.conf");

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	while (fgets(line, sizeof(line), file)) {
		strcat(text, line);
		strcat(uncommented,
		       line[0] == '#' && line[1] != ' ' ? line + 1 : line);
	}
	fclose(file);
	config = must_read(text);
	CU_ASSERT(!config_has_declarations(config));
	config_free(config);
	config = must_read(uncommented);
	CU_ASSERT(config_has_declarations(config));
	CU_ASSERT(config_expected(config, &expected) > 1);
	config_free(config);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"lines refused", test_refused_lines},
		{"long lines refused", test_refused_long_lines},
		{"[declared] refused", test_refused_declared},
		{"[expected] refused", test_refused_expected},
		{"[anycastipd] refused", test_refused_settings},
		{"long texts", test_long_texts},
		{"missing file", test_missing},
		{"directory", test_directory},
		{"FIFO", test_fifo},
		{"permission denied", test_permission},
		{"read errors", test_read_errors},
		{"errors of opening", test_open_errors},
		{"endless file", test_endless},
		{"too many entries", test_too_many_entries},
		{"no memory at each allocation", test_no_memory},
		{"descriptors", test_descriptors},
		{"expected addresses", test_expected},
		{"settings of the subagent", test_settings},
		{"empty files", test_empty},
		{"declared by prefix", test_declared_prefix},
		{"declared by label", test_declared_label},
		{"declared by protocol", test_declared_proto},
		{"declared by auto", test_declared_auto},
		{"declared as expected", test_declared_expected},
		{"declared by many prefixes", test_declared_many},
		{"examples of the manual", test_manual},
		{"example file", test_example},
		CU_TEST_INFO_NULL,
	};
	int status;

	if (!mkdtemp(directory)) {
		printf("Bail out! no folder for the files\n");
		return EXIT_FAILURE;
	}
	chmod(directory, 0755);
	snprintf(path, sizeof(path), "%s/c.conf", directory);
	status = tap_run(argc, argv, "config", tests);
	unlink(path);
	rmdir(directory);
	return status;
}
