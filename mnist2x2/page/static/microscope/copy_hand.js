// Copying chosen rows at a chosen stage, or of one head, from the pinned run into the present one.

import { PLACES } from "../layout.js";
import { button } from "./copy_pair.js";
import { rowInWords, tokensOf } from "./copy_stages.js";
import { make } from "./parts.js";
import { copyOf, headsOf, isCopy, patchesIn, patchesOfCell, stagesOf } from "./patching.js";

const MOST = 40; // changes to the model at a time, see state.js

const keyOf = ({ at, head }) => (head == null ? at : `${at} ${head}`);

// The rows that a key such as "patch 3", "cell 0", "token 2" or "all" stands for; null for all.
function rowsOf(key, model) {
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
function offer(select, groups) {
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
    const { interventions } = scope.state, one = copyOf(chosen(), rowsOf(rows.value, scope.model));
    const text = JSON.stringify(one);
    if (interventions.some((other) => JSON.stringify(other) === text)) return scope.say("This is copied already.");
    if (interventions.length >= MOST) return scope.say(`At most ${MOST} changes at a time: take some back.`);
    scope.intervene([...interventions, one]);
  });
  const back = button("copy-none", "Take all copies back", () => {
    scope.intervene(scope.state.interventions.filter((one) => !isCopy(one)));
  });
  place.append(
    make("h2", { textContent: "Copy rows of your choice" }),
    make("p", { textContent: "Such copies add up, until you take them back." }),
    make("div", { className: "bar" }, make("label", {}, "At ", stage), make("label", {}, "rows ", rows), copy, back),
  );

  const all = () => [...stagesOf(scope.model), ...headsOf(scope.model)];
  const chosen = () => all().find((one) => keyOf(one) === stage.value) ?? stagesOf(scope.model)[0];
  const pairs = (list) => list.map((one) => [keyOf(one), one.title]);

  return {
    show(pinned, view) {
      offer(stage, { "outputs": pairs(stagesOf(scope.model)), "what one head passes on": pairs(headsOf(scope.model)) });
      const keys = all().map(keyOf);
      stage.value = keys.includes(view.stage) ? view.stage : keys.includes("encoder.1") ? "encoder.1" : keys[0];
      const choices = choicesOf(scope.model, chosen(), pinned);
      offer(rows, { rows: choices });
      rows.value = (choices.find(([key]) => key === view.rows) ?? choices[0])[0];
      back.disabled = !scope.state.interventions.some(isCopy);
    },
  };
}
