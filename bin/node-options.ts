/**
 * Node options of a worker process, as in package.json's script of that name. By itself V8 lets garbage pile up to
 * several times what is in use (500 MiB where 60 are); with these a worker stays under 250 MiB and loses no measurable
 * throughput, since it waits more than it computes.
 */
export const WORKER_NODE_OPTIONS = ["--v8-pool-size=1", "--max-semi-space-size=16", "--heap-growing-percent=30"];

/**
 * Node options of the web process. A collection of its old garbage slows every request for some 70 ms, and with V8's own
 * settings one comes each ten seconds under fifty readers: more may gather before it. The nursery stays at V8's 16 MB: with
 * 64 as much was taken for old (4 MB a second), in pauses of 7-12 ms instead of 2-4.
 */
export const WEB_NODE_OPTIONS = ["--heap-growing-percent=300", "--initial-old-space-size=400"];
