// The panel "Switches": parts of the model are switched off, and what breaks is seen at once, ranked, and counted.

import { make } from "../parts.js";
import { logProbabilityOf } from "./losses.js";
import { nats } from "../next_tokens.js";
import { makeBoard, makeWays } from "./board.js";
import { makeCounts } from "./counts.js";
import { boardOf, headsOf } from "./parts.js";
import { makeRanking } from "./ranking.js";
import { logProbability } from "../trace.js";

const REST = 100; // milliseconds without a change of the drawing before the sentence is made anew

const ABOUT = "Press a part of the model to switch it off, and press it again to switch it on. Several may be off at " +
  "once. They are in the order in which they compute.";

// The sentence on the answer before and now. Returns {element, show()}.
function makeAnswers(scope) {
  const element = make("p", { className: "answers", "aria-live": "polite", "data-testid": "microscope-before" });
  let shown = null, timer = 0;

  function sentence() {
    const { model, grid, plain, trace, sources, state: { interventions, beginning } } = scope;
    const own = plain.text || "nothing", before = nats(logProbability(model, plain));
    if (!interventions.length && !beginning.length) return `The model reads ${own}: log-probability ${before}.`;
    const now = nats(logProbabilityOf(model, grid, plain, { interventions, sources }));
    const other = `${trace.text || "nothing"}, and ${plain.text || "an empty answer"} has`;
    const then = trace.text === plain.text ? "the same," : other;
    return `Before: ${own}, log-probability ${before}. Now: ${then} ${now}.`;
  }
  function tell() {
    const text = sentence();
    if (element.textContent !== text) element.textContent = text;
  }
  return {
    element,
    show() {
      const { trace, grid } = scope;
      if (trace === shown?.trace) return;
      clearTimeout(timer);
      if (grid === shown?.grid || !shown) tell();
      else timer = setTimeout(tell, REST);
      shown = { trace, grid };
    },
    stop: () => clearTimeout(timer),
  };
}

function fill(place, scope) {
  const rows = boardOf(scope.model), heads = headsOf(rows), about = make("p", { className: "small" }, ABOUT);
  const counts = makeCounts(scope, heads), ranking = makeRanking(scope, heads);
  const parts = [makeWays(scope), makeAnswers(scope), makeBoard(scope, rows), counts, ranking];
  const [ways, answers, board] = parts.map(({ element }) => element);
  place.replaceChildren(about, ways, answers, board, counts.element, counts.ofAll, ranking.element);
  return {
    show: () => parts.forEach((part) => part.show()),
    stop: () => parts.forEach((part) => part.stop?.()),
    figure: ranking.figure,
  };
}

export function makeSwitches(place, scope) {
  let inside = null, sizes = "";
  return {
    show() {
      const now = JSON.stringify([scope.model.config, scope.model.side]);
      if (now !== sizes) { // the first model, or one with other parts
        inside?.stop();
        inside = fill(place, scope);
        sizes = now;
      }
      inside.show();
    },
    figure: () => inside.figure(),
  };
}
