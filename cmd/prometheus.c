/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip --prometheus FILE: for node_exporter's textfile collector. */
#include "cmd/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "cmd/data.h"
#include "cmd/die.h"
#include "cmd/text.h"

/* The value of a label, in quotes. */
static void put_label(FILE *file, const char *name, const char *text)
{
	char clean[CLEAN_SIZE];
	const char *c;

	fprintf(file, "%s=\"", name);
	for (c = clean_text(clean, text); *c; c++) {
		if (*c == '"' || *c == '\\')
			putc('\\', file);
		putc(*c, file);
	}
	putc('"', file);
}

static void put_address(FILE *file, int family, const uint8_t *address)
{
	char clean[CLEAN_SIZE];

	put_label(file, "address", bare_address(clean, family, address));
	fputs(family == AF_INET ? ",family=\"ipv4\"," : ",family=\"ipv6\",",
	      file);
}

static void put_family(FILE *file, const char *name, const char *help)
{
	fprintf(file, "# HELP anycastip_%s %s\n# TYPE anycastip_%s gauge\n",
		name, help, name);
}

static void put_rows(FILE *file, const struct anycastip_snapshot *snapshot)
{
	const struct anycastip_row *row;
	size_t i;

	put_family(file, "delivered",
		   "Whether the kernel delivers the anycast address (1) or "
		   "only lists it (0).");
	for (i = 0; i < snapshot->count; i++) {
		row = &snapshot->rows[i];
		fputs("anycastip_delivered{", file);
		put_address(file, row->family, row->address);
		put_label(file, "interface", row->ifname);
		putc(',', file);
		put_label(file, "origin", anycastip_origin_name(row->origin));
		fprintf(file, "} %d\n", row->state == ANYCASTIP_DELIVERED);
	}
}

static void put_expected(FILE *file, const struct anycastip_snapshot *snapshot,
			 const struct expectations *expectations)
{
	const struct anycastip_expected *expected;
	unsigned int state, each;
	size_t i;

	put_family(file, "expected",
		   "State of the expected address: 1 for the one that it is "
		   "in.");
	for (i = 0; i < expectations->count; i++) {
		expected = &expectations->at[i];
		state = state_of(expected, snapshot);
		for (each = ANYCASTIP_DELIVERED; each <= ANYCASTIP_MISSING;
		     each++) {
			fputs("anycastip_expected{", file);
			put_label(file, "name", expected->name);
			putc(',', file);
			put_address(file, expected->family, expected->address);
			put_label(file, "interface", expected->ifname);
			putc(',', file);
			put_label(file, "state", anycastip_state_name(each));
			fprintf(file, "} %d\n", state == each);
		}
	}
}

static void put_counts(FILE *file, const struct anycastip_snapshot *snapshot,
		       const struct expectations *expectations)
{
	size_t ipv4 = 0, undelivered = 0, unexpected = 0, i;

	for (i = 0; i < snapshot->count; i++) {
		ipv4 += snapshot->rows[i].family == AF_INET;
		undelivered += snapshot->rows[i].state != ANYCASTIP_DELIVERED;
		unexpected += is_unexpected(&snapshot->rows[i], expectations);
	}
	put_family(file, "addresses", "Anycast addresses of the host.");
	fprintf(file, "anycastip_addresses{family=\"ipv4\"} %zu\n", ipv4);
	fprintf(file, "anycastip_addresses{family=\"ipv6\"} %zu\n",
		snapshot->count - ipv4);
	put_family(file, "undelivered_addresses",
		   "Anycast addresses that the kernel does not deliver.");
	fprintf(file, "anycastip_undelivered_addresses %zu\n", undelivered);
	put_family(file, "unexpected_addresses",
		   "Declared addresses that nobody expects.");
	fprintf(file, "anycastip_unexpected_addresses %zu\n", unexpected);
}

static void put_metrics(FILE *file, const struct anycastip_snapshot *snapshot,
			const struct expectations *expectations)
{
	put_rows(file, snapshot);
	put_expected(file, snapshot, expectations);
	put_counts(file, snapshot, expectations);
}

/* Whether a file can take the place of what is there.  A device, a pipe or a
 * link would be lost by it, and with /dev/null or /dev/stdout the whole system
 * would feel that. */
static bool is_replaceable(const char *path)
{
	struct stat status;

	return lstat(path, &status) != 0 || S_ISREG(status.st_mode);
}

static int cannot_write(const char *path, const char *why)
{
	char *clean = clean_copy(path);

	fprintf(stderr, "anycastip: cannot write %s: %s\n", clean, why);
	free(clean);
	return EXIT_TROUBLE;
}

/* Write the metrics and close the descriptor; if that fails, errno tells why.
 */
static bool write_and_close(int fd, const struct anycastip_snapshot *snapshot,
			    const struct expectations *expectations)
{
	FILE *file = fdopen(fd, "w");
	bool written;
	int saved;

	if (!file) {
		saved = errno;
		close(fd);
		errno = saved;
		return false;
	}
	put_metrics(file, snapshot, expectations);
	written = fflush(file) == 0 && !ferror(file) && fchmod(fd, 0644) == 0;
	saved = errno;
	/* Some file systems tell only here that there is no room. */
	if (fclose(file) != 0)
		return false;
	errno = saved;
	return written;
}

/* Readers see the old file or the new one, whole. */
static int write_file(const char *path,
		      const struct anycastip_snapshot *snapshot,
		      const struct expectations *expectations)
{
	size_t size = strlen(path) + sizeof(".XXXXXX");
	char *name = malloc(size);
	int fd, saved;

	if (!name)
		die_of_memory();
	/* node_exporter reads *.prom: not this name. */
	snprintf(name, size, "%s.XXXXXX", path);
	fd = mkstemp(name);
	if (fd >= 0 && write_and_close(fd, snapshot, expectations) &&
	    rename(name, path) == 0) {
		free(name);
		return EXIT_SUCCESS;
	}
	saved = errno;
	if (fd >= 0)
		unlink(name);
	free(name);
	return cannot_write(path, strerror(saved));
}

/* All is read before there is a file, as a failure ends the program. */
int cmd_prometheus(anycastip *handle, const struct arguments *arguments)
{
	struct anycastip_snapshot *snapshot = data_rows(handle, arguments);
	struct expectations expectations = data_expected(handle, arguments);
	int status = EXIT_SUCCESS;

	if (strcmp(arguments->prometheus, "-") == 0)
		put_metrics(stdout, snapshot, &expectations);
	else if (is_replaceable(arguments->prometheus))
		status = write_file(arguments->prometheus, snapshot,
				    &expectations);
	else
		status = cannot_write(
			arguments->prometheus,
			"it is not a regular file, which alone can "
			"be replaced; - is the standard output");
	free(expectations.at);
	anycastip_snapshot_free(snapshot);
	return status;
}
