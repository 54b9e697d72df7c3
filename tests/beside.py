"""Real data for tests and benchmarks: used where it lies beside this checkout, and never needed."""

from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
