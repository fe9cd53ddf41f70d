"""How gunicorn serves the site; used by `make run`, `make demo` and the systemd unit."""

import os

wsgi_app = "mentoring_site.wsgi:application"
bind = os.environ.get("BIND") or f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))  # 8 sign-ins at once take 8 × 46 MiB for argon2
timeout = 60
graceful_timeout = 30
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108

control_socket_disable = True  # nobody here uses it, and it would lie in the home directory
forwarded_allow_ips = ""  # X-Forwarded-* are judged by TRUSTED_PROXIES in one place, in the site
accesslog = None  # addresses hold tokens of personal links; the proxy in front keeps its own log
errorlog = "-"
loglevel = "warning"
