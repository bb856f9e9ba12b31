/* SPDX-License-Identifier: BSD-2-Clause
 *
 * bench-responder SOCKET OID: anycastIpTable's columns as a subagent that is
 * as fast as a plain one can be: no library, one blocking recv() and one
 * send() for each request, rows found by binary search (RFC 2741).  The table
 * stands at OID.3, as in the MIB.  Says "ready" when it is registered; ends
 * when snmpd does, or with SIGTERM.
 *
 * It is a yardstick and no example: what it does not need, it refuses.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bench.h"
#include "rows.h"

enum {
	AGENTX_OPEN = 1,
	AGENTX_CLOSE = 2,
	AGENTX_REGISTER = 3,
	AGENTX_GET = 5,
	AGENTX_GETNEXT = 6,
	AGENTX_RESPONSE = 18
};

enum { HEADER_SIZE = 20, BUFFER_SIZE = 65536, OID_MAX = 128 };

/* AgentX types of values */
enum {
	TYPE_INTEGER = 2,
	TYPE_OCTETS = 4,
	TYPE_GAUGE = 66,
	TYPE_NO_SUCH_OBJECT = 128,
	TYPE_NO_SUCH_INSTANCE = 129,
	TYPE_END_OF_VIEW = 130
};

struct name {
	uint32_t id[OID_MAX];
	unsigned length;
	bool include;
};

/* All numbers go in the host's byte order, as Net-SNMP sends them; the flag
 * NETWORK_BYTE_ORDER says otherwise and is refused. */
struct header {
	uint8_t version, type, flags, reserved;
	uint32_t session, transaction, packet, length;
};

#define FLAG_NON_DEFAULT_CONTEXT 0x08
#define FLAG_NETWORK_BYTE_ORDER	 0x10

static struct bench_row *rows;
static size_t row_count;
static struct name entry; /* OID.3.1 */

/* ---- Writing --------------------------------------------------------------*/

struct writer {
	char *at;
};

static void put_number(struct writer *writer, uint32_t number)
{
	memcpy(writer->at, &number, 4);
	writer->at += 4;
}

static void put_octets(struct writer *writer, const void *octets, size_t length)
{
	size_t padded = (length + 3) & ~(size_t)3;

	put_number(writer, (uint32_t)length);
	memcpy(writer->at, octets, length);
	memset(writer->at + length, 0, padded - length);
	writer->at += padded;
}

static void put_name(struct writer *writer, const struct name *name)
{
	char *head = writer->at;

	head[0] = (char)name->length;
	head[1] = 0;
	head[2] = 0;
	head[3] = 0;
	memcpy(head + 4, name->id, name->length * sizeof(*name->id));
	writer->at += 4 + name->length * sizeof(*name->id);
}

static void put_type(struct writer *writer, uint16_t type)
{
	memcpy(writer->at, &type, 2);
	memset(writer->at + 2, 0, 2);
	writer->at += 4;
}

/* ---- Reading --------------------------------------------------------------*/

struct reader {
	const char *at, *end;
};

static void read_name(struct reader *reader, struct name *name)
{
	static const uint32_t internet[] = {1, 3, 6, 1};
	unsigned length, prefix;

	if (reader->end - reader->at < 4)
		bench_die("a request of snmpd's is cut short");
	length = (uint8_t)reader->at[0];
	prefix = (uint8_t)reader->at[1];
	name->include = reader->at[2];
	reader->at += 4;
	if (length > OID_MAX - 5 || reader->end - reader->at < 4 * (long)length)
		bench_die("an OID in a request of snmpd's is too long");
	name->length = 0;
	if (prefix) {
		memcpy(name->id, internet, sizeof(internet));
		name->id[4] = prefix;
		name->length = 5;
	}
	memcpy(name->id + name->length, reader->at, 4 * (size_t)length);
	name->length += length;
	reader->at += 4 * length;
}

/* ---- Finding --------------------------------------------------------------*/

