/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/hook.h"

#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if __ELF_NATIVE_CLASS == 64
typedef ElfW(Rela) relocation;
#define SYMBOL(relocation) ELF64_R_SYM((relocation)->r_info)
#define RELOCATIONS	   DT_RELA
#define RELOCATIONS_SIZE   DT_RELASZ
#else
typedef ElfW(Rel) relocation;
#define SYMBOL(relocation) ELF32_R_SYM((relocation)->r_info)
#define RELOCATIONS	   DT_REL
#define RELOCATIONS_SIZE   DT_RELSZ
#endif

struct hook {
	const char *library;
	const char *name;
	hook_function *function;
	unsigned int places;
};

/* What the dynamic section of a library says. */
static ElfW(Addr) find(const struct dl_phdr_info *info, ElfW(Sxword) tag)
{
	const ElfW(Dyn) *entry = NULL;
	ElfW(Half) i;

	for (i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
			entry = (const void *)(info->dlpi_addr +
					       info->dlpi_phdr[i].p_vaddr);
	for (; entry && entry->d_tag != DT_NULL; entry++)
		if (entry->d_tag == tag)
			return entry->d_un.d_ptr;
	return 0;
}

/* The same of an address, which glibc puts right on most machines. */
static const void *find_address(const struct dl_phdr_info *info,
				ElfW(Sxword) tag)
{
	ElfW(Addr) address = find(info, tag);

	return (const void *)(address && address < info->dlpi_addr
				      ? address + info->dlpi_addr
				      : address);
}

/* Once all is linked, such places can only be read. */
static void replace(uintptr_t place, struct hook *hook)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	if (mprotect((void *)(place & ~(page - 1)), page,
		     PROT_READ | PROT_WRITE))
		return;
	memcpy((void *)place, &hook->function, sizeof(hook->function));
	hook->places++;
}

static void hook_relocations(const struct dl_phdr_info *info,
			     ElfW(Sxword) start, ElfW(Sxword) size,
			     struct hook *hook)
{
	const relocation *at = find_address(info, start);
	const ElfW(Sym) *symbols = find_address(info, DT_SYMTAB);
	const char *strings = find_address(info, DT_STRTAB);
	size_t i, count = at ? find(info, size) / sizeof(*at) : 0;

	for (i = 0; i < count; i++)
		if (SYMBOL(&at[i]) &&
		    !strcmp(strings + symbols[SYMBOL(&at[i])].st_name,
			    hook->name))
			replace(info->dlpi_addr + at[i].r_offset, hook);
}

static int hook_object(struct dl_phdr_info *info, size_t size, void *context)
{
	struct hook *hook = context;

	(void)size;
	if (!strstr(info->dlpi_name, hook->library))
		return 0;
	hook_relocations(info, DT_JMPREL, DT_PLTRELSZ, hook);
	hook_relocations(info, RELOCATIONS, RELOCATIONS_SIZE, hook);
	return 0;
}

unsigned int hook_calls(const char *library, const char *name,
			hook_function *function)
{
	struct hook hook = {library, name, function, 0};

	dl_iterate_phdr(hook_object, &hook);
	return hook.places;
}
