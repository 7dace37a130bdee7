/* SPDX-License-Identifier: MIT */
/* git_links - the symlinks of a listing, followed inside it. */
#include <stdlib.h>

#include "core/plan/git_links.h"
#include "core/sys/path.h"

/* As many as the kernel follows in one path. */
enum { LINKS_FOLLOWED_MAX = 40 };

/* The texts of all links, in order of the listing. */
struct link_texts {
    struct arena *arena;
    struct {
        VEC_FIELDS(const struct git_entry *);
    } entries;
    struct {
        VEC_FIELDS(struct str);
    } texts;
};

static int
take_text(void *context, size_t i, struct str bytes, struct err *err)
{
    struct link_texts *links = context;
    (void)err;
    links->texts.items[i] = arena_str(links->arena, bytes);
    return 0;
}

static int
read_texts(struct git_tree *git_tree, struct link_texts *links, struct err *err)
{
    const struct git_listing *listing = git_tree->listing;
    for (size_t i = 0; i < listing->entries.len; i++) {
        if (listing->entries.items[i].mode == GIT_SYMLINK) {
            VEC_PUSH(&links->entries, &listing->entries.items[i]);
            VEC_PUSH(&links->texts, (struct str){0});
        }
    }
    struct git_wanted wanted = {.entries = links->entries.items,
                                .len = links->entries.len,
                                .take = take_text,
                                .context = links};
    return links->entries.len > 0
               ? git_read_blobs(git_tree->world->git, &wanted, err)
               : 0;
}

/* Clean `folder`/`text`; NULL data if it leads out of the project. */
static struct str
join_clean(struct arena *arena, struct str folder, struct str text)
{
    struct str path = arena_str(arena, folder);
    struct str rest = text;
    if (text.len == 0 || text.data[0] == '/') {
        return (struct str){0};
    }
    while (rest.data) {
        struct str part = str_split(&rest, '/');
        if (part.len == 0 || str_equal(part, STR("."))) {
            continue;
        }
        if (!str_equal(part, STR(".."))) {
            path = path_join(arena, path, part);
        } else if (path.len == 0) {
            return (struct str){0};
        } else {
            path = arena_str(arena, path_folder(path));
        }
    }
    return path;
}

/* The link that is `path` or a folder above it. */
static const struct git_entry *
link_above(const struct link_texts *links, struct str path, size_t *at)
{
    for (size_t i = 0; i < links->entries.len; i++) {
        if (path_is_below(path, links->entries.items[i]->path)) {
            *at = i;
            return links->entries.items[i];
        }
    }
    return NULL;
}

/* Follow links until none is on the way; NULL data if that leads nowhere. */
static struct str
follow(const struct link_texts *links, struct str path)
{
    size_t at;
    for (int i = 0; i < LINKS_FOLLOWED_MAX && path.data; i++) {
        const struct git_entry *link = link_above(links, path, &at);
        if (!link) {
            return path;
        }
        struct str rest = str_slice(path, link->path.len, path.len);
        path = join_clean(links->arena, path_folder(link->path),
                          links->texts.items[at]);
        if (path.data && rest.len > 1) {
            path = path_join(links->arena, path, str_slice(rest, 1, rest.len));
        }
    }
    return (struct str){0};
}

int
git_links_find(struct git_tree *git_tree, struct err *err)
{
    struct link_texts links = {.arena = &git_tree->world->arena};
    int status = read_texts(git_tree, &links, err);
    for (size_t i = 0; status == 0 && i < links.entries.len; i++) {
        struct str path = links.entries.items[i]->path;
        struct str target = follow(&links, path);
        if (!target.data) {
            continue;
        }
        bool is_file = git_tree_entry(git_tree->listing, target) != NULL;
        bool is_folder = git_tree_has_folder(git_tree->listing, target);
        if (is_file || is_folder) {
            VEC_PUSH(&git_tree->links,
                     (struct git_link){path, target, is_folder});
        }
    }
    VEC_RELEASE(&links.entries);
    VEC_RELEASE(&links.texts);
    return status;
}

const struct git_link *
git_links_lookup(const struct git_tree *git_tree, struct str path)
{
    for (size_t i = 0; i < git_tree->links.len; i++) {
        const struct git_link *link = &git_tree->links.items[i];
        if (str_equal(link->path, path) ||
            (link->is_folder && path_is_below(path, link->path))) {
            return link;
        }
    }
    return NULL;
}
