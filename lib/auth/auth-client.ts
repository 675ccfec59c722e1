"use client";

import { createAuthClient } from "better-auth/react";

/** Sign-in and sign-out from the browser: `authClient.signIn.email({ email, password })`, `authClient.signOut()`. */
export const authClient = createAuthClient({});
