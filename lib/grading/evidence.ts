/** A verbatim quote of the trajectory. `start` and `end` are UTF-16 offsets into the message's content, end exclusive. */
export interface Evidence {
  /** Position of the quoted message in the trajectory, from 0. */
  readonly messagePosition: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
