/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/walk/walk.h"

#include <stdlib.h>

#include "agent/walk/rivals.h"

struct walks {
	struct walk_feed feed;
	uint64_t now; /* of the request at hand */
	uint64_t requests;
	size_t snapshots; /* different ones that walks hold */
	struct walk get;  /* the last GET; no walk */
	struct walk walks[WALK_MAX];
};

/* How well a request fits a walk, best first. */
enum fit { FITS_LAST, FITS_INSIDE, FITS_EARLIER, FITS_NOT };

/* ---- Pages ------------------------------------------------------------ */

static bool covers(const struct page *page, uint32_t ordinal)
{
	size_t i;

	for (i = 0; i < page->count; i++) {
		if (ordinal >= page->runs[i].first &&
		    ordinal <= page->runs[i].last)
			return true;
	}
	return false;
}

/* Begin the page of a new message. */
static void turn_page(struct walk *walk)
{
	walk->newest = (walk->newest + PAGES - 1) % PAGES;
	page_of(walk, 0)->count = 0;
	walk->open = true;
}

/* ---- The life of a walk ----------------------------------------------- */

static void hold(struct walks *walks, struct walk *walk,
		 struct snapshot *snapshot)
{
	walk->snapshot = snapshot;
	if (snapshot->walks++ == 0)
		walks->snapshots++;
}

static void drop(struct walks *walks, struct walk *walk)
{
	if (--walk->snapshot->walks == 0)
		walks->snapshots--;
	snapshot_unref(walk->snapshot);
	walk->snapshot = NULL;
}

static void drop_get(struct walks *walks)
{
	snapshot_unref(walks->get.snapshot);
	walks->get.snapshot = NULL;
}

/* The walk behind one that is remembered, or the first; NULL behind the last.
 */
static struct walk *next_walk(struct walks *walks, struct walk *walk)
{
	for (walk = walk ? walk + 1 : walks->walks;
	     walk < walks->walks + WALK_MAX; walk++) {
		if (walk->snapshot)
			return walk;
	}
	return NULL;
}

/* Whether it came to the end of what it started for: it may yet go on, but is
 * not likely to. */
static bool is_finished(struct walk *walk)
{
	const struct page *page = page_of(walk, 0);
	size_t i;

	for (i = 0; i < page->count; i++) {
		if (page->runs[i].last + 1 >= walk->scope_end)
			return true;
	}
	return false;
}

/* Whether it is idle for longer than it should be at its pace so far. */
static bool is_stalled(const struct walk *walk, uint64_t now)
{
	uint64_t patience = walk->gap ? 1000 + 4 * walk->gap : 3500;

	return now - walk->time > patience;
}

/* How little a walk is needed; 0 for one under way. */
static int rank_of(struct walk *walk, uint64_t now)
{
	if (walk->left)
		return 4;
	if (is_finished(walk))
		return 3;
	if (walk->spare)
		return 2;
	return is_stalled(walk, now) ? 1 : 0;
}

/* The walk to give up when room is needed: of those needed least the one that
 * is idle for longest.  NULL where all are under way. */
static struct walk *least_needed(struct walks *walks)
{
	struct walk *walk = NULL, *found = NULL;
	int highest = 1;

	while ((walk = next_walk(walks, walk))) {
		int rank = rank_of(walk, walks->now);

		if (rank > highest ||
		    (rank == highest &&
		     (!found || walk->latest < found->latest))) {
			found = walk;
			highest = rank;
		}
	}
	return found;
}

static struct walk *free_place(struct walks *walks)
{
	struct walk *walk;
	size_t i;

	for (i = 0; i < WALK_MAX; i++) {
		if (!walks->walks[i].snapshot)
			return &walks->walks[i];
	}
	walk = least_needed(walks);
	if (walk)
		drop(walks, walk);
	return walk;
}

static struct walk *newest_walk(struct walks *walks)
{
	struct walk *walk = NULL, *found = NULL;

	while ((walk = next_walk(walks, walk))) {
		if (!found || walk->started > found->started)
			found = walk;
	}
	return found;
}

/* A fresh snapshot for a new walk, or where as many as may be are held, that
 * of the newest walk. */
static struct snapshot *fresh_snapshot(struct walks *walks)
{
	struct snapshot *snapshot = walks->feed.fresh(walks->feed.context);
	/* The newest one and that of the last GET live besides. */
	const size_t most = WALK_SNAPSHOTS - 2;
	struct walk *walk;

