import { Agent, request } from "node:http";

export interface TimedAnswer {
  readonly status: number;
  readonly body: unknown;
  /** From before the request was written until its answer had been read. */
  readonly ms: number;
}

/** Requests of one signed-in browser over connections that stay open. */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(
    private readonly baseUrl: string,
    private readonly cookie: string,
  ) {}

  send(method: "GET" | "POST", path: string, body?: object): Promise<TimedAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.baseUrl),
        {
          method,
          agent: this.#agent,
          headers: {
            cookie: this.cookie,
            ...(text === undefined
              ? {}
              : {
                  "content-type": "application/json",
                  "content-length": Buffer.byteLength(text),
                  origin: this.baseUrl,
                }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject);
          response.once("end", () => {
            const ms = performance.now() - startedAt;
            const answer = Buffer.concat(chunks).toString();
            const isJson = response.headers["content-type"]?.includes("json") ?? false;
            resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(answer) : answer, ms });
          });
        },
      );
      sent.once("error", (error: NodeJS.ErrnoException) => {
        // The server closed a connection that was idle at the moment it was used again: browsers send anew, too.
        if (sent.reusedSocket && error.code === "ECONNRESET") resolve(this.send(method, path, body));
        else reject(error);
      });
      sent.end(text);
    });
  }

  /** The same, where anything but success is a fault of the benchmark. */
  async ask(method: "GET" | "POST", path: string, body?: object): Promise<TimedAnswer> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new Error(`${method} ${path} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
  }

  close(): void {
    this.#agent.destroy();
  }
}
