/* SPDX-License-Identifier: MIT */
#include "core/plan/submodules.h"

#include <string.h>

#include "core/plan/names.h"

enum {
    PLACES_MAX = 64, /* that one chain can lead to; real ones lead to one */
    LISTS_MAX = 64,  /* of __all__ that make up one */
};

/* One of a file's imports that leads to a module of ours. */
struct head {
    uint32_t name;   /* what it binds: offset in the text of the facts */
    uint32_t import; /* in state->imports */
};

/* The imports of a file from which names may lead on. */
struct ways {
    struct {
        VEC_FIELDS(struct head);
    } heads;
    struct {
        VEC_FIELDS(struct head);
    } stars; /* which may bind any name */
};

/* A chain of names, and the import that binds the first of them. */
struct chain {
    const struct facts_table *table;
    const struct fact_link *links[CHAIN_LINKS_MAX];
    size_t len;
    uint32_t import;
    size_t from; /* the first link behind what is imported */
    bool quiet;  /* what it leads to is not noted */
};

/* A submodule that the __all__ of its package lists. */
struct listed {
    struct str name;
    place_id place;
};

struct finding {
    struct state *state;
    struct names names;
    struct ways ways;   /* of the file looked at */
    struct ways others; /* of a module whose __all__ is read */
    struct map found;   /* (import, place) -> 1 */
    /* Where a chain is so far, and where its next link leads. */
    struct place_list here;
    struct place_list next;
    struct {
        VEC_FIELDS(struct listed);
    } listed;
    struct {
        VEC_FIELDS(struct range); /* in listed */
    } lists;
    struct map list_ids; /* place -> index in lists */
};

static const struct place *
place_at(const struct finding *finding, place_id id)
{
    return &finding->state->resolver.places.items[id];
}

static const struct reference *
reference_of(const struct finding *finding, uint32_t import)
{
    const struct state *state = finding->state;
    reference_id id = state->imports.items[import].reference;
    return &state->resolver.references.items[id];
}

static void
find_ways(const struct finding *finding, file_id file, struct ways *ways)
{
    struct range range = finding->state->imports_of.items[file];
    ways->heads.len = 0;
    ways->stars.len = 0;
    for (uint32_t i = 0; i < range.len; i++) {
        struct head head = {.import = range.first + i};
        const struct reference *reference = reference_of(finding, head.import);
        const struct fact_import *fact = reference->fact;
        const struct place *place = place_at(finding, reference->place);
        if (place->own_len + place->bound.len + place->first_dirs == 0) {
            continue; /* nothing of ours */
        }
        head.name = fact->bound;
        if (fact->form == FORM_STAR) {
            VEC_PUSH(&ways->stars, head);
        } else if (fact->bound_len > 0) {
            VEC_PUSH(&ways->heads, head);
        }
    }
}

static struct chain
chain_at(const struct facts_table *table, uint32_t end)
{
    struct chain chain = {.table = table, .len = table->links[end].depth};
    for (size_t i = chain.len; i > 0; i--) {
        chain.links[i - 1] = &table->links[end];
        end = table->links[end].before;
    }
    return chain;
}

static void
note(struct finding *finding, uint32_t import, place_id place, struct str rest)
{
    struct state *state = finding->state;
    size_t before = finding->found.len;
    map_put(&finding->found, map_pair(import, place), 1);
    if (finding->found.len > before) {
        struct submodule submodule = {import, place,
                                      arena_str(&state->arena, rest)};
        VEC_PUSH(&state->submodules, submodule);
    }
}

/* The chain leads to a submodule by its link `at`. */
static void
note_chain(struct finding *finding, const struct chain *chain, size_t at,
           place_id place)
{
    struct buf rest;
    buf_init(&rest, BUF_UNLIMITED);
    for (size_t i = chain->from; i <= at; i++) {
        if (i > chain->from) {
            buf_byte(&rest, '.');
        }
        buf_str(&rest, fact_link_name(chain->table, chain->links[i]));
    }
    note(finding, chain->import, place, buf_view(&rest));
    buf_release(&rest);
}

static void
add_place(struct place_list *places, place_id place)
{
    for (size_t i = 0; i < places->len; i++) {
        if (places->items[i] == place) {
            return;
        }
    }
    if (places->len < PLACES_MAX) {
        VEC_PUSH(places, place);
    }
}

/* One link on: from each place to all that the name can be there. */
static void
step(struct finding *finding, const struct chain *chain, size_t at)
{
    struct str name = fact_link_name(chain->table, chain->links[at]);
    finding->next.len = 0;
    for (size_t i = 0; i < finding->here.len; i++) {
        struct name_meaning meaning =
            names_find(&finding->names, finding->here.items[i], name);
        /* What a star import binds by that name is no step yet. */
        if (meaning.member != NO_PLACE && at > 0 && !chain->quiet) {
            note_chain(finding, chain, at, meaning.member);
        }
        for (uint32_t k = 0; k < meaning.values.len; k++) {
            uint32_t value = meaning.values.first + k;
            add_place(&finding->next, finding->names.values.items[value]);
        }
    }
    struct place_list swap = finding->here;
    finding->here = finding->next;
    finding->next = swap;
}

/* Go as far as the chain leads; its end is `here`. */
static void
walk(struct finding *finding, struct chain *chain, uint32_t import)
{
    const struct reference *reference = reference_of(finding, import);
    chain->import = import;
    chain->from = reference->fact->form == FORM_STAR ? 0 : 1;
    if (chain->from == 0) {
        finding->here.len = 0;
        VEC_PUSH(&finding->here, reference->place);
    } else {
        names_bound(&finding->names,
                    finding->state->imports.items[import].reference,
                    &finding->here);
    }
    for (size_t i = chain->from; i < chain->len && finding->here.len > 0; i++) {
        step(finding, chain, i);
    }
}