	while (snapshot->walks == 0 && walks->snapshots >= most &&
	       (walk = least_needed(walks)) != NULL)
		drop(walks, walk);
	if (snapshot->walks == 0 && walks->snapshots >= most) {
		snapshot_unref(snapshot);
		snapshot = snapshot_ref(newest_walk(walks)->snapshot);
	}
	return snapshot;
}

/* Behind the last instance that a request starts for. */
static uint32_t scope_end(const struct snapshot *snapshot,
			  const struct walk_request *request)
{
	uint32_t end = 0;
	size_t i;

	for (i = 0; i < request->count; i++) {
		const struct mib_place *place = &request->places[i];
		uint32_t own;

		if (mib_is_whole(place))
			own = snapshot_end(snapshot);
		else if (place->length == 0)
			own = snapshot->first[place->end];
		else
			own = snapshot_locate(snapshot, place).end;
		if (own > end)
			end = own;
	}
	return end;
}

/* Take a message's first request into the walk. */
static struct walk *take(struct walk *walk, const struct walk_request *request)
{
	walk->transaction = request->transaction;
	rivals_next_message(walk);
	walk->open = false;
	walk->left = false;
	walk->handed_on = false;
	walk->spare = false;
	return walk;
}

static struct walk *go_on(struct walk *walk, const struct walk_request *request)
{
	uint64_t gap = request->now - walk->time + 1;

	if (gap > walk->gap)
		walk->gap = gap;
	return take(walk, request);
}

/* A new walk, with the snapshot of another or a fresh one, that is finished
 * when it comes to `end', or to the end of what the request starts for.  Where
 * there is no place it joins that other, or the newest. */
static struct walk *start(struct walks *walks,
			  const struct walk_request *request,
			  struct walk *other, uint32_t end)
{
	struct snapshot *snapshot = NULL;
	struct walk *walk;

	if (other)
		snapshot = snapshot_ref(other->snapshot);
	walks_expire(walks, request->now);
	walk = free_place(walks);
	if (walk) {
		*walk = (struct walk){
			.peer = request->peer,
			.started = walks->requests + 1,
			.time = request->now,
		};
		hold(walks, walk, snapshot ? snapshot : fresh_snapshot(walks));
	} else {
		snapshot_unref(snapshot);
		walk = other ? other : newest_walk(walks);
	}
	if (end == 0)
		end = scope_end(walk->snapshot, request);
	if (end > walk->scope_end)
		walk->scope_end = end;
	return take(walk, request);
}

/* ---- Which walk ------------------------------------------------------- */

static struct walk *same_transaction(struct walks *walks,
				     const struct walk_request *request)
{
	struct walk *walk = NULL;

	while ((walk = next_walk(walks, walk))) {
		if (walk->peer == request->peer &&
		    walk->transaction == request->transaction)
			break;
	}
	return walk;
}

/* Whether some run of the page ends at the place. */
static bool ends_at(const struct walk *walk, const struct page *page,
		    const struct mib_place *place)
{
	size_t i;

	for (i = 0; i < page->count; i++) {
		if (snapshot_is_at(walk->snapshot, page->runs[i].last, place))
			return true;
	}
	return false;
}

/* Whether the request goes on from just where the last message ended, with as
 * many variables. */
static bool goes_on(struct walk *walk, const struct walk_request *request)
{
	const struct page *page = page_of(walk, 0);
	size_t count = 0, i;

	for (i = 0; i < request->count; i++) {
		if (!mib_is_whole(&request->places[i]))
			continue;
		if (!ends_at(walk, page, &request->places[i]))
			return false;
		count++;
	}
	return count == page->count;
}

/* Rule 3 for one walk and request that does not go on from its last message;
 * the youngest page that has all of the request's instances tells. */
static enum fit fit_inside(struct walk *walk,
			   const struct walk_request *request)
{
	uint32_t ordinals[WALK_VARIABLES];
	size_t count = 0, i;
	unsigned int age;

	for (i = 0; i < request->count; i++) {
		struct snapshot_position position;

		if (!mib_is_whole(&request->places[i]))
			continue;
		position = snapshot_locate(walk->snapshot, &request->places[i]);
		if (!position.exact)
			return FITS_NOT;
		ordinals[count++] = position.next;
	}
	for (age = 0; age < PAGES; age++) {
		const struct page *page = page_of(walk, age);

		for (i = 0; i < count && covers(page, ordinals[i]); i++)
			;
		if (i == count)
			return age == 0 ? FITS_INSIDE : FITS_EARLIER;
	}
	return FITS_NOT;
}

