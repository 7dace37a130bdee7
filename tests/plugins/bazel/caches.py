# SPDX-License-Identifier: MIT
"""Remote caches of others that Bazel can use, run here for a while."""

import contextlib
import socket
import subprocess
import time

from plugins import hosts

NGINX = """\
daemon off;
master_process off;
pid {folder}/pid;
error_log stderr;
events {{ worker_connections 256; }}
http {{
    access_log {folder}/access;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_max_body_size 0;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            root {folder}/cache;
            dav_methods PUT;
            create_full_put_path on;
            dav_access user:rw;
        }}
    }}
}}
"""

BUILDGRID = """\
server:
  - !channel
    address: "127.0.0.1:{port}"
    insecure-mode: true
authorization:
  method: none
storages:
  - !disk-storage &cas
    path: {folder}/cas
caches:
  - !lru-action-cache &actions
    storage: *cas
    max-cached-refs: 100000
    allow-updates: true
instances:
  - name: ''
    services:
      - !action-cache
        cache: *actions
      - !cas
        storage: *cas
      - !bytestream
        storage: *cas
thread-pool-size: 10
"""

# host: its settings, its command, the address to give to Bazel
KINDS = {
    "nginx": (NGINX, ["-p", "{folder}", "-c", "{folder}/settings"], "http://127.0.0.1:{port}"),
    "buildgrid": (BUILDGRID, ["server", "start", "{folder}/settings"], "grpc://127.0.0.1:{port}"),
}

ATTEMPTS = 5
READY_SECONDS = 120  # BuildGrid loads a lot of Python


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def is_ready(process, port):
    """False if it ended: somebody else may have taken the port."""
    for _ in range(READY_SECONDS * 10):
        if process.poll() is not None:
            return False
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return process.poll() is None
        time.sleep(0.1)
    return False


def stop(process):
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def serving(kind, folder):
    """Run one with its data in `folder`; gives what --remote_cache wants."""
    program = hosts.find(kind)
    settings, words, address = KINDS[kind]
    folder.mkdir()
    for name in ("cache", "cas"):
        (folder / name).mkdir()
    for _ in range(ATTEMPTS):
        values = {"folder": folder, "port": free_port()}
        (folder / "settings").write_text(settings.format(**values))
        with open(folder / "said", "wb") as said:
            command = [str(program), *(word.format(**values) for word in words)]
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder
            )
        try:
            if is_ready(process, values["port"]):
                yield address.format(**values)
                return
        finally:
            stop(process)
    raise AssertionError(f"{kind} does not start:\n{(folder / 'said').read_text()}")
