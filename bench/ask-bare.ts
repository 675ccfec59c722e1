/** Sends every body once, so many at a time, reads each answer and throws it away; returns how long it took, s. */
export async function askBare(baseUrl: string, bodies: readonly string[], concurrency: number): Promise<number> {
  const url = `${baseUrl}/chat/completions`;
  const waiting = bodies.values();
  const ask = async (): Promise<void> => {
    for (const body of waiting) {
      const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
      if (response.status !== 200) throw new Error(`The bare loop got HTTP ${response.status}.`);
      await response.arrayBuffer();
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, ask));
  return (performance.now() - startedAt) / 1000;
}
