import type { LeftOutReason } from "@/lib/export/left-out";

export interface TallyState {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
}

/** What an export has taken and left out so far. */
export class ExportTally {
  rowsIn: number;
  rowsOut: number;
  readonly leftOut: Partial<Record<LeftOutReason, number>>;

  constructor(state: TallyState | null) {
    this.rowsIn = state?.rowsIn ?? 0;
    this.rowsOut = state?.rowsOut ?? 0;
    this.leftOut = { ...state?.leftOut };
  }

  take(): void {
    this.rowsIn += 1;
    this.rowsOut += 1;
  }

  leaveOut(reason: LeftOutReason): void {
    this.rowsIn += 1;
    this.leftOut[reason] = (this.leftOut[reason] ?? 0) + 1;
  }

  state(): TallyState {
    return { rowsIn: this.rowsIn, rowsOut: this.rowsOut, leftOut: { ...this.leftOut } };
  }
}
