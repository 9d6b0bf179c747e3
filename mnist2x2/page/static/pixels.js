// Pixels in a canvas.

// Show a square picture, 0 to 255, in a canvas of its size.
export function showPixels(canvas, picture) {
  canvas.width = canvas.height = Math.sqrt(picture.length);
  const image = new ImageData(canvas.width, canvas.width);
  picture.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// Show a square picture, 0 to 255, in a canvas of its size, as ink of a colour on nothing.
export function showInk(canvas, picture, colour) {
  canvas.width = canvas.height = Math.sqrt(picture.length);
  const context = canvas.getContext("2d"), image = new ImageData(canvas.width, canvas.width);
  picture.forEach((value, i) => (image.data[4 * i + 3] = value));
  context.putImageData(image, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = colour;
  context.fillRect(0, 0, canvas.width, canvas.height);
}
