/** How a grader version is called on screens, in lists and in exports: `offline 1`. */
export function graderLabel(name: string, versionNumber: number): string {
  return `${name} ${versionNumber}`;
}
