// Chapter 7: an answer written token by token. Any token can be replaced, and the model goes on from there.

import { softmax } from "../layers.js";
import { make } from "../microscope/parts.js";
import { saidIn } from "./cross.js";
import { makeDrawn, tokenText } from "./drawn.js";
import { twoPlaces } from "./plane.js";

const SHOWN = 5; // of the tokens that may come next
const FULL = "The answer has no room for another token: here, only <finish> can stand.";

export function makeSteps(frame, given, data) {
  // written: how many tokens are; place: of the chosen token; end: where the reader ended the answer, or null
  let now = null, beginning = [], written = Infinity, place = given.place, end = null;
  const press = (name, label, onclick) => {
    const button = make("button", { type: "button", textContent: label, onclick });
    button.dataset.testid = `piece-${name}`;
    return button;
  };
  const one = press("one", "Write one token", () => write(length() + 1));
  const all = press("all", "Write to the end", () => write(Infinity));
  const again = press("again", "Begin again", () => begin([], 0));
  const own = press("own", "Its own answer", () => begin([], Infinity, 0));
  const chips = make("div", { className: "bar chips", role: "group", "aria-label": "The answer, token by token" });
  const title = make("p", { className: "title" });
  const word = make("p", { "aria-live": "polite", "data-testid": "piece-word" });
  const bars = make("div", { className: "bars", role: "group", "aria-label": "Tokens to put here" });
  const other = make("select", { "aria-label": "another token to put here", "data-testid": "piece-other" });
  other.addEventListener("change", () => other.value && put(Number(other.value)));

  const length = () => Math.min(written, said().length);

  function said() {
    const { trace, model } = now;
    return end === null ? saidIn(trace, model) : [...trace.tokens.slice(1, end + 1), model.tokenizer.finish];
  }

  function write(count, chosen = count) {
    written = count;
    place = chosen;
    drawn.readAgain();
  }

  function begin(tokens, count, chosen = count) {
    beginning = tokens;
    end = null;
    write(count, chosen);
  }

  // Put a token in the chosen place: what stands before it stays, and the model goes on after it.
  function put(token) {
    const before = said().slice(0, place), { longest, tokenizer } = now.model, isEnd = token === tokenizer.finish;
    if (!isEnd && before.length + 2 > longest) return (word.textContent = FULL);
    begin(isEnd ? before : [...before, token], Infinity, place);
    if (!isEnd) return;
    end = place;
    show();
  }

  function showChips(tokens, model) {
    while (chips.childElementCount > tokens.length + 1) chips.lastChild.remove();
    if (!chips.childElementCount) chips.append(make("span", { className: "chip" }, "<start>"));
    while (chips.childElementCount <= tokens.length) {
      const t = chips.childElementCount - 1, chip = press(`chip-${t}`, "", () => {
        place = t;
        show();
      });
      chips.append(chip);
    }
    tokens.forEach((token, t) => {
      const chip = chips.children[t + 1], text = tokenText(model, token), yours = t === (end ?? beginning.length - 1);
      chip.textContent = text === "space" ? "␣" : text;
      chip.setAttribute("aria-label", `token ${t}: ${text}${yours ? ", put there by you" : ""}`);
      chip.setAttribute("aria-pressed", t === place);
      chip.classList.toggle("yours", yours);
    });
  }

  function showBars(chances, present, model) {
    const order = [...chances.keys()].sort((a, b) => chances[b] - chances[a]);
    order.slice(0, SHOWN).forEach((token, i) => {
      bars.children[i] ?? bars.append(make("button", { type: "button" }, make("b"), make("span")));
      const bar = bars.children[i], [name, share] = bar.children;
      [name.textContent, share.textContent] = [tokenText(model, token), twoPlaces(chances[token])];
      bar.style.setProperty("--share", chances[token]);
      bar.setAttribute("aria-pressed", token === present);
      bar.dataset.testid = `piece-bar-${i}`;
      bar.onclick = () => put(token);
    });
    const { start, finish } = model.tokenizer, choices = [...Array(start).keys(), finish];
    if (other.options.length !== choices.length + 1) {
      const options = choices.map((token) => new Option(tokenText(model, token), token));
      other.replaceChildren(new Option("another token", ""), ...options);
    }
    other.value = "";
  }

  function show() {
    if (!now) return;
    const { model, trace } = now, tokens = said().slice(0, length()), C = model.head.bias.length;
    place = Math.min(place, tokens.length, said().length - 1);
    showChips(tokens, model);
    const chances = softmax(trace.logits.slice(place * C, (place + 1) * C));
    showBars(chances, tokens[place], model);
    const before = model.tokenizer.toText(tokens.slice(0, place)) || "<start>";
    title.textContent = `After “${before}”: how likely each token is. Click one to put it there.`;
    one.disabled = all.disabled = tokens.length === said().length;
    again.disabled = !tokens.length;
    own.disabled = end === null && !beginning.length;
    const yours = beginning.length ? `Token ${beginning.length - 1} is yours. The model goes on: ${trace.text}` : "";
    word.textContent = end === null ? yours : "You ended the answer here.";
  }

  const drawn = makeDrawn(frame, data, {
    beside: [
      make("div", { className: "bar" }, one, all, again, own),
      chips,
      title,
      bars,
      make("label", {}, other),
      word,
    ],
    options: () => ({ beginning }),
    follow(result) {
      now = result;
      show();
    },
  });
  return { show, destroy: drawn.destroy };
}
