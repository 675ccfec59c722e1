"""Recorded outputs of SciPy and scikit-learn that the tests of this room compare with.

Recipe (Debian 12: python3-scipy 1.10.1, python3-sklearn 1.2.1, python3-numpy 1.24.2):
    apt-get install python3-scipy python3-sklearn
    /usr/bin/python3 lib/statistics/testing/make-reference-numbers.py > lib/statistics/testing/reference-numbers.json
"""
import json
import sys

import numpy as np
import scipy
import sklearn
from scipy import special, stats
from scipy.integrate import quad
from sklearn import metrics

rng = np.random.default_rng(20250)


def pairs_of(table):
    first, second = [], []
    for i, row in enumerate(table):
        for j, count in enumerate(row):
            first += [i] * count
            second += [j] * count
    return first, second


def kappa_case(table):
    first, second = pairs_of(table)
    return {
        "table": table,
        "none": metrics.cohen_kappa_score(first, second),
        "linear": metrics.cohen_kappa_score(first, second, weights="linear"),
        "quadratic": metrics.cohen_kappa_score(first, second, weights="quadratic"),
    }


def binary_case(tp, fp, fn, tn):
    clinician = [1] * tp + [0] * fp + [1] * fn + [0] * tn
    grader = [1] * tp + [1] * fp + [0] * fn + [0] * tn
    return {
        "counts": [tp, fp, fn, tn],
        "accuracy": metrics.accuracy_score(clinician, grader),
        "sensitivity": metrics.recall_score(clinician, grader),
        "specificity": metrics.recall_score(clinician, grader, pos_label=0),
        "precision": metrics.precision_score(clinician, grader),
        "f1": metrics.f1_score(clinician, grader),
        "mcc": metrics.matthews_corrcoef(clinician, grader),
    }


def hypergeometric_case(population, sample, marked, confidence):
    error = 1 - confidence
    counts = np.arange(marked, population - (sample - marked) + 1)
    low = stats.hypergeom.cdf(marked, population, counts, sample)
    high = stats.hypergeom.sf(marked - 1, population, counts, sample)
    return {
        "population": population,
        "sample": sample,
        "marked": marked,
        "confidence": confidence,
        "upper": int(counts[low > error].max()),
        "lower": int(counts[high > error].min()),
    }


def evidence_case(wins, tosses):
    tail = stats.binom.cdf(wins, tosses + 1, 0.5)
    value = (tosses + 1) * np.log(2) + special.betaln(wins + 1, tosses - wins + 1) + np.log(tail)
    return {"wins": wins, "tosses": tosses, "log": float(value)}


def small_gain_case(wins, tosses):
    # Exact integral over theta in (1/2, 1) of the likelihood ratio, density proportional to 1/(theta - .45).
    weight = quad(lambda t: 1 / (t - 0.45), 0.5, 1)[0]
    likelihood = lambda t: (2 * t) ** wins * (2 * (1 - t)) ** (tosses - wins)
    ratio = quad(lambda t: likelihood(t) / (t - 0.45), 0.5, 1, epsabs=0, epsrel=1e-11, limit=400)[0]
    return {"wins": wins, "tosses": tosses, "log": float(np.log(ratio / weight))}


def ppi_case(n, rest, quality, shift):
    labels = (rng.random(n) < 0.3).astype(float)
    predictions = np.round(np.clip(quality * labels + (1 - quality) * rng.random(n) + shift, 0, 1), 3)
    truth = (rng.random(rest) < 0.3).astype(float)
    unlabelled = np.round(np.clip(quality * truth + (1 - quality) * rng.random(rest) + shift, 0, 1), 3)
    # PPI++ for a mean, by brute force: the variance as a function of lambda, minimised on a fine grid.
    lambdas = np.linspace(0, 1, 200001)
    pooled = np.concatenate([predictions, unlabelled])
    covariance = np.cov(labels, predictions, ddof=0)[0, 1]
    objective = labels.var() / n + lambdas**2 * (1 / n + 1 / rest) * pooled.var() - 2 * lambdas * covariance / n
    best = float(lambdas[objective.argmin()])
    estimate = labels.mean() + best * (unlabelled.mean() - predictions.mean())
    error = np.sqrt(np.var(labels - best * predictions) / n + np.var(best * unlabelled) / rest)
    low, high = stats.norm.interval(0.95, loc=estimate, scale=error)
    return {
        "labels": labels.tolist(),
        "predictions": predictions.tolist(),
        "unlabelled": unlabelled.tolist(),
        "lambda": best,
        "estimate": float(estimate),
        "standardError": float(error),
        "lower": float(low),
        "upper": float(high),
    }


json.dump(
    {
        "madeWith": {"scipy": scipy.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "logFactorial": [{"n": n, "log": float(special.gammaln(n + 1))} for n in (0, 1, 5, 20, 21, 25, 60, 170, 1000, 123456)],
        "normalQuantile": [{"p": p, "z": float(stats.norm.ppf(p))} for p in (1e-12, 1e-6, 0.001, 0.025, 0.07, 0.08, 0.3, 0.5, 0.6, 0.925, 0.95, 0.975, 0.999, 0.9999999)],
        "binomialTail": [
            {"k": k, "n": n, "p": p, "tail": float(stats.binom.cdf(k, n, p))}
            for k, n, p in ((0, 59, 0.05), (3, 10, 0.5), (7, 20, 0.3), (2, 300, 0.02), (40, 60, 0.5), (5, 1000, 0.05), (1, 400, 0.2))
        ],
        "mcnemar": [
            {"onlyFirst": a, "onlySecond": b, "p": float(stats.binomtest(a, a + b, 0.5).pvalue)}
            for a, b in ((6, 0), (10, 3), (5, 5), (14, 7), (59, 98), (1, 0))
        ],
        "kappa": [
            kappa_case(table)
            for table in (
                [[20, 5], [10, 15]],
                [[75, 1, 4], [5, 4, 1], [0, 0, 10]],
                [[44, 5, 1], [7, 20, 3], [9, 5, 6]],
                [[1, 9, 2, 0], [3, 11, 4, 1], [0, 2, 17, 5], [1, 0, 6, 13]],
            )
        ],
        "binary": [binary_case(*counts) for counts in ((90, 5, 3, 2), (20, 10, 5, 15), (6, 1, 2, 3), (50, 0, 0, 50), (1, 30, 2, 400))],
        "hypergeometric": [
            hypergeometric_case(*case)
            for case in ((100, 30, 0, 0.95), (500, 59, 0, 0.95), (500, 100, 4, 0.95), (60, 50, 10, 0.9), (2000, 149, 1, 0.99), (10, 10, 3, 0.95))
        ],
        "evidence": [evidence_case(*case) for case in ((6, 6), (8, 8), (9, 10), (13, 15), (16, 20), (22, 30), (29, 40), (41, 60), (20, 60), (0, 10), (300, 500))],
        "smallGainEvidence": [small_gain_case(*case) for case in ((6, 6), (9, 10), (22, 30), (40, 60), (20, 60), (0, 10))],
        "predictionPowered": [ppi_case(40, 300, 0.7, 0.0), ppi_case(25, 60, 0.3, 0.1), ppi_case(60, 250, 0.95, 0.0)],
    },
    sys.stdout,
    indent=1,
)
print()
