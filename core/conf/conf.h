/* SPDX-License-Identifier: MIT */
/*
 * conf - the settings of one project, from `depstamp.yaml`, the environment
 * and defaults, in that order of care.
 *
 * One table (conf_table.c) holds each setting's name, type, default, bounds
 * and help; the YAML reader, the environment reader, `config show`, the JSON
 * schema and the documented default file are all made from it.  Unknown keys
 * and wrong types are errors with file, line and column and the nearest
 * valid word.
 *
 * Keys of sections are dotted here ("cache.max_size").  In the environment
 * the same key is DEPSTAMP_CACHE_MAX_SIZE; a list is separated by ":" as in
 * PATH, and an empty variable counts as not set.  Maps and rows (`depends`,
 * `analyzers`, `tiers`) stand in the file only.
 *
 * Sizes are a number and a unit (2GiB, 500MB), durations one or more of them
 * (30d, 10min, 1h30m).  A bare number is refused where a unit is needed.
 *
 * Ownership: a conf owns its arena; texts live in it.
 * Threads: read-only after loading.
 *
 *     if (conf_load("depstamp.yaml", environ, &conf, &err) != 0) …
 *     use conf.roots, conf.limits.jobs, …
 *     conf_release(&conf);
 */
#ifndef CORE_CONF_CONF_H
#define CORE_CONF_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/hash.h"
#include "core/base/str.h"

enum {
    CONF_FILE_MAX = 1 << 20, /* bytes of depstamp.yaml */
    CONF_LIST_MAX = 10000,   /* items of a list, rows of `depends` */
    CONF_ANALYZERS_MAX = 1000,
    CONF_TIERS_MAX = 100,
    CONF_JOBS_MAX = 1024,
};

/* The name that is searched for upwards. */
#define CONF_FILE_NAME "depstamp.yaml"

struct conf_list {
    struct str *items;
    size_t len;
    bool set; /* given by the user, maybe empty */
};

/* One row of `depends:`: subjects by glob, data files by globs. */
struct conf_depends {
    struct str subject;
    struct conf_list data;
};

/* How much of a dependency an analyzer sees (design section 1). */
enum conf_level {
    CONF_LEVEL_NONE,
    CONF_LEVEL_NAMES,
    CONF_LEVEL_DECLARED,
    CONF_LEVEL_INFERRED,
    CONF_LEVEL_CODE,
    CONF_LEVEL_CONTENT,
};

enum conf_scope { CONF_SCOPE_FILE, CONF_SCOPE_PROJECT };
enum conf_precision { CONF_PRECISION_FILE, CONF_PRECISION_SYMBOL };
/* How many files one process of an analyzer is given. */
enum conf_per_batch {
    CONF_BATCH_FILE,
    CONF_BATCH_CHUNK,
    CONF_BATCH_FIXED, /* pieces of the tree that are always the same */
    CONF_BATCH_WHOLE,
};
/* Which files may share a batch: any; those for which the same folder is the
   nearest one with a file of `nearest`; or those with different module names
   (mypy refuses m.py beside m.pyi, and two setup.py). */
enum conf_batch_by {
    CONF_BATCH_BY_ANY,
    CONF_BATCH_BY_NEAREST,
    CONF_BATCH_BY_MODULE,
};
/* How a list too long for arguments is given: split, as @FILE, or on standard
   input. */
enum conf_files { CONF_FILES_ARGUMENTS, CONF_FILES_AT_FILE, CONF_FILES_STDIN };
/* Where an analyzer writes its findings. */
enum conf_stream { CONF_STREAM_STDOUT, CONF_STREAM_STDERR };
enum conf_on { CONF_ON_CHANGED, CONF_ON_AFFECTED, CONF_ON_ALL };
enum conf_after { CONF_AFTER_ANY, CONF_AFTER_CLEAN };
enum conf_sign { CONF_SIGN_OPTIONAL, CONF_SIGN_REQUIRED };

