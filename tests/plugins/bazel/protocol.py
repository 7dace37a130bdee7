# SPDX-License-Identifier: MIT
"""A client of persistent workers, as Bazel is one."""

import subprocess


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(tag, value):
    if isinstance(value, int):
        return varint(tag << 3) + varint(value)
    return varint(tag << 3 | 2) + varint(len(value)) + value


def request(*words, number=0, cancel=False, inputs=()):
    body = b"".join(field(1, str(word).encode()) for word in words)
    for path, digest in inputs:
        body += field(2, field(1, path.encode()) + field(2, digest.encode()))
    body += field(3, number) if number else b""
    body += field(4, 1) if cancel else b""
    # What later versions of Bazel say besides.
    body += field(5, 1) + field(6, b"")
    return varint(len(body)) + body


def read_varint(read):
    number = shift = 0
    while True:
        byte = read(1)
        if not byte:
            return None
        number |= (byte[0] & 0x7F) << shift
        shift += 7
        if byte[0] < 0x80:
            return number


class Response:
    def __init__(self, body):
        self.exit_code = self.number = self.cancelled = 0
        self.output = ""
        at = [0]

        def read(count):
            at[0] += count
            return body[at[0] - count : at[0]]

        while (tag := read_varint(read)) is not None:
            value = read_varint(read)
            if tag == 1 << 3:
                self.exit_code = value
            elif tag == 2 << 3 | 2:
                self.output = read(value).decode()
            elif tag == 3 << 3:
                self.number = value
            elif tag == 4 << 3:
                self.cancelled = value
            else:
                raise ValueError(tag)


class Worker:
    def __init__(self, program, folder, environment):
        self.process = subprocess.Popen(
            [program, "worker", "--persistent_worker"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def send(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def receive(self):
        """The next response, or None at the end."""
        size = read_varint(self.process.stdout.read)
        return None if size is None else Response(self.process.stdout.read(size))

    def ask(self, *words, **options):
        self.send(request(*words, **options))
        return self.receive()

    def end(self):
        """Close its input: what it says then, its status, its complaints."""
        self.process.stdin.close()
        rest = []
        while (response := self.receive()) is not None:
            rest.append(response)
        status = self.process.wait(60)
        with self.process.stderr as errors, self.process.stdout:
            return rest, status, errors.read().decode()

    def resident_kb(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            (line,) = [line for line in file if line.startswith("VmRSS")]
        return int(line.split()[1])
