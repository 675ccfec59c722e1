import { describe, expect, it } from "vitest";
import { type Arrival, keyOf, type OutboxEntry, type OutboxInput } from "@/components/review/outbox-entry";
import type { SentAnswer } from "@/components/review/send-answer";
import { VerdictOutbox } from "@/components/review/verdict-outbox";
import { RequestError } from "@/lib/queries/request-json";
import type { Sitting, VerdictInput } from "@/lib/queries/review-contract";

const at = "2026-01-01T00:00:00.000Z";
const about = { criterion: "content" as const, trajectoryId: "t", turnId: "turn", round: 1, at };
const sitting: Sitting = {
  roundNumber: 1,
  readsDone: 1,
  readsBudget: 20,
  ownReads: 1,
  secondsPerRead: null,
  scoresPutRight: 0,
  turnsTouched: 0,
  minutesSpent: 0,
};

function agree(key: string, sequence: number, lentByKey: string | null = null): OutboxEntry {
  const input: VerdictInput = {
    kind: "agree",
    idempotencyKey: key,
    unitId: "u",
    activeMs: 10,
    gradeRevision: 0,
    handOutId: lentByKey === null ? "lent" : null,
    comment: null,
  };
  return { sequence, input, supersedesKey: null, lentByKey, about, refusal: null };
}
function undo(key: string, sequence: number, supersedesKey: string): OutboxEntry {
  const input: VerdictInput = { kind: "withdrawn", idempotencyKey: key, unitId: "u", activeMs: 0, supersedesId: "" };
  return { sequence, input, supersedesKey, lentByKey: null, about, refusal: null };
}
function answerTo(input: OutboxInput): SentAnswer {
  const besides = { rescoredTurns: 0, sitting, revealed: null, otherValues: [] };
  if (input.kind === "withdrawn") {
    const served = {
      ...about,
      handOutId: "lent-again",
      roundId: "r",
      unitId: input.unitId,
      sampleId: null,
      visibility: "shown" as const,
      isAdjudication: false,
      expiresAt: at,
    };
    return { verdict: { ...besides, verdict: null, served }, standingId: null, sitting };
  }
  return { verdict: null, standingId: `id-of-${input.idempotencyKey}`, sitting };
}

