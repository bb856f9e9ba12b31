/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The whole MIB as one registration of Net-SNMP's agent library.
 */
#ifndef AGENT_MIB_HANDLER_H
#define AGENT_MIB_HANDLER_H

struct answerer;
struct source;

/* Register anycastIpObjects and the MIB's line of sysORTable, once for a
 * process; the source must live until handler_unregister().  Call it after
 * init_agent() and before or after init_snmp(): the library passes it on to the
 * master agent at every connection.  Returns 0, or -1 where the agent library
 * refuses or memory is short, with the reason logged by snmp_log().  (That a
 * master agent refuses the registration is seen by SNMPD_CALLBACK_REGISTER_OID
 * or the log only.) */
int handler_register(struct source *source);

/* What the registered handler answers with, or NULL: another way in shares its
 * walks so. */
struct answerer *handler_answerer(void);

/* Undo it.  Harmless when nothing is registered. */
void handler_unregister(void);

/* Forget every walk under way.  Call it when the connection to the master
 * agent ends (SNMPD_CALLBACK_INDEX_STOP): a new master counts its requests
 * from anew. */
void handler_flush(void);

/* Give up walks that have been idle for a minute, so that their snapshots do
 * not stay in memory.  Returns the seconds after which it wants to be called
 * again, or 0 where no walk is under way (then call it again after the next
 * request). */
unsigned int handler_expire(void);

#endif