static enum fit fit_at_end(struct walk *walk,
			   const struct walk_request *request)
{
	return goes_on(walk, request) ? FITS_LAST : FITS_NOT;
}

typedef enum fit fit_test(struct walk *walk,
			  const struct walk_request *request);

/* Of the walks that fit, the one that fits best; of those that fit alike, the
 * one that is needed most, and then the likeliest. */
static struct walk *best_by(struct walks *walks,
			    const struct walk_request *request, fit_test *test,
			    enum fit *best)
{
	struct choice choice = {NULL, NULL, 0};
	struct walk *walk = NULL;
	enum fit fit;

	*best = FITS_NOT;
	while ((walk = next_walk(walks, walk))) {
		fit = walk->peer == request->peer ? test(walk, request)
						  : FITS_NOT;
		if (fit == FITS_NOT || fit > *best)
			continue;
		if (fit < *best)
			choice.walk = NULL;
		*best = fit;
		choice_offer(&choice, walk, rank_of(walk, walks->now),
			     walks->now);
	}
	return choice_made(&choice);
}

/* Nearly every request goes on where some walk's last message ended.  That
 * takes no search, and only where there is none is each walk searched. */
static struct walk *best_fit(struct walks *walks,
			     const struct walk_request *request, enum fit *ret)
{
	struct walk *walk = best_by(walks, request, fit_at_end, ret);

	return walk ? walk : best_by(walks, request, fit_inside, ret);
}

/* Rule 3.  Where the request does not go on just where the walk's last message
 * ended, it may be the walk's own manager or another one that came by: a walk
 * is made of the walk, with the same snapshot, and the one there was stays. */
static struct walk *continued(struct walks *walks,
			      const struct walk_request *request)
{
	struct walk *walk, *made;
	enum fit fit;

	walk = best_fit(walks, request, &fit);
	if (!walk || fit == FITS_LAST)
		return walk ? go_on(walk, request) : NULL;
	made = start(walks, request, walk, walk->scope_end);
	if (made == walk)
		return walk;
	/* In a trimmed message the old place is the one not needed; in one
	 * asked twice, nothing tells which. */
	if (fit == FITS_INSIDE)
		walk->spare = true;
	else
		made->spare = true;
	return made;
}

/* Whether the walk started for the rows that the place is the beginning of, in
 * the column before the place's, and its last message came to their end.  One
 * that started for more only passes by. */
static bool came_to_end(struct walk *walk, const struct mib_place *place)
{
	const struct page *page = page_of(walk, 0);
	struct mib_place before = *place;
	struct snapshot_position position;
	uint32_t last;
	size_t i;

	before.object--;
	before.end = place->object;
	position = snapshot_locate(walk->snapshot, &before);
	if (position.end == position.next || position.end != walk->scope_end)
		return false;
	last = position.end - 1;
	for (i = 0; i < page->count; i++) {
		if (page->runs[i].from <= last && page->runs[i].last >= last)
			return true;
	}
	return false;
}

/* Rule 4: the walk whose snapshot a request that starts at a column is to be
 * answered from. */
static struct walk *column_before(struct walks *walks,
				  const struct walk_request *request)
{
	const struct mib_place *place = &request->places[0];
	struct walk *walk = NULL, *found = NULL;
	size_t i;

	for (i = 1; i < request->count; i++) {
		if (request->places[i].object < place->object)
			place = &request->places[i];
	}
	if (place->object == 0 || place->end != place->object + 1 ||
	    !mib_is_column(place->object) ||
	    mib_arcs[place->object].group != mib_arcs[place->object - 1].group)
		return NULL;
	while ((walk = next_walk(walks, walk))) {
		if (walk->peer == request->peer && !walk->handed_on &&
		    came_to_end(walk, place) &&
		    (!found || walk->latest > found->latest))
			found = walk;
	}
	return found;
}

static struct walk *begin_get(struct walks *walks,
			      const struct walk_request *request)
{
	struct walk *get = &walks->get;

	if (!get->snapshot || get->peer != request->peer ||
	    get->transaction != request->transaction) {
		drop_get(walks);
		get->snapshot = walks->feed.recent(walks->feed.context);
		get->peer = request->peer;
		get->transaction = request->transaction;
	}
	return get;
}

