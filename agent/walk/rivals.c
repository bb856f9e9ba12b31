/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Goes by the size of a manager's messages and by the time between them.
 */
#include "agent/walk/rivals.h"

/* How many requests a message of the walk makes. */
static unsigned int size_of(const struct walk *walk)
{
	return walk->requests > walk->usual ? walk->requests : walk->usual;
}

void rivals_next_message(struct walk *walk)
{
	/* A manager may go over to smaller messages. */
	walk->usual = walk->rival ? size_of(walk) : walk->requests;
	walk->requests = 0;
}

/* ---- Which of them ---------------------------------------------------- */

/* How unlikely it is that a request is the walk's, going by its pace so far: it
 * is due, or there was but one message and perhaps no more will come, or it is
 * overdue, or early for one that takes seconds. */
static int haste_of(const struct walk *walk, uint64_t now)
{
	uint64_t idle = now - walk->time;

	/* More of the message at hand is to come. */
	if (walk->requests < walk->usual)
		return 3;
	if (walk->gap == 0)
		return idle <= 200 ? 1 : 2;
	if (walk->gap > 100 && 2 * idle < walk->gap)
		return 3;
	return idle <= 4 * walk->gap + 50 ? 0 : 2;
}

void choice_offer(struct choice *choice, struct walk *walk, int rank,
		  uint64_t now)
{
	int odds = 4 * rank + haste_of(walk, now);

	if (!choice->walk || odds < choice->odds) {
		*choice = (struct choice){walk, NULL, odds};
	} else if (odds == choice->odds) {
		choice->rival = walk;
		if (walk->latest < choice->walk->latest) {
			choice->rival = choice->walk;
			choice->walk = walk;
		}
	}
}

struct walk *choice_made(const struct choice *choice)
{
	if (choice->walk && choice->rival) {
		choice->walk->rival = choice->rival;
		choice->rival->rival = choice->walk;
	}
	return choice->walk;
}

/* ---- Walks that were mixed up ----------------------------------------- */

/* The same instance in another snapshot, or false and the one behind. */
static bool find_again(uint32_t *ordinal, const struct snapshot *from,
		       const struct snapshot *to)
{
	unsigned int object = snapshot_object(from, *ordinal);
	unsigned long name[MIB_NAME_MAX];
	size_t length = snapshot_name(from, object, *ordinal, name);
	struct mib_place place = mib_place_of(name, length);
	struct snapshot_position position = snapshot_locate(to, &place);

	*ordinal = position.next;
	return position.exact;
}

static bool translate(struct page *page, const struct snapshot *from,
		      const struct snapshot *to)
{
	size_t i;

	for (i = 0; i < page->count; i++) {
		find_again(&page->runs[i].from, from, to);
		find_again(&page->runs[i].first, from, to);
		if (!find_again(&page->runs[i].last, from, to))
			return false;
	}
	return true;
}

/* Put what the walk did on the account of another one's manager.  False where
 * that one's snapshot does not have the place. */
static bool become(struct walk *walk, const struct walk *other)
{
	unsigned int age;

	for (age = 0; age < PAGES; age++) {
		if (translate(page_of(walk, age), walk->snapshot,
			      other->snapshot))
			continue;
		if (age == 0)
			return false;
		page_of(walk, age)->count = 0;
	}
	walk->snapshot = other->snapshot;
	walk->started = other->started;
	walk->gap = other->gap;
	walk->scope_end = other->scope_end;
	walk->usual = size_of(other);
	return true;
}

void rivals_tell_apart(struct walk *walk)
{
	struct walk *rival = walk->rival;
	struct walk one, other;

	if (walk->requests != walk->usual || !rival || rival->rival != walk ||
	    !rival->snapshot || size_of(rival) <= walk->usual)
		return;
	walk->rival = NULL;
	rival->rival = NULL;
	one = *walk;
	other = *rival;
	if (become(&one, rival) && become(&other, walk)) {
		if (other.requests > walk->usual)
			other.requests = walk->usual;
		other.usual = walk->usual;
		*walk = one;
		*rival = other;
	}
}
