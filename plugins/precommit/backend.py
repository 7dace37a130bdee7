# SPDX-License-Identifier: MIT
"""Builds depstamp for pip, pipx, uv, pre-commit and prek (PEP 517).

Python's standard library is all it needs: `make` builds the program, in a
temporary folder.  The wheel has the program in its scripts, so that it is on
PATH, and beside it what it is linked with or loads later, less the C library;
the program looks there first (DT_RPATH, see Makefile).  The sdist has the pinned
third-party archives, as they are, so that it builds without a network.  The
same sources and compiler make the same bytes.

Variables: DEPSTAMP_WHEEL (a wheel that is built already, taken as it is),
DEPSTAMP_SOURCES (a folder with the pinned archives), SOURCE_DATE_EPOCH, and
CC, CFLAGS, LDFLAGS as make takes them.
"""

import gzip
import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
import zipfile
from base64 import urlsafe_b64encode
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ARCHIVES = "third_party/archives"

# Every glibc system has these, and they belong to its loader.
C_LIBRARY = re.compile(
    r"(linux-vdso|linux-gate|ld-linux|ld64|ld-musl|libc\.musl|lib(c|m|mvec|pthread|dl|rt|util|"
    r"resolv|anl|nsl|nss_\w+|BrokenLocale))\b"
)
# e_machine of an ELF header -> as wheels call it
MACHINES = {3: "i686", 21: "ppc64le", 22: "s390x", 40: "armv7l", 62: "x86_64", 183: "aarch64"}
MACHINES[243] = "riscv64"


class BuildError(Exception):
    """What keeps us from building, in words for who installs."""


# ---- what is known of the project


