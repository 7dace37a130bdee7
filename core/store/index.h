/* SPDX-License-Identifier: MIT */
/*
 * index - what the last scan found, in one file that is mapped, not parsed.
 *
 * The file is a cache: whatever is wrong with it, from another version over
 * a flipped bit to a cut tail, means "scan anew" and is no error.  It is
 * never shared between machines.
 *
 *     offset  bytes
 *          0     16  "depstamp-index1\n"
 *         16      8  XXH3-64 of everything from offset 24 to the end
 *         24      4  0x01020304 in the writer's byte order
 *         28      4  version of the layout, INDEX_VERSION
 *         32      8  length of the file
 *         40      8  since_ns: the file system's time before the scan
 *         48     32  digest of the settings that the scan depends on
 *         80      8  number of sections
 *         88     24  per section: id, zero, offset, length (4, 4, 8, 8)
 *                    sections, each beginning at a multiple of 8
 *
 * What the sections hold is the business of who writes them; the index
 * knows bytes.  A section's length is a multiple of its records' size, which
 * the reader checks.
 *
 * Ownership: an index_file owns its mapping; sections point into it.
 * Threads: read-only.
 */
#ifndef CORE_STORE_INDEX_H
#define CORE_STORE_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/hash.h"
#include "core/sys/file.h"

enum {
    INDEX_VERSION = 2,
    INDEX_SECTIONS_MAX = 64,
};

struct index_section {
    uint32_t id;
    const void *data;
    size_t len; /* bytes */
};

struct index_file {
    struct file_map map;
    int64_t since_ns;
    uint64_t sum; /* of all the rest */
    size_t sections_len;
    struct index_section sections[INDEX_SECTIONS_MAX];
};

/*
 * Map the index at `path` if it is whole and was written under the same
 * settings.  Returns false otherwise, and then nothing needs closing.
 */
bool index_open(const char *path, const struct digest *settings,
                struct index_file *index);
void index_close(struct index_file *index);

/*
 * The section `id` as records of `size` bytes: their number in `*len`.
 * NULL with `*len` 0 if it is absent, or its length is no multiple.
 */
const void *index_records(const struct index_file *index, uint32_t id,
                          size_t size, size_t *len);

/*
 * An index as parts that lie where they are: writing 30 MB from one buffer
 * takes twice as long as writing them from their arrays.
 */
struct index_image {
    struct buf head;
    struct str parts[1 + 2 * INDEX_SECTIONS_MAX];
    size_t len;
};

/* Lay out these sections, which are borrowed, at most INDEX_SECTIONS_MAX. */
void index_image_init(struct index_image *image, const struct digest *settings,
                      int64_t since_ns, const struct index_section *sections,
                      size_t len);
void index_image_release(struct index_image *image);

/* The bytes of an index with these sections, appended to `out`. */
void index_write(struct buf *out, const struct digest *settings,
                 int64_t since_ns, const struct index_section *sections,
                 size_t len);

#endif
