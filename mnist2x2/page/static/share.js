// Sharing: a window over the page that shows a picture of the reading, still or moving, or the drawing alone. It saves
// that, sends it to another app, or copies a link with the drawing in it.

import { keepKeys } from "./layout.js";
import { linkEnd } from "./link.js";
import { describe, pictureOf, SIDE } from "./picture.js";
import { showPixels } from "./pixels.js";
import css from "./share.css";

const MOVES = matchMedia("(prefers-reduced-motion: no-preference)").matches; // pictures in a page do not ask
const COLOURS = ["text", "quiet", "paper", "raised", "line", "accent"]; // of drawing_grid.css
const NO_BOOK = { name: "mnist2x2", address: "", page: "" }; // in a notebook, or in the app
export const NOTHING_YET = "There is nothing to share yet.", NOT_MADE = "This browser cannot make the picture.";
const COPIED = "The link is copied. The drawing is in the link itself: no server keeps it.";
const ONLY_HERE = "The link is copied. It leads to a file of this computer: " +
  "to show the drawing to others, send the picture.";
export const REFUSED = "This browser does not let the page copy. Here is the link, to copy by hand:";
const NOT_SENT = "It could not be sent: save it instead.";
const KINDS = {
  picture: ["Picture", "A PNG file, 1200x1200 pixels."],
  moving: ["Animation", "An SVG file, which plays in a browser. To post, take the picture: few places show SVG."],
  drawing: ["Drawing only", "A PNG file, which the command python -m mnist2x2 read can read."],
};

const button = (name, text, more = "") => `<button type="button" data-share="${name}" ${more}>${text}</button>`;
const INSIDE = `<style>${css}</style><div class="inside">
  <div class="tools" role="group" aria-label="What to share">
    ${Object.entries(KINDS).map(([kind, [name]]) => button(kind, name)).join("")}
  </div>
  <img data-share="shown" class="dark-light">
  <p data-share="about"></p>
  <div class="tools" role="group" aria-label="How to share it">
    ${button("save", "Save", "autofocus")}${button("send", "Send to an app")}${button("copy", "Copy link")}
    ${button("close", "Close")}
  </div>
  <p data-share="said" role="status"></p>
  <input data-share="link" aria-label="Link with the drawing" readonly hidden>
  </div>`;

function canvasOf(side) {
  return Object.assign(document.createElement("canvas"), { width: side, height: side });
}

async function pngFile(canvas, name) {
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return { href: canvas.toDataURL("image/png"), file: new File([blob], name, { type: "image/png" }) };
}

const svgAddress = (svg) => `data:image/svg+xml,${encodeURIComponent(svg)}`;

// An SVG of SIDE * SIDE pixels, painted.
async function painted(svg) {
  const image = new Image(), canvas = canvasOf(SIDE);
  image.src = svgAddress(svg);
  await image.decode();
  canvas.getContext("2d").drawImage(image, 0, 0, SIDE, SIDE);
  return canvas;
}

// All that can be saved: for each kind {href: as a data URL, file, alt}; still: what to show of what moves, if not that.
// alone: the drawing as pixels, 0 to 255.
async function filesOf({ alone, ...what }) {
  const { text } = what.reading, name = ["reading", ...text.match(/\w+/g) ?? []].join("-");
  const picture = pictureOf(what), moving = pictureOf(what, { moving: true });
  const canvas = canvasOf(1), alt = describe(what.reading);
  showPixels(canvas, alone);
  const file = new File([moving], `${name}.svg`, { type: "image/svg+xml" });
  return {
    picture: { ...(await pngFile(await painted(picture), `${name}.png`)), alt },
    moving: { href: svgAddress(moving), still: MOVES ? "" : svgAddress(picture), file, alt },
    drawing: { ...(await pngFile(canvas, "drawing.png")), alt: "The drawing." },
  };
}

function openWindow(frame) {
  const dialog = document.createElement("dialog"), parts = {};
  dialog.setAttribute("aria-label", "Share");
  dialog.className = "share";
  dialog.innerHTML = INSIDE;
  for (const each of dialog.querySelectorAll("[data-share]")) {
    parts[each.dataset.share] = each;
    each.dataset.testid = `share-${each.dataset.share}`;
  }
  keepKeys(dialog);
  dialog.querySelectorAll("button").forEach(keepKeys);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close()); // outside of it
  frame.append(dialog);
  return { dialog, parts };
}

// Open the window. The promise fails where the browser cannot make the pictures. frame: the grid; drawn, reading: see
// picture.js; alone: the drawing as pixels; book: {name, address: the book's or "", page: the address for links or ""}.
export async function share(frame, { drawn, reading, alone, book = NO_BOOK }) {
  const style = getComputedStyle(frame);
  const colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  const files = await filesOf({ drawn, reading, alone, colours, book });
  if (frame.querySelector(".share")) return; // the button was pressed twice
  const { dialog, parts } = openWindow(frame);
  let shown = null;

  function show(kind) {
    shown = files[kind];
    for (const each of Object.keys(KINDS)) parts[each].setAttribute("aria-pressed", each === kind);
    Object.assign(parts.shown, { src: shown.still || shown.href, alt: shown.alt });
    parts.about.textContent = KINDS[kind][1];
    parts.said.textContent = "";
    parts.send.hidden = !navigator.canShare?.({ files: [shown.file] });
  }

  async function copy() {
    parts.said.textContent = "";
    try {
      parts.link.value = book.page + linkEnd(drawn.marks);
    } catch ({ message }) {
      return (parts.said.textContent = message);
    }
    const refused = await navigator.clipboard?.writeText(parts.link.value).then(() => false, () => true) ?? true;
    parts.said.textContent = refused ? REFUSED : book.page.startsWith("file:") ? ONLY_HERE : COPIED;
    parts.link.hidden = !refused;
    if (refused) parts.link.select();
  }

  function save() {
    Object.assign(document.createElement("a"), { href: shown.href, download: shown.file.name }).click();
  }

  function send() {
    navigator.share({ files: [shown.file], title: book.name }).catch(({ name }) => {
      if (name !== "AbortError") parts.said.textContent = NOT_SENT; // else the person changed their mind
    });
  }

  const press = { send, copy, close: () => dialog.close(), save };
  for (const kind of Object.keys(KINDS)) press[kind] = () => show(kind);
  for (const [name, action] of Object.entries(press)) parts[name].addEventListener("click", action);
  parts.copy.hidden = !book.page || Boolean(drawn.photo);
  show("picture");
  dialog.showModal();
}
