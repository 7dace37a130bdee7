/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as an index: refused, or a tree that can be used.
 *
 * A checksum keeps a fuzzer out, so the target repairs it.  The first byte
 * says whether the others are the index itself, or a list of changes (two
 * bytes where, one byte what) to a good one, which get much further.  A tree
 * that is read is walked, looked up, and every import in it resolved.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/plan/saved.h"
#include "core/python/imports.h"
#include "core/python/resolve.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEADER_BYTES = 88, AT_CHECKSUM = 16, AT_REST = 24, AT_LEN = 32 };
enum { AT_SETTINGS = 48, AT_SECTIONS = 80, CHANGE_BYTES = 3, FILES = 4 };

static const struct digest settings = {{7}};
static struct buf good; /* made once; parsing is slow */

/* The bytes of an index that holds them. */
static void
write_image(struct buf *out, const struct tree *tree,
            const struct facts_table *table)
{
    struct saved_stamp stamp = {.settings = settings, .since_ns = 1};
    struct saved_image image;
    saved_image_init(&image, &stamp, tree, table);
    for (size_t i = 0; i < image.index.len; i++) {
        buf_str(out, image.index.parts[i]);
    }
    saved_image_release(&image);
}

/* A small tree with packages, a stub, a namespace and imports of each kind. */
static void
make_good(struct buf *out)
{
    static const char source[] = "import pkg.sub.b, os\nfrom . import x\n"
                                 "from ..a import y as z\nfrom pkg import *\n"
                                 "__import__('pkg.a')\n";
    static const struct string_imports strings = {.enabled = true};
    struct import_builder *builder = import_builder_new(&strings);
    struct import_reader *reader = import_reader_new(builder);
    const struct import_list *lists[FILES];
    struct facts_table table;
    struct tree tree;

    tree_init(&tree);
    dir_id pkg = tree_add_dir(&tree, ROOT_DIR, STR("pkg"), DIR_LISTED);
    dir_id sub = tree_add_dir(&tree, pkg, STR("pkg/sub"), DIR_LISTED);
    tree_add_file(&tree, pkg, STR("pkg/__init__.py"), FILE_SUBJECT);
    tree_add_file(&tree, pkg, STR("pkg/a.py"), FILE_SUBJECT);
    tree_add_file(&tree, sub, STR("pkg/sub/b.py"), FILE_SUBJECT);
    tree_add_file(&tree, sub, STR("pkg/sub/b.pyi"), FILE_SUBJECT);
    for (size_t i = 0; i < FILES; i++) {
        lists[i] = import_read(reader, str_from(source));
    }
    import_build_table(builder,
                       &(struct import_sources){.lists = lists, .len = FILES},
                       &table);
    write_image(out, &tree, &table);
    tree_release(&tree);
    import_reader_free(reader);
    import_builder_free(builder);
}

static void
apply_changes(struct buf *bytes, const uint8_t *data, size_t size)
{
    for (; size >= CHANGE_BYTES; size -= CHANGE_BYTES, data += CHANGE_BYTES) {
        size_t at = (size_t)data[0] << 8 | data[1];
        bytes->data[at % bytes->len] = (char)data[2];
    }
}

/* What a fuzzer should not have to find out. */
static void
repair(struct buf *bytes)
{
    static const char head[] = "depstamp-index1\n";
    const uint32_t order_and_version[] = {0x01020304, INDEX_VERSION};
    uint64_t len = bytes->len;

    memcpy(bytes->data, head, AT_CHECKSUM);
    memcpy(bytes->data + AT_REST, order_and_version, 8);
    memcpy(bytes->data + AT_LEN, &len, sizeof(len));
    memcpy(bytes->data + AT_SETTINGS, &settings, sizeof(settings));
    if ((unsigned char)bytes->data[AT_SECTIONS] <= INDEX_SECTIONS_MAX) {
        memset(bytes->data + AT_SECTIONS + 1, 0, 7);
    }
    uint64_t sum = hash_64(bytes->data + AT_REST, bytes->len - AT_REST);
    memcpy(bytes->data + AT_CHECKSUM, &sum, sizeof(sum));
}

static void
walk_tree(const struct tree *tree, const struct facts_table *facts)
{
    assert(facts->files_len == tree->files.len);
    for (size_t i = 0; i < tree->dirs.len; i++) {
        const struct tree_dir *dir = &tree->dirs.items[i];
        assert(strlen(dir->path.data) == dir->path.len);
        assert(i == 0 || dir->parent < i);
        assert(tree_find_dir(tree, dir->path) == i);
    }
    for (size_t i = 0; i < tree->files.len; i++) {
        const struct tree_file *file = &tree->files.items[i];
        assert(strlen(file->path.data) == file->path.len);
        assert(file->dir < tree->dirs.len);
        assert(tree_find_file(tree, file->path) == i);
    }
}

static void
resolve_all(struct tree *tree, const struct facts_table *facts)
{
    struct resolver resolver;
    struct resolved_imports imports = {0};
    struct digest digest;
    struct hasher hasher;

    hasher_init(&hasher, HASH_XXH3);
    resolver_init(&resolver, tree, &(struct resolve_options){0});
    for (size_t i = 0; i < tree->files.len; i++) {
        struct buf name;
        dir_id root;
        buf_init(&name, BUF_UNLIMITED);
        resolve_module_name(&resolver, (file_id)i, &name, &root);
        buf_release(&name);
        /* Ranges of files may overlap, so the sum has no bound but this. */
        if (facts->files[i].len < 1000) {
            resolve_file(&resolver, facts, (uint32_t)i, (file_id)i, &imports);
        }
    }
    for (size_t i = 0; i < tree->dirs.len; i++) {
        modules_names_digest(&resolver.modules, (dir_id)i, &hasher, &digest);
    }
    hasher_release(&hasher);
    VEC_RELEASE(&imports);
    resolver_release(&resolver);
}

static void
read_index(const struct buf *bytes)
{
    char path[64];
    struct index_file index;
    struct tree tree;
    struct facts_table facts;
    int fd = memfd_create("index", MFD_CLOEXEC);

    assert(fd >= 0);
    assert(write(fd, bytes->data, bytes->len) == (ssize_t)bytes->len);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    if (index_open(path, &settings, &index)) {
        tree_init(&tree);
        if (saved_read(&index, &tree, &facts)) {
            walk_tree(&tree, &facts);
            resolve_all(&tree, &facts);
        }
        tree_release(&tree);
        index_close(&index);
    }
    close(fd);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    buf_init(&good, BUF_UNLIMITED);
    make_good(&good);
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf bytes;

    if (size == 0) {
        return 0;
    }
    buf_init(&bytes, BUF_UNLIMITED);
    if (data[0] & 1) {
        buf_append(&bytes, data + 1, size - 1);
    } else {
        buf_append(&bytes, good.data, good.len);
        apply_changes(&bytes, data + 1, size - 1);
    }
    if (bytes.len >= HEADER_BYTES) {
        repair(&bytes);
    }
    read_index(&bytes);
    buf_release(&bytes);
    return 0;
}
