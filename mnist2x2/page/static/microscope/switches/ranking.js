// The ranking of all heads on the present drawing, as bars to press, and as a figure.

import { makeRest } from "../at_rest.js";
import { labelOf, nats } from "../next_tokens.js";
import { make } from "../parts.js";
import { makeIdle } from "./idle.js";
import { choicesOf, rank } from "./losses.js";
import { textSvg } from "../svg.js";
import { signOf, WORDS } from "./board.js";
import { press, toOf, wayIn } from "./parts.js";

const LEAST = 0.1; // nats that fill a bar, at least: else bars would show what hardly matters
const ADDED = "Single losses do not add up: two heads may stand in for each other, and then neither seems to matter.";

const quoted = (text) => text || "nothing";
const scaleOf = (ranked) => Math.max(LEAST, ...ranked.map(({ loss }) => Math.abs(loss)));

// What a choice is between, in words.
function inWords({ tokenizer }, { step, token, against }) {
  return `step ${step + 1}: ${labelOf(tokenizer, token)} against ${labelOf(tokenizer, against)}`;
}

// What the number of a head says, in words.
function meaning(model, { choice, before, text }) {
  const { step, token, against } = choice ?? {}, label = (one) => labelOf(model.tokenizer, one);
  return choice
    ? `how many nats ${label(token)} loses against ${label(against)} at step ${step + 1} of the answer ` +
      `${quoted(text)} (the difference of their log-probabilities is ${nats(before)})`
    : `how many nats the log-probability of the answer ${quoted(text)} (${nats(before)}) loses`;
}


// heads: switches, see switches/parts.js. Returns {element, show(), figure()}.
export function makeRanking(scope, heads) {
  const about = make("p", { className: "small" }), list = make("ol", { "data-testid": "microscope-ranking" });
  const rows = new Map(heads.map((head) => [head, makeRow(head)]));
  list.append(...[...rows.values()].map(({ item }) => item));
  const rest = makeRest(() => scope.state.panel === "switches");
  const idle = makeIdle(scope);
  const onchange = ({ target }) => scope.look("switches", { step: target.value ? Number(target.value) : null });
  const by = make("select", { onchange, "data-testid": "microscope-rank-by" });
  let result = null, shown = null, offered = null, offer = "";

  // The choice to rank by, which a link may have set to anything; null for the whole answer.
  function chosen() {
    const { model, trace, state: { view } } = scope;
    if (trace !== offered) {
      by.choices = choicesOf(model, trace);
      const words = ["the whole answer", ...by.choices.map((choice) => inWords(model, choice))];
      if (words.join() !== offer) by.replaceChildren(...words.map((text, i) => new Option(text, i ? i - 1 : "")));
      [offered, offer] = [trace, words.join()];
    }
    const choice = by.choices.find(({ step }) => step === view.switches?.step) ?? null;
    by.value = choice?.step ?? "";
    return choice;
  }

  function makeRow(head) {
    const part = (className, ...inside) => make("span", { className }, ...inside);
    const [sign, bar, loss, text] = ["sign", "length", "loss", "text"].map((name) => part(name));
    const button = make("button", {
      type: "button",
      className: "switch",
      "aria-pressed": "false",
      "data-testid": `microscope-rank-${head.id}`,
      onclick: () => scope.intervene(press(scope.model, scope.state.interventions, head, toOf(wayIn(scope.state)))),
    }, part("name", sign, head.short), part("track", bar), loss, text);
    sign.setAttribute("aria-hidden", "true");
    return { item: make("li", {}, button), button, sign, bar, loss, text };
  }

  function fill({ head, loss, off, text }, scale) {
    const row = rows.get(head);
    row.button.setAttribute("aria-pressed", off);
    row.sign.textContent = off ? signOf(toOf(wayIn(scope.state))) : "";
    row.bar.style.width = `${off ? 0 : (100 * Math.abs(loss)) / scale}%`;
    row.bar.classList.toggle("gain", loss < 0);
    row.loss.textContent = off ? "off" : nats(loss);
    row.text.textContent = text === null ? "" : `→ ${quoted(text)}`;
  }

  function tell(now) {
    result = now;
    const scale = scaleOf(now.ranked), focused = list.contains(document.activeElement) && document.activeElement;
    now.ranked.forEach((entry) => fill(entry, scale));
    const items = now.ranked.map(({ head }) => rows.get(head).item);
    if (items.some((item, i) => item !== list.children[i])) list.append(...items);
    if (focused && focused !== document.activeElement) focused.focus({ preventScroll: true });
    about.textContent = sentence(now);
    idle.show(now, true);
    list.classList.remove("old");
    list.setAttribute("aria-busy", !now.done);
    list.classList.toggle("wordy", scope.model.tokenizer.noun !== "digit");
  }

  const sentence = (now) => `Each head alone becomes ${WORDS[wayIn(scope.state)]}, besides what is switched off now. ` +
    `The number says ${meaning(scope.model, now)}; after the arrow is what the model then writes instead. ${ADDED}`;
  const title = make("h2", {}, `What each of the ${heads.length} heads is worth on this drawing`);
  const hint = "Change the drawing, for example empty a cell, and see which heads rise.";

  return {
    element: make("section", {},
      title, make("p", { className: "small" }, hint), make("p", {}, make("label", {}, "Ranked by: ", by)), about,
      idle.element, list),
    show() {
      const choice = chosen(), key = [scope.trace, wayIn(scope.state), choice?.step];
      const same = shown && key.every((value, i) => value === shown[i]);
      idle.show(result, same && !list.classList.contains("old"));
      if (same) return rest.resume();
      shown = key;
      list.classList.add("old");
      list.setAttribute("aria-busy", "true");
      rest.begin(rank(scope, heads, { to: toOf(wayIn(scope.state)), choice }, tell));
    },
    figure() {
      const { ranked = [] } = result ?? {}, scale = scaleOf(ranked), high = 18, left = 170, long = 240;
      const inside = ranked.map(({ head, loss, off, text }, i) => {
        const y = 8 + i * high, fill = loss < 0 ? "#0b5cad" : "#b84a00";
        const width = off ? 0 : (long * Math.abs(loss)) / scale;
        const bar = `<rect x="${left}" y="${y + 2}" width="${width.toFixed(1)}" height="12" fill="${fill}"/>`;
        const words = off ? "switched off" : `${nats(loss)}${text === null ? "" : ` → ${quoted(text)}`}`;
        return textSvg(head.short, 8, y + 12) + bar + textSvg(words, left + width + 6, y + 12);
      });
      const caption = result ? [
        `If one head becomes ${WORDS[wayIn(scope.state)]}: ${meaning(scope.model, result)};`,
        "after the arrow: what the model then writes.",
      ] : ["The heads were not yet ranked."];
      return { inside: inside.join(""), width: 640, height: 16 + high * ranked.length, caption };
    },
  };
}
