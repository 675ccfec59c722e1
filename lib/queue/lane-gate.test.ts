import { EventEmitter } from "node:events";
import type { WorkerEvents } from "graphile-worker";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LaneGate } from "@/lib/queue/lane-gate";
import { ModelAdmission } from "@/lib/workflows/model-admission";

const POLL_MS = 1000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function makeGate(capacity = 10) {
  const admission = new ModelAdmission(() => new Map([["endpoint", capacity]]));
  const gate = new LaneGate(admission, POLL_MS);
  const events = new EventEmitter() as WorkerEvents & EventEmitter;
  const close = gate.follow(events);
  let entered = 0;
  const enter = () =>
    void gate.enter().then(() => {
      entered += 1;
    });
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    return entered;
  };
  return { admission, events, close, enter, settle };
}

test("places fetch one after the other, each once the job before has told how much it comes to", async () => {
  const { admission, events, enter, settle } = makeGate();
  for (let place = 0; place < 4; place += 1) enter();
  expect(await settle()).toBe(1);
  events.emit("job:start", { job: { id: "1" } });
  expect(await settle()).toBe(1);
  admission.begin(30);
  expect(await settle()).toBe(2);
  // A job that has nothing to do ends without having told anything.
  events.emit("job:start", { job: { id: "2" } });
  events.emit("job:complete", { job: { id: "2" } });
  expect(await settle()).toBe(3);
});

test("an empty queue is asked again after a while, or at once when it tells of a job", async () => {
  const { events, enter, settle } = makeGate();
  for (let place = 0; place < 3; place += 1) enter();
  expect(await settle()).toBe(1);
  events.emit("worker:getJob:empty", {});
  expect(await settle()).toBe(1);
  vi.advanceTimersByTime(POLL_MS + 50);
  expect(await settle()).toBe(2);
  events.emit("worker:getJob:empty", {});
  events.emit("pool:listen:notification", {});
  expect(await settle()).toBe(3);
});

test("no trajectory begins while enough calls wait, or while those begun come to too many", async () => {
  const { admission, events, enter, settle } = makeGate(2);
  enter();
  expect(await settle()).toBe(1);
  const end = admission.begin(100);
  const answers: (() => void)[] = [];
  const call = () => new Promise<void>((resolve) => answers.push(resolve));
  // Twice as many calls as may be under way.
  for (let calls = 0; calls < 4; calls += 1) void admission.withRoom("endpoint", call);
  events.emit("job:start", { job: { id: "1" } });
  events.emit("job:complete", { job: { id: "1" } });
  enter();
  expect(await settle()).toBe(1);
  answers.shift()?.();
  await settle();
  vi.advanceTimersByTime(50);
  expect(await settle()).toBe(2);
  admission.begin(10_000);
  expect(admission.hasRoom).toBe(false);
  end();
  expect(admission.hasRoom).toBe(false);
});

test("a lane that ends lets everybody through", async () => {
  const { events, close, enter, settle } = makeGate();
  for (let place = 0; place < 5; place += 1) enter();
  events.emit("pool:gracefulShutdown", {});
  expect(await settle()).toBe(5);
  enter();
  expect(await settle()).toBe(6);
  close();
});
