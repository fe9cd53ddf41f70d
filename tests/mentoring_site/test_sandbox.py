import os
import socket
import time
from pathlib import Path

import pytest

from mentoring_site.sandbox import SandboxCrashed, SandboxError, SandboxMemory, SandboxTimeout, run_in_child

TARGETS = "tests.mentoring_site.sandbox_targets"


def test_run_in_child_function_result_comes_back_without_its_prints():
    result = run_in_child(f"{TARGETS}:echo", "привет".encode())

    assert result == {"length": 12, "text": "привет", "django": False}


def test_run_in_child_large_payload_is_read_whole():
    assert run_in_child(f"{TARGETS}:echo", b"x" * 10_000_000)["length"] == 10_000_000


def test_run_in_child_environment_holds_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "planted")
    monkeypatch.setenv("PYTHONPATH", "/planted")

    names = run_in_child(f"{TARGETS}:environment", b"")

    assert set(names) <= {"LANG", "LC_CTYPE", "PATH", "TZ"}


def test_run_in_child_endless_loop_is_timeout_by_processor_time():
    started = time.monotonic()

    with pytest.raises(SandboxTimeout):
        run_in_child(f"{TARGETS}:burn", b"", cpu_seconds=1)

    assert time.monotonic() - started < 20


def test_run_in_child_sleep_is_timeout_by_wall_clock():
    started = time.monotonic()

    with pytest.raises(SandboxTimeout):
        run_in_child(f"{TARGETS}:sleep", b"", wall_seconds=1)

    assert time.monotonic() - started < 20


@pytest.mark.parametrize("function", ["swallow_memory", "big_result"])
def test_run_in_child_too_much_memory_is_memory_error(function):
    with pytest.raises(SandboxMemory):
        run_in_child(f"{TARGETS}:{function}", b"")


@pytest.mark.parametrize("function", ["abort", "fail", "unserialisable", "no_such_function"])
def test_run_in_child_broken_reader_is_crash_and_parent_lives(function):
    parent = os.getpid()

    with pytest.raises(SandboxCrashed):
        run_in_child(f"{TARGETS}:{function}", b"")

    assert os.getpid() == parent


def test_run_in_child_connection_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]

        with pytest.raises(SandboxCrashed, match="forbidden in the sandbox"):
            run_in_child(f"{TARGETS}:connect", str(port).encode())

        with pytest.raises(TimeoutError):
            listener.accept()


def test_run_in_child_process_is_refused():
    with pytest.raises(SandboxCrashed, match="forbidden in the sandbox"):
        run_in_child(f"{TARGETS}:spawn", b"")


def test_run_in_child_written_file_stays_empty(tmp_path):
    target = tmp_path / "out.txt"

    with pytest.raises(SandboxError):
        run_in_child(f"{TARGETS}:write_file", str(target).encode())

    assert not target.exists() or target.read_bytes() == b""


def test_run_in_child_unusable_payload_reader_that_exits_early_is_crash():
    with pytest.raises(SandboxCrashed):
        run_in_child("no.such.module:function", b"x" * 1_000_000)


def test_run_in_child_scratch_folder_is_writable_within_its_size_and_removed():
    folder, sizes = run_in_child(f"{TARGETS}:use_scratch", b"", scratch_mb=1)

    assert sizes == [1000, 1024 * 1024]
    assert not Path(folder).exists()
