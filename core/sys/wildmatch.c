/* SPDX-License-Identifier: MIT */
#include "core/sys/wildmatch.h"

#include <stdint.h>

#include "core/base/vec.h"
#include "core/sys/wildclass.h"

enum token_kind {
    TOKEN_BYTE,    /* exactly `value` */
    TOKEN_ANY,     /* one byte that is no slash */
    TOKEN_CLASS,   /* one byte of classes[value] */
    TOKEN_STAR,    /* any bytes but slashes */
    TOKEN_DEEP,    /* any bytes: a last double star, or one before "\/" */
    TOKEN_FOLDERS, /* nothing, or anything that ends in a slash */
};

struct token {
    uint32_t kind;
    uint32_t value;
};

struct wildmatch {
    const struct token *tokens;
    const struct wildclass *classes;
    size_t len;
    size_t min_bytes; /* shorter texts cannot match */
};

struct compiler {
    struct str pattern;
    size_t at;
    size_t min_bytes;
    struct {
        VEC_FIELDS(struct token);
    } tokens;
    struct {
        VEC_FIELDS(struct wildclass);
    } classes;
};

size_t
wildmatch_plain_prefix(struct str pattern)
{
    size_t len = 0;

    while (len < pattern.len && !memchr("*?[\\", pattern.data[len], 4))
        len++;
    return len;
}

static bool
stands_at(const struct compiler *compiler, size_t at, struct str what)
{
    struct str rest = str_slice(compiler->pattern, at, compiler->pattern.len);

    return str_starts_with(rest, what);
}

static void
push(struct compiler *compiler, enum token_kind kind, uint32_t value)
{
    VEC_PUSH(&compiler->tokens, (struct token){kind, value});
    compiler->min_bytes += kind <= TOKEN_CLASS;
}

/* Any number of "**" and slash in a row are as good as one. */
static void
push_folders(struct compiler *compiler)
{
    size_t len = compiler->tokens.len;

    if (len == 0 || compiler->tokens.items[len - 1].kind != TOKEN_FOLDERS)
        push(compiler, TOKEN_FOLDERS, 0);
}

/*
 * Two or more stars are "**" if they fill a path component; otherwise they
 * are no more than one star.
 */
static void
compile_stars(struct compiler *compiler)
{
    size_t from = compiler->at, end = compiler->pattern.len;
    bool deep;

    while (compiler->at < end && compiler->pattern.data[compiler->at] == '*')
        compiler->at++;
    deep = compiler->at - from >= 2 &&
           (from == 0 || compiler->pattern.data[from - 1] == '/');
    if (deep && stands_at(compiler, compiler->at, STR("/"))) {
        compiler->at++;
        push_folders(compiler);
    } else if (deep && (compiler->at == end ||
                        stands_at(compiler, compiler->at, STR("\\/")))) {
        push(compiler, TOKEN_DEEP, 0);
    } else {
        push(compiler, TOKEN_STAR, 0);
    }
}

static bool
compile_class(struct compiler *compiler)
{
    struct wildclass set;
    size_t next = wildclass_parse(compiler->pattern, compiler->at, &set);

    if (next == 0)
        return false;
    push(compiler, TOKEN_CLASS, (uint32_t)compiler->classes.len);
    VEC_PUSH(&compiler->classes, set);
    compiler->at = next;
    return true;
}

static bool
compile_token(struct compiler *compiler)
{
    unsigned char byte = (unsigned char)compiler->pattern.data[compiler->at];

    if (byte == '*') {
        compile_stars(compiler);
        return true;
    }
    if (byte == '[')
        return compile_class(compiler);
    compiler->at++;
    if (byte == '?') {
        push(compiler, TOKEN_ANY, 0);
        return true;
    }
    if (byte == '\\') {
        if (compiler->at == compiler->pattern.len)
            return false;
        byte = (unsigned char)compiler->pattern.data[compiler->at++];
    }
    push(compiler, TOKEN_BYTE, byte);
    return true;
}

static const void *
keep(struct arena *arena, const void *items, size_t len, size_t size)
{
    void *copy = arena_zalloc(arena, len, size);

    if (len > 0)
        memcpy(copy, items, len * size);
    return copy;
}

