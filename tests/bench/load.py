"""Requests per second under gunicorn with the site's own configuration: a bounded loop of threads, loopback only."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from programs.models import Program, User
from programs.tenancy import program_url
from tests.bench.measure import Figure

THREADS = 8
SECONDS = 5
WARM_SECONDS = 2
START_SECONDS = 60
ROOT = Path(__file__).resolve().parents[2]


def measure_load(demo: Program, big: Program) -> list[Figure]:
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"],
        cwd=ROOT,
        env={**os.environ, "HOST": "127.0.0.1", "PORT": str(port)},
    )
    try:
        _wait_for(port)
        floor = _rate(port, "/healthz", "")
        pages = (
            ("Главная страница", program_url(demo, "programs:dashboard"), "curator"),
            ("Список 10 000 наставляемых", program_url(big, "participants:mentee_list"), "bench"),
        )
        return [
            Figure(
                f"Запросов в секунду: {name}", _rate(port, url, _cookie(login)), floor, "1/с", note="/healthz"
            )
            for name, url, login in pages
        ]
    finally:
        server.terminate()
        server.wait(timeout=30)


def _rate(port: int, path: str, cookie: str) -> float:
    """Answers 200 per second from THREADS connections kept open; a first short round wakes every worker."""
    _ask_for(WARM_SECONDS, port, path, cookie)
    return _ask_for(SECONDS, port, path, cookie)


def _ask_for(seconds: float, port: int, path: str, cookie: str) -> float:
    counts, wrong = [0] * THREADS, []
    end = time.perf_counter() + seconds

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while time.perf_counter() < end:
                connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    raise OSError(f"{path}: {answer.status}")
                counts[number] += 1
        except OSError as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(THREADS)]
    before = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
    return sum(counts) / (time.perf_counter() - before)


def _cookie(login: str) -> str:
    user = User.objects.get(username=login)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            _ask_for(0.1, port, "/healthz", "")  # the port opens long before the workers have loaded the site
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("gunicorn has not started")
