/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Types of interfaces: the numbers of IANA's ifType, which Windows uses too.
 * libanycastip gives those below; which link of Linux has which is on the
 * page ConvertInterfaceIndexToLuid(3).
 */
#ifndef ANYCASTIP_IPIFCONS_H
#define ANYCASTIP_IPIFCONS_H

#define IF_TYPE_OTHER		   1
#define IF_TYPE_ETHERNET_CSMACD	   6
#define IF_TYPE_ISO88025_TOKENRING 9
#define IF_TYPE_FDDI		   15
#define IF_TYPE_PPP		   23
#define IF_TYPE_SOFTWARE_LOOPBACK  24
#define IF_TYPE_SLIP		   28
#define IF_TYPE_ATM		   37
#define IF_TYPE_PROP_VIRTUAL	   53
#define IF_TYPE_IEEE80211	   71
#define IF_TYPE_TUNNEL		   131
#define IF_TYPE_L2_VLAN		   135
#define IF_TYPE_IEEE1394	   144
#define IF_TYPE_INFINIBAND	   199

#endif
