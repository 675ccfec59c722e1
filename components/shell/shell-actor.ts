import type { Role } from "@/lib/auth/can";

/** Who is looking at which project, as the page loader found it; the shell and the pages draw from this alone. */
export interface ShellActor {
  readonly user: { readonly id: string; readonly name: string; readonly email: string; readonly isOperator: boolean };
  readonly project: { readonly id: string; readonly name: string };
  readonly role: Role;
  readonly projects: readonly { readonly id: string; readonly name: string }[];
}
