import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import path from "node:path";

const WRITE_BYTES = 1024 * 1024;
const WINDOW_BYTES = 1024 * 1024;
const FIRST_CAPACITY = 4096;
const NONE = 0xffffffff;

export interface SpooledPart {
  /** Which of the import's files. */
  readonly file: number;
  readonly line: number;
  readonly bytes: Uint8Array;
}

/**
 * Gathers the parts of dialogues that may be strewn over files: the parts go to a file on disk, memory holds some
 * thirty bytes a part and the keys. Groups come back in order of their first parts, parts in the order they were added.
 */
export class GroupSpool {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #groups = new Map<string, number>();
  #heads = new Uint32Array(FIRST_CAPACITY);
  #tails = new Uint32Array(FIRST_CAPACITY);
  #offsets = new Float64Array(FIRST_CAPACITY);
  #lengths = new Uint32Array(FIRST_CAPACITY);
  #next = new Uint32Array(FIRST_CAPACITY);
  #lines = new Uint32Array(FIRST_CAPACITY);
  #files = new Uint16Array(FIRST_CAPACITY);
  #parts = 0;
  #end = 0;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #window: Uint8Array = new Uint8Array();
  #windowStart = 0;

  private constructor(filePath: string, file: FileHandle) {
    this.#path = filePath;
    this.#file = file;
  }

  static async create(folder: string): Promise<GroupSpool> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const filePath = path.join(folder, "groups.spool");
    return new GroupSpool(filePath, await open(filePath, "w+", 0o600));
  }

  async add(key: string, part: SpooledPart): Promise<void> {
    if (this.#parts === this.#offsets.length) this.#growParts();
    const at = this.#parts;
    this.#parts += 1;
    this.#offsets[at] = this.#end;
    this.#lengths[at] = part.bytes.length;
    this.#next[at] = NONE;
    this.#lines[at] = part.line;
    this.#files[at] = part.file;
    const known = this.#groups.get(key);
    if (known === undefined) {
      const group = this.#groups.size;
      if (group === this.#heads.length) {
        this.#heads = grow(this.#heads, Uint32Array);
        this.#tails = grow(this.#tails, Uint32Array);
      }
      this.#groups.set(key, group);
      this.#heads[group] = at;
      this.#tails[group] = at;
    } else {
      this.#next[this.#tails[known] ?? 0] = at;
      this.#tails[known] = at;
    }
    this.#pending.push(part.bytes.slice());
    this.#pendingBytes += part.bytes.length;
    this.#end += part.bytes.length;
    if (this.#pendingBytes >= WRITE_BYTES) await this.#flush();
  }

  async *groups(): AsyncGenerator<{ readonly key: string; readonly parts: SpooledPart[] }, void, undefined> {
    await this.#flush();
    for (const [key, group] of this.#groups) {
      const parts: SpooledPart[] = [];
      for (let at = this.#heads[group] ?? NONE; at !== NONE; at = this.#next[at] ?? NONE) {
        const bytes = await this.#read(this.#offsets[at] ?? 0, this.#lengths[at] ?? 0);
        parts.push({ file: this.#files[at] ?? 0, line: this.#lines[at] ?? 0, bytes });
      }
      yield { key, parts };
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
    await rm(this.#path, { force: true });
  }

  #growParts(): void {
    this.#offsets = grow(this.#offsets, Float64Array);
    this.#lengths = grow(this.#lengths, Uint32Array);
    this.#next = grow(this.#next, Uint32Array);
    this.#lines = grow(this.#lines, Uint32Array);
    this.#files = grow(this.#files, Uint16Array);
  }

  async #flush(): Promise<void> {
    if (this.#pendingBytes === 0) return;
    await this.#file.appendFile(Buffer.concat(this.#pending, this.#pendingBytes));
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  /** Parts of a dialogue mostly stand together, so that one read serves many. */
  async #read(offset: number, length: number): Promise<Uint8Array> {
    const start = offset - this.#windowStart;
    if (start >= 0 && start + length <= this.#window.length) return this.#window.subarray(start, start + length);
    const size = Math.min(Math.max(length, WINDOW_BYTES), this.#end - offset);
    const window = new Uint8Array(size);
    const { bytesRead } = await this.#file.read(window, 0, size, offset);
    if (bytesRead < length) throw new Error("The spool is shorter than what was written.");
    this.#window = window.subarray(0, bytesRead);
    this.#windowStart = offset;
    return this.#window.subarray(0, length);
  }
}

function grow<Numbers extends Uint32Array | Float64Array | Uint16Array>(
  old: Numbers,
  Kind: new (length: number) => Numbers,
): Numbers {
  const wider = new Kind(old.length * 2);
  wider.set(old);
  return wider;
}
