/**
 * Calls back once when any of the signals is aborted, with its reason; returns how to stop listening. `AbortSignal.any`
 * would leave something behind on a long-lived signal with every call.
 */
export function onAbort(signals: readonly AbortSignal[], callback: (reason: unknown) => void): () => void {
  const aborted = signals.find((signal) => signal.aborted);
  if (aborted !== undefined) {
    callback(aborted.reason);
    return () => undefined;
  }
  const stop = () => {
    for (const signal of signals) signal.removeEventListener("abort", abort);
  };
  const abort = (event: Event) => {
    stop();
    callback(event.target instanceof AbortSignal ? event.target.reason : undefined);
  };
  for (const signal of signals) signal.addEventListener("abort", abort);
  return stop;
}
