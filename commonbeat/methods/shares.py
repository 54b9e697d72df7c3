"""A share of a count with its interval."""

import math
from statistics import NormalDist


def wilson(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Lower and upper limit, from 0 to 1, of the share that `count` of `n` shows.

    The score interval: it stays within 0 and 1 and holds its level also for few answers and shares near the
    ends. With nothing counted it says nothing: (0, 1). Raises ValueError unless 0 ≤ count ≤ n and 0 < level < 1.
    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22
    (1927); compared by Brown, Cai and DasGupta, Statistical Science 16 (2001).
    """
    if not 0 <= count <= n:
        raise ValueError("count must lie between 0 and n.")
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1.")
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    lower = 0.0 if count == 0 else max(0.0, middle - half)
    upper = 1.0 if count == n else min(1.0, middle + half)
    return lower, upper
