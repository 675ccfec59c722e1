"""Recorded modes of the regressions of this room, found by SciPy's general minimizer, with covariances by inverting the
Hessian that finite differences of the gradient give; and principal components by NumPy's SVD.

Recipe (Debian 12: python3-scipy, python3-numpy):
    apt-get install python3-scipy
    /usr/bin/python3 lib/statistics/testing/make-logistic-reference.py > lib/statistics/testing/logistic-reference.json
"""
import json

import numpy as np
from scipy import optimize
from scipy.special import expit

rng = np.random.default_rng(7)


def hessian(gradient, at, step=1e-5):
    columns = []
    for k in range(len(at)):
        up, down = at.copy(), at.copy()
        up[k] += step
        down[k] -= step
        columns.append((gradient(up) - gradient(down)) / (2 * step))
    matrix = np.array(columns)
    return (matrix + matrix.T) / 2


# Logistic regression with prior means and scales and an intercept for each of eight groups.
n, d, groups = 60, 4, 8
rows = np.hstack([np.ones((n, 1)), rng.normal(size=(n, d - 1))])
group = rng.integers(0, groups, n)
group[:5] = -1
truth = rng.normal(size=d)
targets = np.clip(expit(rows @ truth + rng.normal(size=n) * 0.5), 0.02, 0.98)
targets[::3] = np.round(targets[::3])
means = np.array([-1.0, -0.8, 0.0, 0.0])
scales = np.array([1.5, 1.0, 0.6, 0.6])
group_scale = 0.4
onehot = (group[:, None] == np.arange(groups)).astype(float)
full = np.hstack([rows, onehot])
full_means = np.concatenate([means, np.zeros(groups)])
full_precision = 1 / np.concatenate([scales, np.full(groups, group_scale)]) ** 2


def loss(w):
    logit = full @ w
    return np.sum(np.logaddexp(0, logit) - targets * logit) + np.sum(full_precision * (w - full_means) ** 2) / 2


def loss_gradient(w):
    return full.T @ (expit(full @ w) - targets) + full_precision * (w - full_means)


mode = optimize.minimize(loss, full_means, jac=loss_gradient, method="BFGS", options={"gtol": 1e-10, "maxiter": 5000}).x
covariance = np.linalg.inv(hessian(loss_gradient, mode))
logistic = {
    "rows": rows.ravel().tolist(),
    "columns": d,
    "targets": targets.tolist(),
    "groups": group.tolist(),
    "means": means.tolist(),
    "scales": scales.tolist(),
    "groupScale": group_scale,
    "weights": mode[:d].tolist(),
    "effects": mode[d:].tolist(),
    "logitVariances": np.einsum("ij,jk,ik->i", full, covariance, full).tolist(),
}

# Cumulative logit with three levels.
x = rng.normal(size=(80, 3))
latent = x @ np.array([1.2, -0.7, 0.0]) + rng.logistic(size=80)
levels = np.digitize(latent, [-0.6, 0.9])
o_means = np.array([0.5, 0.0, 0.0])
o_scales = np.array([1.0, 0.7, 0.7])
cut_means = np.array([-1.0, 1.0])
cut_scale = 2.0


def ordinal(p):
    w, cuts = p[:3], p[3:]
    if cuts[0] >= cuts[1]:
        return 1e9
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    mean = x @ w
    chance = expit(edges[levels + 1] - mean) - expit(edges[levels] - mean)
    penalty = np.sum(((w - o_means) / o_scales) ** 2) / 2 + np.sum(((cuts - cut_means) / cut_scale) ** 2) / 2
    return -np.sum(np.log(chance)) + penalty


def ordinal_gradient(p, step=1e-6):
    return np.array([(ordinal(p + step * e) - ordinal(p - step * e)) / (2 * step) for e in np.eye(5)])


start = np.concatenate([o_means, cut_means])
o_mode = optimize.minimize(ordinal, start, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 20000}).x
o_covariance = np.linalg.inv(hessian(ordinal_gradient, o_mode, 1e-4))
cumulative = {
    "rows": x.ravel().tolist(),
    "levels": levels.tolist(),
    "means": o_means.tolist(),
    "scales": o_scales.tolist(),
    "thresholdMeans": cut_means.tolist(),
    "thresholdScale": cut_scale,
    "weights": o_mode[:3].tolist(),
    "thresholds": o_mode[3:].tolist(),
    "variances": np.diag(o_covariance).tolist(),
}

# Principal components of points with a falling spectrum.
points = (rng.normal(size=(50, 12)) * 0.7 ** np.arange(12)) @ np.linalg.qr(rng.normal(size=(12, 12)))[0]
points = points.astype(np.float32).astype(float)
_, values, axes = np.linalg.svd(points - points.mean(0), full_matrices=False)
components = {
    "points": points.ravel().tolist(),
    "dimensions": 12,
    "singularValues": values[:4].tolist(),
    "axes": axes[:4].tolist(),
}
print(json.dumps({"logistic": logistic, "cumulative": cumulative, "components": components}))
