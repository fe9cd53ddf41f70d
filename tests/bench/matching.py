"""The whole run of the matching (rules, scores, solving, explaining all) beside the bare assignment of SciPy."""

from __future__ import annotations

import tracemalloc

from scipy.optimize import linear_sum_assignment

from pairing.matching import Problem, Settings, solve
from pairing.matching.solving import composite, grid_of, scales_of, table_of
from tests.bench.measure import Figure, beside
from tests.bench.problems import make_problem

SIZES = ((60, 80), (300, 400), (1000, 3000))
MOST = 3  # times the bare assignment, for the largest
RUNS = 5


def measure_matching() -> list[Figure]:
    return [
        _measured(mentors, mentees, is_last=(mentors, mentees) == SIZES[-1]) for mentors, mentees in SIZES
    ]


def _measured(mentors: int, mentees: int, *, is_last: bool) -> Figure:
    problem, settings = make_problem(mentors, mentees), Settings()
    grid = grid_of(problem, settings)
    ready = table_of(grid, composite(grid, scales_of(grid)), has_load=True).costs
    ours, floor = beside(lambda: solve(problem, settings), lambda: linear_sum_assignment(ready), RUNS)
    size = "×".join(map(str, ready.shape))
    return Figure(
        f"Подбор {mentors} × {mentees}", ours, floor, "мс",
        f"≤ {MOST}×" if is_last else "", ours <= MOST * floor if is_last else None,
        f"linear_sum_assignment на готовой матрице {size}; память в пике {_peak(problem, settings)} МБ",
    )  # fmt: skip


def _peak(problem: Problem, settings: Settings) -> str:
    tracemalloc.start()
    solve(problem, settings)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return f"{peak / 2**20:.1f}".replace(".", ",")


if __name__ == "__main__":
    from tests.bench.measure import table

    print(table(measure_matching()))
