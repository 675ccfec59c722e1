import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { SeededRandom } from "@/lib/kernel/seeded-random";

export interface PrincipalComponents {
  readonly mean: Float64Array;
  /** kept×dimensions, row-major, orthonormal, by falling variance. */
  readonly axes: Float64Array;
  readonly kept: number;
}

/** Directions iterated beyond those asked for: they make the last ones right. */
const SPARE = 8;
const ITERATIONS = 5;

/**
 * The directions of largest variance of `count` points, by block power iteration from a seeded start: close for the
 * leading ones, as good as any for nearly equal ones. Directions with less than 1e-10 of the first one's variance are
 * left out, so `kept` may be less than asked for, and 0 where all points are one.
 * `points`: count×dimensions, row-major. O(count · dimensions · asked · iterations).
 * Source: Halko, Martinsson & Tropp 2011, SIAM Review 53, algorithm 4.4.
 */
export function principalComponents(
  points: Float32Array,
  dimensions: number,
  asked: number,
  random: SeededRandom,
): PrincipalComponents {
  const count = dimensions === 0 ? 0 : points.length / dimensions;
  if (!Number.isInteger(count)) throw new RangeError(`${points.length} numbers make no points of ${dimensions}.`);
  const mean = new Float64Array(dimensions);
  for (let at = 0; at < points.length; at += dimensions) {
    for (let k = 0; k < dimensions; k += 1) mean[k] = (mean[k] ?? 0) + (points[at + k] ?? 0) / count;
  }
  const width = Math.min(asked + SPARE, dimensions, count);
  let basis: Float64Array[] = Array.from({ length: width }, () =>
    Float64Array.from({ length: dimensions }, () => random.nextFloat() - 0.5),
  );
  orthonormalize(basis);
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    basis = timesCovariance(points, mean, basis);
    orthonormalize(basis);
  }
  // The small problem inside the found subspace turns the basis to the axes.
  const image = timesCovariance(points, mean, basis);
  const small = basis.map((left) => image.map((right) => dot(left, right)));
  if (width === 0) return { mean, axes: new Float64Array(0), kept: 0 };
  const { values, vectors } = symmetricEigen(small);
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => b.value - a.value);
  const most = order[0]?.value ?? 0;
  const chosen = order.slice(0, asked).filter(({ value }) => value > most * 1e-10 && value > 0);
  const axes = new Float64Array(chosen.length * dimensions);
  chosen.forEach(({ at }, place) => {
    basis.forEach((direction, row) => {
      const share = vectors[row]?.[at] ?? 0;
      for (let k = 0; k < dimensions; k += 1) {
        axes[place * dimensions + k] = (axes[place * dimensions + k] ?? 0) + share * (direction[k] ?? 0);
      }
    });
  });
  return { mean, axes, kept: chosen.length };
}

/** Eigenvalues and eigenvectors (columns) of a symmetric matrix, in no order. */
export function symmetricEigen(matrix: readonly (readonly number[])[]): {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
} {
  const symmetric = matrix.map((row, i) => row.map((value, j) => (value + (matrix[j]?.[i] ?? 0)) / 2));
  const decomposition = new EigenvalueDecomposition(new Matrix(symmetric), { assumeSymmetric: true });
  return { values: decomposition.realEigenvalues, vectors: decomposition.eigenvectorMatrix.to2DArray() };
}

function timesCovariance(points: Float32Array, mean: Float64Array, basis: readonly Float64Array[]): Float64Array[] {
  const dimensions = mean.length;
  const width = basis.length;
  const images = basis.map(() => new Float64Array(dimensions));
  const point = new Float64Array(dimensions);
  for (let at = 0; at < points.length; at += dimensions) {
    for (let k = 0; k < dimensions; k += 1) point[k] = (points[at + k] ?? 0) - (mean[k] ?? 0);
    for (let b = 0; b < width; b += 1) {
      const by = dot(basis[b] ?? point, point);
      const image = images[b] ?? point;
      for (let k = 0; k < dimensions; k += 1) image[k] = (image[k] ?? 0) + by * (point[k] ?? 0);
    }
  }
  return images;
}

/** Gram–Schmidt, twice for accuracy; a direction that vanishes stays zero. */
function orthonormalize(basis: readonly Float64Array[]): void {
  basis.forEach((direction, at) => {
    for (let pass = 0; pass < 2; pass += 1) {
      for (const earlier of basis.slice(0, at)) {
        const by = dot(earlier, direction);
        for (let k = 0; k < direction.length; k += 1) direction[k] = (direction[k] ?? 0) - by * (earlier[k] ?? 0);
      }
      const norm = Math.sqrt(dot(direction, direction));
      const scale = norm > 1e-12 ? 1 / norm : 0;
      for (let k = 0; k < direction.length; k += 1) direction[k] = (direction[k] ?? 0) * scale;
    }
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}
