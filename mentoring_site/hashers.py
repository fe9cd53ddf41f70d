from django.contrib.auth.hashers import Argon2PasswordHasher


class SchoolArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id that a small school machine survives: 8 threads at once take under 400 MiB.

    Django's default (100 MiB, 8 lanes) took 1.6 GB for 16 simultaneous sign-ins.
    """

    time_cost = 2
    memory_cost = 46 * 1024  # KiB
    parallelism = 1
