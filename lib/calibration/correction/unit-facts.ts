/** What is known of a graded unit from machines alone: everything the correction model may look at. */
export interface UnitFacts {
  /** The grader's label; on a scale of three, 1 where it gave more than nothing. */
  readonly label: 0 | 1;
  readonly criterion: string;
  /** Number of the unit's trajectory, from 0 to 2³⁰; −1: it has none that others share. */
  readonly trajectory: number;
  /**
   * Machine-made signals by name, of any range. `own` (this grader under other prompts, or its confidence) and `panel`
   * (other graders) are meant as agreement with the label; others may point either way. Null or absent: not known.
   */
  readonly signals: Readonly<Record<string, number | null>>;
  /** A vector for each text of the unit, slot by slot; null where the slot is empty. All of one length. */
  readonly vectors: readonly (Float32Array | null)[];
}
