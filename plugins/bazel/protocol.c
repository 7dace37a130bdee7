/* SPDX-License-Identifier: MIT */
#include "plugins/bazel/protocol.h"

#include <pb_decode.h>
#include <pb_encode.h>

enum request_field { REQUEST_ARGUMENTS = 1, REQUEST_ID = 3, REQUEST_CANCEL };
enum response_field {
    RESPONSE_EXIT_CODE = 1,
    RESPONSE_OUTPUT,
    RESPONSE_ID,
    RESPONSE_CANCELLED,
};

/* Bytes of a length, 7 bits in each. */
enum { LENGTH_BYTES_MAX = 5 };

static pb_istream_t
stream_from(struct str bytes)
{
    return pb_istream_from_buffer((const pb_byte_t *)bytes.data, bytes.len);
}

size_t
protocol_length(struct str bytes)
{
    uint32_t len;
    size_t header = 0;
    while (header < bytes.len && header < LENGTH_BYTES_MAX &&
           (unsigned char)bytes.data[header] >= 0x80) {
        header++;
    }
    if (header == LENGTH_BYTES_MAX) {
        return SIZE_MAX;
    }
    if (header == bytes.len) {
        return 0;
    }
    pb_istream_t stream = stream_from(bytes);
    if (!pb_decode_varint32(&stream, &len)) {
        return SIZE_MAX;
    }
    return header + 1 + len;
}

static bool
read_text(pb_istream_t *stream, struct arena *arena, struct str *text)
{
    pb_istream_t part;
    if (!pb_make_string_substream(stream, &part)) {
        return false;
    }
    size_t len = part.bytes_left;
    char *bytes = arena_alloc(arena, len + 1);
    bytes[len] = '\0';
    *text = (struct str){bytes, len};
    return pb_read(&part, (pb_byte_t *)bytes, len) &&
           pb_close_string_substream(stream, &part);
}

static bool
read_field(pb_istream_t *stream, struct arena *arena, pb_wire_type_t type,
           uint32_t tag, struct work_request *request)
{
    uint64_t number = 0;
    if (tag == REQUEST_ARGUMENTS && type == PB_WT_STRING) {
        struct str text;
        if (!read_text(stream, arena, &text)) {
            return false;
        }
        VEC_PUSH(&request->arguments, text);
        return true;
    }
    if ((tag != REQUEST_ID && tag != REQUEST_CANCEL) || type != PB_WT_VARINT) {
        return pb_skip_field(stream, type);
    }
    if (!pb_decode_varint(stream, &number)) {
        return false;
    }
    if (tag == REQUEST_ID) {
        request->id = (int32_t)(uint32_t)number;
    } else {
        request->cancel = number != 0;
    }
    return true;
}

bool
protocol_read(struct arena *arena, struct str message,
              struct work_request *request)
{
    pb_istream_t stream = stream_from(message);
    pb_wire_type_t type;
    uint32_t len;
    uint32_t tag;
    bool end = false;
    *request = (struct work_request){.id = 0};
    if (!pb_decode_varint32(&stream, &len) || len != stream.bytes_left) {
        return false;
    }
    while (pb_decode_tag(&stream, &type, &tag, &end)) {
        if (!read_field(&stream, arena, type, tag, request)) {
            return false;
        }
    }
    return end;
}

static bool
write_number(pb_ostream_t *stream, enum response_field field, int32_t number)
{
    /* As protobuf writes int32: negative ones with 64 bits. */
    return number == 0 ||
           (pb_encode_tag(stream, PB_WT_VARINT, (uint32_t)field) &&
            pb_encode_varint(stream, (uint64_t)(int64_t)number));
}

static bool
write_fields(pb_ostream_t *stream, const struct work_response *response)
{
    return write_number(stream, RESPONSE_EXIT_CODE, response->exit_code) &&
           (response->output.len == 0 ||
            (pb_encode_tag(stream, PB_WT_STRING, RESPONSE_OUTPUT) &&
             pb_encode_string(stream, (const pb_byte_t *)response->output.data,
                              response->output.len))) &&
           write_number(stream, RESPONSE_ID, response->id) &&
           write_number(stream, RESPONSE_CANCELLED, response->was_cancelled);
}

void
protocol_write(const struct work_response *response, struct buf *out)
{
    pb_ostream_t counted = PB_OSTREAM_SIZING;
    (void)write_fields(&counted, response);
    size_t room = counted.bytes_written + LENGTH_BYTES_MAX;
    char *bytes = buf_reserve(out, room);
    pb_ostream_t stream = pb_ostream_from_buffer((pb_byte_t *)bytes, room);
    if (pb_encode_varint(&stream, counted.bytes_written) &&
        write_fields(&stream, response)) {
        out->len += stream.bytes_written;
    }
}
