# SPDX-License-Identifier: MIT
"""Pages in headless Chromium, by its own protocol over two pipes.

Nothing but the browser is needed: the protocol's few calls used here have
been the same for years, while drivers belong to one version of a browser.
Every step waits for what it needs; nothing waits for time to pass.
"""

import base64
import contextlib
import json
import os
import select
import shutil
import tempfile
import time

SECONDS = 60  # after which a step has failed
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
OPTIONS = """--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage
--remote-debugging-pipe --no-first-run --no-default-browser-check
--disable-background-networking --disable-component-update --disable-sync
--disable-extensions --disable-features=Translate,OptimizationHints,MediaRouter
--disable-renderer-backgrounding --disable-backgrounding-occluded-windows
--force-device-scale-factor=1 --hide-scrollbars --mute-audio about:blank""".split()

KEYS = {"Enter": (13, "\r"), "Escape": (27, ""), "/": (191, "/"), " ": (32, " ")}
KEYS |= {"ArrowLeft": (37, ""), "ArrowUp": (38, ""), "ArrowRight": (39, "")}
KEYS |= {"ArrowDown": (40, ""), "Home": (36, ""), "End": (35, ""), "Tab": (9, "")}


def program():
    """Its path, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="depstamp-browser-")
        get, self.write = os.pipe()
        self.read, put = os.pipe()
        environment = dict(os.environ, HOME=self.profile)
        self.process = os.posix_spawn(
            program(),
            ["chromium", *OPTIONS, f"--user-data-dir={self.profile}"],
            environment,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, get, 30),
                (os.POSIX_SPAWN_DUP2, put, 31),
                (os.POSIX_SPAWN_DUP2, 30, 3),
                (os.POSIX_SPAWN_DUP2, 31, 4),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
        )
        os.close(get)
        os.close(put)
        self.number = 0
        self.pending = b""
        self.events = []

    def close(self):
        with contextlib.suppress(OSError, RuntimeError):
            self.call("Browser.close")
        os.close(self.write)
        os.close(self.read)
        os.waitpid(self.process, 0)
        shutil.rmtree(self.profile, ignore_errors=True)

    def receive(self, until):
        while b"\0" not in self.pending:
            ready, _, _ = select.select([self.read], [], [], max(0, until - time.monotonic()))
            if not ready:
                raise RuntimeError("the browser does not answer")
            got = os.read(self.read, 1 << 20)
            if not got:
                raise RuntimeError("the browser has ended")
            self.pending += got
        message, _, self.pending = self.pending.partition(b"\0")
        return json.loads(message)

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write, data) :]
        until = time.monotonic() + SECONDS
        while True:
            answer = self.receive(until)
            if answer.get("id") != self.number:
                self.events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def page(self, **options):
        return Page(self, **options)


class Page:
    """One tab; what went wrong in it is in `errors`."""

    def __init__(self, browser, width=1400, height=900, dark=False):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        attached = browser.call("Target.attachToTarget", targetId=target, flatten=True)
        self.target, self.session = target, attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.call("Emulation.setEmulatedMedia", features=features)

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)

    def open(self, url):
        self.call("Page.navigate", url=str(url))
        self.wait("document.readyState === 'complete' && document.documentElement.dataset.ready")

    def value(self, expression):
        """What an expression of JavaScript is, as JSON; promises are awaited."""
        done = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in done:
            raise AssertionError(f"{expression}: {json.dumps(done['exceptionDetails'])[:2000]}")
        return done["result"].get("value")

    def wait(self, expression):
        """Until the expression is true."""
        until = time.monotonic() + SECONDS
        while True:
            try:
                if self.value(f"Boolean({expression})"):
                    return
            except (RuntimeError, AssertionError):
                # The document it was asked of may be gone.
                if time.monotonic() > until:
                    raise
            assert time.monotonic() < until, f"never came true: {expression}"
            self.frame()

    def frame(self):
        with contextlib.suppress(RuntimeError, AssertionError):
            self.value("new Promise((done) => requestAnimationFrame(() => done(1)))")

    def place(self, selector):
        """The middle of what the selector finds, scrolled into view."""
        quoted = json.dumps(selector)
        self.wait(f"document.querySelector({quoted})")
        return self.value(
            f"(() => {{ const e = document.querySelector({quoted});"
            " e.scrollIntoView({block: 'nearest'});"
            " const b = e.getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )

    def mouse(self, x, y, clicks=1):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for number in range(1, clicks + 1):
            for kind in ("mousePressed", "mouseReleased"):
                self.call(
                    "Input.dispatchMouseEvent",
                    type=kind,
                    x=x,
                    y=y,
                    button="left",
                    clickCount=number,
                )

    def click(self, selector, clicks=1):
        self.mouse(*self.place(selector), clicks)

    def key(self, *keys):
        for key in keys:
            code, text = KEYS.get(key, (ord(key[0].upper()), key))
            down = {"type": "keyDown" if text else "rawKeyDown", "key": key, "text": text}
            self.call("Input.dispatchKeyEvent", windowsVirtualKeyCode=code, **down)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def screenshot(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def errors(self):
        """Exceptions, complaints, and everything that was asked of a network."""
        self.value("1")  # all events before it have come
        found = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            method, given = event["method"], event["params"]
            if method == "Runtime.exceptionThrown":
                found.append(given["exceptionDetails"])
            elif method == "Log.entryAdded" and given["entry"]["level"] == "error":
                found.append(given["entry"])
            elif method == "Network.requestWillBeSent":
                url = given["request"]["url"]
                if not url.startswith(("file:", "about:", "data:")):
                    found.append(url)
        return found
