"""A headless Chromium, driven over its debugging pipe (JSON messages between NUL bytes), with nothing but the standard library."""

import base64
import fcntl
import itertools
import json
import os
import shutil
import subprocess
import tempfile

PROGRAM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


class Browser:
    def __init__(self):
        to_us, from_browser = os.pipe()
        to_browser, from_us = os.pipe()
        self.profile = tempfile.mkdtemp()

        def wire():  # the browser reads file descriptor 3 and writes 4
            ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 100) for end in (to_browser, from_browser)]
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        flags = "--headless --no-sandbox --disable-gpu --no-first-run --hide-scrollbars --disable-dev-shm-usage --remote-debugging-pipe"
        self.process = subprocess.Popen(
            [PROGRAM, *flags.split(), f"--user-data-dir={self.profile}", "about:blank"],
            preexec_fn=wire, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.reader, self.writer = open(to_us, "rb"), open(from_us, "wb", buffering=0)
        self.numbers = itertools.count(1)
        self.events = []

    def call(self, method, session=None, **params):
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        self.writer.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                return answer["result"]
            self.events.append(answer)

    def receive(self):
        text = bytearray()
        while (byte := self.reader.read(1)) != b"\0":
            assert byte, "the browser ended"
            text += byte
        return json.loads(text)

    def open(self, path, width, height, dark=False):
        return Page(self, path, width, height, dark)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.reader.close()
        self.writer.close()
        shutil.rmtree(self.profile, ignore_errors=True)


class Page:
    def __init__(self, browser, path, width, height, dark):
        self.browser = browser
        self.first = len(browser.events)
        self.target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Page.navigate", url=path.resolve().as_uri())
        while not any(e["method"] == "Page.loadEventFired" for e in self.events()):
            browser.events.append(browser.receive())

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def events(self):
        return [e for e in self.browser.events[self.first :] if e.get("sessionId") == self.session]

    def run(self, script):
        """The value of a JavaScript expression."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def hover(self, x, y):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode={"ArrowRight": 39, "ArrowLeft": 37}[key])

    def screenshot(self, path, full=True):
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=full)
        path.write_bytes(base64.b64decode(shot["data"]))

    def complaints(self):
        """Errors of the console and the script, and everything that was fetched beside the page itself."""
        found = []
        for event in self.events():
            params, method = event["params"], event["method"]
            if method == "Runtime.exceptionThrown" or (method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert")):
                found.append(event)
            elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                found.append(event)
            elif method == "Network.requestWillBeSent" and params.get("type") != "Document":
                found.append(event)
        return found

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)
