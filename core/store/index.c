/* SPDX-License-Identifier: MIT */
#include "core/store/index.h"

#include <assert.h>
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
    index->sum = header.checksum;
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

/* Bytes from the start of a section to that of the next. */
static void
push_section(struct index_image *image, const struct index_section *section)
{
    static const char zeros[8];
    size_t padding = align(section->len) - section->len;
    image->parts[image->len++] = (struct str){section->data, section->len};
    image->parts[image->len++] = (struct str){zeros, padding};
}

void
index_image_init(struct index_image *image, const struct digest *settings,
                 int64_t since_ns, const struct index_section *sections,
                 size_t len)
{
    size_t offset =
        align(sizeof(struct header) + len * sizeof(struct section_row));
    struct header header = {.byte_order = BYTE_ORDER_MARK,
                            .version = INDEX_VERSION,
                            .since_ns = since_ns,
                            .settings = *settings,
                            .sections_len = len};
    assert(len <= INDEX_SECTIONS_MAX);
    memcpy(header.magic, magic, sizeof(magic));
    image->len = 1;
    buf_init(&image->head, BUF_UNLIMITED);
    buf_append(&image->head, &header, sizeof(header));
    for (size_t i = 0; i < len; i++) {
        struct section_row row = {
            .id = sections[i].id, .offset = offset, .len = sections[i].len};
        buf_append(&image->head, &row, sizeof(row));
        offset += align(sections[i].len);
        push_section(image, &sections[i]);
    }
    static const char zeros[8];
    buf_append(&image->head, zeros, align(image->head.len) - image->head.len);
    header.file_len = offset;
    memcpy(image->head.data, &header, sizeof(header));
    struct str head = buf_view(&image->head);
    image->parts[0] = str_slice(head, CHECKED_FROM, head.len);
    header.checksum = hash_64_parts(image->parts, image->len);
    memcpy(image->head.data, &header, sizeof(header));
    image->parts[0] = head;
}

void
index_image_release(struct index_image *image)
{
    buf_release(&image->head);
}

void
index_write(struct buf *out, const struct digest *settings, int64_t since_ns,
            const struct index_section *sections, size_t len)
{
    struct index_image image;
    index_image_init(&image, settings, since_ns, sections, len);
    for (size_t i = 0; i < image.len; i++) {
        buf_str(out, image.parts[i]);
    }
    index_image_release(&image);
}
