# SPDX-License-Identifier: MIT
"""Tars and segments written by hand, so that nothing in them has to be right."""

import hashlib
import struct

BLOCK = 512


def octal(number, width):
    """As tar writes numbers; too large ones in base 256, as GNU's does."""
    if number < 8 ** (width - 1):
        return b"%0*o\0" % (width - 1, number)
    return b"\x80" + number.to_bytes(width - 1, "big")


def header(name, size, kind=b"0", link=b"", magic=b"ustar\x0000", size_field=None):
    block = bytearray(BLOCK)
    block[0:100] = name[:100].ljust(100, b"\0")
    block[100:108] = octal(0o644, 8)
    block[108:116] = block[116:124] = octal(0, 8)
    block[124:136] = size_field or octal(size, 12)
    block[136:148] = octal(0, 12)
    block[148:156] = b" " * 8
    block[156:157] = kind
    block[157:257] = link[:100].ljust(100, b"\0")
    block[257:265] = magic
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def member(name, content, told=None, **how):
    """`told`: the size that stands in the header, if it is another one."""
    padding = -len(content) % BLOCK
    size = len(content) if told is None else told
    return header(name, size, **how) + content + bytes(padding)


def tar(*members):
    return b"".join(members) + bytes(2 * BLOCK)


def raw_frame(content, told=None):
    """A zstd frame of blocks that are not compressed."""
    out = b"\x28\xb5\x2f\xfd" + bytes([0xE0])
    out += struct.pack("<Q", len(content) if told is None else told)
    pieces = [content[i : i + 65536] for i in range(0, len(content), 65536)] or [b""]
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        out += (len(piece) << 3 | last).to_bytes(3, "little") + piece
    return out


def bomb(size, told=None):
    """A zstd frame of zeros, 4 bytes for each 128 KiB."""
    out = b"\x28\xb5\x2f\xfd" + bytes([0xE0])
    out += struct.pack("<Q", size if told is None else told)
    while size > 0:
        piece = min(size, 1 << 17)
        size -= piece
        out += (piece << 3 | 1 << 1 | (size == 0)).to_bytes(3, "little") + b"\0"
    return out


def columns(rows):
    """(kind, key, value): as they stand in a segment."""
    sizes = b"".join(struct.pack("<II", kind, len(value)) for kind, _, value in rows)
    return sizes + b"".join(key for _, key, _ in rows) + b"".join(value for *_, value in rows)


def segment(frame, count, raw, **other):
    """With a right checksum, whatever it says of itself; see segment.h."""
    space = other.get("namespace", b"main")
    first = other.get("magic", b"dsseg1\n\0")
    first += bytes([other.get("algorithm", 0), len(space) & 0xFF, 0, 0])
    first += struct.pack("<IQQ", count, raw, other.get("frame_len", len(frame)))
    rest = space + frame
    digest = hashlib.sha256(first + rest).digest()
    return first + digest + other.get("signer", bytes(32)) + bytes(64) + rest
