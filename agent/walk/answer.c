/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/walk/answer.h"

#include <stdlib.h>

#include "agent/walk/source.h"
#include "agent/mib/columns.h"

struct answerer {
	struct source *source;
	struct walks *walks;
	struct walk *walk; /* of the request at hand */
};

static struct snapshot *fresh(void *context)
{
	struct source *source = context;

	/* Where that fails, the rows that it had stand. */
	source_refresh(source, NULL);
	return source_newest(source);
}

static struct snapshot *recent(void *context)
{
	return source_recent(context);
}

struct answerer *answerer_new(struct source *source)
{
	struct walk_feed feed = {fresh, recent, source};
	struct answerer *answerer = calloc(1, sizeof(*answerer));

	if (!answerer)
		return NULL;
	answerer->source = source;
	answerer->walks = walks_new(&feed);
	if (!answerer->walks) {
		free(answerer);
		return NULL;
	}
	return answerer;
}

void answerer_free(struct answerer *answerer)
{
	if (!answerer)
		return;
	walks_free(answerer->walks);
	free(answerer);
}

void answer_begin(struct answerer *answerer, struct walk_request *request)
{
	request->now = moment_now();
	answerer->walk = walk_begin(answerer->walks, request);
}

static void set_value(const struct answerer *answerer, unsigned int object,
		      uint32_t ordinal, struct value *value)
{
	const struct snapshot *snapshot = walk_snapshot(answerer->walk);

	instance_value(snapshot, answerer->source, object,
		       ordinal - snapshot->first[object], value);
}

void answer_get(struct answerer *answerer, const struct mib_place *place,
		struct value *value)
{
	uint32_t ordinal = walk_at(answerer->walk, place);
	bool is_object = place->end == place->object + 1;

	if (is_object && ordinal < snapshot_end(walk_snapshot(answerer->walk)))
		set_value(answerer, place->object, ordinal, value);
	else
		value_none(value, is_object);
}

bool answer_next(struct answerer *answerer, const struct mib_place *place,
		 const struct answer_range *range, unsigned long *name,
		 size_t *length, struct value *value)
{
	const struct snapshot *snapshot = walk_snapshot(answerer->walk);
	unsigned int object;
	uint32_t ordinal;
	bool entered;

	ordinal = walk_after(answerer->walk, place, range->include, &entered);
	if (ordinal == snapshot_end(snapshot))
		return false;
	object = snapshot_object(snapshot, ordinal);
	*length = snapshot_name(snapshot, object, ordinal, name);
	if (range->end_length > 0 &&
	    mib_compare(name, *length, range->end, range->end_length) >= 0)
		return false;
	set_value(answerer, object, ordinal, value);
	walk_answered(answerer->walk, ordinal, entered);
	return true;
}

void answer_end(struct answerer *answerer)
{
	walk_end(answerer->walk);
	answerer->walk = NULL;
}

void answerer_flush(struct answerer *answerer)
{
	walks_flush(answerer->walks);
}

uint64_t answerer_expire(struct answerer *answerer)
{
	return walks_expire(answerer->walks, moment_now());
}
