/* SPDX-License-Identifier: MIT */
#include "core/plan/saved.h"

#include "core/sys/path.h"

enum section_id {
    SECTION_DIRS = 1,
    SECTION_FILES,
    SECTION_PATHS,
    SECTION_FACT_FILES,
    SECTION_FACT_ITEMS,
    SECTION_FACT_STATEMENTS,
    SECTION_FACT_IMPORTS,
    SECTION_FACT_TEXT,
    SECTION_FACT_ENDS,
    SECTION_FACT_LINKS,
};

struct saved_dir {
    uint32_t path;
    uint32_t path_len;
    uint32_t parent;
    uint32_t flags;
    struct stat_sig sig;
};

struct saved_file {
    uint32_t path;
    uint32_t path_len;
    uint32_t dir;
    uint32_t flags;
    struct stat_sig sig;
    struct digest digest;
};

_Static_assert(sizeof(struct saved_dir) == 56, "no padding on disk");
_Static_assert(sizeof(struct saved_file) == 88, "no padding on disk");
_Static_assert(sizeof(struct fact_import) == 28, "no padding on disk");
_Static_assert(sizeof(struct fact_link) == 12, "no padding on disk");

struct paths {
    const char *data;
    size_t len;
};

static bool
read_path(const struct paths *paths, uint32_t offset, uint32_t len,
          struct str *out)
{
    if ((uint64_t)offset + len >= paths->len ||
        paths->data[offset + len] != '\0') {
        return false;
    }
    *out = (struct str){paths->data + offset, len};
    return true;
}

/* Is `path` that of an entry of `folder`? */
static bool
is_entry(struct str folder, struct str path)
{
    size_t start = folder.len > 0 ? folder.len + 1 : 0;
    if (path.len <= start || !str_starts_with(path, folder) ||
        (start > 0 && path.data[start - 1] != '/')) {
        return false;
    }
    struct str name = str_slice(path, start, path.len);
    return path_is_clean(name) && str_find_byte(name, '/') < 0;
}

/* Sorted, so parents stand before their folders, the root first of all. */
static bool
dir_fits(const struct tree *tree, const struct tree_dir *dir)
{
    size_t len = tree->dirs.len;
    if (len == 0) {
        return dir->parent == NO_DIR && dir->path.len == 0;
    }
    return dir->parent < len &&
           is_entry(tree->dirs.items[dir->parent].path, dir->path) &&
           str_compare(tree->dirs.items[len - 1].path, dir->path) < 0;
}

static bool
file_fits(const struct tree *tree, const struct tree_file *file)
{
    size_t len = tree->files.len;
    return file->dir < tree->dirs.len &&
           is_entry(tree->dirs.items[file->dir].path, file->path) &&
           (len == 0 ||
            str_compare(tree->files.items[len - 1].path, file->path) < 0);
}

static bool
read_dirs(const struct index_file *index, const struct paths *paths,
          struct tree *tree)
{
    size_t len;
    const struct saved_dir *rows =
        index_records(index, SECTION_DIRS, sizeof(*rows), &len);
    if (len == 0) {
        return false;
    }
    tree->dirs.len = 0;
    VEC_RESERVE(&tree->dirs, len);
    for (size_t i = 0; i < len; i++) {
        struct tree_dir dir = {.parent = rows[i].parent,
                               .flags = rows[i].flags,
                               .sig = rows[i].sig};
        if (!read_path(paths, rows[i].path, rows[i].path_len, &dir.path) ||
            !dir_fits(tree, &dir)) {
            return false;
        }
        VEC_PUSH(&tree->dirs, dir);
    }
    return true;
}

static bool
read_files(const struct index_file *index, const struct paths *paths,
           struct tree *tree)
{
    size_t len;
    const struct saved_file *rows =
        index_records(index, SECTION_FILES, sizeof(*rows), &len);
    VEC_RESERVE(&tree->files, len);
    for (size_t i = 0; i < len; i++) {
        struct tree_file file = {.dir = rows[i].dir,
                                 .flags = rows[i].flags,
                                 .sig = rows[i].sig,
                                 .digest = rows[i].digest};
        if (!read_path(paths, rows[i].path, rows[i].path_len, &file.path) ||
            !file_fits(tree, &file)) {
            return false;
        }
        VEC_PUSH(&tree->files, file);
    }
    return true;
}

