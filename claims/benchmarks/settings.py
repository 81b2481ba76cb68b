"""The product's settings, with the addresses of a benchmark's desk."""

from factcheck.settings import *  # noqa: F403 - all of them, and those below

ROOT_URLCONF = "claims.benchmarks.plain"
