/* SPDX-License-Identifier: MIT */
#include "core/plan/past.h"

#include "core/sys/path.h"

static dir_id
make_folder(struct tree *tree, struct str path)
{
    dir_id dir = tree_find_dir(tree, path);
    if (dir != NO_DIR) {
        return dir;
    }
    dir_id parent = make_folder(tree, path_folder(path));
    return tree_add_dir(tree, parent, path, DIR_LISTED | DIR_COUNTS);
}

void
past_add_file(struct state *state, struct str path)
{
    struct tree *tree = &state->tree;
    if (tree_is_identifier(path_name(path))) {
        make_folder(tree, path);
        return;
    }
    dir_id dir = make_folder(tree, path_folder(path));
    uint32_t flags = tree_is_python(path_name(path)) ? FILE_SUBJECT : FILE_DATA;
    file_id file = tree_add_file(tree, dir, path, flags | FILE_HASHED);
    hash_bytes(state->conf->cache.hash, "imagined", 8,
               &tree->files.items[file].digest);
    state_set_facts(state, file, NULL, 0);
}

/* Leave out the subjects that the baseline does not have. */
static void
drop_new_files(struct state *state, const struct baseline *baseline)
{
    struct tree *tree = &state->tree;
    size_t kept = 0;
    for (size_t i = 0; i < tree->files.len; i++) {
        struct tree_file file = tree->files.items[i];
        if ((file.flags & FILE_SUBJECT) &&
            !baseline_find(baseline, file.path)) {
            continue;
        }
        state->facts.items[kept] = state->facts.items[i];
        tree->files.items[kept++] = file;
    }
    tree->files.len = tree->sorted_files = state->facts.len = kept;
}

static void
add_lost_files(struct state *state, const struct baseline *baseline)
{
    for (size_t i = 0; i < baseline->rows.len; i++) {
        struct str path = baseline->rows.items[i].path;
        if (tree_find_file(&state->tree, path) == NO_FILE) {
            past_add_file(state, path);
        }
    }
}

int
past_load(const struct disk_options *disk, const struct baseline *baseline,
          struct state **state, struct err *err)
{
    struct disk_report report;
    if (disk_load(disk, state, &report, err) != 0) {
        return -1;
    }
    drop_new_files(*state, baseline);
    add_lost_files(*state, baseline);
    state_resolve(*state);
    return 0;
}
