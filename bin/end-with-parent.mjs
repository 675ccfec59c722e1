// Preloaded into child processes: when the starter is gone (even killed), its end of the pipe closes and the child ends.
process.stdin.on("error", () => process.kill(process.pid, "SIGTERM"));
process.stdin.on("end", () => process.kill(process.pid, "SIGTERM"));
process.stdin.resume();
process.stdin.unref?.();
