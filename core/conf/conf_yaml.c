/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_yaml.h"

#include <yaml.h>

#include "core/base/intern.h"
#include "core/base/memory.h"
#include "core/base/vec.h"
#include "core/conf/conf.h"

struct anchor {
    struct str name;
    const struct conf_node *node;
};

struct reader {
    yaml_parser_t parser;
    struct arena *arena;
    const char *name;
    struct str text;
    struct err *err;
    size_t weight; /* nodes so far */
    unsigned depth;
    struct {
        VEC_FIELDS(struct anchor);
    } anchors;
};

struct nodes {
    VEC_FIELDS(const struct conf_node *);
};

static struct str
yaml_text(const yaml_char_t *text)
{
    return str_from((const char *)text);
}

/* The 1-based place of a byte; continuation bytes are no code points. */
static yaml_mark_t
place_of_byte(struct str text, size_t at)
{
    yaml_mark_t mark = {0};

    for (size_t i = 0; i < at && i < text.len; i++) {
        if (text.data[i] == '\n') {
            mark.line++;
            mark.column = 0;
        } else if (((unsigned char)text.data[i] & 0xc0) != 0x80) {
            mark.column++;
        }
    }
    return mark;
}

/* Returns NULL, for functions that give a node. */
static struct conf_node *
fail(struct reader *reader, yaml_mark_t mark, enum err_code code,
     const char *message)
{
    err_set(reader->err, code, "%s:%zu:%zu: %s", reader->name, mark.line + 1,
            mark.column + 1, message);
    return NULL;
}

static void
fail_syntax(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem ? parser->problem : "broken YAML";
    yaml_mark_t mark = parser->problem_mark;
    struct err detail;

    if (parser->error == YAML_READER_ERROR) {
        mark = place_of_byte(reader->text, parser->problem_offset);
        err_set(&detail, ERR_FORMAT, "not plain UTF-8 text: %s", problem);
    } else if (parser->context) {
        err_set(&detail, ERR_FORMAT, "broken YAML: %s %s (line %zu)", problem,
                parser->context, parser->context_mark.line + 1);
    } else {
        err_set(&detail, ERR_FORMAT, "broken YAML: %s", problem);
    }
    fail(reader, mark, ERR_FORMAT, detail.text);
}

static int
next_event(struct reader *reader, yaml_event_t *event)
{
    if (yaml_parser_parse(&reader->parser, event))
        return 0;
    fail_syntax(reader);
    return -1;
}

/* Count `more` nodes; -1 beyond the limit. */
static int
add_weight(struct reader *reader, size_t more, yaml_mark_t mark)
{
    reader->weight += more;
    if (reader->weight <= CONF_NODES_MAX)
        return 0;
    fail(reader, mark, ERR_LIMIT,
         "more values than any configuration needs, aliases counted in full");
    return -1;
}

static struct conf_node *
new_node(struct reader *reader, enum conf_node_kind kind, yaml_mark_t mark)
{
    struct conf_node *node = ARENA_NEW(reader->arena, struct conf_node);
    node->kind = kind;
    node->line = (uint32_t)mark.line + 1;
    node->column = (uint32_t)mark.column + 1;
    return node;
}

static const struct conf_node *
read_alias(struct reader *reader, const yaml_event_t *event)
{
    struct str name = yaml_text(event->data.alias.anchor);

    for (size_t i = reader->anchors.len; i-- > 0;) {
        const struct anchor *anchor = &reader->anchors.items[i];
        if (!str_equal(anchor->name, name))
            continue;
        if (add_weight(reader, anchor->node->weight, event->start_mark) != 0)
            return NULL;
        return anchor->node;
    }
    return fail(reader, event->start_mark, ERR_FORMAT,
                "alias of an anchor that is not defined above it");
}

