import { followRuns } from "@/lib/workflows/follow-runs";

/** A comment after so long without an event keeps proxies from ending the connection, ms. */
const HEARTBEAT_MS = 15_000;
/** After so long the browser has to come back, so that whoever is no member any more hears nothing further, ms. */
const LIFETIME_MS = 5 * 60_000;
/** How long the browser waits before it comes back, ms. */
const RETRY_MS = 1000;

/**
 * A project's runs as server-sent events: `event: runs` with `{runs}` as data, as often as {@link followRuns} gives
 * them. A reader that is slow misses what is out of date, never the newest. Ends with the signal.
 */
export function streamRuns(projectId: string, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let newest: string | null = null;
  let stop: () => void = () => undefined;
  let flush: () => void = () => undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let isEnded = false;
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      flush = () => {
        if (isEnded || newest === null || (controller.desiredSize ?? 0) <= 0) return;
        const event = newest;
        newest = null;
        send(event);
      };
      send(`retry: ${RETRY_MS}\n\n`);
      const unfollow = followRuns(projectId, (runs) => {
        newest = `event: runs\ndata: ${JSON.stringify({ runs })}\n\n`;
        flush();
      });
      const heartbeat = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) send(": still here\n\n");
      }, HEARTBEAT_MS);
      const end = () => {
        if (isEnded) return;
        stop();
        controller.close();
      };
      stop = () => {
        if (isEnded) return;
        isEnded = true;
        clearInterval(heartbeat);
        clearTimeout(lifetime);
        signal.removeEventListener("abort", end);
        unfollow();
      };
      const lifetime = setTimeout(end, LIFETIME_MS);
      signal.addEventListener("abort", end, { once: true });
      if (signal.aborted) end();
    },
    pull() {
      flush();
    },
    cancel() {
      stop();
    },
  });
}