/** What the tabs of one browser share: a store, a lock, a line between them, and a connection that can be cut. */
function browser() {
  const kept = new Map<string, OutboxEntry>();
  const arrivals = new Map<string, Arrival>();
  const sent: OutboxInput[] = [];
  const tabs: VerdictOutbox[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  let problem: Error | null = null;
  let lock = Promise.resolve();
  return {
    kept,
    arrivals,
    sent,
    most: () => mostInFlight,
    cut: (error: Error | null) => {
      problem = error;
    },
    open: () => {
      const pauses: number[] = [];
      const refused: string[] = [];
      let awake: (() => void) | null = null;
      const outbox: VerdictOutbox = new VerdictOutbox({
        store: {
          load: async () => ({ entries: [...kept.values()], arrivals: [...arrivals.values()] }),
          write: async ({ put = [], removed = [], arrival }) => {
            for (const entry of put) kept.set(keyOf(entry), entry);
            for (const key of removed) kept.delete(key);
            if (arrival !== undefined) arrivals.set(arrival.key, arrival);
          },
        },
        send: async (input) => {
          sent.push(input);
          inFlight += 1;
          mostInFlight = Math.max(mostInFlight, inFlight);
          await Promise.resolve();
          inFlight -= 1;
          if (problem !== null) throw problem;
          return answerTo(input);
        },
        alone: (work) => {
          const turn = lock.then(work);
          lock = turn;
          return turn;
        },
        tell: (news) => {
          for (const other of tabs) if (other !== outbox) other.hear(news);
        },
        wait: (milliseconds, then) => {
          pauses.push(milliseconds);
          awake = then;
          return () => {
            awake = null;
          };
        },
        now: () => 1_000,
        onSaved: () => undefined,
        onRefused: (entry) => refused.push(keyOf(entry)),
      });
      tabs.push(outbox);
      return { outbox, pauses, refused, wake: () => awake?.() };
    },
  };
}

/** Every step of the outbox is a microtask: one turn of the event loop lets all of them finish. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function world() {
  const all = browser();
  return { ...all, ...all.open(), settle };
}

describe("VerdictOutbox", () => {
  it("sends in order and forgets what arrived", async () => {
    const w = world();
    w.outbox.add(agree("first-key", 1));
    w.outbox.add(agree("second-key", 2));
    expect(w.outbox.view().unsent).toHaveLength(2);
    await w.settle();
    expect(w.sent.map((input) => input.idempotencyKey)).toEqual(["first-key", "second-key"]);
    expect([w.outbox.view().unsent.length, w.kept.size]).toEqual([0, 0]);
  });

  it("undoes an answer that has not left yet: both go, in order, and the undo learns the id", async () => {
    const w = world();
    w.outbox.add(agree("first-key", 1));
    w.outbox.add(undo("undo-key", 2, "first-key"));
    w.outbox.add(agree("again-key", 3, "undo-key"));
    await w.settle();
    expect(w.sent[1]).toMatchObject({ kind: "withdrawn", supersedesId: "id-of-first-key" });
    expect(w.sent[2]).toMatchObject({ kind: "agree", handOutId: "lent-again" });
  });

  it("completes an undo that is pressed after the answer arrived but before the screen knew", async () => {
    const w = world();
    w.outbox.add(agree("first-key", 1));
    await w.settle();
    w.outbox.add(undo("undo-key", 2, "first-key"));
    await w.settle();
    expect(w.sent[1]).toMatchObject({ kind: "withdrawn", supersedesId: "id-of-first-key" });
  });

  it("keeps the same key through lost connections, with growing pauses, and says since when", async () => {
    const w = world();
    w.cut(new RequestError(0, "no answer"));
    w.outbox.add(agree("first-key", 1));
    await w.settle();
    w.wake();
    await w.settle();
    expect(w.pauses).toEqual([1_000, 2_000]);
    expect(w.outbox.view()).toMatchObject({ offlineSince: 1_000 });
    expect(w.kept.size).toBe(1);
    w.cut(null);
    w.outbox.retryNow();
    await w.settle();
    expect(w.sent.map((input) => input.idempotencyKey)).toEqual(["first-key", "first-key", "first-key"]);
    expect(w.outbox.view()).toMatchObject({ unsent: [], offlineSince: null });
  });

  it("never has two in flight", async () => {
    const w = world();
    w.outbox.add(agree("first-key", 1));
    w.outbox.retryNow();
    w.outbox.add(agree("second-key", 2));
    await w.settle();
    expect([w.sent.length, w.most()]).toEqual([2, 1]);
  });

  it("shows a refused answer until dismissed, drops its undo and goes on", async () => {
    const w = world();
    w.cut(new RequestError(409, "The grade has changed."));
    w.outbox.add(agree("first-key", 1));
    w.outbox.add(undo("undo-key", 2, "first-key"));
    await w.settle();
    expect(w.outbox.view().refused.map((entry) => entry.refusal)).toEqual(["The grade has changed."]);
    expect([w.refused, w.outbox.view().unsent]).toEqual([["first-key"], []]);
    expect([...w.kept.keys()]).toEqual(["first-key"]);
    w.outbox.dismiss("first-key");
    expect([w.outbox.view().refused.length, w.kept.size]).toEqual([0, 0]);
  });

  it.each([401, 408, 429, 500, 503])("tries again after %i", async (status) => {
    const w = world();
    w.cut(new RequestError(status, "later"));
    w.outbox.add(agree("first-key", 1));
    await w.settle();
    expect([w.outbox.view().unsent.length, w.outbox.view().refused.length]).toEqual([1, 0]);
  });

  it("takes up what a reload left behind", async () => {
    const w = world();
    w.kept.set("kept-key", agree("kept-key", 1));
    await w.outbox.open();
    await w.settle();
    expect(w.sent.map((input) => input.idempotencyKey)).toEqual(["kept-key"]);
    expect(w.kept.size).toBe(0);
  });

  it("says that it waits for a sign-in, and goes on after it", async () => {
    const w = world();
    w.cut(new RequestError(401, "Sign in."));
    w.outbox.add(agree("first-key", 1));
    await w.settle();
    expect(w.outbox.view()).toMatchObject({ isSignedOut: true, offlineSince: null });
    w.cut(null);
    w.outbox.retryNow();
    await w.settle();
    expect(w.outbox.view()).toMatchObject({ isSignedOut: false, unsent: [] });
  });

  it("tells of answers that this browser won't keep", async () => {
    const refuses = async () => {
      throw new Error("Full.");
    };
    const { outbox } = browser().open();
    const bare = new VerdictOutbox({
      store: { load: refuses, write: refuses },
      send: async (input) => answerTo(input),
      alone: (work) => work(),
      tell: () => undefined,
      wait: () => () => undefined,
      now: () => 1_000,
      onSaved: () => undefined,
      onRefused: () => undefined,
    });
    expect(outbox.view().isKept).toBe(true);
    await bare.open();
    bare.add(agree("first-key", 1));
    await settle();
    expect(bare.view()).toMatchObject({ isKept: false, unsent: [] });
  });
});

describe("two tabs", () => {
  it("send each answer once, in order, one at a time", async () => {
    const all = browser();
    const [one, two] = [all.open(), all.open()];
    all.cut(new RequestError(0, "no answer"));
    one.outbox.add(agree("key-1", 1));
    two.outbox.add(agree("key-2", 2));
    one.outbox.add(agree("key-3", 3));
    await settle();
    expect([one.outbox.view().unsent.length, two.outbox.view().unsent.length]).toEqual([3, 3]);
    all.cut(null);
    all.sent.length = 0;
    one.outbox.retryNow();
    two.outbox.retryNow();
    await settle();
    expect(all.sent.map((input) => input.idempotencyKey)).toEqual(["key-1", "key-2", "key-3"]);
    expect([all.most(), all.kept.size]).toEqual([1, 0]);
    expect([one.outbox.view().unsent.length, two.outbox.view().unsent.length]).toEqual([0, 0]);
  });

  it("undo in one what the other sent", async () => {
    const all = browser();
    const [one, two] = [all.open(), all.open()];
    one.outbox.add(agree("first-key", 1));
    await settle();
    two.outbox.add(undo("undo-key", 2, "first-key"));
    await settle();
    expect(all.sent[1]).toMatchObject({ kind: "withdrawn", supersedesId: "id-of-first-key" });
  });

  it("take over from one that is gone, what it had learned included", async () => {
    const all = browser();
    const one = all.open();
    one.outbox.add(agree("first-key", 1));
    await settle();
    one.outbox.close();
    all.kept.set("undo-key", undo("undo-key", 2, "first-key"));
    const two = all.open();
    await two.outbox.open();
    await settle();
    expect(all.sent[1]).toMatchObject({ kind: "withdrawn", supersedesId: "id-of-first-key" });
    expect(all.kept.size).toBe(0);
  });

  it("show one refusal and dismiss it together", async () => {
    const all = browser();
    const [one, two] = [all.open(), all.open()];
    all.cut(new RequestError(409, "The round was closed."));
    one.outbox.add(agree("first-key", 1));
    await settle();
    expect(two.outbox.view().refused.map(({ refusal }) => refusal)).toEqual(["The round was closed."]);
    two.outbox.dismiss("first-key");
    expect([one.outbox.view().refused.length, all.sent.length]).toEqual([0, 1]);
  });
});
