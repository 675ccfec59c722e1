import { describe, expect, it } from "vitest";
import { formatCount, formatDuration, formatLatency, formatRate, formatUsd } from "@/components/ui/format-amount";

describe("formatUsd", () => {
  it.each([
    [0, "$0"],
    [0.00002, "<$0.0001"],
    [0.01234, "$0.0123"],
    [0.5, "$0.50"],
    [1.2345, "$1.23"],
    [999.994, "$999.99"],
    [1234.56, "$1,235"],
    [-0.125, "−$0.125"],
  ])("%d → %s", (amount, words) => expect(formatUsd(amount)).toBe(words));
});

describe("formatCount", () => {
  it.each([
    [0, "0"],
    [1234.4, "1,234"],
    [1_234_567, "1,234,567"],
    [12_345_678, "12.3 M"],
    [12_345_678_901, "12.3 G"],
  ])("%d → %s", (count, words) => expect(formatCount(count)).toBe(words));
});

describe("formatDuration", () => {
  it.each([
    [0.2, "<1 s"],
    [89.4, "89 s"],
    [90, "2 min"],
    [60 * 89, "89 min"],
    [60 * 90, "1 h 30 min"],
    [3600 * 3 + 60 * 20, "3 h 20 min"],
    [3600 * 4, "4 h"],
    [3600 * 48, "2 d"],
    [3600 * 52, "2 d 4 h"],
  ])("%d s → %s", (seconds, words) => expect(formatDuration(seconds)).toBe(words));
});

describe("formatLatency", () => {
  it.each([
    [12.4, "12 ms"],
    [999.4, "999 ms"],
    [2_440, "2.4 s"],
    [35_000, "35 s"],
  ])("%d ms → %s", (ms, words) => expect(formatLatency(ms)).toBe(words));
});

describe("formatRate", () => {
  it.each([
    [0.44, "0.4"],
    [7.31, "7.3"],
    [1234.5, "1,235"],
  ])("%d → %s", (rate, words) => expect(formatRate(rate)).toBe(words));
});