/* What rows of `analyzers:` and `tiers:` have in common. */
struct conf_row {
    struct str name;
    uint32_t line; /* of depstamp.yaml, 1-based */
    uint32_t column;
    uint64_t given; /* keys that the row has; ask conf_analyzer_gives */
};

/*
 * One row of `analyzers:`.  What the row leaves out has its default here; a
 * preset's value comes before that default, which is why `given` is kept.
 */
struct conf_analyzer {
    struct conf_row row;
    struct str preset; /* a name of conf_presets, or empty: `command` is set */
    struct conf_list command;
    struct conf_list args;
    struct str output; /* name of a format, "gcc" if none is given */
    enum conf_stream stream;
    enum conf_level level;
    enum conf_scope scope;
    enum conf_precision precision;
    struct conf_list paths;        /* globs of subjects; not set: all */
    struct conf_list exclude;      /* gitignore patterns */
    struct conf_list not_in_names; /* texts in paths that the tool would take
                                      for something else */
    struct conf_list inputs;  /* files and globs that configure it, relative
                                 to the root; "~/" is the home folder */
    struct conf_list upwards; /* names of such files in the root's folder and
                                 all above it */
    struct conf_list nearest; /* the same from each file's own folder on */
    struct conf_list env;     /* names of variables that it reads; "A*" */
    struct conf_list env_set; /* "NAME=value": set for it; {root}, {roots},
                                 {cache} stand for what they say, {inherited}
                                 for what it was */
    struct conf_list env_unset;
    struct conf_list version;  /* the command that prints its version */
    struct conf_list identity; /* what else it is: "python" (the Python that
                                  runs it, with its distributions),
                                  "environment" (the project's: site.h),
                                  "path" (the first Python on PATH) */
    enum conf_per_batch per_batch;
    enum conf_batch_by batch_by;
    enum conf_files list;
    struct conf_list clean;     /* exit statuses: "0"; ranges: "2-9" */
    struct conf_list findings;  /* what is in neither list is broken */
    struct conf_list broken_if; /* "no-output": a status of findings without
                                   any, or with a traceback; texts on the other
                                   stream */
    struct conf_list drop; /* "CODE" or "CODE:start of message": findings that
                              differ from run to run */
    struct str pattern;    /* regular expression of format "regex" */
    uint32_t pattern_line; /* where it stands, if the row has one */
    uint32_t pattern_column;
    struct str url;        /* of a code's explanation; {code} */
    bool writes;           /* it may write files of the tree */
    bool root_in_messages; /* absolute paths stand in its messages */
};

/* One row of `tiers:`, in the order of the file: quick to thorough. */
struct conf_tier {
    struct conf_row row;
    struct conf_list analyzers; /* each a row of `analyzers:` or a preset */
    struct conf_list paths;     /* globs; not set: all */
    enum conf_on on;
    enum conf_after after;
    uint32_t limit;        /* affected files; 0: no limit */
    struct str past_limit; /* "skip", or the name of another tier */
};

struct conf {
    struct arena arena;
    struct str file;          /* path of depstamp.yaml, or empty */
    struct conf_list roots;   /* relative paths; not set: detect */
    struct conf_list exclude; /* gitignore patterns */
    struct conf_list include; /* globs of further subjects */
    bool gitignore;
    struct str python_version; /* "3.12", or empty: 3.8 to 3.15 */
    struct {
        bool enabled;
        uint32_t min_dots;
        struct conf_list ignore; /* globs of dotted names */
    } string_imports;
    struct conf_depends *depends;
    size_t depends_len;
    struct conf_analyzer *analyzers; /* in the order of the file */
    size_t analyzers_len;
    bool analyzers_set; /* if not: those that the project configures */
    struct conf_tier *tiers;
    size_t tiers_len;
    bool tiers_set;
    struct {
        struct str dir; /* relative to the root, or absolute */
        uint64_t max_size_bytes;
        uint64_t max_age_ms;
        enum hash_algorithm hash;
        uint32_t compression; /* level of zstd */
        struct str namespace;
        enum conf_sign sign;
        struct conf_list public_keys; /* 64 hexadecimal digits each */
    } cache;
    struct {
        uint32_t jobs;  /* 0: as many as there are processors */
        uint32_t chunk; /* files per process; 0: found out */
        uint64_t timeout_ms;
        uint64_t memory_bytes;
    } limits;
    struct str *origins; /* of each setting, private to conf */
};

