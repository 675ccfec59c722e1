import type { FittedRound } from "@/lib/calibration/rounds/refit-model";
import { sameFit } from "@/lib/workflows/refit-units";
import { RoundMaterial } from "@/lib/workflows/round-material";
import type { RoundSnapshot } from "@/lib/workflows/round-snapshot";

export interface RoundInMemory {
  readonly material: RoundMaterial;
  /** The fit of the round's last refit; null before there is one. */
  readonly last: FittedRound | null;
  /** After a refit that was kept. */
  readonly keep: (fitted: FittedRound | null) => void;
  readonly forget: () => void;
}

interface Kept {
  readonly roundId: string;
  readonly material: RoundMaterial;
  refits: number;
  last: FittedRound | null;
}

/** The round this process worked on last: making its material again takes a second or more. */
let kept: Kept | null = null;

/** What a round's engine works with, from memory or made again from the database. Null where the round has no units. */
export async function keptRound({ projectId, roundId, round, inputs }: RoundSnapshot): Promise<RoundInMemory | null> {
  if (kept?.roundId !== roundId) {
    kept = null;
    const subject = { projectId, roundId, graderVersionId: round.graderVersionId };
    const material = await RoundMaterial.load(subject, round.seed);
    if (material === null) return null;
    kept = { roundId, material, refits: -1, last: null };
  }
  const own = kept;
  if (own.refits !== round.refits) {
    own.last = inputs === null ? null : await sameFit(own.material, inputs);
    own.refits = round.refits;
  }
  return {
    material: own.material,
    last: own.last,
    keep: (fitted) => {
      own.last = fitted;
      own.refits = round.refits + 1;
    },
    forget: () => {
      own.refits = -1;
    },
  };
}