static struct conf_node *
read_scalar(struct reader *reader, const yaml_event_t *event)
{
    struct conf_node *node =
        new_node(reader, CONF_NODE_SCALAR, event->start_mark);
    struct str text = {(const char *)event->data.scalar.value,
                       event->data.scalar.length};

    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->text = arena_str(reader->arena, text);
    if (memchr(node->text.data, '\0', text.len))
        return fail(reader, event->start_mark, ERR_FORMAT,
                    "a NUL byte has no place in a setting");
    return node;
}

/* Each key must be a text that its map does not have yet. */
static int
check_keys(struct reader *reader, const struct conf_node *map)
{
    struct intern seen;
    int result = 0;

    intern_init(&seen);
    for (size_t i = 0; i < map->len && result == 0; i += 2) {
        const struct conf_node *key = map->items[i];
        if (key->kind != CONF_NODE_SCALAR)
            result = err_set(reader->err, ERR_FORMAT,
                             "a key must be text, not a list or a mapping");
        else if (intern_text(&seen, key->text) != i / 2)
            result = err_set(reader->err, ERR_FORMAT,
                             "`%s` is given twice; keep one of them",
                             conf_excerpt(key->text).text);
        if (result != 0)
            conf_node_blame(key, reader->name, reader->err);
    }
    intern_release(&seen);
    return result;
}

static const struct conf_node *read_node(struct reader *reader,
                                         const yaml_event_t *event);

/* Everything up to the event that ends the collection. */
static int
read_items(struct reader *reader, yaml_event_type_t last, struct nodes *nodes)
{
    for (;;) {
        yaml_event_t event;
        if (next_event(reader, &event) != 0)
            return -1;
        bool done = event.type == last;
        const struct conf_node *item = done ? NULL : read_node(reader, &event);
        yaml_event_delete(&event);
        if (done)
            return 0;
        if (!item)
            return -1;
        VEC_PUSH(nodes, item);
    }
}

static struct conf_node *
read_collection(struct reader *reader, const yaml_event_t *event)
{
    bool is_map = event->type == YAML_MAPPING_START_EVENT;
    struct conf_node *node = new_node(
        reader, is_map ? CONF_NODE_MAP : CONF_NODE_LIST, event->start_mark);
    struct nodes nodes = {0};

    if (reader->depth >= CONF_DEPTH_MAX)
        return fail(reader, event->start_mark, ERR_LIMIT,
                    "nested deeper than any setting is");
    reader->depth++;
    int result = read_items(
        reader, is_map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT,
        &nodes);
    reader->depth--;

    node->items =
        ARENA_ARRAY(reader->arena, const struct conf_node *, nodes.len);
    if (nodes.len > 0)
        memcpy(node->items, nodes.items, nodes.len * sizeof(*nodes.items));
    node->len = nodes.len;
    VEC_RELEASE(&nodes);
    if (result == 0 && is_map)
        result = check_keys(reader, node);
    return result == 0 ? node : NULL;
}

static bool
has_tag(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.tag != NULL;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.tag != NULL;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.tag != NULL;
    default:
        return false;
    }
}

static const yaml_char_t *
anchor_name(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor;
    default:
        return NULL;
    }
}

static int
remember_anchor(struct reader *reader, const yaml_event_t *event,
                const struct conf_node *node)
{
    const yaml_char_t *name = anchor_name(event);

    if (!name)
        return 0;
    if (reader->anchors.len >= CONF_ANCHORS_MAX) {
        fail(reader, event->start_mark, ERR_LIMIT, "too many anchors");
        return -1;
    }
    VEC_PUSH(&reader->anchors,
             (struct anchor){arena_str(reader->arena, yaml_text(name)), node});
    return 0;
}

