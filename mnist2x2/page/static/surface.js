// The picture in one cell's canvas: its marks, and the stroke that is being drawn.

const MIN_STEP = 0.003; // of the cell's side: a point nearer than this to the last one adds nothing
const round = (x) => Math.round(x * 1e4) / 1e4;

// sampleAt(k) returns a sample's digit as a picture (CELL * CELL).
export function makeSurface(canvas, sampleAt) {
  const context = canvas.getContext("2d");
  let shown = [], stroke = null; // stroke: the one being drawn

  function fit() {
    const side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (!side || canvas.width === side) return;
    canvas.width = canvas.height = side; // this also clears it
  }

  // Ink is always white here; the style sheet inverts it where paper is white, since a canvas cannot follow the theme.
  function line({ points, width, erase }, from) {
    context.globalCompositeOperation = erase ? "destination-out" : "source-over";
    context.strokeStyle = "#fff";
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = width * canvas.width;
    context.beginPath();
    const [x, y] = points[Math.max(0, from - 1)];
    context.moveTo(x * canvas.width, y * canvas.width);
    context.lineTo(x * canvas.width + 0.01, y * canvas.width); // a line of length 0 would not leave a dot
    for (const [x, y] of points.slice(from)) context.lineTo(x * canvas.width, y * canvas.width);
    context.stroke();
  }

  function stamp(k) {
    const digit = sampleAt(k), side = Math.sqrt(digit.length);
    const picture = new ImageData(side, side);
    digit.forEach((value, i) => picture.data.set([255, 255, 255, value], 4 * i));
    const small = Object.assign(document.createElement("canvas"), { width: side, height: side });
    small.getContext("2d").putImageData(picture, 0, 0);
    context.globalCompositeOperation = "copy";
    context.imageSmoothingEnabled = false; // show its pixels as they are
    context.drawImage(small, 0, 0, canvas.width, canvas.width);
  }

  function paint() {
    fit();
    context.clearRect(0, 0, canvas.width, canvas.width);
    for (const mark of stroke ? [...shown, stroke] : shown) {
      if ("sample" in mark) stamp(mark.sample);
      else line(mark, 0);
    }
  }

  function addPoint(event) {
    const box = canvas.getBoundingClientRect();
    const point = [round((event.clientX - box.left) / box.width), round((event.clientY - box.top) / box.height)];
    const last = stroke.points.at(-1);
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < MIN_STEP) return;
    stroke.points.push(point);
  }

  const watch = new ResizeObserver(paint);
  watch.observe(canvas);
  return {
    show(marks) {
      if (marks === shown) return;
      shown = marks;
      paint();
    },
    begin(next) {
      stroke = next;
    },
    // Lengthen the stroke by the points of some pointer events. Returns whether they added anything.
    extend(events) {
      const from = stroke.points.length;
      for (const event of events) addPoint(event);
      if (stroke.points.length === from) return false;
      line(stroke, from);
      return true;
    },
    // Forget the stroke: it is shown again only if it comes back among the marks.
    end() {
      stroke = null;
      paint();
    },
    destroy: () => watch.disconnect(),
  };
}
