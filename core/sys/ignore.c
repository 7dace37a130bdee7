/* SPDX-License-Identifier: MIT */
#include "core/sys/ignore.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/base/vec.h"
#include "core/sys/path.h"
#include "core/sys/wildmatch.h"

enum rule_kind {
    RULE_NAME,      /* the last component is `text` */
    RULE_SUFFIX,    /* the last component ends in `text`: "*.pyc" */
    RULE_NAME_WILD, /* the last component matches `wild` */
    RULE_PATH,      /* the path below the rule's folder is `text` */
    RULE_PATH_WILD, /* it starts with `text` and its rest matches `wild` */
};

/* Most rules of real projects are plain names and suffixes, so these are
   told apart when they are read and cost a length and a memcmp later. */
struct rule {
    struct str text;
    const struct wildmatch *wild;
    uint8_t kind;
    bool negative;
    bool folders_only;
};

struct ignore {
    const struct ignore *above;
    struct str folder; /* the rules hold below it */
    struct str prefix; /* stands in front of every path; mostly empty */
    const struct rule *rules;
    size_t len;
};

/* A path and what is asked of each set again. */
struct query {
    struct str path;
    struct str name;
    bool is_folder;
};

/*
 * Trailing spaces count only behind a backslash; a lone backslash at the end
 * keeps them all, as in git's trim_trailing_spaces().
 */
static struct str
trim_spaces(struct str line)
{
    size_t len = 0;

    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == ' ')
            continue;
        if (line.data[i] == '\\' && ++i == line.len)
            return line;
        len = i + 1;
    }
    return str_slice(line, 0, len);
}

/* Set what kind of rule it is; false if it can match nothing. */
static bool
classify(struct arena *arena, struct str pattern, struct rule *rule)
{
    size_t plain = wildmatch_plain_prefix(pattern);
    bool anchored = str_find_byte(pattern, '/') >= 0;

    if (anchored && pattern.data[0] == '/') {
        pattern = str_slice(pattern, 1, pattern.len);
        plain--;
    }
    if (plain == pattern.len) {
        rule->kind = anchored ? RULE_PATH : RULE_NAME;
        rule->text = pattern;
        return pattern.len > 0;
    }
    if (anchored) {
        rule->kind = RULE_PATH_WILD;
        rule->text = str_slice(pattern, 0, plain);
        pattern = str_slice(pattern, plain, pattern.len);
    } else if (pattern.data[0] == '*') {
        rule->text = str_slice(pattern, 1, pattern.len);
        rule->kind = RULE_SUFFIX;
        if (wildmatch_plain_prefix(rule->text) == rule->text.len)
            return true;
        rule->kind = RULE_NAME_WILD;
    } else {
        rule->kind = RULE_NAME_WILD;
    }
    rule->wild = wildmatch_compile(arena, pattern);
    return rule->wild;
}

/* One line without its end; false if it holds no rule. */
static bool
parse_rule(struct arena *arena, struct str line, struct rule *rule)
{
    ptrdiff_t nul;

    if (line.len == 0 || line.data[0] == '#')
        return false;
    if (line.data[line.len - 1] == '\r')
        line.len--;
    nul = str_find_byte(line, '\0');
    if (nul >= 0)
        line.len = (size_t)nul;
    line = trim_spaces(line);
    *rule = (struct rule){0};
    if (line.len > 0 && line.data[0] == '!') {
        rule->negative = true;
        line = str_slice(line, 1, line.len);
    }
    if (line.len > 0 && line.data[line.len - 1] == '/') {
        rule->folders_only = true;
        line.len--;
    }
    return line.len > 0 && classify(arena, line, rule);
}

