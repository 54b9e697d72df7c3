"""k-means that does not depend on luck: many starts on a sample, the best one led to rest on all points.

Sources: Lloyd 1982, Least squares quantization in PCM; Arthur & Vassilvitskii 2007, k-means++;
Rousseeuw 1987, Silhouettes.
"""

import numpy as np

from .votes import Floats, Numbers

STARTS = 20
STEPS = 100
SAMPLE = 4000
SILHOUETTE_SAMPLE = 1500


def nearest(points: Floats, center: Floats) -> Numbers:
    """Which center is nearest to each point, shape (points,)."""
    return np.asarray(((center**2).sum(1) - 2 * (points @ center.T)).argmin(1), dtype=np.int64)


def k_means(points: Floats, count: int, rng: np.random.Generator, *, starts: int = STARTS) -> Floats:
    """Return *count* centers, shape (count, axes), of *points*, shape (points, axes); the largest group first.

    Fewer different points than *count* give fewer centers.
    """
    sample = points if len(points) <= SAMPLE else points[rng.choice(len(points), SAMPLE, replace=False)]
    best, least = sample[:1], np.inf
    for _ in range(starts):
        center = _settle(sample, _spread(sample, count, rng))
        away = float(((sample - center[nearest(sample, center)]) ** 2).sum())
        if away < least * (1 - 1e-9):
            best, least = center, away
    center = _settle(points, best) if len(sample) < len(points) else best
    sizes = np.bincount(nearest(points, center), minlength=len(center))
    return center[np.argsort(-sizes, kind="stable")]


def _spread(points: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Starting points, each drawn in proportion to its squared distance from those before it."""
    center = points[rng.integers(len(points))][None]
    away = ((points - center[0]) ** 2).sum(1)
    while len(center) < count and away.sum() > 0:
        chosen = points[rng.choice(len(points), p=away / away.sum())]
        center = np.vstack([center, chosen])
        away = np.minimum(away, ((points - chosen) ** 2).sum(1))
    return center


def _settle(points: Floats, center: Floats) -> Floats:
    """Move each center to the mean of the points nearest to it until nothing changes."""
    before = np.empty(0, dtype=np.int64)
    for _ in range(STEPS):
        group = nearest(points, center)
        if np.array_equal(group, before):
            break
        sizes = np.bincount(group, minlength=len(center))
        sums = np.stack([np.bincount(group, column, len(center)) for column in points.T], axis=1)
        center = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], center)
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
    width = np.where((sizes[group] > 1) & (larger > 0), (outside - inside) / np.where(larger > 0, larger, 1), 0.0)
    return float(width.mean())
