"""Work on files of strangers in a child process that may die without taking the site with it.

A 1 KB spreadsheet can ask any reader for hundreds of gigabytes, and native readers abort the whole
process. So the file is read by a fresh interpreter with hard limits; only JSON comes back.
The child runs this very file as a script: limits first, the target's import after them.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PROJECT_ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
MAX_OPEN_FILES = 64
MAX_RESULT_BYTES = 64 * MEGABYTE
NOISE_KEPT = 2_000  # characters of the child's stderr kept in the exception for the log
MEMORY_MARKS = ("memory allocation of", "MemoryError", "Cannot allocate memory", "bad_alloc")

# What nobody who only reads a file needs. Native code is outside audit hooks; the limits hold it.
FORBIDDEN_EVENTS = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.getaddrinfo",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
    }
)


class SandboxError(Exception):
    """The child gave no result."""


class SandboxTimeout(SandboxError):
    """Too long: processor seconds or wall clock."""


class SandboxMemory(SandboxError):
    """Too much memory, or a result over MAX_RESULT_BYTES."""


class SandboxCrashed(SandboxError):
    """The child died or its function raised."""


def run_in_child(
    target: str,
    payload: bytes,
    *,
    memory_mb: int = 768,
    cpu_seconds: int = 20,
    wall_seconds: float = 40,
    scratch_mb: int = 0,
) -> Any:
    """Call ``package.module:function`` with the payload in a limited child and return its JSON result.

    The function takes bytes and returns what JSON can hold. Django is not set up in the child, the environment
    carries no secrets, sockets and processes are not opened from Python. Files cannot be written; with
    scratch_mb > 0 the child gets a temporary folder for files up to that size, removed afterwards.
    Raises SandboxTimeout, SandboxMemory or SandboxCrashed; expected refusals should be returned, not raised.
    """
    limits = {"memory": memory_mb * MEGABYTE, "cpu": cpu_seconds, "file": scratch_mb * MEGABYTE}
    # -I: no PYTHON* variables, no user site, no working directory on the path; -B: no compiled files.
    command = [sys.executable, "-I", "-B", "-X", "utf8", __file__, target, json.dumps(limits)]
    with TemporaryDirectory(prefix="sandbox-") if scratch_mb else nullcontext() as scratch:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, file and target
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=scratch or "/",
            env=_bare_environment() | ({"TMPDIR": scratch} if scratch else {}),
            start_new_session=True,
        )
        try:
            output, noise = process.communicate(payload, timeout=wall_seconds)
        except subprocess.TimeoutExpired as error:
            raise SandboxTimeout(f"{target}: no result in {wall_seconds} s") from error
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
    return _result(target, process.returncode, output, noise.decode("utf-8", "replace"))


def _bare_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "TZ") if name in os.environ} | {"LANG": "C.UTF-8"}


def _result(target: str, code: int, output: bytes, noise: str) -> Any:
    detail = f"{target}: exit {code}: {noise[-NOISE_KEPT:]}"
    if code in (-signal.SIGXCPU, -signal.SIGKILL):  # the kernel kills at the hard limit of the processor time
        raise SandboxTimeout(detail)
    if code != 0:
        if any(mark in noise for mark in MEMORY_MARKS):
            raise SandboxMemory(detail)
        raise SandboxCrashed(detail)
    try:
        return json.loads(output)
    except ValueError as error:
        raise SandboxCrashed(f"{target}: result is not JSON") from error


def _child_main(target: str, limits_json: str) -> None:
    _limit(**json.loads(limits_json))
    payload = sys.stdin.buffer.read()
    results = os.dup(1)
    os.dup2(2, 1)  # what libraries print must not mix with the result
    sys.addaudithook(_refuse_event)
    sys.path.insert(0, str(PROJECT_ROOT))
    module, function = target.split(":")
    result = getattr(importlib.import_module(module), function)(payload)
    body = json.dumps(result, ensure_ascii=True).encode("ascii")
    if len(body) > MAX_RESULT_BYTES:
        raise MemoryError(f"result of {len(body)} bytes")
    with os.fdopen(results, "wb") as pipe:
        pipe.write(body)


def _limit(*, memory: int, cpu: int, file: int) -> None:
    import resource  # POSIX only, and the parent does not need it

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_OPEN_FILES, MAX_OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file, file))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refuse_event(event: str, _arguments: tuple) -> None:
    if event in FORBIDDEN_EVENTS:
        raise PermissionError(f"forbidden in the sandbox: {event}")


if __name__ == "__main__":
    _child_main(sys.argv[1], sys.argv[2])