static int compare_ids(const uint32_t *a, unsigned a_length, const uint32_t *b,
		       unsigned b_length)
{
	unsigned shorter = a_length < b_length ? a_length : b_length, i;

	for (i = 0; i < shorter; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return (a_length > b_length) - (a_length < b_length);
}

/* The first row whose index is after `ids', or not before it. */
static size_t find_row(const uint32_t *ids, unsigned length, bool or_equal)
{
	size_t low = 0, high = row_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare_ids(rows[middle].index, ROWS_INDEX_LENGTH,
					ids, length);

		if (order > 0 || (order == 0 && or_equal))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* The cell after `name', or at it where it is to be included. */
static bool find_next(const struct name *name, unsigned *column, size_t *row)
{
	unsigned at = entry.length;
	int order = compare_ids(name->id, name->length < at ? name->length : at,
				entry.id, at);

	*column = ROWS_FIRST_COLUMN;
	*row = 0;
	if (order > 0)
		return false;
	if (order == 0 && name->length > at) {
		if (name->id[at] > ROWS_LAST_COLUMN)
			return false;
		if (name->id[at] >= ROWS_FIRST_COLUMN) {
			*column = name->id[at];
			*row = find_row(name->id + at + 1,
					name->length - at - 1, name->include);
		}
	}
	if (*row == row_count) {
		*row = 0;
		++*column;
	}
	return row_count && *column <= ROWS_LAST_COLUMN;
}

static bool find_exact(const struct name *name, unsigned *column, size_t *row)
{
	unsigned at = entry.length;

	if (name->length != at + 1 + ROWS_INDEX_LENGTH ||
	    compare_ids(name->id, at, entry.id, at) ||
	    name->id[at] < ROWS_FIRST_COLUMN || name->id[at] > ROWS_LAST_COLUMN)
		return false;
	*column = name->id[at];
	*row = find_row(name->id + at + 1, ROWS_INDEX_LENGTH, true);
	return *row < row_count &&
	       !compare_ids(rows[*row].index, ROWS_INDEX_LENGTH,
			    name->id + at + 1, ROWS_INDEX_LENGTH);
}

/* ---- Answering ------------------------------------------------------------*/

static void put_cell(struct writer *writer, unsigned column, size_t row)
{
	struct bench_value value = rows_value(&rows[row], column);
	struct name name = entry;

	name.id[name.length++] = column;
	memcpy(name.id + name.length, rows[row].index, sizeof(rows[row].index));
	name.length += ROWS_INDEX_LENGTH;
	put_type(writer, value.kind == VALUE_OCTETS    ? TYPE_OCTETS
			 : value.kind == VALUE_INTEGER ? TYPE_INTEGER
						       : TYPE_GAUGE);
	put_name(writer, &name);
	if (value.kind == VALUE_OCTETS)
		put_octets(writer, value.octets, value.length);
	else
		put_number(writer, value.number);
}

static void put_answer(struct writer *writer, bool next,
		       const struct name *start, const struct name *end)
{
	unsigned column;
	size_t row;

	if (!next) {
		if (find_exact(start, &column, &row)) {
			put_cell(writer, column, row);
			return;
		}
		put_type(writer, TYPE_NO_SUCH_INSTANCE);
		put_name(writer, start);
		return;
	}
	if (find_next(start, &column, &row)) {
		struct writer begin = *writer;
		struct reader reader;
		struct name found;

		put_cell(writer, column, row);
		reader = (struct reader){begin.at + 4, writer->at};
		read_name(&reader, &found);
		if (!end->length || compare_ids(found.id, found.length, end->id,
						end->length) < 0)
			return;
		*writer = begin;
	}
	put_type(writer, TYPE_END_OF_VIEW);
	put_name(writer, start);
}

static void answer(int fd, const struct header *asked, struct reader reader)
{
	static char buffer[BUFFER_SIZE];
	struct writer writer = {buffer + HEADER_SIZE};
	struct header header = *asked;

	put_number(&writer, 0); /* sysUpTime, which snmpd does not look at */
	put_number(&writer, 0); /* error and index */
	while (reader.at < reader.end) {
		struct name start, end;

		read_name(&reader, &start);
		read_name(&reader, &end);
		put_answer(&writer, asked->type == AGENTX_GETNEXT, &start,
			   &end);
	}
	header.type = AGENTX_RESPONSE;
	header.flags = 0;
	header.length = (uint32_t)(writer.at - buffer) - HEADER_SIZE;
	memcpy(buffer, &header, HEADER_SIZE);
	if (send(fd, buffer, (size_t)(writer.at - buffer), MSG_NOSIGNAL) < 0)
		bench_die_errno("answering snmpd");
}

/* ---- The session ----------------------------------------------------------*/

/* Receive one packet; what follows the header is at `payload'. */
static struct header receive(int fd, char *payload)
{
	static char buffer[BUFFER_SIZE];
	static size_t kept;
	struct header header;

	for (;;) {
		ssize_t length;

		memcpy(&header, buffer, HEADER_SIZE);
		if (kept >= HEADER_SIZE && kept >= HEADER_SIZE + header.length)
			break;
		length = recv(fd, buffer + kept, sizeof(buffer) - kept, 0);
		if (length < 0)
			bench_die_errno("receiving from snmpd");
		if (!length)
			exit(0);
		kept += (size_t)length;
	}
	if (header.flags & (FLAG_NETWORK_BYTE_ORDER | FLAG_NON_DEFAULT_CONTEXT))
		bench_die("snmpd sends what this yardstick does not read");
	memcpy(payload, buffer + HEADER_SIZE, header.length);
	kept -= HEADER_SIZE + header.length;
	memmove(buffer, buffer + HEADER_SIZE + header.length, kept);
	return header;
}

/* Ask for something and return the session that the answer names. */
static uint32_t ask(int fd, uint8_t type, uint32_t session,
		    const struct name *name, const char *description)
{
	static char buffer[4096], payload[BUFFER_SIZE];
	struct writer writer = {buffer + HEADER_SIZE};
	struct header header = {.version = 1, .type = type, .session = session};
	uint16_t error;

	/* Open: time-out; Register: time-out, priority */
	put_number(&writer, description ? 0 : 127u << 8);
	put_name(&writer, name);
	if (description)
		put_octets(&writer, description, strlen(description));
	header.length = (uint32_t)(writer.at - buffer) - HEADER_SIZE;
	memcpy(buffer, &header, HEADER_SIZE);
	if (send(fd, buffer, (size_t)(writer.at - buffer), MSG_NOSIGNAL) < 0)
		bench_die_errno("asking snmpd");
	header = receive(fd, payload);
	memcpy(&error, payload + 4, sizeof(error));
	if (header.type != AGENTX_RESPONSE || error)
		bench_die("snmpd refused: error %u", error);
	return header.session;
}

static void parse_name(const char *text, struct name *name)
{
	char *end;

	name->length = 0;
	while (*text && name->length < OID_MAX - 32) {
		if (*text == '.')
			text++;
		name->id[name->length++] = (uint32_t)strtoul(text, &end, 10);
		if (end == text)
			bench_die("\"%s\" in an OID", text);
		text = end;
	}
}

static int connect_to(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(address.sun_path))
		bench_die("%s is too long for a socket", path);
	strcpy(address.sun_path, path);
	if (fd < 0 || connect(fd, (void *)&address, sizeof(address)) < 0)
		bench_die_errno("%s", path);
	return fd;
}

int main(int argc, char **argv)
{
	static char payload[BUFFER_SIZE];
	uint32_t session;
	int fd;

	if (argc != 3)
		bench_die("usage: bench-responder SOCKET OID");
	rows = rows_read(&row_count);
	parse_name(argv[2], &entry);
	fd = connect_to(argv[1]);
	session = ask(fd, AGENTX_OPEN, 0, &entry, "bench-responder");
	ask(fd, AGENTX_REGISTER, session, &entry, NULL);
	entry.id[entry.length++] = 3;
	entry.id[entry.length++] = 1;
	puts("ready");
	fflush(stdout);
	for (;;) {
		struct header header = receive(fd, payload);

		if (header.type == AGENTX_GET || header.type == AGENTX_GETNEXT)
			answer(fd, &header,
			       (struct reader){payload,
					       payload + header.length});
		else if (header.type == AGENTX_CLOSE)
			return 0;
	}
}
