/* SPDX-License-Identifier: MIT */
/*
 * symbols_print - what tier `symbols` makes of sources.
 *
 *     symbols_print stamps FILE…       the three stamps of each
 *     symbols_print outline FILE…      definitions and uses
 *     symbols_print units FILE…        units with stamps and references
 *     symbols_print skeleton LEVEL keep|compact FILE…
 *     symbols_print serve
 *
 * LEVEL is declared, inferred or code.  `serve` answers questions on its
 * standard input until it ends.  A question is a line and the bytes of a
 * source, an answer is a line with a number of bytes and these:
 *
 *     stamps LENGTH                 a fourth line says `damaged` of such
 *     outline LENGTH
 *     units LENGTH
 *     skeleton LEVEL keep|compact py|pyi LENGTH
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/python/symbols.h"
#include "core/sys/file.h"

static const char *const levels[STAMPS] = {"declared", "inferred", "code"};

struct question {
    char what[16];
    char level[16];
    char layout[16];
    char suffix[16];
    size_t len;
};

static void
print_stamps(const struct symbols *symbols, struct buf *out)
{
    for (int level = 0; level < STAMPS; level++) {
        char text[DIGEST_TEXT_MAX];
        buf_printf(out, "  %-8s %s\n", levels[level],
                   digest_text(HASH_XXH3, &symbols->stamps[level], text));
    }
}

static void
print_definitions(const struct symbols *symbols, struct buf *out)
{
    static const char *const kinds[] = {"class", "function", "method",
                                        "attribute", "import"};
    struct symbol_definitions definitions = symbols_definitions(symbols);
    struct symbol_definition definition;
    while (symbol_definitions_next(&definitions, &definition)) {
        struct str name = symbols_name(symbols, definition.name);
        buf_printf(out, "  %u %s %.*s in %d\n", definition.line,
                   kinds[definition.kind], (int)name.len, name.data,
                   (int)definition.parent);
    }
}

static void
print_uses(const struct symbols *symbols, struct buf *out)
{
    struct symbol_uses uses = symbols_uses(symbols);
    struct symbol_use use;
    while (symbol_uses_next(&uses, &use)) {
        struct str text = symbols_name(symbols, use.name);
        buf_printf(out, "  use %u:%u %s%.*s\n", use.line, use.column,
                   use.dotted ? "." : "", (int)text.len, text.data);
    }
}

static void
print_outline(const struct symbols *symbols, struct buf *out)
{
    print_definitions(symbols, out);
    print_uses(symbols, out);
}

static void
print_refs(const struct symbols *symbols, uint32_t unit, struct buf *out)
{
    struct symbol_refs refs = symbols_refs(symbols, unit);
    struct symbol_ref ref;
    while (symbol_refs_next(&refs, &ref)) {
        buf_printf(out, "   ");
        if (ref.len == 0) {
            buf_printf(out, " import of line %u\n",
                       symbols->imports[ref.import].line);
            continue;
        }
        for (uint32_t i = 0; i < ref.len; i++) {
            struct str name = symbols_name(symbols, ref.names[i]);
            buf_printf(out, "%s%.*s", i > 0 ? "." : " ", (int)name.len,
                       name.data);
        }
        buf_printf(out, " from %s\n", levels[ref.level]);
    }
}

static void
print_units(const struct symbols *symbols, struct buf *out)
{
    for (uint32_t i = 0; i < symbols->units_len; i++) {
        const struct symbol_unit *unit = &symbols->units[i];
        struct str name = i == UNIT_BASE   ? STR("(base)")
                          : i == UNIT_REST ? STR("(rest)")
                                           : symbols_name(symbols, unit->name);
        buf_printf(out, "  %u %.*s", symbols_unit_line(symbols, i),
                   (int)name.len, name.data);
        for (int level = 0; level < STAMPS; level++) {
            uint64_t start;
            memcpy(&start,
                   symbols_unit_stamp(symbols, i, (enum stamp_level)level),
                   sizeof(start));
            buf_printf(out, " %016llx", (unsigned long long)start);
        }
        buf_byte(out, '\n');
        print_refs(symbols, i, out);
    }
}

static void
print_skeleton(struct symbol_reader *reader, struct str bytes,
               const struct question *question, struct buf *out)
{
    struct skeleton_wish wish = {
        .keep_lines = strcmp(question->layout, "keep") == 0,
        .stub = strcmp(question->suffix, "pyi") == 0,
    };
    for (int i = 0; i < STAMPS; i++) {
        if (strcmp(question->level, levels[i]) == 0) {
            wish.level = (enum stamp_level)i;
        }
    }
    symbols_skeleton(reader, bytes, &wish, out);
}

/* Returns whether the source is damaged, as far as that is asked for. */
static bool
answer(struct symbol_reader *reader, struct str bytes,
       const struct question *question, struct buf *out)
{
    struct digest content;
    if (strcmp(question->what, "skeleton") == 0) {
        print_skeleton(reader, bytes, question, out);
        return false;
    }
    hash_bytes(HASH_XXH3, bytes.data ? bytes.data : "", bytes.len, &content);
    const struct symbols *symbols = symbols_read(reader, bytes, &content);
    if (strcmp(question->what, "stamps") == 0) {
        print_stamps(symbols, out);
    } else if (strcmp(question->what, "units") == 0) {
        print_units(symbols, out);
    } else {
        print_outline(symbols, out);
    }
    return symbols->flags & SYMBOLS_DAMAGED;
}

