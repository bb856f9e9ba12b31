// SPDX-License-Identifier: BSD-2-Clause
//
// In the shape of a C++ program for Windows: FreeMibTable() as an argument of
// a template, as a deleter and through a pointer; a range over the rows; a row
// in a union; the driver's face and the user's in namespaces of the program.
#include <algorithm>
#include <iphlpapi.h>
#include <memory>
#include <winsock2.h>

template <typename Pointer, typename Close, Close close> class unique_any
{
      public:
	unique_any() : pointer(nullptr) {}
	~unique_any()
	{
		if (pointer)
			close(pointer);
	}
	unique_any(const unique_any &) = delete;
	unique_any &operator=(const unique_any &) = delete;
	Pointer *put() { return &pointer; }
	Pointer operator->() const { return pointer; }
	explicit operator bool() const { return pointer != nullptr; }

      private:
	Pointer pointer;
};

using unique_table = unique_any<PMIB_ANYCASTIPADDRESS_TABLE,
				decltype(&FreeMibTable), FreeMibTable>;

union any_row {
	MIB_ANYCASTIPADDRESS_ROW anycast;
	SOCKADDR_INET address;
};

static DWORD (*const get_table)(ADDRESS_FAMILY, PMIB_ANYCASTIPADDRESS_TABLE *) =
    GetAnycastIpAddressTable;

int main()
{
	unique_table table;
	DWORD result = get_table(AF_UNSPEC, table.put());

	if (result == ERROR_NOT_FOUND)
		return table ? 1 : 0;
	if (result != NO_ERROR)
		return 2;
	auto end = table->Table + table->NumEntries;
	auto linked = std::count_if(table->Table, end,
				    [](const MIB_ANYCASTIPADDRESS_ROW &row) {
					    return row.ScopeId.Zone != 0;
				    });
	any_row copy = {*std::min_element(
	    table->Table, end,
	    [](const MIB_ANYCASTIPADDRESS_ROW &a,
	       const MIB_ANYCASTIPADDRESS_ROW &b) {
		    return a.InterfaceIndex < b.InterfaceIndex;
	    })};
	std::unique_ptr<MIB_ANYCASTIPADDRESS_TABLE, decltype(&FreeMibTable)>
	    nothing(nullptr, FreeMibTable);

	return linked >= 0 && copy.address.si_family == AF_INET6 && !nothing
		   ? 0
		   : 3;
}
