// A picture and the square cells it is made of, in reading order; grid.py does the same in Python.

export const DIGIT = 28; // pixels along a side of an MNIST digit

// Cut a square picture into squares of `size` pixels, its four quarters if no size is given. Each is an array of the
// picture's own kind.
export function cut(picture, size = Math.sqrt(picture.length) / 2) {
  const side = Math.sqrt(picture.length), across = side / size;
  return Array.from({ length: across * across }, (_, i) => {
    const cell = new picture.constructor(size * size);
    const corner = Math.floor(i / across) * size * side + (i % across) * size;
    for (let row = 0; row < size; row++) {
      const from = corner + row * side;
      cell.set(picture.subarray(from, from + size), row * size);
    }
    return cell;
  });
}

// Put square cells, as many across as down, together again: the inverse of `cut`.
export function compose(cells) {
  const size = Math.sqrt(cells[0].length), across = Math.sqrt(cells.length), side = size * across;
  const picture = new cells[0].constructor(side * side);
  cells.forEach((cell, i) => {
    const corner = Math.floor(i / across) * size * side + (i % across) * size;
    for (let row = 0; row < size; row++) {
      picture.set(cell.subarray(row * size, (row + 1) * size), corner + row * side);
    }
  });
  return picture;
}