static struct ignore *
parse(struct arena *arena, struct str text, const struct ignore *above)
{
    struct {
        VEC_FIELDS(struct rule);
    } rules = {0};
    struct ignore *set = ARENA_NEW(arena, struct ignore);
    struct str rest = arena_str(arena, text);

    if (str_starts_with(rest, STR("\xef\xbb\xbf")))
        rest = str_slice(rest, 3, rest.len);
    while (rest.data) {
        struct rule rule;
        if (parse_rule(arena, str_split(&rest, '\n'), &rule))
            VEC_PUSH(&rules, rule);
    }
    if (rules.len > 0) {
        struct rule *copy = ARENA_ARRAY(arena, struct rule, rules.len);
        memcpy(copy, rules.items, rules.len * sizeof(*copy));
        set->rules = copy;
        set->len = rules.len;
    }
    VEC_RELEASE(&rules);
    set->above = above;
    return set;
}

const struct ignore *
ignore_parse(struct arena *arena, struct str text, struct str folder,
             const struct ignore *above)
{
    struct ignore *set = parse(arena, text, above);

    set->folder = arena_str(arena, folder);
    return set;
}

const struct ignore *
ignore_parse_above(struct arena *arena, struct str text, struct str prefix,
                   const struct ignore *above)
{
    struct ignore *set = parse(arena, text, above);

    set->prefix = arena_str(arena, prefix);
    return set;
}

static bool
rule_matches(const struct rule *rule, struct str path, struct str name)
{
    switch ((enum rule_kind)rule->kind) {
    case RULE_NAME:
        return str_equal(name, rule->text);
    case RULE_SUFFIX:
        return str_ends_with(name, rule->text);
    case RULE_NAME_WILD:
        return wildmatch_test(rule->wild, name);
    case RULE_PATH:
        return str_equal(path, rule->text);
    case RULE_PATH_WILD:
        return str_starts_with(path, rule->text) &&
               wildmatch_test(rule->wild,
                              str_slice(path, rule->text.len, path.len));
    }
    return false;
}

/* The last rule of `set` that matches, or NULL; `path` is below its folder. */
static const struct rule *
find_rule(const struct ignore *set, const struct query *query, struct str path)
{
    for (size_t i = set->len; i > 0; i--) {
        const struct rule *rule = &set->rules[i - 1];
        if (rule->folders_only && !query->is_folder)
            continue;
        if (rule_matches(rule, path, query->name))
            return rule;
    }
    return NULL;
}

/* The same for rules from above the root, which see a longer path. */
static const struct rule *
find_rule_above(const struct ignore *set, const struct query *query)
{
    size_t len = set->prefix.len + 1 + query->path.len;
    char *joined = memory_new(len);
    const struct rule *rule;

    memcpy(joined, set->prefix.data, set->prefix.len);
    joined[set->prefix.len] = '/';
    memcpy(joined + set->prefix.len + 1, query->path.data, query->path.len);
    rule = find_rule(set, query, (struct str){joined, len});
    free(joined);
    return rule;
}

static const struct rule *
decide(const struct ignore *set, const struct query *query)
{
    size_t skip = set->folder.len;

    if (set->len == 0)
        return NULL;
    if (set->prefix.len > 0)
        return find_rule_above(set, query);
    if (skip == 0)
        return find_rule(set, query, query->path);
    if (query->path.len <= skip + 1 || query->path.data[skip] != '/' ||
        !str_starts_with(query->path, set->folder))
        return NULL;
    return find_rule(set, query,
                     str_slice(query->path, skip + 1, query->path.len));
}

bool
ignore_entry(const struct ignore *rules, struct str path, bool is_folder)
{
    struct query query = {path, path_name(path), is_folder};

    for (; rules; rules = rules->above) {
        const struct rule *rule = decide(rules, &query);
        if (rule)
            return !rule->negative;
    }
    return false;
}

bool
ignore_path(const struct ignore *rules, struct str path, bool is_folder)
{
    for (size_t i = 1; i < path.len; i++)
        if (path.data[i] == '/' &&
            ignore_entry(rules, str_slice(path, 0, i), true))
            return true;
    return ignore_entry(rules, path, is_folder);
}

bool
ignore_glob(struct str pattern, struct str path)
{
    struct arena arena;
    bool matches;

    arena_init(&arena);
    matches = wildmatch_test(wildmatch_compile(&arena, pattern), path);
    arena_release(&arena);
    return matches;
}