static bool
read_facts(const struct index_file *index, struct facts_table *facts)
{
    facts->files = index_records(index, SECTION_FACT_FILES,
                                 sizeof(struct fact_file), &facts->files_len);
    facts->items = index_records(index, SECTION_FACT_ITEMS,
                                 sizeof(struct fact_item), &facts->items_len);
    facts->statements =
        index_records(index, SECTION_FACT_STATEMENTS,
                      sizeof(struct fact_statement), &facts->statements_len);
    facts->imports =
        index_records(index, SECTION_FACT_IMPORTS, sizeof(struct fact_import),
                      &facts->imports_len);
    facts->ends = index_records(index, SECTION_FACT_ENDS, sizeof(uint32_t),
                                &facts->ends_len);
    facts->links = index_records(index, SECTION_FACT_LINKS,
                                 sizeof(struct fact_link), &facts->links_len);
    facts->text = index_records(index, SECTION_FACT_TEXT, 1, &facts->text_len);
    return facts_table_valid(facts);
}

bool
saved_read(const struct index_file *index, struct tree *tree,
           struct facts_table *facts)
{
    struct paths paths;
    paths.data = index_records(index, SECTION_PATHS, 1, &paths.len);
    if (!paths.data || !read_dirs(index, &paths, tree) ||
        !read_files(index, &paths, tree) || !read_facts(index, facts)) {
        return false;
    }
    tree->sorted_dirs = tree->dirs.len;
    tree->sorted_files = tree->files.len;
    return facts->files_len == tree->files.len;
}

static uint32_t
write_path(struct buf *paths, struct str path)
{
    uint32_t offset = (uint32_t)paths->len;
    buf_str(paths, path);
    buf_byte(paths, '\0');
    return offset;
}

static void
write_dirs(const struct tree *tree, struct buf *rows, struct buf *paths)
{
    buf_reserve(rows, tree->dirs.len * sizeof(struct saved_dir));
    for (size_t i = 0; i < tree->dirs.len; i++) {
        const struct tree_dir *dir = &tree->dirs.items[i];
        struct saved_dir row = {.path = write_path(paths, dir->path),
                                .path_len = (uint32_t)dir->path.len,
                                .parent = dir->parent,
                                .flags = dir->flags,
                                .sig = dir->sig};
        buf_append(rows, &row, sizeof(row));
    }
}

static void
write_files(const struct tree *tree, struct buf *rows, struct buf *paths)
{
    buf_reserve(rows, tree->files.len * sizeof(struct saved_file));
    for (size_t i = 0; i < tree->files.len; i++) {
        const struct tree_file *file = &tree->files.items[i];
        struct saved_file row = {.path = write_path(paths, file->path),
                                 .path_len = (uint32_t)file->path.len,
                                 .dir = file->dir,
                                 .flags = file->flags,
                                 .sig = file->sig,
                                 .digest = file->digest};
        buf_append(rows, &row, sizeof(row));
    }
}

void
saved_image_init(struct saved_image *image, const struct saved_stamp *stamp,
                 const struct tree *tree, const struct facts_table *facts)
{
    buf_init(&image->dirs, BUF_UNLIMITED);
    buf_init(&image->files, BUF_UNLIMITED);
    buf_init(&image->paths, UINT32_MAX);
    write_dirs(tree, &image->dirs, &image->paths);
    write_files(tree, &image->files, &image->paths);
    const struct index_section sections[] = {
        {SECTION_DIRS, image->dirs.data, image->dirs.len},
        {SECTION_FILES, image->files.data, image->files.len},
        {SECTION_PATHS, image->paths.data, image->paths.len},
        {SECTION_FACT_FILES, facts->files,
         facts->files_len * sizeof(*facts->files)},
        {SECTION_FACT_ITEMS, facts->items,
         facts->items_len * sizeof(*facts->items)},
        {SECTION_FACT_STATEMENTS, facts->statements,
         facts->statements_len * sizeof(*facts->statements)},
        {SECTION_FACT_IMPORTS, facts->imports,
         facts->imports_len * sizeof(*facts->imports)},
        {SECTION_FACT_TEXT, facts->text, facts->text_len},
        {SECTION_FACT_ENDS, facts->ends,
         facts->ends_len * sizeof(*facts->ends)},
        {SECTION_FACT_LINKS, facts->links,
         facts->links_len * sizeof(*facts->links)},
    };
    index_image_init(&image->index, &stamp->settings, stamp->since_ns, sections,
                     sizeof(sections) / sizeof(*sections));
}

void
saved_image_release(struct saved_image *image)
{
    index_image_release(&image->index);
    buf_release(&image->dirs);
    buf_release(&image->files);
    buf_release(&image->paths);
}
