/** What Inter falls back to where the file is opened. */
const FILE_FONT = "Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', system-ui, sans-serif";
const TOKEN = /var\((--color-[\w-]+)\)/gu;

/**
 * A chart as a file of its own: colours are those of the light theme whatever is on screen, the ground is painted, and
 * title and description are inside.
 */
export function svgFile(chart: SVGSVGElement, title: string, description: string): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const [, , width = "0", height = "0"] = (copy.getAttribute("viewBox") ?? "").split(" ");
  for (const name of [...copy.getAttributeNames()]) {
    if (name !== "viewBox") copy.removeAttribute(name);
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.setAttribute("font-family", FILE_FONT);
  copy.setAttribute("font-size", "12");
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of [
    ["width", width],
    ["height", height],
    ["fill", "var(--color-surface)"],
  ] as const) {
    ground.setAttribute(name, value);
  }
  copy.prepend(textElement("title", title), textElement("desc", description), ground);
  const light = lightColours();
  for (const element of copy.querySelectorAll("*")) {
    for (const name of element.getAttributeNames()) {
      const value = element.getAttribute(name) ?? "";
      if (value.includes("var("))
        element.setAttribute(
          name,
          value.replace(TOKEN, (_, token: string) => light(token)),
        );
    }
  }
  return new XMLSerializer().serializeToString(copy);
}

function textElement(name: "title" | "desc", text: string): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  element.textContent = text;
  return element;
}

/** Asks the browser for a token's colour under the light scheme. */
function lightColours(): (token: string) => string {
  const known = new Map<string, string>();
  return (token) => {
    const found = known.get(token);
    if (found !== undefined) return found;
    const probe = document.createElement("span");
    probe.style.colorScheme = "light";
    probe.style.color = `var(${token})`;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    known.set(token, colour);
    return colour;
  };
}
