/* SPDX-License-Identifier: MIT */
#include "core/run/pythons.h"

#include <stdlib.h>

#include "core/run/ask.h"
#include "core/run/sources_digest.h"
#include "core/sys/path.h"
#include "core/sys/program.h"
#include "core/sys/site.h"

void
pythons_init(struct pythons *pythons, const struct pythons_options *options)
{
    *pythons = (struct pythons){.options = options};
    arena_init(&pythons->arena);
    intern_init(&pythons->places);
    intern_init(&pythons->sources);
}

void
pythons_release(struct pythons *pythons)
{
    VEC_RELEASE(&pythons->known);
    intern_release(&pythons->places);
    intern_release(&pythons->sources);
    arena_release(&pythons->arena);
}

bool
pythons_is_python(struct str program)
{
    struct str name = path_name(program);
    return str_starts_with(name, STR("python")) ||
           str_starts_with(name, STR("pypy"));
}

/* "Python 3.11.7"; one that does not answer has no version. */
static struct str
version_of(struct pythons *pythons, struct str interpreter)
{
    const struct pythons_options *options = pythons->options;
    struct program_search search = {str_from(options->root),
                                    options->environment};
    struct program program;
    struct hasher hasher;
    struct digest key;
    struct str answer = {0};
    struct err err;
    if (!program_find(&pythons->arena, &search, interpreter, &program)) {
        return answer;
    }
    intern_text(&pythons->places, program.path);
    hasher_init(&hasher, options->algorithm);
    hasher_begin(&hasher, "python-version");
    hasher_text(&hasher, 'r', program.real);
    hasher_text(&hasher, 's',
                (struct str){(const char *)&program.sig, sizeof(program.sig)});
    hasher_end(&hasher, &key);
    hasher_release(&hasher);
    const char *argv[] = {program.path.data, "-V", NULL};
    struct asking asking = {.argv = argv,
                            .folder = "/",
                            .environment =
                                (const char *const *)options->environment,
                            .timeout_ms = options->timeout_ms};
    if (!tool_memory_find(options->memory, &key, &answer) &&
        ask(&pythons->arena, &asking, &answer, &err) == 0) {
        tool_memory_put(options->memory, &key, answer);
    }
    return answer;
}

static void
note_places(struct pythons *pythons, const struct site *site)
{
    for (size_t i = 0; i < site->folders.len; i++) {
        intern_text(&pythons->places, site->folders.items[i].path);
    }
    for (size_t i = 0; i < site->sources.len; i++) {
        intern_text(&pythons->sources, site->sources.items[i]);
    }
}

static struct digest
digest_site(struct pythons *pythons, const struct site *site,
            struct str interpreter)
{
    const struct pythons_options *options = pythons->options;
    struct hasher hasher;
    struct digest digest;
    struct digest part;
    struct str version = {0};
    if (interpreter.len > 0) {
        version = version_of(pythons, interpreter);
    }
    note_places(pythons, site);
    hasher_init(&hasher, options->algorithm);
    site_digest(site, &hasher, &part);
    hasher_begin(&hasher, "python");
    hasher_text(&hasher, 'v', version);
    hasher_digest(&hasher, 's', &part);
    for (size_t i = 0; i < site->sources.len; i++) {
        sources_digest(options->memory, options->algorithm,
                       site->sources.items[i], STR(""), &part);
        hasher_digest(&hasher, 'e', &part);
    }
    hasher_end(&hasher, &digest);
    hasher_release(&hasher);
    return digest;
}

struct digest
pythons_of(struct pythons *pythons, struct str interpreter)
{
    const struct pythons_options *options = pythons->options;
    for (size_t i = 0; i < pythons->known.len; i++) {
        if (str_equal(pythons->known.items[i].interpreter, interpreter)) {
            return pythons->known.items[i].digest;
        }
    }
    struct site *site =
        site_find_python(options->root, options->environment, interpreter);
    struct python_known known = {
        .interpreter = arena_str(&pythons->arena, interpreter),
        .digest =
            digest_site(pythons, site,
                        interpreter.len > 0 ? interpreter : site->interpreter),
    };
    site_free(site);
    VEC_PUSH(&pythons->known, known);
    return known.digest;
}

struct digest
pythons_environment(struct pythons *pythons)
{
    const struct pythons_options *options = pythons->options;
    if (!pythons->has_environment) {
        struct site *site = site_find(options->root, options->environment);
        pythons->environment = digest_site(pythons, site, site->interpreter);
        pythons->has_environment = true;
        site_free(site);
    }
    return pythons->environment;
}
