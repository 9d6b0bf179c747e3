// All numbers of a run as JSON, and how to save a file.

const nested = (data, [count, ...shape]) => {
  if (!shape.length) return Array.from(data, (value) => Number(value.toPrecision(9))); // enough for a float32
  const size = data.length / count;
  return Array.from({ length: count }, (_, i) => nested(data.subarray(i * size, (i + 1) * size), shape));
};

// One flat object: for each tensor, under its name in mnist2x2.record, nested lists of its numbers.
export function numbersOf({ tensors }) {
  return Object.fromEntries([...tensors].map(([name, { data, shape }]) => [name, nested(data, shape)]));
}

// Hand a text to the reader as a file.
export function download(name, text, type) {
  const link = document.createElement("a"), address = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(link, { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
