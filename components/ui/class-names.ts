/** Joins the class names that apply; conditions are written as `condition && "name"`. */
export function classNames(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
