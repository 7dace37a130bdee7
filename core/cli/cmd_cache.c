/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/nearest.h"
#include "core/cli/cache.h"
#include "core/plan/cache_dir.h"

static int
show_dir(struct cache_call *call, struct err *err)
{
    (void)err;
    out_printf(&call->cli->out, "%s\n", call->dir.data);
    return CLI_CLEAN;
}

/* What a part takes besides its words. */
enum takes {
    TAKES_FORMAT = 1 << 0,
    TAKES_LIMITS = 1 << 1,
    TAKES_PACKING = 1 << 2,
    TAKES_KEY = 1 << 3,
};

static const struct part {
    const char *name;
    int (*run)(struct cache_call *call, struct err *err);
    unsigned takes; /* enum takes */
    size_t min;     /* words */
    size_t max;
    const char *words;
} parts[] = {
    {"dir", show_dir, 0, 0, 0, "nothing"},
    {"stats", cache_stats, TAKES_FORMAT, 0, 0, "nothing"},
    {"verify", cache_verify, TAKES_FORMAT, 0, 0, "nothing"},
    {"prune", cache_prune, TAKES_LIMITS, 0, 0, "nothing"},
    {"clear", cache_clear, 0, 0, 0, "nothing"},
    {"save", cache_save, TAKES_PACKING | TAKES_KEY, 1, 1, "FILE"},
    {"restore", cache_restore, 0, 1, SIZE_MAX, "FILE…"},
    {"warm", cache_warm, 0, 0, SIZE_MAX, "REV…"},
    {"key", cache_key, 0, 0, 0, "nothing"},
    {"keygen", cache_keygen, 0, 1, 1, "FILE"},
    {"sign", cache_sign, TAKES_KEY, 1, 1, "FILE"},
};

enum { PARTS = sizeof(parts) / sizeof(*parts) };

static const struct part *
find_part(const char *name, struct err *err)
{
    struct nearest nearest = nearest_to(str_from(name));
    for (size_t i = 0; i < PARTS; i++) {
        if (strcmp(parts[i].name, name) == 0) {
            return &parts[i];
        }
        nearest_offer(&nearest, str_from(parts[i].name));
    }
    if (nearest.best.len > 0) {
        err_set(err, ERR_USAGE, "no `cache %s`; did you mean `cache %.*s`?",
                name, (int)nearest.best.len, nearest.best.data);
    } else {
        err_set(err, ERR_USAGE, "no `cache %s`; see `depstamp help cache`",
                name);
    }
    return NULL;
}

/* The first option that was given and does not belong to the part. */
static int
check_options(const struct part *part, const struct cache_values *values,
              struct err *err)
{
    const struct {
        const char *name;
        bool given;
        unsigned of;
    } options[] = {
        {"format", values->format != NULL, TAKES_FORMAT},
        {"max-size", values->max_size != NULL, TAKES_LIMITS},
        {"max-age", values->max_age != NULL, TAKES_LIMITS},
        {"unused-since", values->unused_since != NULL, TAKES_LIMITS},
        {"dry-run", values->dry_run, TAKES_LIMITS},
        {"since-run", values->since_run, TAKES_PACKING},
        {"compression", values->compression != 0, TAKES_PACKING},
        {"key", values->key != NULL, TAKES_KEY},
    };
    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
        if (options[i].given && !(part->takes & options[i].of)) {
            return err_set(err, ERR_USAGE, "`cache %s` has no option --%s",
                           part->name, options[i].name);
        }
    }
    return 0;
}

struct db *
cache_open(const struct cache_call *call, struct err *err)
{
    struct arena *arena = &call->cli->arena;
    struct err ignored;
    /* Where it cannot be made the store says so. */
    (void)cache_dir_make(arena, call->dir, &ignored);
    return db_open_as(call->dir.data, call->cli->conf.cache.namespace, err);
}

struct upkeep
cache_upkeep(const struct cache_call *call, struct db *db)
{
    return (struct upkeep){
        .db = db,
        .cache_dir = call->dir,
        .root = call->cli->root,
        .symbols = call->cli->symbols,
    };
}

