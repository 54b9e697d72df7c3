"""k-means that does not depend on luck: many starts, of which the best one counts.

Sources: Lloyd 1982, Least squares quantization in PCM; Arthur & Vassilvitskii 2007, k-means++;
Rousseeuw 1987, Silhouettes. With a *reach* it is the same by weighted least squares: point i is expected at
reach_i × center, not at the center itself.
"""

import numpy as np

from .votes import Floats, Numbers

STEPS = 100
SILHOUETTE_SAMPLE = 1500


def nearest(points: Floats, reach: Floats, center: Floats) -> Numbers:
    """Which center each point, shape (points, axes), is nearest to when it is drawn out to reach, shape (points,)."""
    away = reach[:, None] * (center**2).sum(1) - 2 * (points @ center.T)
    return np.asarray(away.argmin(1), dtype=np.int64)


def k_means(points: Floats, reach: Floats, count: int, rng: np.random.Generator, *, starts: int) -> Floats:
    """Return *count* centers, shape (count, axes), of *points*, shape (points, axes); the largest group first.

    *reach*: shape (points,), above 0. Fewer different points than *count* give fewer centers.
    """
    best, least = points[:1] / reach[:1, None], np.inf
    for _ in range(starts):
        center = settle(points, reach, _spread(points, reach, count, rng))
        group = nearest(points, reach, center)
        away = float(((points - reach[:, None] * center[group]) ** 2).sum())
        if away < least * (1 - 1e-9):
            best, least = center, away
    sizes = np.bincount(nearest(points, reach, best), minlength=len(best))
    ordered: Floats = best[np.argsort(-sizes, kind="stable")]
    return ordered


def _spread(points: Floats, reach: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Starting points, each drawn in proportion to its squared distance from those before it."""
    weight = reach**2
    chosen = rng.choice(len(points), p=weight / weight.sum())
    center: Floats = (points[chosen] / reach[chosen])[None]
    away = ((points - reach[:, None] * center[0]) ** 2).sum(1)
    while len(center) < count and away.sum() > 1e-12 * len(points):
        likely = away * weight
        chosen = rng.choice(len(points), p=likely / likely.sum())
        center = np.concatenate([center, (points[chosen] / reach[chosen])[None]])
        away = np.minimum(away, ((points - reach[:, None] * center[-1]) ** 2).sum(1))
    return center


def settle(points: Floats, reach: Floats, center: Floats, *, steps: int = STEPS) -> Floats:
    """Move each center to the best place for the points nearest to it until nothing changes, at most *steps* times."""
    before = np.empty(0, dtype=np.int64)
    drawn, weight = points * reach[:, None], reach**2
    for _ in range(steps):
        group = nearest(points, reach, center)
        if np.array_equal(group, before):
            break
        total = np.bincount(group, weight, len(center))[:, None]
        sums = np.stack([np.bincount(group, column, len(center)) for column in drawn.T], axis=1)
        moved: Floats = np.where(total > 0, sums / np.where(total > 0, total, 1), center)
        center = moved
        before = group
    return center


def silhouette(points: Floats, group: Numbers, rng: np.random.Generator) -> float:
    """The mean silhouette, of up to 1,500 points drawn by chance; -1 with fewer than two groups in them."""
    if len(points) > SILHOUETTE_SAMPLE:
        drawn = rng.choice(len(points), SILHOUETTE_SAMPLE, replace=False)
        points, group = points[drawn], group[drawn]
    names, group = np.unique(group, return_inverse=True)
    if len(names) < 2:
        return -1.0
    squared = (points**2).sum(1)
    distance = np.sqrt(np.maximum(squared[:, None] + squared - 2 * points @ points.T, 0))
    np.fill_diagonal(distance, 0)
    belongs = np.eye(len(names))[group]
    sizes = belongs.sum(0)
    total = distance @ belongs
    row = np.arange(len(points))
    inside = total[row, group] / np.maximum(sizes[group] - 1, 1)
    total[row, group] = np.inf
    outside = (total / sizes).min(1)
    larger = np.maximum(inside, outside)
    width = np.where(
        (sizes[group] > 1) & (larger > 0), (outside - inside) / np.where(larger > 0, larger, 1), 0.0
    )
    return float(width.mean())