static struct walk *begin_search(struct walks *walks,
				 const struct walk_request *request)
{
	struct walk *walk = same_transaction(walks, request);
	size_t i;

	if (walk) {
		rivals_tell_apart(walk);
		return walk;
	}
	for (i = 0; i < request->count; i++) {
		if (mib_is_whole(&request->places[i])) {
			walk = continued(walks, request);
			return walk ? walk : start(walks, request, NULL, 0);
		}
	}
	walk = column_before(walks, request);
	/* The walk before keeps its place: it may yet be another manager's. */
	if (walk)
		walk->handed_on = true;
	return start(walks, request, walk, 0);
}

struct walk *walk_begin(struct walks *walks, const struct walk_request *request)
{
	struct walk_request seen = *request;
	struct walk *walk;

	if (seen.count > WALK_VARIABLES)
		seen.count = WALK_VARIABLES;
	walks->now = seen.now;
	walk = seen.search ? begin_search(walks, &seen)
			   : begin_get(walks, &seen);
	walk->time = seen.now;
	walk->latest = ++walks->requests;
	walk->requests++;
	walk->answered = false;
	return walk;
}

/* ---- Answering -------------------------------------------------------- */

const struct snapshot *walk_snapshot(const struct walk *walk)
{
	return walk->snapshot;
}

uint32_t walk_at(struct walk *walk, const struct mib_place *place)
{
	struct snapshot_position position = snapshot_locate(walk->snapshot,
							    place);

	return position.exact ? position.next : snapshot_end(walk->snapshot);
}

uint32_t walk_after(struct walk *walk, const struct mib_place *place,
		    bool include, bool *entered)
{
	const struct page *page = page_of(walk, 0);
	struct snapshot_position position;
	size_t i;

	/* Nearly every request goes on where the one before ended. */
	for (i = 0; i < page->count && !include; i++) {
		if (snapshot_is_at(walk->snapshot, page->runs[i].last, place)) {
			*entered = true;
			return page->runs[i].last + 1;
		}
	}
	position = snapshot_locate(walk->snapshot, place);
	*entered = position.exact && !include;
	return position.next + (*entered ? 1 : 0);
}

void walk_answered(struct walk *walk, uint32_t ordinal, bool entered)
{
	struct page *page;
	size_t i;

	walk->answered = true;
	if (!walk->open)
		turn_page(walk);
	page = page_of(walk, 0);
	for (i = 0; i < page->count && entered; i++) {
		if (page->runs[i].last + 1 == ordinal) {
			page->runs[i].last = ordinal;
			return;
		}
	}
	if (page->count == WALK_VARIABLES)
		return;
	page->runs[page->count].from = entered ? ordinal - 1 : ordinal;
	page->runs[page->count].first = ordinal;
	page->runs[page->count].last = ordinal;
	page->count++;
}

void walk_end(struct walk *walk)
{
	walk->left = !walk->answered;
}

/* ---- All of them ------------------------------------------------------ */

struct walks *walks_new(const struct walk_feed *feed)
{
	struct walks *walks = calloc(1, sizeof(*walks));

	if (walks)
		walks->feed = *feed;
	return walks;
}

void walks_free(struct walks *walks)
{
	if (!walks)
		return;
	walks_flush(walks);
	free(walks);
}

void walks_flush(struct walks *walks)
{
	struct walk *walk = NULL;

	drop_get(walks);
	while ((walk = next_walk(walks, walk)))
		drop(walks, walk);
}

uint64_t walks_expire(struct walks *walks, uint64_t now)
{
	struct walk *walk = NULL;
	uint64_t next = 0, end;

	if (walks->get.snapshot) {
		if (now - walks->get.time >= WALK_LEFT_IDLE)
			drop_get(walks);
		else
			next = walks->get.time + WALK_LEFT_IDLE - now;
	}
	while ((walk = next_walk(walks, walk))) {
		end = walk->time + (walk->left ? WALK_LEFT_IDLE : WALK_IDLE);
		if (now >= end)
			drop(walks, walk);
		else if (next == 0 || end - now < next)
			next = end - now;
	}
	return next;
}

size_t walks_count(const struct walks *walks)
{
	size_t count = 0, i;

	for (i = 0; i < WALK_MAX; i++)
		count += walks->walks[i].snapshot != NULL;
	return count;
}

size_t walks_snapshots(const struct walks *walks)
{
	return walks->snapshots;
}