/* The node that starts with `event`, which stays the caller's. */
static const struct conf_node *
read_node(struct reader *reader, const yaml_event_t *event)
{
    if (event->type == YAML_ALIAS_EVENT)
        return read_alias(reader, event);
    if (has_tag(event))
        return fail(reader, event->start_mark, ERR_FORMAT,
                    "tags (`!…`) have no meaning here; remove it");
    size_t before = reader->weight;
    if (add_weight(reader, 1, event->start_mark) != 0)
        return NULL;
    struct conf_node *node = event->type == YAML_SCALAR_EVENT
                                 ? read_scalar(reader, event)
                                 : read_collection(reader, event);
    if (!node)
        return NULL;
    node->weight = (uint32_t)(reader->weight - before);
    /* An anchor is known only now, so no tree contains itself. */
    return remember_anchor(reader, event, node) == 0 ? node : NULL;
}

/* Between the documents and around them there are events without a node. */
static bool
is_frame(yaml_event_type_t type)
{
    return type == YAML_STREAM_START_EVENT ||
           type == YAML_DOCUMENT_START_EVENT || type == YAML_DOCUMENT_END_EVENT;
}

static const struct conf_node *
read_document(struct reader *reader)
{
    const struct conf_node *root = NULL;
    bool ended = false;

    while (!ended) {
        yaml_event_t event;
        if (next_event(reader, &event) != 0)
            return NULL;
        ended = event.type == YAML_STREAM_END_EVENT;
        const struct conf_node *before = root;
        bool is_node = !ended && !is_frame(event.type);
        if (is_node && before)
            root = fail(reader, event.start_mark, ERR_FORMAT,
                        "a second document; one file holds one");
        else if (is_node)
            root = read_node(reader, &event);
        yaml_event_delete(&event);
        if (is_node && !root)
            return NULL;
    }
    if (!root) {
        struct conf_node *empty =
            new_node(reader, CONF_NODE_SCALAR, (yaml_mark_t){0});
        empty->plain = true;
        root = empty;
    }
    return root;
}

const struct conf_node *
conf_yaml_read(struct arena *arena, const char *name, struct str text,
               struct err *err)
{
    static const struct str byte_order_mark = {"\xef\xbb\xbf", 3};
    struct reader reader = {.arena = arena, .name = name, .err = err};
    const struct conf_node *root;

    /* libyaml would count the mark as a column. */
    if (str_starts_with(text, byte_order_mark))
        text = str_slice(text, byte_order_mark.len, text.len);
    reader.text = text;
    if (!yaml_parser_initialize(&reader.parser))
        memory_exhausted();
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser,
                                 (const unsigned char *)text.data, text.len);
    root = read_document(&reader);
    yaml_parser_delete(&reader.parser);
    VEC_RELEASE(&reader.anchors);
    return root;
}

bool
conf_node_is_null(const struct conf_node *node)
{
    struct str text = node->text;

    return node->kind == CONF_NODE_SCALAR && node->plain &&
           (text.len == 0 || str_equal(text, STR("~")) ||
            str_equal(text, STR("null")) || str_equal(text, STR("Null")) ||
            str_equal(text, STR("NULL")));
}

const struct conf_node *
conf_node_find(const struct conf_node *map, struct str key)
{
    if (map->kind != CONF_NODE_MAP)
        return NULL;
    for (size_t i = 0; i < map->len; i += 2)
        if (str_equal(map->items[i]->text, key))
            return map->items[i + 1];
    return NULL;
}

int
conf_node_blame(const struct conf_node *node, const char *name, struct err *err)
{
    return err_context(err, "%s:%u:%u", name, node->line, node->column);
}

struct conf_excerpt
conf_excerpt(struct str text)
{
    static const struct str more = {"…", sizeof("…") - 1};
    struct conf_excerpt excerpt;
    size_t len = text.len;

    if (len >= sizeof(excerpt.text)) {
        len = sizeof(excerpt.text) - 1 - more.len;
        while (len > 0 && ((unsigned char)text.data[len] & 0xc0) == 0x80)
            len--;
    }
    if (len > 0)
        memcpy(excerpt.text, text.data, len);
    excerpt.text[len] = '\0';
    if (len < text.len)
        memcpy(excerpt.text + len, more.data, more.len + 1);
    return excerpt;
}

const char *
conf_yaml_version(void)
{
    return yaml_get_version_string();
}