const struct wildmatch *
wildmatch_compile(struct arena *arena, struct str pattern)
{
    struct compiler compiler = {.pattern = pattern};
    struct wildmatch *wild = NULL;
    bool valid = true;

    while (valid && compiler.at < pattern.len)
        valid = compile_token(&compiler) &&
                compiler.min_bytes <= WILDMATCH_TEXT_MAX;
    if (valid) {
        wild = ARENA_NEW(arena, struct wildmatch);
        wild->tokens = keep(arena, compiler.tokens.items, compiler.tokens.len,
                            sizeof(struct token));
        wild->classes = keep(arena, compiler.classes.items,
                             compiler.classes.len, sizeof(struct wildclass));
        wild->len = compiler.tokens.len;
        wild->min_bytes = compiler.min_bytes;
    }
    VEC_RELEASE(&compiler.tokens);
    VEC_RELEASE(&compiler.classes);
    return wild;
}

/* Where to go on if what follows a star does not match. */
struct retry {
    size_t token; /* behind the star; 0 if there is no star */
    size_t at;    /* of the text, where that token was tried last */
};

struct matcher {
    const struct wildmatch *wild;
    struct str text;
    size_t token;
    size_t at;
    struct retry star; /* in the current path component */
    struct retry deep;
};

/* Match one byte; a slash ends what the star before it could have taken. */
static bool
take_byte(struct matcher *matcher)
{
    const struct token *token = &matcher->wild->tokens[matcher->token];
    unsigned char byte;
    bool fits;

    if (matcher->at == matcher->text.len)
        return false;
    byte = (unsigned char)matcher->text.data[matcher->at];
    if (token->kind == TOKEN_BYTE)
        fits = byte == token->value;
    else if (token->kind == TOKEN_ANY)
        fits = byte != '/';
    else
        fits = wildclass_has(&matcher->wild->classes[token->value], byte);
    if (!fits)
        return false;
    if (byte == '/')
        matcher->star.token = 0;
    matcher->token++;
    matcher->at++;
    return true;
}

static void
start_star(struct matcher *matcher, struct retry *retry)
{
    matcher->token++;
    matcher->star.token = 0;
    *retry = (struct retry){matcher->token, matcher->at};
}

/* Let the last double star take more; false if there is no more. */
static bool
retry_deep(struct matcher *matcher)
{
    struct retry *deep = &matcher->deep;
    const char *text = matcher->text.data, *slash;

    if (deep->token == 0 || deep->at >= matcher->text.len)
        return false;
    if (matcher->wild->tokens[deep->token - 1].kind == TOKEN_FOLDERS) {
        slash = memchr(text + deep->at, '/', matcher->text.len - deep->at);
        if (!slash)
            return false;
        deep->at = (size_t)(slash - text);
    }
    deep->at++;
    matcher->star.token = 0;
    matcher->token = deep->token;
    matcher->at = deep->at;
    return true;
}

static bool
retry_star(struct matcher *matcher)
{
    struct retry *star = &matcher->star;

    if (star->token == 0 || star->at >= matcher->text.len ||
        matcher->text.data[star->at] == '/')
        return retry_deep(matcher);
    star->at++;
    matcher->token = star->token;
    matcher->at = star->at;
    return true;
}

static bool
run(struct matcher *matcher)
{
    const struct wildmatch *wild = matcher->wild;

    for (;;) {
        uint32_t kind;
        if (matcher->token == wild->len) {
            if (matcher->at == matcher->text.len)
                return true;
            if (!retry_star(matcher))
                return false;
            continue;
        }
        kind = wild->tokens[matcher->token].kind;
        if (kind == TOKEN_DEEP && matcher->token + 1 == wild->len)
            return true;
        if (kind == TOKEN_STAR)
            start_star(matcher, &matcher->star);
        else if (kind == TOKEN_DEEP || kind == TOKEN_FOLDERS)
            start_star(matcher, &matcher->deep);
        else if (!take_byte(matcher) && !retry_star(matcher))
            return false;
    }
}

bool
wildmatch_test(const struct wildmatch *wild, struct str text)
{
    struct matcher matcher = {.wild = wild, .text = text};

    return wild && text.len >= wild->min_bytes && run(&matcher);
}
