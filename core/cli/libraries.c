/* SPDX-License-Identifier: MIT */
#include "core/cli/libraries.h"

#include <string.h>

#include "core/base/nfkc.h"
#include "core/conf/conf.h"
#include "core/run/format_json.h"
#include "core/store/db.h"
#include "core/store/squeeze.h"
#include "core/store/tape.h"
#include "core/sys/processes.h"

void
libraries_read(struct libraries *libraries)
{
    const struct library items[LIBRARIES] = {
        {"libyaml", conf_yaml_version()},
        {"sqlite", db_version()},
        {"libuv", processes_library_version()},
        {"libarchive", tape_version()},
        {"zstd", squeeze_version()},
        {"xxhash", hash_xxh3_version(libraries->xxhash)},
        {"libcrypto", hash_sha256_version()},
        {"utf8proc", nfkc_library_version()},
        {"jansson", format_json_version()},
        {"pcre2", format_regex_version(libraries->pcre2)},
    };
    memcpy(libraries->items, items, sizeof(items));
}
