# SPDX-License-Identifier: MIT
"""What tests/plugins/bazel/bazel7 does inside: /srv holds all that it needs."""

import fcntl
import json
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

SIOCSIFFLAGS = 0x8914
UP_AND_RUNNING = 0x41
WORK = Path("/srv/work")
# What Bazel's own modules want, from a registry, and the example does not.
STUBS = ("zlib", "apple_support", "protobuf", "buildozer")
TARGETS = ["catalog", "money", "orders"]


def raise_loopback():
    request = struct.pack("16sh", b"lo", UP_AND_RUNNING).ljust(40, b"\0")
    with socket.socket() as one:
        fcntl.ioctl(one, SIOCSIFFLAGS, request)


def make_workspace():
    shutil.rmtree(WORK, ignore_errors=True)
    shutil.copytree("/srv/plugin/example", WORK)
    for name in ("WORKSPACE", "MODULE.bazel"):
        path = WORK / name
        path.write_text(path.read_text().replace('path = ".."', 'path = "/srv/plugin"'))
    for name in STUBS:
        stub = Path("/srv/stubs") / name
        stub.mkdir(parents=True, exist_ok=True)
        (stub / "MODULE.bazel").write_text(f'module(name = "{name}", version = "0")\n')
        (stub / "BUILD.bazel").write_text("")


def analyses(log):
    """{mnemonic: names of targets} of what wrote an exit code."""
    text = log.read_text()
    decoder = json.JSONDecoder()
    at = 0
    found = {}
    while at < len(text.rstrip()):
        spawn, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip())
        for output in spawn["listedOutputs"]:
            name, end, _ = Path(output).name.partition(f".{spawn['mnemonic']}.exit_code")
            if end:
                found.setdefault(spawn["mnemonic"], []).append(name)
    return {mnemonic: sorted(names) for mnemonic, names in found.items()}


def build(options, group="rules_lint_human"):
    log = Path("/srv/log.json")
    log.unlink(missing_ok=True)
    command = ["bazel", "--host_jvm_args=-Xmx512m", "build", "--config=lint", "--jobs=2"]
    command += [f"--execution_log_json_file={log}", f"--output_groups={group}"]
    command += ["--experimental_worker_cancellation", *options, "//..."]
    done = subprocess.run(command, cwd=WORK, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return analyses(log)


def expect(options, what, wanted):
    found = build(options)
    print(f"  {what}: {found}", flush=True)
    if found != wanted:
        sys.exit(f"expected {wanted}")


def shut_down():
    subprocess.run(["bazel", "shutdown"], cwd=WORK, capture_output=True, check=False)


def tell_story(options):
    make_workspace()
    # Nothing that an earlier run left is known.
    shutil.rmtree("/root/.cache/bazel", ignore_errors=True)
    everything = {"Columns": TARGETS, "DepstampSyntax": TARGETS}
    money = WORK / "shop" / "money.py"
    text = money.read_text()
    expect(options, "first build", everything)
    expect(options, "again", {})
    money.write_text("# why\n" + text)
    expect(options, "comment", {"Columns": ["money"], "DepstampSyntax": ["money"]})
    money.write_text(text + "\n\ndef more(x: int) -> int:\n    return x\n")
    expect(options, "signature", {"Columns": TARGETS, "DepstampSyntax": ["money"]})
    shut_down()
    expect(options, "server anew", {})
    shut_down()


def main():
    raise_loopback()
    kinds = {
        "WORKSPACE": ["--enable_bzlmod=false", "--enable_workspace"],
        "MODULE.bazel": [f"--override_module={name}=/srv/stubs/{name}" for name in STUBS],
    }
    version = subprocess.run(["bazel", "--version"], capture_output=True, text=True, check=True)
    for kind, options in kinds.items():
        print(f"{version.stdout.strip()}, {kind}", flush=True)
        tell_story(options)


main()
