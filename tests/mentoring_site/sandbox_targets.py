"""Functions for the sandbox's child; each behaves as one kind of hostile or broken reader."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path


def echo(payload: bytes) -> dict:
    sys.stdout.write("noise on stdout")
    return {"length": len(payload), "text": payload[:20].decode(), "django": "django" in sys.modules}


def environment(payload: bytes) -> list[str]:
    return sorted(os.environ)


def burn(payload: bytes) -> None:
    while True:
        pass


def sleep(payload: bytes) -> None:
    time.sleep(60)


def swallow_memory(payload: bytes) -> int:
    return len(bytearray(4 * 1024**3))


def abort(payload: bytes) -> None:
    os.kill(os.getpid(), signal.SIGABRT)


def fail(payload: bytes) -> None:
    raise RuntimeError("reader broke")


def unserialisable(payload: bytes) -> object:
    return object()


def big_result(payload: bytes) -> str:
    return "x" * (65 * 1024 * 1024)


def connect(payload: bytes) -> None:
    socket.create_connection(("127.0.0.1", int(payload)))


def spawn(payload: bytes) -> None:
    subprocess.run(["true"], check=True)


def write_file(payload: bytes) -> None:
    Path(payload.decode()).write_text("written")


def use_scratch(payload: bytes) -> list:
    folder = Path(tempfile.mkdtemp())
    (folder / "small").write_bytes(bytes(1000))
    with suppress(OSError):
        (folder / "large").write_bytes(bytes(3 * 1024 * 1024))
    return [str(folder), [(folder / name).stat().st_size for name in ("small", "large")]]
