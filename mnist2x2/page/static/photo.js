// Photos, where Python is there to read them: makes the picture that a person chooses small, and asks what it shows.

const LONGEST = 1600; // pixels of the longer side, as in drawing/pictures.py
const LETTERS = 1_500_000; // of base64 that Python takes, see photos.py
const LOSSLESS = 400; // pixels of the longer side: up to there, a picture is sent as PNG
const QUALITIES = [0.9, 0.7, 0.4]; // of a JPEG: the first with which it is short enough
const CANNOT_OPEN = "This browser cannot open this picture: save it as JPEG, and choose that.";
const TOO_LARGE = "This picture is too large to be sent: cut it to the digits, and choose that.";
const RETURN = "Draw, or press Undo, to return to the drawing.";

// What is behind a picture that is transparent in places, by the rule of `opaque` in drawing/pictures.py.
function background({ data }) {
  let drawn = 0, covered = 0;
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] / 255;
    drawn += alpha * (0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]);
    covered += alpha;
  }
  return covered / (data.length / 4) < 0.5 && drawn > 128 * covered ? "black" : "white";
}

// A picture file as a canvas: upright, opaque, at most LONGEST pixels long.
async function opened(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Error(CANNOT_OPEN);
  });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(scale * side)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  picture.close();
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = background(context.getImageData(0, 0, width, height));
  context.fillRect(0, 0, width, height);
  return canvas;
}

// A canvas as base64 of a PNG or JPEG file.
function encoded(canvas) {
  const small = Math.max(canvas.width, canvas.height) <= LOSSLESS;
  for (const [kind, quality] of [...(small ? [["png"]] : []), ...QUALITIES.map((quality) => ["jpeg", quality])]) {
    const text = canvas.toDataURL(`image/${kind}`, quality).split(",")[1];
    if (text.length <= LETTERS) return text;
  }
  throw new Error(TOO_LARGE);
}

// board: where a file may be dropped, too. ask(photo): returns a promise of what photos.py
// answers to a picture in base64, {read, grid, notes}, or {said: why not}; without it, there is no button. say(words)
// shows words. changed() is called when `grid`, which is the photo's or null, is another one.
export function makePhotos(part, board, { ask, say, changed }) {
  const button = part("photo"), input = part("photo-file");
  let grid = null, asked = 0;
  button.hidden = !ask;

  async function read(file) {
    const own = ++asked;
    say("Reading the photo.");
    const answer = await opened(file).then(encoded).then(ask).catch(({ message }) => ({ said: message }));
    if (own !== asked) return; // the person draws, or has chosen another one
    grid = answer.grid ? Uint8Array.from(atob(answer.grid), (letter) => letter.charCodeAt(0)) : null;
    say(grid ? [`Read from your photo: ${answer.read || "nothing"}.`, ...answer.notes, RETURN].join(" ") : answer.said);
    changed();
  }

  function take(event, file) {
    event.preventDefault();
    if (file) read(file);
  }

  if (ask) {
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", (event) => {
      take(event, input.files[0]);
      input.value = ""; // so that the same file can be chosen again
    });
    board.addEventListener("dragover", (event) => event.preventDefault());
    board.addEventListener("drop", (event) => take(event, event.dataTransfer.files[0]));
  }
  return {
    get grid() {
      return grid;
    },
    // Show the drawing again, and forget the photo that was asked about.
    leave() {
      asked++;
      grid = null;
      say("");
    },
  };
}
