/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as an address: the text of what is parsed parses to the same, and
 * any row has a text that fits. */
#include <string.h>
#include <sys/socket.h>

#include "anycastip.h"
#include "fuzz.h"

static void check_parse(const char *input)
{
	struct anycastip_row row;
	char text[ANYCASTIP_TEXT_SIZE];
	uint8_t again[16], zero[16] = {0};
	int family, family_again;

	memset(&row, 0, sizeof(row));
	if (anycastip_address_parse(input, &family, row.address) !=
	    ANYCASTIP_OK) {
		MUST(memcmp(row.address, zero, sizeof(zero)) == 0);
		return;
	}
	MUST(family == AF_INET || family == AF_INET6);
	row.family = (uint16_t)family;
	anycastip_address_text(&row, text);
	MUST(anycastip_address_parse(text, &family_again, again) ==
	     ANYCASTIP_OK);
	MUST(family_again == family);
	MUST(memcmp(again, row.address, sizeof(again)) == 0);
}

static void check_text(const uint8_t *data, size_t size)
{
	struct anycastip_row row;
	char text[ANYCASTIP_TEXT_SIZE];

	memset(&row, 0, sizeof(row));
	memcpy(&row, data, size < sizeof(row) ? size : sizeof(row));
	row.family = row.family & 1 ? AF_INET : AF_INET6;
	memset(text, 'x', sizeof(text));
	MUST(anycastip_address_text(&row, text) == text);
	MUST(memchr(text, '\0', sizeof(text)) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *input = malloc(size + 1);

	MUST(input != NULL);
	memcpy(input, data, size);
	input[size] = '\0';
	check_parse(input);
	check_text(data, size);
	free(input);
	return 0;
}
