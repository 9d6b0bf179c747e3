// All heads that lose nothing alone, switched off together: what they lose then shows whether they stood in for others.

import { make } from "../parts.js";
import { run } from "../trace.js";
import { nats } from "../next_tokens.js";
import { measuredIn } from "./losses.js";
import { press, toOf, wayIn } from "./parts.js";

const NOTHING = 0.01; // nats: less is nothing
const MOST = 40; // changes to the model at a time, see state.js

// Returns {element, show(result: what `rank` told, or null, fresh: whether it is of what is seen now)}.
export function makeIdle(scope) {
  const button = make("button", { type: "button", onclick: pressed, "data-testid": "microscope-idle" });
  const said = make("p", { className: "small", role: "status", "data-testid": "microscope-idle-said" });
  let result = null, ready = false, after = null; // after: what a press led to, {interventions, grid}

  function idle() {
    const { interventions } = scope.state, ranked = result?.ranked ?? [];
    const own = ranked.filter(({ off, loss }) => !off && Math.abs(loss) < NOTHING);
    return own.slice(0, Math.max(0, MOST - interventions.length)).map(({ head }) => head);
  }

  function pressed() {
    const heads = idle(), { model, grid, sources, trace, state } = scope, { before, choice } = result;
    if (!heads.length || !ready) return;
    const to = toOf(wayIn(state));
    const interventions = heads.reduce((now, head) => press(model, now, head, to), state.interventions);
    const options = { interventions, sources }, loss = before - measuredIn(model, grid, trace, choice, options);
    const { text } = run(model, grid, { ...options, beginning: state.beginning, keep: false });
    const answer = text === trace.text ? "writes the same" : `writes ${text || "nothing"}`;
    said.textContent = `Without these ${heads.length} heads the model ${answer}. Each alone loses less than ` +
      `${NOTHING} nats, all together ${nats(loss)}. “Take back” above switches them on again.`;
    after = { interventions, grid };
    scope.intervene(interventions);
  }

  return {
    element: make("div", {}, make("p", {}, button), said),
    show(now, fresh) {
      result = now;
      ready = fresh;
      const count = idle().length, text = `Switch off the ${count} heads that lose nothing here`;
      button.setAttribute("aria-disabled", !count || !ready);
      if (button.textContent !== text) button.textContent = text;
      const { grid, state: { interventions } } = scope;
      if (after && (after.interventions !== interventions || after.grid !== grid)) {
        after = null;
        said.textContent = "";
      }
    },
  };
}
