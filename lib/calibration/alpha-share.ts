/**
 * What the look with this number (from 1) may spend of a total chance of error: half, a quarter, an eighth … so that
 * all looks together stay below the total however many there are.
 * Throws a RangeError unless 0 < total < 1 and the look is a whole number from 1.
 */
export function alphaShare(total: number, look: number): number {
  if (!(total > 0 && total < 1) || !Number.isInteger(look) || look < 1) {
    throw new RangeError(`Need a total between 0 and 1 and a look from 1, got ${total} and ${look}.`);
  }
  return total / 2 ** look;
}
