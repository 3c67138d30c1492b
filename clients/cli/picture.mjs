// Owns the README's picture: runs the demo and draws what it prints into demo.svg. Run it as `node clients/cli/picture.mjs`.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const DEMO = fileURLToPath(new URL("../../dist/demo.cjs", import.meta.url));
const PICTURE = fileURLToPath(new URL("demo.svg", import.meta.url));

const FONT_PX = 13;
const CHARACTER_PX = 7.8;
const LINE_PX = 18;
const MARGIN_PX = 16;
const BACKGROUND = "#1e1e2e";
const FOREGROUND = "#cdd6f4";

/** What the terminal's escape codes do to the text that follows. */
const STYLES = {
  1: { bold: true },
  2: { dim: true },
  22: { bold: false, dim: false },
  31: { colour: "#f38ba8" },
  32: { colour: "#a6e3a1" },
  33: { colour: "#f9e2af" },
  36: { colour: "#89dceb" },
  39: { colour: FOREGROUND },
};

const output = execFileSync(process.execPath, [DEMO], {
  env: { ...process.env, FORCE_COLOR: "1", NO_COLOR: "" },
  encoding: "utf8",
  stdio: ["ignore", "pipe", "inherit"],
});
const lines = `$ npm run demo\n${output}`.trimEnd().split("\n");
writeFileSync(PICTURE, draw(lines));

function draw(lines) {
  const lengths = lines.map((line) => pieces(line).reduce((sum, { text }) => sum + text.length, 0));
  const width = Math.ceil(Math.max(...lengths) * CHARACTER_PX + 2 * MARGIN_PX);
  const height = lines.length * LINE_PX + 2 * MARGIN_PX;
  const rows = lines.map((line, index) => {
    const spans = pieces(line).map(({ text, colour, bold, dim }) => {
      const weight = bold ? ' font-weight="bold"' : "";
      const opacity = dim ? ' opacity="0.6"' : "";
      return `<tspan fill="${colour}"${weight}${opacity}>${escapeXml(text)}</tspan>`;
    });
    const y = MARGIN_PX + (index + 0.75) * LINE_PX;
    return `  <text x="${MARGIN_PX}" y="${y}" xml:space="preserve">${spans.join("")}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_PX}">`,
    `  <title>What npm run demo prints</title>`,
    `  <rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    ...rows,
    "</svg>\n",
  ].join("\n");
}

/** A line cut where its style changes. */
function pieces(line) {
  let style = { colour: FOREGROUND, bold: false, dim: false };
  return line.split(/(\u001b\[\d+m)/).flatMap((part) => {
    const code = /^\u001b\[(\d+)m$/.exec(part)?.[1];
    if (code === undefined) return part === "" ? [] : [{ ...style, text: part }];
    style = { ...style, ...STYLES[code] };
    return [];
  });
}

function escapeXml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
