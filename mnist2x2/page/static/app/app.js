// Below the drawing grid: keeps the drawing with the answer that a person gives, and takes it back. Gradio runs this
// when the page is ready: `element` is the component, and `server` calls the Python functions of app.py.
const names = ["right", "keep", "take-back", "said", "counts"];
const [right, keep, takeBack, said, counts] = names.map((name) => element.querySelector(`.correcting .${name}`));
const NOT_ANSWERING = "The app is not answering: try again in a minute.";
const REFUSED = {
  429: "The app has received too many requests: wait a minute.",
  503: "The app is busy: try again in a minute.",
};
const PHOTO_SHOWN =
  "Not kept. A photo is shown, and only drawings are kept: draw, or press Undo, to return to your drawing.";
const NOTHING = [[], [], [], []];
const kept = []; // what this page has kept, the newest last; nothing else can be taken back here
let marks = NOTHING, photo = false; // photo: whether one is shown instead of the drawing
let status = 0; // of the last answer to a call

// Gradio does not tell why a call failed, so the status is noted where every answer comes in.
const load = window.fetch;
window.fetch = async (...request) => {
  const answer = await load(...request);
  if (answer.url.includes("/component_server")) status = answer.status;
  return answer;
};

const draw = (next) => element.querySelector("[data-drawing-grid]").drawingGrid.setMarks(next);

element.addEventListener("drawn", ({ detail }) => {
  if (detail.marks !== marks || detail.photo !== photo) say(""); // the last message was about another drawing
  [marks, photo] = [detail.marks, detail.photo];
});

// Always as text, never as HTML.
function say(text, good = false) {
  said.textContent = text;
  said.classList.toggle("good", good);
}

// Call a function of the app. Gradio reports a failed call by returning nothing or by throwing.
async function call(action, what) {
  status = 0;
  return (await server[action](what).catch(() => null)) ?? { said: REFUSED[status] ?? NOT_ANSWERING };
}

// Call a function that changes or counts what is kept, and show the counts that it returns.
async function ask(action, what = null) {
  for (const button of [keep, takeBack]) button.disabled = true;
  const answer = await call(action, what);
  if (answer.kept !== undefined) {
    const drawings = answer.kept === 1 ? "1 drawing" : `${answer.kept} drawings`;
    counts.textContent = `${drawings} kept in all, ${answer.misread} of them misread.`;
  }
  return answer;
}

function finish(text = "", good = false) {
  say(text, good);
  keep.disabled = false;
  takeBack.disabled = !kept.length;
}

keep.addEventListener("click", async () => {
  if (photo) return say(PHOTO_SHOWN);
  const what = { marks, right: right.value.trim() };
  const answer = await ask("keep", what);
  if (answer.drawing) {
    if (answer.new) kept.push({ ...what, drawing: answer.drawing });
    if (marks === what.marks) draw(NOTHING); // unless the person has drawn on in the meantime
    right.value = "";
  }
  finish(answer.said, answer.new);
});

takeBack.addEventListener("click", async () => {
  const last = kept.at(-1);
  // an earlier answer to the same drawing, which the last one replaced, is kept again
  const earlier = kept.slice(0, -1).reverse().find(({ drawing }) => drawing === last.drawing);
  const answer = earlier ? await ask("keep", earlier) : await ask("take_back", last);
  if (answer.kept === undefined) return finish(answer.said);
  kept.pop();
  draw(last.marks);
  right.value = last.right;
  finish(earlier ? `Taken back. The drawing is kept as ${earlier.right} again.` : answer.said);
});

element.addEventListener("photo", async ({ detail }) => detail.answer(await call("photo", { photo: detail.photo })));

// The drawing grid follows the page's theme; Gradio marks a dark page by a class of its body.
function followTheme() {
  document.documentElement.dataset.theme = document.body.classList.contains("dark") ? "dark" : "light";
}
new MutationObserver(followTheme).observe(document.body, { attributeFilter: ["class"] });
followTheme();
ask("counts").then((answer) => finish(answer.said));
