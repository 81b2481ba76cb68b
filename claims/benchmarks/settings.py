"""The product's settings, with the addresses of a benchmark's desk."""

from factcheck.settings import *  # noqa: F403

ROOT_URLCONF = "claims.benchmarks.plain"
