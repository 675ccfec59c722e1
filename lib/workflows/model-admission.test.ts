import { expect, test } from "vitest";
import { ModelAdmission } from "@/lib/workflows/model-admission";

/** Work that ends when told to. */
function makeWork() {
  const began: number[] = [];
  const ends: (() => void)[] = [];
  const work = (name: number) => () => {
    began.push(name);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { began, ends, work, settle };
}

test("twice as many calls as an endpoint takes are put into words, the others wait in order", async () => {
  const admission = new ModelAdmission(() => new Map([["a", 2]]));
  const { began, ends, work, settle } = makeWork();
  for (let name = 1; name <= 7; name += 1) void admission.withRoom("a", work(name));
  await settle();
  expect(began).toEqual([1, 2, 3, 4]);
  ends[2]?.();
  await settle();
  expect(began).toEqual([1, 2, 3, 4, 5]);
  ends[0]?.();
  ends[1]?.();
  await settle();
  expect(began).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("an endpoint that is slow holds back no other one's calls, and one of unknown limit takes two", async () => {
  const admission = new ModelAdmission(() => new Map([["slow", 1]]));
  const { began, work, settle } = makeWork();
  for (let name = 1; name <= 5; name += 1) void admission.withRoom("slow", work(name));
  for (let name = 11; name <= 15; name += 1) void admission.withRoom("other", work(name));
  await settle();
  expect(began).toEqual([1, 2, 11, 12]);
});

test("a limit that is raised holds for those that wait, and work that breaks gives its place back", async () => {
  let limit = 1;
  const admission = new ModelAdmission(() => new Map([["a", limit]]));
  const { began, work, settle } = makeWork();
  const broken = admission.withRoom("a", () => Promise.reject(new Error("no")));
  for (let name = 1; name <= 5; name += 1) void admission.withRoom("a", work(name));
  limit = 2;
  await expect(broken).rejects.toThrow("no");
  await settle();
  expect(began).toEqual([1, 2, 3, 4]);
});
