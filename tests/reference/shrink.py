# SPDX-License-Identifier: GPL-3.0-or-later
# Answers for tests/unit/test_shrink.c by brute force, made once:
#
#   python3 shrink.py        (numpy 2, scipy 1.17)
#
# A fine grid over the mean and the shrinkage B = size / (size + precision),
# both uniform; of each point the groups' beta distributions on a fine grid
# of rates.  No logits, no quantiles, no draws: another way than the
# program's.
import numpy as np
from scipy.special import betaln, betainc
from scipy.stats import beta

def shrink(groups, at, means=400, shrinkages=400, rates=1500):
    k = np.array([g[0] for g in groups], float)
    n = np.array([g[1] for g in groups], float)
    size = len(n) / np.sum(1 / n)
    m = (np.arange(means) + .5) / means
    b = (np.arange(shrinkages) + .5) / shrinkages
    M, B = np.meshgrid(m, b)
    P = size * (1 - B) / B
    a, c = M * P, (1 - M) * P
    log = sum(betaln(a + x, c + y - x) - betaln(a, c) for x, y in zip(k, n))
    w = np.exp(log - log.max())
    w /= w.sum()
    print('prior', (w * M).sum(), (w * B).sum(), size)
    keep = w > 1e-9
    a, c, w = a[keep], c[keep], w[keep] / w[keep].sum()
    for i in at:
        x, y = k[i], n[i]
        def upper(t):
            return (w * (1 - betainc(a + x, c + y - x, t))).sum()
        def quantile(p):
            low, high = 0., 1.
            for _ in range(60):
                t = (low + high) / 2
                low, high = (t, high) if upper(t) > 1 - p else (low, t)
            return low
        print(i, 'rate', (w * (a + x) / (a + c + y)).sum(), quantile(.025),
              quantile(.975), 'above', upper(k.sum() / n.sum()))
    # Ranks: 300 nodes by systematic sampling of the weights.
    order = np.cumsum(w)
    picks = np.searchsorted(order, (np.arange(300) + .5) / 300)
    edge = np.linspace(0, 1, rates + 1)
    G = len(k)
    rank, best = np.zeros(G), np.zeros(G)
    dist = np.zeros((G, G))
    for j in picks:
        cdf = np.array([betainc(a[j] + x, c[j] + y - x, edge)
                        for x, y in zip(k, n)])
        mass = np.diff(cdf, axis=1)
        middle = (cdf[:, 1:] + cdf[:, :-1]) / 2
        for i in at:
            others = np.delete(middle, i, axis=0)
            rank[i] += (mass[i] * (1 + (1 - others).sum(axis=0))).sum()
            best[i] += (mass[i] * others.prod(axis=0)).sum()
            # Poisson-binomial: how many of the others are above.
            poly = np.zeros((G, rates))
            poly[0] = 1
            for o in others:
                poly[1:] = poly[1:] * o + poly[:-1] * (1 - o)
                poly[0] *= o
            dist[i] += (poly * mass[i]).sum(axis=1)
    for i in at:
        cum = np.cumsum(dist[i]) / dist[i].sum()
        print(i, 'rank', rank[i] / 300, 'best', best[i] / 300, 'tails',
              1 + np.searchsorted(cum, .025), 1 + np.searchsorted(cum, .975))

cases = {
    'shrink.csv': ([(9, 30), (7, 30), (11, 30), (8, 30), (10, 30), (9, 30),
                    (6, 30), (12, 30)], [0, 6, 7]),
    'unequal': ([(3, 10), (1, 10), (5, 10), (2, 10), (4000, 10000)],
                [1, 2, 4]),
    'extremes': ([(0, 3), (5, 5), (0, 7), (4, 4), (1, 2)], [0, 1, 4]),
    'nobody': ([(0, 9), (0, 4)], [0, 1]),
    'batters': ([(x, 45) for x in (18, 17, 16, 15, 14, 14, 13, 12, 11, 11,
                 10, 10, 10, 10, 10, 9, 8, 7)], [0, 17]),
}
for name, (groups, at) in cases.items():
    print(name)
    shrink(groups, at)
