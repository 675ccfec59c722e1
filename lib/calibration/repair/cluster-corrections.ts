import { type Confusion, confusionKey, confusionOf } from "@/lib/calibration/repair/confusion";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { textWords } from "@/lib/grading/text-words";

/** A unit whose grade a clinician holds to be wrong. */
export interface Correction {
  readonly verdictId: string;
  readonly graded: VerdictValue | null;
  readonly held: VerdictValue;
  /** What the grade was about: the response, the items in question, the clinician's note. */
  readonly text: string;
}

export interface CorrectionCluster<Of extends Correction> {
  /** The same as long as confusion and most typical correction are: how a person's click names it. */
  readonly key: string;
  readonly confusion: Confusion;
  /** Most typical first. */
  readonly corrections: readonly Of[];
  /** Up to three words that set it apart. */
  readonly words: readonly string[];
}

export interface Clusters<Of extends Correction> {
  /** Largest first; each of two or more. */
  readonly clusters: readonly CorrectionCluster<Of>[];
  /** Corrections that are like no other. */
  readonly alone: readonly Of[];
}

/** CALIBRATION.md §5: from so many corrections of one kind on, a repair is suggested. */
export const CORRECTIONS_TO_REPAIR = 8;

/** Mean cosine from which two groups of corrections are one. */
const SAME_CLUSTER_COSINE = 0.1;
/** Of one confusion only so many are compared with each other, the first by id: the work grows with the square. */
const MOST_COMPARED = 400;
const WORDS_SHOWN = 3;
/** Cosines that differ by less are the same. */
const ROUNDING = 1e-12;

interface Group {
  /** Places in the list of corrections. */
  readonly members: number[];
  /** Sum of the members' vectors, each of length 1. */
  sum: Map<string, number>;
}

/**
 * Clusters of corrections: criterion, then confusion, then likeness of the texts (average-link clustering of tf-idf
 * vectors of words; idf over all corrections). Pure and deterministic: the order of the input does not matter.
 * O(n²) comparisons within a confusion of up to 400 corrections; what is beyond that stands alone.
 * Source: CALIBRATION.md §5; Salton & Buckley 1988 (tf-idf); Lance & Williams 1967 (average link).
 */
export function clusterCorrections<Of extends Correction>(corrections: readonly Of[]): Clusters<Of> {
  const sorted = [...corrections].sort((a, b) => (a.verdictId < b.verdictId ? -1 : 1));
  const vectors = tfIdf(sorted.map(({ text }) => textWords(text)));
  const byConfusion = new Map<string, { confusion: Confusion; members: number[] }>();
  for (const [index, { graded, held }] of sorted.entries()) {
    const confusion = confusionOf(graded, held);
    const known = byConfusion.get(confusionKey(confusion));
    if (known === undefined) byConfusion.set(confusionKey(confusion), { confusion, members: [index] });
    else known.members.push(index);
  }
  const at = (index: number): Of => {
    const correction = sorted[index];
    if (correction === undefined) throw new RangeError(`There is no correction ${index}.`);
    return correction;
  };
  const clusters: CorrectionCluster<Of>[] = [];
  const alone: Of[] = [];
  for (const { confusion, members } of byConfusion.values()) {
    alone.push(...members.slice(MOST_COMPARED).map(at));
    for (const group of averageLink(members.slice(0, MOST_COMPARED), vectors)) {
      const [typical, ...others] = orderByTypicality(group, vectors);
      if (typical === undefined) continue;
      if (others.length === 0) {
        alone.push(at(typical));
        continue;
      }
      clusters.push({
        key: `${confusionKey(confusion)}:${at(typical).verdictId}`,
        confusion,
        corrections: [typical, ...others].map(at),
        words: tellingWords(group, vectors),
      });
    }
  }
  clusters.sort((a, b) => b.corrections.length - a.corrections.length || (a.key < b.key ? -1 : 1));
  alone.sort((a, b) => (a.verdictId < b.verdictId ? -1 : 1));
  return { clusters, alone };
}

/** Words weighted by how often they stand in a text and how rare they are among all texts; length 1, or empty. */
function tfIdf(texts: readonly string[][]): ReadonlyMap<string, number>[] {
  const documents = new Map<string, number>();
  for (const words of texts) for (const word of new Set(words)) documents.set(word, (documents.get(word) ?? 0) + 1);
  return texts.map((words) => {
    const weights = new Map<string, number>();
    const rarity = (word: string) => Math.log(1 + texts.length / (documents.get(word) ?? 1));
    for (const word of words) weights.set(word, (weights.get(word) ?? 0) + rarity(word));
    const norm = Math.sqrt([...weights.values()].reduce((sum, weight) => sum + weight * weight, 0));
    return new Map([...weights].map(([word, weight]) => [word, weight / norm]));
  });
}

