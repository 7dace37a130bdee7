/* SPDX-License-Identifier: MIT */
/*
 * facts_print - the facts of files, as text.
 *
 *     facts_print [--strings MIN_DOTS] FILE…
 *
 * One line per import: LINE FORM MODULE NAME FLAGS, where the module has its
 * leading dots and "-" stands for nothing; behind `as`, the name that it binds
 * if it is another.  Then one line per chain (core/python/chains.h): `chain`
 * and its names, or `listed` and a name of __all__.  Of several files, each
 * begins with `file` and its path.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/python/imports.h"
#include "core/python/text.h"
#include "core/sys/file.h"

static const struct {
    const char *name;
    uint8_t flag;
} flag_names[] = {
    {"local", IMPORT_LOCAL},     {"type_checking", IMPORT_TYPE_CHECKING},
    {"weak", IMPORT_WEAK},       {"lazy", IMPORT_LAZY},
    {"aliased", IMPORT_ALIASED}, {"own_name", IMPORT_OWN_NAME},
};

static void
print_flags(uint32_t flags)
{
    const char *before = " ";
    for (size_t i = 0; i < sizeof(flag_names) / sizeof(*flag_names); i++) {
        if (flags & flag_names[i].flag) {
            printf("%s%s", before, flag_names[i].name);
            before = ",";
        }
    }
}

/* Nothing if one would expect the name that is bound. */
static void
print_bound(const struct facts_table *table, const struct fact_import *import)
{
    struct str rest = fact_module(table, import);
    struct str bound = fact_bound(table, import);
    struct str expected = import->form == FORM_IMPORT
                              ? str_split(&rest, '.')
                              : fact_name(table, import);
    if (bound.len > 0 && !str_equal(bound, expected)) {
        printf(" as %.*s", (int)bound.len, bound.data);
    }
}

static void
print_import(const struct facts_table *table, const struct fact_item *item,
             const struct fact_import *import)
{
    static const char *const forms[] = {"import",  "from",   "star",
                                        "dynamic", "string", "depends"};
    struct str module = fact_module(table, import);
    struct str name = fact_name(table, import);
    printf("%u %s ", item->line + import->row, forms[import->form]);
    for (uint16_t i = 0; i < import->level; i++) {
        putchar('.');
    }
    printf("%.*s %.*s", (int)module.len, module.data,
           name.len ? (int)name.len : 1, name.len ? name.data : "-");
    print_flags(item->flags | import->flags);
    print_bound(table, import);
    putchar('\n');
}

static void
print_chain(const struct facts_table *table, const struct fact_link *link)
{
    const struct fact_link *links[CHAIN_LINKS_MAX];
    unsigned len = link->depth;
    for (unsigned i = len; i > 0; i--) {
        links[i - 1] = link;
        link = i > 1 ? &table->links[link->before] : NULL;
    }
    printf(len > 1 ? "chain " : "listed ");
    for (unsigned i = 0; i < len; i++) {
        struct str name = fact_link_name(table, links[i]);
        printf("%s%.*s", i > 0 ? "." : "", (int)name.len, name.data);
    }
    putchar('\n');
}

static void
print_facts(const struct facts_table *table)
{
    const struct fact_file *file = &table->files[0];
    for (uint32_t i = 0; i < table->files[0].len; i++) {
        const struct fact_item *item = &table->items[table->files[0].first + i];
        struct fact_statement statement = table->statements[item->statement];
        for (uint32_t j = 0; j < statement.len; j++) {
            print_import(table, item, &table->imports[statement.first + j]);
        }
    }
    for (uint32_t i = 0; i < file->ends_len; i++) {
        print_chain(table, &table->links[table->ends[file->ends_first + i]]);
    }
}

static int
print_file(const struct string_imports *strings, const char *path)
{
    struct buf bytes;
    struct buf scratch;
    struct err err;
    struct text_problem problem;
    buf_init(&bytes, BUF_UNLIMITED);
    buf_init(&scratch, BUF_UNLIMITED);
    int status = file_read(FILE_HERE, path, &bytes, NULL, &err);
    if (status != 0) {
        fprintf(stderr, "facts_print: cannot read %s\n", path);
    } else {
        struct str text = text_decode(buf_view(&bytes), &scratch, &problem);
        if (problem.line > 0) {
            printf("%u problem %s\n", problem.line, problem.message);
        }
        struct import_builder *builder = import_builder_new(strings);
        struct import_reader *reader = import_reader_new(builder);
        const struct import_list *list = import_read(reader, text);
        struct import_sources sources = {.lists = &list, .len = 1};
        struct facts_table table;
        import_build_table(builder, &sources, &table);
        print_facts(&table);
        import_reader_free(reader);
        import_builder_free(builder);
    }
    buf_release(&bytes);
    buf_release(&scratch);
    return status;
}

int
main(int argc, char **argv)
{
    struct string_imports strings = {0};
    int status = 0;
    int first = 1;
    if (argc > 2 && strcmp(argv[1], "--strings") == 0) {
        strings.enabled = true;
        strings.min_dots = (uint32_t)strtoul(argv[2], NULL, 10);
        first = 3;
    }
    for (int i = first; i < argc; i++) {
        if (argc - first > 1) {
            printf("file %s\n", argv[i]);
        }
        status |= print_file(&strings, argv[i]);
    }
    return status ? 2 : 0;
}