int
cache_close(struct db *db, struct err *err)
{
    int status = 0;
    db_flush(db);
    if (db_problem(db)) {
        status = err_set(err, ERR_IO, "%s", db_problem(db));
    }
    db_close(db);
    return status;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    if (args->len == 0) {
        return err_set(err, ERR_USAGE,
                       "what about the cache? see `depstamp help cache`");
    }
    const struct part *part = find_part(args->words[0], err);
    struct args rest = {args->values, args->words + 1, args->len - 1};
    if (!part || check_options(part, args->values, err) != 0 ||
        cli_expect_words(&rest, part->min, part->max, part->words, err) != 0 ||
        cli_load(cli, err) != 0) {
        return -1;
    }
    struct cache_call call = {
        .cli = cli,
        .values = args->values,
        .dir = cache_dir_path(&cli->arena, cli->root, &cli->conf),
        .words = rest.words,
        .words_len = rest.len,
    };
    return part->run(&call, err);
}

static const struct opt options[] = {
    {.name = "format",
     .kind = OPT_TEXT,
     .value = "FORMAT",
     OPT_AT(struct cache_values, format),
     .help = "stats, verify: text (default) or json"},
    {.name = "max-size",
     .kind = OPT_TEXT,
     .value = "SIZE",
     OPT_AT(struct cache_values, max_size),
     .help = "prune: what is left is not larger; cache.max_size if absent"},
    {.name = "max-age",
     .kind = OPT_TEXT,
     .value = "AGE",
     OPT_AT(struct cache_values, max_age),
     .help = "prune: what was not used for longer goes; cache.max_age if "
             "absent"},
    {.name = "unused-since",
     .kind = OPT_TEXT,
     .value = "RUN",
     OPT_AT(struct cache_values, unused_since),
     .help = "prune: so does what this run and later ones did not use; a "
             "number of `cache stats`, or `last`"},
    {.name = "dry-run",
     .kind = OPT_FLAG,
     OPT_AT(struct cache_values, dry_run),
     .help = "prune: only say what would go"},
    {.name = "since-run",
     .kind = OPT_FLAG,
     OPT_AT(struct cache_values, since_run),
     .help = "save: only what the last run added"},
    {.name = "compression",
     .kind = OPT_NUMBER,
     .value = "N",
     .min = 1,
     .max = 19,
     OPT_AT(struct cache_values, compression),
     .help = "save: level of zstd; cache.compression if absent"},
    {.name = "key",
     .kind = OPT_TEXT,
     .value = "FILE",
     OPT_AT(struct cache_values, key),
     .help = "save, sign: the secret key; DEPSTAMP_SIGNING_KEY if absent"},
    {0},
};

static const char *const words[] = {"dir",   "stats",  "verify",  "prune",
                                    "clear", "save",   "restore", "warm",
                                    "key",   "keygen", "sign",    NULL};

static const struct cmd_example examples[] = {
    {"depstamp cache stats", "what it holds, and how much time it saved"},
    {"depstamp cache save depstamp.tar",
     "everything in one file, for a CI's cache"},
    {"depstamp cache prune --max-size 200MB", "least recently used first"},
    {0},
};

const struct cmd cmd_cache = {
    .name = "cache",
    .usage = "dir | stats | verify | prune | clear | save FILE | restore FILE… "
             "| warm [REV…] | key | keygen FILE | sign FILE",
    .words = words,
    .argument = "FILE",
    .help = "look after what is kept between runs",
    .details =
        "  dir      where it lies\n"
        "  stats    entries and bytes by kind; what runs found, and why not\n"
        "  verify   read and check everything; what is damaged is forgotten\n"
        "  prune    remove what was not used for long, least lately first\n"
        "  clear    remove everything\n"
        "  save     write all that this namespace has into one archive\n"
        "  restore  take what archives hold; damage is a miss, no error\n"
        "  warm     parse what revisions hold (HEAD), the work tree stays\n"
        "  key      what the name of an archive in a CI's cache begins with\n"
        "  keygen   write a new secret key to FILE, print its public key\n"
        "  sign     sign an archive that is there\n\n"
        "After each run the cache is within cache.max_size, and once a day\n"
        "what was not used for cache.max_age goes.\n",
    .options = options,
    .values_size = sizeof(struct cache_values),
    .examples = examples,
    .run = run,
};
