/* SPDX-License-Identifier: MIT */
/*
 * symbols_print - what tier `symbols` makes of sources.
 *
 *     symbols_print stamps FILE…       the three stamps of each
 *     symbols_print outline FILE…      definitions and uses
 *     symbols_print skeleton LEVEL keep|compact FILE…
 *
 * LEVEL is declared, inferred or code.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/python/symbols.h"
#include "core/sys/file.h"

static const char *const levels[STAMPS] = {"declared", "inferred", "code"};

static void
read_source(const char *path, struct buf *bytes)
{
    struct err err;
    if (file_read(FILE_HERE, path, bytes, NULL, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        exit(2);
    }
}

static void
print_stamps(const struct symbols *symbols, const char *path)
{
    printf("%s%s\n", path,
           symbols->flags & SYMBOLS_DAMAGED ? " (damaged)" : "");
    for (int level = 0; level < STAMPS; level++) {
        char text[DIGEST_TEXT_MAX];
        printf("  %-8s %s\n", levels[level],
               digest_text(HASH_XXH3, &symbols->stamps[level], text));
    }
}

static uint32_t
take_number(const unsigned char **at)
{
    uint32_t number = 0;
    int shift = 0;
    do {
        number |= (uint32_t)(**at & 0x7f) << shift;
        shift += 7;
    } while (*(*at)++ & 0x80);
    return number;
}

static void
print_outline(const struct symbols *symbols, const char *path)
{
    static const char *const kinds[] = {"class", "function", "method",
                                        "attribute", "import"};
    printf("%s: %u statements, %u digests\n", path, symbols->statements_len,
           symbols->digests_len);
    for (uint32_t i = 0; i < symbols->definitions_len; i++) {
        const struct symbol_definition *definition = &symbols->definitions[i];
        struct str name = symbols_name(symbols, definition->name);
        printf("  %u %s %.*s in %d, doc %u+%u, statement %u\n",
               definition->line, kinds[definition->kind], (int)name.len,
               name.data, (int)definition->parent, definition->doc_line,
               definition->doc_lines, definition->statement);
    }
    const unsigned char *at = symbols->uses;
    for (uint32_t i = 0; i < symbols->statements_len; i++) {
        uint32_t line = symbols->statements[i].line;
        uint32_t end = i + 1 < symbols->statements_len
                           ? symbols->statements[i + 1].uses
                           : symbols->uses_len;
        while (at < symbols->uses + end) {
            uint32_t name = take_number(&at);
            line += take_number(&at);
            uint32_t column = take_number(&at);
            struct str text = symbols_name(symbols, name / 2);
            printf("  use %u:%u %s%.*s\n", line, column, name & 1 ? "." : "",
                   (int)text.len, text.data);
        }
    }
}

int
main(int argc, char **argv)
{
    struct buf bytes;
    struct buf out;
    struct symbol_reader *reader = symbol_reader_new(HASH_XXH3);
    enum stamp_level level = STAMP_DECLARED;
    const char *what = argc > 1 ? argv[1] : "";
    bool skeleton = strcmp(what, "skeleton") == 0;
    int first = skeleton ? 4 : 2;
    if (argc <= first) {
        fprintf(stderr, "usage: symbols_print stamps|outline|skeleton LEVEL "
                        "keep|compact FILE…\n");
        return 2;
    }
    for (int i = 0; skeleton && i < STAMPS; i++) {
        level = strcmp(argv[2], levels[i]) == 0 ? (enum stamp_level)i : level;
    }
    buf_init(&bytes, BUF_UNLIMITED);
    buf_init(&out, BUF_UNLIMITED);
    for (int i = first; i < argc; i++) {
        struct digest content;
        read_source(argv[i], &bytes);
        hash_bytes(HASH_XXH3, bytes.data, bytes.len, &content);
        if (skeleton) {
            buf_clear(&out);
            struct skeleton_wish wish = {
                .level = level, .keep_lines = strcmp(argv[3], "keep") == 0};
            symbols_skeleton(reader, buf_view(&bytes), &wish, &out);
            fwrite(out.data, 1, out.len, stdout);
            continue;
        }
        const struct symbols *symbols =
            symbols_read(reader, buf_view(&bytes), &content);
        if (strcmp(what, "stamps") == 0) {
            print_stamps(symbols, argv[i]);
        } else {
            print_outline(symbols, argv[i]);
        }
    }
    buf_release(&bytes);
    buf_release(&out);
    symbol_reader_free(reader);
    return 0;
}