/* The analyzers that need no row: names of presets and of what is built in
   ("syntax", "imports"), sorted, and NULL at the end. */
extern const char *const conf_presets[];
extern const size_t conf_presets_len;
/* What `level` and `precision` may say, NULL at the end. */
extern const char *const conf_levels[];
extern const char *const conf_precisions[];
/* What `output` may say: the names of format.h, sorted, NULL at the end. */
extern const char *const conf_formats[];

/*
 * Defaults, then `path` (NULL: no file), then DEPSTAMP_* variables of
 * `environment` (as `environ`; NULL: none).  ERR_FORMAT with
 * "depstamp.yaml:3:7: unknown key `rots`; did you mean `roots`?"; an absolute
 * `path` is called by its last name there, any other as it is.  ERR_ABSENT
 * and ERR_IO as file_read, ERR_LIMIT beyond CONF_FILE_MAX.  On failure there
 * is nothing to release.
 *
 * A variable of ours that is one slip away from a setting's name is an
 * error like an unknown key; others (DEPSTAMP_VERSION of some script) are
 * left alone.
 */
int conf_load(const char *path, char *const *environment, struct conf *conf,
              struct err *err);
/* The same for text that is there already, called `name` in errors. */
int conf_parse(const char *name, struct str text, char *const *environment,
               struct conf *conf, struct err *err);
void conf_release(struct conf *conf);

/*
 * Set one setting from text, as an option does: conf_override(conf,
 * "limits.jobs", "4", "--jobs", err).  Types and bounds are those of the
 * file; `origin` is what `config show` and errors call the source.
 * `key` is one of the table: anything else is a mistake of ours and aborts.
 */
int conf_override(struct conf *conf, const char *key, const char *text,
                  const char *origin, struct err *err);

/*
 * The row that needs no row: `config/analyzers/NAME.yaml`, which is compiled
 * in, called by its name, complete.  Of what is built in, and of other names,
 * the defaults.
 */
void conf_preset(struct arena *arena, struct str name,
                 struct conf_analyzer *preset);
/*
 * `row` with what it leaves out from its preset.  Lists of inputs, variables
 * and dropped findings are both's: what a row adds takes nothing away, and a
 * variable set by both is set by the row.
 */
void conf_analyzer_complete(struct arena *arena,
                            const struct conf_analyzer *row,
                            struct conf_analyzer *complete);
/* Is `status` one of `list`, which has numbers and ranges? */
bool conf_status_is(const struct conf_list *list, int status);

/* Does the row itself say `key` ("level")?  If not, its preset does. */
bool conf_analyzer_gives(const struct conf_analyzer *analyzer, const char *key);

/* The settings in force as YAML, each with a comment saying where from. */
void conf_show(const struct conf *conf, struct buf *out);
/* The JSON schema (draft 2020-12) of depstamp.yaml. */
void conf_schema(struct buf *out);

/* What a project's files say about one setting. */
struct conf_hint {
    const char *path;    /* "roots" */
    const char *comment; /* a line for above it, without the "#"; or NULL */
    const char *value;   /* YAML to stand in place of the example, with the
                            name, whole lines; NULL leaves the comment */
};

/* The commented default file that `init` writes. */
void conf_default_file(const struct conf_hint *hints, size_t len,
                       struct buf *out);
/* "0.2.5", of the library that reads YAML. */
const char *conf_yaml_version(void);

/*
 * A digest of every setting that changes what a scan finds (exclude,
 * include, gitignore, string_imports, hash): the index is made anew when it
 * differs.
 */
void conf_scan_digest(const struct conf *conf, struct digest *digest);

#endif
