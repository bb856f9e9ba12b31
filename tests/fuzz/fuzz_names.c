/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as a LUID, an index and the name of an interface, and as what the
 * kernel answers about it.  The first eight are the LUID, four are the index,
 * two the length of the name that follows; the rest is the answer. */
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>

#include "answers.h"
#include "core/luid.h"
#include "core/windows/codes.h"
#include "fuzz.h"

struct input {
	uint64_t luid;
	uint32_t ifindex;
	char *name; /* may have any octets, but for the NUL at its end */
	const uint8_t *answer;
	size_t answer_size;
};

/* The kernel is asked for an index, or for a name that an interface can have,
 * with its NUL, and for nothing else. */
static void check_request(int type, const void *payload, size_t length)
{
	const struct ifinfomsg *header = payload;
	const struct rtattr *attribute = (const void *)(header + 1);
	int left = (int)(length - sizeof(*header));
	size_t size;

	MUST(type == RTM_GETLINK && length >= sizeof(*header));
	MUST(header->ifi_index >= 0);
	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
		if (attribute->rta_type != IFLA_IFNAME)
			continue;
		size = RTA_PAYLOAD(attribute);
		MUST(!header->ifi_index && size >= 2 && size <= IFNAMSIZ);
		MUST(memchr(RTA_DATA(attribute), '\0', size) ==
		     (const char *)RTA_DATA(attribute) + size - 1);
	}
	MUST(left <= 0);
}

static void check_bits(const struct input *input)
{
	uint16_t arphrd = (uint16_t)input->luid;
	NET_LUID luid = {.Value = luid_make(arphrd, input->ifindex)};

	MUST(luid_ifindex(luid.Value) == input->ifindex);
	MUST(luid.Info.IfType == luid_if_type(arphrd));
	MUST(luid.Info.IfType != 0);
	MUST(luid.Info.NetLuidIndex == (input->ifindex & 0xffffff));
	MUST(luid.Info.Reserved == input->ifindex >> 24);
}

/* A LUID that the library gave out leads back to what it was made of; with
 * the same answer of the kernel. */
static void check_way_back(const struct input *input, const NET_LUID *luid)
{
	char name[IFNAMSIZ + 1];
	NET_IFINDEX ifindex;
	NTSTATUS status;
	size_t size;

	MUST(luid->Value != 0);
	answers_set(input->answer, input->answer_size);
	MUST(ConvertInterfaceLuidToIndex(luid, &ifindex) == STATUS_SUCCESS);
	MUST(ifindex == luid_ifindex(luid->Value));
	for (size = 0; size < sizeof(name); size++) {
		memset(name, 'x', sizeof(name));
		answers_set(input->answer, input->answer_size);
		status = ConvertInterfaceLuidToNameA(luid, name, size);
		MUST(status == STATUS_SUCCESS ||
		     status == STATUS_NOT_ENOUGH_MEMORY);
		MUST(!size || memchr(name, '\0', size));
		MUST(name[size] == 'x');
		MUST(status != STATUS_SUCCESS || name[0]);
		MUST(status == STATUS_SUCCESS || !size || !name[0]);
	}
	MUST(status == STATUS_SUCCESS);
}

static void check_index(const struct input *input)
{
	NET_LUID luid = {.Value = 1};

	answers_set(input->answer, input->answer_size);
	if (ConvertInterfaceIndexToLuid(input->ifindex, &luid) ==
	    STATUS_SUCCESS) {
		MUST(input->ifindex && input->ifindex <= INT32_MAX);
		check_way_back(input, &luid);
	} else {
		MUST(luid.Value == 0);
	}
}

static void check_luid(const struct input *input)
{
	NET_LUID luid = {.Value = input->luid};
	NET_IFINDEX ifindex = 1;

	answers_set(input->answer, input->answer_size);
	if (ConvertInterfaceLuidToIndex(&luid, &ifindex) == STATUS_SUCCESS)
		check_way_back(input, &luid);
	else
		MUST(ifindex == NET_IFINDEX_UNSPECIFIED);
}

static void check_name(const struct input *input)
{
	size_t length = strlen(input->name);
	NET_LUID luid = {.Value = 1};
	NTSTATUS status;

	answers_set(input->answer, input->answer_size);
	status = ConvertInterfaceNameToLuidA(input->name, &luid);
	if (status == STATUS_SUCCESS) {
		MUST(length && length < IFNAMSIZ);
		check_way_back(input, &luid);
		return;
	}
	MUST(luid.Value == 0);
	MUST((status == STATUS_BUFFER_OVERFLOW) ==
	     (length > NDIS_IF_MAX_STRING_SIZE));
	MUST(status == STATUS_INVALID_NAME || (length && length < IFNAMSIZ) ||
	     length > NDIS_IF_MAX_STRING_SIZE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {0};
	uint16_t length = 0;

	if (size < 14)
		return 0;
	memcpy(&input.luid, data, 8);
	memcpy(&input.ifindex, data + 8, 4);
	memcpy(&length, data + 12, 2);
	data += 14;
	size -= 14;
	if (length > size)
		length = (uint16_t)size;
	input.name = malloc((size_t)length + 1);
	MUST(input.name != NULL);
	memcpy(input.name, data, length);
	input.name[length] = '\0';
	input.answer = data + length;
	input.answer_size = size - length;
	answers_check = check_request;
	check_bits(&input);
	check_index(&input);
	check_luid(&input);
	check_name(&input);
	free(input.name);
	return 0;
}
