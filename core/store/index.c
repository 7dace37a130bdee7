/* SPDX-License-Identifier: MIT */
#include "core/store/index.h"

#include <string.h>

static const char magic[16] = {'d', 'e', 'p', 's', 't', 'a', 'm', 'p',
                               '-', 'i', 'n', 'd', 'e', 'x', '1', '\n'};

enum { CHECKED_FROM = 24, BYTE_ORDER_MARK = 0x01020304 };

/* The first 88 bytes; every field lies at its natural alignment. */
struct header {
    char magic[16];
    uint64_t checksum;
    uint32_t byte_order;
    uint32_t version;
    uint64_t file_len;
    int64_t since_ns;
    struct digest settings;
    uint64_t sections_len;
};

struct section_row {
    uint32_t id;
    uint32_t zero;
    uint64_t offset;
    uint64_t len;
};

_Static_assert(sizeof(struct header) == 88, "as the format says");
_Static_assert(sizeof(struct section_row) == 24, "as the format says");

static bool
header_matches(const struct header *header, size_t file_len,
               const struct digest *settings)
{
    return memcmp(header->magic, magic, sizeof(magic)) == 0 &&
           header->byte_order == BYTE_ORDER_MARK &&
           header->version == INDEX_VERSION && header->file_len == file_len &&
           header->sections_len <= INDEX_SECTIONS_MAX &&
           digest_equal(&header->settings, settings);
}

static bool
read_sections(struct index_file *index, const struct header *header)
{
    size_t len = index->map.len;
    size_t table = (size_t)header->sections_len * sizeof(struct section_row);
    if (len - sizeof(*header) < table) {
        return false;
    }
    for (size_t i = 0; i < header->sections_len; i++) {
        struct section_row row;
        memcpy(&row, index->map.data + sizeof(*header) + i * sizeof(row),
               sizeof(row));
        if (row.offset > len || row.len > len - row.offset ||
            row.offset % 8 != 0) {
            return false;
        }
        index->sections[i] = (struct index_section){
            row.id, index->map.data + row.offset, (size_t)row.len};
    }
    index->sections_len = (size_t)header->sections_len;
    return true;
}

static bool
read_all(struct index_file *index, const struct digest *settings)
{
    struct header header;
    const struct file_map *map = &index->map;
    if (map->len < sizeof(header)) {
        return false;
    }
    memcpy(&header, map->data, sizeof(header));
    if (!header_matches(&header, map->len, settings) ||
        header.checksum !=
            hash_64(map->data + CHECKED_FROM, map->len - CHECKED_FROM)) {
        return false;
    }
    index->since_ns = header.since_ns;
    return read_sections(index, &header);
}

bool
index_open(const char *path, const struct digest *settings,
           struct index_file *index)
{
    struct err err;
    memset(index, 0, sizeof(*index));
    if (file_map_open(path, &index->map, &err) != 0) {
        return false;
    }
    if (!read_all(index, settings)) {
        index_close(index);
        return false;
    }
    return true;
}

void
index_close(struct index_file *index)
{
    file_map_close(&index->map);
    memset(index, 0, sizeof(*index));
}

const void *
index_records(const struct index_file *index, uint32_t id, size_t size,
              size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < index->sections_len; i++) {
        const struct index_section *section = &index->sections[i];
        if (section->id == id && section->len % size == 0) {
            *len = section->len / size;
            return section->data;
        }
    }
    return NULL;
}

static size_t
align(size_t offset)
{
    return (offset + 7) & ~(size_t)7;
}

/* Once, since growing copies what is tens of megabytes for large trees. */
static void
reserve(struct buf *out, size_t offset, const struct index_section *sections,
        size_t len)
{
    for (size_t i = 0; i < len; i++) {
        offset = align(offset) + sections[i].len;
    }
    buf_reserve(out, offset);
}

void
index_write(struct buf *out, const struct digest *settings, int64_t since_ns,
            const struct index_section *sections, size_t len)
{
    size_t offset = sizeof(struct header) + len * sizeof(struct section_row);
    struct header header = {.byte_order = BYTE_ORDER_MARK,
                            .version = INDEX_VERSION,
                            .since_ns = since_ns,
                            .settings = *settings,
                            .sections_len = len};
    memcpy(header.magic, magic, sizeof(magic));
    size_t start = out->len;
    reserve(out, offset, sections, len);
    buf_append(out, &header, sizeof(header));
    for (size_t i = 0; i < len; i++) {
        offset = align(offset);
        struct section_row row = {
            .id = sections[i].id, .offset = offset, .len = sections[i].len};
        buf_append(out, &row, sizeof(row));
        offset += sections[i].len;
    }
    for (size_t i = 0; i < len; i++) {
        static const char zeros[8];
        size_t at = out->len - start;
        buf_append(out, zeros, align(at) - at);
        buf_append(out, sections[i].data, sections[i].len);
    }
    header.file_len = out->len - start;
    memcpy(out->data + start, &header, sizeof(header));
    header.checksum = hash_64(out->data + start + CHECKED_FROM,
                              out->len - start - CHECKED_FROM);
    memcpy(out->data + start, &header, sizeof(header));
}
