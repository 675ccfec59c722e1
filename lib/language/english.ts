import candidates from "@/lib/language/en/candidates.json";
import charts from "@/lib/language/en/charts.json";
import common from "@/lib/language/en/common.json";
import endpoints from "@/lib/language/en/endpoints.json";
import exports from "@/lib/language/en/exports.json";
import graders from "@/lib/language/en/graders.json";
import home from "@/lib/language/en/home.json";
import marks from "@/lib/language/en/marks.json";
import members from "@/lib/language/en/members.json";
import review from "@/lib/language/en/review.json";
import rounds from "@/lib/language/en/rounds.json";
import runs from "@/lib/language/en/runs.json";
import shell from "@/lib/language/en/shell.json";
import signin from "@/lib/language/en/signin.json";
import trajectories from "@/lib/language/en/trajectories.json";

/** Every string a person reads, by screen (ICU message format). */
export const english = {
  candidates,
  charts,
  common,
  endpoints,
  exports,
  graders,
  home,
  marks,
  members,
  review,
  rounds,
  runs,
  shell,
  signin,
  trajectories,
};

export type Messages = typeof english;
