import { AppError } from "@/lib/kernel/app-error";

/** Where clouds hand out their machines' credentials; no model listens there. */
const METADATA_HOST =
  /^(169\.254\.\d{1,3}\.\d{1,3}|\[fe80:.*\]|\[fd00:ec2::254\]|\[::ffff:a9fe:[0-9a-f]{1,4}\]|metadata\.google\.internal)$/;

function isListed(url: URL, hosts: readonly string[]): boolean {
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return hosts.some((entry) => {
    const match = /^(.*?)(?::(\d+))?$/.exec(entry.startsWith("[") ? entry.replace(/^\[.*\]/, "v6") : entry);
    const wantedPort = match?.[2];
    const host = entry.startsWith("[") ? (/^\[.*\]/.exec(entry)?.[0] ?? "") : (match?.[1] ?? "");
    if (wantedPort !== undefined && wantedPort !== port) return false;
    return host.startsWith("*.") ? url.hostname.endsWith(host.slice(1)) : url.hostname === host;
  });
}

/**
 * An endpoint's base URL as it is stored and called: http(s), no credentials, no query, no slash at the end.
 *
 * @param hosts the allow-list (SECOND_OPINION_ENDPOINT_HOSTS); null allows every host but those of cloud metadata
 * @throws AppError invalid with what is wrong and what to do
 */
export function checkBaseUrl(text: string, hosts: readonly string[] | null): string {
  const refuse = (sentence: string) => new AppError("invalid", `baseUrl: ${sentence}`);
  if (!URL.canParse(text)) {
    throw refuse("This is not an address. It looks like https://api.example.org/v1.");
  }
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw refuse("The address must begin with http:// or https://.");
  }
  if (url.username !== "" || url.password !== "") {
    throw refuse("The address must hold no user name or password; the key has a field of its own.");
  }
  if (url.search !== "" || url.hash !== "") throw refuse("The address must end with its path: nothing from ? or # on.");
  if (hosts === null ? METADATA_HOST.test(url.hostname) : !isListed(url, hosts)) {
    throw refuse(
      hosts === null
        ? `${url.hostname} is an address of a cloud's metadata, not of a model.`
        : `${url.host} is not among the hosts that this server may call. Whoever runs it can add it to SECOND_OPINION_ENDPOINT_HOSTS.`,
    );
  }
  return url.href.replace(/\/+$/, "");
}