def field(name):
    """A line of pyproject.toml's [project]; tomllib is not everywhere."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.search(rf'^{name} = "(.*)"$', text, re.MULTILINE).group(1)


def version():
    text = (ROOT / "core/cli/version.h").read_text(encoding="utf-8")
    return re.search(r'DEPSTAMP_VERSION "(.*)"', text).group(1)


def base_name():
    return f"{field('name')}-{version()}"


def metadata(licences=()):
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {field('name')}",
        f"Version: {version()}",
        f"Summary: {field('description')}",
        "License: MIT",
        *(f"License-File: {name}" for name in licences),
        f"Requires-Python: {field('requires-python')}",
        "Description-Content-Type: text/markdown",
        "",
        (ROOT / "README.md").read_text(encoding="utf-8"),
    ]
    return "\n".join(lines).encode()


def timestamp():
    """Of all files in archives; zip knows no earlier one."""
    return max(int(os.environ.get("SOURCE_DATE_EPOCH", 0)), 315532800)


# ---- the pinned sources


def pinned_archives():
    """All files that an archive line of sources.txt names: {file: sha256}."""
    text = (ROOT / "third_party/sources.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in text.splitlines() if line.startswith("archive ")]
    return {row[5]: (row[1], row[7]) for row in rows}


def archives(folder):
    """Put one archive of each pinned source into `folder`: {file: path}."""
    subprocess.run(
        [str(ROOT / "third_party/fetch"), str(folder / "src")],
        env=environment(),
        stdout=sys.stderr.fileno(),
        check=True,
    )
    found = {}
    for file, (source, digest) in pinned_archives().items():
        path = folder / "archives" / file
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            found[source] = path
    return {path.name: path for path in sorted(found.values())}


def licences_of(path):
    """Licence texts of an archive: {name: bytes}."""
    start = re.sub(r"\.(crate|tgz|tar\.gz)$", "", path.name)
    with tarfile.open(path) as tar:
        found = {}
        for member in tar:
            inside = Path(member.name)
            if member.isfile() and inside.stem.upper() in ("LICENSE", "COPYING"):
                content = tar.extractfile(member).read()
                found["-".join((start, *inside.parts[1:]))] = content
        return found


# ---- building


def environment():
    """Ours, less what an outer make would tell a recipe."""
    drop = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "BUILD", "SAN", "TSAN")
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    # Whoever installs a package does not expect that packages of the
    # system are installed; what is missing is named instead.
    kept["DEPSTAMP_INSTALL"] = "no"
    if "DEPSTAMP_SOURCES" not in kept:
        for folder in (ROOT / ARCHIVES, ROOT / ".third_party" / "archives"):
            if folder.is_dir():
                kept["DEPSTAMP_SOURCES"] = str(folder)
                break
    return kept


def make(folder):
    """Build the program in `folder`, from the archives in it."""
    variables = environment()
    variables["DEPSTAMP_SOURCES"] = str(folder / "archives")
    third_party = ROOT / ".third_party"
    command = [
        "make",
        "-C",
        ROOT,
        f"BUILD={folder}/build",
        f"THIRD_PARTY={third_party if third_party.is_dir() else folder}",
        f"OPTIMIZE={variables.get('OPTIMIZE', '-O2')}",
        f"LDFLAGS={variables.get('LDFLAGS', '')} -s",
        "program",
    ]
    try:
        subprocess.run(
            [*map(str, command)], env=variables, stdout=sys.stderr.fileno(), check=True
        )
    except OSError as error:
        raise BuildError(f"cannot run make: {error}; please install GNU make") from None
    except subprocess.CalledProcessError:
        raise BuildError("make failed, for the reason above") from None
    return folder / "build" / "depstamp"


def named(program):
    """Libraries that a program names: linked, or loaded once they are needed."""
    names = re.findall(rb"\0(lib[\w+-]+\.so\.\d+)(?=\0)", program.read_bytes())
    return {name.decode() for name in names if not C_LIBRARY.match(name.decode())}


def libraries(program):
    """What the program is linked with or loads, less the C library: {name: path}."""
    if sys.platform != "linux":
        return {}
    # As if it were linked with all of them, so that the loader says where they are;
    # it is asked itself, for ldd is a shell, which would be given them as well.
    names = named(program)
    loader = re.search(rb"/[\w./+-]*/ld[\w.-]*\.so\.\d(?=\0)", program.read_bytes())
    if not loader:
        return {}
    done = subprocess.run(
        [loader[0].decode(), "--list", str(program)],
        env={**os.environ, "LD_PRELOAD": ":".join(sorted(names))},
        capture_output=True,
        text=True,
        check=True,
    )
    found = {}
    for line in done.stdout.splitlines():
        name, arrow, place = line.strip().partition(" => ")
        name = name.rpartition("/")[2]
        if not arrow or C_LIBRARY.match(name):
            continue
        if place.startswith("not found"):
            raise BuildError(f"the program is linked with {name}, which is not found")
        found[name] = Path(place.rpartition(" (")[0])
    absent = sorted(names - set(found))
    if absent:
        raise BuildError(f"the program loads {absent[0]}, which is not found")
    return found


def copyrights(paths):
    """What Debian's packages of these files say of their licences."""
    try:
        names = {str(path) for path in paths} | {os.path.realpath(path) for path in paths}
        names |= {name.replace("/usr/lib/", "/lib/", 1) for name in names}
        done = subprocess.run(
            ["dpkg-query", "--search", *sorted(names)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
    except OSError:
        return {}
    found = {}
    for line in done.stdout.splitlines():
        package = line.partition(":")[0]
        path = Path("/usr/share/doc", package, "copyright")
        if path.is_file():
            found[f"{package}-copyright"] = path.read_bytes()
    return found


def tag(binaries):
    """manylinux (PEP 600) says the oldest glibc with all that is used."""
    head = binaries[0]
    if sys.platform != "linux" or head[:4] != b"\x7fELF":
        return "py3-none-" + re.sub(r"[-.]", "_", sysconfig.get_platform())
    order = "little" if head[5] == 1 else "big"
    machine = MACHINES.get(int.from_bytes(head[18:20], order), platform.machine())
    needed = [17]
    for content in binaries:
        needed += map(int, re.findall(rb"\0GLIBC_2\.(\d+)", content))
        needed += [36] * (b"\0GLIBC_ABI_DT_RELR\0" in content)
    if any(b"\0libc.musl" in content for content in binaries):
        return f"py3-none-linux_{machine}"
    return f"py3-none-manylinux_2_{max(needed)}_{machine}"


# ---- the wheel


class Wheel:
    """A zip whose bytes depend on nothing but its members."""

    def __init__(self, stamp):
        self.bytes = io.BytesIO()
        self.zip = zipfile.ZipFile(self.bytes, "w", zipfile.ZIP_DEFLATED)
        self.date = time.gmtime(stamp)[:6]
        self.record = []

    def add(self, name, content, mode=0o644):
        info = zipfile.ZipInfo(name, self.date)
        info.create_system = 3
        info.external_attr = (0o100000 | mode) << 16
        info.compress_type = zipfile.ZIP_DEFLATED
        self.zip.writestr(info, content)
        digest = urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        self.record.append(f"{name},sha256={digest},{len(content)}")

    def finish(self, name):
        lines = [*self.record, f"{name},,", ""]
        self.add(name, "\n".join(lines).encode())
        self.zip.close()
        return self.bytes.getvalue()


def pack(program, licences):
    """Returns the wheel's file name and its bytes."""
    carried = libraries(program)
    contents = {name: path.read_bytes() for name, path in sorted(carried.items())}
    content = program.read_bytes()
    tagged = tag([content, *contents.values()])
    licences = {
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
        **licences,
        **copyrights(carried.values()),
    }

    wheel = Wheel(timestamp())
    info, data = f"{base_name()}.dist-info", f"{base_name()}.data"
    wheel.add(f"{data}/scripts/depstamp", content, 0o755)
    for name, library in contents.items():
        wheel.add(f"{data}/data/lib/depstamp/{name}", library, 0o644)
    for name, text in sorted(licences.items()):
        wheel.add(f"{info}/licenses/{name}", text)
    wheel.add(f"{info}/METADATA", metadata(sorted(licences)))
    wheel.add(
        f"{info}/WHEEL",
        f"Wheel-Version: 1.0\nGenerator: depstamp {version()}\n"
        f"Root-Is-Purelib: false\nTag: {tagged}\n".encode(),
    )
    return f"{base_name()}-{tagged}.whl", wheel.finish(f"{info}/RECORD")


# ---- what PEP 517 and PEP 660 ask for


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    ready = os.environ.get("DEPSTAMP_WHEEL")
    if ready:
        return Path(shutil.copy(ready, wheel_directory)).name
    with tempfile.TemporaryDirectory(prefix="depstamp-") as work:
        licences = {}
        for path in archives(Path(work)).values():
            licences.update(licences_of(path))
        name, content = pack(make(Path(work)), licences)
    Path(wheel_directory, name).write_bytes(content)
    return name


# There is no Python in it to be edited.
build_editable = build_wheel


def get_requires_for_build_wheel(config_settings=None):
    return []


get_requires_for_build_editable = get_requires_for_build_sdist = get_requires_for_build_wheel


def tracked():
    """All files of the sources: git's, else those of an unpacked sdist."""
    if (ROOT / ".git").exists():
        done = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files", "-z"], stdout=subprocess.PIPE, check=True
        )
        paths = [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
        return [path for path in paths if (ROOT / path).is_file()]
    left_out = ("PKG-INFO", ARCHIVES, "build", ".third_party")
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [str((Path(folder) / name).relative_to(ROOT)) for name in files]
    return [path for path in found if not path.startswith(left_out)]


def build_sdist(sdist_directory, config_settings=None):
    stamp = timestamp()
    contents = {
        path: ((ROOT / path).read_bytes(), os.access(ROOT / path, os.X_OK)) for path in tracked()
    }
    contents["PKG-INFO"] = (metadata(), False)
    with tempfile.TemporaryDirectory(prefix="depstamp-") as work:
        for file, path in archives(Path(work)).items():
            contents[f"{ARCHIVES}/{file}"] = (path.read_bytes(), False)
            for name, text in licences_of(path).items():
                contents[f"{ARCHIVES}/{name}"] = (text, False)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, (content, executable) in sorted(contents.items()):
            member = tarfile.TarInfo(f"{base_name()}/{path}")
            member.size, member.mtime = len(content), stamp
            member.mode = 0o755 if executable else 0o644
            tar.addfile(member, io.BytesIO(content))
    name = f"{base_name()}.tar.gz"
    zipped = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=zipped, mtime=stamp) as file:
        file.write(packed.getvalue())
    Path(sdist_directory, name).write_bytes(zipped.getvalue())
    return name
