import type { SeededRandom } from "@/lib/kernel/seeded-random";
import { symmetricEigen } from "@/lib/statistics/principal-components";

/** Finite features whose dot products come near the kernel k(a,b) = exp(−‖a−b‖²/2). */
export interface NystromMap {
  readonly width: number;
  /** Writes the features of a point to `into` from `at`, centred on the points they were learnt from. */
  readonly write: (point: Float64Array, into: Float64Array, at: number) => void;
}

const MOST_LANDMARKS = 40;
/** Directions of the kernel with a smaller share of the first eigenvalue are noise. */
const LEAST_EIGENVALUE = 1e-4;

/**
 * Nyström features from at most 40 landmarks, chosen among the distinct points by k-means++ seeding:
 * F = K(x, L) · Q · diag(ev^−½).
 * Source: Williams & Seeger 2001; Arthur & Vassilvitskii 2007; CALIBRATION.md §2.
 */
export function learnNystromMap(points: readonly Float64Array[], random: SeededRandom): NystromMap {
  const distinct = [...new Map(points.map((point) => [point.join(), point])).values()];
  const landmarks = spread(distinct, Math.min(MOST_LANDMARKS, distinct.length), random);
  const { values, vectors } = symmetricEigen(landmarks.map((a) => landmarks.map((b) => kernel(a, b))));
  const most = Math.max(0, ...values);
  const kept = values.flatMap((value, at) => (value > most * LEAST_EIGENVALUE ? [{ value, at }] : []));
  kept.sort((a, b) => b.value - a.value);
  const width = kept.length;
  const mix = Float64Array.from(
    landmarks.flatMap((_, row) => kept.map(({ value, at }) => (vectors[row]?.[at] ?? 0) / Math.sqrt(value))),
  );
  const centre = new Float64Array(width);

  const write = (point: Float64Array, into: Float64Array, at: number) => {
    for (let k = 0; k < width; k += 1) into[at + k] = -(centre[k] ?? 0);
    landmarks.forEach((landmark, row) => {
      const similarity = kernel(point, landmark);
      for (let k = 0; k < width; k += 1) {
        into[at + k] = (into[at + k] ?? 0) + similarity * (mix[row * width + k] ?? 0);
      }
    });
  };
  const features = new Float64Array(width);
  const sum = new Float64Array(width);
  for (const point of points) {
    write(point, features, 0);
    for (let k = 0; k < width; k += 1) sum[k] = (sum[k] ?? 0) + (features[k] ?? 0) / points.length;
  }
  centre.set(sum);
  return { width, write };
}

/** k-means++ seeding: each next landmark with a chance in proportion to its squared distance from the nearest one. */
function spread(points: readonly Float64Array[], count: number, random: SeededRandom): Float64Array[] {
  const first = points[random.nextBelow(Math.max(1, points.length))];
  if (first === undefined) return [];
  const chosen = [first];
  const distances = points.map((point) => squaredDistance(point, first));
  while (chosen.length < count) {
    const total = distances.reduce((sum, distance) => sum + distance, 0);
    let left = random.nextFloat() * total;
    let pick = distances.findIndex((distance) => {
      left -= distance;
      return left < 0;
    });
    // Rounding may leave a crumb after the last one.
    if (pick < 0) pick = distances.findLastIndex((distance) => distance > 0);
    const point = points[pick];
    if (point === undefined) break;
    chosen.push(point);
    points.forEach((other, at) => {
      distances[at] = Math.min(distances[at] ?? 0, squaredDistance(other, point));
    });
  }
  return chosen;
}

function kernel(a: Float64Array, b: Float64Array): number {
  return Math.exp(-squaredDistance(a, b) / 2);
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += ((a[k] ?? 0) - (b[k] ?? 0)) ** 2;
  return sum;
}