/* The next word of a line, cut to the room there is. */
static void
take_word(struct str *line, char *word, size_t size)
{
    struct str text = str_split(line, ' ');
    snprintf(word, size, "%.*s", (int)text.len, text.data ? text.data : "");
}

static bool
read_question(struct question *question, struct buf *bytes)
{
    char text[128];
    char len[24];
    *question = (struct question){0};
    if (!fgets(text, sizeof(text), stdin)) {
        return false;
    }
    struct str line = str_trim(str_from(text));
    take_word(&line, question->what, sizeof(question->what));
    if (strcmp(question->what, "skeleton") == 0) {
        take_word(&line, question->level, sizeof(question->level));
        take_word(&line, question->layout, sizeof(question->layout));
        take_word(&line, question->suffix, sizeof(question->suffix));
    }
    take_word(&line, len, sizeof(len));
    question->len = strtoull(len, NULL, 10);
    buf_clear(bytes);
    char *room = buf_reserve(bytes, question->len);
    bytes->len = question->len;
    return fread(room, 1, question->len, stdin) == question->len;
}

static void
serve(struct symbol_reader *reader, struct buf *bytes, struct buf *out)
{
    struct question question;
    while (read_question(&question, bytes)) {
        buf_clear(out);
        if (answer(reader, buf_view(bytes), &question, out)) {
            buf_text(out, "  damaged\n");
        }
        printf("%zu\n", out->len);
        fwrite(out->len > 0 ? out->data : "", 1, out->len, stdout);
        fflush(stdout);
    }
}

static void
print_file(struct symbol_reader *reader, const char *path,
           const struct question *question, struct buf *bytes, struct buf *out)
{
    struct err err;
    buf_clear(bytes);
    if (file_read(FILE_HERE, path, bytes, NULL, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        exit(2);
    }
    buf_clear(out);
    bool damaged = answer(reader, buf_view(bytes), question, out);
    if (strcmp(question->what, "skeleton") != 0) {
        printf("%s%s\n", path, damaged ? " (damaged)" : "");
    }
    fwrite(out->len > 0 ? out->data : "", 1, out->len, stdout);
}

/* Returns where the files begin, or -1. */
static int
read_command(int argc, char **argv, struct question *question)
{
    const char *what = argc > 1 ? argv[1] : "";
    *question = (struct question){.layout = "compact"};
    if (strcmp(what, "skeleton") == 0 && argc > 3) {
        snprintf(question->level, sizeof(question->level), "%s", argv[2]);
        snprintf(question->layout, sizeof(question->layout), "%s", argv[3]);
    } else if (strcmp(what, "stamps") != 0 && strcmp(what, "outline") != 0 &&
               strcmp(what, "units") != 0 && strcmp(what, "serve") != 0) {
        return -1;
    }
    snprintf(question->what, sizeof(question->what), "%s", what);
    return strcmp(what, "skeleton") == 0 ? 4 : 2;
}

int
main(int argc, char **argv)
{
    struct buf bytes;
    struct buf out;
    struct question question;
    int first = read_command(argc, argv, &question);
    if (first < 0) {
        fprintf(stderr,
                "usage: symbols_print stamps|outline|units|skeleton LEVEL "
                "keep|compact FILE…, or serve\n");
        return 2;
    }
    struct symbol_reader *reader = symbol_reader_new(HASH_XXH3);
    buf_init(&bytes, BUF_UNLIMITED);
    buf_init(&out, BUF_UNLIMITED);
    if (strcmp(question.what, "serve") == 0) {
        serve(reader, &bytes, &out);
    }
    for (int i = first; i < argc; i++) {
        print_file(reader, argv[i], &question, &bytes, &out);
    }
    buf_release(&bytes);
    buf_release(&out);
    symbol_reader_free(reader);
    return 0;
}
