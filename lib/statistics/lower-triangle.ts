/**
 * The Cholesky factor L of a symmetric positive definite matrix, H = L·Lᵀ, in place.
 * `matrix`: row-major order×order; only its lower triangle is read and overwritten, the upper one is left as it is.
 * O(order³/6). Throws a RangeError where the matrix is not positive definite.
 * Source: Golub & Van Loan, Matrix Computations, 4.2.5 (row-wise).
 */
export function factorLower(matrix: Float64Array, order: number): void {
  for (let row = 0; row < order; row += 1) {
    const rowAt = row * order;
    for (let column = 0; column <= row; column += 1) {
      const columnAt = column * order;
      let sum = matrix[rowAt + column] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (matrix[rowAt + k] ?? 0) * (matrix[columnAt + k] ?? 0);
      if (column < row) {
        matrix[rowAt + column] = sum / (matrix[columnAt + column] ?? 0);
      } else {
        if (!(sum > 0)) throw new RangeError(`The matrix is not positive definite (pivot ${row} is ${sum}).`);
        matrix[rowAt + row] = Math.sqrt(sum);
      }
    }
  }
}

/** Solves L·Lᵀ·x = b in place of `b` (length order), from the factor of `factorLower`. O(order²). */
export function solveFactored(factor: Float64Array, order: number, b: Float64Array): void {
  for (let row = 0; row < order; row += 1) {
    const rowAt = row * order;
    let sum = b[row] ?? 0;
    for (let k = 0; k < row; k += 1) sum -= (factor[rowAt + k] ?? 0) * (b[k] ?? 0);
    b[row] = sum / (factor[rowAt + row] ?? 0);
  }
  for (let row = order - 1; row >= 0; row -= 1) {
    const value = (b[row] ?? 0) / (factor[row * order + row] ?? 0);
    b[row] = value;
    for (let k = 0; k < row; k += 1) b[k] = (b[k] ?? 0) - (factor[row * order + k] ?? 0) * value;
  }
}

/** L⁻¹ (row-major, lower triangle; zeros above) from the factor of `factorLower`. O(order³/6). */
export function invertLower(factor: Float64Array, order: number): Float64Array {
  const inverse = new Float64Array(order * order);
  const row = new Float64Array(order);
  for (let i = 0; i < order; i += 1) {
    row.fill(0, 0, i);
    // Row i of the inverse: (e_i − Σ_{k<i} L_ik · row_k) / L_ii, taken as sums of earlier rows so that memory is walked in order.
    for (let k = 0; k < i; k += 1) {
      const by = factor[i * order + k] ?? 0;
      if (by === 0) continue;
      const at = k * order;
      for (let j = 0; j <= k; j += 1) row[j] = (row[j] ?? 0) - by * (inverse[at + j] ?? 0);
    }
    const pivot = factor[i * order + i] ?? 0;
    const at = i * order;
    for (let j = 0; j < i; j += 1) inverse[at + j] = (row[j] ?? 0) / pivot;
    inverse[at + i] = 1 / pivot;
  }
  return inverse;
}

/**
 * ‖M·x‖² for each row x of `rows` (count×order, row-major), M a lower triangle (row-major order×order): with M = L⁻¹ it
 * is xᵀH⁻¹x. Written to `into` from its start. O(count · order²/2); four rows at a time, since reading M is what costs.
 */
export function squaredNorms(
  triangle: Float64Array,
  order: number,
  rows: Float64Array,
  count: number,
  into: Float64Array,
): void {
  let row = 0;
  for (; row + 4 <= count; row += 4) {
    const a = row * order;
    const b = a + order;
    const c = b + order;
    const d = c + order;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let i = 0; i < order; i += 1) {
      const at = i * order;
      let dotA = 0;
      let dotB = 0;
      let dotC = 0;
      let dotD = 0;
      for (let k = 0; k <= i; k += 1) {
        const m = triangle[at + k] as number;
        dotA += m * (rows[a + k] as number);
        dotB += m * (rows[b + k] as number);
        dotC += m * (rows[c + k] as number);
        dotD += m * (rows[d + k] as number);
      }
      sumA += dotA * dotA;
      sumB += dotB * dotB;
      sumC += dotC * dotC;
      sumD += dotD * dotD;
    }
    into[row] = sumA;
    into[row + 1] = sumB;
    into[row + 2] = sumC;
    into[row + 3] = sumD;
  }
  for (; row < count; row += 1) {
    const a = row * order;
    let sum = 0;
    for (let i = 0; i < order; i += 1) {
      const at = i * order;
      let dot = 0;
      for (let k = 0; k <= i; k += 1) dot += (triangle[at + k] as number) * (rows[a + k] as number);
      sum += dot * dot;
    }
    into[row] = sum;
  }
}
