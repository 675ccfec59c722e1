/**
 * Node options of a worker process, as in package.json's script of that name. By itself V8 lets garbage pile up to
 * several times what is in use (500 MiB where 60 are); with these a worker stays under 250 MiB and loses no measurable
 * throughput, since it waits more than it computes.
 */
export const WORKER_NODE_OPTIONS = ["--v8-pool-size=1", "--max-semi-space-size=16", "--heap-growing-percent=30"];

/**
 * Node options of the web process. A collection of its old garbage slows every request for some 70 ms, and with V8's own
 * settings one comes each ten seconds under fifty readers. A larger nursery lets less be taken for old, and more of that may
 * gather before it is collected: fifty readers without a pause bring the process to 530–690 MiB.
 */
export const WEB_NODE_OPTIONS = [
  "--max-semi-space-size=64",
  "--heap-growing-percent=300",
  "--initial-old-space-size=400",
];
