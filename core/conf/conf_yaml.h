/* SPDX-License-Identifier: MIT */
/*
 * conf_yaml - YAML text as a tree in which every value knows its place.
 * Private to conf/.
 *
 * It exists so that libyaml stays in one file, and so that each later
 * complaint ("unknown key", "not a number") can name line and column.  The
 * document is read event by event into nodes; nothing is converted here, a
 * scalar is the text as written.
 *
 * What is refused, since no setting needs it and it only hides mistakes: a
 * second document, tags, keys that are not plain text, a key twice in one
 * mapping.  Anchors and aliases work.  An alias is the same node again, so
 * that it costs no memory, but counts with all that is below it towards
 * CONF_NODES_MAX, so that nobody who walks the tree walks for long.
 *
 * Ownership: nodes and texts live in the arena given.
 * Threads: safe everywhere.
 */
#ifndef CORE_CONF_CONF_YAML_H
#define CORE_CONF_CONF_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/str.h"

enum {
    CONF_NODES_MAX = 200000, /* values, those of aliases counted again */
    CONF_DEPTH_MAX = 32,     /* our own settings need 5 */
    CONF_ANCHORS_MAX = 256,
};

enum conf_node_kind { CONF_NODE_SCALAR, CONF_NODE_LIST, CONF_NODE_MAP };

struct conf_node {
    enum conf_node_kind kind;
    uint32_t line;   /* 1-based */
    uint32_t column; /* 1-based, in code points */
    bool plain;      /* a scalar without quotes */
    uint32_t weight; /* nodes below it, and itself */
    struct str text; /* of a scalar; UTF-8 */
    /* Of a list its items; of a map key, value, key, value. */
    const struct conf_node **items;
    size_t len;
};

/*
 * The tree of `text`; an empty document is a plain scalar without text.
 * NULL with ERR_FORMAT or ERR_LIMIT and "name:line:column: …" in `err`.
 */
const struct conf_node *conf_yaml_read(struct arena *arena, const char *name,
                                       struct str text, struct err *err);

/* Nothing was written: an empty value, "~" or "null". */
bool conf_node_is_null(const struct conf_node *node);

/* The value of `key` in a map; NULL if it has none or is no map. */
const struct conf_node *conf_node_find(const struct conf_node *map,
                                       struct str key);

/* Put "name:line:column" of `node` in front of the message; returns -1. */
int conf_node_blame(const struct conf_node *node, const char *name,
                    struct err *err);

/* A piece of the user's text, short enough for a message. */
struct conf_excerpt {
    char text[72];
};

/* Use at once: `err_set(err, …, "`%s`", conf_excerpt(text).text)`. */
struct conf_excerpt conf_excerpt(struct str text);

#endif
