"""How long the engine takes: the first document of a process, then each further one."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

RUNS = 5


def measure(paths: list[Path]) -> dict:
    """Seconds for each file (the median of RUNS) and in all, words a second, memory at its peak.

    The cold start is the import, the models' loading and the first file together. Peak memory is
    the whole process's, in MB of 10^6 bytes. Raises OSError and UnicodeDecodeError.
    """
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    began = time.perf_counter()
    from claims.engine import canonical, extract

    texts = {path: canonical(text) for path, text in texts.items()}
    extract(texts[paths[0]])
    cold = time.perf_counter() - began
    cpu = time.process_time()
    seconds = {path: _median(partial(extract, text)) for path, text in texts.items()}
    cpu = (time.process_time() - cpu) / RUNS
    words = sum(len(text.split()) for text in texts.values())
    return {
        "documents": len(texts),
        "words": words,
        "cold_start_s": round(cold, 2),
        "seconds_a_document": round(statistics.median(seconds.values()), 3),
        "words_per_second": round(words / sum(seconds.values())),
        "words_per_cpu_second": round(words / cpu),
        "peak_mb": round(_peak_bytes() / 1e6),
    }


def _median(run: Callable[[], object]) -> float:
    took = []
    for _ in range(RUNS):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _peak_bytes() -> int:
    """The system tells kilobytes, but macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
