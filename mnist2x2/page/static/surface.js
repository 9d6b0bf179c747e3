// One cell to draw in: a canvas that takes what a mouse, a finger or a pen does, and shows marks.

const APART = 0.003; // of the cell's side: points nearer than this to the last one add nothing
const round = (x) => Math.round(x * 1e4) / 1e4;

// Asked: `mark(erase)` for a new stroke without points, `start(stroke, event)` whether it may begin, `sampleAt(k)` for
// a sample as a picture (CELL * CELL). Told: `grow()` of new points, `end(stroke, or null if taken back)`.
export function makeSurface(canvas, { mark, start, grow, end, sampleAt }) {
  const context = canvas.getContext("2d");
  let shown = [], stroke = null, pointer = null;

  function fit() {
    const side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (!side || canvas.width === side) return;
    canvas.width = canvas.height = side; // this also empties it
  }

  // Ink is white where the page's dark is, and the style sheet turns it round: a canvas cannot follow the theme.
  function line(stroke, from) {
    const { points, width, erase } = stroke;
    context.globalCompositeOperation = erase ? "destination-out" : "source-over";
    context.strokeStyle = "#fff";
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = width * canvas.width;
    context.beginPath();
    const [x, y] = points[Math.max(0, from - 1)];
    context.moveTo(x * canvas.width, y * canvas.width);
    context.lineTo(x * canvas.width + 0.01, y * canvas.width); // a line of no length would leave no dot
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
    context.imageSmoothingEnabled = false; // as it is, pixel by pixel
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

  function add(event) {
    const box = canvas.getBoundingClientRect();
    const point = [round((event.clientX - box.left) / box.width), round((event.clientY - box.top) / box.height)];
    const last = stroke.points.at(-1);
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < APART) return;
    stroke.points.push(point);
  }

  function finish(kept) {
    const whole = stroke;
    stroke = pointer = null;
    if (!kept) paint();
    end(kept ? whole : null);
  }

  const handlers = {
    pointerdown(event) {
      if (stroke && event.pointerId === pointer) finish(true); // it was lifted where nobody told us
      if (stroke || !(event.button === 0 || event.button === 5)) return; // 5: the eraser at a pen's other end
      const fresh = mark(event.button === 5);
      if (!start(fresh, event)) return;
      [stroke, pointer] = [fresh, event.pointerId];
      try {
        canvas.setPointerCapture(pointer);
      } catch { /* the pointer is up again already */ }
      add(event);
      line(stroke, 0);
      grow();
    },
    pointermove(event) {
      if (event.pointerId !== pointer) return;
      if (event.pointerType === "mouse" && !event.buttons) return finish(true);
      const from = stroke.points.length, between = event.getCoalescedEvents?.() ?? [];
      for (const each of between.length ? between : [event]) add(each);
      if (stroke.points.length === from) return;
      line(stroke, from);
      grow();
    },
    pointerup(event) {
      if (event.pointerId !== pointer) return;
      const from = stroke.points.length;
      add(event);
      if (stroke.points.length > from) line(stroke, from);
      finish(true);
    },
    pointercancel(event) {
      if (event.pointerId === pointer) finish(false); // the system took it: a palm, a gesture
    },
    lostpointercapture(event) {
      if (event.pointerId === pointer) finish(true);
    },
    contextmenu(event) {
      if (stroke) event.preventDefault(); // a long press is a stroke, too
    },
  };
  for (const [name, handler] of Object.entries(handlers)) canvas.addEventListener(name, handler);
  const watch = new ResizeObserver(paint);
  watch.observe(canvas);
  return {
    show(marks) {
      if (marks === shown) return;
      shown = marks;
      paint();
    },
    cancel: () => stroke && finish(false),
    destroy: () => watch.disconnect(),
  };
}
