import { onAbort } from "@/lib/llm/on-abort";

/** Waits; ends early, with the signal's reason thrown, where one is aborted. */
export function pause(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      resolve();
    }, ms);
    const stop = onAbort(signals, (reason) => {
      clearTimeout(timer);
      reject(reason);
    });
  });
}
