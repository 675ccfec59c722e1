import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type NumberedLine, readLines } from "@/lib/trajectory/read-lines";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (let index = 0; start < bytes.length; index += 1) {
    const size = sizes.length === 0 ? bytes.length : (sizes[index % sizes.length] ?? 1);
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

const show = (line: NumberedLine) =>
  line.tooLong ? `${line.line} too long` : `${line.line} ${decoder.decode(line.bytes)}`;

async function read(text: string, sizes: readonly number[] = [], maxBytes?: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(inChunks(encoder.encode(text), sizes), maxBytes)) lines.push(show(line));
  return lines;
}

describe("readLines", () => {
  it.each([
    ["", []],
    ["\n", []],
    ["a", ["1 a"]],
    ["a\n", ["1 a"]],
    ["a\nb", ["1 a", "2 b"]],
    ["a\r\nb\r\n", ["1 a", "2 b"]],
    ["a\n\n \t\r\nb\n", ["1 a", "4 b"]],
    ["\uFEFFa\nb", ["1 a", "2 b"]],
    ["\uFEFF\r\nb", ["2 b"]],
    ["a\rb", ["1 a\rb"]],
  ])("cuts %j", async (text, lines) => {
    expect(await read(text)).toEqual(lines);
    expect(await read(text, [1])).toEqual(lines);
  });

  it("measures a line without its ending", async () => {
    expect(await read("12345\n123456\n1", [], 5)).toEqual(["1 12345", "2 too long", "3 1"]);
    expect(await read("\uFEFF12345\r\n123456\r\n12345\r\n", [2], 5)).toEqual(["1 12345", "2 too long", "3 12345"]);
    expect(await read(`${"x".repeat(100)}`, [7], 5)).toEqual(["1 too long"]);
    expect(await read(`${"x".repeat(100)}\n\n${"y".repeat(100)}\nz`, [7], 5)).toEqual([
      "1 too long",
      "3 too long",
      "4 z",
    ]);
  });

  it("passes over a line of 300 MB without holding it", async () => {
    const chunk = new Uint8Array(1024 * 1024).fill(0x78);
    async function* endless() {
      for (let count = 0; count < 300; count += 1) yield chunk;
      yield encoder.encode("\nshort\n");
    }
    const before = process.memoryUsage().arrayBuffers;
    const lines: string[] = [];
    for await (const line of readLines(endless())) {
      lines.push(show(line));
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
    }
    expect(lines).toEqual(["1 too long", "2 short"]);
  });

  it("gives the same lines however the bytes are cut", async () => {
    const line = fc.stringMatching(/^[a-z\r 😷]{0,8}$/u);
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.integer({ min: 1, max: 9 })), async (lines, sizes) => {
        const text = lines.join("\n");
        const expected = text
          .split("\n")
          .map((content, index) => ({ content: content.replace(/\r$/, ""), number: index + 1 }))
          .filter(({ content }) => !/^[ \t\r]*$/.test(content))
          .map(({ content, number }) => `${number} ${content}`);
        expect(await read(text, sizes)).toEqual(expected);
      }),
    );
  });
});
