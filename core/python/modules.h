/* SPDX-License-Identifier: MIT */
/*
 * modules - what a name in a folder can be: a folder, a .py, a .pyi.
 *
 * One table over a whole tree, from (folder, name) to those three, so that
 * resolving a component of a dotted name is one look-up.  Folders that the
 * walk left out are listed when somebody first looks into them.
 *
 * Ownership: borrows the tree, owns its tables.
 * Threads: one at a time (a look-up may list a folder).
 */
#ifndef CORE_PYTHON_MODULES_H
#define CORE_PYTHON_MODULES_H

#include <stdbool.h>

#include "core/base/hash.h"
#include "core/base/intern.h"
#include "core/base/map.h"
#include "core/base/vec.h"
#include "core/sys/tree.h"

struct module_slot {
    dir_id dir;
    file_id py;
    file_id pyi;
};

struct module_names {
    VEC_FIELDS(text_id);
};

struct modules {
    struct tree *tree;
    struct intern names; /* of folders and file stems */
    struct map map;      /* (dir, name) -> slot */
    struct {
        VEC_FIELDS(struct module_slot);
    } slots;
    struct {
        VEC_FIELDS(struct module_names);
    } entries; /* by dir: the names in it */
    size_t dirs_done;
    size_t files_done;
    text_id init;   /* "__init__" */
    bool any_stubs; /* some folder is called *-stubs */
    /*
     * Only folders that git could know (DIR_COUNTS) exist by themselves:
     * set for comparisons with git, which has no empty folders.
     */
    bool git_folders;
};

void modules_init(struct modules *modules, struct tree *tree);
void modules_release(struct modules *modules);

/* What `name` is in `dir`; all three are NO_… if nothing. */
struct module_slot modules_find(struct modules *modules, dir_id dir,
                                text_id name);
/* By text; a name that occurs nowhere costs one look-up. */
struct module_slot modules_find_text(struct modules *modules, dir_id dir,
                                     struct str name);

/* Has the folder an __init__.py or .pyi? */
bool modules_is_package(struct modules *modules, dir_id dir);

/* Does the folder count even if nothing in it is imported? */
bool modules_dir_exists(const struct modules *modules, dir_id dir);

/* Names in the folder, in no order; lists it if need be. */
const struct module_names *modules_names(struct modules *modules, dir_id dir);

/*
 * Digest of the sorted names of what can be imported from the folder
 * (levels.md K2): modules and folders, without __init__.
 */
void modules_names_digest(struct modules *modules, dir_id dir,
                          struct hasher *hasher, struct digest *digest);

#endif
