// Links to what is shown: one is copied, one in the address is opened, and left again when something changes.

import { REFUSED } from "../share.js";
import { make } from "./parts.js";
import { stateIn, stateLink, tourIn } from "./state.js";

const COPIED = "A link to exactly this was copied.";
const ONLY_HERE = "A link to exactly this was copied. It leads to a file of this computer.";
const FROM_A_LINK = "This came with the link. Change anything to go on from it, or ";

// shell: see shell.js; grids: how many can be drawn; named: see stateIn; guide: of the tours; stateNow(): what is shown;
// use(model, state): a promise of whether it could be shown. Returns {copy(), open(): shows what the address holds, if
// it holds a state or a tour, leave(): called when what is shown has changed}.
export function makeLinking({ shell, names, grids, named, guide, stateNow, use }) {
  let opened = null; // the state that came with the address
  const here = () => location.pathname + location.search;

  async function copy() {
    let address = location.href.split("#")[0];
    try {
      address += stateLink(stateNow());
    } catch ({ message }) {
      return shell.say(message);
    }
    const refused = await navigator.clipboard?.writeText(address).then(() => false, () => true) ?? true;
    if (!refused) return shell.say(address.startsWith("file:") ? ONLY_HERE : COPIED);
    const field = make("input", { value: address, readOnly: true, "aria-label": "Link to exactly this" });
    field.dataset.testid = "microscope-address";
    shell.say(`${REFUSED} `, field);
    field.select();
  }

  async function open() {
    try {
      const tour = tourIn(location.hash, guide.names);
      const given = tour === null ? stateIn(location.hash, names, grids, named) : null;
      if (tour !== null) await guide.start(tour);
      else if (!given || !(await use(given.model, given))) return;
      opened = stateNow();
      shell.say(FROM_A_LINK, make("a", { href: here(), textContent: "leave it: open the page anew" }), ".");
    } catch (error) {
      shell.say(`The state in this link cannot be shown: ${error.message}.`);
    }
  }

  function leave() {
    shell.say(""); // it was said of what was shown
    if (!opened || opened === stateNow()) return;
    opened = null;
    history.replaceState(history.state, "", here()); // what is seen is no longer what the address says
  }

  return { copy, open, leave };
}
