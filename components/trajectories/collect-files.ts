export interface NamedFile {
  /** Path within what was dropped or chosen. */
  readonly name: string;
  readonly file: File;
}

/** The system's own files, which nobody means to import. */
const isHidden = (name: string) => name.split("/").some((part) => part.startsWith("."));

const inOrder = (files: readonly NamedFile[]): NamedFile[] =>
  files.filter(({ name }) => !isHidden(name)).sort((one, other) => (one.name < other.name ? -1 : 1));

/** The files of a file field, also of one that takes a folder. */
export function collectChosen(list: FileList | null): NamedFile[] {
  return inOrder([...(list ?? [])].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
}

/** The files that were dropped, those within folders too. To be called while the drop is handled. */
export async function collectDropped(transfer: DataTransfer): Promise<NamedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return collectChosen(transfer.files);
  return inOrder((await Promise.all(entries.map(walk))).flat());
}

async function walk(entry: FileSystemEntry): Promise<NamedFile[]> {
  const name = entry.fullPath.replace(/^\//, "");
  if (entry instanceof FileSystemFileEntry) {
    return [{ name, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) }];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const found: NamedFile[] = [];
  for (;;) {
    // A folder is read some hundred entries at a time.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return found;
    found.push(...(await Promise.all(part.map(walk))).flat());
  }
}