static void
find_chains(struct finding *finding, struct file_facts facts)
{
    const struct ways *ways = &finding->ways;
    struct fact_file range = facts.table->files[facts.entry];
    if (ways->heads.len + ways->stars.len == 0) {
        return;
    }
    for (uint32_t i = 0; i < range.ends_len; i++) {
        struct chain chain =
            chain_at(facts.table, facts.table->ends[range.ends_first + i]);
        for (size_t k = 0; k < ways->heads.len && chain.len > 1; k++) {
            if (ways->heads.items[k].name == chain.links[0]->name) {
                walk(finding, &chain, ways->heads.items[k].import);
            }
        }
        for (size_t k = 0; k < ways->stars.len && chain.len > 1; k++) {
            walk(finding, &chain, ways->stars.items[k].import);
        }
    }
}

/* The files of modules, each once. */
struct module_files {
    file_id items[LISTS_MAX];
    size_t len;
};

static void
add_files(const struct finding *finding, place_id id,
          struct module_files *files)
{
    const struct place *place = place_at(finding, id);
    uint32_t end = place->targets.first + place->targets.len;
    for (uint32_t i = end - place->own_len; i < end; i++) {
        file_id file = finding->state->resolver.targets.items[i].file;
        size_t at = 0;
        while (at < files->len && files->items[at] != file) {
            at++;
        }
        if (at == files->len && at < LISTS_MAX) {
            files->items[files->len++] = file;
        }
    }
}

/* `__all__ = other.__all__`: the list of what `other` is. */
static void
add_other_lists(struct finding *finding, struct chain *chain,
                struct module_files *files)
{
    const struct fact_link *last = chain->links[chain->len - 1];
    struct str name = fact_link_name(chain->table, last);
    if (!str_equal(name, STR("__all__"))) {
        return;
    }
    chain->len--;
    chain->quiet = true;
    for (size_t i = 0; i < finding->others.heads.len; i++) {
        const struct head *head = &finding->others.heads.items[i];
        if (head->name == chain->links[0]->name) {
            walk(finding, chain, head->import);
            for (size_t k = 0; k < finding->here.len; k++) {
                add_files(finding, finding->here.items[k], files);
            }
        }
    }
}

/* What one file lists, if it is a submodule of `package`. */
static void
read_list(struct finding *finding, place_id package, file_id file,
          struct module_files *files)
{
    struct file_facts facts = finding->state->facts.items[file];
    if (!facts.table || file >= finding->state->imports_of.len) {
        return;
    }
    struct fact_file range = facts.table->files[facts.entry];
    find_ways(finding, file, &finding->others);
    for (uint32_t i = 0; i < range.ends_len; i++) {
        struct chain chain =
            chain_at(facts.table, facts.table->ends[range.ends_first + i]);
        if (chain.len > 1) {
            add_other_lists(finding, &chain, files);
            continue;
        }
        struct str name = fact_link_name(facts.table, chain.links[0]);
        place_id place = names_find(&finding->names, package, name).member;
        if (place != NO_PLACE) {
            VEC_PUSH(&finding->listed, (struct listed){name, place});
        }
    }
}

/* The submodules of `package` that its __all__ lists. */
static struct range
list_of(struct finding *finding, place_id package)
{
    uint32_t id;
    if (!map_get(&finding->list_ids, package, &id)) {
        struct module_files files = {.len = 0};
        struct range range = {(uint32_t)finding->listed.len, 0};
        add_files(finding, package, &files);
        for (size_t i = 0; i < files.len; i++) {
            read_list(finding, package, files.items[i], &files);
        }
        range.len = (uint32_t)finding->listed.len - range.first;
        id = (uint32_t)finding->lists.len;
        VEC_PUSH(&finding->lists, range);
        map_put(&finding->list_ids, package, id);
    }
    return finding->lists.items[id];
}

static void
find_listed(struct finding *finding)
{
    for (size_t i = 0; i < finding->ways.stars.len; i++) {
        uint32_t import = finding->ways.stars.items[i].import;
        struct range list =
            list_of(finding, reference_of(finding, import)->place);
        for (uint32_t k = 0; k < list.len; k++) {
            struct listed listed = finding->listed.items[list.first + k];
            note(finding, import, listed.place, listed.name);
        }
    }
}

static void
release(struct finding *finding)
{
    names_release(&finding->names);
    VEC_RELEASE(&finding->ways.heads);
    VEC_RELEASE(&finding->ways.stars);
    VEC_RELEASE(&finding->others.heads);
    VEC_RELEASE(&finding->others.stars);
    VEC_RELEASE(&finding->here);
    VEC_RELEASE(&finding->next);
    VEC_RELEASE(&finding->listed);
    VEC_RELEASE(&finding->lists);
    map_release(&finding->found);
    map_release(&finding->list_ids);
}

void
submodules_find(struct state *state)
{
    struct finding finding = {.state = state};
    names_init(&finding.names, state);
    state->submodules.len = 0;
    state->submodules_of.len = 0;
    for (file_id file = 0; file < state->imports_of.len; file++) {
        struct file_facts facts = state->facts.items[file];
        uint32_t first = (uint32_t)state->submodules.len;
        if (facts.table) {
            find_ways(&finding, file, &finding.ways);
            find_chains(&finding, facts);
            find_listed(&finding);
        }
        struct range range = {first, (uint32_t)state->submodules.len - first};
        VEC_PUSH(&state->submodules_of, range);
    }
    release(&finding);
}