function dot(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [word, weight] of small) sum += weight * (large.get(word) ?? 0);
  return sum;
}

/**
 * Merges the two closest groups until none are close enough. The mean cosine of a merged group to another is the mean
 * of its parts' (Lance & Williams 1967); each group remembers its nearest, so that a merge looks at few pairs again.
 */
function averageLink(members: readonly number[], vectors: readonly ReadonlyMap<string, number>[]): Group[] {
  const count = members.length;
  const groups: (Group | null)[] = members.map((member) => ({
    members: [member],
    sum: new Map(vectors[member] ?? []),
  }));
  const cosines = new Float64Array(count * count);
  const cosine = (i: number, j: number): number => cosines[i * count + j] ?? 0;
  const setCosine = (i: number, j: number, value: number) => {
    cosines[i * count + j] = value;
    cosines[j * count + i] = value;
  };
  // By word: most pairs share few, and a pair that shares none costs nothing.
  const having = new Map<string, { readonly at: number; readonly weight: number }[]>();
  for (const [i, group] of groups.entries()) {
    for (const [word, weight] of group?.sum ?? []) {
      const others = having.get(word) ?? [];
      for (const { at: j, weight: other } of others) setCosine(i, j, cosine(i, j) + weight * other);
      others.push({ at: i, weight });
      having.set(word, others);
    }
  }
  const nearest = new Int32Array(count).fill(-1);
  const lookAround = (i: number) => {
    let found = -1;
    for (let j = 0; j < count; j += 1) {
      if (j !== i && groups[j] !== null && (found < 0 || cosine(i, j) > cosine(i, found))) found = j;
    }
    nearest[i] = found;
  };
  const nearestOf = (i: number): number => nearest[i] ?? -1;
  for (let i = 0; i < count; i += 1) lookAround(i);
  for (;;) {
    let closest = -1;
    for (let i = 0; i < count; i += 1) {
      if (groups[i] === null || nearestOf(i) < 0) continue;
      if (closest < 0 || cosine(i, nearestOf(i)) > cosine(closest, nearestOf(closest))) closest = i;
    }
    if (closest < 0 || cosine(closest, nearestOf(closest)) <= SAME_CLUSTER_COSINE) {
      return groups.filter((group) => group !== null);
    }
    const into = Math.min(closest, nearestOf(closest));
    const from = Math.max(closest, nearestOf(closest));
    const [one, other] = [groups[from] ?? null, groups[into] ?? null];
    if (one === null || other === null) throw new Error("A group was merged twice.");
    const known = groups.map((_, k) => Math.max(cosine(k, from), cosine(k, into)));
    const share = one.members.length / (one.members.length + other.members.length);
    groups[from] = null;
    for (let k = 0; k < count; k += 1) {
      if (k !== into) setCosine(k, into, share * cosine(k, from) + (1 - share) * cosine(k, into));
    }
    other.members.push(...one.members);
    for (const [word, weight] of one.sum) other.sum.set(word, (other.sum.get(word) ?? 0) + weight);
    lookAround(into);
    for (let k = 0; k < count; k += 1) {
      if (groups[k] === null || k === into) continue;
      if (nearestOf(k) === from || nearestOf(k) === into) {
        // As near as ever: nothing else can be nearer.
        if (cosine(k, into) >= (known[k] ?? 0) - ROUNDING) nearest[k] = into;
        else lookAround(k);
      } else if (cosine(k, into) > cosine(k, nearestOf(k))) nearest[k] = into;
    }
  }
}

/** The members, the one nearest to all of them first. */
function orderByTypicality({ members, sum }: Group, vectors: readonly ReadonlyMap<string, number>[]): number[] {
  const nearness = new Map(members.map((member) => [member, dot(vectors[member] ?? new Map(), sum)]));
  return [...members].sort((a, b) => (nearness.get(b) ?? 0) - (nearness.get(a) ?? 0) || a - b);
}

/** Words that at least half of the members have, the weightiest first; numbers and single letters tell nothing. */
function tellingWords({ members, sum }: Group, vectors: readonly ReadonlyMap<string, number>[]): string[] {
  return [...sum]
    .filter(([word]) => /\p{L}{2}/u.test(word))
    .filter(([word]) => members.filter((member) => vectors[member]?.has(word)).length * 2 >= members.length)
    .sort(([a, weightA], [b, weightB]) => weightB - weightA || (a < b ? -1 : 1))
    .slice(0, WORDS_SHOWN)
    .map(([word]) => word);
}
