// Copying chosen rows at a chosen stage, or of one head, from the pinned run into the present one.

import { PLACES } from "../../layout.js";
import { button, dim } from "./pair.js";
import { rowInWords, tokensOf } from "./stages.js";
import { make } from "../parts.js";
import { copyOf, headsOf, isCopy, patchesIn, patchesOfCell, stagesOf } from "./patching.js";

const MOST = 40; // changes to the model at a time, see state.js

const keyOf = ({ at, head }) => (head == null ? at : `${at} ${head}`);

// The rows that a key such as "patch 3", "cell 0", "token 2" or "all" stands for; null for all.
export function rowsOf(key, model) {
  const [what, number] = key.split(" ");
  if (what === "all") return null;
  return what === "cell" ? patchesOfCell(Number(number), patchesIn(model)) : [Number(number)];
}

// What can be chosen of rows: [key, words].
function choicesOf(model, { tokens }, pinned) {
  const count = patchesIn(model), numbers = (length) => Array.from({ length }, (_, i) => i);
  if (tokens) {
    const words = tokensOf(model, pinned);
    return [...words.map((_, i) => [`token ${i}`, rowInWords(model, i, true, words)]), ["all", "all tokens"]];
  }
  const cells = PLACES.map((place, i) => [`cell ${i}`, `${place} cell: ${patchesOfCell(i, count).join(", ")}`]);
  return [...cells, ...numbers(count).map((i) => [`patch ${i}`, rowInWords(model, i)]), ["all", "all patches"]];
}

// Fill a select anew if what it offers has changed. groups: {label: [key, words] each}.
export function offer(select, groups) {
  const text = JSON.stringify(groups);
  if (select.offered === text) return;
  select.offered = text;
  select.replaceChildren(...Object.entries(groups).map(([label, choices]) => {
    return make("optgroup", { label }, ...choices.map(([key, words]) => new Option(words, key)));
  }));
}

export function makeHand(place, scope) {
  const choose = (field) => ({ target }) => scope.look("copy", { [field]: target.value });
  const stage = make("select", { "data-testid": "microscope-copy-stage", onchange: choose("stage") });
  const rows = make("select", { "data-testid": "microscope-copy-rows", onchange: choose("rows") });
  const copy = button("copy-now", "Copy", () => {
    const { interventions } = scope.state;
    if (!isCopied() && interventions.length < MOST) scope.intervene([...interventions, theCopy()]);
  });
  const back = button("copy-none", "Take all copies back", () => {
    const { interventions } = scope.state, others = interventions.filter((one) => !isCopy(one));
    if (others.length < interventions.length) scope.intervene(others);
  });
  place.append(
    make("h2", { textContent: "Copy rows of your choice" }),
    make("p", { textContent: "Such copies add up, until you take them back." }),
    make("div", { className: "bar" }, make("label", {}, "At ", stage), make("label", {}, "rows ", rows), copy, back),
  );

  const all = () => [...stagesOf(scope.model), ...headsOf(scope.model)];
  const chosen = () => all().find((one) => keyOf(one) === stage.value) ?? stagesOf(scope.model)[0];
  const theCopy = () => copyOf(chosen(), rowsOf(rows.value, scope.model));
  const isCopied = () => scope.state.interventions.some((one) => JSON.stringify(one) === JSON.stringify(theCopy()));
  const pairs = (list) => list.map((one) => [keyOf(one), one.title]);

  return {
    show(pinned, view) {
      offer(stage, { "outputs": pairs(stagesOf(scope.model)), "what one head passes on": pairs(headsOf(scope.model)) });
      const keys = all().map(keyOf);
      stage.value = keys.includes(view.stage) ? view.stage : keys.includes("encoder.1") ? "encoder.1" : keys[0];
      const choices = choicesOf(scope.model, chosen(), pinned);
      offer(rows, { rows: choices });
      rows.value = (choices.find(([key]) => key === view.rows) ?? choices[0])[0];
      const { interventions } = scope.state, copied = isCopied(), full = interventions.length >= MOST;
      copy.textContent = copied ? "Copied" : full ? `At most ${MOST} changes` : "Copy";
      dim(copy, copied || full);
      dim(back, !interventions.some(isCopy));
    },
  };
}
